"""Going on from an earlier step by a person's word: what would happen a second time is said before it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rpa.cli.naming import NUMBERED
from rpa.cli.terminal import say
from rpa.errors import UsageError
from rpa.ledger.protocol import ItemRow, Ledger, StepRow, StepState
from rpa.model.effect import Effect
from rpa.model.item import ItemState
from rpa.recipe.plan import Recipe, Step
from rpa.recipe.problems import nearest
from rpa.reports.item_text import printable

ENDED = (ItemState.DONE, ItemState.FAILED, ItemState.REJECTED)
SHOWN = 40
"""Writes named on the screen."""


@dataclass(frozen=True)
class Twice:
    """Writes of one item that are done and would be done again.

    Attributes:
        item: The item.
        writes: Those that reach the world a second time.
        files: Those that only replace their own file.
    """

    item: ItemRow
    writes: tuple[StepRow, ...]
    files: tuple[StepRow, ...]


def steps_from(recipe: Recipe, name: str) -> tuple[Step, ...]:
    """The steps of a recipe from one on, which is named by its id or its name.

    Raises:
        UsageError: There is none; names the nearest.
    """
    found = [at for at, step in enumerate(recipe.steps) if name in (step.id, step.name)]
    if len(found) == 1:
        return recipe.steps[found[0] :]
    if found:
        ids = ", ".join(recipe.steps[at].id for at in found)
        raise UsageError(f"several steps of {recipe.name} are called {name!r}", hint=f"Name one by its id: {ids}")
    known = [step.id for step in recipe.steps]
    near = nearest(name, [*known, *(step.name for step in recipe.steps)])
    hint = f"Did you mean {near!r}?" if near else f"There are: {', '.join(known)}."
    raise UsageError(f"{recipe.name} has no step {name!r}", hint=hint)


def find_ended(ledger: Ledger, recipe: str, words: Sequence[str]) -> list[ItemRow]:
    """The ended items that a person names by number or business key.

    Raises:
        UsageError: One is not there, has not ended, waits for a decision, has no values fit to run on, or two fit.
    """
    rows = ledger.items(recipe)
    return list({row.id: row for row in (_find_one(rows, recipe, word) for word in words)}.values())


def _find_one(rows: Sequence[ItemRow], recipe: str, word: str) -> ItemRow:
    number = word.removeprefix(NUMBERED)
    found = [row for row in rows if str(row.id) == number or row.key == word]
    if not found:
        raise UsageError(f"there is no item {word} of {recipe}", hint=f"See: rpa items {recipe}")
    if len(found) > 1:
        told = "; ".join(f"{NUMBERED}{row.id} is {row.key}, {row.state.replace('_', ' ')}" for row in found)
        raise UsageError(f"{word} fits several items: {told}", hint="Say which one by its number, as written here.")
    _refuse_unfit(found[0])
    return found[0]


def _refuse_unfit(row: ItemRow) -> None:
    named = f"item {row.id} ({row.key})"
    if row.state in (ItemState.IN_DOUBT, ItemState.IN_REVIEW):
        state = row.state.replace("_", " ")
        raise UsageError(f"{named} is {state} and has to be decided first", hint=f"See: rpa review show {row.id}")
    if row.state not in ENDED:
        message = f"{named} has not ended yet: it is {row.state}"
        raise UsageError(message, hint=f"Let it end first: rpa resume {row.recipe}")
    if row.state is ItemState.REJECTED and not row.attempts:
        message = f"{named} was rejected on arrival or by a person: {row.reason}"
        raise UsageError(message, hint="Hand it in again, corrected.")


def twice(ledger: Ledger, item: ItemRow, steps: Sequence[Step]) -> Twice:
    """What of an item is done and would be done again with these steps."""
    ids = {step.id for step in steps}
    done = [
        row
        for row in ledger.steps(item.id)
        if row.effect is Effect.WRITE
        and row.state in (StepState.DONE, StepState.LATE)
        and row.step.partition("[")[0] in ids
    ]
    files = tuple(row for row in done if row.intent and row.intent.kind == "file" and row.intent.repeatable)
    return Twice(item, tuple(row for row in done if row not in files), files)


def allow_again(found: Sequence[Twice], zone: ZoneInfo, *, again: bool) -> None:
    """Name what would happen a second time, and refuse it unless a person has said so.

    Args:
        found: Items with their writes.
        zone: The company's time zone, for moments.
        again: Whether a person has said so.

    Raises:
        UsageError: Something would reach the world a second time, and `--again` is not given.
    """
    files = [(one.item, row) for one in found for row in one.files]
    writes = [(one.item, row) for one in found for row in one.writes]
    for item, row in files[:SHOWN]:
        say(f"{printable(item.key)}: made anew, in place of the old one: {_told(row, zone)}")
    for item, row in writes[:SHOWN]:
        proof = f", and has its receipt: {printable(row.receipt.reference)}" if row.receipt else ""
        say(f"{printable(item.key)}: {'happens' if again else 'would happen'} a second time: {_told(row, zone)}{proof}")
    if len(files) + len(writes) > 2 * SHOWN:
        say("... and more.")
    if writes and not again:
        many = "these writes are done" if len(writes) > 1 else "this write is done"
        hint = "If it is wanted a second time, add: --again"
        raise UsageError(f"{many} already, and nothing is done twice without a person's word.", hint=hint)


def _told(row: StepRow, zone: ZoneInfo) -> str:
    summary = row.intent.summary if row.intent else row.step
    at = f" ({row.ended_at.astimezone(zone):%Y-%m-%d %H:%M})" if row.ended_at else ""
    return f"{printable(summary)}{at}"
