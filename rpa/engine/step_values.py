"""What the expressions of a step come to: its condition, its message, its parameters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from rpa.engine.names import evaluate
from rpa.errors import BusinessException, StepFailed
from rpa.model.effect import Effect
from rpa.model.pending import is_pending
from rpa.model.secret import MASK
from rpa.recipe.expression import Expression
from rpa.recipe.plan import Step


def check(step: Step, condition: Expression, names: Mapping[str, Any]) -> None:
    """Go on only when a condition is met, or cannot be known yet.

    Raises:
        BusinessException: It is not met; with the step's message.
        StepFailed: It gives something else than true or false.
    """
    met = condition.evaluate(names)
    if is_pending(met) or met is True:
        return
    if met is not False:
        message = f"a check must give true or false, this one gives {met!r}"
        raise StepFailed(message, place=place_of(step), hint="Compare something: {{ item.total > 0 }}")
    raise BusinessException(message_of(step, names) or f"the check {condition.source} is not met")


def message_of(step: Step, names: Mapping[str, Any]) -> str:
    """The step's own `message:`; empty when it has none."""
    return str(evaluate(step.message, names)) if step.message is not None else ""


def place_of(step: Step) -> str:
    """Where a step stands in its recipe, for messages."""
    return f"step {step.id} (line {step.mark.line})"


def params_of(step: Step, names: Mapping[str, Any]) -> tuple[dict[str, Any], BaseModel | None]:
    """The step's values, and its parameters when they are all known.

    Raises:
        BusinessException: They are not what the action takes, or hold the mask of a secret.
    """
    assert step.spec is not None  # noqa: S101
    values = evaluate(step.params, names)
    if step.spec.effect is Effect.WRITE and _is_masked(values):
        message = (
            f"{step.name}: a value held the text of a secret; that is masked wherever it is kept, so it is not whole"
        )
        raise BusinessException(message, place=place_of(step), hint="Take it out of the input, or change the secret.")
    if is_pending(values):
        return values, None
    try:
        return values, step.spec.params.model_validate(values)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise BusinessException(f"{step.name}: {wrong}", place=place_of(step)) from None


def _is_masked(value: Any) -> bool:
    match value:
        case str():
            return MASK in value
        case Mapping():
            return any(_is_masked(part) for part in value.values())
        case list() | tuple():
            return any(_is_masked(part) for part in value)
    return False
