"""An item's steps, pass by pass, and the names that their expressions can use."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rpa.engine.bench import Bench
from rpa.engine.names import run_names
from rpa.engine.outputs import base, no_outputs
from rpa.errors import BusinessException
from rpa.model.pending import Pending, PendingText, is_pending
from rpa.model.run import FINALLY
from rpa.recipe.plan import Step


def item_names(bench: Bench, before: str = "") -> dict[str, Any]:
    """The names this item's expressions can use, with the outputs of the steps that are done.

    Args:
        bench: The item in hand.
        before: A step known to have been reached: the ones in front of it were done or left out.
    """
    worker, claim = bench.worker, bench.claim
    secrets = worker.secret_tree(bench.recipe)
    names = run_names(
        claim.params["values"], worker.workspace.settings, secrets, worker.clock, claim.params["today"], claim.run
    )
    names |= {"item": claim.values, "steps": {}}
    if "totals" in claim.values and bench.recipe.name.endswith(FINALLY):
        names["run"] = {**names["run"], "totals": claim.values["totals"]}
    steps = bench.recipe.steps
    begun = {base(key) for key in bench.done}
    reached = max((n for n, step in enumerate(steps) if step.id in begun or step.id == before), default=0)
    for number, step in enumerate(steps):
        # One in between without outputs was left out: `when`, or `on_error: go_on`.
        if number < reached or step.id in begun:
            names["steps"][step.id] = given_before(bench, step, names)
    return names


def given_before(bench: Bench, step: Step, names: dict[str, Any]) -> Any:
    """What a step that an earlier attempt has passed gives.

    An element that `when` leaves out has no place in the list: it would be an empty row in a workbook. One that was
    passed over by `on_error: go_on` keeps its place: something is missing there.
    """
    if step.for_each is None:
        return bench.done.get(step.id, no_outputs(step))
    return [
        bench.done.get(key, no_outputs(step))
        for key, local in passes(step, names)
        if key in bench.done or (key not in bench.left_out and is_wanted(step, local))
    ]


def is_wanted(step: Step, names: dict[str, Any]) -> bool:
    """Whether `when` lets a pass be done; what a plan cannot know yet is wanted."""
    if step.when is None:
        return True
    wanted = step.when.evaluate(names)
    return is_pending(wanted) or bool(wanted)


def passes(step: Step, names: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The passes of a step: its key and its names, once, or once for each element of its `for_each`."""
    if step.for_each is None:
        yield step.id, names
        return
    name, expression = step.for_each
    values = expression.evaluate(names)
    if isinstance(values, Pending | PendingText):
        # How many there will be is not known: a plan shows one, with nothing known about it.
        yield f"{step.id}[0]", {**names, name: Pending(name)}
        return
    if not isinstance(values, list | tuple):
        raise BusinessException(f"{step.name}: for_each needs a list, it got {values!r}")
    for count, value in enumerate(values):
        yield f"{step.id}[{count}]", {**names, name: value}
