"""A run: take the input in, do the items one by one, end with totals."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from pathlib import Path
from types import FrameType
from typing import Any
from zoneinfo import ZoneInfo

from rpa.drivers.document_template import DocumentTemplates
from rpa.drivers.locks import OwnerLock, is_alive, recipe_lock
from rpa.drivers.secret_store import SecretStore
from rpa.effects.gate import Mode
from rpa.engine.intake import Intake
from rpa.engine.items import run_item
from rpa.engine.names import run_names
from rpa.engine.progress import Watcher
from rpa.engine.redaction import secrets_masked
from rpa.engine.steps import Bench
from rpa.engine.worker import Worker
from rpa.errors import RecipeError, RpaError, UsageError
from rpa.ledger.protocol import Claim, Ledger
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.clock import Clock
from rpa.model.item import Arrival, ItemState, Verdict
from rpa.model.run import FINALLY, Totals
from rpa.model.secret import Redactor
from rpa.model.values import content_hash
from rpa.model.workspace import Workspace
from rpa.recipe.checker import check_recipe
from rpa.recipe.parameters import typed_params
from rpa.recipe.plan import Recipe

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunOptions:
    """How a recipe is to be run.

    Attributes:
        params: Parameters as texts.
        today: Business day instead of today.
        take_in: Read the source first; False: only what the ledger has (`resume`, `retry`).
        retried: Items to take up again before (numbers).
        reopened: Ended items (numbers) to go on with from an earlier step: ids of the steps that are done anew.
        who: The person who says so.
    """

    params: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None
    take_in: bool = True
    retried: tuple[int, ...] = ()
    reopened: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    who: str = ""


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended.

    Attributes:
        run: Its number.
        totals: What became of its items.
        error: Why it stopped early; empty otherwise.
    """

    run: int
    totals: Totals
    error: str = ""

    @property
    def exit_code(self) -> int:
        """As in `Totals.exit_code`; 3 when the run stopped early."""
        return 3 if self.error else self.totals.exit_code


def open_ledger(workspace: Workspace, redactor: Redactor | None = None) -> SqliteLedger:
    """The workspace's ledger, made when it is not there."""
    return SqliteLedger.open(workspace.ledger_file, redactor=redactor)


class _Stop:
    """Remembers that somebody asked the run to stop."""

    asked = False

    def ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True


@contextmanager
def _graceful_stop() -> Iterator[_Stop]:
    stop = _Stop()
    before = signal.signal(signal.SIGTERM, stop.ask)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before)


def run_recipe(workspace: Workspace, recipe: Recipe, options: RunOptions, watcher: Watcher | None = None) -> RunOutcome:
    """Run a recipe until nothing of it is left to do.

    Args:
        workspace: Where.
        recipe: What.
        options: How.
        watcher: Told what happens.

    Returns:
        How it ended.

    Raises:
        AlreadyRunning: Another process runs this recipe.
        EnvironmentNotReady: A secret, the browser or a setting is missing; items stay as they are.
        UsageError: A parameter is wrong; nothing ran.
    """
    watcher = watcher or Watcher()
    values = typed_params(recipe.params, options.params)
    with recipe_lock(workspace.locks, recipe.name), OwnerLock(workspace.locks / "owners") as owner:
        redactor = Redactor()
        ledger = open_ledger(workspace, redactor)
        worker = make_worker(workspace, ledger, redactor, Mode.RUN, watcher, options.today)
        try:
            with secrets_masked(), _graceful_stop() as stop:
                run = _Run(worker, recipe, values, options, owner.name, stop)
                return run.go()
        finally:
            worker.close()
            ledger.close()


def make_worker(
    workspace: Workspace, ledger: Ledger, redactor: Redactor, mode: Mode, watcher: Watcher, today: date | None
) -> Worker:
    """A worker for this process."""
    return Worker(
        workspace,
        ledger,
        Clock(ZoneInfo(workspace.timezone), today),
        redactor,
        SecretStore(workspace),
        DocumentTemplates(workspace.template_folders, logo=str(workspace.settings.get("company", {}).get("logo", ""))),
        mode,
        watcher,
    )


