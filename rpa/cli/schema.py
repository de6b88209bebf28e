"""Print the JSON Schema of recipes, for editors."""

from __future__ import annotations

import json
from pathlib import Path

import click

from rpa.errors import EnvironmentNotReady


@click.command("schema")
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it to this file instead, such as recipe.schema.json.",
)
def command(output: Path | None) -> None:
    """Print the JSON Schema of recipes.

    Kept as recipe.schema.json beside the recipes, and named in their first line (# yaml-language-server:
    $schema=recipe.schema.json), it makes editors complete and check them.
    """
    from rpa.describe.json_schema import recipe_schema

    text = json.dumps(recipe_schema(), indent=2, ensure_ascii=False) + "\n"
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise EnvironmentNotReady(f"cannot be written: {error.strerror}", place=str(output)) from None
