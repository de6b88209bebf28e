"""Try failed or rejected items again, or go on from an earlier step."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from rpa.cli.options import json_option, params_option, today_option, workspace_option
from rpa.errors import UsageError
from rpa.ledger.protocol import ItemRow
from rpa.model.item import ItemState
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.recipe.plan import Recipe

SHOWN = 10
"""Keys named on the screen."""
CORRECT = "Correct it at its source and hand it in again."


def _fit_to_run(rows: list[ItemRow]) -> list[ItemRow]:
    """The items whose values fitted the recipe's fields; the others are named, since no retry can mend them.

    Raises:
        UsageError: If there is nothing else.
    """
    from rpa.cli.terminal import say

    unfit = [row for row in rows if row.state is ItemState.REJECTED and (not row.attempts or row.pruned_at)]
    named = ", ".join(row.key for row in unfit[:SHOWN]) + (f" and {len(unfit) - SHOWN} more" * (len(unfit) > SHOWN))
    is_pruned = bool(unfit) and all(row.pruned_at for row in unfit)
    why = "its details were removed since" if is_pruned else "rejected on arrival or by a person"
    message = f"{why}, there is nothing to try again: {named}"
    if unfit and len(unfit) == len(rows):
        raise UsageError(message, hint=CORRECT)
    if unfit:
        say(f"{message}. {CORRECT}")
    return [row for row in rows if row not in unfit]


def _reopened(
    workspace: Workspace, recipe: Recipe, keys: tuple[str, ...], step: str, *, again: bool
) -> dict[int, tuple[str, ...]]:
    """Number of each named item to the ids of the steps that are done anew.

    Raises:
        UsageError: An item or the step is not fit for it, or a write would happen twice without `--again`.
    """
    from rpa.cli.reopening import allow_again, find_ended, steps_from, twice
    from rpa.engine.runs import open_ledger

    steps = steps_from(recipe, step)
    ledger = open_ledger(workspace)
    try:
        rows = find_ended(ledger, recipe.name, keys)
        allow_again([twice(ledger, row, steps) for row in rows], ZoneInfo(workspace.timezone), again=again)
    finally:
        ledger.close()
    return {row.id: tuple(one.id for one in steps) for row in rows}


@click.command("retry")
@click.argument("recipe")
@click.option(
    "--item", "keys", multiple=True, metavar="KEY", help="Only the item with this business key or number; repeatable."
)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice(["failed", "rejected"]),
    help="Which ones (default: failed, and whatever --item names).",
)
@click.option("--from", "step", metavar="STEP", help="Go on from this step (id or name): it and those behind it anew.")
@click.option("--again", is_flag=True, help="With --from: writes that are done happen a second time.")
@click.option("--as", "name", metavar="NAME", help="Who says so, when it is not the user of this computer.")
@params_option
@today_option
@click.option("--quiet", "-q", is_flag=True, help="Say nothing when all is well.")
@json_option
@workspace_option
@click.pass_context
def command(
    ctx: click.Context,
    recipe: str,
    keys: tuple[str, ...],
    states: tuple[str, ...],
    step: str | None,
    again: bool,
    name: str | None,
    params: dict[str, str],
    today: date | None,
    quiet: bool,
    as_json: bool,
    workspace: Workspace,
) -> None:
    """Try items of RECIPE again that failed or were rejected, from the step after the last finished write.

    What they wrote already is not written again. Items in doubt are not touched: only a person can tell about those.

    With --item KEY --from STEP, also for items that are done: STEP and the steps behind it are done anew. What was
    written there before is named, and is written a second time only with --again.
    """
    from rpa.cli.deciding import who_decides
    from rpa.cli.running import run_and_tell
    from rpa.cli.settings import refuse_mistakes
    from rpa.engine.runs import RunOptions, open_ledger
    from rpa.recipe.library import load_recipe

    refuse_mistakes(workspace, recipe)
    loaded = load_recipe(workspace, recipe)
    wanted = tuple(ItemState(state) for state in states) or (
        (ItemState.FAILED, ItemState.REJECTED) if keys else (ItemState.FAILED,)
    )
    if step is not None:
        if not keys or states:
            raise click.UsageError("--from goes with --item, and without --state: say which item is meant.")
        reopened = _reopened(workspace, loaded, keys, step, again=again)
        options = RunOptions(params, today, take_in=False, reopened=reopened, who=who_decides(name))
        ctx.exit(run_and_tell(workspace, recipe, options, quiet=quiet, as_json=as_json))
    if again or name:
        raise click.UsageError("--again and --as go with --from STEP.")
    ledger = open_ledger(workspace)
    try:
        rows = ledger.items(loaded.name, wanted)
    finally:
        ledger.close()
    if keys:
        rows = [row for row in rows if row.key in keys or str(row.id) in keys]
        if not rows:
            raise UsageError(
                f"none of these items of {loaded.name} failed or was rejected: {', '.join(keys)}", hint="See: rpa items"
            )
    rows = _fit_to_run(rows)
    options = RunOptions(params, today, take_in=False, retried=tuple(row.id for row in rows))
    ctx.exit(run_and_tell(workspace, recipe, options, quiet=quiet, as_json=as_json))
