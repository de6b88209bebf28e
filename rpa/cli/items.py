"""List work items, or show all about one: what it held, what was done, and when."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from rpa.cli.options import json_option, workspace_option
from rpa.cli.terminal import is_terminal, print_json, say, table
from rpa.model.item import ItemState
from rpa.model.run import FINALLY
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.ledger.protocol import ItemRow, Ledger, StepRow

SHOWN = 200
"""Rows on a terminal; a pipe and `--json` get all."""
STATES = [state.value for state in ItemState]


@click.command("items")
@click.argument("recipe", required=False, metavar="[RECIPE|ID]")
@click.option(
    "--state", "states", multiple=True, type=click.Choice(STATES), help="Only items in this state; repeatable."
)
@click.option("--run", type=click.IntRange(1), help="Only items that this run looked at.")
@click.option("--key", help="Only items with this business key.")
@json_option
@workspace_option
def command(
    recipe: str | None,
    states: tuple[str, ...],
    run: int | None,
    key: str | None,
    as_json: bool,
    workspace: Workspace,
) -> None:
    """List the work items of all recipes or of RECIPE; with the number of one, show all about it.

    All about one: its values, each step with what was written and the proof of it, attempts that did not count, and the
    events of the ledger.
    """
    from rpa.reports.opening import open_existing

    ledger = open_existing(workspace)
    zone = ZoneInfo(workspace.timezone)
    if ledger is None:
        if as_json:
            print_json([])
        else:
            say("Nothing has run yet.")
        return
    try:
        if recipe is not None and recipe.isdecimal():
            _show_one(ledger, int(recipe), zone, as_json=as_json)
        else:
            wanted = tuple(ItemState(state) for state in states)
            # A screen needs no more than it shows, and one to know that there are more.
            limit = SHOWN + 1 if is_terminal() and not as_json and key is None else None
            _show_list(ledger.items(_known(ledger, recipe), wanted, run, limit), key, zone, as_json=as_json)
    finally:
        ledger.close()


def _known(ledger: Ledger, recipe: str | None) -> str | None:
    from rpa.cli.runs import check_recipe_name

    if recipe is not None:
        check_recipe_name(ledger, recipe.removesuffix(FINALLY))
    return recipe


def _show_list(items: list[ItemRow], key: str | None, zone: ZoneInfo, *, as_json: bool) -> None:
    from rpa.reports.item_text import printable

    if key is not None:
        items = [item for item in items if item.key == key]
    if as_json:
        print_json([item_data(item, zone) for item in items])
        return
    if not items:
        say("No items fit.")
        return
    shown = items[:SHOWN] if is_terminal() else items
    rows = [
        (
            item.id,
            item.recipe,
            printable(item.key),
            item.state,
            f"{item.changed_at.astimezone(zone):%Y-%m-%d %H:%M}",
            printable(item.place),
        )
        for item in shown
    ]
    reasons = [printable(item.reason) for item in shown]
    columns = ("Item", "Recipe", "Key", "State", "Changed", "From")
    if any(reasons):
        table((*columns, "Reason"), [(*row, reason) for row, reason in zip(rows, reasons, strict=True)])
    else:
        table(columns, rows)
    if len(shown) < len(items):
        say(f"Only the first {SHOWN} are shown: choose with RECIPE, --state, --run or --key, or use --json.")


def item_data(item: ItemRow, zone: ZoneInfo) -> dict[str, Any]:
    """An item as plain data; times in the company's time zone."""
    return {
        "item": item.id,
        "recipe": item.recipe,
        "key": item.key,
        "state": item.state.value,
        "reason": item.reason,
        "place": item.place,
        "attempts": item.attempts,
        "run": item.run,
        "changed": item.changed_at.astimezone(zone).isoformat(timespec="seconds"),
        "verdict": item.verdict.value if item.verdict else None,
        "pruned": item.pruned_at.astimezone(zone).isoformat(timespec="seconds") if item.pruned_at else None,
    }


def _show_one(ledger: Ledger, number: int, zone: ZoneInfo, *, as_json: bool) -> None:
    from rpa.errors import UsageError

    item = ledger.item(number)
    if item is None:
        raise UsageError(f"there is no item {number}.", hint="See: rpa items")
    steps, events = ledger.steps(number), ledger.events(item=number)
    if as_json:
        more = {
            "values": item.values,
            "original": [dict(row) for row in item.original],
            "steps": [_step_data(step, zone) for step in steps],
            "events": [{**event, "at": event["at"].astimezone(zone).isoformat()} for event in events],
        }
        print_json(item_data(item, zone) | more)
        return
    from rpa.reports.item_text import tell

    click.echo(tell(item, steps, events, zone, ledger.questions(number)))


def _step_data(step: StepRow, zone: ZoneInfo) -> dict[str, Any]:
    def at(moment: Any) -> str | None:
        return moment.astimezone(zone).isoformat() if moment else None

    return {
        "step": step.step,
        "epoch": step.epoch,
        "state": step.state.value,
        "effect": step.effect.value,
        "intent": asdict(step.intent) if step.intent else None,
        "receipt": asdict(step.receipt) if step.receipt else None,
        "outputs": step.outputs,
        "reason": step.reason,
        "started": at(step.started_at),
        "sent": at(step.sent_at),
        "ended": at(step.ended_at),
    }
