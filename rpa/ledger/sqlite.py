"""The ledger in one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Self

from rpa.ledger.conducting import Conducting, present
from rpa.ledger.migrations import bring_up_to_date, shipped_migrations
from rpa.ledger.sqlite_database import SqliteDatabase, Translator, connect
from rpa.ledger.texts import moment_text
from rpa.model.secret import Redactor


class SqliteLedger(Conducting):
    """A ledger (see `rpa.ledger.protocol.Ledger`) in a SQLite file: one object for one thread.

    Args:
        connection: With the ledger's tables, in autocommit mode.
        name: The file, for messages.
        clock: Gives the present moment, aware.
        redactor: Masks secrets in everything that is stored; it may learn more of them later.
    """

    database: SqliteDatabase

    def __init__(
        self,
        connection: sqlite3.Connection,
        name: str,
        clock: Callable[[], datetime] = present,
        redactor: Redactor | None = None,
    ) -> None:
        super().__init__(SqliteDatabase(connection, name), name, clock, redactor)

    @classmethod
    def open(
        cls,
        path: Path,
        clock: Callable[[], datetime] = present,
        redactor: Redactor | None = None,
        patience: float = 30.0,
    ) -> Self:
        """Open a ledger file; a missing one is made, an older one brought up to date.

        Args:
            path: The file; its folder is made when it is missing.
            clock: Gives the present moment, aware.
            redactor: Masks secrets in everything that is stored.
            patience: Seconds to wait while another process writes.

        Raises:
            LedgerError: It is no ledger, damaged, of a newer program, not writable, or locked for too long.
        """
        connection = connect(path, patience)
        try:
            with Translator(str(path)):
                bring_up_to_date(connection, str(path), moment_text(clock()), shipped_migrations())
        except BaseException:
            connection.close()
            raise
        return cls(connection, str(path), clock, redactor)

    @classmethod
    def in_memory(cls, name: str, clock: Callable[[], datetime] = present, redactor: Redactor | None = None) -> Self:
        """An empty ledger that leaves nothing behind."""
        connection = connect(None, 0)
        bring_up_to_date(connection, name, moment_text(clock()), shipped_migrations())
        return cls(connection, name, clock, redactor)

    def copy(self) -> SqliteLedger:
        """A copy in memory: a plan works on it and leaves this one alone."""
        connection = connect(None, 0)
        with Translator(self._name):
            self.database.connection.backup(connection)
        return SqliteLedger(connection, f"copy of {self._name}", self.clock, self._redactor)
