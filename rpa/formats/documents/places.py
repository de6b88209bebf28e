"""Where the value of a label stands: behind it, in the next cell, or below it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rpa.formats.documents.labels import COLUMN, TITLE, Label, is_broken
from rpa.formats.documents.layout import Cell, Layout, Row, Token
from rpa.model.extraction import Box

FARTHEST_BELOW = 2.6  # heights of the label between it and its value below
LISTED = "more of the same kind stand below it, as in a list"
ABOVE = "a value of the same kind stands as near above the label"
FILLERS = frozenset((":", "-", "–", "|", "=", ".", "…", "#", "…:"))


@dataclass(frozen=True, eq=False)
class Place:
    """Words that may be the value of a label.

    Attributes:
        label: The label.
        tokens: The words, at least one.
        side: `behind` it in the same cell, `right` of it in another, or `below` it.
        more: The words right below them, in which a value that is broken into two lines goes on.
        doubt: Why it may be another label's value all the same; empty when nothing speaks for that.
    """

    label: Label
    tokens: tuple[Token, ...]
    side: str
    more: tuple[Token, ...] = ()
    doubt: str = ""


@dataclass
class Reader:
    """A document's rows and labels, asked for what stands beside a label.

    Attributes:
        layout: The rows.
        labels: All labels.
        skipped: Numbers of rows in which no label is a field's: headings of tables and what is below them.
    """

    layout: Layout
    labels: Sequence[Label]
    skipped: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        self.by_first = {id(label.cell.tokens[label.start]): label for label in self.labels}
        self.row_of = {id(cell): row.number for row in self.layout.rows for cell in row.cells}
        self.by_first |= {id(label.above[0]): label for label in self.labels if label.above}

    def of(self, category: str) -> list[Label]:
        """The labels of a category, from the top."""
        return [label for label in self.labels if category in label.categories and label.row.number not in self.skipped]

    def is_label(self, cell: Cell) -> bool:
        """Whether a cell begins with a label of a field."""
        label = self.by_first.get(id(cell.tokens[0]))
        if label is None or not fields_of(label):
            return False
        return bool(label.above) or label.end == len(cell.tokens) or label.has_colon

    def places(self, label: Label) -> Iterator[Place]:
        """Where its value may stand, the nearest first."""
        behind = self.until_label(label.rest)
        if behind:
            yield Place(label, behind, "behind")
        right = self.cell_right(label)
        if right is not None and not behind:
            yield Place(label, right, "right")
        for cell in self.cells_below(label):
            words = self.until_label(cell.tokens) or cell.tokens
            yield Place(label, words, "below", self.going_on(cell), self.doubt(label, cell))

    def until_label(self, tokens: Sequence[Token]) -> tuple[Token, ...]:
        """The words up to the next label, without fillers at the start."""
        held: list[Token] = []
        for token in tokens:
            label = self.by_first.get(id(token))
            if label is not None and held and (label.has_colon or label.is_first) and fields_of(label):
                break
            if not held and token.text in FILLERS:
                continue
            held.append(token)
        return tuple(held)

    def cell_right(self, label: Label) -> tuple[Token, ...] | None:
        """The words of the next cell of the row that is no filler; None when it is a label."""
        rows = [self.layout.rows[label.row.number - 1], label.row] if label.above else [label.row]
        cells = [cell for row in rows for cell in row.cells if cell.box.left >= label.box.right - 1]
        for cell in cells:
            words = tuple(token for token in cell.tokens if token.text not in FILLERS)
            if not words:
                continue
            return None if self.is_label(cell) else self.until_label(words)
        return None

    def cells_below(self, label: Label) -> Iterator[Cell]:
        """The nearest cell below that stands under the label."""
        box = label.box
        height = max(box.bottom - box.top, label.cell.size)
        for row in self.layout.rows[label.row.number + 1 : label.row.number + 6]:
            if row.page != label.row.page or row.box.top - box.bottom > FARTHEST_BELOW * height:
                return
            under = [cell for cell in row.cells if is_under(cell.box, self.reach(label))]
            if under:
                if not self.is_label(under[0]):
                    yield under[0]
                return

    def doubt(self, label: Label, cell: Cell) -> str:
        """Why the cell below a label may not be its value; empty when nothing speaks for that."""
        form = form_of(cell)
        if not any(char.isdigit() for char in form):
            return ""
        below = self.neighbour(cell, 1)
        if below is not None and form_of(below) == form and not self.is_label(below):
            return LISTED
        above = self.neighbour(label.cell, -1)
        if above is None or form_of(above) != form or self.is_label(above) or not self.begins_with_value(label.cell):
            return ""
        near, far = label.cell.box.top - above.box.bottom, cell.box.top - label.cell.box.bottom
        return ABOVE if near <= far + 0.5 else ""

    def begins_with_value(self, cell: Cell) -> bool:
        """Whether the stack of names and values that a cell stands in begins with a value, not with a name."""
        first, above = cell, self.neighbour(cell, -1)
        while above is not None and not self.is_title(above) and self.is_label(above) != self.is_label(first):
            first, above = above, self.neighbour(above, -1)
        return not self.is_label(first)

    def is_title(self, cell: Cell) -> bool:
        """Whether a cell begins with a word that may be the document's title."""
        label = self.by_first.get(id(cell.tokens[0]))
        return label is not None and any(category.startswith(TITLE) for category in label.categories)

    def neighbour(self, cell: Cell, step: int) -> Cell | None:
        """The nearest cell right below (1) or above (-1) another."""
        number = self.row_of[id(cell)]
        height = max(cell.box.bottom - cell.box.top, cell.size)
        rows = self.layout.rows[number + 1 : number + 4] if step > 0 else self.layout.rows[max(number - 3, 0) : number]
        for row in rows[::step]:
            gap = row.box.top - cell.box.bottom if step > 0 else cell.box.top - row.box.bottom
            if row.page != cell.box.page or gap > FARTHEST_BELOW * height:
                return None
            found = next((one for one in row.cells if is_under(one.box, cell.box)), None)
            if found is not None:
                return found
        return None

    def going_on(self, cell: Cell) -> tuple[Token, ...]:
        """The words of the cell right below one, when it goes on there."""
        number = self.row_of[id(cell)]
        if number + 1 >= len(self.layout.rows):
            return ()
        below = [one for one in self.layout.rows[number + 1].cells if is_broken(cell, one)]
        return below[0].tokens if len(below) == 1 and not self.is_label(below[0]) else ()

    def reach(self, label: Label) -> Box:
        """The stretch that belongs to a label: its words, or its whole cell when they begin it."""
        return label.box


def form_of(cell: Cell) -> str:
    """What a text looks like: `V-100` and `V-99` look alike."""
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"[0-9]+", "9", cell.text))


def is_under(cell: Box, label: Box) -> bool:
    """Whether a cell stands under a label: their left or right edges or middles agree, or one covers the other."""
    if min(cell.right, label.right) - max(cell.left, label.left) <= 0:
        return False
    near = 4.0
    if abs(cell.left - label.left) < near or abs(cell.right - label.right) < near:
        return True
    return abs((cell.left + cell.right) - (label.left + label.right)) < 4 * near or (
        cell.left >= label.left - near and cell.right <= label.right + near
    )


def fields_of(label: Label) -> frozenset[str]:
    """The categories of a label that are no headings of columns."""
    return frozenset(category for category in label.categories if not category.startswith(COLUMN))


def row_right_of(label: Label, row: Row) -> tuple[Token, ...]:
    """All words of a label's row that stand right of it."""
    return tuple(token for token in row.tokens if token.box.left >= label.box.right - 1)
