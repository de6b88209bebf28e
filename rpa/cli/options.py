"""Options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from rpa.model.workspace import Workspace

F = TypeVar("F", bound=Callable[..., Any])


def _find(ctx: click.Context, param: click.Parameter, value: Path | None) -> Workspace:
    from rpa.drivers.workspace import find_workspace, keep_private

    workspace = find_workspace(value)
    keep_private(workspace)
    return workspace


def workspace_option(function: F) -> F:
    """`-C/--workspace DIR`: passes `workspace: Workspace`."""
    return click.option(
        "--workspace",
        "-C",
        type=click.Path(path_type=Path, file_okay=False),
        callback=_find,
        help="Folder of the workspace (default: the one around the current folder).",
    )(function)


def json_option(function: F) -> F:
    """`--json`: passes `as_json: bool`."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document for machines.")(function)


def params_option(function: F) -> F:
    """`-p name=value`, any number of times: passes `params: dict[str, str]`."""

    def parse(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> dict[str, str]:
        found: dict[str, str] = {}
        for value in values:
            name, equals, text = value.partition("=")
            if not equals:
                raise click.BadParameter(f"{value!r} is not of the form name=value")
            found[name.strip()] = text
        return found

    return click.option(
        "--param", "-p", "params", multiple=True, callback=parse, metavar="NAME=VALUE", help="Set a recipe's parameter."
    )(function)


def today_option(function: F) -> F:
    """`--today DATE`: passes `today: date | None`."""

    def parse(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
        return value.date() if value else None

    return click.option(
        "--today",
        type=click.DateTime(["%Y-%m-%d"]),
        callback=parse,
        help="Work as if on this day (YYYY-MM-DD).",
    )(function)


def workspace_around(folder: Path | None) -> Workspace | None:
    """The workspace that is named, or around the present folder; None without one: then settings are not looked at."""
    from rpa.drivers.workspace import SETTINGS_FILE, find_workspace

    here = Path.cwd()
    around = any((one / SETTINGS_FILE).is_file() for one in (here, *here.parents))
    if folder is None and not os.environ.get("RPA_WORKSPACE") and not around:
        return None
    return find_workspace(folder)
