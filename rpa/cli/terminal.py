"""What commands print: results to stdout, talk to stderr; colour on a terminal and none in a pipe."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from typing import Any

import click

STATE_COLOURS = {
    "done": "green",
    "skipped": "bright_black",
    "rejected": "yellow",
    "failed": "red",
    "in_doubt": "magenta",
    "in_review": "yellow",
    "new": "cyan",
    "claimed": "cyan",
}


_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def harmless(text: str) -> str:
    """A text without control characters: what a stranger wrote must not move a terminal's cursor or colours."""
    return _CONTROLS.sub("·", text).encode("utf-8", "replace").decode()


def is_terminal() -> bool:
    """True when results are read by a person on a screen."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def say(text: str = "", *, colour: str | None = None) -> None:
    """Talk to the person at the terminal (stderr)."""
    text = harmless(text)
    plain = "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
    click.echo(text if plain or not colour else click.style(text, fg=colour), err=True)


def print_json(value: Any) -> None:
    """Print one JSON document; what JSON does not know is printed as text."""
    text = json.dumps(value, indent=2, ensure_ascii=False, default=str)
    click.echo(text.encode("utf-8", "replace").decode())


def table(columns: Sequence[str], rows: Sequence[Sequence[Any]], *, title: str = "") -> None:
    """Print a table: drawn on a terminal, tab-separated with a heading line in a pipe.

    Args:
        columns: Headings.
        rows: One sequence of cells per row; None prints as nothing.
        title: Heading above it, on a terminal only.
    """
    texts = [[("" if cell is None else harmless(str(cell))) for cell in row] for row in rows]
    if not is_terminal():
        for row in [list(columns), *texts]:
            click.echo("\t".join(cell.replace("\t", " ").replace("\n", " ") for cell in row))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(title=title or None, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        drawn.add_column(column, overflow="fold", justify="right" if _is_numeric(columns, column, texts) else "left")
    for row in texts:
        drawn.add_row(*(Text(cell, style=STATE_COLOURS.get(cell, "")) for cell in row))
    Console(no_color="NO_COLOR" in os.environ).print(drawn)


def _is_numeric(columns: Sequence[str], column: str, rows: list[list[str]]) -> bool:
    at = list(columns).index(column)
    cells = [row[at] for row in rows if row[at]]
    return bool(cells) and all(cell.replace(".", "", 1).isdigit() for cell in cells)
