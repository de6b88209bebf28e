"""Runs that ended before they could tell what became of their items: killed, interrupted, or cut off while reporting.

What they have rejected stands nowhere but in the ledger, and their input is filed away: the next run tells it.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rpa.engine.runs import open_ledger
from rpa.errors import LedgerError, RpaError
from rpa.ledger.arrivals import NOTHING_MORE
from rpa.ledger.protocol import ItemRow, Ledger
from rpa.ledger.reading import WAITING
from rpa.model.run import Run, Totals
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.reports.files import ReportFiles

_log = logging.getLogger(__name__)
MARK = "rpa: told"
"""Name of the mark that says up to which run of a recipe everything was told."""
LOOKED_BACK = 50
"""Runs; each one tells what it finds, so that there is never more than a handful."""


@dataclass(frozen=True)
class Earlier:
    """An earlier run that nobody was told about.

    Attributes:
        run: The run.
        rows: Its items that a person has to look at, as they stand now.
        files: Its report; None when it could not be written.
        trouble: Why it could not be.
    """

    run: Run
    rows: Sequence[ItemRow]
    files: ReportFiles | None
    trouble: str = ""

    @property
    def totals(self) -> Totals:
        """How many of its items wait for a person, by state."""
        return Totals(**Counter(row.state.value for row in self.rows))


def untold(workspace: Workspace, recipe: str, run: int) -> list[Earlier]:
    """The runs of a recipe before this one that nobody was told about and that left something for a person.

    Their reports are written.
    """
    ledger = open_ledger(workspace)
    try:
        found = []
        for one in reversed(_untold_runs(ledger, recipe, run)):
            rows = [row for row in ledger.items(recipe, tuple(WAITING), run=one.id) if _is_news(row, one)]
            if rows:
                found.append(_report(workspace, ledger, one, rows))
        return found
    finally:
        ledger.close()


def keep_told(workspace: Workspace, recipe: str, run: int) -> None:
    """Note that everything up to this run was told; runs that are still under way will tell themselves."""
    ledger = open_ledger(workspace)
    try:
        under_way = [one.id for one in ledger.unfinished_runs(recipe) if one.id < run]
        ledger.keep_mark(run, recipe, MARK, {"run": run, "but": under_way})
    except LedgerError as error:
        _log.warning("that run %s was told could not be noted, the next run tells it again: %s", run, error)
    finally:
        ledger.close()


def _untold_runs(ledger: Ledger, recipe: str, run: int) -> list[Run]:
    mark = ledger.mark(recipe, MARK)
    last, but = int(mark.get("run", 0)), set(mark.get("but", ()))
    runs = ledger.runs(recipe, limit=LOOKED_BACK)
    return [one for one in runs if one.id < run and one.finished is not None and (one.id > last or one.id in but)]


def _is_news(row: ItemRow, run: Run) -> bool:
    """Whether it stands as that run left it: a later run, or the person who decided, knows of it."""
    return row.run == run.id and not row.reason.startswith(NOTHING_MORE)


def _report(workspace: Workspace, ledger: Ledger, run: Run, rows: Sequence[ItemRow]) -> Earlier:
    from rpa.reports.files import write_reports

    try:
        return Earlier(run, rows, write_reports(workspace, ledger, run.id))
    except (RpaError, OSError) as error:
        return Earlier(run, rows, None, f"The report of run {run.id} is missing: {why_not_written(error)}")


def why_not_written(error: RpaError | OSError) -> str:
    """Why a report is missing, in words."""
    return str(error) if isinstance(error, RpaError) else f"{error.filename}: {error.strerror}"
