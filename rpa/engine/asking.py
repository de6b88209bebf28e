"""Asking the target whether a write happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rpa.engine.bench import Bench
from rpa.engine.outputs import no_outputs
from rpa.engine.step_values import params_of
from rpa.engine.steps import look, unexpected
from rpa.errors import NotThere, RpaError
from rpa.model.answer import Answer, Happened, Repeat
from rpa.model.effect import Receipt
from rpa.recipe.following import output_names
from rpa.recipe.plan import Step


def verified(bench: Bench, step: Step, key: str, names: dict[str, Any]) -> Answer | None:
    """Ask the target whether an earlier attempt of a step happened: by the recipe's `verify`, else as the action knows.

    Of a recipe's questions the answer is no when one finds nothing, or when a `check` among them is not met.

    Returns:
        What it said; None when nobody can be asked.

    Raises:
        RpaError: The answer is not clear.
    """
    if not step.verify:
        return _ask_action(bench, step, key, names)
    found: dict[str, Any] = {}
    names = {**names, "steps": dict(names["steps"])}
    for number, question in enumerate(step.verify):
        if question.condition is not None:
            if question.condition.evaluate(names) is not True:
                return Repeat("not there when asked afterwards")
            continue
        try:
            outputs = look(bench, question, f"{key}.verify-{number + 1}", names)
        except NotThere:
            return Repeat("not there when asked afterwards")
        if outputs.get("found") is False:
            return Repeat("not there when asked afterwards")
        found.update(outputs)
        names["steps"][question.id] = outputs
    asked = ", ".join(question.action for question in step.verify)
    return Happened(Receipt(f"found at the target by {asked}"), _known_outputs(step, found))


def _ask_action(bench: Bench, step: Step, key: str, names: dict[str, Any]) -> Answer | None:
    if step.spec is None or step.spec.verify is None:
        return None
    _, params = params_of(step, names)
    try:
        answer = step.spec.verify(params, bench.context(step, key, names)) if params is not None else None
    except RpaError:
        raise
    except Exception as error:
        raise unexpected(step, error) from error
    return replace(answer, outputs=_known_outputs(step, answer.outputs)) if isinstance(answer, Happened) else answer


def _known_outputs(step: Step, found: Mapping[str, Any]) -> dict[str, Any]:
    return {**no_outputs(step), **{name: found[name] for name in output_names(step) if name in found}}
