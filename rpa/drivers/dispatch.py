"""Hints that a run has work, handed to workers on any machine by procrastinate on PostgreSQL.

A hint says no more than "look at run 17". Whether there is anything to do, and who does it, the ledger's claims decide:
a hint that is lost, doubled or stale does no harm. So all of them live in a schema of their own, which is made anew
when another version of procrastinate finds it.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from rpa.errors import LedgerError
from rpa.model.secret import Secret

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.types import JSONDict

_log = logging.getLogger(__name__)
QUEUE, TASK = "rpa", "rpa.look_at_run"
SUFFIX = "_hints"
MOST_HINTS = 32
"""Hints of one run that are out at once: no more workers than that take part."""
SWEEP_EVERY = 2.0
"""Seconds between two looks for runs that have work and no hint."""
AGAIN_AFTER = 3.0
"""Seconds after which a lost connection is made again."""


@dataclass(frozen=True)
class Hints:
    """Where the hints of a ledger are.

    Attributes:
        url: The ledger's database, without a password.
        schema: The ledger's schema; the hints are in one beside it.
        password: None: libpq looks for one itself.
    """

    url: str
    schema: str
    password: Secret | None = None

    @property
    def own_schema(self) -> str:
        """Holds everything of procrastinate."""
        return self.schema + SUFFIX

    def given(self) -> dict[str, Any]:
        """What a connection is made with."""
        given = {"options": f"-c search_path={self.own_schema}", "application_name": "rpa work", "connect_timeout": 10}
        return given | ({"password": self.password.reveal()} if self.password is not None else {})

    def prepare(self) -> None:
        """Make the hints' tables, or make them anew for this version of procrastinate; many may do so at once."""
        import psycopg
        from procrastinate.schema import SchemaManager
        from psycopg import sql

        made = f"procrastinate {version('procrastinate')}"
        lock = int.from_bytes(hashlib.sha256(self.own_schema.encode()).digest()[:8], signed=True)
        name = sql.Identifier(self.own_schema)
        with psycopg.connect(self.url, autocommit=True, **self.given()) as connection, connection.transaction():
            connection.execute("select pg_advisory_xact_lock(%s)", (lock,))
            row = connection.execute(
                "select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = %s", (self.own_schema,)
            ).fetchone()
            if row is not None and row[0] == made:
                return
            if row is not None:
                connection.execute(sql.SQL("drop schema {} cascade").format(name))
            connection.execute(sql.SQL("create schema {}").format(name))
            connection.execute(SchemaManager.get_schema())
            connection.execute(sql.SQL("comment on schema {} is {}").format(name, sql.Literal(made)))

    def announcer(self) -> Callable[[Any, int, int], None]:
        """Tells workers of new items, inside the transaction that records them.

        Returns:
            Takes the ledger's connection, the number of the run and how many items are new.
        """
        from procrastinate import App, SyncPsycopgConnector
        from psycopg import sql

        app = App(connector=SyncPsycopgConnector())
        out: dict[int, int] = {}
        path = sql.SQL("set local search_path to {}, {}").format(
            sql.Identifier(self.schema), sql.Identifier(self.own_schema)
        )

        def announce(connection: Any, run: int, items: int) -> None:
            more = min(items, MOST_HINTS - out.get(run, 0))
            if more <= 0:
                return
            connection.execute(path)
            task = app.configure_task(TASK, queue=QUEUE, allow_unknown=True, connection=connection)
            told: list[JSONDict] = [{"run": run} for _ in range(more)]
            task.batch_defer(*told)
            out[run] = out.get(run, 0) + more

        return announce

    def serve(
        self,
        slots: int,
        work: Callable[[int], bool],
        runs_with_work: Callable[[], Sequence[int]],
        is_stopping: Callable[[], bool],
    ) -> None:
        """Follow hints until asked to stop; a lost connection is made again.

        Args:
            slots: How many are followed at once, each in a thread of its own.
            work: Works on a run; False when there was nothing to do.
            runs_with_work: Runs for which there should be a hint; asked from a thread.
            is_stopping: Whether to stop; `work` must see to it that it ends then.
        """
        from procrastinate.exceptions import ConnectorException
        from psycopg import Error

        _use_our_log()
        while not is_stopping():
            try:
                asyncio.run(self._serve(slots, work, runs_with_work, is_stopping))
            except (ConnectorException, Error, OSError, LedgerError) as error:
                _log.warning("hints cannot be followed for the moment: %s", error)
                asyncio.run(_pause(AGAIN_AFTER, is_stopping))

    async def _serve(
        self,
        slots: int,
        work: Callable[[int], bool],
        runs_with_work: Callable[[], Sequence[int]],
        is_stopping: Callable[[], bool],
    ) -> None:
        from procrastinate import App, PsycopgConnector

        connector = PsycopgConnector(conninfo=self.url, kwargs=self.given(), min_size=1, max_size=4, timeout=10)
        app = App(connector=connector)
        busy: set[int] = set()

        @app.task(name=TASK, queue=QUEUE)
        async def look(run: int) -> None:
            busy.add(run)
            try:
                if await asyncio.to_thread(work, run):
                    await app.configure_task(TASK, queue=QUEUE).defer_async(run=run)
            finally:
                busy.discard(run)

        async with app.open_async():
            worker = asyncio.create_task(
                app.run_worker_async(
                    queues=[QUEUE],
                    name="rpa",
                    concurrency=slots,
                    install_signal_handlers=False,
                    delete_jobs="always",
                    fetch_job_polling_interval=2.0,
                    update_heartbeat_interval=3.0,
                    stalled_worker_timeout=15.0,
                )
            )
            try:
                while not worker.done() and not is_stopping():
                    await self._sweep(app, runs_with_work, busy)
                    await _pause(SWEEP_EVERY, lambda: worker.done() or is_stopping())
            finally:
                worker.cancel()
                with suppress(asyncio.CancelledError):
                    await worker

    async def _sweep(self, app: App, runs_with_work: Callable[[], Sequence[int]], busy: set[int]) -> None:
        """Give a hint for each run that has work and nobody here who looks at it: one may have been lost."""
        for run in await asyncio.to_thread(runs_with_work):
            if run not in busy:
                task = app.configure_task(TASK, queue=QUEUE, queueing_lock=f"run {run}")
                with suppress(_already_enqueued()):
                    await task.defer_async(run=run)


def _already_enqueued() -> type[Exception]:
    from procrastinate.exceptions import AlreadyEnqueued

    return AlreadyEnqueued


async def _pause(seconds: float, is_over: Callable[[], bool]) -> None:
    """Wait, in pieces."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until and not is_over():
        await asyncio.sleep(0.1)


def _use_our_log() -> None:
    """What the libraries say goes where ours goes, never to the screen."""
    ours = logging.getLogger("rpa")
    for name in ("procrastinate", "psycopg"):
        logger = logging.getLogger(name)
        logger.propagate = False
        logger.setLevel(logging.WARNING)
        for handler in ours.handlers or [logging.NullHandler()]:
            if handler not in logger.handlers:
                logger.addHandler(handler)
