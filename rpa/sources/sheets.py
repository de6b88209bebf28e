"""The sheet of a workbook that holds the table, and what becomes of what its sender has hidden."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from rpa.drivers.workbook import HiddenRow, Row, Sheet, Workbook, address
from rpa.errors import BusinessException
from rpa.sources.columns import Layout
from rpa.sources.header import Grid, find_header

Hidden = Literal["refuse", "read", "leave_out"]
HIDDEN = (
    "What becomes of rows and columns that the sender has hidden, by hand or with a filter: refuse (items in hidden "
    "rows are rejected, and so is a workbook in which a column of a field is hidden), read (like all others) or "
    "leave_out."
)


@dataclass(frozen=True)
class SheetRows:
    """The rows of a sheet, as the recipe wants hidden ones.

    Attributes:
        sheet: The sheet.
        hidden: What becomes of hidden rows and columns.
    """

    sheet: Sheet
    hidden: Hidden

    def numbered(self) -> Iterator[tuple[int, Row]]:
        """The rows, numbered from 0."""
        columns = self.sheet.hidden_columns if self.hidden == "leave_out" else frozenset[int]()
        for number, row in self.sheet.numbered():
            if type(row) is HiddenRow and self.hidden != "refuse":
                if self.hidden == "leave_out":
                    continue
                yield number, tuple(row)
            elif columns:
                yield number, tuple(None if column in columns else cell for column, cell in enumerate(row))
            else:
                yield number, row


def grid_of(sheet: Sheet, hidden: Hidden, decimal: str) -> Grid:
    """The cells of a sheet."""
    return Grid(
        SheetRows(sheet, hidden),
        lambda row, column: address(sheet.name, row, column),
        {(area.top, area.left): area.right for area in sheet.merged},
        sheet.merged,
        sheet.hidden_columns if hidden == "refuse" else frozenset(),
        decimal,
        sheet.since_1904,
    )


def choose_grid(
    book: Workbook, wanted: Sequence[str], layout: Layout, *, hidden: Hidden = "refuse", decimal: str = ""
) -> Grid:
    """The sheet that is named, or the only one with the headings.

    A hidden sheet is read when it is named, or when hidden ones are to be read.

    Args:
        book: The workbook.
        wanted: Names, of which one must be there; none: the headings decide.
        layout: What the recipe says about the table.
        hidden: What becomes of what is hidden.
        decimal: The decimal mark of its texts, when it is declared.

    Raises:
        BusinessException: There is none, or more than one.
    """
    if wanted:
        return grid_of(book.sheet(named_sheet(book, wanted)), hidden, decimal)
    fitting: list[tuple[str, Grid]] = []
    trouble: dict[str, BusinessException] = {}
    unseen: list[str] = []
    for name in book.sheet_names:
        sheet = book.sheet(name)
        grid = grid_of(sheet, hidden, decimal)
        try:
            find_header(grid, layout)
        except BusinessException as error:
            if sheet.visible and any(any(cell is not None for cell in row) for row in grid.head.values()):
                trouble[name] = error
            continue
        if sheet.visible or hidden == "read":
            fitting.append((name, grid))
        else:
            unseen.append(name)
    if len(fitting) == 1:
        return fitting[0][1]
    if fitting:
        names = " and ".join(repr(name) for name, _ in fitting)
        raise BusinessException(f"the headings are on the sheets {names}", hint="Name the sheet in the recipe.")
    if unseen:
        raise BusinessException(
            f"the headings are only on the hidden sheet {unseen[0]!r}", hint="Show it, or name it in the recipe."
        )
    raise next(iter(trouble.values()), BusinessException("the workbook is empty: no visible sheet holds a value"))


def named_sheet(book: Workbook, wanted: Sequence[str]) -> str:
    """The one sheet whose name is asked for, regardless of case and outer spaces."""
    plain = {name.strip().casefold() for name in wanted}
    found = [name for name in book.sheet_names if name.strip().casefold() in plain]
    if len(found) == 1:
        return found[0]
    there = ", ".join(map(repr, book.sheet_names))
    if found:
        raise BusinessException(f"the sheets {', '.join(map(repr, found))} are all asked for; one must be")
    raise BusinessException(f"there is no sheet {' or '.join(map(repr, wanted))}; there are {there}")
