"""What a step gives to later ones: its outputs, also when it was planned, left out, or done by an earlier attempt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rpa.ledger.protocol import Claim, StepState
from rpa.model.effect import Effect
from rpa.model.pending import Pending
from rpa.recipe.following import output_names
from rpa.recipe.plan import Recipe, Step


def pending_outputs(step: Step) -> dict[str, Any]:
    """What a planned step will give, not known yet."""
    return {name: Pending(f"{step.id}.{name}") for name in output_names(step)}


def no_outputs(step: Step) -> dict[str, Any]:
    """What a step that was not run gives: every output is None."""
    return dict.fromkeys(output_names(step))


def standing(recipe: Recipe, claim: Claim, *, is_open_kept: bool = True) -> dict[str, Mapping[str, Any]]:
    """What earlier attempts finished and what still stands: writes, and what was looked at before the last of them.

    Whatever was looked at later is looked at again: the page is gone, and the stock may have come in meanwhile.

    Args:
        recipe: The item's recipe.
        claim: The item.
        is_open_kept: A write that was sent and has no end counts as one: its `verify` asks with what it was made from.
    """
    rows = [row for row in claim.steps if row.state is StepState.DONE]
    writes = [row for row in rows if row.effect is Effect.WRITE]
    if is_open_kept:
        writes += [row for row in claim.steps if row.state is StepState.SENT]
    order = {step.id: number for number, step in enumerate(recipe.steps)}
    last_write = max((order.get(base(row.step), -1) for row in writes), default=-1)
    return {
        row.step: row.outputs
        for row in rows
        if row.effect is Effect.WRITE or order.get(base(row.step), len(order)) < last_write
    }


def base(key: str) -> str:
    """The step's id in the key of a pass: `mails[2]` is of `mails`."""
    return key.partition("[")[0]
