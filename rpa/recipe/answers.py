"""Outputs of a step as a person gives them, who has looked at the target in the step's place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.errors import UsageError
from rpa.formats.reading import Unreadable
from rpa.model.money import Money
from rpa.recipe.call import kinds_in
from rpa.recipe.following import output_names
from rpa.recipe.parameters import typed
from rpa.recipe.plan import Step
from rpa.recipe.problems import nearest

KINDS = {str: "text", int: "integer", Decimal: "decimal", bool: "boolean", date: "date", Money: "money", Path: "path"}
READ_AS = {"integer": "integer", "decimal": "decimal", "percent": "decimal", "date": "date"}


def output_kind(step: Step, name: str) -> str:
    """What an output is: `text integer decimal boolean date money path`; empty when it cannot be given as a text."""
    assert step.spec is not None  # noqa: S101 - only steps with an action have outputs
    declared = step.spec.outputs.model_fields.get(name)
    if declared is not None:
        kinds = kinds_in(declared.annotation) - {type(None)}
        return KINDS.get(kinds.pop(), "") if len(kinds) == 1 else ""
    how = _read(step, name)
    return READ_AS.get(str(how.get("as")), "text") if isinstance(how, Mapping) else "text"


def output_caption(step: Step, name: str) -> str:
    """What an output is called in the application (`Order id`); empty when the recipe does not say."""
    how = _read(step, name)
    how = how.get("target") if isinstance(how, Mapping) else how
    return how if isinstance(how, str) else ""


def _read(step: Step, name: str) -> Any:
    """How the recipe reads an output that its own parameters add."""
    part: Any = step.params
    for place in (step.spec.outputs.open_ended or "").split(".") if step.spec else ():
        part = part.get(place) if isinstance(part, Mapping) else None
    return part.get(name) if isinstance(part, Mapping) else None


def typed_outputs(step: Step, given: Mapping[str, str]) -> dict[str, Any]:
    """All outputs of a step, typed: those given, and None for the others.

    Args:
        step: The step.
        given: Name to text, as in `--output number=1234`.

    Raises:
        UsageError: With everything that is wrong: a name the step does not have, a text of another type.
    """
    known = output_names(step)
    values: dict[str, Any] = dict.fromkeys(known)
    wrong = []
    for name, text in given.items():
        if name not in known:
            near = nearest(name, known)
            there = f"did you mean {near!r}? There are" if near else "there are"
            wrong.append(f"{step.name} has no output {name!r}; {there}: {', '.join(known) or 'none'}")
            continue
        kind = output_kind(step, name)
        if not kind:
            wrong.append(f"{name} is no single value and cannot be given here")
            continue
        try:
            values[name] = typed(kind, text)
        except Unreadable as trouble:
            wrong.append(f"{name}: {trouble}")
    if wrong:
        raise UsageError("; ".join(wrong), place="--output")
    return values
