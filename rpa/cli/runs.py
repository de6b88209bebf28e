"""List what has run, and what came of it."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from rpa.cli.options import json_option, workspace_option
from rpa.cli.terminal import is_terminal, print_json, say, screen_width, table
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.ledger.protocol import Ledger
    from rpa.model.run import Run, Totals

COLUMNS = ("Run", "Recipe", "Started", "Took", "Done", "Rejected", "Failed", "In doubt", "In review", "Skipped", "Left")

SHORT_COLUMNS = ("Run", "Recipe", "Started", "Took", "What came of it")
ROOMY = 120
"""Columns of a screen on which each count has a column of its own."""


@click.command("runs")
@click.argument("recipe", required=False)
@click.option("-n", "--number", type=click.IntRange(1), default=20, show_default=True, help="How many, newest first.")
@json_option
@workspace_option
def command(recipe: str | None, number: int, as_json: bool, workspace: Workspace) -> None:
    """List runs, of all recipes or of RECIPE, newest first.

    Counts tell how a run ended. A run without an end is still under way, or it was killed: its counts tell how its
    items stand now.
    """
    from rpa.reports.opening import open_existing

    ledger = open_existing(workspace)
    runs = ledger.runs(recipe, number) if ledger else []
    try:
        totals = [run.totals or ledger.totals(run.id) for run in runs] if ledger else []
        if recipe and not runs and ledger:
            check_recipe_name(ledger, recipe)
    finally:
        if ledger:
            ledger.close()
    zone = ZoneInfo(workspace.timezone)
    if as_json:
        print_json([run_data(run, sums, zone) for run, sums in zip(runs, totals, strict=True)])
    elif not runs:
        say("Nothing has run yet.")
    elif is_terminal() and screen_width() < ROOMY:
        rows = [_short_row(run, sums, zone) for run, sums in zip(runs, totals, strict=True)]
        _print(SHORT_COLUMNS, rows)
    else:
        rows = [_row(run, sums, zone) for run, sums in zip(runs, totals, strict=True)]
        _print(COLUMNS, rows)


def _print(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """Rows that end with an error, a column that is only there when there is something to say."""
    errors = any(row[-1] for row in rows)
    table((*columns, "Error") if errors else columns, rows if errors else [row[:-1] for row in rows])


def check_recipe_name(ledger: Ledger, recipe: str) -> None:
    """Refuse a recipe that has never run.

    Raises:
        UsageError: Names the nearest that has.
    """
    from difflib import get_close_matches

    from rpa.errors import UsageError

    known = dict.fromkeys(run.recipe for run in ledger.runs(limit=10_000))
    if recipe in known:
        return
    near = get_close_matches(recipe, known, 1)
    hint = f"Did you mean {near[0]}?" if near else f"These have: {', '.join(known) or 'none'}."
    raise UsageError(f"no recipe {recipe} has run here.", hint=hint)


def run_data(run: Run, totals: Totals, zone: ZoneInfo) -> dict[str, Any]:
    """A run as plain data; times in the company's time zone."""
    return {
        "run": run.id,
        "recipe": run.recipe,
        "started": run.started.astimezone(zone).isoformat(timespec="seconds"),
        "finished": run.finished.astimezone(zone).isoformat(timespec="seconds") if run.finished else None,
        "seconds": max(round((run.finished - run.started).total_seconds(), 3), 0) if run.finished else None,
        "totals": asdict(totals),
        "error": run.error,
    }


def _row(run: Run, totals: Totals, zone: ZoneInfo) -> tuple[Any, ...]:
    from rpa.reports.wording import duration

    took = duration(run.finished - run.started) if run.finished else "not finished"
    started = f"{run.started.astimezone(zone):%Y-%m-%d %H:%M}"
    return (run.id, run.recipe, started, took, *asdict(totals).values(), run.error)


def _short_row(run: Run, totals: Totals, zone: ZoneInfo) -> tuple[Any, ...]:
    counts = [f"{number} {name.replace('_', ' ')}" for name, number in asdict(totals).items() if number]
    full = _row(run, totals, zone)
    return (*full[:4], ", ".join(counts) or "nothing to do", run.error)
