"""What waits for a person's decision, with all that the decision needs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rpa.errors import EnvironmentNotReady, RecipeError, UsageError
from rpa.ledger.arrivals import UNFIT
from rpa.ledger.differences import Change, changes
from rpa.ledger.protocol import ItemRow, Ledger, QuestionRow, StepRow, StepState
from rpa.model.effect import Effect
from rpa.model.item import ItemState
from rpa.model.workspace import Workspace
from rpa.reports.evidence import Evidence, evidence_in, evidence_of

if TYPE_CHECKING:
    from rpa.recipe.plan import Recipe, Step

WAITING = (ItemState.IN_DOUBT, ItemState.IN_REVIEW)
FIRST = re.compile(r"Item (\d+) \(")
"""How the reason of a held item begins: with the one it stands beside."""


@dataclass(frozen=True)
class Matter:
    """One item that a person has to decide about.

    Attributes:
        item: The item; `in_doubt` or `in_review`.
        writes: Its writes that may have happened: sent ones, and such as their own worker reported late.
        step: The step of the newest of them, as its recipe has it; None when there is none or it is not known.
        trouble: Why the recipe that it runs on cannot be read; empty when it can.
        worker: Who sent the newest of them; empty when that is not known.
        behind: Steps that write and would follow.
        outputs: Names of the step's outputs.
        users: Which later steps use an output.
        evidence: Pictures.
        suspect: A worker that it was taken from without proof of its death; empty when there is none.
        first: For a held one: the item it stands beside.
        changes: For a held one: the fields that differ.
        unfit: For a held one: why it could not be run even if nothing held it.
        first_steps: For a held one: what was done for the first.
        asked: For one whose readings are not sure: what is asked.
    """

    item: ItemRow
    writes: tuple[StepRow, ...] = ()
    step: Step | None = None
    trouble: str = ""
    worker: str = ""
    behind: tuple[Step, ...] = ()
    outputs: tuple[str, ...] = ()
    users: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    suspect: str = ""
    first: ItemRow | None = None
    changes: tuple[Change, ...] = ()
    unfit: str = ""
    first_steps: tuple[StepRow, ...] = ()
    asked: QuestionRow | None = None

    @property
    def is_held(self) -> bool:
        """Whether it is held (same key, other content): not in doubt, and no reading."""
        return self.item.state is ItemState.IN_REVIEW and self.asked is None

    @property
    def write(self) -> StepRow | None:
        """The newest write in doubt, as it was sent."""
        sent = [row for row in self.writes if row.state is not StepState.LATE] or self.writes
        return sent[-1] if sent else None

    @property
    def late(self) -> StepRow | None:
        """The report of its own worker that came too late; None when there is none."""
        return next((row for row in reversed(self.writes) if row.state is StepState.LATE), None)

    @property
    def name(self) -> str:
        """What the step in doubt is called."""
        if self.step is not None:
            return self.step.name
        row = self.write
        return (row.intent.summary if row.intent else row.step) if row else ""

    @property
    def question(self) -> str:
        """What is asked, in one line."""
        if self.asked is not None:
            captions = [reading.caption for reading in self.asked.question.readings]
            told = ", ".join(captions[:4]) + (f" and {len(captions) - 4} more" if len(captions) > 4 else "")
            return f"{self.asked.question.about}: is this read right? {told}"
        if self.unfit:
            return "It came again with other content and cannot be run as it came: is it taken care of?"
        if self.is_held:
            return "It came again with other content: is that to be done as well?"
        return f"{self.name}: has it happened?" if self.name else "Nobody knows where it stands: shall it go on?"


class Matters:
    """Reads what waits for a person.

    Args:
        workspace: Where.
        ledger: Its ledger.
    """

    def __init__(self, workspace: Workspace, ledger: Ledger) -> None:
        self.workspace = workspace
        self.ledger = ledger
        self._recipes: dict[str, tuple[Recipe | None, str]] = {}

    def all(self, recipe: str | None = None) -> list[Matter]:
        """All matters, or those of a recipe, in order of their items' numbers."""
        return [self.matter(item) for item in self.ledger.items(recipe, WAITING)]

    def matter(self, item: ItemRow) -> Matter:
        """All about one item that waits."""
        if item.state is not ItemState.IN_REVIEW:
            return self._doubt(item)
        asked = [row for row in self.ledger.questions(item.id) if row.answer is None]
        return self._reading(item, asked[-1]) if asked else self._held(item)

    def recipe_of(self, item: ItemRow) -> tuple[Recipe | None, str]:
        """The recipe that an item runs on; or None, and why it cannot be read."""
        from rpa.recipe.checker import check_recipe

        run = self.ledger.run(item.own_run)
        if run is None:
            return None, f"run {item.own_run} is missing in the ledger"
        if run.recipe_text not in self._recipes:
            try:
                self._recipes[run.recipe_text] = check_recipe(Path(run.recipe_file), run.recipe_text), ""
            except (RecipeError, UsageError, EnvironmentNotReady) as error:
                told = [f"line {one.line}: {one.message}" for one in getattr(error, "problems", ())] or [str(error)]
                why = f"The recipe as run {run.id} read it cannot be read by this program: {'; '.join(told)}."
                self._recipes[run.recipe_text] = None, why
        return self._recipes[run.recipe_text]

    def _steps(self, item: ItemRow) -> tuple[tuple[Step, ...], str]:
        """The steps that an item goes through; or none, and why its recipe cannot be read."""
        from rpa.recipe.following import steps_of

        recipe, trouble = self.recipe_of(item)
        return steps_of(recipe, item.recipe) if recipe else (), trouble

    def _doubt(self, item: ItemRow) -> Matter:
        from rpa.recipe.following import output_names, users

        rows = self.ledger.steps(item.id)
        writes, events = doubtful(rows), self.ledger.events(item=item.id)
        steps, trouble = self._steps(item)
        newest = writes[-1] if writes else None
        step = next((one for one in steps if newest and one.id == newest.step.partition("[")[0]), None)
        behind = steps[steps.index(step) + 1 :] if step else ()
        evidence = evidence_of(self.workspace.artifacts, item.id, newest.step, newest.started_at) if newest else ()
        return Matter(
            item,
            writes,
            step,
            trouble,
            _worker(events, newest.epoch) if newest else "",
            tuple(one for one in behind if one.spec is not None and one.spec.effect is Effect.WRITE),
            output_names(step) if step else (),
            users(steps, step) if step else {},
            evidence,
            _suspect(events),
        )

    def _reading(self, item: ItemRow, asked: QuestionRow) -> Matter:
        from rpa.recipe.following import output_names

        steps, trouble = self._steps(item)
        step = next((one for one in steps if one.id == asked.step.partition("[")[0]), None)
        behind = steps[steps.index(step) + 1 :] if step else ()
        return Matter(
            item,
            step=step,
            trouble=trouble,
            behind=tuple(one for one in behind if one.spec is not None and one.spec.effect is Effect.WRITE),
            outputs=output_names(step) if step else (),
            evidence=evidence_in(self.workspace.artifacts, asked),
            asked=asked,
        )

    def _held(self, item: ItemRow) -> Matter:
        found = FIRST.match(item.reason)
        first = self.ledger.item(int(found[1])) if found else None
        steps, trouble = self._steps(item)
        return Matter(
            item,
            trouble=trouble,
            behind=tuple(one for one in steps if one.spec is not None and one.spec.effect is Effect.WRITE),
            first=first,
            changes=tuple(changes(first.values, item.values)) if first else (),
            unfit=item.reason.partition(UNFIT)[2],
            first_steps=tuple(self.ledger.steps(first.id)) if first else (),
        )


def doubtful(rows: Sequence[StepRow]) -> tuple[StepRow, ...]:
    """The writes of an item that may have happened and are not done, in order of their start."""
    done = {row.step for row in rows if row.effect is Effect.WRITE and row.state is StepState.DONE}
    unclear = (StepState.STARTED, StepState.SENT, StepState.LATE)
    return tuple(row for row in rows if row.effect is Effect.WRITE and row.state in unclear and row.step not in done)


def _worker(events: Sequence[Mapping[str, Any]], epoch: int) -> str:
    """Who held an item under a claim."""
    claims = [one["data"] for one in events if one["kind"] == "item.claimed"]
    return next((str(data["owner"]) for data in claims if data.get("epoch") == epoch), "")


def _suspect(events: Sequence[Mapping[str, Any]]) -> str:
    """A worker that may still wake up and send what it held."""
    given_back = [one["data"] for one in events if one["kind"] == "item.given_back"]
    return next((str(data["owner"]) for data in reversed(given_back) if not data.get("is_proven", True)), "")
