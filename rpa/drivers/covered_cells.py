"""Cells that lie under a merged one: nobody sees what is in them, so nobody reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rpa.drivers.workbook import Cell, Merged, Row


def uncovered(rows: Iterator[tuple[int, Row]], merged: tuple[Merged, ...]) -> Iterator[tuple[int, Row]]:
    """Rows without what lies under merged cells; those that hold nothing else are left out.

    Excel empties such cells, other programs keep what was in them.

    Args:
        rows: Number from 0 and cells, in order.
        merged: The merged areas.
    """
    waiting = sorted(merged, key=lambda area: -area.top)
    at_hand: dict[int, Merged] = {}  # by their first column: areas do not overlap, unless somebody means harm
    for number, row in rows:
        if at_hand:
            at_hand = {left: area for left, area in at_hand.items() if area.bottom >= number}
        while waiting and waiting[-1].top <= number:
            area = waiting.pop()
            if area.bottom >= number and (area.left not in at_hand or at_hand[area.left].bottom < area.bottom):
                at_hand[area.left] = area
        if not at_hand:
            yield number, row
            continue
        kept = seen(number, row, at_hand)
        if any(cell is not None for cell in kept):
            yield number, kept


def seen(number: int, row: Row, areas: dict[int, Merged]) -> Row:
    """One row without its covered cells."""
    found: list[Cell] = []
    for column in range(len(row)):
        area = areas.get(column)
        if area is not None and column >= len(found):
            found += row[len(found) : column]
            found.append(row[column] if number == area.top else None)
            found += [None] * (min(area.right + 1, len(row)) - len(found))
    found += row[len(found) :]
    return row if tuple(found) == tuple(row) else type(row)(found)
