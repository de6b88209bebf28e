"""A machine that helps: it takes part in runs that are under way anywhere, as long as it is not asked to stop."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from rpa.drivers.dispatch import Hints
from rpa.drivers.secret_store import ledger_password
from rpa.effects.gate import Mode
from rpa.engine.crew import Crew
from rpa.engine.presence import Presence, open_presence
from rpa.engine.progress import Watcher
from rpa.engine.redaction import secrets_masked
from rpa.engine.runs import make_worker, open_ledger
from rpa.engine.stopping import Stop, stopped_by_signal
from rpa.errors import EnvironmentNotReady, RecipeError, RpaError
from rpa.ledger.opening import postgres_settings
from rpa.model.item import ItemState
from rpa.model.run import Run
from rpa.model.secret import Redactor
from rpa.model.workspace import Workspace
from rpa.recipe.checker import check_recipe

_log = logging.getLogger(__name__)
UNFIT_FOR = 60.0
"""Seconds for which a run is left alone after something for it was missing on this machine."""


@dataclass
class Service:
    """Helps with the runs of one workspace.

    Attributes:
        workspace: Where; its ledger is on PostgreSQL.
        slots: How many worker processes at once.
        recipes: Only these; empty: all.
        watcher: Told what happens.
        idle: Seconds without work after which it ends; None: it stays.
    """

    workspace: Workspace
    slots: int
    recipes: Collection[str] = ()
    watcher: Watcher = field(default_factory=Watcher)
    idle: float | None = None
    _stop: Stop = field(default_factory=Stop, repr=False)
    _worked_at: float = field(default_factory=time.monotonic, repr=False)
    _working: int = field(default=0, repr=False)
    _unfit: dict[int, float] = field(default_factory=dict, repr=False)

    def serve(self) -> None:
        """Help until SIGTERM, or until nothing was to be done for a while.

        Raises:
            EnvironmentNotReady: The workspace's ledger is a file, which other machines cannot share.
        """
        settings = postgres_settings(self.workspace)
        if settings is None:
            raise EnvironmentNotReady(
                "this workspace's ledger is a file of this machine",
                place="rpa.toml",
                hint="Workers on other machines share a PostgreSQL ledger: [ledger] url = ... ; on this machine: "
                "rpa run -w 4, or rpa work --run NUMBER.",
            )
        hints = Hints(settings.url, settings.schema, ledger_password(self.workspace))
        open_ledger(self.workspace).close()
        hints.prepare()
        with closing(open_presence(self.workspace)) as presence, secrets_masked(), stopped_by_signal(self._stop):
            self.watcher.shift_started(presence.name)
            hints.serve(
                self.slots,
                lambda run: self._work(run, presence),
                lambda: self._runs_with_work(presence),
                self._is_stopping,
            )

    def _is_stopping(self) -> bool:
        if self._stop.is_signalled:
            return True
        return self.idle is not None and not self._working and time.monotonic() - self._worked_at > self.idle

    def _runs_with_work(self, presence: Presence) -> list[int]:
        """Runs under way with an item that nobody has claimed."""
        with closing(open_ledger(self.workspace)) as ledger:
            return [
                run.id
                for run in ledger.unfinished_runs()
                if self._is_ours(run) and presence.is_alive(run.owner) and not run.stop
                if ledger.count(run.recipe, ItemState.NEW, 1)
            ]

    def _is_ours(self, run: Run) -> bool:
        is_fit = time.monotonic() - self._unfit.get(run.id, -UNFIT_FOR) >= UNFIT_FOR
        return is_fit and (not self.recipes or run.recipe in self.recipes)

    def _work(self, number: int, presence: Presence) -> bool:
        """Work on a run with one process; False when there was nothing to do, or it cannot be done here."""
        self._working += 1
        try:
            return self._work_on(number, presence, self._stop)
        except RecipeError as error:
            self._leave_alone(number, f"its recipe does not fit this program: {error}")
        except RpaError as error:
            self._leave_alone(number, str(error))
        finally:
            self._working -= 1
        return False

    def _leave_alone(self, number: int, why: str) -> None:
        _log.warning("run %s is left alone for %g seconds: %s", number, UNFIT_FOR, why)
        self._unfit[number] = time.monotonic()

    def _work_on(self, number: int, presence: Presence, stop: Stop) -> bool:
        redactor = Redactor()
        with closing(open_ledger(self.workspace, redactor)) as ledger:
            run = ledger.run(number)
            if run is None or run.finished is not None or not self._is_ours(run) or run.stop:
                return False
            if not ledger.count(run.recipe, ItemState.NEW, 1):
                return False
            recipe = check_recipe(Path(run.recipe_file), run.recipe_text)
            self._worked_at = time.monotonic()
            mine = Stop(lambda: ledger.stop_reason(number, recipe.breaker), stop)
            with closing(make_worker(self.workspace, ledger, redactor, Mode.RUN, self.watcher, None)) as worker:
                today = run.params.get("today")
                Crew(worker, recipe, number, 1, presence, mine, today, is_leading=False).work_off()
            self._worked_at = time.monotonic()
            return bool(ledger.count(run.recipe, ItemState.NEW, 1)) and not mine.reason()
