"""The SQLite file: opened safely, used in durable transactions, its errors put into words."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rpa.errors import LedgerError, LedgerNotReady
from rpa.ledger.seen import Seen
from rpa.ledger.statements import statements
from rpa.ledger.store import Row

WORDS: dict[int, tuple[str, str]] = {
    sqlite3.SQLITE_NOTADB: (
        "this file is not a ledger: it is no SQLite database.",
        "Move it elsewhere and put the ledger back from a backup; without it, work would be done again.",
    ),
    sqlite3.SQLITE_CORRUPT: (
        "the ledger is damaged.",
        "Stop all runs, keep a copy of the file and its -wal, and put the last backup back.",
    ),
    sqlite3.SQLITE_READONLY: (
        "the ledger may not be written.",
        "Give the user who runs the recipes write access to the file and its folder.",
    ),
    sqlite3.SQLITE_CANTOPEN: (
        "the ledger cannot be opened.",
        "The folder must exist, and the user who runs the recipes must be allowed to write in it.",
    ),
    sqlite3.SQLITE_FULL: (
        "the ledger cannot grow: the disk is full. Nothing of this step was recorded.",
        "Make room on the disk and run the recipe again.",
    ),
    sqlite3.SQLITE_IOERR: (
        "the disk failed while the ledger was read or written.",
        "Look at the disk's health and free space. A ledger belongs on a local disk, not on a network drive.",
    ),
    sqlite3.SQLITE_BUSY: (
        "another process has locked the ledger for too long.",
        "Close programs that have the file open (a database viewer, a backup) and run the recipe again.",
    ),
}

MOVED = "ledger_was_moved"
"""Name of the trigger that closes a ledger which is on PostgreSQL now."""


NOT_READY = (
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
)
SHARED = 64 << 10
"""Bytes; SQLite's smallest shared-memory file takes half of it."""
LAST_EVENT, ADD_EVENT = "select_last_event", "insert_event"
RESERVE = 8 << 20
"""Bytes that must be free before a write is begun: its receipt must not be what finds the disk full."""


def in_words(error: sqlite3.Error, name: str) -> LedgerError:
    """Put an error of SQLite into words for the person who must act."""
    if "this ledger was moved" in str(error):
        return LedgerError(f"{error}.", place=name, hint="Nothing of this step was recorded. Run the recipe again.")
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    code = sqlite3.SQLITE_BUSY if code == sqlite3.SQLITE_LOCKED else code
    code = sqlite3.SQLITE_READONLY if code == sqlite3.SQLITE_PERM else code
    disk = _disk(name)
    if code == sqlite3.SQLITE_IOERR and disk is not None and disk.f_bavail * disk.f_frsize < SHARED:
        code = sqlite3.SQLITE_FULL  # what it could not make is the file that its processes share
    if code in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN) and disk is not None and disk.f_flag & os.ST_RDONLY:
        return LedgerNotReady(
            "the disk under the ledger is read-only.",
            place=name,
            hint="Disks turn read-only when they fail: look at the machine's log. What is recorded stands.",
        )
    message, hint = WORDS.get(code, (f"the ledger refused: {error}.", "This is a mistake in the program: report it."))
    return (LedgerNotReady if code in NOT_READY else LedgerError)(message, place=name, hint=hint)


def _disk(name: str) -> os.statvfs_result | None:
    try:
        return os.statvfs(name)
    except OSError:
        return None


def connect(path: Path | None, patience: float) -> sqlite3.Connection:
    """Open the file, made for this user alone when it is missing, so that a commit survives a power cut.

    Args:
        path: The file; None for a database in memory.
        patience: Seconds to wait for another process's lock.

    Raises:
        LedgerError: It cannot be opened, or is no database.
    """
    if path is not None:
        _make_file(path)
    with Translator(str(path)):
        connection = sqlite3.connect(path or ":memory:", timeout=patience, isolation_level=None, cached_statements=256)
        connection.row_factory = sqlite3.Row
        try:
            connection.execute("pragma foreign_keys = on")
            # Otherwise many a statement makes a temporary file.
            connection.execute("pragma temp_store = memory")
            if path is not None:
                # NORMAL may lose the last intents in a power cut, and their writes would be repeated.
                connection.execute("pragma synchronous = full")
                _use_write_ahead_log(connection, patience)
        except BaseException:
            connection.close()
            raise
    return connection


