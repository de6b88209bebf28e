"""Decide what is in doubt or held: see it, see the evidence, say what is so."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from rpa.cli.options import json_option, workspace_option
from rpa.cli.terminal import is_terminal, print_json, say, screen_width, short, table
from rpa.model.item import Decision, ItemState
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.reports.matters import Matter

SHOWN = 50
"""Matters listed on a terminal; a pipe and `--json` get all."""
COLUMNS = ("Item", "Key", "Waits", "Since")
STATES = {ItemState.IN_DOUBT: "in doubt", ItemState.IN_REVIEW: "held"}


class Review(click.Group):
    """A group that lists when no command of it is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `list` in front of whatever is no command."""
        if not args or (args[0] not in self.commands and args[0] not in ctx.help_option_names):
            args = ["list", *args]
        return super().parse_args(ctx, args)


HELP = """See what waits for a person's decision, and decide.

\b
rpa review [RECIPE]                          what is in doubt or held
rpa review show ITEM                         what was written, what the target showed
rpa review resolve ITEM --happened           it is there: go on behind it
rpa review resolve ITEM --repeat             it is not there: write it again
rpa review resolve ITEM --confirm            what was read is right; -o NAME=VALUE where it is not
rpa review resolve ITEM --reject --note WHY  nothing more is to be done
rpa review correct ITEM --output NAME=VALUE  a value that you gave was wrong
"""


@click.group("review", cls=Review, help=HELP)
def command() -> None:
    """See what waits for a person's decision, and decide."""


@command.command("list")
@click.argument("recipe", required=False)
@json_option
@workspace_option
def list_matters(recipe: str | None, as_json: bool, workspace: Workspace) -> None:
    """List what is in doubt or held, of all recipes or of RECIPE, with the question each one asks."""
    from rpa.cli.runs import check_recipe_name
    from rpa.model.run import FINALLY
    from rpa.reports.item_text import printable
    from rpa.reports.matters import Matters
    from rpa.reports.opening import open_existing

    ledger = open_existing(workspace)
    if ledger is None:
        if as_json:
            print_json([])
        else:
            say("Nothing has run yet.")
        return
    zone = ZoneInfo(workspace.timezone)
    try:
        if recipe is not None:
            check_recipe_name(ledger, recipe.removesuffix(FINALLY))
        matters = Matters(workspace, ledger).all(recipe)
    finally:
        ledger.close()
    if as_json:
        print_json([_data(matter, zone) for matter in matters])
        return
    if not matters:
        say("Nothing is in doubt or held.")
        return
    shown = matters[:SHOWN] if is_terminal() else matters
    rows = [(*_row(matter, zone), matter.item.recipe, printable(matter.question)) for matter in shown]
    if is_terminal():
        table((*COLUMNS, "Question"), [(*row[:-2], f"{row[-1]} ({row[-2]})") for row in rows])
    else:
        table((*COLUMNS, "Recipe", "Question"), rows)
    if len(shown) < len(matters):
        say(f"{len(matters) - len(shown)} more wait: choose with RECIPE, or use --json.")
    if is_terminal():
        say(f"\nSee what a decision needs, and what to type: rpa review show {matters[0].item.id}")


def _row(matter: Matter, zone: ZoneInfo) -> tuple[Any, ...]:
    from rpa.reports.item_text import printable

    item = matter.item
    since = f"{item.changed_at.astimezone(zone):%Y-%m-%d %H:%M}"
    return item.id, printable(item.key), STATES[item.state], since


@command.command("show")
@click.argument("item")
@click.option("--open", "is_opened", is_flag=True, help="Open a page of it, with the pictures, in the web browser.")
@json_option
@workspace_option
def show_matter(item: str, is_opened: bool, as_json: bool, workspace: Workspace) -> None:
    """Show all that the decision about ITEM (number or business key) needs, and what to type.

    For one in doubt: what was about to be written, when it was sent, what the target answered, pictures. For one that
    is held: the differences, and what became of the first.
    """
    from rpa.cli.naming import find_waiting
    from rpa.reports.matter_page import write_matter_page
    from rpa.reports.matter_text import tell_matter
    from rpa.reports.matters import Matters
    from rpa.reports.opening import open_existing

    ledger = open_existing(workspace)
    zone = ZoneInfo(workspace.timezone)
    try:
        (row,) = find_waiting(ledger, (item,), zone)
        assert ledger is not None  # noqa: S101 - there is an item in it
        matter = Matters(workspace, ledger).matter(row)
    finally:
        if ledger is not None:
            ledger.close()
    page = write_matter_page(workspace, matter) if is_opened else None
    if as_json:
        print_json(_data(matter, zone) | {"page": str(page) if page else None})
    else:
        click.echo(tell_matter(matter, zone, screen_width() if is_terminal() else 100, _linked))
    if page is None:
        return
    say(f"\nAs a page: {short(page)}")
    if has_screen():
        click.launch(str(page))
    else:
        say("No web browser could be opened here. Open the page yourself, or copy it to your own machine.")


