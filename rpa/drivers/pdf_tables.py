"""Ruled tables of a page, cell by cell, and tables that go on over pages."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from operator import itemgetter
from typing import NamedTuple

from rpa.drivers.pdf_grid import NEAR, Box, grids
from rpa.drivers.pdf_lines import lines_of, text_of
from rpa.drivers.pdf_marks import Word
from rpa.drivers.pdf_page import PdfPage

MOST_BETWEEN = 4  # lines at a page's foot, and at the next one's head, that may stand between two parts of a table
MOST_HEADINGS = 3  # rows of headings that are repeated


class Cell(NamedTuple):
    """One cell; a merged one covers several rows or columns.

    Attributes:
        row: From 0.
        column: From 0.
        rows: How many it covers.
        columns: How many it covers.
        left: In points.
        top: In points.
        right: In points.
        bottom: In points.
        text: Lines are parted by a line feed.
        page: The page it stands on.
    """

    row: int
    column: int
    rows: int
    columns: int
    left: float
    top: float
    right: float
    bottom: float
    text: str
    page: int


@dataclass(frozen=True)
class Table:
    """A ruled table.

    Attributes:
        page: The page it stands on, or begins on.
        left: In points.
        top: In points.
        right: In points.
        bottom: In points; of its part on the first page.
        rows: The texts, row by row, each row of the same length; a place covered by a merged cell is empty.
        cells: With their places.
        last_page: The page it ends on.
    """

    page: int
    left: float
    top: float
    right: float
    bottom: float
    rows: tuple[tuple[str, ...], ...]
    cells: tuple[Cell, ...]
    last_page: int

    @property
    def columns(self) -> tuple[float, ...]:
        """Where its columns begin, in points."""
        return tuple(sorted({cell.left for cell in self.cells}))


def tables(page: PdfPage) -> tuple[Table, ...]:
    """The ruled tables of a page, from the top."""
    return tuple(table_of(page, boxes) for boxes in grids(page.rules))


def table_of(page: PdfPage, boxes: Sequence[Box]) -> Table:
    """Put the words of a page into the cells of a grid."""
    lefts = sorted({box[0] for box in boxes})
    tops = sorted({box[1] for box in boxes})
    held = words_in(page.words, boxes, lefts, tops)
    rows = [[""] * len(lefts) for _ in tops]
    cells = []
    row_of = {top: row for row, top in enumerate(tops)}
    column_of = {left: column for column, left in enumerate(lefts)}
    rows_to = {bottom: bisect_left(tops, bottom - 0.01) for bottom in {box[3] for box in boxes}}
    columns_to = {right: bisect_left(lefts, right - 0.01) for right in {box[2] for box in boxes}}
    make, number_of_page = tuple.__new__, page.number
    for top, left, number in sorted([(box[1], box[0], number) for number, box in enumerate(boxes)]):
        _, _, right, bottom = boxes[number]
        row, column = row_of[top], column_of[left]
        text = cell_text(held[number]) if number in held else ""
        rows[row][column] = text
        place = row, column, rows_to[bottom] - row, columns_to[right] - column, left, top, right, bottom
        cells.append(make(Cell, (*place, text, number_of_page)))
    right, bottom = max(box[2] for box in boxes), max(box[3] for box in boxes)
    return Table(page.number, lefts[0], tops[0], right, bottom, tuple(map(tuple, rows)), tuple(cells), page.number)


def words_in(
    words: Iterable[Word], boxes: Sequence[Box], lefts: Sequence[float], tops: Sequence[float]
) -> dict[int, list[Word]]:
    """The words of each box, by its number: those whose middle lies in it."""
    wide = len(lefts)
    across = {edge: bisect_left(lefts, edge) for edge in {*lefts, *[box[2] for box in boxes]}}
    down = {edge: bisect_left(tops, edge) for edge in {*tops, *[box[3] for box in boxes]}}
    slots: dict[int, list[int]] = defaultdict(list)
    for number, (left, top, right, bottom) in enumerate(boxes):
        for row in range(down[top], down[bottom]):
            for column in range(across[left], across[right]):
                slots[row * wide + column].append(number)
    held: dict[int, list[Word]] = defaultdict(list)
    lowest, farthest = max(box[3] for box in boxes), max(box[2] for box in boxes)
    highest, nearest = tops[0], lefts[0]
    for word in words:
        y = (word[2] + word[4]) / 2
        if not highest <= y < lowest:
            continue
        x = (word[1] + word[3]) / 2
        if not nearest <= x < farthest:
            continue
        for number in slots.get((bisect_right(tops, y) - 1) * wide + bisect_right(lefts, x) - 1, ()):
            box = boxes[number]
            if x < box[2] and y < box[3]:
                held[number].append(word)
    return held


def cell_text(words: Sequence[Word]) -> str:
    """The text of a cell, line by line."""
    if len(words) == 1:
        return words[0].text
    heights = [word[2] for word in words]
    if max(heights) - min(heights) < 0.1:
        return " ".join([word[0] for word in sorted(words, key=itemgetter(1))])
    return "\n".join(" ".join(word.text for word in line) for line in lines_of(words))


def joined_tables(pages: Iterable[PdfPage]) -> tuple[Table, ...]:
    """The ruled tables of all pages; one that goes on over pages is one table, its headings told once.

    The last table of a page goes on with the first of the next one when both have the same columns, and nothing but a
    footer and a header stands between.
    """
    found: list[Table] = []
    before: PdfPage | None = None
    for page in pages:
        here = list(tables(page))
        if here and before and found and found[-1].last_page == before.number == page.number - 1:
            end = max(cell.bottom for cell in found[-1].cells if cell.page == before.number)
            if goes_on(found[-1], here[0]) and is_between(before, end, page, here[0].top):
                found[-1] = continued(found[-1], here.pop(0))
        found += here
        before = page
    return tuple(found)


def goes_on(table: Table, following: Table) -> bool:
    """Whether two tables have the same columns."""
    one, two = (*table.columns, table.right), (*following.columns, following.right)
    return len(one) == len(two) and all(abs(a - b) <= NEAR for a, b in zip(one, two, strict=True))


def is_between(page: PdfPage, bottom: float, following: PdfPage, top: float) -> bool:
    """Whether only a foot and a head stand between two tables."""
    foot = text_of(word for word in page.words if word.top > bottom)
    head = text_of(word for word in following.words if word.bottom < top)
    return max(len(foot.splitlines()), len(head.splitlines())) <= MOST_BETWEEN


def continued(table: Table, following: Table) -> Table:
    """Two parts of a table as one, without the repeated headings."""
    repeated = 0
    for one, two in zip(table.rows[:MOST_HEADINGS], following.rows[:-1], strict=False):
        if one != two:
            break
        repeated += 1
    shift = len(table.rows) - repeated
    cells = tuple(cell._replace(row=cell.row + shift) for cell in following.cells if cell.row >= repeated)
    rows = (*table.rows, *following.rows[repeated:])
    return replace(table, rows=rows, cells=(*table.cells, *cells), last_page=following.last_page)
