"""Where a run's reports lie, and writing them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rpa.drivers.files import write_file
from rpa.ledger.protocol import Ledger
from rpa.model.item import ItemState
from rpa.model.workspace import Workspace
from rpa.reports.hand_back import HANDED_BACK, hand_back
from rpa.reports.html import render_report
from rpa.reports.places import recipe_folder, report_folder

OTHERS = tuple(state for state in ItemState if state not in HANDED_BACK)
LISTED = 5000
"""Items listed in a report beside those that a person has to look at."""


@dataclass(frozen=True)
class ReportFiles:
    """The files of one run.

    Attributes:
        report: The HTML report, self-contained.
        hand_back: The hand-back workbook; None when nothing is handed back.
    """

    report: Path
    hand_back: Path | None


def write_reports(workspace: Workspace, ledger: Ledger, run: int) -> ReportFiles:
    """Write the report and the hand-back workbook of a run, over earlier ones of the same run.

    Args:
        workspace: Where.
        ledger: What happened.
        run: Number of the run.

    Returns:
        Where they are.
    """
    row = ledger.run(run)
    assert row is not None  # noqa: S101 - the caller has it from the ledger
    folder = report_folder(workspace, row.recipe, run)
    # What a person has to look at is all there; of the others as many as a page can show: a run may have a million.
    back = ledger.items(row.recipe, HANDED_BACK, run=run)
    items = sorted([*back, *ledger.items(row.recipe, OTHERS, run=run, limit=LISTED)], key=lambda item: item.id)
    report = folder / "report.html"
    write_file(report, render_report(workspace, ledger, row, items).encode())
    book = hand_back(row.recipe, f"run {run}", back)
    path = folder / "hand-back.xlsx"
    if book is None:
        path.unlink(missing_ok=True)
        return ReportFiles(report, None)
    write_file(path, book)
    return ReportFiles(report, path)


def write_decided(workspace: Workspace, ledger: Ledger, recipe: str, items: Sequence[int]) -> Path | None:
    """Write the hand-back workbook of items that a person has rejected, for the clerk who handed them in.

    Args:
        workspace: Where.
        ledger: What happened.
        recipe: Name of their recipe.
        items: Their numbers.

    Returns:
        Where it is; None when nothing of theirs came from a clerk.
    """
    rows = [row for number in items if (row := ledger.item(number)) is not None and row.original]
    book = hand_back(recipe, "rejected by a person", rows)
    if book is None:
        return None
    path = recipe_folder(workspace, recipe) / "rejected" / f"items-{'-'.join(str(row.id) for row in rows[:10])}.xlsx"
    write_file(path, book)
    return path
