"""Reading `.xlsb` workbooks: the parts of an `.xlsx`, written as binary records."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from rpa.drivers.binary_records import records, wide_text
from rpa.drivers.cell_numbers import DOUBLE, as_shown, binary_error, compressed
from rpa.drivers.serials import Shown, shown_as
from rpa.drivers.text_store import TextStore
from rpa.drivers.workbook import MOST_COLUMNS, Cell, HiddenRow, Merged, Row, Sheet, Workbook, number
from rpa.drivers.workbook_archive import AGAIN, Archive
from rpa.drivers.xlsx_book import MOST_MERGED, relations
from rpa.errors import BusinessException

ROW, COLUMN, MERGE, SHEET, BOOK, TEXT = 0, 60, 176, 156, 153, 19
FORMAT, STYLE, STYLES_BEGIN, STYLES_END, ROWS_END = 44, 47, 617, 618, 146
BLANK, COMPRESSED, ERROR, BOOLEAN, REAL, WRITTEN, SHARED = range(1, 8)
FORMULA_TEXT, FORMULA_NUMBER, FORMULA_BOOLEAN, FORMULA_ERROR = range(8, 12)
SHORT = range(12, 19)  # the same as 1 to 7, for the column behind the last
RICH = 62
PAIR, FOUR, ONE = struct.Struct("<II"), struct.Struct("<IIII"), struct.Struct("<I")
HIDDEN_ROW, HIDDEN_COLUMN = 0x10, 0x1


def open_xlsb(stream: BinaryIO, name: str) -> Workbook:
    """Open an `.xlsb`.

    Raises:
        BusinessException: It is damaged or protected, or would unpack into far too much.
    """
    archive = Archive(stream, name)
    links = relations(archive, "xl/_rels/workbook.bin.rels")
    paths: dict[str, str] = {}
    hidden: set[str] = set()
    since_1904 = False
    for kind, content in records(archive.pieces("xl/workbook.bin")):
        if kind == BOOK:
            since_1904 = bool(content[0] & 1)
        elif kind == SHEET:
            link, end = wide_text(content, 8)
            title, _ = wide_text(content, end)
            path, of = links.get(link, ("", ""))
            if of.endswith("/worksheet"):
                paths[title] = path
                if ONE.unpack_from(content)[0]:
                    hidden.add(title)
    for part in archive.parts:
        archive.verify(part)
    by_kind = {kind.rpartition("/")[2]: path for path, kind in links.values()}
    texts = read_texts(archive, by_kind["sharedStrings"]) if "sharedStrings" in by_kind else TextStore()
    shown = read_styles(archive, by_kind["styles"]) if "styles" in by_kind else []
    reader = CellReader(texts, shown, since_1904=since_1904)

    def opened(title: str) -> Sheet:
        path = paths[title]
        if path not in archive.parts:
            raise BusinessException("the workbook is damaged: a sheet is missing", place=name, hint=AGAIN)
        merged, columns = look_over(archive, path)

        def read() -> Iterator[tuple[int, Row]]:
            return reader.rows(records(archive.pieces(path)))

        return Sheet(title, title not in hidden, merged, columns, name, read, since_1904)

    return Workbook(name, tuple(paths), opened, stream)


def read_texts(archive: Archive, path: str) -> TextStore:
    """The shared texts of a workbook."""
    store = TextStore()
    for kind, content in records(archive.pieces(path)):
        if kind == TEXT:
            store.add(wide_text(content, 1)[0])
    return store


def read_styles(archive: Archive, path: str) -> list[Shown]:
    """What each style of cells shows a number as."""
    codes: dict[int, str] = {}
    shown: list[Shown] = []
    inside = False
    for kind, content in records(archive.pieces(path)):
        if kind == FORMAT:
            codes[int.from_bytes(content[:2], "little")] = wide_text(content, 2)[0]
        elif kind in {STYLES_BEGIN, STYLES_END}:
            inside = kind == STYLES_BEGIN
        elif kind == STYLE and inside:
            code = int.from_bytes(content[2:4], "little")
            shown.append(shown_as(code, codes.get(code)))
    return shown


def look_over(archive: Archive, path: str) -> tuple[tuple[Merged, ...], frozenset[int]]:
    """The merged areas and hidden columns of a sheet."""
    merged: list[Merged] = []
    columns: set[int] = set()
    for kind, content in records(archive.pieces(path)):
        if kind == MERGE:
            top, bottom, left, right = FOUR.unpack_from(content)
            merged.append(Merged(top, left, bottom, right))
            if len(merged) > MOST_MERGED:
                raise BusinessException("there are too many merged cells", place=archive.name, hint="Undo the merging.")
        elif kind == COLUMN and content[16] & HIDDEN_COLUMN:
            first, last = PAIR.unpack_from(content)
            columns.update(range(first, min(last + 1, MOST_COLUMNS)))
    return tuple(merged), frozenset(columns)


class CellReader:
    """Reads the records of cells.

    Args:
        texts: The shared texts.
        shown: What each style shows a number as.
        since_1904: Whether days are counted from 1904.
    """

    def __init__(self, texts: TextStore, shown: list[Shown], *, since_1904: bool) -> None:
        self.texts, self.shown, self.since_1904 = texts, shown, since_1904

    def rows(self, found: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, Row]]:
        """The rows that hold anything, from 0.

        Raises:
            ValueError: A cell is out of place, or cut off.
        """
        row, hidden, column = -1, False, -1
        cells: list[Cell] = []
        for kind, content in found:
            if BLANK <= kind <= SHORT.stop - 1 or kind == RICH:
                if kind in SHORT:
                    kind, content = kind - SHORT.start + 1, ONE.pack(column + 1) + content  # noqa: PLW2901
                before = column
                column, style = PAIR.unpack_from(content)
                if not before < column < MOST_COLUMNS or row < 0:
                    raise ValueError(f"a cell in row {row + 1} is out of place")
                value = self.value(kind, content, style & 0xFFFFFF)
                if value is not None:
                    cells += [None] * (column - len(cells))
                    cells.append(value)
            elif kind in {ROW, ROWS_END}:
                if cells:
                    yield row, HiddenRow(cells) if hidden else tuple(cells)
                if kind == ROWS_END:
                    return
                row, hidden, column, cells = ONE.unpack_from(content)[0], bool(content[11] & HIDDEN_ROW), -1, []
        raise ValueError("the sheet is cut off")

    def value(self, kind: int, content: bytes, style: int) -> Cell:
        """The value of a cell.

        Args:
            kind: Of its record.
            content: The record; the value begins at its ninth byte.
            style: Number of its style.
        """
        if kind == SHARED:
            return self.texts[ONE.unpack_from(content, 8)[0]]
        if kind in {COMPRESSED, REAL, FORMULA_NUMBER}:
            short = kind == COMPRESSED
            value = compressed(ONE.unpack_from(content, 8)[0]) if short else number(DOUBLE.unpack_from(content, 8)[0])
            shown = self.shown[style] if self.shown else Shown.NUMBER
            return as_shown(value, shown, since_1904=self.since_1904)
        if kind in {ERROR, FORMULA_ERROR}:
            return binary_error(content[8])
        if kind in {BOOLEAN, FORMULA_BOOLEAN}:
            return bool(content[8])
        if kind in {WRITTEN, FORMULA_TEXT}:
            return wide_text(content, 8)[0] or None
        return wide_text(content, 9)[0] or None if kind == RICH else None
