"""A worker that joins a run which another process conducts."""

from __future__ import annotations

import os
import threading
import time
from datetime import date
from functools import partial
from pathlib import Path

from rpa.effects.gate import Mode
from rpa.engine.crew import PATIENCE
from rpa.engine.lost import end_at_once
from rpa.engine.presence import open_presence, take_back
from rpa.engine.progress import Watcher
from rpa.engine.redaction import secrets_masked
from rpa.engine.runs import make_worker, open_ledger
from rpa.engine.shift import Shift
from rpa.engine.stopping import Stop, stopped_by_signal
from rpa.errors import UsageError
from rpa.model.secret import Redactor
from rpa.model.workspace import Workspace
from rpa.recipe.checker import check_recipe


def join_run(
    workspace: Workspace, run: int, watcher: Watcher, *, today: date | None = None, with_conductor: bool = False
) -> str:
    """Work on a run until none of its items is left.

    Args:
        workspace: Where.
        run: Number of the run; it must be under way.
        watcher: Told what happens.
        today: Business day instead of today, as the run was given it.
        with_conductor: Stop when stdin ends: the process that started this one has died.

    Returns:
        Why it stopped early; empty when nothing is left.

    Raises:
        UsageError: There is no such run, or it has ended.
        EnvironmentNotReady: Something is missing on this machine.
    """
    redactor = Redactor()
    ledger = open_ledger(workspace, redactor)
    try:
        known = ledger.run(run)
        if known is None or known.finished is not None:
            what = f"there is no run {run}" if known is None else f"run {run} has ended"
            raise UsageError(f"{what}.", hint="Those under way: rpa runs")
        recipe = check_recipe(Path(known.recipe_file), known.recipe_text)
        presence = open_presence(workspace)
        worker = make_worker(workspace, ledger, redactor, Mode.RUN, watcher, today)
        stop = Stop(lambda: ledger.stop_reason(run, recipe.breaker))
        worker.is_parking = stop.is_parking
        try:
            watcher.shift_started(presence.name)
            with secrets_masked(), stopped_by_signal(stop):
                if with_conductor:
                    threading.Thread(target=_await_orphaned, args=(stop,), daemon=True, name="rpa-conductor").start()
                worker.secret_tree(recipe)
                reap = partial(take_back, ledger, presence)
                return Shift(worker, recipe, run, presence.name, stop, reap).work_off()
        finally:
            worker.close()
            presence.close()
    finally:
        ledger.close()


def _await_orphaned(stop: Stop) -> None:
    """Stop when the conductor has died: its end of the pipe is closed by the kernel then."""
    # Not by sys.stdin: its lock, held by a waiting thread, would trouble the end of this process.
    while os.read(0, 4096):
        pass
    stop.signalled()
    # Nobody else would end one that hangs, and the next run would wait for its item for ever.
    time.sleep(PATIENCE)
    end_at_once(f"its conductor has died, and it did not put its item down within {PATIENCE:g} seconds")
