"""Attachments, and names for them that are safe to keep."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from dataclasses import dataclass, field

LONGEST_NAME = 120  # characters
FORBIDDEN = re.compile(r'[<>:"|?*]')
RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


@dataclass(frozen=True)
class Attachment:
    """A file that came with a mail.

    Attributes:
        name: Safe: one name without folders, control characters or leading dots.
        content_type: As the mail states it; it may be wrong.
        content: Its bytes.
        inside: What it was taken out of: `mail.eml`, `bundle.zip`; empty when it is attached itself.
    """

    name: str
    content_type: str
    content: bytes = field(repr=False)
    inside: str = ""


def safe_name(stated: str, content_type: str, position: int) -> str:
    """A file name from what a stranger wrote.

    Args:
        stated: The name in the mail; may be empty, a path, or hostile.
        content_type: Gives the ending when there is no name.
        position: From 1, for attachments without a name.
    """
    name = unicodedata.normalize("NFC", stated).replace("\\", "/").rstrip("/").rpartition("/")[2]
    name = "".join(char for char in name if char.isprintable() and unicodedata.category(char) != "Cf")
    name = FORBIDDEN.sub("_", name).strip(" .")
    if not name:
        return f"attachment-{position}{mimetypes.guess_extension(content_type) or '.bin'}"
    if RESERVED.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return name[:LONGEST_NAME]


def free_name(name: str, taken: set[str]) -> str:
    """The name, or the name with a number when one of that name is there (in any case of letters)."""
    stem, dot, ending = name.rpartition(".")
    stem, ending = (stem, f".{ending}") if dot else (name, "")
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{stem} ({number}){ending}"
    return free
