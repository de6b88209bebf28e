"""Steps that write are known by their id: where two could be taken for each other, each needs one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from rpa.drivers.yaml_nodes import MappingNode
from rpa.model.effect import Effect
from rpa.recipe import plan
from rpa.recipe.functions import slug
from rpa.recipe.problems import Problems

ID = re.compile(r"[a-z][a-z0-9_]*")


def ask_for_ids(steps: Sequence[tuple[MappingNode, plan.Step]], taken: Collection[str], problems: Problems) -> None:
    """Report writes of one action that have no id: changing places between two attempts, they pass for each other.

    Args:
        steps: The steps of one list, each with where it stands.
        taken: The ids of the recipe.
        problems: Where mistakes go.
    """
    unnamed = [(node, step) for node, step in steps if node.get("id") is None and _writes(step)]
    proposed = set(taken)
    for node, step in unnamed:
        others = sum(other.action == step.action for _, other in unnamed) - 1
        if not others:
            continue
        free = _free_id(step, node, proposed)
        proposed.add(free)
        many = "another" if others == 1 else f"{others} others"
        problems.say(
            node.key(step.action) or node,
            f"this {step.action} has no id, and so has {many}: if they change places while an item waits, one is done "
            "twice and one never",
            f"Give each its own id, and keep it: id: {free}",
        )


def _writes(step: plan.Step) -> bool:
    return step.spec is not None and step.spec.effect is Effect.WRITE


def _free_id(step: plan.Step, node: MappingNode, taken: Collection[str]) -> str:
    words = step.name if node.get("name") is not None else step.action
    wanted = slug(words).replace("-", "_")
    if not ID.fullmatch(wanted):
        wanted = step.action.replace(".", "_")
    number = 1
    while (found := wanted if number == 1 else f"{wanted}_{number}") in taken:
        number += 1
    return found
