"""The hand-back workbook: what the clerk gets back, with the reason in clear words and the place it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rpa.drivers.workbook_writing import Sheet, write_workbook
from rpa.ledger.protocol import ItemRow
from rpa.model.item import ItemState
from rpa.reports.clerk import HELD, for_author, for_clerk

HANDED_BACK = (ItemState.REJECTED, ItemState.IN_REVIEW, ItemState.IN_DOUBT, ItemState.FAILED)
_WHAT_NOW = {
    ItemState.REJECTED: "Correct it and hand it in again.",
    ItemState.IN_REVIEW: "Decide which of the two is right: rpa review.",
    ItemState.IN_DOUBT: "Look at the target: did it happen? Then say so: rpa review.",
    ItemState.FAILED: "Nothing to correct. Once the cause is gone: rpa retry.",
}


def hand_back(recipe: str, occasion: str, items: Sequence[ItemRow]) -> bytes | None:
    """Make the workbook of items that a person has to look at.

    The first sheet lists them with their reason. Then come their original rows, as they came: one sheet for each
    layout of the input, its columns in the input's own order, so that they can be corrected and handed in again. What
    was a number or a date is one again: as text, another locale would read another value. What only the recipe's
    author can change stands on the last sheet.

    Args:
        recipe: Name of the recipe.
        occasion: What they come back from: `run 12`.
        items: The items.

    Returns:
        The workbook's bytes; None when there is nothing to hand back.
    """
    back = [item for item in items if item.state in HANDED_BACK]
    if not back:
        return None
    reasons = Sheet(
        "To look at",
        ("No", "State", "Key", "Reason", "What to do", "Came from"),
        tuple(
            (number, _state(item), item.key, for_clerk(item.reason), _what_now(item), item.place)
            for number, item in enumerate(back, 1)
        ),
        title=f"{recipe}, {occasion}: {len(back)} for a person",
    )
    sheets = [reasons, *_originals(back), *_for_author(back)]
    return write_workbook(sheets, title=f"{recipe} {occasion}: hand-back")


def _what_now(item: ItemRow) -> str:
    if item.state is ItemState.IN_REVIEW and not HELD.match(item.reason):
        return "Confirm what was read, or put it right: rpa review."
    return _WHAT_NOW[item.state]


def _state(item: ItemRow) -> str:
    return str(item.state).replace("_", " ")


def _originals(back: Sequence[ItemRow]) -> Iterator[Sheet]:
    layouts: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for item in back:
        for row in item.original:
            layouts.setdefault(tuple(row), []).append(tuple(row.values()))
    for number, (captions, rows) in enumerate(layouts.items(), 1):
        name = "Original rows" if len(layouts) == 1 else f"Original rows {number}"
        yield Sheet(name, captions, tuple(rows), is_input=True)


def _for_author(back: Sequence[ItemRow]) -> Iterator[Sheet]:
    rows = [(number, item.key, for_author(item.reason)) for number, item in enumerate(back, 1)]
    rows = [row for row in rows if row[2]]
    if rows:
        yield Sheet("For the recipe's author", ("No", "Key", "Advice"), tuple(rows))
