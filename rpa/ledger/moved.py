"""A SQLite ledger that was moved to PostgreSQL: closed for writing, renamed, and a note in its place.

Without the note a program that does not know of the move would begin a fresh ledger, and do all work again.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from rpa.errors import EnvironmentNotReady, UsageError
from rpa.ledger.sqlite import SqliteLedger
from rpa.ledger.sqlite_database import MOVED, sync_folder

NOTE = b"rpa: this ledger was moved to "


def is_closed(connection: sqlite3.Connection) -> bool:
    """Whether a ledger was closed for writing."""
    found = connection.execute("select 1 from sqlite_master where type = 'trigger' and name = ?", (MOVED,)).fetchone()
    return found is not None


def close_for_writing(connection: sqlite3.Connection, target: str) -> None:
    """Let every verb that writes fail from now on, in processes that have the file open as well."""
    words = f"this ledger was moved to {target}".replace("'", "''")
    connection.execute(
        f"create trigger if not exists {MOVED} before insert on event begin select raise(abort, '{words}'); end"
    )


def retire(ledger: SqliteLedger, file: Path, target: str) -> Path:
    """Give a closed ledger its new name, and put a note in its place.

    Args:
        ledger: Open; it is closed.
        file: Its file.
        target: Where it was moved to.

    Returns:
        The new name.

    Raises:
        UsageError: Another program has the file open.
    """
    connection = ledger.database.connection
    try:
        connection.execute("pragma busy_timeout = 2000")
        # Everything into the one file; only the last program that has it open can do that.
        mode = connection.execute("pragma journal_mode = delete").fetchone()[0]
    except sqlite3.OperationalError:
        mode = "wal"
    if mode != "delete":
        raise UsageError(
            "everything is moved, but another program has the file open, so it keeps its name for now.",
            place=str(file),
            hint="Close it (a database viewer, a page of runs) and say the same command again.",
        )
    ledger.close()
    new = file.with_name(f"{file.name}.moved-{datetime.now(UTC):%Y-%m-%d}")
    if not new.exists():
        os.link(file, new)
    elif not new.samefile(file):
        new = file.with_name(f"{file.name}.moved-{datetime.now(UTC):%Y-%m-%dT%H%M%S}")
        os.link(file, new)
    note = file.with_name(f"{file.name}.note")
    with note.open("wb") as stream:
        stream.write(NOTE + f"{target}\nIts last state is in {new.name}\n".encode())
        stream.flush()
        os.fsync(stream.fileno())
    note.replace(file)
    sync_folder(file.parent)
    return new


def moved_to(file: Path) -> str:
    """Where the ledger that a note stands for was moved to; empty when it is no note."""
    try:
        with file.open("rb") as stream:
            head = stream.read(1000)
    except OSError:
        return ""  # opening it says why
    return head.removeprefix(NOTE).partition(b"\n")[0].decode(errors="replace") if head.startswith(NOTE) else ""


def refuse_moved(file: Path) -> None:
    """Refuse a note where a ledger is expected.

    Raises:
        EnvironmentNotReady: The ledger was moved, and the settings do not say where to.
    """
    if target := moved_to(file):
        raise EnvironmentNotReady(
            f"the ledger was moved to {target}, and rpa.toml does not name it",
            place=str(file),
            hint="Write the lines into rpa.toml that rpa ledger move showed, beginning with [ledger].",
        )
