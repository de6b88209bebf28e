"""Running a recipe from the command line: the screen, the reports, the exit code."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rpa.cli.drawing import STATE_COLOURS
from rpa.cli.earlier import Earlier, keep_told, untold, why_not_written
from rpa.cli.log_file import open_log
from rpa.cli.progress import Bar, Silent, watch
from rpa.cli.settings import refuse_mistakes
from rpa.cli.terminal import is_terminal, is_under_cron, print_json, say, short, table
from rpa.engine.runs import RunOptions, RunOutcome, open_ledger, run_recipe
from rpa.errors import EnvironmentNotReady, RpaError
from rpa.ledger.protocol import ItemRow
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
    rows: list[ItemRow] = []
    files, trouble = None, ""
    # A recipe that looks every minute whether something has come would make half a million reports a year.
    if not outcome.is_empty:
        rows, files, trouble = look_back(workspace, recipe.name, outcome.run, () if as_json else TOLD)
    before = untold(workspace, recipe.name, outcome.run)
    code = _code(outcome, before) or (EnvironmentNotReady.exit_code if trouble else 0)
    if as_json:
        more = {"exit_code": code} | ({"trouble": trouble} if trouble else {})
        print_json(as_data(recipe.name, outcome, rows, files) | more | _told_earlier(before))
    elif not (quiet and code == 0) and not (is_under_cron() and code == 0):
        show_earlier(before)
        show(recipe.name, outcome, rows, files)
    if trouble:
        say(trouble, colour=STATE_COLOURS["failed"])
    if (not outcome.is_empty or before) and not any([trouble, *(one.trouble for one in before)]):
        keep_told(workspace, recipe.name, outcome.run)
    return code


def _code(outcome: RunOutcome, before: Sequence[Earlier]) -> int:
    """The exit code for a run and for what earlier ones had not told; 3 wins over 4."""
    codes = {outcome.exit_code, *(one.totals.exit_code for one in before)} - {0}
    return min(codes, default=0)


def show_earlier(before: Sequence[Earlier]) -> None:
    """Print what earlier runs had not told: their items for a person, and where they are handed back."""
    for one in before:
        why = one.run.error or "it was cut off while it told of them"
        say(f"Run {one.run.id} had not told of {count(len(one.rows), 'item')} ({why}):", colour=STATE_COLOURS["failed"])
        table(["State", "Key", "From", "Reason"], [[r.state, r.key, r.place, r.reason] for r in one.rows[:SHOWN]])
        if len(one.rows) > SHOWN:
            say(f"... and {len(one.rows) - SHOWN} more in its report.")
        _say_files(one.files)
        if one.trouble:
            say(one.trouble, colour=STATE_COLOURS["failed"])
        say()


def _told_earlier(before: Sequence[Earlier]) -> dict[str, Any]:
    """The same as plain data; nothing where there is nothing."""
    told = [{"run": one.run.id, "error": one.run.error, **_item_data(one.rows), **_paths(one.files)} for one in before]
    return {"earlier": told} if told else {}


def _watcher(announce: int | None, *, quiet: bool) -> Bar | Silent:
    if announce is None:
        return watch(quiet=quiet)
    from rpa.cli.detaching import announcer

    return announcer(announce)


def _tell_of_end(workspace: Workspace, name: str, error: EnvironmentNotReady, *, as_json: bool) -> None:
    """What a run did before something was missing: its totals and its report, as for any other run."""
    assert error.run is not None  # noqa: S101 - asked by the caller
    rows, files, trouble = look_back(workspace, name, error.run, () if as_json else TOLD)
    ledger = open_ledger(workspace)
    try:
        run = ledger.run(error.run)
    finally:
        ledger.close()
    if run is None or run.totals is None:
        return
    outcome, before = RunOutcome(error.run, run.totals), untold(workspace, name, error.run)
    if as_json:
        more = {"exit_code": error.exit_code, "error": str(error)} | ({"trouble": trouble} if trouble else {})
        print_json(as_data(name, outcome, rows, files) | more | _told_earlier(before))
    else:
        show_earlier(before)
    if not as_json and any(vars(run.totals).values()):
        show(name, outcome, rows, files)
    if not any([trouble, *(one.trouble for one in before)]):
        keep_told(workspace, name, error.run)
    if trouble:
        say(trouble, colour=STATE_COLOURS["failed"])


def look_back(
    workspace: Workspace, name: str, run: int, states: Sequence[ItemState] = ()
) -> tuple[list[ItemRow], ReportFiles | None, str]:
    """What became of a run's items, and its report; a report that cannot be written changes nothing of what was done.

    Args:
        workspace: Where.
        name: The recipe's name.
        run: Number of the run.
        states: Only items in these; all when none are named.

    Returns:
        The items, the report's files (None when there are none), and why there are none.
    """
    from rpa.reports.files import write_reports

    rows: list[ItemRow] = []
    try:
        ledger = open_ledger(workspace)
        try:
            rows = ledger.items(name, states, run=run)
            return rows, write_reports(workspace, ledger, run), ""
        finally:
            ledger.close()
    except (RpaError, OSError) as error:
        why = why_not_written(error)
        return (
            rows,
            None,
            f"The report is missing: {why} What was done is recorded. Once that is mended: rpa report {run}",
        )


def _say_interrupted(workspace: Workspace, name: str) -> None:
    """What a person who pressed Ctrl-C has to know: how much is left, and that nothing is lost."""
    ledger = open_ledger(workspace)
    try:
        left = sum(ledger.count(name, state) for state in (ItemState.NEW, ItemState.CLAIMED))
    finally:
        ledger.close()
    say(f"Interrupted: {count(left, 'item')} left. The next run goes on with them: rpa run {name}", colour="yellow")


def standing(row: ItemRow) -> str:
    """An item's state as its run saw it: what had come to its end before is `skipped`."""
    return "skipped" if is_skipped(row.state, row.verdict) else str(row.state)


def show(name: str, outcome: RunOutcome, rows: list[ItemRow], files: ReportFiles | None) -> None:
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
    waiting = [row for row in rows if row.reason and row.state not in (ItemState.DONE, ItemState.NEW)]
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
    _say_files(files)


def _say_files(files: ReportFiles | None) -> None:
    if files is None:
        return
    if files.hand_back:
        say(f"Hand-back workbook: {short(files.hand_back)}")
    say(f"Report: {short(files.report)}")


def as_data(name: str, outcome: RunOutcome, rows: list[ItemRow], files: ReportFiles | None) -> dict[str, Any]:
    """A run's outcome as plain data."""
    totals = {state: getattr(outcome.totals, state) for state in WORDS}
    return {
        "recipe": name,
        "run": outcome.run,
        "exit_code": outcome.exit_code,
        "error": outcome.error,
        "totals": totals,
        **_item_data(rows),
        **_paths(files),
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
