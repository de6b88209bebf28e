"""Reading `.xls` workbooks, of Excel 5 to 2003."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from rpa.drivers.compound_file import CompoundFile
from rpa.drivers.serials import Shown, shown_as
from rpa.drivers.text_store import TextStore
from rpa.drivers.workbook import HiddenRow, Merged, Row, Sheet, Workbook
from rpa.drivers.workbook_archive import protected
from rpa.drivers.workbook_kinds import SAVE_AS, refuse_name
from rpa.drivers.xls_cells import CellReader, Counted
from rpa.drivers.xls_records import BEGIN, BIFF8, CONTINUE, SharedTexts, encoding_of, records, text_in
from rpa.errors import BusinessException

LARGEST = 100 * 2**20
SHEET, CODE_PAGE, DATES, FORMAT, STYLE, TEXTS, PASSWORD, CALCULATED = 0x85, 0x42, 0x22, 0x41E, 0xE0, 0xFC, 0x2F, 0x1C1
ROW, COLUMN, MERGED = 0x208, 0x7D, 0xE5
HIDDEN_ROW = 0x20
WORKSHEET = 0


@dataclass
class Book:
    """What the first part of a workbook says about all of it.

    Attributes:
        encoding: Of its texts when it is from before Excel 97; else empty.
        sheets: Name to where the sheet begins.
        hidden: Names of hidden sheets.
        since_1904: Whether days are counted from 1904.
        codes: Number formats.
        styles: The number format of each style of cells.
        segments: The list of shared texts, as it came.
        calculated: Whether an Excel says that it has calculated it.
    """

    encoding: str = ""
    sheets: dict[str, int] = field(default_factory=dict)
    hidden: set[str] = field(default_factory=set)
    since_1904: bool = False
    codes: dict[int, str] = field(default_factory=dict)
    styles: list[int] = field(default_factory=list)
    segments: list[bytes] = field(default_factory=list)
    calculated: bool = False

    def shown(self) -> list[Shown]:
        """What each style of cells shows a number as."""
        return [shown_as(number, self.codes.get(number)) for number in self.styles]


def open_xls(stream: BinaryIO, name: str) -> Workbook:
    """Open an `.xls`.

    Raises:
        BusinessException: It is damaged or protected, or no workbook.
    """
    content = stream.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise BusinessException(f"the file is larger than {LARGEST // 2**20} MB", place=name, hint=SAVE_AS)
    compound = CompoundFile(content)
    names = compound.names()
    if "encryptedpackage" in names:
        raise protected(name)
    refuse_name((".xls", ".xlt"), "a workbook of the old kind (.xls)", name)
    entry = names.get("workbook") or names.get("book")
    if entry is None:
        raise BusinessException("this is a file of Office 97 without a workbook in it", place=name, hint=SAVE_AS)
    book = compound.read(entry)
    del content, compound
    found = read_book(book, name)
    texts = SharedTexts(found.segments).read() if found.segments else TextStore()

    def opened(title: str) -> Sheet:
        return open_sheet(book, found, texts, title, name)

    return Workbook(name, tuple(found.sheets), opened, stream)


def read_book(stream: bytes, name: str) -> Book:
    """What the first part of a workbook says.

    Raises:
        BusinessException: It is protected.
        ValueError: It is damaged.
    """
    book = Book()
    before = 0
    for kind, content in records(stream, 0):
        if kind == BEGIN:
            book.encoding = "" if int.from_bytes(content[:2], "little") == BIFF8 else "cp1252"
        elif kind == PASSWORD:
            raise protected(name)
        elif kind == TEXTS or (kind == CONTINUE and before == TEXTS):
            book.segments.append(content)
        else:
            note(book, kind, content)
        before = before if kind == CONTINUE else kind
    return book


def note(book: Book, kind: int, content: bytes) -> None:
    """Note what a record says about the workbook."""
    if kind == SHEET:
        start, state, of = struct.unpack_from("<IBB", content)
        title = text_in(content, 6, encoding=book.encoding, short=True)
        if of == WORKSHEET:
            if title in book.sheets:
                raise ValueError(f"two sheets are called {title!r:.40}")
            book.sheets[title] = start
            if state & 3:
                book.hidden.add(title)
    elif kind == CODE_PAGE and book.encoding:
        book.encoding = encoding_of(int.from_bytes(content[:2], "little"))
    elif kind == DATES:
        book.since_1904 = content[:2] == b"\1\0"
    elif kind == FORMAT:
        code = text_in(content, 2, encoding=book.encoding, short=bool(book.encoding))
        book.codes[int.from_bytes(content[:2], "little")] = code
    elif kind == STYLE:
        book.styles.append(int.from_bytes(content[2:4], "little"))
    elif kind == CALCULATED:
        book.calculated = True


def open_sheet(stream: bytes, book: Book, texts: TextStore, title: str, name: str) -> Sheet:
    """One sheet: looked over once for what stands behind its cells, and read when it is asked for."""
    merged: list[Merged] = []
    columns: set[int] = set()
    rows: set[int] = set()
    start = book.sheets[title]
    counted = Counted()
    for kind, content in records(stream, start):
        if kind == ROW:
            if struct.unpack_from("<H", content, 12)[0] & HIDDEN_ROW:
                rows.add(int.from_bytes(content[:2], "little"))
        elif kind == COLUMN:
            first, last = struct.unpack_from("<HH", content)
            if content[8] & 1:
                columns.update(range(first, min(last, 255) + 1))
        elif kind == MERGED:
            for place in range(int.from_bytes(content[:2], "little")):
                top, bottom, left, right = struct.unpack_from("<HHHH", content, 2 + 8 * place)
                merged.append(Merged(top, left, bottom, right))
        else:
            counted.look_at(kind, content)
    reader = CellReader(book.encoding, texts, book.shown(), since_1904=book.since_1904)
    reader.uncalculated = not book.calculated and counted.uncalculated

    def read() -> Iterator[tuple[int, Row]]:
        cells = reader.rows(records(stream, start), in_order=counted.in_order)
        return ((number, HiddenRow(row) if number in rows else row) for number, row in cells)

    return Sheet(title, title not in book.hidden, tuple(merged), frozenset(columns), name, read, book.since_1904)
