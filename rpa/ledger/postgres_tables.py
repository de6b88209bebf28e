"""The tables of a PostgreSQL ledger: made in a fresh schema, brought up to date in an older one."""

from __future__ import annotations

from collections.abc import Sequence

from psycopg.sql import SQL, Identifier, Literal

from rpa.errors import LedgerError
from rpa.ledger.migrations import Migration, fresh_schema, not_applied
from rpa.ledger.postgres_connection import Connection, Server

MARK = "rpa ledger"
"""The schema's comment: tells a ledger from another program's tables."""

LOOK = """
select exists (select 1 from pg_namespace where nspname = %(schema)s) as is_there,
       exists (select 1 from pg_class join pg_namespace on pg_namespace.oid = relnamespace
                where nspname = %(schema)s) as is_used,
       obj_description(to_regnamespace(quote_ident(%(schema)s)), 'pg_namespace') as mark
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
            _make_schema(connection, server)
        scripts = [fresh_schema("postgres")] if missing is None else [migration.sql for migration in missing]
        for script in scripts:
            connection.execute(script.encode())
        rows = [(m.number, m.name, m.sha256, now) for m in (migrations if missing is None else missing)]
        with connection.cursor() as cursor:
            insert = "insert into migration (number, name, sha256, applied_at) values (%s, %s, %s, %s)"
            cursor.executemany(insert, rows)


def has_ledger(connection: Connection, server: Server) -> bool:
    """Whether the schema holds a ledger's tables, or another program's, which opening it will tell."""
    found = connection.execute(LOOK, {"schema": server.schema}).fetchone()
    return bool(found and found["is_used"])


def _make_schema(connection: Connection, server: Server) -> None:
    schema = Identifier(server.schema)
    found = connection.execute(LOOK, {"schema": server.schema}).fetchone()
    if not found or not found["is_there"]:
        # Only the owner may comment on it, so a schema made by hand must belong to this user.
        connection.execute(SQL("create schema {}").format(schema))
    connection.execute(SQL("comment on schema {} is {}").format(schema, Literal(MARK)))


def _missing(connection: Connection, server: Server, migrations: Sequence[Migration]) -> tuple[Migration, ...] | None:
    """The migrations that are not applied yet; None for a fresh schema."""
    found = connection.execute(LOOK, {"schema": server.schema}).fetchone()
    if not found or not found["is_used"]:
        return None
    if found["mark"] != MARK:
        raise LedgerError(
            f"the schema {server.schema} holds another program's tables, not a ledger.",
            place=server.name,
            hint='Name another one in rpa.toml: [ledger] schema = "rpa_ledger"',
        )
    applied = connection.execute("select number, sha256 from migration order by number").fetchall()
    return not_applied(migrations, [(row["number"], row["sha256"]) for row in applied], server.name)
