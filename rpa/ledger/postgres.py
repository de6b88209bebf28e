"""The ledger on a PostgreSQL server, for workers on several machines."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Self

import psycopg

from rpa.ledger.conducting import Conducting, present
from rpa.ledger.migrations import shipped_migrations
from rpa.ledger.postgres_connection import Connection, Server
from rpa.ledger.postgres_copy import copy_for_plan
from rpa.ledger.postgres_database import PostgresDatabase
from rpa.ledger.postgres_tables import bring_up_to_date, has_ledger
from rpa.ledger.postgres_words import in_words
from rpa.ledger.sqlite import SqliteLedger
from rpa.ledger.texts import moment_text
from rpa.model.secret import Redactor

Announcer = Callable[[Connection, int, int], None]
"""Takes the connection, the number of a run, and how many items of it are new."""


class PostgresLedger(Conducting):
    """A ledger (see `rpa.ledger.protocol.Ledger`) in a schema of a PostgreSQL database: one object for one thread.

    Args:
        database: With the ledger's tables.
        clock: Gives the present moment, aware.
        redactor: Masks secrets in everything that is stored; it may learn more of them later.
    """

    database: PostgresDatabase

    def __init__(
        self,
        database: PostgresDatabase,
        clock: Callable[[], datetime] = present,
        redactor: Redactor | None = None,
    ) -> None:
        super().__init__(database, database.server.name, clock, redactor)
        self.announcer: Announcer | None = None

    def announce(self, run: int, items: int) -> None:
        """Let workers elsewhere know of new items of a run, in the transaction that records them."""
        if self.announcer is not None:
            self.announcer(self.database.connection, run, items)

    @classmethod
    def open(cls, server: Server, clock: Callable[[], datetime] = present, redactor: Redactor | None = None) -> Self:
        """Open a ledger; missing tables are made, older ones brought up to date.

        Args:
            server: Where, and how.
            clock: Gives the present moment, aware.
            redactor: Masks secrets in everything that is stored.

        Raises:
            LedgerError: The server cannot be reached or is not fit, or the tables are not this program's.
        """
        database = PostgresDatabase(server)
        try:
            bring_up_to_date(database.connection, server, moment_text(clock()), shipped_migrations("postgres"))
        except psycopg.Error as error:
            database.close()
            raise in_words(error, server.name) from error
        except BaseException:
            database.close()
            raise
        return cls(database, clock, redactor)

    @classmethod
    def exists(cls, server: Server) -> bool:
        """Whether there is a ledger at all; makes nothing."""
        connection = server.connect()
        try:
            return has_ledger(connection, server)
        except psycopg.Error as error:
            raise in_words(error, server.name) from error
        finally:
            connection.close()

    def copy(self) -> SqliteLedger:
        """What a plan needs, in memory: all items, but no events, and steps only of items that may be worked on."""
        copy = SqliteLedger.in_memory(f"copy of {self.name}", self.clock, self._redactor)
        try:
            copy_for_plan(self.database, copy.database.connection)
        except BaseException:
            copy.close()
            raise
        return copy
