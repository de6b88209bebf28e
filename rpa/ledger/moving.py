"""Moving a SQLite ledger into a PostgreSQL schema: until the last moment the file is the truth, and then it is closed.

In this order, so that a kill at any moment leaves one truth, and moving again ends well:

1. The rows go over in one transaction; the schema is marked as unfinished, and no program works on it.
2. What arrived is compared with what left.
3. The file is closed for writing, for good, by a trigger.
4. The schema's mark is set to finished.
5. The file gets its new name, and a note stands in its place.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from rpa.errors import LedgerError, UsageError
from rpa.ledger.moved import close_for_writing, is_closed, retire
from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import Connection, Server
from rpa.ledger.postgres_database import PostgresDatabase
from rpa.ledger.postgres_tables import MARK, UNFINISHED, clear_schema, make_tables, mark_schema, read_mark
from rpa.ledger.postgres_words import in_words
from rpa.ledger.sqlite import SqliteLedger
from rpa.ledger.texts import moment_text

FIRST = ("recipe_text", "run", "item")
"""Tables that others refer to."""
OWN = ("migration",)
"""Tables that each database fills itself."""
TOLD_EVERY = 1000  # rows

Told = Callable[[int, int], None]
"""Told how many rows of how many are over."""


def move_ledger(file: Path, server: Server, told: Told = lambda _done, _total: None) -> Path:
    """Move a ledger; nobody may be working on it.

    Args:
        file: The SQLite ledger.
        server: Where to; the schema is empty, or has what an earlier move left unfinished.
        told: Told how far it is.

    Returns:
        The file's new name.

    Raises:
        UsageError: The schema is in use, or somebody has the file open.
        LedgerError: One of the two cannot be read or written, or what arrived is not what left.
    """
    ledger = SqliteLedger.open(file)
    try:
        if not (is_closed(ledger.database.connection) and _is_there(ledger, server)):
            _move_rows(ledger, server, told)
        return retire(ledger, file, server.name)
    except sqlite3.Error as error:
        raise LedgerError(f"the file cannot be moved: {error}.", place=str(file), hint="Move again.") from error
    except psycopg.Error as error:
        raise in_words(error, server.name) from error
    finally:
        ledger.close()


def _move_rows(ledger: SqliteLedger, server: Server, told: Told) -> None:
    broken = ledger.verify_chain()
    if broken is not None:
        raise LedgerError(
            f"its chain of events is broken at event {broken}; it is left as it is.",
            place=ledger.name,
            hint="Somebody changed the file by other means. Put a backup back, or see: rpa audit",
        )
    source = ledger.database.connection
    with ledger.database.transaction(), server.connect() as target:
        with target.transaction():
            _prepare(target, server)
            _copy(source, target, told)
            _go_on_behind(source, target)
        target.execute("analyze")
        _compare(ledger, server)
        close_for_writing(source, server.name)
    with server.connect() as target:
        mark_schema(target, server, MARK)


def _prepare(target: Connection, server: Server) -> None:
    """Make fresh tables in a schema that is empty, or has only what an earlier move left."""
    target.execute(SQL("select pg_advisory_xact_lock({})").format(Literal(server.lock)))
    target.execute("set local idle_in_transaction_session_timeout = 0")
    target.execute("set local statement_timeout = 0")
    mark = read_mark(target, server)
    if mark == MARK and not _is_empty(target):
        raise UsageError(
            "there is a ledger already, with runs of its own.",
            place=server.name,
            hint="Name another schema: --schema NAME",
        )
    if mark in (MARK, UNFINISHED):
        clear_schema(target)
    make_tables(target, server, moment_text(datetime.now(UTC)), UNFINISHED)


def _is_empty(target: Connection) -> bool:
    row = target.execute("select not exists (select 1 from event) as is_empty").fetchone()
    return bool(row and row["is_empty"])


def tables_of(source: sqlite3.Connection) -> list[str]:
    """The tables that are copied, those that others refer to first."""
    rows = source.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")
    rest = sorted({str(row[0]) for row in rows} - {*FIRST, *OWN})
    return [*FIRST, *rest]


def _copy(source: sqlite3.Connection, target: Connection, told: Told) -> None:
    counts = {table: _count(source, table) for table in tables_of(source)}
    total, done = sum(counts.values()), 0
    told(0, total)
    for table in counts:
        names = [str(row[1]) for row in source.execute(f"pragma table_info({table})")]
        columns = SQL(", ").join(map(Identifier, names))
        into = SQL("copy {} ({}) from stdin").format(Identifier(table), columns)
        with target.cursor() as cursor, cursor.copy(into) as copy:
            for row in _rows(source, table, names):
                copy.write_row(row)
                done += 1
                if done % TOLD_EVERY == 0:
                    told(done, total)
    told(total, total)


def _rows(source: sqlite3.Connection, table: str, names: list[str]) -> Iterator[tuple[object, ...]]:
    for row in source.execute(f"select {', '.join(names)} from {table}"):  # noqa: S608 - names from the schema
        yield tuple(row)


def _count(source: sqlite3.Connection, table: str) -> int:
    return int(source.execute(f"select count(*) from {table}").fetchone()[0])  # noqa: S608


def _go_on_behind(source: sqlite3.Connection, target: Connection) -> None:
    """New numbers come behind the highest; owners of before are dead, since nothing runs."""
    for table in ("run", "item", "step"):
        highest = source.execute(f"select max(id) from {table}").fetchone()[0]  # noqa: S608
        if highest is not None:
            target.execute("select setval(pg_get_serial_sequence(%s, 'id'), %s)", (table, highest))
    target.execute(
        "insert into worker (name, host, machine, boot, pid, lock_file, started_at, beat_at, ended_at) "
        "select distinct owner, '', '', '', 0, '', now(), now(), now() from item where owner <> ''"
    )


def _compare(ledger: SqliteLedger, server: Server) -> None:
    source = ledger.database.connection
    moved = PostgresLedger(PostgresDatabase(server))
    try:
        for table in tables_of(source):
            row = moved.database.connection.execute(SQL("select count(*) as n from {}").format(Identifier(table)))
            arrived = (row.fetchone() or {"n": 0})["n"]
            if arrived != _count(source, table):
                _refuse(server, f"{_count(source, table)} rows of {table} left, {arrived} arrived")
        if moved.verify_chain() is not None or not _has_last_event(ledger, moved):
            _refuse(server, "the chain of events did not arrive whole")
    finally:
        moved.close()


def _refuse(server: Server, what: str) -> None:
    raise LedgerError(
        f"{what}. The SQLite ledger is as it was.", place=server.name, hint="Report it; run on as before."
    )


def _has_last_event(ledger: SqliteLedger, moved: PostgresLedger) -> bool:
    last = ledger.database.row("select_last_event")
    if last is None:
        return True
    asked = "select 1 as found from event where id = %s and hash = %s"
    return moved.database.connection.execute(asked, (last["id"], last["hash"])).fetchone() is not None


def _is_there(ledger: SqliteLedger, server: Server) -> bool:
    """Whether an earlier move brought everything over, and only the file's name is left to change."""
    with server.connect() as target:
        if read_mark(target, server) != MARK:
            return False
    moved = PostgresLedger(PostgresDatabase(server))
    try:
        return _has_last_event(ledger, moved)
    finally:
        moved.close()
