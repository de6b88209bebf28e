"""The parts and headers of a mail, as they are written."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.message import Message

LONGEST_HEADER = 20_000  # characters


def children(part: Message) -> list[Message]:
    """The parts inside of a part."""
    payload = part.get_payload() if part.is_multipart() else []
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def disposition(part: Message) -> str:
    """What a part says it is: `attachment`, `inline` or nothing."""
    return str(part.get("Content-Disposition", "")).partition(";")[0].strip().lower()


def in_the_text(part: Message, html: str) -> bool:
    """Whether a part is a picture that the HTML shows (a logo in a signature), or the text's machinery."""
    name = str(part.get("Content-ID", "")).strip(" <>")
    return part.get_content_maintype() == "image" and bool(name) and shows(html, name)


def shows(html: str, name: str) -> bool:
    """Whether HTML shows the picture of that name: `cid:image1`, which does not stand in `cid:image10`."""
    return re.search(rf"cid:{re.escape(name)}(?![\w.@$%+-])", html) is not None


def is_automatic(header: Callable[[str], str]) -> bool:
    """Whether a program wrote a mail, by the headers that programs are asked to set (RFC 3834, and older habits).

    Args:
        header: Gives a header by its name, empty when it is not there.
    """
    written = header("Auto-Submitted").partition(";")[0].strip().lower()
    habit = header("Precedence").lower() in {"bulk", "junk", "list", "auto_reply"}
    answers = any(map(header, ("X-Autoreply", "X-Autorespond", "List-Id")))
    return written not in {"", "no"} or habit or answers or header("Return-Path") == "<>"


def raw_header(message: Message, name: str) -> str:
    """The first header of a name as written; `Message.get` would lose bytes that are no ASCII."""
    for given, value in message.raw_items():
        if given.lower() == name.lower():
            return unescaped(str(value))[:LONGEST_HEADER]
    return ""


def unescaped(text: str) -> str:
    """Raw bytes of a header (the parser keeps them as surrogates) as text."""
    raw = text.encode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def printable(text: str) -> str:
    """Text without control characters, and without those that turn the direction of writing."""
    return "".join(char for char in text if char.isprintable() or char in "\t\n\u00a0\u202f").replace("\ufffe", "")


def words_for(defect: object) -> str:
    """A defect of the standard library's parser as a sentence."""
    name = type(defect).__name__.removesuffix("Defect")
    return "the mail is malformed: " + re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()
