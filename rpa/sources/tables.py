"""From the cells of a table to work items: rows read, grouped, and judged strictly."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import chain
from typing import Any

from rpa.drivers.serials import Shown, from_serial
from rpa.drivers.workbook import CellError
from rpa.errors import BusinessException
from rpa.formats.cell_errors import error_code
from rpa.model.item import Place, RawItem
from rpa.sources.body import Body, Line
from rpa.sources.columns import Layout
from rpa.sources.groups import Group, Grouping
from rpa.sources.header import Grid, find_header, value_at, visible
from rpa.sources.places import Places


class TableReader:
    """Reads the items of one table.

    Args:
        grid: The cells.
        layout: What the recipe says.
        document: Name of the document.
        totals: Whether there may be rows of totals.

    Raises:
        BusinessException: The headings are not there.
    """

    def __init__(self, grid: Grid, layout: Layout, document: str, *, totals: bool = True) -> None:
        self.grid, self.layout, self.document = grid, layout, document
        self.header = find_header(grid, layout)
        headings = grid.head[self.header.row]
        self.captions = [(column, str(cell)) for column, cell in enumerate(headings) if cell is not None]
        self.above = {name: judged(value_at(grid, place)) for name, place in self.header.beside.items()}
        self.body = Body(grid, self.header, layout, totals=totals)
        self.days = {self.header.columns[name] for name in layout.day_numbers if name in self.header.columns}

    def items(self) -> Iterator[RawItem]:
        """All items in order, each as soon as its rows are complete.

        Raises:
            BusinessException: There are headings but no rows.
        """
        none = True
        for group in self.groups():
            none = False
            yield self.item(group)
        if none:
            raise BusinessException(
                f"there are no rows below the headings in {self.grid.locate(self.header.row, 0)} and its row"
            )

    def groups(self) -> Iterator[Group]:
        """Rows put together as the recipe asks."""
        if not self.layout.single and not self.layout.group_by:
            yield from (Group(None, [line]) for line in self.body)
            return
        column = self.header.columns.get(self.layout.group_by, -1)
        if not self.layout.single and column >= 0:
            yield from Grouping(self.body, column, self.heading(column), self.grid, gather=self.layout.gather)
            return
        # All rows are one item; or the group's value stands above the table, which is the same.
        whole = Group(self.above.get(self.layout.group_by))
        for line in self.body:
            whole.add(line)
        if whole.lines:
            yield whole

    def heading(self, column: int) -> str:
        """What a column is headed."""
        return str(self.grid.head[self.header.row][column]).strip()

    def cell(self, line: Line, column: int) -> Any:
        """A value; text without the spaces around it, None when there is nothing."""
        value = line.cells[column] if column < len(line.cells) else None
        if self.days and column in self.days:
            return day_of(value, since_1904=self.grid.since_1904)
        return judged(value.strip() or None) if type(value) is str else value

    def item(self, group: Group) -> RawItem:
        """One item from its rows."""
        problems = list(group.problems)
        values: dict[str, Any] = {}
        for line in group.lines:
            problems += line.problems
        for name, value in self.above.items():
            values[name] = self.sound(value, self.header.beside[name], problems)
        for name in (*self.layout.fields, *self.layout.cells):
            if name in self.header.columns:
                values[name] = self.agreed(name, group.lines, problems)
            values.setdefault(name, None)
        if self.layout.lines:
            values[self.layout.lines] = [self.line(line, problems) for line in group.lines]
        numbers = [line.number for line in group.lines]
        return RawItem(
            values,
            Place(self.document, self.grid.locate(numbers[0], 0)),
            Places(self.grid, self.header, self.layout, numbers),
            tuple(problems),
            tuple(map(self.original, group.lines)),
            self.grid.decimal,
        )

    def line(self, line: Line, problems: list[str]) -> dict[str, Any]:
        """The fields of one line."""
        columns = self.header.columns
        return {
            name: self.sound(self.cell(line, columns[name]), (line.number, columns[name]), problems)
            if name in columns
            else None
            for name in self.layout.line_fields
        }

    def agreed(self, name: str, lines: Sequence[Line], problems: list[str]) -> Any:
        """The one value that an item's rows have in a column; rows may leave it empty."""
        column = self.header.columns[name]
        first, at = None, lines[0].number
        for line in lines:
            value = self.sound(self.cell(line, column), (line.number, column), problems)
            if first is None:
                first, at = value, line.number
            elif value is not None and value != first:
                problems.append(
                    f"{self.heading(column)} is {first} at {self.grid.locate(at, column)} "
                    f"and {value} at {self.grid.locate(line.number, column)}; the rows of one item must agree"
                )
                break
        return first

    def sound(self, value: Any, place: tuple[int, int], problems: list[str]) -> Any:
        """The value, or None and a problem when the cell holds an error."""
        if isinstance(value, CellError):
            problems.append(f"{self.grid.locate(*visible(place))} holds {value}")
            return None
        return value

    def original(self, line: Line) -> dict[str, Any]:
        """A row as it came, behind what stands above the table."""
        cells = line.cells
        found = {self.header.captions.get(name, name): as_came(value) for name, value in self.above.items()}
        found.update(
            (caption, as_came(cells[column]) if column < len(cells) else None) for column, caption in self.captions
        )
        return found


def judged(value: Any) -> Any:
    """A value; a text that is what spreadsheets show for an error is one."""
    if type(value) is str and value[:1] in {"#", "E", "F"} and (code := error_code(value)):
        return CellError(code)
    return value


def day_of(value: Any, *, since_1904: bool) -> Any:
    """A value of a column in which days are written as numbers; what is no such number stays as it is."""
    if isinstance(value, str):
        value = value.strip() or None
        if value is None or not (value.isascii() and value.isdigit() and len(value) < 8):
            return judged(value)
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return value
    day = from_serial(value, Shown.DATE, since_1904=since_1904)
    return CellError(f"{value}, which is the number of no day") if day is None else day


def as_came(value: Any) -> Any:
    """A cell for the hand-back: typed as it came, so that it is read again as the same; else text for a person."""
    if isinstance(value, dt.datetime) and value.tzinfo is not None:
        return value.isoformat(" ")  # no cell holds a time zone
    if value is None or isinstance(value, str | int | Decimal | dt.date):
        return value
    return value.code or "#?" if isinstance(value, CellError) else str(value)


def stream_table(grid: Grid, layout: Layout, document: str, *, totals: bool = True) -> Iterator[RawItem]:
    """Read the items of a table one after another; the first of them at once.

    Args:
        grid: The cells.
        layout: What the recipe says.
        document: Name of the document.
        totals: Whether there may be rows of totals; an export of a system has none.

    Raises:
        BusinessException: The headings or the rows are not there; while it is gone through: what follows is damaged.
    """
    items = TableReader(grid, layout, document, totals=totals).items()
    return chain([next(items)], items)


def read_table(grid: Grid, layout: Layout, document: str, *, totals: bool = True) -> tuple[RawItem, ...]:
    """Read all items of a table; see `stream_table`."""
    return tuple(stream_table(grid, layout, document, totals=totals))
