"""Running a recipe from the command line: the screen, the reports, the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import TYPE_CHECKING, Any

from rpa.cli.drawing import STATE_COLOURS
from rpa.cli.earlier import Account, account_of, accounts_of_earlier
from rpa.cli.log_file import open_log
from rpa.cli.progress import Bar, Silent, watch
from rpa.cli.settings import refuse_mistakes
from rpa.cli.terminal import is_terminal, is_under_cron, print_json, say, short, table
from rpa.engine.runs import RunOptions, RunOutcome, open_ledger, run_recipe
from rpa.engine.untold import keep_told, untold_runs
from rpa.errors import EnvironmentNotReady
from rpa.ledger.protocol import ItemRow, Ledger
from rpa.model.item import ItemState, is_skipped
from rpa.model.workspace import Workspace
from rpa.recipe.library import load_recipe
from rpa.reports.wording import count

if TYPE_CHECKING:
    from rpa.reports.files import ReportFiles

WORDS = {
    "done": "done",
    "rejected": "rejected: back to the clerk",
    "failed": "failed",
    "in_doubt": "in doubt: a person has to look",
    "in_review": "in review: a person decides",
    "skipped": "skipped: done before",
    "left": "left for the next run",
}
TOLD = tuple(state for state in ItemState if state not in (ItemState.DONE, ItemState.NEW))
"""States whose items are told with their reason; of the others, however many, the sums are enough."""
SHOWN = 25
"""Rows of the list of reasons on the screen; all of them are in the report."""


def run_and_tell(
    workspace: Workspace,
    name: str,
    options: RunOptions,
    *,
    quiet: bool,
    as_json: bool,
    announce: int | None = None,
) -> int:
    """Run a recipe, write its reports and tell the person at the terminal.

    Args:
        workspace: Where.
        name: The recipe's name or file.
        options: How.
        quiet: Say nothing when all is well.
        as_json: One JSON document on stdout.
        announce: Descriptor to tell the number of the run to; None: to nobody.

    Returns:
        The exit code.

    Raises:
        SettingsError: `rpa.toml` has mistakes; nothing ran.
    """
    refuse_mistakes(workspace, name)
    recipe = load_recipe(workspace, name)
    open_log(workspace)
    with _watcher(announce, quiet=quiet or as_json) as watcher:
        try:
            outcome = run_recipe(workspace, recipe, options, watcher)
        except KeyboardInterrupt:
            watcher.stop()
            _say_interrupted(workspace, recipe.name)
            raise
        except EnvironmentNotReady as error:
            watcher.stop()
            if error.run is not None:
                _tell_of_end(workspace, recipe.name, error, as_json=as_json)
            raise
    # A recipe that looks every minute whether something has come would make half a million reports a year.
    if outcome.is_empty and not outcome.untold:
        return _tell(recipe.name, outcome, Account(), (), quiet=quiet, as_json=as_json)
    with closing(open_ledger(workspace)) as ledger:
        return _report_and_tell(workspace, ledger, recipe.name, outcome, quiet=quiet, as_json=as_json)


def _report_and_tell(
    workspace: Workspace,
    ledger: Ledger,
    name: str,
    outcome: RunOutcome,
    *,
    quiet: bool = False,
    as_json: bool = False,
    error: EnvironmentNotReady | None = None,
) -> int:
    """Write the reports of a run and of earlier ones, tell of them, and note it; returns the exit code."""
    own = Account()
    if error or not outcome.is_empty:
        own = account_of(workspace, ledger, outcome.run, ledger.items(name, () if as_json else TOLD, run=outcome.run))
    before = accounts_of_earlier(workspace, ledger, outcome.untold)
    code = _tell(name, outcome, own, before, quiet=quiet, as_json=as_json, error=error)
    if not any(one.trouble for one in (own, *before)):
        keep_told(ledger, name, outcome.run)
    return code


def _tell(
    name: str,
    outcome: RunOutcome,
    own: Account,
    before: Sequence[Account],
    *,
    quiet: bool = False,
    as_json: bool = False,
    error: EnvironmentNotReady | None = None,
) -> int:
    """Tell what became of a run's items, and of those of earlier runs that nobody was told of.

    Args:
        name: The recipe's name.
        outcome: How the run ended.
        own: Of the run itself.
        before: Of the earlier ones.
        quiet: Say nothing when all is well.
        as_json: One JSON document on stdout.
        error: What ended the run, where something was missing.

    Returns:
        The exit code.
    """
    code = error.exit_code if error else _code(outcome, own, before)
    if as_json:
        more = {"exit_code": code} | ({"error": str(error)} if error else {})
        more |= {"trouble": own.trouble} if own.trouble else {}
        print_json(as_data(name, outcome, own) | more | _told_earlier(before))
    elif code or not (quiet or is_under_cron()):
        show_earlier(before)
        if not error or any(vars(outcome.totals).values()):
            show(name, outcome, own)
    if own.trouble:
        say(own.trouble, colour=STATE_COLOURS["failed"])
    return code


def _code(outcome: RunOutcome, own: Account, before: Sequence[Account]) -> int:
    """The exit code for a run and for what earlier ones had not told: 3 wins over 4, and both over a missing report."""
    codes = {outcome.exit_code, *(one.earlier.totals.exit_code for one in before if one.earlier)} - {0}
    return min(codes, default=EnvironmentNotReady.exit_code if own.trouble else 0)


def show_earlier(before: Sequence[Account]) -> None:
    """Print what earlier runs had not told: their items for a person, and where they are handed back."""
    for one in before:
        assert one.earlier is not None  # noqa: S101 - made for it
        why = one.earlier.why
        say(
            f"Run {one.earlier.run.id} had not told of {count(len(one.rows), 'item')} ({why}):",
            colour=STATE_COLOURS["failed"],
        )
        table(["State", "Key", "From", "Reason"], [[r.state, r.key, r.place, r.reason] for r in one.rows[:SHOWN]])
        if len(one.rows) > SHOWN:
            say(f"... and {len(one.rows) - SHOWN} more in its report.")
        _say_files(one.files)
        if one.trouble:
            say(one.trouble, colour=STATE_COLOURS["failed"])
        say()


def _told_earlier(before: Sequence[Account]) -> dict[str, Any]:
    """The same as plain data; nothing where there is nothing."""
    told = [
        {"run": one.earlier.run.id, "error": one.earlier.run.error, **_item_data(one.rows), **_paths(one.files)}
        for one in before
        if one.earlier
    ]
    return {"earlier": told} if told else {}


def _watcher(announce: int | None, *, quiet: bool) -> Bar | Silent:
    if announce is None:
        return watch(quiet=quiet)
    from rpa.cli.detaching import announcer

    return announcer(announce)


def _tell_of_end(workspace: Workspace, name: str, error: EnvironmentNotReady, *, as_json: bool) -> None:
    """What a run did before something was missing: its totals and its report, as for any other run."""
    assert error.run is not None  # noqa: S101 - asked by the caller
    with closing(open_ledger(workspace)) as ledger:
        run = ledger.run(error.run)
        if run is None or run.totals is None:
            return
        outcome = RunOutcome(run.id, run.totals, untold=untold_runs(ledger, name, run.id))
        _report_and_tell(workspace, ledger, name, outcome, as_json=as_json, error=error)


def _say_interrupted(workspace: Workspace, name: str) -> None:
    """What a person who pressed Ctrl-C has to know: how much is left, and that nothing is lost."""
    with closing(open_ledger(workspace)) as ledger:
        left = sum(ledger.count(name, state) for state in (ItemState.NEW, ItemState.CLAIMED))
    say(f"Interrupted: {count(left, 'item')} left. The next run goes on with them: rpa run {name}", colour="yellow")


def standing(row: ItemRow) -> str:
    """An item's state as its run saw it: what had come to its end before is `skipped`."""
    return "skipped" if is_skipped(row.state, row.verdict) else str(row.state)


