"""One action by hand, through the same gate and ledger as a recipe."""

from __future__ import annotations

import io
import uuid
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rpa import catalog
from rpa.drivers.locks import OwnerLock
from rpa.effects.gate import Mode
from rpa.engine.items import run_item
from rpa.engine.progress import Watcher
from rpa.engine.runs import make_worker, open_ledger
from rpa.engine.steps import Bench
from rpa.errors import UsageError
from rpa.model.effect import Intent
from rpa.model.item import Arrival, ItemState
from rpa.model.secret import Redactor
from rpa.model.values import content_hash
from rpa.model.workspace import Workspace
from rpa.recipe.checker import check_recipe
from rpa.recipe.plan import Recipe

NAME = "by-hand"


def _recipe(workspace: Workspace, action: str, values: Mapping[str, Any]) -> Recipe:
    """A recipe of this one step, checked like any other."""
    from ruamel.yaml import YAML

    content: dict[str, Any] = {"name": NAME}
    if catalog.action(action).uses_browser:
        url = workspace.settings.get("backoffice", {}).get("url")
        if not url:
            raise UsageError("no address for the browser", place="rpa.toml [backoffice]", hint='Add: url = "https://..."')
        content["browser"] = {"url": url}
    plain = {name: _plain(value) for name, value in values.items() if value is not None}
    content["steps"] = [{"id": "it", action: plain}]
    stream = io.StringIO()
    YAML().dump(content, stream)
    return check_recipe(Path(f"{action} by hand"), stream.getvalue())


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {str(name): _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case bool() | int() | None:
            return value
    return str(value)


def do_once(
    workspace: Workspace, action: str, values: Mapping[str, Any], *, today: date | None, plan: bool
) -> tuple[ItemState, str, Mapping[str, Any], list[Intent]]:
    """Do one action.

    Args:
        workspace: Where.
        action: `noun.verb`.
        values: Its parameters by name.
        today: Business day instead of today.
        plan: Stop at the gate.

    Returns:
        How it ended, why, its outputs, and in a plan what would have been written.
    """
    recipe = _recipe(workspace, action, values)
    redactor = Redactor()
    ledger = open_ledger(workspace, redactor)
    if plan:
        real, ledger = ledger, ledger.copy()
        real.close()
    worker = make_worker(workspace, ledger, redactor, Mode.PLAN if plan else Mode.RUN, Watcher(), today)
    with OwnerLock(workspace.locks / "owners") as owner:
        try:
            kept = {"values": {}, "today": worker.clock.today()}
            run = ledger.start_run(NAME, str(recipe.file), recipe.text, kept)
            key = f"{action} {uuid.uuid4().hex[:8]}"
            ledger.record(run, NAME, [Arrival(key, content_hash(key), {}, "by hand")])
            claim = ledger.claim(NAME, owner.name, run)
            assert claim is not None  # noqa: S101 - just recorded
            bench = Bench(worker, claim, recipe)
            state, reason = run_item(bench)
            ledger.finish_run(run, ledger.totals(run))
            return state, reason, dict(bench.done.get("it", {})), [planned.intent for _, planned in bench.planned]
        finally:
            worker.close()
            ledger.close()
