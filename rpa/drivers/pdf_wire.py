"""What passes between this program and the process that reads PDFs: frames of bytes, never objects.

That process works on hostile files, so what it says is taken as texts and numbers only.
"""

from __future__ import annotations

import json
import struct
from array import array
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from itertools import repeat
from typing import Any

from rpa.drivers.pdf_marks import FormField, Rule, Word
from rpa.drivers.pdf_page import PdfPage

HEAD = struct.Struct(">cI")
LARGEST_FRAME = 256 << 20  # bytes
_NUMBERS = 6  # in a word: its edges, size and confidence


class Kind(Enum):
    """What a frame holds."""

    REQUEST = b"R"
    CONTENT = b"C"
    OPENED = b"O"
    PAGE = b"P"
    NAME = b"N"
    ATTACHMENT = b"A"
    PICTURE = b"I"
    REFUSAL = b"E"
    TOO_LARGE = b"M"
    MISSING = b"X"
    MISTAKE = b"T"
    DONE = b"D"


def frame(kind: Kind, payload: bytes = b"") -> bytes:
    """A frame's bytes."""
    return HEAD.pack(kind.value, len(payload)) + payload


def read_frame(read: Callable[[int], bytes]) -> tuple[Kind, bytes]:
    """The next frame.

    Args:
        read: Gives exactly that many bytes; raises `EOFError` when the other side has ended.

    Raises:
        ValueError: It is no frame.
    """
    kind, length = HEAD.unpack(read(HEAD.size))
    if length > LARGEST_FRAME:
        raise ValueError(f"a frame of {length} bytes")
    return Kind(kind), read(length) if length else b""


def packed_values(values: Mapping[str, Any]) -> bytes:
    """Texts and numbers by name."""
    return json.dumps(values).encode()


def values_of(payload: bytes) -> dict[str, Any]:
    """Texts and numbers by name.

    Raises:
        ValueError: It is something else.
    """
    found = json.loads(payload)
    if not isinstance(found, dict):
        raise ValueError("no values")  # noqa: TRY004 - whatever is wrong with a frame is one kind of error
    return found


def packed_page(page: PdfPage) -> bytes:
    """A page as bytes."""
    texts, *numbers = zip(*page.words, strict=True) if page.words else [()] * len(Word._fields)
    text = "\n".join(texts).encode("utf-8", errors="replace")
    head = packed_values(
        {
            "number": page.number,
            "width": page.width,
            "height": page.height,
            "is_scanned": page.is_scanned,
            "fields": page.fields,
            "words": len(page.words),
            "rules": len(page.rules),
            "text": len(text),
        }
    )
    *places, are_bold, confidence = numbers
    edges = zip(*page.rules, strict=True) if page.rules else [()] * len(Rule._fields)
    parts = [struct.pack(">I", len(head)), head, text, bytes(are_bold)]
    parts += [array("d", column).tobytes() for column in (*places, confidence, *edges)]
    return b"".join(parts)


def page_of(payload: bytes) -> PdfPage:
    """A page from its bytes.

    Raises:
        ValueError: It is none.
    """
    try:
        return _page_of(payload)
    except (KeyError, TypeError, OverflowError, struct.error) as error:
        raise ValueError(f"no page: {error}") from error


def _page_of(payload: bytes) -> PdfPage:
    length = struct.unpack_from(">I", payload)[0] + 4
    head = values_of(payload[4:length])
    count, rules = int(head["words"]), int(head["rules"])
    end = length + int(head["text"])
    texts = payload[length:end].decode().split("\n") if count else []
    bold = payload[end : end + count]
    *columns, rest = _columns(payload[end + count :], [count] * _NUMBERS + [rules] * 4)
    if rest or len(texts) != count:
        raise ValueError("a page of other length")
    left, top, right, bottom, size, confidence = columns[:_NUMBERS]
    marks = zip(texts, left, top, right, bottom, size, map(bool, bold), confidence, strict=True)
    words = map(tuple.__new__, repeat(Word), marks)  # as `Word._make`, without a step in Python for each word
    drawn = map(tuple.__new__, repeat(Rule), zip(*columns[_NUMBERS:], strict=True))
    fields = tuple(FormField(*one) for one in head["fields"])
    return PdfPage(
        int(head["number"]), head["width"], head["height"], tuple(words), tuple(drawn), bool(head["is_scanned"]), fields
    )


def _columns(payload: bytes, counts: Iterable[int]) -> list[Any]:
    """Columns of numbers, and what is left over."""
    found: list[Any] = []
    start = 0
    for count in counts:
        column = array("d")
        column.frombytes(payload[start : start + 8 * count])
        found.append(column)
        start += 8 * count
    return [*found, payload[start:]]
