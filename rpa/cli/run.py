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
    quiet: bool,
    due: str | None,
    as_json: bool,
    workspace: Workspace,
) -> None:
    """Run RECIPE: its name, or the path of its file.

    What was done before is skipped. What an earlier, killed run left is finished first. Ends with a table of what
    became of the items, a hand-back workbook when some were rejected, and a report, all in the reports folder.
    """
    from rpa.cli.running import is_wanted_now, run_and_tell
    from rpa.engine.runs import RunOptions

    if due is not None and not is_wanted_now(workspace, due):
        return
    options = RunOptions(params, today, workers=workers)
    ctx.exit(run_and_tell(workspace, recipe, options, quiet=quiet, as_json=as_json))
