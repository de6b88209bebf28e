"""List what steps can do and where items come from, or describe one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from rpa.cli.options import json_option
from rpa.errors import UsageError

if TYPE_CHECKING:
    from pydantic import BaseModel


@click.command("actions")
@click.argument("name", required=False)
@click.option("--markdown", is_flag=True, help="Print pages in Markdown: of all, or of the one named.")
@json_option
def command(name: str | None, markdown: bool, as_json: bool) -> None:
    """List all actions and sources, or describe the one called NAME (`noun.verb`) with its parameters and examples."""
    if name:
        _describe(name, as_json=as_json)
    elif markdown:
        from rpa.describe.markdown import describe_all

        click.echo(describe_all(), nl=False)
    else:
        _list(as_json=as_json)


def _describe(name: str, *, as_json: bool) -> None:
    from rpa import catalog
    from rpa.cli.terminal import print_json
    from rpa.describe.markdown import describe_action, describe_source
    from rpa.recipe.problems import proposal

    is_action = name in catalog.action_names()
    if not is_action and name not in catalog.source_names():
        hint = proposal(name, (*catalog.action_names(), *catalog.source_names()))
        raise UsageError(f"there is no action or source {name!r}.", hint=hint)
    if as_json:
        model = catalog.action(name).params if is_action else catalog.source(name).params
        print_json(_as_data(name, model))
    else:
        click.echo(describe_action(name) if is_action else describe_source(name), nl=False)


def _as_data(name: str, model: type[BaseModel]) -> dict[str, object]:
    from rpa import catalog
    from rpa.describe.json_schema import parameter_schema

    group = catalog.ACTIONS if name in catalog.action_names() else catalog.SOURCES
    return {
        "name": name,
        "summary": catalog.summary(name),
        "params": parameter_schema(model),
        "examples": list(catalog.examples(name, group)),
    }


def _list(*, as_json: bool) -> None:
    from rpa import catalog
    from rpa.cli.terminal import print_json, table

    rows = [("action", name, catalog.summary(name)) for name in catalog.action_names()]
    rows += [("source", name, catalog.summary(name)) for name in catalog.source_names()]
    if as_json:
        print_json([{"kind": kind, "name": name, "summary": summary} for kind, name, summary in rows])
    else:
        table(("Kind", "Name", "What it does"), rows)