def has_screen() -> bool:
    """Whether a window can be opened here: not on a server, not under cron."""
    return sys.platform != "linux" or any(name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def _linked(path: Path) -> str:
    """A path as it is printed: on a terminal a link that can be clicked (OSC 8)."""
    text = short(path)
    return f"\x1b]8;;{path.as_uri()}\x1b\\{text}\x1b]8;;\x1b\\" if is_terminal() else text


@command.command("resolve")
@click.argument("items", nargs=-1, required=True, metavar="ITEM...")
@click.option("--happened", "decision", flag_value="happened", help="It is there (held: it is taken care of).")
@click.option("--repeat", "decision", flag_value="repeat", help="It is not there: write it (held: do it as well).")
@click.option("--confirm", "decision", flag_value="confirm", help="What was read is right, but for what -o says.")
@click.option("--reject", "decision", flag_value="reject", help="Nothing more is to be done; needs --note.")
@click.option(
    "--output",
    "-o",
    "outputs",
    multiple=True,
    metavar="NAME=VALUE",
    help="With --happened: what the step gives to later steps (an order number). With --confirm: what it says.",
)
@click.option("--note", default="", help="Why, in your words; kept with the decision.")
@click.option("--as", "name", metavar="NAME", help="Who decides, when it is not the user of this computer.")
@click.option("--yes", is_flag=True, help="Do not ask whether that is meant.")
@click.option("--run", "is_run", is_flag=True, help="Go on with the recipe at once.")
@json_option
@workspace_option
@click.pass_context
def resolve(
    ctx: click.Context,
    items: tuple[str, ...],
    decision: str | None,
    outputs: tuple[str, ...],
    note: str,
    name: str | None,
    yes: bool,
    is_run: bool,
    as_json: bool,
    workspace: Workspace,
) -> None:
    """Say what is so with ITEM (number or business key; several for the same answer).

    It is recorded with who said it and when, and the next run acts on it.
    """
    from rpa.cli.deciding import Word, decide, go_on, who_decides

    if decision is None:
        raise click.UsageError("Say what is so: --happened, --repeat, --confirm or --reject. See: rpa review show ITEM")
    given = dict(_pair(text) for text in outputs)
    word = Word(Decision(decision), who_decides(name), note.strip(), given, is_sure=yes)
    decided = decide(workspace, items, word)
    if as_json and not is_run:
        print_json([asdict(one) for one in decided])
    ctx.exit(go_on(workspace, decided, is_run=is_run, as_json=as_json))


@command.command("correct")
@click.argument("item")
@click.option("--output", "-o", "outputs", multiple=True, required=True, metavar="NAME=VALUE", help="What is right.")
@click.option("--note", default="", help="Why, in your words; kept with the correction.")
@click.option("--as", "name", metavar="NAME", help="Who says so, when it is not the user of this computer.")
@workspace_option
def correct_outputs(item: str, outputs: tuple[str, ...], note: str, name: str | None, workspace: Workspace) -> None:
    """Put right what you gave with --output for ITEM, when what follows has failed because of it.

    Both values are kept in the ledger. Nothing is done at once, and nothing is undone.
    """
    from rpa.cli.correcting import correct
    from rpa.cli.deciding import who_decides

    correct(workspace, item, dict(_pair(text) for text in outputs), who_decides(name), note.strip())


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise click.UsageError(f"--output {text!r} is not of the form NAME=VALUE")
    return name.strip(), value.strip()


def _readings(matter: Matter) -> list[dict[str, Any]]:
    """What is not sure to be read right, as plain data; amounts and dates as text."""
    from rpa.reports.wording import written

    readings = matter.asked.question.readings if matter.asked else ()
    return [vars(one) | {"value": None if one.value is None else written(one.value)} for one in readings]


def _data(matter: Matter, zone: ZoneInfo) -> dict[str, Any]:
    """A matter as plain data; times in the company's time zone."""
    from rpa.cli.items import item_data
    from rpa.reports.choices import choices

    write = matter.write
    return item_data(matter.item, zone) | {
        "epoch": matter.item.epoch,
        "question": matter.question,
        "readings": _readings(matter),
        "step": write.step if write else None,
        "intent": asdict(write.intent) if write and write.intent else None,
        "sent": write.sent_at.astimezone(zone).isoformat() if write and write.sent_at else None,
        "outputs": list(matter.outputs),
        "outputs_used": {name: [step.id for step in steps] for name, steps in matter.users.items()},
        "pictures": [
            {"shows": one.caption, "path": str(one.path), "at": one.at.astimezone(zone).isoformat()}
            for one in matter.evidence
        ],
        "differences": [asdict(one) for one in matter.changes],
        "first": matter.first.id if matter.first else None,
        "unfit": matter.unfit,
        "trouble": matter.trouble,
        "choices": [asdict(choice) for choice in choices(matter)],
    }
