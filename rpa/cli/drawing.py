"""Tables drawn for a terminal: what is too wide for its row stands on lines of its own below it, no word is broken."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import click

STATE_COLOURS = {
    "done": "green",
    "skipped": "bright_black",
    "rejected": "yellow",
    "failed": "red",
    "in_doubt": "magenta",
    "in_review": "yellow",
    "held": "yellow",
    "new": "cyan",
    "claimed": "cyan",
}
PATHS = ("File", "From")
"""Columns that are copied: never wrapped by us."""
FREE = (
    "Reason",
    "Question",
    "Error",
    "What it does",
    "What came of it",
    "Meaning",
    "Default",
    "Type",
    "State",
    "Value",
    *PATHS,
)
"""Columns of running text; they leave the row before others do."""
GAP = 2
INDENT = 4
LEAST = 36
"""Columns of the screen in which running text is still pleasant to read."""


@dataclass(frozen=True)
class Table:
    """A table to be drawn.

    Attributes:
        columns: Headings.
        rows: Texts of the cells, one line each.
        width: Columns of the screen.
        coloured: Whether states have colours.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: int
    coloured: bool

    def lines(self) -> Iterator[str]:
        """The drawn lines."""
        widths = [max(map(cells, column)) for column in zip(self.columns, *self.rows, strict=True)]
        kept, below = self._arrange(widths)
        last = kept[-1]
        room = self.width - sum(widths[at] + GAP for at in kept[:-1])
        widths[last] = min(widths[last], room) if self._is_wrapped(last, room) else widths[last]
        numeric = [at for at in kept if self._is_numeric(at)]
        yield from self._row(self.columns, kept, widths, numeric, bold=True)
        yield "─" * min(self.width, sum(widths[at] for at in kept) + GAP * (len(kept) - 1))
        for row in self.rows:
            yield from self._row(row, kept, widths, numeric)
            for at in below:
                yield from self._below(row[at], self.columns[at], alone=len(below) == 1)

    def _arrange(self, widths: Sequence[int]) -> tuple[list[int], list[int]]:
        """Columns that stay in the row, and those that stand below it."""
        kept, below = list(range(len(widths))), []
        # The widest goes first, running text before anything else; the first column is what a row is known by.
        order = sorted(kept[1:], key=lambda at: (self.columns[at] not in FREE, -widths[at]))
        for at in order:
            room = self.width - sum(widths[one] + GAP for one in kept[:-1])
            if widths[kept[-1]] <= room or self._is_wrapped(kept[-1], room):
                break
            kept.remove(at)
            below.append(at)
        return kept, sorted(below)

    def _is_wrapped(self, at: int, room: int) -> bool:
        """Whether the last column is running text that can be wrapped at words into what room there is."""
        name = self.columns[at]
        longest = max((cells(word) for row in self.rows for word in row[at].split()), default=0)
        return at > 0 and name in FREE and name not in PATHS and room >= LEAST and longest <= room

    def _row(
        self, row: Sequence[str], kept: list[int], widths: list[int], numeric: list[int], *, bold: bool = False
    ) -> Iterator[str]:
        *front, last = kept
        parts = wrap(row[last], widths[last]) if cells(row[last]) > widths[last] else [row[last]]
        for number, part in enumerate(parts):
            texts = [(at, "" if number else row[at]) for at in front] + [(last, part)]
            padded = [pad(text, widths[at], right=at in numeric) for at, text in texts]
            padded[-1] = padded[-1].rstrip()
            styled = [self._styled(text, plain[1], bold=bold) for text, plain in zip(padded, texts, strict=True)]
            yield (" " * GAP).join(styled).rstrip()

    def _below(self, text: str, name: str, *, alone: bool) -> Iterator[str]:
        if not text:
            return
        label = "" if alone or not name else f"{name}: "
        if name in PATHS:
            # One line where it can be one; otherwise the terminal wraps it, and a copy of it is whole.
            room = self.width - INDENT - len(label)
            yield f"{' ' * min(INDENT, max(0, room + INDENT - cells(text)))}{label}{text}"
            return
        for line in wrap(label + text, self.width - INDENT):
            yield " " * INDENT + line

    def _styled(self, padded: str, text: str, *, bold: bool) -> str:
        if bold:
            return click.style(padded, bold=True)
        colour = STATE_COLOURS.get(text.replace(" ", "_")) if self.coloured else None
        return click.style(padded, fg=colour) if colour else padded

    def _is_numeric(self, at: int) -> bool:
        found = [row[at] for row in self.rows if row[at]]
        return bool(found) and all(cell.replace(".", "", 1).isdigit() for cell in found)


def cells(text: str) -> int:
    """Columns of the screen that a text takes: letters of East Asia take two."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def pad(text: str, width: int, *, right: bool = False) -> str:
    """A text with spaces up to a width, or as it is when it is wider."""
    space = " " * max(0, width - cells(text))
    return space + text if right else text + space


def wrap(text: str, width: int) -> list[str]:
    """Lines of a text, broken between words only."""
    return textwrap.wrap(text, max(width, 10), break_long_words=False, break_on_hyphens=False) or [""]
