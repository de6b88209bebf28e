"""Who is alive, by the clock of the PostgreSQL server: each worker is heard of within its lease, or given up.

On one machine the kernel knows better: a worker's file is locked while it lives, and free as soon as it is dead.
"""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import psycopg

from rpa.errors import AlreadyRunning, LedgerError
from rpa.ledger.dialect import for_postgres
from rpa.ledger.migrations import shipped_migrations
from rpa.ledger.postgres_connection import Connection, Server
from rpa.ledger.postgres_tables import bring_up_to_date
from rpa.ledger.postgres_words import in_words
from rpa.ledger.statements import read_statements, sql_folder
from rpa.ledger.texts import moment_text

HOST_VARIABLE = "RPA_HOST_ID"
BEATS = 5
"""How often a worker is heard of within its lease."""
MARGIN = 0.8
"""Part of its lease after which a worker that nobody hears gives itself up: before others do."""

Found = TypeVar("Found")
LockState = Callable[[str], bool | None]
"""Of a lock file by its path: held, free, or None when there is no such file."""


@cache
def _statements() -> dict[str, str]:
    text = (sql_folder() / "postgres" / "presence.sql").read_text("utf-8")
    return {statement.name: for_postgres(statement.sql) for statement in read_statements(text)}


@dataclass(frozen=True)
class Machine:
    """Where a process runs.

    Attributes:
        host: The machine's name, for people.
        id: Tells machines apart, whatever their names.
        boot: Tells starts of one machine apart.
    """

    host: str
    id: str
    boot: str


def this_machine() -> Machine:
    """The machine this process runs on; the variable RPA_HOST_ID tells apart what looks like one machine."""
    host = socket.gethostname()
    if given := os.environ.get(HOST_VARIABLE):
        return Machine(host, given, given)
    return Machine(host, _first_line("/etc/machine-id"), _first_line("/proc/sys/kernel/random/boot_id"))


def _first_line(file: str) -> str:
    try:
        return Path(file).read_text().strip()
    except OSError:
        return ""


class Register:
    """The workers that a ledger knows; may be used from several threads.

    Args:
        server: Where the ledger is.
        lease: Seconds after which a worker that was not heard of counts as gone.
        lock_state: Looks at a lock file of this machine.
        gives_up: Whether a worker not heard of is given up for good; False for one who only looks.
    """

    def __init__(self, server: Server, lease: float, lock_state: LockState, *, gives_up: bool = True) -> None:
        self.lease = lease
        self.machine = this_machine()
        self._server = replace(server, patience=lease / 3, silence=lease / 3)
        self._lock_state, self._gives_up = lock_state, gives_up
        self._turn = threading.Lock()
        self._connection = self._server.connect()
        try:
            now = moment_text(datetime.now(UTC))
            bring_up_to_date(self._connection, self._server, now, shipped_migrations("postgres"))
        except psycopg.Error as error:
            self._connection.close()
            raise in_words(error, server.name) from error
        except BaseException:
            self._connection.close()
            raise

    def is_alive(self, owner: str) -> bool:
        """Whether an owner lives: heard of within its lease, and not known to be dead."""
        row = self.worker(owner)
        if row is None or row["ended_at"] is not None or row["lost_at"] is not None or self._has_died(row):
            return False
        if row["is_heard"]:
            return True
        # One that is heard of in this very moment stays; one that is given up will not count as alive again.
        return self._gives_up and not self.ask("lose_worker", name=owner, lease=self.lease)

    def is_proven_dead(self, owner: str) -> bool:
        """Whether an owner is certainly dead: it said goodbye, or it died on this machine."""
        row = self.worker(owner)
        return row is not None and (row["ended_at"] is not None or self._has_died(row))

    def worker(self, owner: str) -> dict[str, Any] | None:
        """What is known of a worker."""
        rows = self.rows("select_worker", name=owner, lease=self.lease)
        return rows[0] if rows else None

    def _has_died(self, row: dict[str, Any]) -> bool:
        """Whether this machine proves that a worker is dead; noted, so that others know as well."""
        if row["machine"] != self.machine.id or not self.machine.id + self.machine.boot:
            return False
        if row["boot"] == self.machine.boot:
            is_dead = self._lock_state(row["lock_file"]) is False
        else:
            # The machine was started anew. Copies of a machine share its id, so name and silence have to agree.
            is_dead = bool(self.machine.id) and row["host"] == self.machine.host and not row["is_heard"]
        if is_dead and self._gives_up:
            self.ask("end_worker", name=row["name"])
        return is_dead

    def rows(self, query: str, **values: object) -> list[dict[str, Any]]:
        """All rows of a named query."""
        return self._ask(lambda connection: connection.execute(_statements()[query].encode(), values).fetchall())

    def ask(self, query: str, **values: object) -> int:
        """Run a named query; returns how many rows it changed. May be run twice: each says so of itself."""
        return self._ask(lambda connection: connection.execute(_statements()[query].encode(), values).rowcount)

    def _ask(self, use: Callable[[Connection], Found]) -> Found:
        with self._turn:
            try:
                try:
                    return use(self._connection)
                except psycopg.Error:
                    if not self._connection.closed:
                        raise
                self._connection = self._server.connect()
                return use(self._connection)
            except psycopg.Error as error:
                raise in_words(error, self._server.name) from error

    def close(self) -> None:
        """Close the connection."""
        with self._turn:
            self._connection.close()


