"""List the recipes of the workspace and those that come with the package."""

from __future__ import annotations

import click

from rpa.cli.options import json_option, workspace_option
from rpa.model.workspace import Workspace


@click.command("list")
@json_option
@workspace_option
@click.pass_context
def command(ctx: click.Context, as_json: bool, workspace: Workspace) -> None:
    """List recipes: name, where it is, schedule, what it does. A recipe with mistakes is listed as such."""
    from rpa.cli.terminal import print_json, table
    from rpa.errors import RpaError
    from rpa.recipe.checker import check_recipe
    from rpa.recipe.library import read_recipe, recipe_files

    rows = []
    for name, file in recipe_files(workspace).items():
        home = "workspace" if file.is_relative_to(workspace.root) else "shipped"
        try:
            recipe = check_recipe(file, read_recipe(file), is_new=True)
        except RpaError as error:
            rows.append({"name": name, "from": home, "schedule": "", "description": f"{error} See: rpa check {name}"})
            continue
        rows.append({"name": name, "from": home, "schedule": recipe.schedule, "description": recipe.description})
    if as_json:
        print_json(rows)
    else:
        table(["Recipe", "From", "Schedule", "What it does"], [list(row.values()) for row in rows])
