"""Work on a run that is under way: one more worker."""

from __future__ import annotations

import json
import os
import sys
from datetime import date
from typing import Any

import click

from rpa.cli.options import open_log, today_option, workspace_option
from rpa.errors import RpaError
from rpa.model.workspace import Workspace


@click.command("work")
@click.option("--run", type=click.IntRange(1), required=True, help="Number of the run to work on.")
@click.option("--events", is_flag=True, hidden=True, help="Tell the conductor what happens, one JSON document a line.")
@today_option
@workspace_option
@click.pass_context
def command(ctx: click.Context, run: int, events: bool, today: date | None, workspace: Workspace) -> None:
    """Work on a run until none of its items is left.

    The run itself is conducted by the `rpa run` that started it: it takes the input in, and makes the report.
    """
    open_log(workspace)
    if events:
        ctx.exit(_tell_conductor(workspace, run, today))
    from rpa.cli.progress import watch
    from rpa.cli.terminal import say
    from rpa.engine.joining import join_run

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
        say("trouble", kind=type(error).__name__, message=error.message, place=error.place, hint=error.hint)
        return error.exit_code
    say("ended", reason=reason)
    sys.stdout.flush()
    return 0