class PostgresPresence:
    """A process's sign of life in a PostgreSQL ledger, and its sight of the others'.

    Two threads go along with it: one is heard of, the other sees to it that this process stops in time when nobody
    can hear it.

    Args:
        register: The ledger's workers.
        name: This process as the ledger knows it.
        lock_file: Locked by this process while it lives.
        on_lost: Called once, from another thread, when this process's work may be given to others: it must not
            touch the world any more. Told why.

    Attributes:
        name: This process as the ledger knows it.
    """

    def __init__(self, register: Register, name: str, lock_file: str, on_lost: Callable[[str], None]) -> None:
        self.name = name
        self._register, self._on_lost = register, on_lost
        machine = register.machine
        values = {"host": machine.host, "machine": machine.id, "boot": machine.boot, "pid": os.getpid()}
        self._held: set[str] = set()
        self._heard = _since_boot()
        register.ask("insert_worker", name=name, lock_file=lock_file, **values)
        with suppress(LedgerError):
            register.ask("forget_workers")
        self._ended = threading.Event()
        self._lost = threading.Lock()
        self._threads = [
            threading.Thread(target=work, daemon=True, name=f"rpa-{work.__name__.strip('_')}")
            for work in (self._beat, self._watch)
        ]
        for thread in self._threads:
            thread.start()

    def is_alive(self, owner: str) -> bool:
        """Whether an owner lives, as far as can be told."""
        return owner == self.name or self._register.is_alive(owner)

    def is_proven_dead(self, owner: str) -> bool:
        """Whether an owner that does not live is certainly dead, not merely paused or cut off."""
        return owner != self.name and self._register.is_proven_dead(owner)

    @contextmanager
    def hold_recipe(self, recipe: str) -> Iterator[None]:
        """Hold the right to run a recipe; that of a holder who is gone is taken over.

        Raises:
            AlreadyRunning: Somebody alive holds it; says who, since when.
        """
        while not self._take(recipe):
            pass
        self._held.add(recipe)
        try:
            yield
        finally:
            self._held.discard(recipe)
            # Without a connection it stays, and counts as free as soon as this process is gone.
            with suppress(LedgerError):
                self._register.ask("give_lock_back", recipe=recipe, owner=self.name)

    def _take(self, recipe: str) -> bool:
        if self._register.ask("take_free_lock", recipe=recipe, owner=self.name):
            return True
        rows = self._register.rows("select_lock", recipe=recipe)
        if not rows:
            return False  # given back in this very moment
        holder = rows[0]
        if holder["owner"] == self.name and recipe not in self._held:
            return True  # the answer to an earlier question was lost
        if self.is_alive(holder["owner"]):
            since = holder["since"].astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
            raise AlreadyRunning(
                f"{recipe} is already running: process {holder['pid']} on {holder['host']} since {since}.",
                hint="Wait for it to end; nothing was started.",
            )
        return bool(self._register.ask("take_lock_over", recipe=recipe, owner=self.name, holder=holder["owner"]))

    def close(self) -> None:
        """Say goodbye."""
        self._ended.set()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(timeout=self._register.lease)
        with suppress(LedgerError):
            self._register.ask("end_worker", name=self.name)
        self._register.close()

    def _beat(self) -> None:
        while not self._ended.wait(self._register.lease / BEATS):
            began = _since_boot()
            with suppress(LedgerError):
                if not self._register.ask("beat", name=self.name):
                    self._give_up("others took this worker for dead and have its work now")
                    return
                self._heard = began

    def _watch(self) -> None:
        """Give up when this process was not heard of for so long that others may have its work."""
        while not self._ended.wait(min(1.0, self._register.lease / BEATS)):
            if _since_boot() - self._heard >= self._register.lease * MARGIN:
                seconds = f"{_since_boot() - self._heard:.0f} seconds"
                self._give_up(f"nobody could hear this worker for {seconds}, and others may have its work now")
                return

    def _give_up(self, reason: str) -> None:
        if self._lost.acquire(blocking=False) and not self._ended.is_set():
            self._on_lost(reason)


def _since_boot() -> float:
    """Seconds on a clock that nobody sets, and that goes on while the machine is suspended where there is one."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.monotonic() if clock is None else time.clock_gettime(clock)
