"""Finding the table on a sheet: its row of headings, and what stands in the block above it."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice
from typing import Any, Protocol

from rpa.drivers.workbook import Merged
from rpa.errors import BusinessException
from rpa.sources.columns import Layout, folded

DEEPEST = 50  # rows that are searched for the headings

Locate = Callable[[int, int], str]
"""Row and column, both from 0, to the words a person finds the cell by."""


class Numbered(Protocol):
    """Rows that are read while they are gone through, each with its number; gone through more than once."""

    def numbered(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """The rows that hold anything: number from 0, and cells from the first column."""


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet or text file.

    Attributes:
        rows: All rows, each from the first column; rows may be of different length.
        locate: How to name a cell.
        spans: (row, column) to the last column of a cell that is merged to the right.
        merged: The areas that are merged, by their first row.
        hidden: Columns that the sender has hidden, and that nobody has said are to be read.
        decimal: The decimal mark of the numbers in its texts; empty when it is not known.
        since_1904: Whether day numbers are counted from 1904.
        separated: Whether it is a text file of separated values: a value behind the last heading is no remark, but
            tells that a separator stands in a value, and that those behind it are in the wrong columns.
    """

    rows: Sequence[tuple[Any, ...]] | Numbered
    locate: Locate
    spans: Mapping[tuple[int, int], int]
    merged: tuple[Merged, ...] = ()
    hidden: frozenset[int] = frozenset()
    decimal: str = ""
    since_1904: bool = False
    separated: bool = False

    def numbered(self) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """The rows with their numbers, from 0."""
        return enumerate(self.rows) if isinstance(self.rows, Sequence) else self.rows.numbered()

    @cached_property
    def head(self) -> dict[int, tuple[Any, ...]]:
        """The first rows, in which the headings are looked for."""
        return dict(islice(self.numbered(), DEEPEST))


@dataclass(frozen=True)
class Header:
    """Where the fields of a table are.

    Attributes:
        row: The row of headings, from 0.
        columns: Field to its column, from 0.
        beside: Field to the row and column of its value above the table; a column below 0 is that of a
            caption (-1 is column 0) which holds the value itself, behind a colon.
        captions: Field to its caption above the table, as it stands there.
    """

    row: int
    columns: Mapping[str, int]
    beside: Mapping[str, tuple[int, int]]
    captions: Mapping[str, str] = field(default_factory=dict)

    def missing(self, layout: Layout) -> list[str]:
        """Fields that must be a column or a caption, and are neither."""
        wanted = [*layout.in_table, *layout.cells]
        return [
            name
            for name in wanted
            if name not in self.columns and name not in self.beside and name not in layout.optional
        ]


def find_header(grid: Grid, layout: Layout) -> Header:
    """Find the row that has the most of the headings, and the captions above it.

    A field of the item that has no column there is looked for as a caption above the table: what holds for
    the whole document stands there.

    Raises:
        BusinessException: Headings are missing or there twice.
    """
    best = Header(-1, {}, {})
    trouble: BusinessException | None = None
    for row in grid.head:
        try:
            columns = match_row(grid, row, layout)
        except BusinessException as error:
            trouble = trouble or error
            continue
        if rank(columns, layout) > rank(best.columns, layout):
            best = Header(row, columns, {})
    if best.row >= 0:
        above = captions(grid, best, layout)
        places = {name: place for name, (place, _) in above.items()}
        # A row that was handed back has in columns what stood above the table: it is the same when it comes again.
        columns = {**match(grid, best.row, _not_there(layout.cells, places)), **best.columns}
        best = Header(best.row, columns, places, {name: text for name, (_, text) in above.items()})
    if missing := best.missing(layout):
        raise trouble or explain(grid, best, layout, missing)
    refuse_hidden(grid, best)
    return best


