"""Reading workbooks of any kind, row by row: typed cells, no floats, and errors that stay visible.

Each kind of file has a reader of its own (`xlsx_book`, `xlsb_book`, `xls_book`, `ods_book`). They give rows while they
read, so that a sheet of a million rows needs no more memory than one of a thousand.
"""

from __future__ import annotations

import datetime as dt
import io
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self, TypeVar
from xml.etree import ElementTree as ET
from xml.parsers import expat

from rpa.drivers.covered_cells import uncovered
from rpa.drivers.workbook_cells import column_letters
from rpa.errors import BusinessException

EXACT = 2**53  # beyond it, a cell does not hold every whole number
MOST_ROWS, MOST_COLUMNS = 1_048_576, 16_384
MOST_CELLS = 200_000_000  # of a sheet, with the empty ones between others
AGAIN = "Ask for the file again, or open it in Excel and save it anew."
DAMAGE = (ValueError, LookupError, TypeError, ArithmeticError, RecursionError, EOFError, AssertionError, struct.error)
"""What the readers raise when the bytes are not what they should be."""

T = TypeVar("T")


@dataclass(frozen=True)
class CellError:
    """What stands in a cell instead of a value.

    Attributes:
        code: `#N/A`, `#REF!` and so on; empty for a formula that no office program has calculated yet.
    """

    code: str

    def __str__(self) -> str:
        """What to say about the cell: `holds ...`."""
        return self.code or "a formula without a result"


Cell = str | int | Decimal | bool | dt.date | dt.datetime | CellError | None
Row = tuple[Cell, ...]


class HiddenRow(tuple[Cell, ...]):
    """The cells of a row that its sender has hidden, by hand or with a filter."""

    __slots__ = ()


@dataclass(frozen=True)
class Merged:
    """Cells merged into one; rows and columns from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self) -> str:
        """As people name it: `A2:A3`."""
        return f"{column_letters(self.left)}{self.top + 1}:{column_letters(self.right)}{self.bottom + 1}"


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        name: As on its tab.
        visible: False for a hidden sheet.
        merged: Its merged areas; the value stands in the upper left cell, the others read as empty.
        hidden_columns: From 0.
        book: Name of the workbook, for messages.
        read: Yields the rows that hold anything: number from 0, and cells from column A.
        since_1904: Whether its days are counted from 1904.
    """

    name: str
    visible: bool
    merged: tuple[Merged, ...]
    hidden_columns: frozenset[int]
    book: str = field(repr=False)
    read: Callable[[], Iterator[tuple[int, Row]]] = field(repr=False)
    since_1904: bool = False

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """The rows that hold anything, in order: number from 0, and cells from column A.

        Empty cells are None. Numbers are int when whole, else Decimal; texts are as typed; times and durations are
        text. Rows that the sender has hidden are a `HiddenRow`. May be called again.

        Raises:
            BusinessException: The sheet is damaged, or its cells reach too far.
        """
        before, cells = -1, 0
        rows = guarded(self.read, f"{self.book} {self.name}")
        for number, row in uncovered(rows, self.merged) if self.merged else rows:
            cells += len(row)
            if not before < number < MOST_ROWS or len(row) > MOST_COLUMNS:
                raise damaged(f"{self.book} {self.name}", f"row {number + 1} stands behind row {before + 1}")
            if cells > MOST_CELLS:
                raise too_far(f"{self.book} {self.name}", number, len(row) - 1)
            before = number
            yield number, row

    def rows(self) -> Iterator[Row]:
        """All rows from the first to the last with a value, as `numbered` gives them; empty ones are empty."""
        expected = 0
        for number, row in self.numbered():
            for _ in range(expected, number):
                yield ()
            expected = number + 1
            yield row


@dataclass(frozen=True)
class Workbook:
    """An opened workbook; to be closed.

    Attributes:
        name: What to call it in messages.
        sheet_names: In the order of the tabs; chart sheets are left out.
        opened: Gives a sheet by its exact name.
        stream: The file.
    """

    name: str
    sheet_names: tuple[str, ...]
    opened: Callable[[str], Sheet] = field(repr=False)
    stream: BinaryIO = field(repr=False)

    def sheet(self, name: str) -> Sheet:
        """One sheet by its exact name.

        Raises:
            BusinessException: It cannot be read.
        """
        return next(guarded(lambda: iter([self.opened(name)]), f"{self.name} {name}"))

    def close(self) -> None:
        """Close the file."""
        self.stream.close()

    def __enter__(self) -> Self:
        """Give the workbook itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()


def address(sheet: str, row: int, column: int) -> str:
    """A cell as people name it: `Orders!D9` for row 8 and column 3, both from 0."""
    return f"{sheet}!{column_letters(column)}{row + 1}"


def open_workbook(path: Path | bytes, name: str = "") -> Workbook:
    """Open a workbook: `.xlsx` and its kin, `.xlsb`, `.xls`, `.ods`; what it is, its first bytes say.

    Args:
        path: The file, or its content.
        name: What to call it in messages; the file's name when not given. Its ending must be that of what it is.

    Raises:
        BusinessException: It is empty, damaged, protected, too large, no workbook, or of another kind than its
            name says.
    """
    from rpa.drivers.workbook_kinds import reader_of

    name = name or ("workbook" if isinstance(path, bytes) else path.name)
    stream: BinaryIO
    try:
        stream = io.BytesIO(path) if isinstance(path, bytes) else path.open("rb")
    except OSError as error:
        raise BusinessException(f"the file cannot be read: {error.strerror}", place=name) from error
    try:
        return next(guarded(lambda: iter([reader_of(stream, name)(stream, name)]), name))
    except BaseException:
        stream.close()
        raise


def guarded(found: Callable[[], Iterator[T]], place: str) -> Iterator[T]:
    """What a reader gives, its troubles turned into ours.

    Raises:
        BusinessException: The bytes are not what they should be.
    """
    try:
        yield from found()
    except (*DAMAGE, expat.ExpatError, ET.ParseError) as error:
        raise damaged(place, str(error)) from error
    except OSError as error:
        raise BusinessException(f"the file cannot be read: {error.strerror}", place=place) from error


def damaged(place: str, detail: str) -> BusinessException:
    """What to say about a workbook that cannot be read."""
    plain = "".join(char if char.isprintable() else "?" for char in detail)
    told = f" ({plain:.120})" if plain else ""
    return BusinessException(f"the workbook is damaged: its contents cannot be read{told}", place=place, hint=AGAIN)


def too_far(place: str, row: int, column: int) -> BusinessException:
    """What to say about cells that are further apart than any table is."""
    return BusinessException(
        f"its cells reach to {column_letters(column)}{row + 1}; that is too far",
        place=place,
        hint="Delete the stray cells below or right of the table.",
    )


def number(value: float) -> int | Decimal | CellError:
    """The number a person sees in the cell.

    The shortest decimal that gives the same binary number; where that needs more than the fifteen digits
    that Excel itself shows and computes with, it is the residue of a formula and fifteen digits are taken.
    """
    if value.is_integer() and -EXACT <= value <= EXACT:
        return int(value)
    text = repr(value)
    if len(text) > 16:
        text = format(value, ".15g")
    exact = Decimal(text)
    if not exact.is_finite():
        return CellError("#NUM!")
    return int(exact) if exact == exact.to_integral_value() and exact.adjusted() < 16 else exact
