"""Put recipes on the clock: install their schedules into cron, list, remove, show the next times."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from rpa.cli.options import json_option, workspace_option
from rpa.cli.terminal import print_json, say, table
from rpa.errors import RecipeError, UsageError
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.drivers.crontab import Entry

BROKEN = "the recipe has mistakes"


@click.group()
def command() -> None:
    """Put recipes on the clock: install their schedules into cron, list, remove, show the next times.

    A recipe says `schedule: "15 7 * * mon-fri"`, meant in the workspace's time zone. Cron then runs it
    with nothing but HOME, and mails what it prints: nothing when all is well. Two runs of one recipe
    never overlap: the second ends with exit code 5.
    """


@command.command()
@click.argument("recipes", nargs=-1, metavar="[RECIPE]...")
@click.option("--dry-run", is_flag=True, help="Print the lines for the crontab, and change nothing.")
@workspace_option
def install(recipes: tuple[str, ...], dry_run: bool, workspace: Workspace) -> None:
    """Put schedules into the crontab: of the recipes named, else of all of the workspace's own that have one.

    Recipes that lack a secret are refused, all of them named: at night nobody is there to set it.
    """
    from rpa.cli.needs import refuse_missing
    from rpa.cli.settings import refuse_mistakes
    from rpa.drivers.crontab import Crontab, machine_zone, workspace_id
    from rpa.formats.cron import times

    wanted = {name: _expression(workspace, name) for name in recipes} or _own_schedules(workspace)
    if not wanted:
        raise UsageError(
            "no recipe of this workspace has a schedule",
            place=str(workspace.root / "recipes"),
            hint='Write into one of them, for example: schedule: "15 7 * * mon-fri"',
        )
    refuse_mistakes(workspace)
    refuse_missing(workspace, wanted)
    zone_name, machine = machine_zone()
    entries = {name: _entry(workspace, name, text, machine) for name, text in wanted.items()}
    if dry_run:
        for _, entry in sorted(entries.items()):
            click.echo(entry.line)
        return
    if not Crontab().update(workspace_id(workspace), entries):
        say("The crontab says so already; nothing was changed.")
    now, zone = datetime.now(UTC), ZoneInfo(workspace.timezone)
    for name, text in sorted(wanted.items()):
        say(f"{name}: {text}, next {_written(next(times(text, now, zone)))}")
    if any(b" --due " in entry.line for entry in entries.values()):
        say(
            f"The machine's clock ({zone_name}) is not the workspace's ({workspace.timezone}), or cron cannot say the "
            "day: cron asks more often, and the run itself sees whether it is due."
        )
    _warn_of_environment()


@command.command(name="list")
@json_option
@workspace_option
def list_schedules(as_json: bool, workspace: Workspace) -> None:
    """List schedules and whether cron knows them: installed, outdated, not installed, recipe gone."""
    from rpa.drivers.crontab import Crontab, find_entries, machine_zone, workspace_id

    installed = find_entries(Crontab().read(), workspace_id(workspace))
    schedules = dict(_schedules(workspace, also=installed))
    _, machine = machine_zone()
    rows = []
    for name in sorted(schedules | installed):
        text = schedules.get(name)
        rows.append((name, text or "", _state(workspace, name, text, installed.get(name), machine)))
    if as_json:
        print_json([{"recipe": name, "schedule": text or None, "state": state} for name, text, state in rows])
    elif rows:
        table(("Recipe", "Schedule", "State"), rows)
    else:
        say("No recipe has a schedule.")


@command.command()
@click.argument("recipes", nargs=-1, metavar="[RECIPE]...")
@click.option("--all", "everything", is_flag=True, help="All schedules of this workspace.")
@workspace_option
def remove(recipes: tuple[str, ...], everything: bool, workspace: Workspace) -> None:
    """Take schedules out of the crontab; all other lines stay as they are."""
    from rpa.drivers.crontab import Crontab, find_entries, workspace_id

    if bool(recipes) == everything:
        raise click.UsageError("Name the recipes whose schedules to remove, or say --all.")
    crontab, here = Crontab(), workspace_id(workspace)
    installed = find_entries(crontab.read(), here)
    gone = tuple(installed) if everything else recipes
    crontab.update(here, dict.fromkeys(gone))
    for name in gone:
        say(f"{name}: removed" if name in installed else f"{name}: was not installed")


@command.command(name="next")
@click.argument("recipes", nargs=-1, metavar="[RECIPE]...")
@click.option("-n", "count", type=click.IntRange(1, 1000), default=5, show_default=True, help="How many times.")
@json_option
@workspace_option
def next_times(recipes: tuple[str, ...], count: int, as_json: bool, workspace: Workspace) -> None:
    """Show the next times, in the workspace's time zone, whether installed or not."""
    from rpa.formats.cron import times

    wanted = {name: _expression(workspace, name) for name in recipes} or {
        name: text for name, text in _schedules(workspace) if text != BROKEN
    }
    now, zone = datetime.now(UTC), ZoneInfo(workspace.timezone)
    rows = sorted((when, name) for name, text in wanted.items() for when in islice(times(text, now, zone), count))
    if as_json:
        print_json([{"time": when.isoformat(), "recipe": name} for when, name in rows[:count]])
    elif rows:
        table(("Time", "Recipe"), [(_written(when), name) for when, name in rows[:count]])
    else:
        say("No recipe has a schedule.")


