"""Giving the space of removed rows back to the disk: SQLite keeps it for new rows unless it is told to."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

from rpa.errors import LedgerError
from rpa.ledger.deciding import Deciding
from rpa.ledger.sqlite_database import Translator

WORTH_WHILE = 1 << 20  # bytes
PART = 10  # of the file: less than a tenth is soon used again


def sqlite_connection(ledger: Deciding) -> sqlite3.Connection | None:
    """The connection to a ledger's file; None when the ledger lies in another database, which sees to its own space."""
    found: object = getattr(ledger.database, "connection", None)
    return found if isinstance(found, sqlite3.Connection) else None


def forget_for_good(connection: sqlite3.Connection) -> None:
    """Overwrite what this connection removes, so that no tool finds it in the file."""
    connection.execute("pragma secure_delete = on")


def unused(connection: sqlite3.Connection) -> int:
    """Bytes of the file that hold nothing, when giving them back is worth while; 0 otherwise."""
    ask = connection.execute
    size = ask("pragma page_size").fetchone()[0]
    free, pages = ask("pragma freelist_count").fetchone()[0], ask("pragma page_count").fetchone()[0]
    return int(free * size) if free * size >= WORTH_WHILE and free * PART >= pages else 0


def give_back(connection: sqlite3.Connection, path: Path) -> int:
    """Write the file anew without its unused space; others wait meanwhile, and a kill leaves it as it was.

    Args:
        connection: In autocommit mode.
        path: The file.

    Returns:
        Bytes given back.

    Raises:
        LedgerError: There is no room for the second copy that this needs for a while; the ledger is as it was.
    """
    with Translator(str(path)):
        # The file beside the file: /tmp may be small, and is read by others.
        os.environ.setdefault("SQLITE_TMPDIR", str(path.parent))
        connection.execute("pragma temp_store = file")
        connection.execute("pragma wal_checkpoint(truncate)")
        before = path.stat().st_size
        if shutil.disk_usage(path.parent).free < 2 * before:
            raise LedgerError(
                f"there is no room to write the ledger anew ({before:,} bytes, twice for a while).",
                place=str(path),
                hint="Nothing is lost: the space is used for new items, or given back by a later rpa prune.",
            )
        connection.execute("vacuum")
        connection.execute("pragma wal_checkpoint(truncate)")
        return max(before - path.stat().st_size, 0)