def _not_there(cells: Mapping[str, tuple[str, ...]], found: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    return {name: texts for name, texts in cells.items() if name not in found}


def refuse_hidden(grid: Grid, header: Header) -> None:
    """Refuse columns that the sender does not see.

    Raises:
        BusinessException: A field's column is hidden.
    """
    for name, column in header.columns.items():
        if column in grid.hidden:
            raise BusinessException(
                f"the column of {grid.head[header.row][column]!r} (for {name}) is hidden, at "
                f"{grid.locate(header.row, column)}",
                hint="Show the column, or say in the recipe what becomes of hidden ones (hidden: read, or leave_out).",
            )


def rank(columns: Mapping[str, int], layout: Layout) -> tuple[int, int]:
    """How well a row serves as the row of headings: lines count first, other fields may stand above."""
    return (sum(name in columns for name in layout.line_fields), len(columns))


def match_row(grid: Grid, row: int, layout: Layout) -> dict[str, int]:
    """Field of the table to column, as far as a row has its heading.

    Raises:
        BusinessException: A heading stands there twice.
    """
    return match(grid, row, layout.in_table)


def match(grid: Grid, row: int, wanted: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """Field to column, as far as a row has one of its headings.

    Raises:
        BusinessException: A heading stands there twice.
    """
    places: dict[str, list[int]] = {}
    for column, cell in enumerate(grid.head[row]):
        if isinstance(cell, str) and (name := folded(cell)):
            places.setdefault(name, []).append(column)
    found: dict[str, int] = {}
    for name, headings in wanted.items():
        there = next((places[folded(heading)] for heading in headings if folded(heading) in places), [])
        if len(there) > 1 and len(places) > 1:
            both = " and ".join(grid.locate(row, column) for column in there[:2])
            raise BusinessException(
                f"the heading {grid.head[row][there[0]]!r} stands at {both}",
                hint=f"Only one column can be {name!r}: rename the other.",
            )
        if there:
            found[name] = there[0]
    return found


def captions(grid: Grid, header: Header, layout: Layout) -> dict[str, tuple[tuple[int, int], str]]:
    """Where the values beside captions above the table are, each with its caption as it stands there.

    Raises:
        BusinessException: A caption stands there twice, beside different values; or beside another caption.
    """
    wanted = {name: texts for name, texts in layout.fields.items() if name not in header.columns}
    names = {folded(text): name for name, texts in {**wanted, **layout.cells}.items() for text in texts}
    found: dict[str, tuple[tuple[int, int], str]] = {}
    for row, cells in grid.head.items():
        if row >= header.row:
            break
        for column, cell in enumerate(cells):
            spot = beside(grid, row, column, cell, names)
            if spot is None:
                continue
            name, place = spot
            refuse_captions(grid, (row, column), place, layout)
            if name in found and value_at(grid, found[name][0]) != value_at(grid, place):
                raise BusinessException(
                    f"{cell!r} stands twice above the table: beside "
                    f"{grid.locate(*visible(found[name][0]))} and {grid.locate(*visible(place))}",
                    hint="Remove one of them.",
                )
            text = str(cell).partition(":")[0] if place[1] < 0 else str(cell)
            found.setdefault(name, (place, text.strip().removesuffix(":").strip()))
    return found


def refuse_captions(grid: Grid, caption: tuple[int, int], place: tuple[int, int], layout: Layout) -> None:
    """Refuse a caption as the value of another: where captions stand side by side, their values stand below.

    Raises:
        BusinessException: Names both.
    """
    value = value_at(grid, place)
    known = {folded(text) for texts in {**layout.in_table, **layout.cells}.values() for text in texts}
    if isinstance(value, str) and folded(value) in known:
        raise BusinessException(
            f"right of the caption in {grid.locate(*caption)} there is another one, {value!r}, and no value",
            hint="Put each value right of its caption.",
        )


def beside(
    grid: Grid, row: int, column: int, cell: Any, names: Mapping[str, str]
) -> tuple[str, tuple[int, int]] | None:
    """The field a cell is the caption of, and where its value is: right of it, or behind its colon."""
    if not isinstance(cell, str):
        return None
    if name := names.get(folded(cell)):
        return name, (row, grid.spans.get((row, column), column) + 1)
    caption, colon, value = cell.partition(":")
    if colon and value.strip() and (name := names.get(folded(caption))):
        return name, (row, -1 - column)
    return None


def visible(place: tuple[int, int]) -> tuple[int, int]:
    """The cell a value is in, for `Grid.locate`."""
    row, column = place
    return row, column if column >= 0 else -1 - column


def value_at(grid: Grid, place: tuple[int, int]) -> Any:
    """The value at a place that `captions` gave; None when the cell is empty."""
    row, column = visible(place)
    cells = grid.head.get(row, ())
    value = cells[column] if column < len(cells) else None
    if place[1] < 0:
        return str(value).partition(":")[2].strip()
    return value.strip() or None if isinstance(value, str) else value


def explain(grid: Grid, best: Header, layout: Layout, missing: list[str]) -> BusinessException:
    """Say what is missing and what comes nearest to it."""
    texts = {
        folded(cell): (cell, row, column)
        for row, cells in grid.head.items()
        for column, cell in enumerate(cells)
        if isinstance(cell, str) and len(cell) <= 80
    }
    if not texts:
        return BusinessException("there are no headings: it is empty")
    said: list[str] = []
    for name in missing:
        headings = {**layout.in_table, **layout.cells}[name]
        near = [
            match
            for heading in headings
            for match in difflib.get_close_matches(folded(heading), texts, n=1, cutoff=0.6)
        ]
        hint = ""
        if near:
            text, row, column = texts[near[0]]
            hint = f"; nearest is {text!r} at {grid.locate(row, column)}"
        said.append(f"nothing is headed {' or '.join(map(repr, headings[:6]))} (for {name}){hint}")
    where = f" (headings were looked for in {grid.locate(best.row, 0)} and its row)" if best.row >= 0 else ""
    return BusinessException("; ".join(said) + where, hint="Correct the headings, or list them in the recipe.")