class _Run:
    """One run under way."""

    def __init__(
        self,
        worker: Worker,
        recipe: Recipe,
        values: Mapping[str, Any],
        options: RunOptions,
        owner: str,
        stop: _Stop,
    ) -> None:
        self.worker = worker
        self.recipe = recipe
        self.values = values
        self.options = options
        self.owner = owner
        self.stop = stop
        self.ledger = worker.ledger
        self.recipes: dict[str, Recipe] = {recipe.text: recipe}
        self.trouble = 0
        self.last_trouble = ""

    def go(self) -> RunOutcome:
        self.worker.secret_tree(self.recipe)  # a missing secret is said before anything runs
        self._end_dead_runs()
        today = self.worker.clock.today()
        kept = {"values": self.values, "today": today}
        run = self.ledger.start_run(self.recipe.name, str(self.recipe.file), self.recipe.text, kept)
        self.worker.watcher.run_started(self.recipe, run)
        error = ""
        try:
            self._take_in(run, today)
            error = self._work_off(run)
            wrong = self._finally(run)
            error = error or wrong
        except BaseException as trouble:
            # The reason is recorded and the error goes on its way; items not settled stay claimed for the next run.
            said = str(trouble) if isinstance(trouble, RpaError) else type(trouble).__name__
            said = "interrupted by a person" if isinstance(trouble, KeyboardInterrupt) else said
            if isinstance(trouble, KeyboardInterrupt):
                said = "interrupted by a person"
            self.ledger.finish_run(run, self._totals(run), self.worker.redactor.redact(said))
            raise
        totals = self._totals(run)
        self.ledger.finish_run(run, totals, error)
        self.worker.watcher.run_ended(run)
        return RunOutcome(run, totals, error)

    def _totals(self, run: int) -> Totals:
        """The run's totals; what is left counts all open items of the recipe, those of earlier runs too."""
        left = len(self.ledger.items(self.recipe.name, (ItemState.NEW, ItemState.CLAIMED)))
        return replace(self.ledger.totals(run), left=left)

    def _end_dead_runs(self) -> None:
        """Say of earlier runs that never ended that their process died: this one holds the recipe's lock."""
        for run in self.ledger.runs(self.recipe.name):
            if run.finished is None:
                self.ledger.finish_run(run.id, self.ledger.totals(run.id), "its process was killed")

    def _take_in(self, run: int, today: date) -> None:
        folder = self.worker.workspace.locks / "owners"
        self.ledger.reap(self.recipe.name, lambda owner: is_alive(folder, owner))
        if self.options.retried:
            self.ledger.take_up(self.options.retried, run)
        for item, steps in self.options.reopened.items():
            if not self.ledger.reopen(item, steps, self.options.who, run):
                message = f"item {item} has moved on meanwhile and was not taken up again"
                raise UsageError(message, hint=f"See: rpa items {item}")
        count = 0
        if self.options.take_in:
            names = self._names(run, today)
            open_verdicts = (Verdict.ADDED, Verdict.AGAIN, Verdict.TAKEN_UP)
            for sighting in Intake(self.worker, self.recipe, run, names).take_in():
                count += sighting.verdict in open_verdicts
        waiting = len(self.ledger.items(self.recipe.name, (ItemState.NEW,)))
        self.worker.watcher.work_known(max(count, waiting))

    def _names(self, run: int, today: date) -> dict[str, Any]:
        secrets = self.worker.secret_tree(self.recipe)
        return run_names(self.values, self.worker.workspace.settings, secrets, self.worker.clock, today, run)

    def _work_off(self, run: int) -> str:
        """Claim and do items until none is left; returns why it stopped early, or nothing."""
        while not self.stop.asked:
            claim = self.ledger.claim(self.recipe.name, self.owner, run)
            if claim is None:
                if not self._wait(self.recipe.name):
                    return ""
                continue
            self._do(claim)
            if self.trouble >= self.recipe.breaker:
                often = f"stopped after {self.trouble} application exceptions in a row; the rest was left untouched"
                return f"{often}. The last one: {self.last_trouble}"
        return "stopped on request; the rest was left untouched"

    def _wait(self, name: str) -> bool:
        due = self.ledger.next_due(name)
        if due is None:
            return False
        wait = (due - self.worker.clock.now()).total_seconds()
        time.sleep(min(max(wait, 0.01), 1.0))
        return True

    def _do(self, claim: Claim, *, is_final: bool = False) -> tuple[ItemState, str]:
        self.worker.watcher.item_started(claim)
        try:
            recipe = self._recipe_of(claim)
        except RecipeError as error:
            # The program has changed since: this item cannot go on, the others can.
            state, reason = ItemState.FAILED, _unreadable(claim, error)
            self.ledger.settle(claim, state, reason)
            self.worker.watcher.item_ended(claim, state, reason)
            return state, reason
        if is_final:
            recipe = replace(recipe, name=recipe.name + FINALLY, steps=recipe.final, final=(), items=None)
        state, reason = run_item(Bench(self.worker, claim, recipe))
        is_trouble = state in (ItemState.NEW, ItemState.FAILED)
        self.trouble = self.trouble + 1 if is_trouble else 0
        self.last_trouble = reason
        self.worker.watcher.item_ended(claim, state, reason)
        return state, reason

    def _recipe_of(self, claim: Claim) -> Recipe:
        """The recipe as it was when the item's run began."""
        if claim.recipe_text not in self.recipes:
            self.recipes[claim.recipe_text] = check_recipe(Path(claim.recipe_file), claim.recipe_text)
        return self.recipes[claim.recipe_text]

    def _finally(self, run: int) -> str:
        """Do the steps of `finally:` as an item of their own, so that they too happen once; leftovers first.

        Returns:
            What went wrong with them; empty when all is well.
        """
        name = self.recipe.name + FINALLY
        folder = self.worker.workspace.locks / "owners"
        self.ledger.reap(name, lambda owner: is_alive(folder, owner))
        if self.recipe.final:
            values = {"run": run, "totals": asdict(self.ledger.totals(run))}
            self.ledger.record(run, name, [Arrival(f"run {run}", content_hash(values), values, f"run {run}")])
        wrong = ""
        while not self.stop.asked:
            claim = self.ledger.claim(name, self.owner, run)
            if claim is None:
                if not self._wait(name):
                    break
                continue
            state, reason = self._do(claim, is_final=True)
            if state not in (ItemState.DONE, ItemState.NEW):
                wrong = f"finally: {reason}"
        return wrong


def _unreadable(claim: Claim, error: RecipeError) -> str:
    mistakes = "; ".join(f"line {problem.line}: {problem.message}" for problem in error.problems)
    return f"the recipe as run {claim.run} read it no longer fits this program ({mistakes}). Try again: rpa retry"
