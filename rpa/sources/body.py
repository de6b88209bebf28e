"""The rows of a table that hold data: without empty rows and totals, merged values in each of their rows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from rpa.drivers.workbook import MOST_COLUMNS, HiddenRow, Merged
from rpa.sources.columns import Layout
from rpa.sources.header import Grid, Header
from rpa.sources.totals import is_totals, no_sum, present

UNHIDE = "show or delete it, or say in the recipe what becomes of hidden ones (hidden: read, or leave_out)"


class Line(NamedTuple):
    """A row of data.

    Attributes:
        number: From 0.
        cells: From the first column.
        problems: Why it cannot be taken as it is.
    """

    number: int
    cells: tuple[Any, ...]
    problems: tuple[str, ...] = ()


class Body:
    """The rows below the headings, gone through as often as wanted.

    Args:
        grid: The cells.
        header: Where the headings are.
        layout: What the recipe says.
        totals: Whether there may be rows of totals.
    """

    def __init__(self, grid: Grid, header: Header, layout: Layout, *, totals: bool) -> None:
        self.grid, self.header, self.layout, self.totals = grid, header, layout, totals
        self.mapped = sorted(set(header.columns.values()))
        # A value that is merged over the rows of an order holds for each of them; the quantity of a line does not.
        whole = layout.fields if layout.group_by else ()
        self.spread = {header.columns[name] for name in whole if name in header.columns}
        self.width = len(grid.head[header.row]) if grid.separated else MOST_COLUMNS
        self.areas = [area for area in grid.merged if area.bottom > header.row and self.concerns(area)]

    def concerns(self, area: Merged) -> bool:
        """Whether a merged area has to do with any field."""
        return any(area.left <= column <= area.right for column in self.mapped)

    def __iter__(self) -> Iterator[Line]:
        """The rows in order."""
        below_totals = False
        merging = Merging(self.areas)
        for number, cells in self.grid.numbered():
            if number <= self.header.row:
                merging.active(number, cells)
                continue
            problems: tuple[str, ...] = ()
            hidden = type(cells) is HiddenRow
            if self.areas:
                cells, problems = self.merged(number, cells, merging.active(number, cells))  # noqa: PLW2901
            size = len(cells)
            if not any(column < size and present(cells[column]) for column in self.mapped):
                continue
            if self.totals and is_totals(cells, self.header, self.layout, below=below_totals):
                odd = no_sum(cells)
                if odd is None:
                    below_totals = True
                    continue
                problems = (*problems, self.unclear(number, cells, odd))
            if size > self.width and any(map(present, cells[self.width :])):
                problems = (*problems, self.displaced(number, cells))
            if hidden:
                problems = (*problems, f"{self.grid.locate(number, 0)}: the row is hidden; {UNHIDE}")
            yield Line(number, cells, problems)

    def unclear(self, number: int, cells: tuple[Any, ...], odd: Any) -> str:
        """What to say of a row that may be a total, or an item that is called so."""
        column = next(column for column, cell in enumerate(cells) if present(cell))
        return (
            f"{self.grid.locate(number, column)}: the row begins with {cells[column]!r} as a total does, and holds "
            f"{str(odd)[:40]!r}, which no total does: delete it, or fill in every column"
        )

    def displaced(self, number: int, cells: tuple[Any, ...]) -> str:
        """What to say of a row of a text file that has more cells than there are headings."""
        column = next(column for column in range(self.width, len(cells)) if present(cells[column]))
        return (
            f"{self.grid.locate(number, column)}: {str(cells[column])[:40]!r} stands behind the last heading: if a "
            "value of the row holds the separator, it must stand in quotation marks"
        )

    def merged(
        self, number: int, cells: tuple[Any, ...], areas: list[tuple[Merged, Any]]
    ) -> tuple[tuple[Any, ...], tuple[str, ...]]:
        """A row with what is merged into it, and what cannot be told of it.

        A row that holds nothing of its own is not made one by a value that hangs down into it.
        """
        if not areas or not any(map(present, cells)):
            return cells, ()
        found, problems = list(cells), list[str]()
        for area, value in areas:
            for column in range(area.left, area.right + 1):
                if column not in self.mapped or (number, column) == (area.top, area.left):
                    continue
                found += [None] * (column + 1 - len(found))
                if column == area.left and column in self.spread:
                    found[column] = value
                elif found[column] is None:
                    problems.append(
                        f"{self.grid.locate(number, column)} is part of the merged cells {area}: "
                        "undo the merging and fill in each cell"
                    )
        return tuple(found), tuple(problems)


class Merging:
    """The merged areas that reach into the row at hand.

    Args:
        areas: All of them.
    """

    def __init__(self, areas: list[Merged]) -> None:
        self.waiting = sorted(areas, key=lambda area: -area.top)
        self.at_hand: list[tuple[Merged, Any]] = []

    def active(self, number: int, cells: tuple[Any, ...]) -> list[tuple[Merged, Any]]:
        """The areas that reach into a row, each with its value; rows are asked for in order."""
        if self.at_hand:
            self.at_hand = [pair for pair in self.at_hand if pair[0].bottom >= number]
        while self.waiting and self.waiting[-1].top <= number:
            area = self.waiting.pop()
            if area.bottom >= number:
                is_first = area.top == number and area.left < len(cells)
                self.at_hand.append((area, cells[area.left] if is_first else None))
        return self.at_hand
