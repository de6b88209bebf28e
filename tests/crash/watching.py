"""The watches inside the robot: what counts as a point, and what it is called."""

from __future__ import annotations

import functools
import importlib
import json
import os
import re
import smtplib
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

from tests.crash.killing import VARIABLE, Plan, Watch, die, drawn

MOVES = ("replace", "rename", "link", "unlink")


def install() -> None:
    """Put the watches up, as the environment asks for it."""
    if not (text := os.environ.get(VARIABLE)):
        return
    given = json.loads(text)
    watch = Watch(Plan(**{**given, "points": tuple(given["points"])}))
    watch_moves(watch)
    watch_transactions(watch)
    if watch.plan.ledger == "postgres":
        watch_register(watch)
    watch_requests(watch)
    watch_mail(watch)
    for point in watch.plan.points:
        if ":" in point:
            watch_function(watch, point.rpartition(", ")[0])


# the ledger


def watch_transactions(watch: Watch) -> None:
    """Every transaction that changes something, before it is committed and after, in whatever database."""
    for database in databases(watch.plan.ledger):
        touched = _note_changes(database)
        database.transaction = _watched_transaction(watch, database.transaction, touched)


def databases(ledger: str) -> list[Any]:
    """The classes that keep a ledger's tables."""
    from rpa.ledger.sqlite_database import SqliteDatabase

    if ledger == "sqlite":
        return [SqliteDatabase]
    # Costs too much to be imported where it is not needed.
    from rpa.ledger.postgres_database import PostgresDatabase

    return [SqliteDatabase, PostgresDatabase]


def watch_register(watch: Watch) -> None:
    """What a process says of itself on PostgreSQL: that it lives, and which recipe it holds."""
    from rpa.ledger.presence import Register

    real = Register.ask

    def ask(self: Register, query: str, **values: object) -> int:
        if query == "beat":  # from a thread of its own, all the time
            return real(self, query, **values)
        watch.reach(f"{query}, before")
        result = real(self, query, **values)
        watch.reach(f"{query}, after")
        return result

    Register.ask = ask  # type: ignore[method-assign]


def _note_changes(database: Any) -> set[int]:
    """The numbers of those databases whose transaction has changed something; somebody has to forget them again."""
    touched: set[int] = set()

    def noted(real: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(real)
        def call(self: Any, query: str, *given: Any, **named: Any) -> Any:
            result = real(self, query, *given, **named)
            changes = self._sql[query].lstrip().lower().startswith(("insert", "update", "delete"))
            if changes and (result or result is None):
                touched.add(id(self))
            return result

        return call

    for verb in ("rows", "change", "change_many", "insert"):
        setattr(database, verb, noted(getattr(database, verb)))
    return touched


def _watched_transaction(watch: Watch, real: Callable[..., Any], touched: set[int]) -> Callable[..., Any]:
    @contextmanager
    def transaction(self: Any) -> Iterator[None]:
        verb = _verb(sys._getframe(1))
        touched.discard(id(self))
        with real(self):
            yield
            name, changed = _transaction_name(verb), id(self) in touched
            if changed:
                watch.reach(f"{name}, before")
        if changed:
            watch.reach(f"{name}, after")

    return transaction


def _verb(frame: FrameType | None) -> FrameType:
    """The frame of the ledger's verb that opens a transaction."""
    while frame is not None and not frame.f_globals.get("__name__", "").startswith("rpa."):
        frame = frame.f_back
    assert frame is not None
    return frame


def _transaction_name(verb: FrameType) -> str:
    values = verb.f_locals
    step, claim, item = values.get("step"), values.get("claim"), values.get("item")
    number = getattr(claim, "item", item)
    if number is None and (taken := values.get("taken")) is not None:
        number = taken.row["id"]
    parts = [verb.f_code.co_name]
    parts += [step] if isinstance(step, str) else []
    parts += [f"of {number}"] if isinstance(number, int) else []
    return " ".join(parts)


# the held request


class WatchedRoute:
    """A held request whose way to the target and back is watched."""

    def __init__(self, route: Any, watch: Watch) -> None:
        self._route, self._watch = route, watch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._route, name)

    def fetch(self, **options: Any) -> Any:
        """Send it."""
        request = self._route.request
        name = f"request {request.method} {_without_numbers(urlsplit(request.url).path)}"
        self._watch.reach(f"{name}, before")
        if self._watch.is_last(f"{name}, during"):
            delay = drawn(self._watch.plan.seed, name) % 60 / 1000
            threading.Timer(delay, die).start()
        answer = self._route.fetch(**options)
        self._watch.reach(f"{name}, after")
        return answer


def watch_requests(watch: Watch) -> None:
    """Every request that waited at the boundary."""
    from rpa.effects import boundary

    real = boundary.send_once

    def send_once(route: Any, *given: Any, **named: Any) -> Any:
        return real(WatchedRoute(route, watch), *given, **named)  # type: ignore[arg-type]

    boundary.send_once = send_once


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "N", text)


# files and mail


def watch_moves(watch: Watch) -> None:
    """Every name that the toolkit gives to a file or takes from it."""
    for move in MOVES:
        setattr(os, move, _watched_move(watch, move, getattr(os, move)))


def _watched_move(watch: Watch, move: str, real: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(real)
    def moved(*given: Any, **named: Any) -> Any:
        if not _is_ours(sys._getframe(1)):
            return real(*given, **named)
        path = Path(os.fsdecode(given[-1] if move != "unlink" else given[0])).absolute()
        name = f"{move} {_without_numbers(_shown(path))}"
        watch.reach(f"{name}, before")
        result = real(*given, **named)
        watch.reach(f"{name}, after")
        return result

    return moved


def _is_ours(frame: FrameType | None) -> bool:
    """Whether the toolkit's own code asked, by itself or by pathlib."""
    for _ in range(2):
        if frame is None:
            return False
        if frame.f_globals.get("__name__", "").startswith("rpa."):
            return True
        frame = frame.f_back
    return False


def _shown(path: Path) -> str:
    """A file as its folder and kind: names differ from run to run."""
    folder = path.parent.relative_to(Path.cwd()) if path.parent.is_relative_to(Path.cwd()) else path.parent
    return f"{folder}/*{path.suffix}"


def watch_mail(watch: Watch) -> None:
    """Every message handed to a mail server."""
    real = smtplib.SMTP.data

    def data(self: smtplib.SMTP, message: Any) -> Any:
        watch.reach("message, before")
        answer = real(self, message)
        watch.reach("message, after")
        return answer

    smtplib.SMTP.data = data  # type: ignore[assignment, method-assign]


# whatever else a plan names


def watch_function(watch: Watch, name: str) -> None:
    """Any function, as `package.module:Class.function`."""
    module, _, path = name.partition(":")
    *owners, last = path.split(".")
    owner = functools.reduce(getattr, owners, importlib.import_module(module))
    real = getattr(owner, last)

    @functools.wraps(real)
    def call(*given: Any, **named: Any) -> Any:
        watch.reach(f"{name}, before")
        result = real(*given, **named)
        watch.reach(f"{name}, after")
        return result

    setattr(owner, last, call)
