"""Finish what a killed or stopped run left, without reading new input."""

from __future__ import annotations

from datetime import date

import click

from rpa.cli.options import json_option, params_option, today_option, workspace_option
from rpa.model.workspace import Workspace


@click.command("resume")
@click.argument("recipe")
@params_option
@today_option
@click.option("--quiet", "-q", is_flag=True, help="Say nothing when all is well.")
@json_option
@workspace_option
@click.pass_context
def command(
    ctx: click.Context,
    recipe: str,
    params: dict[str, str],
    today: date | None,
    quiet: bool,
    as_json: bool,
    workspace: Workspace,
) -> None:
    """Finish the items of RECIPE that are recorded and not done yet.

    Each goes on after its last finished step, on the recipe as it was when its run began.
    """
    from rpa.cli.running import run_and_tell
    from rpa.engine.runs import RunOptions

    options = RunOptions(params, today, take_in=False)
    ctx.exit(run_and_tell(workspace, recipe, options, quiet=quiet, as_json=as_json))
