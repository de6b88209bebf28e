"""The file around a workbook, looked at before anything is unpacked from it for good.

A workbook is a zip archive of XML, and comes from strangers. This module inflates it piece by piece and keeps
nothing: it counts what would come out, refuses what no office program writes, and notes the cells that hold
an error, which the reader behind it gives as empty cells.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.etree import ElementTree as ET
from xml.parsers import expat

from rpa.drivers.workbook_cells import CellScan
from rpa.errors import BusinessException

LARGEST_FILE = 50 * 2**20
LARGEST_UNPACKED = 512 * 2**20
MOST_PARTS = 5_000
PIECE = 4 * 2**20
ENCRYPTED = 0x1
LOCAL_HEADER = struct.Struct("<4s5H3L2H")
AGAIN = "Ask for the file again, or open it in Excel and save it anew."
SAVE_AS = "Open it in Excel or LibreOffice and save it as .xlsx."
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PROTECTED = "EncryptedPackage".encode("utf-16-le")

# What marks a sheet that needs the exact look: errors, formulas without a result, and every way of writing a
# cell or its address that the quick look would not understand.
MARKS = (b't="e"', b"</f></c>", b"/></c>", b"<v></v>", b"='")
UNUSUAL = re.compile(rb'<c(?! r=")[\s/>]')
PREFIXED = re.compile(rb":(?:c|row)[\s/>]")
FAR = re.compile(rb' r="(?:[A-Za-z]{2}|[A-Za-z]?(?:[2-9][0-9]{5}|[0-9]{7}))')


@dataclass(frozen=True)
class Package:
    """What is known of a workbook file that may be opened.

    Attributes:
        errors: Sheet name to the cells that hold an error: (row, column), both from 0, to its code; the
            code is empty for a formula that was never calculated.
    """

    errors: dict[str, dict[tuple[int, int], str]] = field(default_factory=dict)


def inspect(content: bytes, name: str) -> Package:
    """Look at a workbook before it is opened.

    Args:
        content: The file, an `.xlsx` or `.xlsm`.
        name: What to call it in messages.

    Raises:
        BusinessException: It is no such workbook, is damaged or protected, or would unpack into far too much.
    """
    refuse_other_kinds(content, name)
    try:
        return look_into(content, name)
    except (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError) as error:
        raise BusinessException("the workbook is damaged or incomplete", place=name, hint=AGAIN) from error
    except (ET.ParseError, expat.ExpatError, UnicodeDecodeError, KeyError, ValueError) as error:
        raise BusinessException(
            "the workbook is damaged: its contents cannot be read", place=name, hint=AGAIN
        ) from error


def refuse_other_kinds(content: bytes, name: str) -> None:
    """Refuse what is no zip archive, naming what it is."""
    if not content:
        raise BusinessException("the file is empty (0 bytes)", place=name, hint="Ask for it again.")
    if len(content) > LARGEST_FILE:
        raise BusinessException(
            f"the file is {len(content) // 2**20} MB; workbooks of up to {LARGEST_FILE // 2**20} MB are read",
            place=name,
            hint="Split it.",
        )
    if content.startswith(COMPOUND):
        if PROTECTED in content:
            raise BusinessException("the workbook is protected with a password", place=name, hint="Save it without.")
        raise BusinessException("this is a workbook of the old kind (.xls)", place=name, hint=SAVE_AS)
    if not content.startswith(b"PK"):
        raise BusinessException(f"this is {kind_of(content)}, not a workbook", place=name, hint=SAVE_AS)


def kind_of(content: bytes) -> str:
    """What a file that is no archive seems to be, as a noun phrase."""
    start = content[:512].lstrip().lower()
    if start.startswith(b"%pdf"):
        return "a PDF"
    if start.startswith((b"<!doctype html", b"<html")) or b"<html" in start:
        return "a web page"
    if start.startswith((b"\x89png", b"\xff\xd8\xff")):
        return "a picture"
    if b"\0" not in content[:512] and start.isascii():
        return "plain text"
    return "a file of an unknown kind"


def look_into(content: bytes, name: str) -> Package:
    """Inflate every part once, and look at the sheets."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {info.filename: info for info in archive.infolist()}
        check_parts(archive, parts, name)
        if "xl/workbook.bin" in parts or "mimetype" in parts:
            raise BusinessException("this is not a workbook in Excel's .xlsx form", place=name, hint=SAVE_AS)
        if "xl/workbook.xml" not in parts:
            raise BusinessException("this is an archive without a workbook in it", place=name, hint=SAVE_AS)
        sheets = sheet_parts(content, parts)
        paths = set(sheets.values())
        for path, info in parts.items():
            if path not in paths:
                check_part(content, info, name)
        return Package({title: look_at_sheet(content, parts[path], name) for title, path in sheets.items()})


