"""Remove what is older than the company wants to keep: details of items, pictures, reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from rpa.cli.options import json_option, workspace_option
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.engine.retention import Keeping, Old
    from rpa.ledger.deciding import Deciding
    from rpa.model.retention import Kind

WORDS = {
    "details": "details of ended items",
    "events": "events",
    "pictures": "pictures and pages, files",
    "inputs": "kept attachments, files",
    "reports": "reports, files",
    "plans": "pages of plans, files",
    "logs": "older logs, files",
    "backups": "copies of the ledger",
}


@click.command("prune")
@click.option("--yes", is_flag=True, help="Remove it. Without this, only say what would be removed.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing when all is well.")
@click.option("--clock-is-right", is_flag=True, help="Believe the clock, though nothing has run for more than a year.")
@json_option
@workspace_option
def command(yes: bool, quiet: bool, clock_is_right: bool, as_json: bool, workspace: Workspace) -> None:
    """Show what is older than `[retention]` in rpa.toml says; with --yes, remove it for good.

    Without a word there, everything is kept. What tells that a piece of work was done is never removed, and open items
    are not touched: the same order arriving ten years later is still skipped.
    """
    from zoneinfo import ZoneInfo

    from rpa.cli.log_file import open_log
    from rpa.cli.terminal import is_under_cron, print_json, say
    from rpa.drivers.locks import recipe_lock
    from rpa.engine.retention import Keeping
    from rpa.model.clock import Clock
    from rpa.model.retention import read_retention
    from rpa.reports.opening import open_existing

    retention = read_retention(workspace.settings)
    if not retention.periods and not as_json:
        say("Everything is kept: rpa.toml has no [retention] yet. See docs/operate.md, Retention.")
        return
    ledger = open_existing(workspace)
    try:
        keeping = Keeping(workspace, ledger, retention, Clock(ZoneInfo(workspace.timezone)))
        if not clock_is_right:
            keeping.doubt_clock()
        if not yes:
            old = list(keeping.old())
            print_json([_data(one) for one in old]) if as_json else _show(old)
            return
        open_log(workspace)
        with recipe_lock(workspace.locks, "rpa-prune"):
            gone, notes = _remove(workspace, keeping, ledger, quiet=quiet or as_json)
    finally:
        if ledger is not None:
            ledger.close()
    if as_json:
        print_json({"removed": {kind.value: number for kind, number in gone.items()}, "notes": notes})
    elif not quiet and not is_under_cron():
        _tell(gone, notes)


def _data(one: Old) -> dict[str, Any]:
    return {
        "kind": one.kind.value,
        "kept": str(one.period) if one.period else "for ever",
        "older_than": one.before.date().isoformat() if one.before else None,
        "number": one.number,
        "bytes": one.size,
    }


def _show(old: list[Old]) -> None:
    from rpa.cli.terminal import say, table

    rows = [
        (
            WORDS[one.kind],
            one.period or "for ever",
            one.before.date() if one.before else "",
            f"{one.number:,}" if one.before else "",
            size(one.size) if one.before else "",
        )
        for one in old
    ]
    table(("What", "Kept", "Older than", "How many", "Space"), rows)
    if any(one.number for one in old):
        say("Nothing was removed. To remove it for good: rpa prune --yes")
    else:
        say("There is nothing to remove.")


def _remove(
    workspace: Workspace, keeping: Keeping, ledger: Deciding | None, *, quiet: bool
) -> tuple[dict[Kind, int], list[str]]:
    """Remove what is old, with a bar on a terminal, then give the space back."""
    from rpa.cli.terminal import progress_bar
    from rpa.ledger.space import forget_for_good, sqlite_connection

    if ledger is not None and (connection := sqlite_connection(ledger)) is not None:
        forget_for_good(connection)
    total = 0 if quiet else sum(one.number for one in keeping.old())
    with progress_bar("Removing", total) as advance:
        gone = keeping.remove(lambda _kind, number: advance(number))
    return gone, _give_back(workspace, ledger) if ledger is not None else []


def _give_back(workspace: Workspace, ledger: Deciding) -> list[str]:
    """Give the ledger's unused space back when nobody else works on it; says what was done."""
    from rpa.drivers.locks import is_alive
    from rpa.errors import LedgerError
    from rpa.ledger.space import give_back, sqlite_connection, unused

    connection, owners = sqlite_connection(ledger), workspace.locks / "owners"
    if connection is None or not (left := unused(connection)):
        return []
    later = f"{size(left)} in the ledger's file are used for new items, or given back by a later rpa prune"
    if any(is_alive(owners, file.stem) for file in owners.glob("*.lock")):
        return [f"A recipe is running: {later}."]
    try:
        return [f"The ledger's file is {size(give_back(connection, workspace.ledger_file))} smaller."]
    except LedgerError as error:
        return [str(error)]


def _tell(gone: dict[Kind, int], notes: list[str]) -> None:
    from rpa.cli.terminal import say, table

    if any(gone.values()):
        table(("Removed", "How many"), [(WORDS[kind], f"{number:,}") for kind, number in gone.items() if number])
    else:
        say("There was nothing to remove.")
    for note in notes:
        say(note)


def size(count: int) -> str:
    """Bytes as people read them: `312 kB`, `4.1 MB`."""
    for unit, bytes_of in (("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if count >= bytes_of:
            return f"{count / bytes_of:.1f} {unit}" if count < 10 * bytes_of else f"{count / bytes_of:.0f} {unit}"
    return f"{count} bytes"
