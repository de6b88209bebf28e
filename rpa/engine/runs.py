"""A run: take the input in, do the items one by one, end with totals."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rpa.drivers.secret_store import SecretStore, ledger_password
from rpa.effects.gate import Mode
from rpa.engine.intake import Intake
from rpa.engine.names import run_names
from rpa.engine.others import Others
from rpa.engine.presence import Presence, open_presence, take_back
from rpa.engine.progress import Watcher
from rpa.engine.redaction import secrets_masked
from rpa.engine.run_end import record_finale
from rpa.engine.shift import Shift
from rpa.engine.stopping import Stop, stopped_by_signal
from rpa.engine.untold import Untold, untold_runs
from rpa.engine.worker import Worker
from rpa.errors import LedgerError, RpaError, UsageError
from rpa.ledger import opening
from rpa.ledger.opening import postgres_settings
from rpa.ledger.protocol import Ledger
from rpa.model.clock import Clock
from rpa.model.item import ItemState, Verdict
from rpa.model.run import Totals
from rpa.model.secret import Redactor
from rpa.model.workspace import Workspace
from rpa.recipe.parameters import typed_params
from rpa.recipe.plan import Recipe

if TYPE_CHECKING:
    from rpa.engine.crew import Crew

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RunOptions:
    """How a recipe is to be run.

    Attributes:
        params: Parameters as texts.
        today: Business day instead of today.
        take_in: Read the source first; False: only what the ledger has (`resume`, `retry`).
        retried: Items to take up again before (numbers).
        workers: How many processes work on it, each with its own browser; 1: this one alone.
        reopened: Ended items (numbers) to go on with from an earlier step: ids of the steps that are done anew.
        who: The person who says so.
    """

    params: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None
    take_in: bool = True
    retried: tuple[int, ...] = ()
    workers: int = 1
    reopened: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    who: str = ""


@dataclass(frozen=True)
class RunOutcome:
    """How a run ended.

    Attributes:
        run: Its number.
        totals: What became of its items.
        error: Why it stopped early; empty otherwise.
        untold: Earlier runs of the recipe that left something for a person and told nobody.
    """

    run: int
    totals: Totals
    error: str = ""
    untold: tuple[Untold, ...] = ()

    @property
    def exit_code(self) -> int:
        """As in `Totals.exit_code`; 3 when the run stopped early."""
        return 3 if self.error else self.totals.exit_code

    @property
    def is_empty(self) -> bool:
        """Nothing came in, nothing was left from before, and nothing went wrong."""
        return not self.error and self.totals == Totals()


def open_ledger(workspace: Workspace, redactor: Redactor | None = None) -> Ledger:
    """The workspace's ledger, made when it is not there."""
    return opening.open_ledger(workspace, partial(ledger_password, workspace), redactor)


