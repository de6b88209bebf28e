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
HEAD, PADDING = 6, b"\0\r\n "
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
    content: bytes | None = None
    properties: Properties = field(default_factory=Properties)


def read_tnef(content: bytes) -> Parcel:
    """Open a parcel; nothing raises. A parcel that is cut off gives what came before."""
    parcel, files, codepage, at, plain = Parcel(), list[_File](), 0, HEAD, b""
    message, count = Properties(), 0
    while at + 9 <= len(content):
        kind, size = struct.unpack_from("<xII", content, at)
        value, at = content[at + 9 : at + 9 + size], at + 11 + size
        if kind == CODEPAGE and len(value) >= 4:
            codepage = struct.unpack_from("<I", value)[0]
        elif kind == MESSAGE:
            message = read_properties(value, codepage)
        elif kind == TEXT:
            plain = value
        elif kind == FILE:
            count += 1
            files += [_File()] if count <= MOST_FILES else []
        elif count == len(files) > 0 and kind in {FILE_TITLE, FILE_CONTENT, FILE_PROPERTIES}:
            _fill(files[-1], kind, value, codepage)
    parcel.text = message.body()[0] or decoded(plain, codepage).strip("\0 \r\n")
    for file in files:
        name, kind_of_file, inside = _named(file)
        if inside is None:
            parcel.defects.append(f"{name or 'a file'} is not in winmail.dat: only a link to it, or it is cut off")
        else:
            parcel.files.append((name, kind_of_file, inside))
    is_cut = at > len(content) or bool(content[at:].strip(PADDING))
    parcel.defects += _troubles(message, files, count, is_cut=is_cut)
    return parcel


def _troubles(message: Properties, files: list[_File], count: int, *, is_cut: bool) -> list[str]:
    """What could not be read, beside files that are not there."""
    found = list[str]()
    if trouble := message.trouble_with_rtf:
        found.append(f"the rich text in winmail.dat {trouble}")
    if count > MOST_FILES:
        found.append(f"winmail.dat holds more than {MOST_FILES} files; the rest was not read")
    if is_cut:
        found.append("winmail.dat is cut off: its last part is not whole")
    if not message.is_whole or not all(file.properties.is_whole for file in files):
        found.append("a part of winmail.dat is damaged and cannot be read")
    return found


def _fill(file: _File, kind: int, value: bytes, codepage: int) -> None:
    if kind == FILE_TITLE:
        file.title = decoded(value, codepage).partition("\0")[0]
    elif kind == FILE_CONTENT:
        file.content = value
    else:
        file.properties = read_properties(value, codepage)


def _named(file: _File) -> tuple[str, str, bytes | None]:
    """Its name and kind, and its content; None when that is somewhere else."""
    name = file.properties.text(FILE_LONG, FILE_SHORT) or file.title
    embedded = file.properties.values.get((FILE_DATA, OBJECT), b"")[16:]
    if embedded.startswith(MAGIC):
        return f"{name or file.properties.text(SUBJECT) or 'mail'}.dat", EMBEDDED, embedded
    stored = (file.content, embedded or None, file.properties.binary(FILE_DATA))
    kind = file.properties.text(FILE_KIND) or "application/octet-stream"
    return name, kind, next((one for one in stored if one is not None), None)