def _make_file(path: Path) -> None:
    try:
        if not path.parent.is_dir():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            sync_folder(path.parent.parent)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
            sync_folder(path.parent)
    except OSError as error:
        message, hint = WORDS[sqlite3.SQLITE_CANTOPEN]
        raise LedgerNotReady(f"{message} {error.strerror}.", place=str(path), hint=hint) from error


def require_room(path: Path, least: int) -> None:
    """See to it that there is room beside a file.

    Args:
        path: The file.
        least: Bytes that must be free.

    Raises:
        LedgerNotReady: There are fewer.
    """
    state = os.statvfs(path.parent)
    free = state.f_bavail * state.f_frsize
    if free < least:
        left = f"{free >> 20} MiB are left, and nothing new is begun with less than {least >> 20}"
        message = f"the disk is nearly full: {left}."
        raise LedgerNotReady(message, place=str(path), hint="Make room on the disk and run the recipe again.")


def sync_folder(folder: Path) -> None:
    """A new name is durable only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _use_write_ahead_log(connection: sqlite3.Connection, patience: float) -> None:
    """Switch over; SQLite does not wait by itself when several processes do so at once."""
    limit = time.monotonic() + patience
    while connection.execute("pragma journal_mode").fetchone()[0] != "wal":
        try:
            connection.execute("pragma journal_mode = wal")
        except sqlite3.OperationalError:
            if time.monotonic() > limit:
                raise
            time.sleep(0.01)


class Translator:
    """Puts errors of SQLite into words; a mistake in the use of the library stays what it is.

    Args:
        name: The file, for messages.
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, sqlite3.Error) and not isinstance(error, sqlite3.ProgrammingError):
            raise in_words(error, self.name) from error


class SqliteDatabase:
    """Named queries on one connection to a SQLite file (see `rpa.ledger.store.Database`).

    Args:
        connection: In autocommit mode, rows by name.
        name: The file, for messages.
    """

    def __init__(self, connection: sqlite3.Connection, name: str) -> None:
        self.connection = connection
        self.name = name
        self.translated = Translator(name)
        self.seen: Seen | None = None
        self._sql = statements()
        self._last_event: Mapping[str, Any] | None = None

    def rows(self, query: str, **values: object) -> list[sqlite3.Row]:
        """All rows of a named query."""
        # Without `with self.translated`, here and below: every commit goes through these lines several times.
        try:
            return self.connection.execute(self._sql[query], values).fetchall()
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.Error as error:
            raise in_words(error, self.name) from error

    def row(self, query: str, **values: object) -> Row | None:
        """The first row of a named query."""
        if query == LAST_EVENT and self._last_event is not None:
            return self._last_event
        found = self.rows(query, **values)
        return found[0] if found else None

    def change(self, query: str, **values: object) -> int:
        """Run a named query; returns how many rows it changed."""
        try:
            return self.connection.execute(self._sql[query], values).rowcount
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.Error as error:
            raise in_words(error, self.name) from error

    def insert(self, query: str, **values: object) -> int:
        """Run a named query that inserts one row and returns its `id`."""
        return int(self.rows(query, **values)[0]["id"])

    def insert_many(self, query: str, values: Iterable[Mapping[str, Any]]) -> list[int]:
        """The same once for each set of values; returns the ids in the same order."""
        return [self.insert(query, **one) for one in values]

    def change_many(self, query: str, values: Iterable[Mapping[str, Any]]) -> None:
        """Run a named query once for each set of values."""
        if query == ADD_EVENT:
            values = self._last_noted(values)
        with self.translated:
            self.connection.executemany(self._sql[query], values)

    def _last_noted(self, events: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        for event in events:
            yield event
            # Taken on when it stands: only then is the next one asked for.
            self._last_event = event

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and durable at the end; waits for other writers at the start."""
        self._control("begin immediate")
        try:
            yield
            self._control("commit")
            if self.seen is not None and self._last_event is not None:
                self.seen.keep(self._last_event["id"], self._last_event["hash"])
        except BaseException:
            # SQLite has rolled back by itself after some errors, a full disk among them.
            if self.connection.in_transaction:
                self._control("rollback")
            raise
        finally:
            # Known inside the transaction that wrote it; afterwards others may have written more.
            self._last_event = None

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment; others can go on writing."""
        self._control("begin")
        try:
            yield
        finally:
            self._control("rollback")

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def _control(self, command: str) -> None:
        try:
            self.connection.execute(command)
        except sqlite3.ProgrammingError:
            raise
        except sqlite3.Error as error:
            raise in_words(error, self.name) from error
