"""A dry run one can believe: reads for real, stops every write at the gate, and lists what would be written."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from rpa.effects.gate import Mode
from rpa.engine.bench import Bench
from rpa.engine.intake import Intake
from rpa.engine.items import run_item
from rpa.engine.names import run_names
from rpa.engine.presence import sight_of_others
from rpa.engine.progress import Watcher
from rpa.engine.redaction import secrets_masked
from rpa.engine.run_end import record_finale
from rpa.engine.runs import RunOptions, make_worker, open_ledger
from rpa.engine.worker import Worker
from rpa.ledger.protocol import Claim, Ledger, Sighting
from rpa.model.effect import Intent
from rpa.model.item import ItemState, Verdict
from rpa.model.secret import Redactor
from rpa.model.workspace import Workspace
from rpa.recipe.checker import check_recipe
from rpa.recipe.parameters import typed_params
from rpa.recipe.plan import Recipe

_OWNER = "plan"


@dataclass(frozen=True)
class PlannedWrite:
    """One write the next run would do.

    Attributes:
        step: What the recipe calls it.
        intent: What would be written.
        picture: The filled page, absolute path; None without one.
    """

    step: str
    intent: Intent
    picture: Path | None = None


@dataclass(frozen=True)
class PlannedItem:
    """What the next run would do with one item.

    Attributes:
        key: Business key.
        place: Where it comes from.
        outcome: `done`, or the state it would end in.
        reason: Why it would not be done.
        writes: In order.
    """

    key: str
    place: str
    outcome: str
    reason: str
    writes: tuple[PlannedWrite, ...] = ()


@dataclass
class Plan:
    """What the next run would do.

    Attributes:
        recipe: Name of the recipe.
        items: In order; those that would be skipped are only counted.
        skipped: How many were done before.
        final: What its `finally:` would do, behind that of an earlier run that was left; as things stand now, since
            nothing that comes before has been written.
        folder: Where the pictures are.
    """

    recipe: str
    folder: Path
    items: list[PlannedItem] = field(default_factory=list)
    skipped: int = 0
    final: list[PlannedItem] = field(default_factory=list)


def plan_recipe(workspace: Workspace, recipe: Recipe, options: RunOptions, watcher: Watcher | None = None) -> Plan:
    """Work out what the next run would write, without writing anything: no request, no file, no row of the ledger.

    Args:
        workspace: Where.
        recipe: What.
        options: How.
        watcher: Told what happens.

    Returns:
        Every write, field by field.
    """
    values = typed_params(recipe.params, options.params)
    folder = Path(tempfile.mkdtemp(prefix="rpa-plan-"))
    try:
        with secrets_masked():
            return _plan_in(folder, workspace, recipe, values, options, watcher or Watcher())
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _plan_in(
    folder: Path, workspace: Workspace, recipe: Recipe, values: Mapping[str, Any], options: RunOptions, watcher: Watcher
) -> Plan:
    plan = Plan(recipe.name, folder)
    redactor = Redactor()
    real = open_ledger(workspace, redactor)
    ledger = real.copy()
    real.close()
    scratch = replace(workspace, scratch=folder)
    worker = make_worker(scratch, ledger, redactor, Mode.PLAN, watcher, options.today)
    try:
        today = worker.clock.today()
        kept = {"values": values, "today": today}
        run = ledger.start_run(recipe.name, str(recipe.file), recipe.text, kept)
        worker.watcher.run_started(recipe, run)
        with sight_of_others(workspace) as is_alive:
            ledger.reap(recipe.name, is_alive)
            ledger.reap(recipe.finale.name, is_alive)
        names = run_names(values, workspace.settings, worker.secret_tree(recipe), worker.clock, today, run)
        sightings = list(Intake(worker, recipe, run, names).take_in())
        _note(plan, ledger, sightings)
        worker.watcher.work_known(ledger.count(recipe.name, ItemState.NEW))
        plan.items += _plan_items(worker, recipe, run)
        record_finale(ledger, recipe, run)
        plan.final += _plan_items(worker, recipe, run, is_final=True)
    finally:
        worker.close()
        ledger.close()
    return plan


def _note(plan: Plan, ledger: Ledger, sightings: list[Sighting]) -> None:
    for sighting in sightings:
        if sighting.verdict in (Verdict.SKIPPED, Verdict.SET_ASIDE):
            plan.skipped += 1
        elif sighting.verdict in (Verdict.REJECTED, Verdict.HELD, Verdict.LEFT):
            row = ledger.item(sighting.item)
            place = row.place if row else ""
            outcome = "rejected" if sighting.verdict is Verdict.REJECTED else "in_review"
            if row is not None and sighting.verdict is Verdict.LEFT:
                outcome = str(row.state)
            plan.items.append(PlannedItem(sighting.key, place, outcome, sighting.reason))


def _plan_items(worker: Worker, recipe: Recipe, run: int, *, is_final: bool = False) -> Iterable[PlannedItem]:
    name = recipe.finale.name if is_final else recipe.name
    planned: dict[int, PlannedItem] = {}
    while claim := worker.ledger.claim(name, _OWNER, run):
        planned[claim.item] = _plan_item(worker, recipe, claim, is_final=is_final)  # the last attempt counts
    return planned.values()


def _plan_item(worker: Worker, recipe: Recipe, claim: Claim, *, is_final: bool) -> PlannedItem:
    worker.watcher.item_started(claim)
    text = claim.recipe_text
    used = recipe if text == recipe.text else check_recipe(Path(claim.recipe_file), text)
    bench = Bench(worker, claim, used.finale if is_final else used)
    state, reason = run_item(bench)
    worker.watcher.item_ended(claim, state, reason)
    writes = tuple(
        PlannedWrite(
            step.name,
            _redacted(planned.intent, worker.redactor),
            worker.workspace.artifacts / planned.picture if planned.picture else None,
        )
        for step, planned in bench.planned
    )
    return PlannedItem(claim.key, claim.place, str(state), reason, writes)


def _redacted(intent: Intent, redactor: Redactor) -> Intent:
    """As the journal will keep it."""
    fields = tuple((redactor.redact(caption), redactor.redact(value)) for caption, value in intent.fields)
    return replace(
        intent, target=redactor.redact(intent.target), summary=redactor.redact(intent.summary), fields=fields
    )


def as_json(plan: Plan) -> Mapping[str, Any]:
    """A plan as plain data."""
    return {
        "recipe": plan.recipe,
        "skipped": plan.skipped,
        "pictures": str(plan.folder),
        "items": [_item_data(item) for item in plan.items],
        "finally": [_item_data(item) for item in plan.final],
    }


def _item_data(item: PlannedItem) -> dict[str, Any]:
    return {
        "key": item.key,
        "place": item.place,
        "outcome": item.outcome,
        "reason": item.reason,
        "writes": [
            {
                "step": write.step,
                "kind": write.intent.kind,
                "target": write.intent.target,
                "summary": write.intent.summary,
                "fields": [list(pair) for pair in write.intent.fields],
                "picture": str(write.picture) if write.picture else None,
            }
            for write in item.writes
        ],
    }
