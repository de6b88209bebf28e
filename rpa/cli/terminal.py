"""What commands print: results to stdout, talk to stderr; colour on a terminal and none in a pipe."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def harmless(text: str) -> str:
    """A text without control characters: what a stranger wrote must not move a terminal's cursor or colours."""
    return _CONTROLS.sub("·", text).encode("utf-8", "replace").decode()


def is_terminal() -> bool:
    """True when results are read by a person on a screen."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def is_under_cron() -> bool:
    """Cron gives no terminal: silence is its sign that all is well."""
    return not os.isatty(1) and not os.isatty(2) and "TERM" not in os.environ


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

    What does not fit on the screen stands on lines of its own below its row.

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
    from rpa.cli.drawing import Table

    if title:
        click.echo(f"\n{title}")
    rows_on_one_line = tuple(tuple(cell.replace("\n", " ").replace("\t", " ") for cell in row) for row in texts)
    drawn = Table(tuple(columns), rows_on_one_line, screen_width(), "NO_COLOR" not in os.environ)
    for line in drawn.lines():
        click.echo(line)


def short(path: Path) -> str:
    """A path as a person at this place in the file system would name it."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def called_as() -> str:
    """This program as it was called: to be typed again as it stands."""
    name = sys.argv[0]
    return name if Path(name).name == "rpa" else "rpa"


def screen_width() -> int:
    """Columns of the screen; 80 when it does not say."""
    return shutil.get_terminal_size().columns


@contextmanager
def progress_bar(what: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a person's screen (stderr); elsewhere, or with nothing to do, nothing.

    Args:
        what: What is under way.
        total: How many there are.

    Yields:
        Takes how many more are done.
    """
    if not total or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _number: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(compact=True))
    console = Console(stderr=True, no_color="NO_COLOR" in os.environ)
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda number: progress.advance(task, number)
