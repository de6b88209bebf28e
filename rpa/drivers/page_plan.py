"""Which row of a long table goes on which page, so that every page can end with its carried totals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rpa.drivers.html_pdf import DocumentError, Layout, Place

TRIAL_CHUNK = 15
TRIAL_FROM = 40
SLACK = 0.5
BESIDE_TOTALS = 2  # rows that stand above the totals on the last page
LOST_MARGINS = 40.0  # a margin at a page break is dropped, and so not measured
CLOSING_SHARE = 0.7  # of a page; a longer closing part may go over to the next one

Sums = Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class TablePage:
    """The rows of one page.

    Attributes:
        first_number: Number of the first row, counted from 1 over the whole table.
        lines: The rows, in order: invoice lines, or whatever the table lists.
        brought_forward: Sums of the pages before, by column, or None on the first page.
        carried_forward: Sums up to here, by column, or None on the last page.
    """

    first_number: int
    lines: tuple[object, ...]
    brought_forward: Sums | None
    carried_forward: Sums | None

    @property
    def last_number(self) -> int:
        """Number of the last row of this page."""
        return self.first_number + len(self.lines) - 1


def pages_of(rows: Sequence[object], counts: Sequence[int], columns: Sequence[str]) -> tuple[TablePage, ...]:
    """Cut rows into pages of so many rows each, with the sums of some columns carried on.

    Args:
        rows: Objects or mappings.
        counts: Rows per page; they add up to all rows.
        columns: Attributes or keys of a row, each a Decimal.

    Raises:
        DocumentError: If a row has no exact number in one of the columns.
    """
    pages: list[TablePage] = []
    start = 0
    carried: Sums = dict.fromkeys(columns, Decimal(0))
    for index, count in enumerate(counts):
        chunk = tuple(rows[start : start + count])
        before = carried
        carried = {name: before[name] + sum_of(chunk, name) for name in columns}
        last = index == len(counts) - 1
        pages.append(TablePage(start + 1, chunk, before if index else None, None if last else carried))
        start += count
    return tuple(pages)


def sum_of(rows: Sequence[object], column: str) -> Decimal:
    """Add up one column."""
    total = Decimal(0)
    for row in rows:
        value = row.get(column) if isinstance(row, Mapping) else getattr(row, column, None)
        if not isinstance(value, Decimal):
            raise DocumentError(f"column {column!r} of a row is {value!r}; expected a Decimal, to be added up")
        total += value
    return total


def trial_counts(lines: int) -> list[int]:
    """Propose pages before anything is measured: one for a short table, many small ones for a long one.

    Small tables are laid out much faster than one long table.
    """
    if lines <= TRIAL_FROM:
        return [lines]
    full, rest = divmod(lines, TRIAL_CHUNK)
    return [TRIAL_CHUNK] * full + ([rest] if rest else [])


class Measures:
    """Heights of a table's parts, read from a layout; all in CSS pixels."""

    def __init__(self, layout: Layout, lines: int, *, spare: float = 0.0) -> None:
        """Read the places of so many lines; ``spare`` is left free at the bottom of every page."""
        self.pages = layout.pages
        first = next(page for page in self.pages if "line-1" in page)
        following = self.pages[-1] if len(self.pages) > 1 else first
        self.rows = [self.height(f"line-{number}") for number in range(1, lines + 1)]
        self.head = self.height("lines-head-1", first)
        self.carry = max(self.height("carried-1"), self.height("brought-2")) or max(self.head, min(self.rows))
        self.first_room = first["page-bottom"].top - first["line-1"].top - SLACK - spare
        self.next_room = following["page-bottom"].top - following["page-top"].top - self.head - SLACK - spare
        closing = self.height("closing")
        if len(pages_with(layout, "closing")) > 1:
            closing += LOST_MARGINS
        self.keeps_closing = closing < self.next_room * CLOSING_SHARE
        self.closing = closing if self.keeps_closing else self.height("totals")

    def height(self, name: str, page: Mapping[str, Place] | None = None) -> float:
        """Height of an element, its parts on several pages together; 0 if it is not there."""
        return sum(p[name].height for p in (self.pages if page is None else (page,)) if name in p)


def planned_counts(measures: Measures) -> list[int]:
    """Fill page after page; the totals never stand on a page without lines above them.

    Returns:
        How many lines each page takes.
    """
    counts: list[int] = []
    start, total = 0, len(measures.rows)
    while start < total:
        room = measures.next_room - measures.carry if counts else measures.first_room
        rows = measures.rows[start:]
        if sum(rows) + measures.closing <= room:
            counts.append(len(rows))
            break
        fitting = rows_fitting(rows, room - measures.carry)
        left = len(rows) - fitting
        if left < BESIDE_TOTALS:
            fitting -= min(BESIDE_TOTALS - left, fitting // 2)
        counts.append(fitting)
        start += fitting
    return counts


def rows_fitting(rows: Sequence[float], room: float) -> int:
    """Count the rows that fit into a height; at least one, or a page would stay empty."""
    used = 0.0
    for count, height in enumerate(rows):
        used += height
        if used > room:
            return max(count, 1)
    return len(rows)


def follows_plan(layout: Layout, pages: Sequence[TablePage], *, closing: str = "totals") -> bool:
    """Tell whether every page holds exactly the lines it was given, and its carried total.

    A single line that is taller than a page goes over to the next one; there is no other way.

    Args:
        layout: The result.
        pages: The plan.
        closing: Id of the part that must stand on the last line's page.
    """
    for index, page in enumerate(pages, start=1):
        names = [f"line-{n}" for n in range(page.first_number, page.last_number + 1)]
        if page.carried_forward is not None:
            names.append(f"carried-{index}")
        found = [pages_with(layout, name) for name in names]
        if len(page.lines) > 1 and len(set().union(*found)) > 1:
            return False
        if found[-1] and max(found[-1]) > max(found[len(page.lines) - 1]):
            return False
    last_line = max(pages_with(layout, f"line-{pages[-1].last_number}"))
    return len(pages[-1].lines) == 1 or pages_with(layout, closing) <= {last_line}


def pages_with(layout: Layout, name: str) -> set[int]:
    """Return the indexes of the pages an element stands on."""
    return {number for number, places in enumerate(layout.pages) if name in places}
