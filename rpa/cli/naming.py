"""Items as people name them: by number or by business key."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from rpa.errors import UsageError
from rpa.ledger.protocol import ItemRow, Ledger
from rpa.model.item import ItemState
from rpa.reports.item_text import decision_of
from rpa.reports.matters import WAITING

NUMBERED = "item-"
"""In front of a number that is also a business key."""


def find_waiting(ledger: Ledger | None, words: Iterable[str], zone: ZoneInfo) -> list[ItemRow]:
    """The items that a person names, each by its number or its business key; all of them wait for a decision.

    Raises:
        UsageError: One is not there, does not wait (says its state), or is named so that two fit.
    """
    waiting = ledger.items(states=WAITING) if ledger is not None else []
    found = [_find_one(ledger, waiting, word, zone) for word in words]
    return list({row.id: row for row in found}.values())


def _find_one(ledger: Ledger | None, waiting: Sequence[ItemRow], word: str, zone: ZoneInfo) -> ItemRow:
    number = word.removeprefix(NUMBERED)
    numbered = ledger.item(int(number)) if ledger is not None and number.isdecimal() else None
    if numbered is not None and word.startswith(NUMBERED):
        return _waits(ledger, numbered, zone)
    keyed = [row for row in waiting if row.key == word and (numbered is None or row.id != numbered.id)]
    if numbered is not None and not keyed:
        return _waits(ledger, numbered, zone)
    if len(keyed) == 1 and numbered is None:
        return keyed[0]
    if keyed:
        rows = [*([numbered] if numbered else []), *keyed]
        told = "; ".join(f"{NUMBERED}{row.id} is {row.key} of {row.recipe}, {state_word(row)}" for row in rows)
        raise UsageError(f"{word} fits several items: {told}", hint="Say which one by its number, as written here.")
    others = [row for row in (ledger.items() if ledger is not None else []) if row.key == word]
    if others:
        return _waits(ledger, others[-1], zone)
    like = [row for row in waiting if word and word.casefold() in row.key.casefold()][:5]
    near = " or ".join(f"item {row.id} ({row.key})" for row in like)
    hint = f"Did you mean {near}?" if near else "What waits for a decision: rpa review"
    raise UsageError(f"there is no item {word}", hint=hint)


def state_word(row: ItemRow) -> str:
    """An item's state in words."""
    return row.state.replace("_", " ")


def _waits(ledger: Ledger | None, row: ItemRow, zone: ZoneInfo) -> ItemRow:
    if row.state in WAITING or ledger is None:
        return row
    state = {ItemState.CLAIMED: "being worked on"}.get(row.state, state_word(row))
    asked = ledger.questions(row.id)
    told = [line for event in ledger.events(item=row.id) if (line := decision_of(event, zone, asked))]
    decided = f". Decided before, by {told[-1]}" if told else ""
    message = f"item {row.id} ({row.key}) is {state}: there is nothing to decide about it{decided}"
    raise UsageError(message, hint=f"All about it: rpa items {row.id}")
