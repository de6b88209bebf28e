"""Show what the next run would write, field by field, without writing anything."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rpa.cli.drawing import STATE_COLOURS
from rpa.cli.options import json_option, params_option, today_option, workspace_option
from rpa.cli.terminal import is_terminal, print_json, say
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rich.console import RenderableType


@click.command("plan")
@click.argument("recipe")
@params_option
@today_option
@click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="File for the page with pictures of the filled forms (default: plan.html in the recipe's reports folder).",
)
@json_option
@workspace_option
@click.pass_context
def command(
    ctx: click.Context,
    recipe: str,
    params: dict[str, str],
    today: date | None,
    page: Path | None,
    as_json: bool,
    workspace: Workspace,
) -> None:
    """Show what the next run of RECIPE would do.

    Reads for real; every write stops before it leaves: forms are filled in, a picture is taken, and nothing is sent.
    Ends with 0 when all items would be done, 4 when some would wait for a person, 3 when some would fail. What
    `finally:` would do at the end is shown as things stand now: nothing that comes before it has been written.
    """
    from rpa.cli.log_file import open_log
    from rpa.cli.progress import watch
    from rpa.cli.settings import refuse_mistakes
    from rpa.engine.plans import as_json as plan_data
    from rpa.engine.plans import plan_recipe
    from rpa.engine.runs import RunOptions
    from rpa.recipe.library import load_recipe
    from rpa.reports.plan import plan_file, write_plan

    refuse_mistakes(workspace, recipe)
    loaded = load_recipe(workspace, recipe)
    open_log(workspace)
    with watch(quiet=as_json) as watcher:
        plan = plan_data(plan_recipe(workspace, loaded, RunOptions(params, today), watcher))
    if as_json:
        print_json(plan)
        if page:
            write_plan(workspace, plan, page.resolve())
    else:
        show_plan(plan)
        path = (page or plan_file(workspace, plan["recipe"])).resolve()
        left_out = write_plan(workspace, plan, path)
        _tidy(plan, left_out)
        say(f"Plan with pictures: {path}")
    ctx.exit(exit_code(plan))


def exit_code(plan: Mapping[str, Any]) -> int:
    """0 all would be done · 4 some would wait for a person · 3 some would fail; 3 wins over 4."""
    outcomes = {item["outcome"] for item in plan["items"]}
    if outcomes & {"failed", "new", "claimed"}:
        return 3
    return 4 if outcomes - {"done"} else 0


def _tidy(plan: Mapping[str, Any], left_out: int) -> None:
    """Remove the pictures: they are in the page now, and show customers' data. Some that are not are kept, and said."""
    if left_out:
        say(f"{left_out} pictures are not in the page; they are in {plan['pictures']}")
        return
    try:
        shutil.rmtree(plan["pictures"])
    except OSError as error:
        say(f"The pictures in {plan['pictures']} could not be removed: {error.strerror}.")


def show_plan(plan: Mapping[str, Any]) -> None:
    """Print a plan: drawn as trees on a terminal, indented lines in a pipe."""
    from rpa.reports.item_text import pairs, printable
    from rpa.reports.plan import outcome_of, plan_headline

    final = ({**item, "key": f"finally: {item['key']}", "place": ""} for item in plan.get("finally", ()))
    told = (*plan["items"], *final)
    if is_terminal():
        import os

        from rich.console import Console

        console = Console(no_color="NO_COLOR" in os.environ)
        for item in told:
            console.print(_tree(item))
    else:
        for item in told:
            place = f"\t{item['place']}" if item["place"] else ""
            click.echo(printable(f"{item['key']}\t{outcome_of(item)}{place}"))
            for line in pairs((("Reason", item["reason"]),)):
                click.echo(line)
            for write in item["writes"]:
                click.echo(f"  {printable(write['summary'])}")
                for line in pairs((*write["fields"], ("Where", write["target"])), "    "):
                    click.echo(line)
    say(plan_headline(plan))


def _tree(item: Mapping[str, Any]) -> RenderableType:
    """One item with its writes, for a terminal."""
    from rich.table import Table
    from rich.text import Text
    from rich.tree import Tree

    from rpa.reports.item_text import printable
    from rpa.reports.plan import outcome_of
    from rpa.reports.wording import STATES

    name = outcome_of(item)
    head = Text.assemble((printable(item["key"]), "bold"), "  ", (STATES[name], STATE_COLOURS.get(name, "")))
    if item["place"]:
        head.append(f"  from {printable(item['place'])}", "dim")
    tree = Tree(head, guide_style="dim")
    if item["reason"]:
        tree.add(Text(printable(item["reason"]), STATE_COLOURS.get(name, "")))
    for write in item["writes"]:
        branch = tree.add(Text(printable(write["summary"]), "bold"))
        grid = Table.grid(padding=(0, 2))
        for caption, value in (*write["fields"], ("Where", write["target"])):
            if value:
                grid.add_row(Text(printable(caption), "dim"), Text(printable(value), overflow="fold"))
        if grid.row_count:
            branch.add(grid)
    return tree
