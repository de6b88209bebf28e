"""What an IMAP server answers to FETCH, as the standard library hands it on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

BEGINS = re.compile(rb"\d+ \(")
UID = re.compile(rb"\bUID (\d{1,10})\b")
SIZE = re.compile(rb"\bRFC822\.SIZE (\d{1,15})\b")
EMPTY = re.compile(rb"\bBODY\[[^\]]*\] \"\"")
RECEIVED = re.compile(rb"\bINTERNALDATE \"([^\"]{1,40})\"")


@dataclass(frozen=True)
class Fetched:
    """One mail in an answer.

    Attributes:
        uid: Its number.
        size: In bytes; 0 when not asked for.
        received: When the server received it; None when not asked for or not said.
        content: What was asked for of it.
    """

    uid: int
    size: int
    received: datetime | None
    content: bytes = field(repr=False)


def read_fetched(data: Iterable[Any]) -> list[Fetched]:
    """The mails in an answer; what the server says of others by the way is passed over.

    Args:
        data: Pieces as `imaplib` gives them: pairs of the words before a text and the text, and words alone.
    """
    found, words, text = list[Fetched](), b"", None
    for piece in data:
        before, inside = piece if isinstance(piece, tuple) else (piece, None)
        if not isinstance(before, bytes):
            continue
        if BEGINS.match(before):
            found += _one(words, text)
            words, text = b"", None
        words += b" " + before
        if inside is not None:
            text = inside
    return found + _one(words, text)


def _one(words: bytes, text: bytes | None) -> list[Fetched]:
    uid, size = UID.search(words), SIZE.search(words)
    if text is None and EMPTY.search(words):
        text = b""
    if uid is None or text is None:
        return []  # a change of flags that was told by the way, or the text of a mail that is gone (NIL)
    return [Fetched(int(uid[1]), int(size[1]) if size else 0, _received(words), text)]


def _received(words: bytes) -> datetime | None:
    found = RECEIVED.search(words)
    if found is None:
        return None
    text = found[1].decode("ascii", "replace").strip()
    try:
        # English names of months, whatever the machine's locale.
        day, month, rest = text.split("-", 2)
        number = _month(month)
        return datetime.strptime(f"{int(day):02}-{number:02}-{rest}", "%d-%m-%Y %H:%M:%S %z").astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _month(name: str) -> int:
    return ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec").index(name.lower()) + 1
