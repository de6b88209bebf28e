"""Ask runs that are under way to stop."""

from __future__ import annotations

import getpass
import socket
import time
from typing import TYPE_CHECKING

import click

from rpa.cli.options import json_option, workspace_option
from rpa.cli.terminal import print_json, say
from rpa.errors import ApplicationException, UsageError
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.ledger.protocol import Ledger
    from rpa.model.run import Run


@click.command("stop")
@click.argument("recipe", required=False)
@click.option("--run", "number", type=click.IntRange(1), help="Only the run with this number.")
@click.option("--all", "everything", is_flag=True, help="Every run that is under way.")
@click.option("--now", is_flag=True, help="Put items in hand down at their next step instead of finishing them.")
@click.option("--wait", type=click.FloatRange(0), default=60.0, show_default=True, help="Seconds to wait for the end.")
@json_option
@workspace_option
def command(
    recipe: str | None,
    number: int | None,
    everything: bool,
    now: bool,
    wait: float,
    as_json: bool,
    workspace: Workspace,
) -> None:
    """Ask the runs of RECIPE that are under way to stop, on whichever machine their workers are.

    Nothing new is begun; items in hand are finished. What is left waits for the next run. Ends with exit code 3 when a
    run has not ended within the time to wait: it stops all the same, as soon as its items in hand are done.
    """
    if sum((recipe is not None, number is not None, everything)) != 1:
        raise UsageError("say which runs: RECIPE, --run NUMBER or --all.", hint="Those under way: rpa runs")
    from rpa.engine.stopping import AT_ONCE
    from rpa.reports.opening import open_existing

    ledger = open_existing(workspace)
    runs = [] if ledger is None else _under_way(ledger, recipe, number)
    if ledger is None or not runs:
        say("Nothing is under way.")
        if as_json:
            print_json([])
        return
    try:
        reason = f"stopped by {getpass.getuser()} on {socket.gethostname()}; the rest was left untouched"
        for run in runs:
            ledger.stop_run(run.id, (AT_ONCE if now else "") + reason)
        ended = _await_end(ledger, runs, wait)
        if as_json:
            print_json([{"run": run.id, "recipe": run.recipe, "ended": run.id in ended} for run in runs])
        else:
            for run in runs:
                standing = "has ended" if run.id in ended else "is finishing what it has in hand"
                say(f"Run {run.id} of {run.recipe} {standing}.")
    finally:
        ledger.close()
    if len(ended) < len(runs):
        raise ApplicationException(
            f"{len(runs) - len(ended)} of {len(runs)} have not ended within {wait:g} seconds.",
            hint="They stop when their items in hand are done. One that was killed is ended by the next run.",
        )


def _under_way(ledger: Ledger, recipe: str | None, number: int | None) -> list[Run]:
    if number is not None:
        run = ledger.run(number)
        if run is None:
            raise UsageError(f"there is no run {number}.", hint="See: rpa runs")
        return [run] if run.finished is None else []
    return [run for run in ledger.runs(recipe, limit=1000) if run.finished is None]


def _await_end(ledger: Ledger, runs: list[Run], wait: float) -> set[int]:
    """Numbers of the runs that ended within some seconds."""
    until = time.monotonic() + wait
    ended: set[int] = set()
    while True:
        ended |= {run.id for run in runs if (found := ledger.run(run.id)) is not None and found.finished is not None}
        if len(ended) == len(runs) or time.monotonic() >= until:
            return ended
        time.sleep(0.2)
