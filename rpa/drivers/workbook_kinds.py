"""Which kind of workbook a file is: by its first bytes, and held against the ending of its name."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import PurePath
from typing import BinaryIO

from rpa.drivers.workbook import Workbook
from rpa.drivers.workbook_archive import LARGEST_FILE, Archive, protected
from rpa.errors import BusinessException

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SAVE_AS = "Open it in Excel or LibreOffice and save it as .xlsx."
OPEN_XML = (".xlsx", ".xlsm", ".xltx", ".xltm")
OPEN_DOCUMENT = (".ods", ".ots")
READABLE = (*OPEN_XML, ".xlsb", ".xls", ".xlt", *OPEN_DOCUMENT)
"""Endings of the workbooks that are read."""

Reader = Callable[[BinaryIO, str], Workbook]


def reader_of(stream: BinaryIO, name: str) -> Reader:
    """The reader for a file.

    Args:
        stream: The file.
        name: Its name; an ending of another kind of workbook is refused, none or an unknown one is not.

    Raises:
        BusinessException: It is no workbook, or not what its name says.
    """
    size = stream.seek(0, os.SEEK_END)
    stream.seek(0)
    start = stream.read(4096)
    stream.seek(0)
    refuse_size(size, name)
    if start.startswith(COMPOUND):
        from rpa.drivers.xls_book import open_xls

        return open_xls  # a protected .xlsx begins so too: the reader looks at the name once it knows
    if not start.startswith(b"PK"):
        kind = kind_of(start)
        raise BusinessException(f"this is {kind}, not a workbook", place=name, hint=SAVE_AS)
    return zipped(stream, name)


def refuse_size(size: int, name: str) -> None:
    """Refuse a file that is empty or too large."""
    if not size:
        raise BusinessException("the file is empty (0 bytes)", place=name, hint="Ask for it again.")
    if size > LARGEST_FILE:
        raise BusinessException(
            f"the file is {size // 2**20} MB; workbooks of up to {LARGEST_FILE // 2**20} MB are read",
            place=name,
            hint="Split it.",
        )


def zipped(stream: BinaryIO, name: str) -> Reader:
    """The reader for a zip archive."""
    parts = Archive(stream, name).parts
    if "xl/workbook.bin" in parts:
        from rpa.drivers.xlsb_book import open_xlsb

        refuse_name((".xlsb",), "a binary workbook (.xlsb)", name)
        return open_xlsb
    if "xl/workbook.xml" in parts or "[Content_Types].xml" in parts:
        from rpa.drivers.xlsx_book import open_xlsx

        refuse_name(OPEN_XML, "an Excel workbook (.xlsx)", name)
        return open_xlsx
    if "encrypted-package" in parts:  # an OpenDocument file as LibreOffice encrypts it, as a whole
        raise protected(name)
    if "content.xml" in parts and "mimetype" in parts:
        from rpa.drivers.ods_book import open_ods

        refuse_name(OPEN_DOCUMENT, "an OpenDocument file (.ods)", name)
        return open_ods
    raise BusinessException("this is an archive without a workbook in it", place=name, hint=SAVE_AS)


def refuse_name(endings: tuple[str, ...], kind: str, name: str) -> None:
    """Refuse a name that says another kind of workbook than the content is."""
    ending = PurePath(name).suffix.lower()
    if ending in READABLE and ending not in endings:
        raise BusinessException(
            f"the name ends in '{ending}', but this is {kind}",
            place=name,
            hint=f"Rename it to end in {endings[0]}, or ask the sender what it is.",
        )


def kind_of(content: bytes) -> str:
    """What a file that is no archive seems to be, as a noun phrase."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(b"%pdf"):
        return "a PDF"
    if start.startswith((b"<!doctype html", b"<html", b"<table")) or b"<html" in start:
        return "a web page"
    if b"urn:schemas-microsoft-com:office:spreadsheet" in content:
        return "an XML spreadsheet of 2003"
    if start.startswith(b"<?xml"):
        return "an XML file"
    if start.startswith((b"\x89png", b"\xff\xd8\xff")):
        return "a picture"
    if content[:2] in (b"\x09\x00", b"\x09\x02", b"\x09\x04"):
        return "a workbook from before Excel 5"
    if content[:2] == b"\x09\x08":
        return "the inside of a workbook of Excel 5 to 2003, without the file around it"
    if content.startswith((b"\xff\xfe", b"\xfe\xff")) or (b"\0" not in start and is_text(content[:512])):
        return "plain text"
    return "a file of an unknown kind"


def is_text(start: bytes) -> bool:
    """Whether bytes look like text in any of the usual encodings."""
    return not any(byte < 32 and byte not in b"\t\r\n\f" for byte in start)
