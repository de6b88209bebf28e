"""A PostgreSQL ledger's rows, taken into a SQLite ledger in memory."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import psycopg
from psycopg.rows import tuple_row

from rpa.ledger.postgres_connection import Connection
from rpa.ledger.postgres_database import PostgresDatabase
from rpa.ledger.postgres_words import in_words

AT_ONCE = 5000

TABLES = {
    "recipe_text": "select * from recipe_text",
    "run": "select * from run",
    "item": "select * from item",
    "step": """select * from step where item in
                   (select id from item where state in ('new', 'claimed', 'failed', 'rejected')) order by id""",
    "number": "select * from number",
    "rate": "select * from rate",
    "mark": "select * from mark",
    "question": "select * from question",
}
"""What a plan looks at. Items that have ended well or wait for a person are not worked on: their steps stay behind."""


def copy_for_plan(database: PostgresDatabase, target: sqlite3.Connection) -> None:
    """Copy what a plan needs, as it is at one moment, without keeping any writer waiting.

    Args:
        database: Where from.
        target: A fresh SQLite ledger, in autocommit mode.

    Raises:
        LedgerError: The server cannot be reached.
    """
    connection = database.server.connect()
    try:
        with closing(connection), connection.transaction():
            connection.execute("set transaction isolation level repeatable read, read only")
            # It holds no lock that anybody waits for.
            connection.execute("set local idle_in_transaction_session_timeout = 0")
            connection.execute("set local statement_timeout = 0")
            target.execute("begin")
            for table, query in TABLES.items():
                _copy_table(connection, query.encode(), table, target)
            target.execute("commit")
    except psycopg.Error as error:
        raise in_words(error, database.server.name) from error


def _copy_table(connection: Connection, query: bytes, table: str, target: sqlite3.Connection) -> None:
    with psycopg.ServerCursor(connection, "copied", row_factory=tuple_row) as cursor:
        cursor.execute(query)
        names = [column.name for column in cursor.description or ()]
        insert = f"insert into {table} ({', '.join(names)}) values ({', '.join('?' * len(names))})"  # noqa: S608
        while some := cursor.fetchmany(AT_ONCE):
            target.executemany(insert, some)
