"""What must hold for every recipe: nothing twice, a plan that is the next run's journal, a workbook for the clerk."""

from __future__ import annotations

from collections.abc import Iterable

from rpa.engine.plans import Plan
from rpa.model.effect import Intent
from rpa.model.item import ItemState
from rpa.model.run import Totals
from rpa.reports.files import ReportFiles
from tests.fakes.company_office import CompanyOffice

Write = tuple[str, str, str, tuple[tuple[str, str], ...]]


def as_write(intent: Intent) -> Write:
    return intent.kind, intent.target, intent.summary, tuple(intent.fields)


def is_known(write: Write) -> bool:
    """Whether a plan could say all of it: a mail that waits for a number has no text and no target yet."""
    return "‹" not in str(write) and bool(write[1])


def journal(office: CompanyOffice, recipe: str) -> dict[str, list[Write]]:
    """The writes that were done, by business key, in order."""
    return {
        row.key: [as_write(step.intent) for step in office.steps(row.id) if step.intent and str(step.state) == "done"]
        for row in office.items(recipe)
        if row.state is ItemState.DONE
    }


def prove_plan(plan: Plan, done: dict[str, list[Write]], but: Iterable[str] = ()) -> int:
    """The plan names every write that was done, in order; those it knew whole it told field by field.

    Args:
        plan: Made before.
        done: The journal of the run after it.
        but: Keys whose writes depend on what other items of the same run write.

    Returns:
        How many writes were equal in every field.
    """
    equal = 0
    planned = {
        item.key: [as_write(write.intent) for write in item.writes] for item in plan.items if item.outcome == "done"
    }
    assert planned.keys() == done.keys()
    for key in planned.keys() - set(but):
        assert len(planned[key]) == len(done[key]), (key, planned[key], done[key])
        for told, written in zip(planned[key], done[key], strict=True):
            if is_known(told):
                assert told == written, f"{key}\n{told}\n{written}"
                equal += 1
    return equal


def prove_once(office: CompanyOffice) -> dict[str, int]:
    """The company counted nothing twice; returns what it counted, by kind."""
    counts = office.counts()
    assert counts["repeated"] == {}
    assert counts["writes"] == counts["distinct"]
    return {kind: n for kind, n in counts["writes"].items() if n}


def handed_back(files: ReportFiles) -> str:
    """Everything the hand-back workbook says, one cell a line."""
    from openpyxl import load_workbook

    assert files.hand_back is not None
    book = load_workbook(files.hand_back)
    cells = [
        str(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    ]
    book.close()
    return "\n".join(cells)


def totals_by_state(totals: Totals) -> dict[str, int]:
    return {state: n for state, n in vars(totals).items() if n}
