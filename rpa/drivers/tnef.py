"""winmail.dat (TNEF): the parcel in which Outlook sends a mail's text and files to people without Outlook."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from rpa.drivers.mapi import (
    FILE_DATA,
    FILE_KIND,
    FILE_LONG,
    FILE_SHORT,
    OBJECT,
    SUBJECT,
    Properties,
    decoded,
    read_properties,
)

MAGIC = b"\x78\x9f\x3e\x22"
CODEPAGE, MESSAGE, TEXT = 0x00069007, 0x00069003, 0x0002800C
FILE, FILE_TITLE, FILE_CONTENT, FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
MOST_FILES = 500
EMBEDDED = "application/ms-tnef"


@dataclass
class Parcel:
    """What was in it.

    Attributes:
        text: The text of the mail; empty when it has none.
        files: Name as stated, kind, content; a mail in the mail is a parcel of its own.
        defects: What could not be read, a sentence each.
    """

    text: str = ""
    files: list[tuple[str, str, bytes]] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)


@dataclass
class _File:
    title: str = ""
    content: bytes = b""
    properties: Properties = field(default_factory=Properties)


def read_tnef(content: bytes) -> Parcel:
    """Open a parcel; nothing raises. A parcel that is cut off gives what came before."""
    parcel, files, codepage, at, plain = Parcel(), list[_File](), 0, 6, b""
    message = Properties()
    while at + 9 <= len(content):
        kind, size = struct.unpack_from("<xII", content, at)
        value, at = content[at + 9 : at + 9 + size], at + 11 + size
        if len(value) < size:
            parcel.defects.append("winmail.dat is cut off: its last part is not whole")
        if kind == CODEPAGE and len(value) >= 4:
            codepage = struct.unpack_from("<I", value)[0]
        elif kind == MESSAGE:
            message = read_properties(value, codepage)
        elif kind == TEXT:
            plain = value
        elif kind == FILE and len(files) < MOST_FILES:
            files.append(_File())
        elif files and kind in {FILE_TITLE, FILE_CONTENT, FILE_PROPERTIES}:
            _fill(files[-1], kind, value, codepage)
    parcel.text = message.body()[0] or decoded(plain, codepage).strip("\0 \r\n")
    if message.has_broken_rtf:
        parcel.defects.append("the rich text in winmail.dat cannot be read")
    parcel.files += [
        _named(file) for file in files if file.content or OBJECT in {kind for _, kind in file.properties.values}
    ]
    return parcel


def _fill(file: _File, kind: int, value: bytes, codepage: int) -> None:
    if kind == FILE_TITLE:
        file.title = decoded(value, codepage).partition("\0")[0]
    elif kind == FILE_CONTENT:
        file.content = value
    else:
        file.properties = read_properties(value, codepage)


def _named(file: _File) -> tuple[str, str, bytes]:
    name = file.properties.text(FILE_LONG, FILE_SHORT) or file.title
    embedded = file.properties.values.get((FILE_DATA, OBJECT), b"")[16:]
    if embedded.startswith(MAGIC):
        return f"{name or file.properties.text(SUBJECT) or 'mail'}.dat", EMBEDDED, embedded
    return name, file.properties.text(FILE_KIND) or "application/octet-stream", file.content or embedded
