"""The tables of a PostgreSQL ledger: named queries, in transactions that come one after the other."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

import psycopg
from psycopg.pq import TransactionStatus
from psycopg.rows import DictRow

from rpa.errors import LedgerError
from rpa.ledger.dialect import postgres_statements
from rpa.ledger.postgres_connection import IDLE_LIMIT, Connection, Server
from rpa.ledger.postgres_words import UNREACHABLE, in_words

AT_ONCE = 1000
"""Rows sent or fetched together: memory stays flat, and the server hears from us often enough."""

LAST_EVENT, ADD_EVENT = "select_last_event", "insert_event"
Found = TypeVar("Found")


class PostgresDatabase:
    """Named queries on a PostgreSQL server (see `rpa.ledger.store.Database`).

    A connection that broke between two transactions is made anew; one that breaks inside a transaction has undone it.

    Args:
        server: Where, and how.
    """

    def __init__(self, server: Server) -> None:
        self.server = server
        self.connection: Connection = server.connect()
        self._sql = postgres_statements()
        self._is_inside = False
        self._streams = 0
        # One writer at a time, as with SQLite: looking before inserting, numbers without gaps and the chain of events
        # all need it. The statement after the lock sees all that was committed before (read committed), so nothing
        # stronger is needed, and no transaction ever has to be repeated. The number of the transaction tells what
        # became of it when the answer to its commit is lost.
        # All in one round trip, with the end of the chain of events, which nearly every verb needs.
        self._begin_sql = (
            f"begin isolation level read committed; select pg_advisory_xact_lock({server.lock}); "
            f"select cast(pg_current_xact_id() as text) as number; {self._sql[LAST_EVENT]}"
        )
        self._last_event: DictRow | None = None
        self._is_last_known = False
        self._pending: tuple[str, Mapping[str, Any]] | None = None

    def rows(self, query: str, **values: object) -> list[DictRow]:
        """All rows of a named query."""
        return self._asked(lambda connection: connection.execute(self._sql[query], values).fetchall())

    def row(self, query: str, **values: object) -> DictRow | None:
        """The first row of a named query."""
        if query == LAST_EVENT and self._is_inside and self._is_last_known:
            return self._last_event
        found = self.rows(query, **values)
        return found[0] if found else None

    def stream(self, query: str, **values: object) -> Iterator[DictRow]:
        """The rows of a named query one by one: for as many as there are, as they are now."""
        cursor = self._asked(lambda connection: self._declared(connection, query, values))
        try:
            while some := self._asked(lambda _: cursor.fetchmany(AT_ONCE), is_whole=False):
                yield from some
        finally:
            cursor.close()

    def _declared(
        self, connection: Connection, query: str, values: Mapping[str, object]
    ) -> psycopg.ServerCursor[DictRow]:
        # Held by the server, so that no transaction stays open while the rows are looked at.
        self._streams += 1
        cursor = connection.cursor(f"stream_{self._streams}", withhold=True)
        try:
            cursor.execute(self._sql[query], values)
        except BaseException:
            cursor.close()
            raise
        return cursor

    def change(self, query: str, **values: object) -> int:
        """Run a named query; returns how many rows it changed."""
        with self._translated():
            return self._open().execute(self._sql[query], values).rowcount

    def insert(self, query: str, **values: object) -> int:
        """Run a named query that inserts one row and returns its `id`."""
        with self._translated():
            row = self._open().execute(self._sql[query], values).fetchone()
        return int(row["id"]) if row else 0

    def change_many(self, query: str, values: Iterable[Mapping[str, Any]]) -> None:
        """Run a named query once for each set of values."""
        rest = iter(values)
        self._is_last_known = self._is_last_known and query != ADD_EVENT
        while some := list(islice(rest, AT_ONCE)):
            with self._translated():
                connection = self._open()
                if len(some) == 1 and self._is_inside:
                    # Nobody waits for its result: it goes along with the commit, which as a rule comes next.
                    self._pending = (query, some[0])
                else:
                    connection.cursor().executemany(self._sql[query], some)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, and durable at the end; waits for other writers at the start."""
        number = self._begin()
        self._is_inside = True
        try:
            yield
            self._commit(number)
        except BaseException:
            self._roll_back()
            raise
        finally:
            self._is_inside = self._is_last_known = False

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything read inside is of one moment; others can go on writing."""
        # It holds no lock that anybody waits for, so it may take its time.
        begin = "begin isolation level repeatable read, read only; set local idle_in_transaction_session_timeout = 0"
        self._asked(lambda connection: connection.execute(begin))
        self._is_inside = True
        try:
            yield
        finally:
            self._roll_back()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def _begin(self) -> str:
        """Wait for the turn to write; returns the transaction's number."""
        try:
            return self._asked(self._begun)
        except BaseException:
            self._roll_back()
            raise

    def _begun(self, connection: Connection) -> str:
        cursor = connection.execute(self._begin_sql)
        cursor.nextset()
        cursor.nextset()
        row = cursor.fetchone()
        cursor.nextset()
        self._last_event, self._is_last_known = cursor.fetchone(), True
        return str(row["number"]) if row else ""

    def _commit(self, number: str) -> None:
        connection, pending, self._pending = self.connection, self._pending, None
        try:
            if pending is None:
                said = connection.execute("commit").statusmessage
            else:
                with connection.pipeline():
                    connection.execute(self._sql[pending[0]], pending[1])
                    commit = connection.execute("commit")
                said = commit.statusmessage
        except psycopg.Error as error:
            if not connection.closed:
                raise in_words(error, self.server.name) from error
            self._is_inside = False
            if not self._was_committed(number):
                raise in_words(error, self.server.name) from error
        else:
            if said != "COMMIT":
                raise LedgerError(
                    "the database undid a transaction. Nothing of this step was recorded.",
                    place=self.server.name,
                    hint="Look at the server's log.",
                )

    def _was_committed(self, number: str) -> bool:
        """What became of a transaction whose answer to the commit was lost.

        Raises:
            LedgerError: It cannot be told.
        """
        # The server gives up a transaction that it hears nothing of, so the answer is final by then.
        limit = time.monotonic() + IDLE_LIMIT + 3
        why: Exception | None = None
        while time.monotonic() < limit:
            try:
                row = self._reopened().execute(
                    "select pg_xact_status(cast(cast(%s as text) as xid8)) as state", (number,)
                )
                state = (row.fetchone() or {}).get("state")
            except (psycopg.Error, LedgerError) as error:
                why, state = error, None
            if state in ("committed", "aborted"):
                return bool(state == "committed")
            time.sleep(0.2)
        raise LedgerError(
            f"{UNREACHABLE}: the connection broke while this step was recorded, and whether it was is not known.",
            place=self.server.name,
            hint="Run the recipe again when the server is up: it sees what was recorded, and judges it.",
        ) from why

    def _roll_back(self) -> None:
        """Undo; a connection that cannot even do that is given up, and the server undoes it."""
        self._is_inside, self._is_last_known, self._pending = False, False, None
        if self.connection.closed or self.connection.info.transaction_status is TransactionStatus.IDLE:
            return
        try:
            self.connection.execute("rollback")
        except psycopg.Error:
            self.connection.close()

    def _asked(self, ask: Callable[[Connection], Found], *, is_whole: bool = True) -> Found:
        """Ask, once more on a new connection when the old one broke and nothing depends on it.

        Args:
            ask: Changes nothing, or only inside the transaction that it begins.
            is_whole: Whether it may be asked again.
        """
        again = is_whole and not self._is_inside
        with self._translated():
            try:
                return ask(self._open())
            except psycopg.Error:
                if not again or not self.connection.closed:
                    raise
            return ask(self._reopened())

    def _open(self) -> Connection:
        if self.connection.closed and not self._is_inside:
            return self._reopened()
        if self._pending is not None:
            (query, values), self._pending = self._pending, None
            self.connection.execute(self._sql[query], values)
        return self.connection

    def _reopened(self) -> Connection:
        self.connection.close()
        self.connection = self.server.connect()
        return self.connection

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise in_words(error, self.server.name) from error
