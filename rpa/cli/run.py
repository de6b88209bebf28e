"""Run a recipe: take its input in and do what is to be done."""

from __future__ import annotations

from datetime import date

import click

from rpa.cli.options import json_option, params_option, today_option, workspace_option
from rpa.model.workspace import Workspace


@click.command("run")
@click.argument("recipe")
@params_option
@today_option
@click.option(
    "--workers", "-w", type=click.IntRange(1, 64), default=1, help="Processes that work at once, each with a browser."
)
@click.option("--detach", is_flag=True, help="Go on in the background, and return as soon as the run has a number.")
@click.option("--announce", type=int, hidden=True, help="Descriptor to tell the run's number to.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing when all is well, as under cron.")
@click.option(
    "--due", metavar="CRON", help="Run only if this cron expression is due this minute in the workspace's time zone."
)
@json_option
@workspace_option
@click.pass_context
def command(
    ctx: click.Context,
    recipe: str,
    params: dict[str, str],
    today: date | None,
    workers: int,
    detach: bool,
    announce: int | None,
    quiet: bool,
    due: str | None,
    as_json: bool,
    workspace: Workspace,
) -> None:
    """Run RECIPE: its name, or the path of its file.

    What was done before is skipped. What an earlier, killed run left is finished first. Ends with a table of what
    became of the items, a hand-back workbook when some were rejected, and a report, all in the reports folder. A run
    that found nothing to do has no report.
    """
    if due is not None and not _is_wanted_now(workspace, due):
        return
    if detach:
        _detach(workspace, recipe, params, today, workers, as_json=as_json)
        return
    from rpa.cli.running import run_and_tell
    from rpa.engine.runs import RunOptions

    options = RunOptions(params, today, workers=workers)
    ctx.exit(run_and_tell(workspace, recipe, options, quiet=quiet, as_json=as_json, announce=announce))


def _is_wanted_now(workspace: Workspace, due: str) -> bool:
    from rpa.cli.due import is_wanted_now

    return is_wanted_now(workspace, due)


def _detach(
    workspace: Workspace, recipe: str, params: dict[str, str], today: date | None, workers: int, *, as_json: bool
) -> None:
    from pathlib import Path

    from rpa.cli.detaching import start_detached
    from rpa.cli.settings import refuse_mistakes
    from rpa.cli.terminal import called_as, print_json, say

    refuse_mistakes(workspace, recipe)
    file = Path(recipe)
    arguments = [str(file.resolve()) if file.is_file() else recipe, "--workers", str(workers)]
    arguments += [word for name, value in params.items() for word in ("-p", f"{name}={value}")]
    arguments += ["--today", today.isoformat()] if today else []
    run = start_detached(workspace, arguments)
    if as_json:
        print_json({"run": run})
        return
    click.echo(run)
    rpa = called_as()
    say(f"Run {run} is under way. How it stands: {rpa} runs. To stop it: {rpa} stop --run {run}")
