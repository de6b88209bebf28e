"""Asking databases: one query, one answer, and no way to change anything."""

from __future__ import annotations

import datetime as dt
import re
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rpa.drivers.workbook import CellError, number
from rpa.errors import ApplicationException, EnvironmentNotReady, UsageError

MOST_ROWS = 1_000_000
PORTION = 1000  # rows that are fetched together
STEPS_BETWEEN = 20_000  # of SQLite's engine, between two looks at the clock
MISTAKES = ("no such", "syntax", "Unknown column", "doesn't exist")
"""What SQLite and MariaDB call operational although only the query is to blame."""
ENDED = re.compile("statement timeout|^interrupted$")


@dataclass(frozen=True)
class Answer:
    """What a query found.

    Attributes:
        name: The database, without its password, for messages.
        columns: Names of the columns.
        rows: In the order of the query.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def select(url: str, sql: str, values: Mapping[str, Any], root: Path, seconds: float | None = None) -> Answer:
    """Ask a database.

    SQLite is opened read-only; PostgreSQL and MySQL get a read-only transaction; whatever the others do is rolled back.

    Args:
        url: Address as SQLAlchemy takes it.
        sql: One SELECT with `:names`.
        values: Values for the names; SQLite gets days and times as ISO texts.
        root: Folder that relative SQLite files are in.
        seconds: Longest time for the query, as far as the database itself can keep it (SQLite, PostgreSQL); None: as
            long as it takes.

    Raises:
        ApplicationException: The query took longer, and was ended.
        EnvironmentNotReady: It cannot be reached, or its driver is not installed.
        UsageError: The address or the query cannot be understood.
    """
    started = time.monotonic()
    with connected(url, root, seconds) as (connection, name):
        import sqlalchemy

        if seconds is not None:
            limit_time(connection, started + seconds)
        found = connection.execute(sqlalchemy.text(sql), bound(values, connection.dialect.name))
        rows = tuple(tuple(row) for row in found.fetchmany(MOST_ROWS + 1))
        columns = tuple(found.keys())
        connection.rollback()
    if len(rows) > MOST_ROWS:
        raise UsageError(f"the query finds more than {MOST_ROWS} rows", place=name, hint="Narrow it.")
    return Answer(name, columns, rows)


@dataclass(frozen=True)
class Rows:
    """What a query finds, while it is being read.

    Attributes:
        name: The database, without its password, for messages.
        columns: Names of the columns.
        found: The rows in order, fetched in portions; gone through once.
    """

    name: str
    columns: tuple[str, ...]
    found: Iterable[Sequence[Any]]


@contextmanager
def streamed(url: str, sql: str, values: Mapping[str, Any], root: Path) -> Iterator[Rows]:
    """Ask a database, and take its answer in portions: memory stays flat, however much it finds.

    Args:
        url: Address as SQLAlchemy takes it.
        sql: One SELECT with `:names`.
        values: Values for the names; SQLite gets days and times as ISO texts.
        root: Folder that relative SQLite files are in.

    Raises:
        EnvironmentNotReady: It cannot be reached, or the connection broke in the middle.
        UsageError: The address or the query cannot be understood.
    """
    with connected(url, root) as (connection, name):
        import sqlalchemy

        # A cursor of the server's: without it, drivers fetch the whole answer first.
        options = {"stream_results": True, "max_row_buffer": PORTION}
        given = bound(values, connection.dialect.name)
        found = connection.execute(sqlalchemy.text(sql), given, execution_options=options)
        try:
            yield Rows(name, tuple(found.keys()), found)
        finally:
            found.close()  # before the connection: MariaDB's driver reads on to the end of the answer


def bound(values: Mapping[str, Any], dialect: str) -> dict[str, Any]:
    """Values as the driver of a database takes them."""
    return {name: _bound(value, dialect) for name, value in values.items()}


def _bound(value: Any, dialect: str) -> Any:
    if dialect == "sqlite":
        if isinstance(value, dt.datetime):
            return value.isoformat(" ")
        if isinstance(value, dt.date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return float(value)
    return value


@contextmanager
def connected(url: str, root: Path, seconds: float | None = None) -> Iterator[tuple[Any, str]]:
    """A connection that can only read, with the database's name for messages.

    Raises:
        ApplicationException: The query took longer than `seconds`, and was ended.
        EnvironmentNotReady: It cannot be reached, or its driver is not installed.
        UsageError: The address or the query cannot be understood.
    """
    from sqlalchemy import exc

    engine, name = _engine(url, root)
    try:
        with engine.connect() as connection:
            make_read_only(connection)
            yield connection, name
    except (exc.OperationalError, exc.InterfaceError) as error:
        if seconds is not None and ENDED.search(str(error.orig)):
            message = f"the query took longer than {seconds:g} seconds and was ended"
            raise ApplicationException(message, place=name) from error
        if any(sign in str(error.orig) for sign in MISTAKES):
            raise UsageError(f"the query fails: {error.orig}", place=name) from error
        raise EnvironmentNotReady(f"the database cannot be asked: {error.orig}", place=name) from error
    except exc.SQLAlchemyError as error:
        raise UsageError(f"the query fails: {getattr(error, 'orig', None) or error}", place=name) from error
    finally:
        engine.dispose()


def _engine(url: str, root: Path) -> tuple[Any, str]:
    import sqlalchemy
    from sqlalchemy import exc

    try:
        address = sqlalchemy.engine.make_url(url)
        # What stands behind the question mark may be a password, too.
        name = address.set(query={}).render_as_string(hide_password=True)
        if address.get_backend_name() == "sqlite":
            return sqlite_engine(address, root), name
        return sqlalchemy.create_engine(address, poolclass=sqlalchemy.pool.NullPool), name
    except (exc.ArgumentError, ValueError):
        # What the library says of it may be a piece of a password: of one with : / or @ in it, say.
        hint = (
            "postgresql+psycopg://user:password@host/name, with %3A %2F %40 for : / @ in a password; sqlite:///file.db"
        )
        raise UsageError("the address of the database cannot be understood", hint=hint) from None
    except ModuleNotFoundError as error:
        raise EnvironmentNotReady(
            f"the driver {error.name!r} for this database is not installed", hint=f"pip install {error.name}"
        ) from error


def sqlite_engine(address: Any, root: Path) -> Any:
    """An engine that opens the file read-only, and does not create one."""
    import sqlalchemy

    path = (root / (address.database or "")).resolve()
    if not path.is_file():
        raise EnvironmentNotReady(f"there is no database {path}", hint="Correct the address.")

    def connect() -> sqlite3.Connection:
        return sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)

    return sqlalchemy.create_engine("sqlite://", creator=connect, poolclass=sqlalchemy.pool.NullPool)


def make_read_only(connection: Any) -> None:
    """Have the database itself refuse to write."""
    import sqlalchemy

    if connection.dialect.name in {"postgresql", "mysql", "mariadb"}:
        connection.execute(sqlalchemy.text("SET TRANSACTION READ ONLY"))


def limit_time(connection: Any, until: float) -> None:
    """Have the database itself end a query that goes on at `until` (monotonic clock, in seconds)."""
    import sqlalchemy

    if connection.dialect.name == "postgresql":
        left = max(1, int((until - time.monotonic()) * 1000))
        connection.execute(sqlalchemy.text(f"SET LOCAL statement_timeout = {left}"))
    elif connection.dialect.name == "sqlite":
        own: sqlite3.Connection = connection.connection.driver_connection
        own.set_progress_handler(lambda: time.monotonic() > until, STEPS_BETWEEN)


def typed(value: Any) -> Any:
    """A value of a database as an item holds it: no floats; binary data is a `CellError`."""
    if isinstance(value, float):
        return number(value)
    if value is None or isinstance(value, str | int | Decimal | bool | dt.date):
        return value
    if isinstance(value, bytes | memoryview):
        return CellError("binary data")
    return str(value)
