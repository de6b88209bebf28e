"""Help with runs that are under way, on this machine or on others."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from typing import Any

import click

from rpa.cli.options import today_option, workspace_option
from rpa.cli.settings import refuse_mistakes
from rpa.errors import RpaError, UsageError
from rpa.model.workspace import Workspace


@click.command("work")
@click.argument("recipes", nargs=-1, metavar="[RECIPE]...")
@click.option("--run", type=click.IntRange(1), help="Only this run, until none of its items is left; with any ledger.")
@click.option("--workers", "-w", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes at once.")
@click.option("--idle", type=click.FloatRange(1), help="End after so many seconds without work (default: stay).")
@click.option("--events", is_flag=True, hidden=True, help="Tell the conductor what happens, one JSON document a line.")
@today_option
@workspace_option
@click.pass_context
def command(
    ctx: click.Context,
    recipes: tuple[str, ...],
    run: int | None,
    workers: int,
    idle: float | None,
    events: bool,
    today: date | None,
    workspace: Workspace,
) -> None:
    """Work on runs that are under way, of all recipes or of those named, until told to stop (SIGTERM, Ctrl-C).

    For machines that share a ledger on PostgreSQL. The runs themselves are conducted by the `rpa run` that started
    them, wherever that is: it takes the input in, and makes the report. This machine needs the same workspace:
    settings, templates, secrets.
    """
    if not events:  # a conductor has looked at the same file before it called for help
        refuse_mistakes(workspace)
    from rpa.cli.log_file import open_log

    open_log(workspace)
    if events and run is not None:
        ctx.exit(_tell_conductor(workspace, run, today))
    if run is not None:
        _join(workspace, run, today, recipes)
        return
    from rpa.cli.progress import watch_service
    from rpa.cli.terminal import say
    from rpa.engine.service import Service

    with watch_service() as watcher:
        Service(workspace, workers, recipes, watcher, idle).serve()
    say(f"Ended: {watcher.summary}.")


def _join(workspace: Workspace, run: int, today: date | None, recipes: tuple[str, ...]) -> None:
    from rpa.cli.progress import watch
    from rpa.cli.terminal import say
    from rpa.engine.joining import join_run

    if recipes:
        raise UsageError("--run names the run; its recipe is known.", hint="Leave the recipe's name out.")
    with watch() as watcher:
        reason = join_run(workspace, run, watcher, today=today)
    if reason:
        say(reason, colour="yellow")


def _tell_conductor(workspace: Workspace, run: int, today: date | None) -> int:
    """Work for a conductor in another process, who reads what happens from stdout."""
    from rpa.cli.telling import Told
    from rpa.engine.joining import join_run

    def say(event: str, **data: Any) -> None:
        try:
            print(json.dumps({"event": event, **data}), flush=True)
        except BrokenPipeError:
            # The conductor has died. What is in hand is put down in good order all the same (see `join_run`).
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

    try:
        reason = join_run(workspace, run, Told(say), today=today, with_conductor=True)
    except RpaError as error:
        kinds = [kind.__name__ for kind in type(error).__mro__]
        say("trouble", kinds=kinds, message=error.message, place=error.place, hint=error.hint)
        return error.exit_code
    say("ended", reason=reason)
    return 0
