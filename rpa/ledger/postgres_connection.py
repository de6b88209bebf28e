"""A connection to a PostgreSQL ledger: set up so that a commit is durable and nobody waits for a dead process."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import DictRow, dict_row
from psycopg.types.numeric import Int8Dumper
from psycopg.types.string import StrDumper

from rpa.errors import EnvironmentNotReady, LedgerError
from rpa.ledger.postgres_words import in_words
from rpa.model.secret import Secret

OLDEST_SERVER = 13  # pg_xact_status
IDLE_LIMIT = 5
"""Seconds after which the server ends a transaction whose process is paused or cut off: the others wait for it."""

# Weaker levels of synchronous_commit can lose the last intents in a crash, and their writes would be repeated.
SETTINGS = """
select set_config('search_path', %(schema)s, false),
       set_config('synchronous_commit',
                  case current_setting('synchronous_commit') when 'remote_apply' then 'remote_apply' else 'on' end,
                  false),
       set_config('standard_conforming_strings', 'on', false),
       set_config('idle_in_transaction_session_timeout', %(idle)s, false),
       set_config('lock_timeout', %(patience)s, false),
       set_config('statement_timeout', %(longest)s, false),
       set_config('tcp_keepalives_idle', '5', false),
       set_config('tcp_keepalives_interval', '3', false),
       set_config('tcp_keepalives_count', '3', false),
       cast(current_setting('server_version_num') as bigint) / 10000 as version,
       current_setting('server_encoding') as encoding,
       current_setting('fsync') as fsync,
       pg_is_in_recovery() as is_standby
"""

Connection = psycopg.Connection[DictRow]


@dataclass(frozen=True)
class Server:
    """Where a PostgreSQL ledger is, and how it is talked to.

    Attributes:
        url: `postgresql://user@host:port/database?options`, without a password.
        schema: Holds all its tables.
        password: None: libpq looks for one itself (PGPASSWORD, passfile).
        patience: Seconds to wait while others write.
        accept_no_fsync: Work on a server that may lose commits in a crash: for tests.
        silence: Seconds without an answer after which the connection counts as lost.
    """

    url: str
    schema: str = "rpa"
    password: Secret | None = None
    patience: float = 30.0
    accept_no_fsync: bool = False
    silence: float = 15.0

    @property
    def name(self) -> str:
        """The ledger for messages: no password, no options."""
        parts = conninfo_to_dict(self.url)
        host = parts.get("host") or parts.get("hostaddr") or ""
        port = f":{parts['port']}" if "port" in parts else ""
        return f"postgresql://{host}{port}/{parts.get('dbname', '')} ({self.schema})"

    @property
    def lock(self) -> int:
        """Key of the lock under which this schema is written."""
        return int.from_bytes(hashlib.sha256(f"rpa ledger {self.schema}".encode()).digest()[:8], signed=True)

    def connect(self) -> Connection:
        """Open a connection in autocommit mode.

        Raises:
            LedgerError: The server cannot be reached, lets this user not in, or is not fit.
        """
        given: dict[str, Any] = {**self._network(), **conninfo_to_dict(self.url)}
        given = {**given, "application_name": "rpa", "client_encoding": "UTF8"}
        if self.password is not None:
            given["password"] = self.password.reveal()
        try:
            connection = psycopg.Connection[DictRow].connect(autocommit=True, row_factory=dict_row, **given)
        except psycopg.Error as error:
            raise in_words(error, self.name) from error
        try:
            self._set_up(connection)
        except psycopg.Error as error:
            connection.close()
            raise in_words(error, self.name) from error
        except BaseException:
            connection.close()
            raise
        return connection

    def _network(self) -> dict[str, int]:
        seconds = max(1, round(self.silence / 5))
        return {
            "connect_timeout": max(2, min(10, round(self.silence))),
            "keepalives": 1,
            "keepalives_idle": 2 * seconds,
            "keepalives_interval": seconds,
            "keepalives_count": 3,
            "tcp_user_timeout": round(self.silence * 1000),
        }

    def _set_up(self, connection: Connection) -> None:
        # One type for each kind of value: otherwise the server plans a statement anew for small and large numbers.
        connection.adapters.register_dumper(int, Int8Dumper)
        connection.adapters.register_dumper(str, StrDumper)
        patience = f"{round(self.patience * 1000)}ms"
        longest = f"{round(self.patience * 1000) + 60_000}ms"
        values = {"schema": f'"{self.schema}"', "idle": f"{IDLE_LIMIT}s", "patience": patience, "longest": longest}
        found = connection.execute(SETTINGS, values).fetchone()
        if found is None or found["version"] < OLDEST_SERVER:
            raise LedgerError(
                f"the server is PostgreSQL {found and found['version']}; the ledger needs {OLDEST_SERVER} or newer.",
                place=self.name,
                hint="Upgrade the server, or keep the ledger elsewhere.",
            )
        if found["encoding"] != "UTF8":
            raise LedgerError(
                f"the database keeps texts in {found['encoding']}; the ledger needs UTF8.",
                place=self.name,
                hint="Make a database with: createdb --encoding=UTF8 --template=template0 NAME",
            )
        if found["is_standby"]:
            raise LedgerError(
                "this server is a standby and takes no writes.",
                place=self.name,
                hint="Name the primary in rpa.toml, or all of them with ?target_session_attrs=read-write.",
            )
        if found["fsync"] == "off" and not self.accept_no_fsync:
            raise EnvironmentNotReady(
                "the server runs with fsync = off: a power cut loses what was recorded, and it would be done again.",
                place=self.name,
                hint="Set fsync = on in postgresql.conf and reload the server.",
            )
