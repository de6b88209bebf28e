"""Opening the ledger's file: what has lost something is never taken for whole, nor begun anew without a word."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from rpa.errors import LedgerNotWhole
from rpa.ledger.backups import back_up, backup_folder
from rpa.ledger.migrations import bring_up_to_date, shipped_migrations
from rpa.ledger.seen import last_seen, seen_file
from rpa.ledger.sqlite_database import Translator, connect

_log = logging.getLogger(__name__)
ACCEPT = "To go on with it all the same: rpa audit --accept"
AGAIN = "Work that it does not know would be done again."


def open_file(path: Path, patience: float, now: str, *, is_accepted: bool = False) -> sqlite3.Connection:
    """Open a ledger file; a missing one is made when nothing tells of an earlier one, an older one is migrated.

    Args:
        path: The file; its folder is made when it is missing.
        patience: Seconds to wait while another process writes.
        now: The time as ISO text.
        is_accepted: Take it as it is, though it is missing or older than what was seen of it.

    Raises:
        LedgerNotWhole: It is missing, cut off, or older than what was seen of it.
        LedgerError: It is damaged, no ledger, or of a newer program.
    """
    if not is_accepted:
        refuse_missing(path)
    _refuse_cut_off(path)
    # Looked at before the ledger itself: another process may write meanwhile, and the witness must not be ahead.
    seen = None if is_accepted else last_seen(path)
    connection = connect(path, patience)
    try:
        with Translator(str(path)):
            bring_up_to_date(
                connection, str(path), now, shipped_migrations(), lambda number: _keep_copy(path, number, now)
            )
            if seen is not None:
                _refuse_older(connection, path, *seen)
    except BaseException:
        connection.close()
        raise
    return connection


def refuse_missing(path: Path) -> None:
    """Refuse to begin a new ledger where there was one.

    Raises:
        LedgerNotWhole: Names what tells of the earlier one.
    """
    # Found before the file is looked for: whoever is just making the first one makes the file before all others.
    traces = [str(trace.relative_to(path.parent)) for trace in _traces(path)]
    if not traces or (path.exists() and path.stat().st_size):
        return
    what = "is empty" if path.exists() else "is missing"
    raise LedgerNotWhole(
        f"the ledger {what}, though this workspace has worked before: there is {', '.join(traces[:3])}. "
        "With a new one, all work would be done again.",
        place=str(path),
        hint="Put it back from a backup, with its -wal. To begin a new one all the same: rpa audit --accept",
    )


def damages(connection: sqlite3.Connection) -> Iterator[str]:
    """What SQLite finds wrong with the file's pages, a sentence each."""
    with Translator("ledger"):
        found = [row[0] for row in connection.execute("pragma quick_check(10)").fetchall()]
    yield from (f"the file is damaged: {line}" for line in found if line != "ok")


def _traces(path: Path) -> Iterator[Path]:
    """What an earlier ledger has left behind, itself apart."""
    if seen_file(path).exists():
        yield seen_file(path)
    yield from sorted(backup_folder(path).glob(f"{path.stem}-*.sqlite"))
    yield from sorted((path.parent / "artifacts").glob("item-*"))[:1]
    yield from sorted((path.parent / "artifacts" / "inputs").glob("*"))[:1]


def _refuse_cut_off(path: Path) -> None:
    """Refuse a file that is shorter than it says itself: SQLite would notice only when it misses a page."""
    if not path.is_file() or _has_wal(path):
        return
    with path.open("rb") as stream:
        head = stream.read(100)
    if len(head) < 100 or not head.startswith(b"SQLite format 3\0") or head[24:28] != head[92:96]:
        return  # SQLite itself says what it is
    page = int.from_bytes(head[16:18], "big")
    wanted = int.from_bytes(head[28:32], "big") * (65536 if page == 1 else page)
    size = path.stat().st_size
    if size < wanted and not _has_wal(path):
        raise LedgerNotWhole(
            f"the ledger was cut off: {size:,} of {wanted:,} bytes are there.",
            place=str(path),
            hint="Keep a copy of the file, and put the last backup back.",
        )


def _has_wal(path: Path) -> bool:
    wal = path.with_name(path.name + "-wal")
    return wal.is_file() and wal.stat().st_size > 0


def _refuse_older(connection: sqlite3.Connection, path: Path, number: int, kept: str) -> None:
    """Refuse a ledger that does not hold the last event that was seen in it."""
    last = connection.execute("select coalesce(max(id), 0) from event").fetchone()[0]
    start = connection.execute("select coalesce(max(event), 0) from chain_start").fetchone()[0]
    if number > last:
        raise LedgerNotWhole(
            f"the ledger is older than what was seen of it: it ends with event {last}, event {number} was recorded. "
            f"An older copy was put in its place, or its -wal was removed. {AGAIN}",
            place=str(path),
            hint=f"Put the newest copy back, with its -wal. {ACCEPT}",
        )
    row = connection.execute("select hash from event where id = ?", (number,)).fetchone()
    if number > start and (row is None or row[0] != kept):
        raise LedgerNotWhole(
            f"this is not the ledger that was seen here last: its event {number} is another one. {AGAIN}",
            place=str(path),
            hint=f"Put this workspace's own ledger back. {ACCEPT}",
        )


def _keep_copy(path: Path, number: int, now: str) -> None:
    copy = back_up(path, number, now)
    _log.warning("the ledger is brought from format %s to %s; as it was, it is kept in %s", number, _newest(), copy)


def _newest() -> int:
    return len(shipped_migrations())
