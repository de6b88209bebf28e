"""The ledger's tables: made for a fresh file, brought up to date for an older one."""

from __future__ import annotations

import hashlib
import re
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rpa.errors import LedgerError
from rpa.ledger.statements import sql_folder

APPLICATION_ID = 1380991281
"""Marks a SQLite file as a ledger (`RPA1`)."""


@dataclass(frozen=True)
class Migration:
    """One step from an older ledger to a newer one.

    Attributes:
        number: From 1, without gaps.
        name: What it is about.
        sql: Its statements.
    """

    number: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        """Tells whether the migration that was applied is this one."""
        return hashlib.sha256(self.sql.encode()).hexdigest()


def shipped_migrations(dialect: str = "") -> tuple[Migration, ...]:
    """The migrations that come with this program, in order.

    Args:
        dialect: Folder of a database's own ones (`postgres`); empty: SQLite's.

    Raises:
        ValueError: A file's name is not like `0001_first_ledger.sql`, or the numbers have gaps.
    """
    found = []
    files = (sql_folder() / dialect / "migrations").iterdir()
    for place, file in enumerate(sorted(files, key=lambda file: file.name), start=1):
        match = re.fullmatch(r"(\d{4})_(\w+)\.sql", file.name)
        if match is None or int(match[1]) != place:
            message = f"migration {file.name} is not number {place:04d}_<name>.sql"
            raise ValueError(message)
        found.append(Migration(place, match[2].replace("_", " "), file.read_text("utf-8")))
    return tuple(found)


def fresh_schema(dialect: str = "") -> str:
    """The statements that make all tables of a fresh ledger."""
    return (sql_folder() / dialect / "schema.sql").read_text("utf-8")


def split_statements(script: str) -> Iterator[str]:
    """The single statements of an SQL script; each ends at the end of a line."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def bring_up_to_date(
    connection: sqlite3.Connection,
    name: str,
    now: str,
    migrations: Sequence[Migration],
    before: Callable[[int], None] = lambda _number: None,
) -> None:
    """Make or migrate the tables, in one transaction.

    Args:
        connection: In autocommit mode.
        name: The file, for messages.
        now: The time as ISO text.
        migrations: What this program knows, in order.
        before: Called with the ledger's format before an older one is changed, while nobody else can write.

    Raises:
        LedgerError: The file is another program's, a newer program's, or was migrated by other statements.
    """
    if _missing(connection, name, migrations) == ():
        return
    connection.execute("begin immediate")
    try:
        # Asked again: another process may have done it while this one waited for the lock.
        missing = _missing(connection, name, migrations)
        if missing:
            before(len(migrations) - len(missing))
        scripts = [fresh_schema()] if missing is None else [migration.sql for migration in missing]
        for script in scripts:
            for statement in split_statements(script):
                connection.execute(statement)
        rows = [(m.number, m.name, m.sha256, now) for m in (migrations if missing is None else missing)]
        connection.executemany("insert into migration (number, name, sha256, applied_at) values (?, ?, ?, ?)", rows)
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def _missing(
    connection: sqlite3.Connection, name: str, migrations: Sequence[Migration]
) -> tuple[Migration, ...] | None:
    """The migrations that are not applied yet; None for a fresh file."""
    if not connection.execute("select exists (select 1 from sqlite_master)").fetchone()[0]:
        return None
    if connection.execute("pragma application_id").fetchone()[0] != APPLICATION_ID:
        raise LedgerError(
            "this file is a database of another program, not a ledger.",
            place=name,
            hint="Move it elsewhere, or put the ledger's own file back from a backup.",
        )
    applied = connection.execute("select number, sha256 from migration order by number").fetchall()
    return not_applied(migrations, applied, name)


def not_applied(
    migrations: Sequence[Migration], applied: Sequence[tuple[int, str]], name: str
) -> tuple[Migration, ...]:
    """The migrations that a ledger lacks.

    Args:
        migrations: What this program knows, in order.
        applied: Number and hash of those the ledger has had, in order.
        name: The ledger, for messages.

    Raises:
        LedgerError: It is a newer program's, or was migrated by other statements.
    """
    if len(applied) > len(migrations):
        raise LedgerError(
            f"this ledger was written by a newer version of the program (its format is {len(applied)}, "
            f"this program knows {len(migrations)}).",
            place=name,
            hint="Install the newer version here as well; going back needs a backup from before the upgrade.",
        )
    for migration, (number, sha256) in zip(migrations, applied, strict=False):
        if (migration.number, migration.sha256) != (number, sha256):
            raise LedgerError(
                f"migration {migration.number} ({migration.name}) was applied with other statements.",
                place=name,
                hint="Install the version of the program that wrote the ledger; do not change its SQL files.",
            )
    return tuple(migrations[len(applied) :])
