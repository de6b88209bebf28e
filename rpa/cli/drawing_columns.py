"""Tables whose cells go on below in their column; a word that fits into the screen's width is never broken."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from rpa.cli.drawing import cells, pad

INDENT = 2
GAP = 2
PLEASANT = 24
"""Columns of the screen that running text wants."""
SHORT = 12
"""Columns of cells that are not broken at all: `0.85 ask`."""


def whole_words(
    columns: Sequence[str], rows: Sequence[Sequence[str]], width: int, yielding: Sequence[str]
) -> Iterator[str]:
    """Lines of a table.

    Args:
        columns: Headings.
        rows: Texts of the cells.
        width: Columns of the screen.
        yielding: Headings of columns that stand below their row when there is no room, the first of them first. Running
            text is among them.
    """
    kept = list(range(len(columns)))
    leaving = [columns.index(name) for name in yielding if name in columns]
    while (widths := fitted(columns, rows, kept, width, leaving)) is None:
        kept.remove(leaving.pop(0))
    below = [at for at in range(len(columns)) if at not in kept]
    for number, row in enumerate((columns, *rows)):
        parts = [broken(row[at], room) for at, room in zip(kept, widths, strict=True)]
        for line in range(max(map(len, parts))):
            texts = [part[line] if line < len(part) else "" for part in parts]
            padded = [pad(text, room) for text, room in zip(texts, widths, strict=True)]
            yield (" " * INDENT + (" " * GAP).join(padded)).rstrip()
        for at in below if number else ():
            if row[at]:
                first, *rest = broken(f"{columns[at]}: {row[at]}", width - 3 * INDENT)
                yield " " * 2 * INDENT + first
                yield from (" " * 3 * INDENT + line for line in rest)


def broken(text: str, width: int) -> list[str]:
    """Lines of a text, broken between words only."""
    return textwrap.wrap(text, max(width, 1), break_long_words=False, break_on_hyphens=False) or [""]


def fitted(
    columns: Sequence[str], rows: Sequence[Sequence[str]], kept: Sequence[int], width: int, leaving: Sequence[int]
) -> list[int] | None:
    """The widths of the columns that stay in the row; None when they have no room and one of them can leave."""
    every = [[row[at] for row in (columns, *rows)] for at in kept]
    widths = [max(map(cells, texts)) for texts in every]
    least = [max((cells(word) for text in texts for word in text.split()), default=0) for texts in every]
    least = [
        max(floor, PLEASANT if at in leaving else 0) if most > PLEASANT else most if most <= SHORT else floor
        for at, floor, most in zip(kept, least, widths, strict=True)
    ]
    room = width - INDENT - GAP * (len(kept) - 1)
    if sum(least) > room and leaving:
        return None
    while sum(widths) > room:
        spare = [most - floor for most, floor in zip(widths, least, strict=True)]
        if not any(spare):
            break  # wider than the screen, which breaks the lines itself
        widest = max((at for at, more in enumerate(spare) if more), key=lambda at: widths[at])
        widths[widest] -= 1
    return widths
