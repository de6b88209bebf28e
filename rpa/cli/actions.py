"""List what steps can do and where items come from, or describe one of them."""

from __future__ import annotations

import re
import textwrap
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
        _describe(name, as_json=as_json, markdown=markdown)
    elif markdown:
        from rpa.describe.markdown import describe_all

        click.echo(describe_all(), nl=False)
    else:
        _list(as_json=as_json)


def _describe(name: str, *, as_json: bool, markdown: bool) -> None:
    from rpa import catalog
    from rpa.cli.terminal import is_terminal, print_json
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
        page = describe_action(name) if is_action else describe_source(name)
        if markdown or not is_terminal():
            click.echo(page, nl=False)
        else:
            _draw(page)


def _draw(page: str) -> None:
    """Show a page in Markdown to a person: tables drawn, texts wrapped, examples as they are."""
    from rpa.cli.drawing import wrap
    from rpa.cli.terminal import screen_width, table

    for block in re.split(r"\n{2,}(?=[^ \n])", page.strip()):
        click.echo()
        if block.startswith("```"):
            click.echo(textwrap.indent("\n".join(block.splitlines()[1:-1]), "  "))
        elif block.startswith("| "):
            heading, _, *rows = ([_plain(cell) for cell in _cells(line)] for line in block.splitlines())
            table(heading, rows)
        elif block.startswith("## "):
            click.echo(click.style(block.removeprefix("## "), bold=True))
        else:
            for line in block.splitlines():
                click.echo("\n".join(wrap(_plain(line), screen_width())))


def _cells(line: str) -> list[str]:
    """The cells of a line of a table; a bar that was escaped is a letter."""
    return [cell.replace("\\|", "|").strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def _plain(text: str) -> str:
    """A text without the marks of Markdown."""
    return re.sub(r"\*\*(.+?)\*\*|`([^`]+)`", lambda found: found[1] or found[2], text)


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
