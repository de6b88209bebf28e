"""Reading Excel workbooks: typed cells, no floats, and errors that stay visible."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.drivers.workbook_cells import column_letters
from rpa.drivers.workbook_package import AGAIN, inspect
from rpa.errors import BusinessException

EXACT = 2**53  # beyond it, a cell does not hold every whole number


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


@dataclass(frozen=True)
class Merged:
    """Cells merged into one; rows and columns from 0, ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Sheet:
    """One sheet.

    Attributes:
        name: As on its tab.
        visible: False for a hidden sheet.
        merged: Its merged areas; the value stands in the upper left cell, the others read as empty.
    """

    name: str
    visible: bool
    merged: tuple[Merged, ...]
    source: Any = field(repr=False)
    errors: dict[tuple[int, int], str] = field(repr=False)

    def rows(self) -> Iterator[Row]:
        """The rows of the sheet up to the last with a value, each from column A; empty cells are None.

        Numbers are int when whole, else Decimal; texts are as typed; times and durations are text.
        """
        start = self.source.start
        if start is None:  # calamine's word for a sheet without a value
            return
        wanted = frozenset(row for row, _ in self.errors)
        left = (None,) * start[1]
        for number, cells in enumerate(self.source.iter_rows()):
            row = (*left, *map(typed, cells))
            yield self.with_errors(number, row) if number in wanted else row

    def with_errors(self, number: int, row: Row) -> Row:
        """Put the errors of a row in their places; calamine gives them as empty."""
        found = {column: code for (at, column), code in self.errors.items() if at == number}
        cells = list(row) + [None] * (max(found) + 1 - len(row))
        for column, code in found.items():
            cells[column] = CellError(code)
        return tuple(cells)


@dataclass(frozen=True)
class Workbook:
    """An opened workbook.

    Attributes:
        name: What to call it in messages.
        sheet_names: In the order of the tabs; chart sheets are left out.
    """

    name: str
    sheet_names: tuple[str, ...]
    source: Any = field(repr=False)
    errors: dict[str, dict[tuple[int, int], str]] = field(repr=False)

    def sheet(self, name: str) -> Sheet:
        """One sheet by its exact name.

        Raises:
            BusinessException: It cannot be read.
        """
        found = guarded(lambda: self.source.get_sheet_by_name(name), f"{self.name} {name}")
        merged = tuple(Merged(*start, *end) for start, end in found.merged_cell_ranges or ())
        kinds = {meta.name: str(meta.visible) for meta in self.source.sheets_metadata}
        return Sheet(name, kinds[name].endswith(".Visible"), merged, found, self.errors.get(name, {}))


def address(sheet: str, row: int, column: int) -> str:
    """A cell as people name it: `Orders!D9` for row 8 and column 3, both from 0."""
    return f"{sheet}!{column_letters(column)}{row + 1}"


def open_workbook(path: Path | bytes, name: str = "") -> Workbook:
    """Open a workbook of the kinds `.xlsx` and `.xlsm`.

    Args:
        path: The file, or its content.
        name: What to call it in messages; the file's name when not given.

    Raises:
        BusinessException: It is empty, damaged, protected, too large, or no workbook.
    """
    if isinstance(path, bytes):
        content, name = path, name or "workbook"
    else:
        name = name or path.name
        content = read_capped(path, name)
    package = inspect(content, name)
    source = guarded(lambda: load(content), name)
    names = [title for title in source.sheet_names if title in package.errors]
    return Workbook(name, tuple(names), source, package.errors)


def read_capped(path: Path, name: str) -> bytes:
    """A file's content; of a file that is too large, just enough to say so."""
    from rpa.drivers.workbook_package import LARGEST_FILE

    try:
        with path.open("rb") as stream:
            return stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise BusinessException(f"the file cannot be read: {error.strerror}", place=name) from error


def load(content: bytes) -> Any:
    """Hand the content to calamine."""
    import python_calamine

    return python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))


def guarded(read: Any, name: str) -> Any:
    """Call into calamine, and turn its errors into ours.

    Raises:
        BusinessException: It could not read the file.
    """
    try:
        return read()
    except BaseException as error:
        # A panic of the Rust library is no Exception; everything else that is none is not ours to catch.
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        raise BusinessException("the workbook is damaged and cannot be read", place=name, hint=AGAIN) from error


def typed(value: Any) -> Cell:
    """One value of calamine's as ours."""
    kind = type(value)
    if kind is str:
        return value or None
    if kind is float:
        return number(value)
    if kind is bool or kind is int or kind is dt.date or kind is dt.datetime or value is None:
        return value  # type: ignore[no-any-return]
    return str(value)


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
