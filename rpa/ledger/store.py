"""What the verbs need of a database: named queries, and transactions that are durable when they end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Protocol


class Row(Protocol):
    """A row whose columns are found by name."""

    def __getitem__(self, name: str, /) -> Any: ...


class Database(Protocol):
    """An open ledger's tables, used from one thread.

    Queries are named (see `rpa.ledger.statements`); their parameters too. Errors of the database come as `LedgerError`.
    """

    def rows(self, query: str, **values: object) -> Sequence[Row]:
        """All rows of a named query."""

    def row(self, query: str, **values: object) -> Row | None:
        """The first row of a named query."""

    def change(self, query: str, **values: object) -> int:
        """Run a named query; returns how many rows it changed."""

    def insert(self, query: str, **values: object) -> int:
        """Run a named query that inserts one row and returns its `id`."""

    def insert_many(self, query: str, values: Iterable[Mapping[str, Any]]) -> list[int]:
        """The same once for each set of values; returns the ids in the same order."""

    def change_many(self, query: str, values: Iterable[Mapping[str, Any]]) -> None:
        """Run a named query once for each set of values."""

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing, durable at the end; waits at the start until no other one is under way, on any machine."""

    def snapshot(self) -> AbstractContextManager[None]:
        """Everything read inside is of one moment; others can go on writing."""

    def close(self) -> None:
        """Let go of the file or the connection."""
