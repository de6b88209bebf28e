"""The ledger in one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Self

from rpa.ledger.conducting import Conducting, present
from rpa.ledger.migrations import bring_up_to_date, shipped_migrations
from rpa.ledger.protocol import Claim, Finished
from rpa.ledger.seen import Seen, last_seen
from rpa.ledger.sqlite_database import RESERVE, SqliteDatabase, Translator, connect, require_room
from rpa.ledger.sqlite_file import open_file
from rpa.ledger.texts import moment_text
from rpa.model.effect import Intent
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
        self._path: Path | None = None

    @classmethod
    def open(
        cls,
        path: Path,
        clock: Callable[[], datetime] = present,
        redactor: Redactor | None = None,
        patience: float = 30.0,
        accepted_by: str = "",
    ) -> Self:
        """Open a ledger file; a missing one is made, an older one brought up to date.

        Args:
            path: The file; its folder is made when it is missing.
            clock: Gives the present moment, aware.
            redactor: Masks secrets in everything that is stored.
            patience: Seconds to wait while another process writes.
            accepted_by: Who says that it is to be taken as it is, though it is missing or older than what was seen of
                it; empty: such a one is refused.

        Raises:
            LedgerError: It is no ledger, damaged, of a newer program, not writable, locked for too long, missing though
                there was one, or older than what was seen of it.
        """
        before = last_seen(path) if accepted_by else None
        connection = open_file(path, patience, moment_text(clock()), is_accepted=bool(accepted_by))
        ledger = cls(connection, str(path), clock, redactor)
        ledger._path, ledger.database.seen = path, Seen(path)
        if accepted_by:
            ledger._note_acceptance(accepted_by, before)
        return ledger

    def _note_acceptance(self, who: str, seen: tuple[int, str] | None) -> None:
        number, _ = self.journal.head()
        told = f"event {seen[0]} had been seen" if seen else "no event had been seen"
        with self.database.transaction():
            self.journal.note(self.now(), "ledger.accepted", None, None, who=who, ended=number, seen=told)

    @classmethod
    def in_memory(cls, name: str, clock: Callable[[], datetime] = present, redactor: Redactor | None = None) -> Self:
        """An empty ledger that leaves nothing behind."""
        connection = connect(None, 0)
        bring_up_to_date(connection, name, moment_text(clock()), shipped_migrations())
        return cls(connection, name, clock, redactor)

    def copy(self) -> SqliteLedger:
        """A copy in memory: a plan works on it and leaves this one alone."""
        connection = connect(None, 0)
        with Translator(self.name):
            self.database.connection.backup(connection)
        return SqliteLedger(connection, f"copy of {self.name}", self.clock, self._redactor)

    def begin(self, claim: Claim, step: str, intent: Intent, finished: Sequence[Finished], page: str = "") -> None:
        """Make a write's intent durable, while there is room for its receipt; see `Ledger.begin`."""
        if self._path is not None:
            require_room(self._path, RESERVE)
        super().begin(claim, step, intent, finished, page)