def _announce_to_workers(workspace: Workspace, ledger: Ledger) -> None:
    """Let workers on other machines know of this run's items, where the ledger is one that they share."""
    settings = postgres_settings(workspace)
    if settings is None:
        return
    from rpa.drivers.dispatch import Hints
    from rpa.ledger.postgres import PostgresLedger

    assert isinstance(ledger, PostgresLedger)  # noqa: S101 - the settings say so
    hints = Hints(settings.url, settings.schema, ledger_password(workspace))
    hints.prepare()
    ledger.announcer = hints.announcer()


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
    redactor = Redactor()
    with ExitStack() as opened:
        presence = open_presence(workspace)
        opened.callback(presence.close)
        if not recipe.overlap:
            opened.enter_context(presence.hold_recipe(recipe.name))
        ledger = open_ledger(workspace, redactor)
        opened.callback(ledger.close)
        _announce_to_workers(workspace, ledger)
        worker = make_worker(workspace, ledger, redactor, Mode.RUN, watcher, options.today)
        opened.callback(worker.close)
        opened.enter_context(secrets_masked())
        stop = opened.enter_context(stopped_by_signal(Stop()))
        return _Run(worker, recipe, values, options, presence, stop).go()


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
        presence: Presence,
        stop: Stop,
    ) -> None:
        self.worker = worker
        self.recipe = recipe
        self.values = values
        self.options = options
        self.presence = presence
        self.stop = stop
        self.ledger = worker.ledger

    def go(self) -> RunOutcome:
        self.worker.secret_tree(self.recipe)  # a missing secret is said before anything runs
        self._end_dead_runs()
        today = self.worker.clock.today()
        kept = {"values": self.values, "today": today}
        name, file, text = self.recipe.name, str(self.recipe.file), self.recipe.text
        run = self.ledger.start_run(name, file, text, kept, self.presence.name)
        self.stop.ask_ledger = lambda: self.ledger.stop_reason(run, self.recipe.breaker)
        self.worker.is_parking = self.stop.is_parking
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
            if isinstance(trouble, RpaError):
                trouble.run = run
            if isinstance(trouble, KeyboardInterrupt):
                said = "interrupted by a person"
            try:
                self.ledger.finish_run(run, self._totals(run), self.worker.redactor.redact(said))
            except LedgerError as error:
                # What stopped the run is what the person must hear; the next run notes that this one has no end.
                _log.warning("the end of run %s could not be recorded: %s", run, error)
            raise
        totals = self._totals(run)
        self.ledger.finish_run(run, totals, error)
        self.worker.watcher.run_ended(run)
        return RunOutcome(run, totals, error, untold_runs(self.ledger, name, run))

    def _totals(self, run: int) -> Totals:
        """The run's totals; what is left counts all open items of the recipe, those of earlier runs too."""
        left = sum(self.ledger.count(self.recipe.name, state) for state in (ItemState.NEW, ItemState.CLAIMED))
        return replace(self.ledger.totals(run), left=left)

    def _end_dead_runs(self) -> None:
        """Say of earlier runs that never ended that their process died; those of other living processes go on."""
        for run in self.ledger.unfinished_runs(self.recipe.name):
            # Runs of older programs name no owner; they cannot be under way while this one holds the recipe.
            if not run.owner or not self.presence.is_alive(run.owner):
                self.ledger.finish_run(run.id, self.ledger.totals(run.id), "its process was killed")

    def _reap(self, name: str) -> None:
        take_back(self.ledger, self.presence, name)

    def _take_in(self, run: int, today: date) -> None:
        self._reap(self.recipe.name)
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
        waiting = self.ledger.count(self.recipe.name, ItemState.NEW)
        self.worker.watcher.work_known(max(count, waiting))

    def _names(self, run: int, today: date) -> dict[str, Any]:
        secrets = self.worker.secret_tree(self.recipe)
        return run_names(self.values, self.worker.workspace.settings, secrets, self.worker.clock, today, run)

    def _work_off(self, run: int) -> str:
        """Do what is to be done, alone or with a crew; returns why it stopped early, or nothing."""
        while True:
            reason = self._crew(run).work_off() if self._needs_crew else self._shift(run).work_off()
            if reason:
                self.ledger.stop_run(run, reason)  # whoever else works on it begins nothing more either
                return reason
            others = Others(self.ledger, self.recipe.name, self.presence, self.stop)
            if not others.left_work():
                return others.stuck

    @property
    def _needs_crew(self) -> bool:
        """An item over its time can only be stopped by ending its process."""
        return self.options.workers > 1 or self.recipe.timeout is not None

    def _shift(self, run: int) -> Shift:
        return Shift(self.worker, self.recipe, run, self.presence.name, self.stop, self._reap)

    def _crew(self, run: int) -> Crew:
        from rpa.engine.crew import Crew

        size, today = self.options.workers, self.options.today
        return Crew(self.worker, self.recipe, run, size, self.presence, self.stop, today)

    def _finally(self, run: int) -> str:
        """Do the steps of `finally:` as an item of their own, so that they too happen once; leftovers first.

        Returns:
            What went wrong with them; empty when all is well.
        """
        name = self.recipe.finale.name
        self._reap(name)
        record_finale(self.ledger, self.recipe, run)
        return self._shift(run).work_off_final()
