"""The hand-back workbook: what the clerk gets back, with the reason in clear words and the place it came from."""

from __future__ import annotations

from collections.abc import Sequence

from rpa.drivers.workbook_writing import Sheet, write_workbook
from rpa.ledger.protocol import ItemRow
from rpa.model.item import ItemState

HANDED_BACK = (ItemState.REJECTED, ItemState.IN_REVIEW, ItemState.IN_DOUBT, ItemState.FAILED)
_WHAT_NOW = {
    ItemState.REJECTED: "Correct it and hand it in again.",
    ItemState.IN_REVIEW: "Decide which of the two is right.",
    ItemState.IN_DOUBT: "Look at the target: did it happen?",
    ItemState.FAILED: "Nothing to correct. Once the cause is gone: rpa retry.",
}


def hand_back(recipe: str, run: int, items: Sequence[ItemRow]) -> bytes | None:
    """Make the workbook of a run's items that a person has to look at.

    The first sheet lists them with their reason; the second has their original rows, as they came, with the same
    number.

    Args:
        recipe: Name of the recipe.
        run: Number of the run.
        items: The run's items.

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
            (number, str(item.state).replace("_", " "), item.key, item.reason, _WHAT_NOW[item.state], item.place)
            for number, item in enumerate(back, 1)
        ),
        title=f"{recipe}, run {run}: {len(back)} for a person",
    )
    captions = list(dict.fromkeys(caption for item in back for row in item.original for caption in row))
    originals = Sheet(
        "Original rows",
        ("No", "Key", *captions),
        tuple(
            (number, item.key, *(row.get(caption) for caption in captions))
            for number, item in enumerate(back, 1)
            for row in item.original
        ),
    )
    sheets = [reasons, originals] if captions else [reasons]
    return write_workbook(sheets, title=f"{recipe} run {run}: hand-back")
