"""Writing to databases: statements in one transaction, with a marker row that tells afterwards whether it was done."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from rpa.drivers import effect_marker
from rpa.drivers.effect_marker import Done, Marker
from rpa.drivers.query import typed
from rpa.drivers.sql_text import Statement, check_statement, names_in
from rpa.drivers.workbook import CellError
from rpa.errors import (
    ApplicationException,
    BusinessException,
    EnvironmentNotReady,
    RpaError,
    StepFailed,
    TargetBusy,
    TargetRefusal,
)

BACKENDS = ("sqlite", "postgresql", "mysql", "mariadb")
LOCK_WAIT = 30.0  # seconds that a write waits for another one's
CONNECT_WAIT = 30  # seconds
ROLLED_BACK = ("40001", "40P01")
"""What PostgreSQL says when it has taken a transaction back in favour of another one."""
MISTAKES = ("no such", "syntax", "no column", "Unknown column", "command denied")
"""What SQLite and MariaDB call operational although only the statement is to blame."""


def execute(
    url: str, statements: Sequence[Statement], marker: Marker | None, root: Path, sent: Callable[[], None]
) -> Done:
    """Execute statements in one transaction.

    With a marker its row is written first, so that a second attempt at the same time waits for the first one's end.

    Args:
        url: Address as SQLAlchemy takes it: SQLite, PostgreSQL, MariaDB or MySQL.
        statements: In order.
        marker: What it is known by; None: nobody can tell afterwards whether it was done.
        root: Folder that relative SQLite files are in.
        sent: Called immediately before the transaction is committed.

    Raises:
        EnvironmentNotReady: A driver, the file, or the marker's table is missing and may not be made.
        StepFailed: A statement cannot be executed, or could not be taken back; nothing was done.
        BusinessException: The data do not fit, or another number of rows changed; nothing was done.
        TargetRefusal: The database refused at the end; nothing was done.
        TargetBusy: Another transaction was in the way at the end; nothing was done.
        ApplicationException: Nothing was done; or, when `sent` was called, it may have been.
    """
    for statement in statements:
        check_statement(statement.sql)
    with _connected(url, root) as (connection, name):
        if connection.dialect.name in ("mysql", "mariadb"):
            _refuse_untransactional(connection, statements, name)
        if marker is None:
            return _in_one(connection, statements, None, name, sent)
        effect_marker.make_table(connection, name)
        done = effect_marker.earlier(connection, marker, name)
        return done or _in_one(connection, statements, marker, name, sent)


@contextmanager
def _connected(url: str, root: Path) -> Iterator[tuple[Any, str]]:
    import sqlalchemy
    from sqlalchemy import exc

    try:
        address = sqlalchemy.engine.make_url(url)
        name = address.render_as_string(hide_password=True)
        backend = address.get_backend_name()
        if backend not in BACKENDS:
            raise StepFailed(f"writing to {backend} is not built; known are {', '.join(BACKENDS)}", place=name)
        engine = _sqlite(address, root) if backend == "sqlite" else _server(address)
    except exc.ArgumentError as error:
        raise StepFailed("the address of the database cannot be understood", hint="sqlite:///file.db") from error
    except ModuleNotFoundError as error:
        raise EnvironmentNotReady(
            f"the driver {error.name!r} for this database is not installed", hint=f"pip install {error.name}"
        ) from error
    try:
        with engine.connect() as connection:
            yield connection, name
    except exc.SQLAlchemyError as error:
        raise _meaning(error, name) from error
    finally:
        engine.dispose()


def _server(address: Any) -> Any:
    import sqlalchemy

    waits = {} if "connect_timeout" in address.query else {"connect_timeout": CONNECT_WAIT}
    return sqlalchemy.create_engine(address, poolclass=sqlalchemy.pool.NullPool, connect_args=waits)


def _sqlite(address: Any, root: Path) -> Any:
    """An engine that takes the lock for writing at once, and does not create a file."""
    import sqlalchemy

    path = (root / (address.database or "")).resolve()
    if not path.is_file():
        raise EnvironmentNotReady(f"there is no database {path}", hint="Correct the address.")

    def connect() -> sqlite3.Connection:
        # Python's own transactions would leave out what comes before the first INSERT.
        location = f"file:{quote(str(path))}?mode=rw"
        return sqlite3.connect(location, uri=True, timeout=LOCK_WAIT, isolation_level=None)

    engine = sqlalchemy.create_engine("sqlite://", creator=connect, poolclass=sqlalchemy.pool.NullPool)
    sqlalchemy.event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _refuse_untransactional(connection: Any, statements: Sequence[Statement], name: str) -> None:
    """MariaDB and MySQL keep some tables in ways that cannot take anything back."""
    import sqlalchemy

    sql = (
        "SELECT t.table_name, t.engine FROM information_schema.tables t "
        "JOIN information_schema.engines e ON e.engine = t.engine "
        "WHERE t.table_type = 'BASE TABLE' AND COALESCE(e.transactions, 'NO') <> 'YES' "
        "AND t.table_schema NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')"
    )
    named = frozenset().union(effect_marker.TABLE.split(), *(names_in(statement.sql) for statement in statements))
    bad = [
        f"{table} ({engine})" for table, engine in connection.execute(sqlalchemy.text(sql)) if table.lower() in named
    ]
    connection.rollback()
    if bad:
        raise StepFailed(
            f"{', '.join(bad)} cannot take a change back, so half of it could stay after a crash",
            place=name,
            hint="Ask the administrator: ALTER TABLE ... ENGINE=InnoDB.",
        )


def _in_one(
    connection: Any, statements: Sequence[Statement], marker: Marker | None, name: str, sent: Callable[[], None]
) -> Done:
    """All of it, or nothing."""
    import sqlalchemy
    from sqlalchemy import exc

    if connection.dialect.name == "postgresql":
        connection.execute(sqlalchemy.text(f"SET LOCAL lock_timeout = {LOCK_WAIT * 1000:.0f}"))
    if marker is not None and (earlier := effect_marker.insert(connection, marker, name)):
        return earlier
    done = _executed(connection, statements, name)
    if marker is not None:
        effect_marker.complete(connection, marker, done, name)
    sent()
    try:
        connection.commit()
    except exc.DBAPIError as error:
        raise _at_the_end(error, name) from error
    return done


def _at_the_end(error: Exception, name: str) -> Exception:
    """What an error of the commit means: a clear no of the database, or doubt."""
    from sqlalchemy import exc

    said = f"the database refuses at the end: {effect_marker.said(error)}"
    if isinstance(error, exc.IntegrityError | exc.DataError):
        return TargetRefusal(said, place=name)
    state = str(getattr(getattr(error, "orig", None), "sqlstate", None) or "")
    if state in ROLLED_BACK or "database is locked" in said:  # SQLite: a reader was in the way, nothing was written
        return TargetBusy(said, place=name)
    return error


def _executed(connection: Any, statements: Sequence[Statement], name: str) -> Done:
    import sqlalchemy

    counts, row = [], {}
    for number, statement in enumerate(statements, 1):
        values = {key: _bound(value, connection.dialect.name) for key, value in statement.values.items()}
        result = connection.execute(sqlalchemy.text(statement.sql), values)
        rows = result.fetchall() if result.returns_rows else []
        count = len(rows) if result.returns_rows else result.rowcount
        if statement.expect_rows is not None and count != statement.expect_rows:
            message = f"statement {number} is about {count} rows, not {statement.expect_rows}; nothing was done"
            raise BusinessException(message, place=name)
        if rows:
            row = {column: typed(value) for column, value in zip(result.keys(), rows[0], strict=True)}
            if wrong := [column for column, value in row.items() if isinstance(value, CellError)]:
                raise StepFailed(f"statement {number} returns binary data in {', '.join(wrong)}", place=name)
        counts.append(count)
    return Done(tuple(counts), row)


def _bound(value: Any, dialect: str) -> Any:
    """A value as the database's driver takes it. SQLite gets exact texts: its columns make numbers of them."""
    if dialect != "sqlite" or value is None or isinstance(value, str | int | bytes):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else f"{value:f}"


def _meaning(error: Exception, name: str) -> RpaError:
    """What an error of the database means; the transaction has been rolled back, unless it was being committed."""
    from sqlalchemy import exc

    said = effect_marker.said(error)
    if isinstance(error, exc.IntegrityError | exc.DataError):
        return BusinessException(f"the database refuses: {said}", place=name)
    if isinstance(error, exc.ProgrammingError | exc.NotSupportedError | exc.StatementError) and not isinstance(
        error, exc.OperationalError | exc.InterfaceError | exc.InternalError
    ):
        return StepFailed(f"the statement fails: {said}", place=name)
    if isinstance(error, exc.OperationalError) and "CONSTRAINT" in said:
        return BusinessException(f"the database refuses: {said}", place=name)
    if isinstance(error, exc.OperationalError) and any(sign in said for sign in MISTAKES):
        return StepFailed(f"the statement fails: {said}", place=name)
    return ApplicationException(f"the database: {said}", place=name)