def show(name: str, outcome: RunOutcome, own: Account) -> None:
    """Print the closing table, the reasons and the files to open."""
    totals = outcome.totals
    sums = [(state, getattr(totals, state)) for state in WORDS]
    if is_terminal():
        table(
            ["State", "Items", ""],
            [[s, n, WORDS[s]] for s, n in sums if n or s == "done"],
            title=f"{name}, run {outcome.run}",
        )
    else:
        table(["recipe", "run", *WORDS], [[name, outcome.run, *(number for _, number in sums)]])
    waiting = [row for row in own.rows if row.reason and row.state not in (ItemState.DONE, ItemState.NEW)]
    if waiting:
        if is_terminal():
            say()
        table(
            ["State", "Key", "From", "Reason"], [[row.state, row.key, row.place, row.reason] for row in waiting[:SHOWN]]
        )
        if len(waiting) > SHOWN:
            say(f"... and {len(waiting) - SHOWN} more in the report.")
    if outcome.error:
        say(outcome.error, colour=STATE_COLOURS["failed"])
    if totals.in_doubt or totals.in_review:
        say(f"For a person to decide: rpa review {name}", colour=STATE_COLOURS["in_doubt"])
    if outcome.is_empty:
        say(f"There was nothing to do, so there is no report. Still to make one: rpa report {outcome.run}")
    _say_files(own.files)


def _say_files(files: ReportFiles | None) -> None:
    if files is None:
        return
    if files.hand_back:
        say(f"Hand-back workbook: {short(files.hand_back)}")
    say(f"Report: {short(files.report)}")


def as_data(name: str, outcome: RunOutcome, own: Account) -> dict[str, Any]:
    """A run's outcome as plain data."""
    totals = {state: getattr(outcome.totals, state) for state in WORDS}
    return {
        "recipe": name,
        "run": outcome.run,
        "exit_code": outcome.exit_code,
        "error": outcome.error,
        "totals": totals,
        **_item_data(own.rows),
        **_paths(own.files),
    }


def _item_data(rows: Sequence[ItemRow]) -> dict[str, Any]:
    return {
        "items": [
            {"item": row.id, "key": row.key, "state": standing(row), "reason": row.reason, "place": row.place}
            for row in rows
        ]
    }


def _paths(files: ReportFiles | None) -> dict[str, Any]:
    return {
        "report": str(files.report) if files else None,
        "hand_back": str(files.hand_back) if files and files.hand_back else None,
    }
