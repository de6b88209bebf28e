"""The ledgers that everything is tried on: a fresh one, named by a text that another process can open it by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from rpa.ledger.protocol import Ledger
from rpa.ledger.sqlite import SqliteLedger


def fresh_sqlite(folder: Path) -> str:
    """A file that does not exist yet."""
    return str(folder / "ledger.sqlite")


FRESH: dict[str, Callable[[Path], str]] = {"sqlite": fresh_sqlite}
"""Kind of ledger to what makes the name of a fresh one."""


def open_named(name: str) -> Ledger:
    """Open a ledger by its name."""
    return SqliteLedger.open(Path(name))
