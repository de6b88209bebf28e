"""What is told of runs that are over: of the one that has just ended, and of earlier ones that nobody was told of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rpa.engine.untold import Untold, unheard_runs
from rpa.errors import RpaError
from rpa.ledger.protocol import ItemRow, Ledger
from rpa.model.workspace import Workspace
from rpa.reports.wording import count

if TYPE_CHECKING:
    from rpa.drivers.machine import Check
    from rpa.reports.files import ReportFiles


@dataclass(frozen=True)
class Account:
    """What became of a run's items.

    Attributes:
        rows: Those that are told one by one.
        files: The run's report; None when it has none, or when it could not be written.
        trouble: Why it could not be.
        earlier: The run, when it is one that nobody was told of.
    """

    rows: Sequence[ItemRow] = ()
    files: ReportFiles | None = None
    trouble: str = ""
    earlier: Untold | None = None


def account_of(
    workspace: Workspace, ledger: Ledger, run: int, rows: Sequence[ItemRow], earlier: Untold | None = None
) -> Account:
    """Write a run's report; one that cannot be written changes nothing of what was done.

    Args:
        workspace: Where.
        ledger: What happened.
        run: Number of the run.
        rows: Items of it to tell.
        earlier: The run, when it is one that nobody was told of.
    """
    from rpa.reports.files import write_reports

    try:
        return Account(rows, write_reports(workspace, ledger, run), "", earlier)
    except (RpaError, OSError) as error:
        why = str(error) if isinstance(error, RpaError) else f"{error.filename}: {error.strerror}."
        then = f"What was done is recorded. Once that is mended: rpa report {run}"
        return Account(rows, None, f"The report of run {run} is missing: {why} {then}", earlier)


def accounts_of_earlier(workspace: Workspace, ledger: Ledger, untold: Sequence[Untold]) -> list[Account]:
    """Write the reports of runs that nobody was told of."""
    return [account_of(workspace, ledger, one.run.id, one.rows, one) for one in untold]


def check_untold(workspace: Workspace) -> Iterator[Check]:
    """What doctor says about runs that nobody was told of; does not raise.

    The next run of the recipe tells it: of a recipe that is never started again nobody would hear.
    """
    from rpa.drivers.machine import Check
    from rpa.engine.hand import NAME
    from rpa.engine.presence import sight_of_others
    from rpa.reports.opening import open_existing

    try:
        ledger = open_existing(workspace)
        if ledger is None:
            return
        with closing(ledger), sight_of_others(workspace) as is_alive:
            # Of an action done by hand its person has seen the end; there is no recipe to run again.
            found = [one for one in unheard_runs(ledger, is_alive) if one.run.recipe != NAME]
    except RpaError as error:
        seen = f"{error.place}: {error.message}" if error.place else error.message
        yield Check("ledger", "missing", seen, error.hint)
        return
    for one in found:
        facts = [f"{count(len(one.rows), 'item')} for a person"] if one.rows else []
        facts += [f"{count(one.left, 'item')} left"] if one.left else []
        name = one.run.recipe
        seen = f"nobody was told of run {one.run.id} of {name} ({one.why}): {', '.join(facts) or 'no item is open'}"
        look = f"To look at them: rpa review {name}. " if one.totals.in_doubt or one.totals.in_review else ""
        yield Check("runs", "warn", seen, f"{look}To be told, and to go on: rpa run {name}")
