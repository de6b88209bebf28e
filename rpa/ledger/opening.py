"""Opening a workspace's ledger: its SQLite file, or the PostgreSQL database that `rpa.toml` names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from rpa.errors import EnvironmentNotReady
from rpa.ledger.conducting import Conducting, present
from rpa.ledger.moved import refuse_moved
from rpa.ledger.sqlite import SqliteLedger
from rpa.ledger.sqlite_file import refuse_missing
from rpa.model.secret import Redactor, Secret
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.ledger.postgres_connection import Server

PLACE = "rpa.toml [ledger]"
PASSWORD = "ledger.password"  # noqa: S105
"""Name of the secret that opens the database."""

EXAMPLE = '[ledger] url = "postgresql://rpa@db.example.com/rpa"'
EXPECTED: Mapping[str, tuple[tuple[type, ...], str]] = {
    "url": ((str,), "a text"),
    "schema": ((str,), "a text"),
    "lease": ((int, float), "a number of seconds"),
    "accept_no_fsync": ((bool,), "true or false"),
}
_SCHEMA = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")

AskPassword = Callable[[], Secret | None]


@dataclass(frozen=True)
class PostgresSettings:
    """What `[ledger]` in `rpa.toml` says of a PostgreSQL database.

    Attributes:
        url: Without a password.
        schema: Holds all tables of the ledger.
        lease: Seconds after which a worker that was not heard of counts as gone.
        accept_no_fsync: Work on a server that may lose commits in a crash: for tests.
    """

    url: str
    schema: str = "rpa"
    lease: float = 15.0
    accept_no_fsync: bool = False

    def server(self, password: Secret | None) -> Server:
        """How it is talked to.

        Raises:
            EnvironmentNotReady: The library for it is not installed, or it cannot read the URL.
        """
        try:
            import psycopg

            from rpa.ledger.postgres_connection import Server
        except ImportError:
            raise EnvironmentNotReady(
                "the ledger is on PostgreSQL, and the library for it is not installed",
                place=PLACE,
                hint="Install it: pip install 'rpa-backoffice[postgres]'",
            ) from None
        server = Server(self.url, self.schema, password, accept_no_fsync=self.accept_no_fsync)
        try:
            _ = server.name
        except psycopg.Error as error:
            said = " ".join(str(error).split())
            raise EnvironmentNotReady(f"the url cannot be read: {said}", place=PLACE, hint=f"Like: {EXAMPLE}") from None
        return server


def postgres_settings(workspace: Workspace) -> PostgresSettings | None:
    """What the workspace says of its database; None when its ledger is the SQLite file.

    Raises:
        EnvironmentNotReady: A setting is unknown or wrong, or a password stands in it.
    """
    table = workspace.settings.get("ledger", {})
    if not isinstance(table, Mapping):
        raise EnvironmentNotReady("ledger must be a table", place=PLACE, hint=f"Like: {EXAMPLE}")
    for key, value in table.items():
        _check_setting(str(key), value)
    if not table:
        return None
    if "url" not in table:
        raise EnvironmentNotReady("there is no url", place=PLACE, hint=f"Like: {EXAMPLE}; or take [ledger] out.")
    settings = PostgresSettings(**table)
    _check_url(settings.url)
    if not _SCHEMA.fullmatch(settings.schema):
        raise EnvironmentNotReady(
            f"schema = {settings.schema!r} is no name for a schema",
            place=PLACE,
            hint="Small letters, digits and _; not beginning with a digit or pg_.",
        )
    if not 2 <= settings.lease <= 3600:
        raise EnvironmentNotReady(f"lease = {settings.lease} is not between 2 and 3600 seconds", place=PLACE)
    return settings


def _check_setting(key: str, value: Any) -> None:
    if key not in EXPECTED:
        raise EnvironmentNotReady(
            f"there is no setting {key!r}", place=PLACE, hint=f"There are url, schema and lease. Like: {EXAMPLE}"
        )
    kinds, words = EXPECTED[key]
    if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
        raise EnvironmentNotReady(f"{key} must be {words}", place=PLACE, hint=f"Like: {EXAMPLE}")


def _check_url(url: str) -> None:
    try:
        parts = urlsplit(url)
        password = parts.password
    except ValueError:
        raise EnvironmentNotReady("the url cannot be read", place=PLACE, hint=f"Like: {EXAMPLE}") from None
    if parts.scheme not in ("postgresql", "postgres"):
        raise EnvironmentNotReady("the url does not begin with postgresql://", place=PLACE, hint=f"Like: {EXAMPLE}")
    if password or {"password", "sslpassword"} & set(parse_qs(parts.query)):
        raise EnvironmentNotReady(
            "a password stands in the url, where everybody who reads the file sees it",
            place=PLACE,
            hint=f"Take it out, change it, and keep the new one by: rpa secret set {PASSWORD}",
        )


def open_ledger(
    workspace: Workspace,
    ask_password: AskPassword,
    redactor: Redactor | None = None,
    clock: Callable[[], datetime] = present,
) -> Conducting:
    """The workspace's ledger, made when it is not there.

    Args:
        workspace: Whose.
        ask_password: Gives the database's password; None leaves it to libpq (PGPASSWORD, a passfile).
        redactor: Masks secrets in everything that is stored; learns the password.
        clock: Gives the present moment, aware.

    Raises:
        EnvironmentNotReady: A setting is wrong.
        LedgerError: It cannot be opened.
    """
    server = postgres_server(workspace, ask_password, redactor)
    if server is None:
        refuse_moved(workspace.ledger_file)
        return SqliteLedger.open(workspace.ledger_file, clock, redactor)
    from rpa.ledger.postgres import PostgresLedger

    return PostgresLedger.open(server, clock, redactor)


def open_existing(workspace: Workspace, ask_password: AskPassword) -> Conducting | None:
    """The workspace's ledger to look at; None when there is none yet: looking makes none.

    Raises:
        EnvironmentNotReady: A setting is wrong.
        LedgerError: It cannot be opened.
    """
    server = postgres_server(workspace, ask_password)
    if server is None:
        refuse_moved(workspace.ledger_file)
        refuse_missing(workspace.ledger_file)
        return SqliteLedger.open(workspace.ledger_file) if workspace.ledger_file.is_file() else None
    from rpa.ledger.postgres import PostgresLedger

    return PostgresLedger.open(server) if PostgresLedger.exists(server) else None


def postgres_server(workspace: Workspace, ask_password: AskPassword, redactor: Redactor | None = None) -> Server | None:
    """Where the workspace's PostgreSQL ledger is; None when it has none.

    Raises:
        EnvironmentNotReady: A setting is wrong.
    """
    settings = postgres_settings(workspace)
    if settings is None:
        return None
    password = ask_password()
    if password is not None and redactor is not None:
        redactor.learn(password)
    return settings.server(password)
