"""Say where the report of a run is, and what it adds up to."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import click

from rpa.cli.options import json_option, workspace_option
from rpa.cli.terminal import is_terminal, print_json, say, short, table
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.ledger.protocol import Ledger
    from rpa.model.run import Run
    from rpa.reports.files import ReportFiles


@click.command("report")
@click.argument("which", required=False, metavar="[RUN|RECIPE]")
@click.option("--recipe", metavar="NAME", help="The latest run of this recipe, instead of the latest of all.")
@click.option("--rebuild", is_flag=True, help="Write the report anew: it then tells how the items stand now.")
@json_option
@workspace_option
def command(which: str | None, recipe: str | None, rebuild: bool, as_json: bool, workspace: Workspace) -> None:
    """Print the path of the report of RUN, or of the latest run of RECIPE (default: of all), with its counts.

    A run writes its report by itself. One that is not there, because the run was killed or found nothing to do, is
    written now.
    """
    from rpa.reports.opening import open_existing

    run = _number(which)
    if which is not None and run is None:
        if recipe not in (None, which):
            raise click.UsageError(f"Two recipes are named: {which} and {recipe}.")
        recipe = which
    ledger = open_existing(workspace)
    if ledger is None:
        _say_nothing(as_json)
        return
    try:
        found = _find(ledger, run, recipe)
        if found is None:
            _say_nothing(as_json)
            return
        totals = found.totals or ledger.totals(found.id)
        files = _files(workspace, ledger, found, rebuild=rebuild)
    finally:
        ledger.close()
    if as_json:
        from rpa.cli.runs import run_data

        paths = {"report": str(files.report), "hand_back": str(files.hand_back) if files.hand_back else None}
        print_json(run_data(found, totals, ZoneInfo(workspace.timezone)) | paths)
        return
    rows = [("report", files.report), *([("hand-back workbook", files.hand_back)] if files.hand_back else [])]
    counts = [(name.replace("_", " "), number) for name, number in asdict(totals).items() if number]
    facts = [("recipe", found.recipe), ("run", found.id), *counts]
    if is_terminal():
        table(("What", "Value"), facts)
        for name, path in rows:
            click.echo(f"{name}:\n{short(path)}")
    else:
        table(("What", "Value"), [*facts, *rows])
    if found.error:
        say(found.error, colour="red")


def _number(which: str | None) -> int | None:
    if which is None or not which.removeprefix("-").isdecimal():
        return None
    if int(which) < 1:
        raise click.UsageError("Runs are numbered from 1.")
    return int(which)


def _say_nothing(as_json: bool) -> None:
    if as_json:
        print_json(None)
    else:
        say("Nothing has run yet.")


def _find(ledger: Ledger, number: int | None, recipe: str | None) -> Run | None:
    from rpa.cli.runs import check_recipe_name
    from rpa.errors import UsageError

    if recipe is not None:
        check_recipe_name(ledger, recipe)
    if number is None:
        return next(iter(ledger.runs(recipe, 1)), None)
    found = ledger.run(number)
    if found is None or (recipe is not None and found.recipe != recipe):
        raise UsageError(f"there is no run {number}{f' of {recipe}' if recipe else ''}.", hint="See: rpa runs")
    return found


def _files(workspace: Workspace, ledger: Ledger, run: Run, *, rebuild: bool) -> ReportFiles:
    from rpa.reports.files import ReportFiles, write_reports
    from rpa.reports.places import report_folder

    folder = report_folder(workspace, run.recipe, run.id)
    report, book = folder / "report.html", folder / "hand-back.xlsx"
    if rebuild or not report.is_file():
        return write_reports(workspace, ledger, run.id)
    return ReportFiles(report, book if book.is_file() else None)
