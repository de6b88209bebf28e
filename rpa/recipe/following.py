"""What a step gives, and which of the steps behind it use that: what a person has to know who answers in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rpa.model.run import FINALLY
from rpa.recipe.call import outputs_of
from rpa.recipe.expression import Expression
from rpa.recipe.plan import Recipe, Step


def steps_of(recipe: Recipe, item_recipe: str) -> tuple[Step, ...]:
    """The steps that an item goes through: those of `finally:` for an item of `<recipe>/finally`."""
    return recipe.final if item_recipe.endswith(FINALLY) else recipe.steps


def output_names(step: Step) -> tuple[str, ...]:
    """Names of a step's outputs, the ones its own parameters add included: `read`, and the groups of `expect`."""
    if step.spec is None:
        return ()
    declared = tuple(step.spec.outputs.model_fields)
    known = outputs_of(step.spec.outputs, step.spec.outputs.open_ended, step.params)
    return (*declared, *sorted((known or frozenset()) - set(declared)))


def users(steps: Sequence[Step], of: Step) -> Mapping[str, tuple[Step, ...]]:
    """Which later steps use a step's outputs.

    Args:
        steps: All steps of the recipe, in order.
        of: One of them.

    Returns:
        Name of the output to the steps that use it, in order; outputs that nobody uses are not there. A step that
        uses all of them at once (`steps.invoice`) uses each.
    """
    found: dict[str, list[Step]] = {}
    behind = steps[[step.id for step in steps].index(of.id) + 1 :]
    for step in behind:
        for name in dict.fromkeys(_used(step, of)):
            found.setdefault(name, []).append(step)
    return {name: tuple(used) for name, used in found.items()}


def _used(step: Step, of: Step) -> Iterator[str]:
    for expression in _expressions(step):
        for use in expression.names_used():
            if use.parts[:2] != ("steps", of.id):
                continue
            # Behind a for_each stands the position of the pass.
            rest = use.parts[3:] if of.for_each is not None else use.parts[2:]
            yield from rest[:1] if rest[:1] and rest[0] != "*" else output_names(of)


def _expressions(step: Step) -> Iterator[Expression]:
    yield from _inside([step.params, step.condition, step.when, step.message, step.for_each and step.for_each[1]])
    # What asks about a later step comes only when that one is in doubt, but then it needs its values too.
    for question in step.verify:
        yield from _expressions(question)


def _inside(value: Any) -> Iterator[Expression]:
    match value:
        case Expression():
            yield value
        case Mapping():
            for part in value.values():
                yield from _inside(part)
        case list() | tuple():
            for part in value:
                yield from _inside(part)
