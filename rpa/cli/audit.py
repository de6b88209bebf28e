"""Verify that the ledger is as the robots left it, and show or export what was written and decided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import click

from rpa.cli.options import json_option, workspace_option
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.ledger.auditing import Verdict
    from rpa.ledger.deciding import Deciding
    from rpa.ledger.trail import Choice, Entry

BROKEN = 7
"""Exit code: the ledger is not as the robots left it."""
COLUMNS = ("When", "Event", "What", "Recipe", "Key", "Item", "Run", "Step", "Details")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
DAY = click.DateTime(["%Y-%m-%d"])


def _expected(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[int, str] | None:
    if value is None:
        return None
    found = re.fullmatch(r"\s*(\d+):([0-9a-f]{64})\s*", value)
    if found is None:
        raise click.BadParameter("expected NUMBER:HASH, as rpa audit --head prints it")
    return int(found[1]), found[2]


@click.command("audit")
@click.option("--head", is_flag=True, help="Only print number and hash of the last event, to be noted elsewhere.")
@click.option(
    "--expect",
    callback=_expected,
    metavar="NUMBER:HASH",
    help="Check that this event, noted elsewhere, is still there.",
)
@click.option(
    "--export",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the chain (.jsonl), or items and writes (.xlsx, .csv), to a file.",
)
@click.option("--since", type=DAY, help="Show what was written and decided from this day on.")
@click.option("--until", type=DAY, help="Up to and with this day.")
@click.option("--recipe", help="Only of this recipe.")
@click.option("--accept", is_flag=True, help="Go on with the ledger as it is: put back from a backup, or begun anew.")
@click.option("--quiet", "-q", is_flag=True, help="Say nothing when all is well.")
@json_option
@workspace_option
@click.pass_context
def command(
    ctx: click.Context,
    head: bool,
    expect: tuple[int, str] | None,
    file: Path | None,
    since: datetime | None,
    until: datetime | None,
    recipe: str | None,
    accept: bool,
    quiet: bool,
    as_json: bool,
    workspace: Workspace,
) -> None:
    """Follow the chain of events from its beginning and hold every item and every write against it.

    Ends with 0 when all is whole and with 7 when something was changed, removed or put in by other means, and says
    what and where. Events cut off at the end leave no trace in the chain: note what --head prints somewhere else, and
    give it to --expect later.
    """
    from rpa.cli.terminal import print_json, say
    from rpa.reports.opening import open_existing

    if accept:
        _accept(workspace)
    ledger = open_existing(workspace)
    if ledger is None:
        if as_json:
            print_json(None)
        else:
            say("Nothing has run yet.")
        return
    try:
        if head:
            number, last = ledger.journal.head()
            click.echo(f"{number}:{last}")
            return
        verdict = _verify(workspace, ledger, expect, quiet=quiet or as_json)
        choice = _choice(since, until, recipe, ZoneInfo(workspace.timezone))
        if as_json:
            print_json(_data(verdict))
        elif not (quiet and verdict.is_whole):
            _tell(verdict, ZoneInfo(workspace.timezone))
        if file is not None:
            _export(file, ledger, choice, ZoneInfo(workspace.timezone), quiet=quiet or as_json)
        elif (since or until or recipe) and not as_json:
            _show(ledger, choice, ZoneInfo(workspace.timezone))
    finally:
        ledger.close()
    ctx.exit(0 if verdict.is_whole else BROKEN)


def _accept(workspace: Workspace) -> None:
    """Take the ledger as it is, by the word of the person who called."""
    import getpass

    from rpa.cli.terminal import say
    from rpa.errors import UsageError
    from rpa.ledger.opening import postgres_settings
    from rpa.ledger.sqlite import SqliteLedger

    if postgres_settings(workspace) is not None:
        raise UsageError(
            "--accept is for a ledger in a file; this one is a database.", hint="Restore it by its own means."
        )
    ledger = SqliteLedger.open(workspace.ledger_file, accepted_by=getpass.getuser())
    ledger.close()
    say("The ledger is taken as it is. What it does not know, the robots would do again: compare before you run.")


def _choice(since: datetime | None, until: datetime | None, recipe: str | None, zone: ZoneInfo) -> Choice:
    from rpa.ledger.trail import Choice

    first = since.replace(tzinfo=zone) if since else None
    last = (until + timedelta(days=1)).replace(tzinfo=zone) if until else None
    return Choice(first, last, recipe)


def _verify(workspace: Workspace, ledger: Deciding, expect: tuple[int, str] | None, *, quiet: bool) -> Verdict:
    from rpa.cli.terminal import progress_bar
    from rpa.ledger.auditing import Audit
    from rpa.ledger.space import sqlite_connection
    from rpa.ledger.sqlite_file import damages

    total = 0 if quiet else ledger.journal.head()[0] - ledger.journal.start()[0]
    with progress_bar("Events", total) as advance:
        audit = Audit(ledger.database, ledger.journal, advance, expect)
        connection = sqlite_connection(ledger)
        for damage in damages(connection) if connection is not None else ():
            audit.verdict.note(str(workspace.ledger_file), damage)
        return audit.run()


def _tell(verdict: Verdict, zone: ZoneInfo) -> None:
    from rpa.cli.terminal import say, table

    last = f"{datetime.fromisoformat(verdict.last_at).astimezone(zone):%Y-%m-%d %H:%M}" if verdict.last_at else ""
    facts = [
        ("events", f"{verdict.events:,}"),
        ("first event", verdict.start + 1),
        ("last event", f"{verdict.head[0]} {last}".strip()),
        ("its hash", verdict.head[1]),
        ("items", f"{verdict.items:,}"),
        ("writes done", f"{verdict.writes:,}"),
        ("findings", verdict.count),
    ]
    table(("What", "Value"), facts)
    if verdict.start:
        say(f"Events 1 to {verdict.start} were removed by rpa prune; what only they told cannot be checked any more.")
    if verdict.is_whole:
        say(
            "The ledger is whole: the chain is unbroken, and every item and write is as its events tell.",
            colour="green",
        )
        return
    table(("Where", "What is wrong"), [(finding.place, finding.message) for finding in verdict.findings])
    if verdict.count > len(verdict.findings):
        say(f"... and {verdict.count - len(verdict.findings):,} more.")
    say(
        "The ledger is not as the robots left it. Keep a copy, and compare with a backup and the applications.",
        colour="red",
    )


def _data(verdict: Verdict) -> dict[str, Any]:
    return {
        "whole": verdict.is_whole,
        "events": verdict.events,
        "first": verdict.start + 1,
        "last": {"number": verdict.head[0], "hash": verdict.head[1], "at": verdict.last_at or None},
        "items": verdict.items,
        "writes": verdict.writes,
        "findings": [{"where": finding.place, "what": finding.message} for finding in verdict.findings],
        "count": verdict.count,
    }


def _row(entry: Entry, zone: ZoneInfo) -> tuple[Any, ...]:
    when = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
    return (when, entry.event, entry.what, entry.recipe, entry.key, entry.item, entry.run, entry.step, entry.detail)


def _show(ledger: Deciding, choice: Choice, zone: ZoneInfo) -> None:
    from rpa.cli.terminal import say, table
    from rpa.ledger.trail import Trail

    rows = [_row(entry, zone) for entry in Trail(ledger, choice).entries()]
    if rows:
        table(COLUMNS, rows)
    else:
        say("Nothing was written or decided then.")


def _export(file: Path, ledger: Deciding, choice: Choice, zone: ZoneInfo, *, quiet: bool) -> None:
    from rpa.cli.terminal import say, short
    from rpa.drivers.files import write_file, write_lines
    from rpa.errors import UsageError
    from rpa.ledger.trail import Trail

    trail = Trail(ledger, choice)
    match file.suffix.lower():
        case ".jsonl":
            if choice.since or choice.until or choice.recipe:
                raise UsageError(
                    "the chain can only be exported as a whole.", hint="Leave the filters out, or use .csv."
                )
            with ledger.database.snapshot():
                write_lines(file.resolve(), trail.lines())
        case ".csv":
            write_lines(file.resolve(), _csv(trail.entries(), zone))
        case ".xlsx":
            write_file(file.resolve(), _workbook(trail, zone), mode=0o600)
        case _:
            raise UsageError(f"{file.name}: what kind of file is it to be?", hint="Name it .jsonl, .xlsx or .csv.")
    if not quiet:
        say(f"Written: {short(file.resolve())}")


def _csv(entries: Iterator[Entry], zone: ZoneInfo) -> Iterator[str]:
    import csv
    import io

    def line(row: tuple[Any, ...]) -> str:
        stream = io.StringIO()
        # What a stranger wrote must not become a formula in the program that opens the file.
        csv.writer(stream).writerow([f"'{cell}" if str(cell)[:1] in FORMULA else cell for cell in row])
        return stream.getvalue()

    yield line(COLUMNS)
    for entry in entries:
        yield line(_row(entry, zone))


def _workbook(trail: Any, zone: ZoneInfo) -> bytes:
    from rpa.drivers.workbook_writing import MOST_ROWS, Sheet, write_workbook
    from rpa.errors import UsageError

    entries = tuple(_row(entry, zone) for entry in trail.entries())
    items = tuple(
        (row["id"], row["recipe"], row["key"], row["state"], row["changed_at"][:19], row["attempts"], row["reason"])
        for row in trail.items()
    )
    if max(len(entries), len(items)) > MOST_ROWS - 4:
        raise UsageError(
            "there are more rows than a sheet can hold.", hint="Choose with --since and --until, or use .csv."
        )
    captions = ("Item", "Recipe", "Key", "State", "Changed (UTC)", "Attempts", "Reason")
    sheets = [Sheet("Written and decided", COLUMNS, entries), Sheet("Items", captions, items)]
    return write_workbook(sheets, title="Audit")
