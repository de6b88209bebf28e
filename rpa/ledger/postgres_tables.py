"""The tables of a PostgreSQL ledger: made in a fresh schema, brought up to date in an older one."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.sql import SQL, Identifier, Literal

from rpa.errors import LedgerError
from rpa.ledger.migrations import Migration, fresh_schema, not_applied, shipped_migrations
from rpa.ledger.postgres_connection import Connection, Server

MARK = "rpa ledger"
"""The schema's comment: tells a ledger from another program's tables."""
UNFINISHED = "rpa ledger, being moved here"
"""The same while a move is under way: nobody may work on it yet."""

LOOK = """
select exists (select 1 from pg_namespace where nspname = %(schema)s) as is_there,
       exists (select 1 from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                where nspname = %(schema)s) as is_used,
       obj_description(to_regnamespace(quote_ident(%(schema)s)), 'pg_namespace') as mark
"""

CLEAR = """
do $$
declare
    one text;
begin
    for one in select oid::regclass::text from pg_class
                where relnamespace = current_schema::regnamespace and relkind = 'r' loop
        execute 'drop table ' || one || ' cascade';
    end loop;
    for one in select oid::regprocedure::text from pg_proc where pronamespace = current_schema::regnamespace loop
        execute 'drop function ' || one;
    end loop;
end;
$$
"""


def bring_up_to_date(connection: Connection, server: Server, now: str, migrations: Sequence[Migration]) -> None:
    """Make or migrate the tables, in one transaction.

    Args:
        connection: In autocommit mode, set up for the server.
        server: Where; names the schema.
        now: The time as ISO text.
        migrations: What this program knows, in order.

    Raises:
        LedgerError: The schema is another program's, a newer program's, or was migrated by other statements.
    """
    if _missing(connection, server, migrations) == ():
        return
    with connection.transaction():
        connection.execute(SQL("select pg_advisory_xact_lock({})").format(Literal(server.lock)))
        # Asked again: another process may have done it while this one waited for the lock.
        missing = _missing(connection, server, migrations)
        if missing is None:
            make_tables(connection, server, now, MARK, migrations)
            return
        for migration in missing:
            connection.execute(migration.sql.encode())
        _note(connection, missing, now)


def make_tables(
    connection: Connection, server: Server, now: str, mark: str, migrations: Sequence[Migration] | None = None
) -> None:
    """Make all tables in a schema that is not there, or empty; inside a transaction.

    Args:
        connection: In a transaction, under the schema's lock.
        server: Where; names the schema.
        now: The time as ISO text.
        mark: Whether it may be worked on: `MARK` or `UNFINISHED`.
        migrations: What this program knows; None: those that came with it.
    """
    found = connection.execute(LOOK, {"schema": server.schema}).fetchone()
    if not found or not found["is_there"]:
        # Only the owner may comment on it, so a schema made by hand must belong to this user.
        connection.execute(SQL("create schema {}").format(Identifier(server.schema)))
    mark_schema(connection, server, mark)
    connection.execute(fresh_schema("postgres").encode())
    _note(connection, shipped_migrations("postgres") if migrations is None else migrations, now)


def _note(connection: Connection, migrations: Sequence[Migration], now: str) -> None:
    insert = "insert into migration (number, name, sha256, applied_at) values (%s, %s, %s, %s)"
    with connection.cursor() as cursor:
        cursor.executemany(insert, [(one.number, one.name, one.sha256, now) for one in migrations])


def mark_schema(connection: Connection, server: Server, mark: str) -> None:
    """Say what the schema is: `MARK` or `UNFINISHED`."""
    connection.execute(SQL("comment on schema {} is {}").format(Identifier(server.schema), Literal(mark)))


def read_mark(connection: Connection, server: Server) -> str:
    """What the schema is: `MARK`, `UNFINISHED`, or empty when it has no tables.

    Raises:
        LedgerError: It holds another program's tables.
    """
    found = connection.execute(LOOK, {"schema": server.schema}).fetchone()
    if not found or not found["is_used"]:
        return ""
    if found["mark"] not in (MARK, UNFINISHED):
        raise LedgerError(
            f"the schema {server.schema} holds another program's tables, not a ledger.",
            place=server.name,
            hint='Name another one in rpa.toml: [ledger] schema = "rpa_ledger"',
        )
    return str(found["mark"])


def clear_schema(connection: Connection) -> None:
    """Take away all tables of the schema that the connection is set up for, and their functions."""
    connection.execute(CLEAR)


def has_ledger(connection: Connection, server: Server) -> bool:
    """Whether the schema holds a ledger's tables, or another program's, which opening it will tell."""
    found = connection.execute(LOOK, {"schema": server.schema}).fetchone()
    return bool(found and found["is_used"])


def _missing(connection: Connection, server: Server, migrations: Sequence[Migration]) -> tuple[Migration, ...] | None:
    """The migrations that are not applied yet; None for a fresh schema."""
    mark = read_mark(connection, server)
    if not mark:
        return None
    if mark == UNFINISHED:
        raise LedgerError(
            "a ledger was being moved here, and that was not finished.",
            place=server.name,
            hint="Finish it: say the same rpa ledger move again. Until then the SQLite file is the ledger.",
        )
    applied = connection.execute("select number, sha256 from migration order by number").fetchall()
    return not_applied(migrations, [(row["number"], row["sha256"]) for row in applied], server.name)
