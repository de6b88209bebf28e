"""Putting right what a person gave as a step's outputs, as long as the item has not ended well with it."""

from __future__ import annotations

from collections.abc import Mapping

from rpa.cli.naming import NUMBERED
from rpa.cli.terminal import say
from rpa.errors import UsageError
from rpa.ledger.protocol import ItemRow, Ledger, StepRow, StepState
from rpa.model.item import ItemState
from rpa.model.workspace import Workspace
from rpa.recipe.answers import typed_outputs
from rpa.recipe.following import steps_of
from rpa.reports.item_text import printable
from rpa.reports.journal import decided
from rpa.reports.matters import Matters
from rpa.reports.wording import written


def correct(workspace: Workspace, word: str, outputs: Mapping[str, str], who: str, note: str) -> None:
    """Replace outputs that a person gave; those not named stay.

    Raises:
        UsageError: No such item, nothing about it was decided with outputs, or an output is wrong.
    """
    from rpa.reports.opening import open_existing

    ledger = open_existing(workspace)
    if ledger is None:
        raise UsageError("nothing has run yet: there is nothing to correct")
    try:
        item = _find(ledger, word)
        step = _decided_step(ledger, item)
        recipe, trouble = Matters(workspace, ledger).recipe_of(item)
        steps = steps_of(recipe, item.recipe) if recipe else ()
        known = next((one for one in steps if one.id == step.step.partition("[")[0]), None)
        if known is None:
            raise UsageError(f"outputs cannot be taken: {trouble or 'the recipe does not have this step any more'}")
        typed = typed_outputs(known, outputs)
        merged = {**typed, **step.outputs, **{name: typed[name] for name in outputs}}
        ledger.amend(item.id, step.step, merged, who, note)
        told = written({name: typed[name] for name in outputs})
        say(f"{printable(item.key)} (item {item.id}): “{known.name}” gives {told}, says {who}.", colour="green")
        if item.state in (ItemState.FAILED, ItemState.REJECTED):
            say(f"Go on with it: rpa retry {item.recipe} --item {item.id}")
    finally:
        ledger.close()


def _find(ledger: Ledger, word: str) -> ItemRow:
    number = word.removeprefix(NUMBERED)
    found = ledger.item(int(number)) if number.isdecimal() else None
    keyed = [row for row in ledger.items() if row.key == word] if found is None else [found]
    if len(keyed) == 1:
        return keyed[0]
    told = "; ".join(f"{NUMBERED}{row.id} of {row.recipe}" for row in keyed)
    message = f"{word} fits several items: {told}" if keyed else f"there is no item {word}"
    raise UsageError(message, hint="Name it by its number: rpa items")


def _decided_step(ledger: Ledger, item: ItemRow) -> StepRow:
    """The newest write of an item that counts as done by a person's word."""
    rows = [row for row in ledger.steps(item.id) if row.state is StepState.DONE and decided(row)]
    answered = [one.step for one in ledger.questions(item.id) if one.answer is not None]
    if not rows and answered:
        message = f"what was read for item {item.id} ({item.key}) was confirmed; readings are not corrected, they "
        again = f"rpa retry {item.recipe} --item {item.id} --from {answered[-1].partition('[')[0]}"
        raise UsageError(f"{message}are asked again", hint=f"When the item has ended: {again}")
    if not rows:
        message = f"nothing of item {item.id} ({item.key}) is done by a person's word: there is nothing to correct"
        raise UsageError(message, hint=f"All about it: rpa items {item.id}")
    return rows[-1]
