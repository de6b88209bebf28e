"""The ledgers that everything is tried on: a fresh one, named by a text that another process can open it by."""

from __future__ import annotations

import uuid
from pathlib import Path

from rpa.ledger.protocol import Ledger
from rpa.ledger.sqlite import SqliteLedger

KINDS = ("sqlite", "postgres")


def fresh(folder: Path, url: str) -> str:
    """The name of a ledger that does not exist yet: a schema on a PostgreSQL server, or without one a file."""
    return f"{url}#t_{uuid.uuid4().hex[:16]}" if url else str(folder / f"{uuid.uuid4().hex[:16]}.sqlite")


def open_named(name: str) -> Ledger:
    """Open a ledger by its name."""
    url, _, schema = name.partition("#")
    if not schema:
        return SqliteLedger.open(Path(name))
    from rpa.ledger.postgres import PostgresLedger
    from rpa.ledger.postgres_connection import Server

    return PostgresLedger.open(Server(url, schema, accept_no_fsync=True))


def settings_of(name: str, lease: float) -> str:
    """The lines of `rpa.toml` for a ledger on PostgreSQL.

    Args:
        name: Of the ledger.
        lease: In seconds.
    """
    url, _, schema = name.partition("#")
    return f'[ledger]\nurl = "{url}"\nschema = "{schema}"\nlease = {lease}\naccept_no_fsync = true\n'