def check_parts(archive: zipfile.ZipFile, parts: dict[str, zipfile.ZipInfo], name: str) -> None:
    """Refuse an archive by its table of contents: too much, twice the same, or locked."""
    infos = archive.infolist()
    if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_UNPACKED:
        raise BusinessException(
            f"the workbook would unpack to more than {LARGEST_UNPACKED // 2**20} MB; it is not opened",
            place=name,
            hint="Split it, or ask the sender what it is.",
        )
    if len(parts) != len(infos):
        raise BusinessException("the workbook is damaged: it holds a part twice", place=name, hint=AGAIN)
    if any(info.flag_bits & ENCRYPTED for info in infos):
        raise BusinessException("the workbook is protected with a password", place=name, hint="Save it without.")


def inflated(content: bytes, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of one part, in pieces, never more than its declared size.

    `zipfile` trusts the declared size and would stop there; the reader behind us would not.

    Raises:
        zipfile.BadZipFile: More or less comes out than was declared, or other bytes.
    """
    header = LOCAL_HEADER.unpack_from(content, info.header_offset)
    start = info.header_offset + LOCAL_HEADER.size + header[-2] + header[-1]
    packed = memoryview(content)[start : start + info.compress_size]
    if header[0] != b"PK\x03\x04" or len(packed) != info.compress_size:
        raise zipfile.BadZipFile(info.filename)
    size = crc = 0
    for piece in unpacked(packed, info):
        size, crc = size + len(piece), zlib.crc32(piece, crc)
        if size > info.file_size:
            break
        yield piece
    if size != info.file_size or crc != info.CRC:
        raise zipfile.BadZipFile(info.filename)


def unpacked(packed: memoryview, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Pieces of a stored or deflated part; other ways of packing are in no workbook."""
    if info.compress_type == zipfile.ZIP_STORED:
        for at in range(0, len(packed), PIECE):
            yield bytes(packed[at : at + PIECE])
        return
    if info.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(info.filename)
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    piece = machine.decompress(packed, PIECE)
    while piece:
        yield piece
        piece = machine.decompress(machine.unconsumed_tail, PIECE)


def check_part(content: bytes, info: zipfile.ZipInfo, name: str) -> None:
    """Inflate a part that is no sheet; of XML, refuse declarations that could blow it up."""
    tail, is_xml = b"", info.filename.lower().endswith((".xml", ".rels", ".vml"))
    for piece in inflated(content, info):
        if is_xml:
            refuse_declarations(tail + piece, name, first=not tail)
            tail = piece[-16:]


def refuse_declarations(text: bytes, name: str, *, first: bool) -> None:
    """Refuse entity declarations (billion laughs), and encodings in which they could hide."""
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text or (first and b"\0" in text[:64]):
        raise BusinessException(
            "the workbook holds declarations that no office program writes; it is not opened",
            place=name,
            hint="Do not open it; ask the sender what it is.",
        )


def sheet_parts(content: bytes, parts: dict[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Sheet name to the part that holds its cells, in order; chart sheets are left out."""
    targets = {
        node.attrib["Id"]: node.attrib["Target"]
        for node in tree(content, parts["xl/_rels/workbook.xml.rels"]).iter()
        if node.tag.endswith("}Relationship") and node.attrib.get("Type", "").endswith("/worksheet")
    }
    found: dict[str, str] = {}
    for node in tree(content, parts["xl/workbook.xml"]).iter():
        if node.tag.endswith("}sheet"):
            link = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            if link in targets:
                found[node.attrib["name"]] = part_name(targets[link])
    if missing := [path for path in found.values() if path not in parts]:
        raise KeyError(missing[0])
    return found


def part_name(target: str) -> str:
    """A relationship's target as a name in the archive."""
    if target.startswith("/"):
        return target.lstrip("/")
    return str(PurePosixPath("xl") / target)


def tree(content: bytes, info: zipfile.ZipInfo) -> ET.Element:
    """A small XML part as a tree."""
    text = b"".join(inflated(content, info))
    refuse_declarations(text, info.filename, first=True)
    return ET.fromstring(text)  # noqa: S314 - declarations were refused on the line above


def look_at_sheet(content: bytes, info: zipfile.ZipInfo, name: str) -> dict[tuple[int, int], str]:
    """The error cells of a sheet: nothing when the quick look finds none, else by the exact look."""
    if not needs_exact_look(content, info, name):
        return {}
    scan = CellScan(name)
    for piece in inflated(content, info):
        scan.feed(piece)
    return scan.finish()


def needs_exact_look(content: bytes, info: zipfile.ZipInfo, name: str) -> bool:
    """Whether anything in a sheet is not a plain value at a plain address."""
    carry, first = b"", True
    for piece in inflated(content, info):
        text = carry + piece
        refuse_declarations(text, name, first=first)
        first = False
        # Cut behind a whole row, so that no mark is torn in two.
        last = text.rfind(b"</row>")
        cut = last + len(b"</row>") if last >= 0 else 0
        carry = text[cut:]
        if len(carry) > 4 * PIECE or marked(text[:cut]):
            return True
    return marked(carry)


def marked(text: bytes) -> bool:
    """Whether a stretch of whole rows holds any mark."""
    if any(mark in text for mark in MARKS):
        return True
    return any(pattern.search(text) for pattern in (UNUSUAL, PREFIXED, FAR))