def _schedules(workspace: Workspace, also: Sequence[str] | dict[str, Entry] = ()) -> Iterator[tuple[str, str]]:
    """The workspace's own scheduled recipes, and others by name; a recipe with mistakes is shown as such."""
    from rpa.recipe.library import load_recipe, recipe_files

    own = workspace.root / "recipes"
    for name, file in recipe_files(workspace).items():
        if file.is_relative_to(own) or name in also:
            try:
                text = load_recipe(workspace, name).schedule
            except RecipeError:
                text = BROKEN
            if text:
                yield name, text


def _own_schedules(workspace: Workspace) -> dict[str, str]:
    found = dict(_schedules(workspace))
    for name, text in found.items():
        if text == BROKEN:
            raise UsageError(f"{name} has mistakes; nothing was installed", hint=f"See: rpa check {name}")
    return found


def _expression(workspace: Workspace, name: str) -> str:
    from rpa.recipe.library import load_recipe

    schedule = load_recipe(workspace, name).schedule
    if not schedule:
        raise UsageError(
            f"the recipe {name} has no schedule", hint='Write into it, for example: schedule: "15 7 * * mon-fri"'
        )
    return schedule


def _entry(workspace: Workspace, name: str, text: str, machine: tzinfo) -> Entry:
    from rpa.drivers.crontab import make_entry
    from rpa.formats.reading import Unreadable

    try:
        return make_entry(workspace, name, text, datetime.now(UTC), machine)
    except Unreadable as error:
        raise UsageError(f"schedule: {error}", place=name) from None


def _state(workspace: Workspace, name: str, text: str | None, entry: Entry | None, machine: tzinfo) -> str:
    if text is None:
        return f"recipe or its schedule gone: rpa schedule remove {name}"
    if text == BROKEN:
        return "installed" if entry else "not installed"
    if entry is None:
        return "not installed"
    return "installed" if entry == _entry(workspace, name, text, machine) else f"outdated: rpa schedule install {name}"


def _written(moment: datetime) -> str:
    offset = moment.strftime("%z")
    return f"{moment:%a %Y-%m-%d %H:%M} {offset[:3]}:{offset[3:]}"


def _warn_of_environment() -> None:
    names = sorted(name for name in os.environ if name.startswith("RPA_") and name != "RPA_WORKSPACE")
    if names:
        say(
            f"Mind: cron will not know {', '.join(names)}, which {'is' if len(names) == 1 else 'are'} set here. What a "
            "scheduled run needs belongs into rpa.toml and rpa secret set.",
            colour="yellow",
        )
