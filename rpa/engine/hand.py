"""One action by hand, through the same gate and ledger as a recipe."""

from __future__ import annotations

import io
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa import catalog
from rpa.effects.gate import Mode
from rpa.engine.bench import Bench
from rpa.engine.items import run_item
from rpa.engine.presence import Presence, open_presence, take_back
from rpa.engine.progress import Watcher
from rpa.engine.redaction import secrets_masked
from rpa.engine.runs import make_worker, open_ledger
from rpa.errors import AlreadyRunning, LedgerError, RpaError, UsageError
from rpa.ledger.protocol import Claim, Ledger, StepState
from rpa.model.effect import Effect, Intent
from rpa.model.item import Arrival, ItemState
from rpa.model.secret import Redactor
from rpa.model.values import content_hash
from rpa.model.workspace import Workspace
from rpa.recipe.checker import check_recipe
from rpa.recipe.plan import Recipe

NAME = "by-hand"
_PATIENCE = 10.0  # seconds to wait for another command that is just recording its item


def _recipe(workspace: Workspace, action: str, values: Mapping[str, Any]) -> Recipe:
    """A recipe of this one step, checked like any other."""
    from ruamel.yaml import YAML

    # Nobody waits for a second attempt of a command: the person who gave it is there.
    content: dict[str, Any] = {"name": NAME, "attempts": 1}
    if catalog.action(action).uses_browser:
        url = workspace.settings.get("backoffice", {}).get("url")
        if not url:
            raise UsageError(
                "no address for the browser", place="rpa.toml [backoffice]", hint='Add: url = "https://..."'
            )
        content["browser"] = {"url": url}
    plain = {name: _plain(value) for name, value in values.items() if value is not None}
    content["steps"] = [{"id": "it", action: plain}]
    stream, writer = io.StringIO(), YAML()
    writer.representer.add_representer(Decimal, _as_number)
    writer.dump(content, stream)
    return check_recipe(Path(f"{action} by hand"), stream.getvalue())


def _plain(value: Any) -> Any:
    match value:
        case Mapping():
            return {str(name): _plain(part) for name, part in value.items()}
        case list() | tuple():
            return [_plain(part) for part in value]
        case bool() | int() | Decimal() | None:
            return value
    return str(value)


def _as_number(representer: Any, value: Decimal) -> Any:
    """A Decimal as a recipe writes it, every digit kept."""
    text = f"{value:f}"
    return representer.represent_scalar("tag:yaml.org,2002:float", text if "." in text else f"{text}.0")


def _claimed(ledger: Ledger, run: int, key: str, presence: Presence | None) -> Claim:
    """Record the one item and claim it; what an earlier command left unfinished in front of it is ended first."""
    with _turn(presence) if presence else nullcontext():
        if presence:
            take_back(ledger, presence, NAME)
        owner = presence.name if presence else "plan"
        ledger.record(run, NAME, [Arrival(key, content_hash(key), {}, "by hand")])
        while claim := ledger.claim(NAME, owner, run):
            if claim.key == key:
                return claim
            ledger.settle(claim, *_end_of(claim))
    raise LedgerError(f"{key} was recorded and cannot be claimed", place=f"run {run}")


def _end_of(claim: Claim) -> tuple[ItemState, str]:
    """How an action ended whose own command is gone; one that a person has found at the target is done."""
    writes = [row for row in claim.steps if row.effect is Effect.WRITE]
    states = {row.state for row in writes}
    # Nobody repeats it under the same mark: the next command is another piece of work.
    is_open = any(row.intent and row.intent.repeatable and row.state is StepState.STARTED for row in writes)
    if StepState.SENT in states or is_open:
        return ItemState.IN_DOUBT, "the command ended before it was done; it may have happened"
    if StepState.DONE in states:
        return ItemState.DONE, ""
    return ItemState.FAILED, "the command ended before it was done"


@contextmanager
def _turn(presence: Presence) -> Iterator[None]:
    """One command at a time between recording and claiming, so that no fresh item is taken for a leftover."""
    until = time.monotonic() + _PATIENCE
    while True:
        with ExitStack() as held:
            try:
                held.enter_context(presence.hold_recipe(NAME))
            except AlreadyRunning:
                if time.monotonic() > until:
                    raise
            else:
                yield
                return
        time.sleep(0.02)


def _done(bench: Bench, ledger: Ledger, run: int) -> tuple[ItemState, str]:
    try:
        state, reason = run_item(bench)
    except RpaError as error:
        ledger.finish_run(run, ledger.totals(run), bench.worker.redactor.redact(str(error)))
        raise
    ledger.finish_run(run, ledger.totals(run))
    return state, reason


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
    with ExitStack() as opened:
        opened.enter_context(secrets_masked())
        ledger = open_ledger(workspace, redactor)
        if plan:
            real, ledger = ledger, ledger.copy()
            real.close()
        opened.callback(ledger.close)
        presence = None if plan else open_presence(workspace)
        if presence:
            opened.callback(presence.close)
        worker = make_worker(workspace, ledger, redactor, Mode.PLAN if plan else Mode.RUN, Watcher(), today)
        opened.callback(worker.close)
        kept = {"values": {}, "today": worker.clock.today()}
        run = ledger.start_run(NAME, str(recipe.file), recipe.text, kept, presence.name if presence else "")
        claim = _claimed(ledger, run, f"{action} {uuid.uuid4().hex[:8]}", presence)
        bench = Bench(worker, claim, recipe)
        state, reason = _done(bench, ledger, run)
        return state, reason, dict(bench.done.get("it", {})), [planned.intent for _, planned in bench.planned]
