"""The cells of an `.xls` sheet."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from rpa.drivers.cell_numbers import DOUBLE, as_shown, binary_error, compressed
from rpa.drivers.serials import Shown
from rpa.drivers.text_store import TextStore
from rpa.drivers.workbook import Cell, CellError, Row, number
from rpa.drivers.xls_records import CONTINUE, END, long_text, text_in

NUMBER, SHORT, SHORTS, SHARED, LABEL, RICH, ODD, STRING = 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6, 0x205, 0x207
FORMULAS = frozenset({0x06, 0x206, 0x406})
CELLS = frozenset({NUMBER, SHORT, SHORTS, SHARED, LABEL, RICH, ODD}) | FORMULAS
PLACE = struct.Struct("<HHH")
ONE = struct.Struct("<I")
SHORT_IN_ROW = struct.Struct("<HI")
TEXT_FOLLOWS, TRUTH, FAILED, EMPTY = range(4)
ON_LOAD = 0x2  # of a formula: to be calculated when the workbook is opened


@dataclass
class Counted:
    """What a first look at the cells finds.

    Attributes:
        in_order: Whether their rows only go down.
        formulas: How many there are.
        empty: How many of them have an empty text as result.
        row: The row of the last cell.
    """

    in_order: bool = True
    formulas: int = 0
    empty: int = 0
    row: int = 0

    def look_at(self, kind: int, content: bytes) -> None:
        """Count one record."""
        if kind not in CELLS:
            return
        row = content[0] | content[1] << 8
        self.in_order = self.in_order and row >= self.row
        self.row = row
        if kind in FORMULAS:
            self.formulas += 1
            self.empty += content[12:14] == b"\xff\xff" and content[6] == EMPTY

    @property
    def uncalculated(self) -> bool:
        """Whether every single formula has an empty text as result: so leave programs them that cannot calculate."""
        return bool(self.formulas) and self.empty == self.formulas


class CellReader:
    """Reads the records of cells.

    Args:
        encoding: See `text_in`.
        texts: The shared texts.
        shown: What each style shows a number as.
        since_1904: Whether days are counted from 1904.

    Attributes:
        uncalculated: Whether an empty text as result of a formula means that nobody has calculated it.
    """

    def __init__(self, encoding: str, texts: TextStore, shown: list[Shown], *, since_1904: bool) -> None:
        self.encoding, self.texts, self.shown, self.since_1904 = encoding, texts, shown, since_1904
        self.uncalculated = False

    def rows(self, found: Iterator[tuple[int, bytes]], *, in_order: bool) -> Iterator[tuple[int, Row]]:
        """The rows that hold anything, from 0.

        Args:
            found: The records of the sheet.
            in_order: Whether rows only go down; others are gathered first (at most 65,536 of 256 cells).
        """
        if in_order:
            last, cells = -1, dict[int, Cell]()
            for row, column, value in self.cells(found):
                if row != last and cells:
                    yield last, in_columns(cells)
                    cells = {}
                last = row
                cells[column] = value
            if cells:
                yield last, in_columns(cells)
            return
        gathered: dict[int, dict[int, Cell]] = {}
        for row, column, value in self.cells(found):
            gathered.setdefault(row, {})[column] = value
        for row in sorted(gathered):
            yield row, in_columns(gathered[row])

    def cells(self, found: Iterator[tuple[int, bytes]]) -> Iterator[tuple[int, int, Cell]]:
        """Row, column and value of each cell that holds anything."""
        waiting: tuple[int, int] | None = None
        text: list[bytes] = []
        for kind, content in found:
            if waiting is not None and (kind == STRING or (kind == CONTINUE and text)):
                text.append(content)
                continue
            if waiting is not None and (text or kind in CELLS or kind == END):
                yield from self.text_result(*waiting, text)
                waiting, text = None, []
            if kind == SHORTS:
                yield from self.short_numbers(content)
            elif kind in CELLS:
                row, column, style = PLACE.unpack_from(content)
                if kind in FORMULAS and content[12:14] == b"\xff\xff" and content[6] == TEXT_FOLLOWS:
                    waiting = (row, column)
                    continue
                value = self.value(kind, content, style)
                if value is not None:
                    yield row, column, value

    def text_result(self, row: int, column: int, segments: list[bytes]) -> Iterator[tuple[int, int, Cell]]:
        """The cell of a formula whose result is a text; without one it has no result."""
        text = long_text(segments, encoding=self.encoding) if segments else CellError("")
        if text:
            yield row, column, text

    def short_numbers(self, content: bytes) -> Iterator[tuple[int, int, Cell]]:
        """The cells of a record that holds several short numbers of one row."""
        row, column, _ = PLACE.unpack_from(content)
        for at in range(4, len(content) - 7, 6):
            style, raw = SHORT_IN_ROW.unpack_from(content, at)
            yield row, column, self.dated(compressed(raw), style)
            column += 1

    def value(self, kind: int, content: bytes, style: int) -> Cell:
        """The value of a cell; its content begins at the seventh byte."""
        if kind == SHARED:
            return self.texts[ONE.unpack_from(content, 6)[0]]
        if kind == NUMBER:
            return self.dated(number(DOUBLE.unpack_from(content, 6)[0]), style)
        if kind == SHORT:
            return self.dated(compressed(ONE.unpack_from(content, 6)[0]), style)
        if kind == ODD:
            return binary_error(content[6]) if content[7] else bool(content[6])
        if kind in FORMULAS:
            return self.result(content, style)
        return text_in(content, 6, encoding=self.encoding) or None

    def result(self, content: bytes, style: int) -> Cell:
        """The result of a formula that is no text."""
        if content[12:14] != b"\xff\xff":
            value = DOUBLE.unpack_from(content, 6)[0]
            # Programs that cannot calculate ask so for it, and write 0: that is no result.
            return CellError("") if not value and content[14] & ON_LOAD else self.dated(number(value), style)
        if content[6] == FAILED:
            return binary_error(content[8])
        if content[6] == TRUTH:
            return bool(content[8])
        return CellError("") if self.uncalculated else None

    def dated(self, value: Cell, style: int) -> Cell:
        """A number as what its style shows it as."""
        shown = self.shown[style] if self.shown else Shown.NUMBER
        return as_shown(value, shown, since_1904=self.since_1904)


def in_columns(cells: dict[int, Cell]) -> Row:
    """Cells in their columns."""
    found: list[Cell] = [None] * (max(cells) + 1)
    for column, value in cells.items():
        found[column] = value
    return tuple(found)
