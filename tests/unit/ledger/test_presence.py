from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rpa.drivers.locks import OwnerLock, lock_state
from rpa.errors import AlreadyRunning
from rpa.ledger.postgres_connection import Server
from rpa.ledger.presence import PostgresPresence, Register
from tests.fakes.cut_line import Cut, CutLine

PROJECT = Path(__file__).resolve().parents[3]
LEASE = 2.0

WORKER = """
import json, sys
from pathlib import Path
from rpa.drivers.locks import OwnerLock, lock_state
from rpa.ledger.postgres_connection import Server
from rpa.ledger.presence import PostgresPresence, Register

def say(**words):
    print(json.dumps(words), flush=True)

url, schema, lease, folder, recipe = sys.argv[1:]
with OwnerLock(Path(folder)) as lock:
    server = Server(url, schema, accept_no_fsync=True)
    presence = PostgresPresence(
        Register(server, float(lease), lock_state), lock.name, str(lock.file), lambda why: say(lost=why)
    )
    if recipe:
        held = presence.hold_recipe(recipe)
        held.__enter__()
    say(name=lock.name)
    sys.stdin.readline()
    presence.close()
say(ended=True)
"""


class Worker:
    """A process with a presence of its own."""

    def __init__(self, server: Server, folder: Path, *, host: str = "", recipe: str = "") -> None:
        environment = {**os.environ, "PYTHONPATH": str(PROJECT), **({"RPA_HOST_ID": host} if host else {})}
        arguments = [server.url, server.schema, str(LEASE), str(folder), recipe]
        self.process = subprocess.Popen(
            [sys.executable, "-c", WORKER, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        self.name = str(self.hear()["name"])

    def hear(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        said: dict[str, Any] = json.loads(self.process.stdout.readline())
        return said

    def kill(self, number: signal.Signals = signal.SIGKILL) -> None:
        self.process.send_signal(number)
        if number is signal.SIGKILL:
            self.process.wait()

    def say_goodbye(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        assert self.hear() == {"ended": True}
        self.process.wait()

    def close(self) -> None:
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout):
            assert pipe is not None
            pipe.close()


StartWorker = Callable[..., Worker]


@pytest.fixture
def start_worker(postgres: Server, tmp_path: Path) -> Iterator[StartWorker]:
    started: list[Worker] = []

    def start(**how: str) -> Worker:
        started.append(Worker(postgres, tmp_path / "owners", **how))
        return started[-1]

    yield start
    for worker in started:
        worker.close()


@pytest.fixture
def lost() -> list[str]:
    return []


@pytest.fixture
def here(postgres: Server, tmp_path: Path, lost: list[str]) -> Iterator[PostgresPresence]:
    with OwnerLock(tmp_path / "owners") as lock:
        presence = PostgresPresence(Register(postgres, LEASE, lock_state), lock.name, str(lock.file), lost.append)
        yield presence
        presence.close()


def within(seconds: float, holds: Callable[[], bool]) -> float:
    """How long it took until something holds."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds
        time.sleep(0.02)
    return time.monotonic() - began


def change(server: Server, sql: str, *values: object) -> None:
    with server.connect() as connection:
        connection.execute(sql.encode(), values)


def test_the_living_are_alive_for_longer_than_a_lease(
    here: PostgresPresence, start_worker: StartWorker, lost: list[str]
) -> None:
    other, far = start_worker(), start_worker(host="far")
    until = time.monotonic() + 1.5 * LEASE
    while time.monotonic() < until:
        for name in (here.name, other.name, far.name):
            assert here.is_alive(name)
            assert not here.is_proven_dead(name)
        time.sleep(0.1)
    assert lost == []


def test_who_dies_on_this_machine_is_dead_at_once(here: PostgresPresence, start_worker: StartWorker) -> None:
    other = start_worker()
    other.kill()
    assert not here.is_alive(other.name)
    assert here.is_proven_dead(other.name)


def test_what_one_machine_has_proven_all_others_know(
    here: PostgresPresence, start_worker: StartWorker, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = start_worker()
    monkeypatch.setenv("RPA_HOST_ID", "far")
    far = Register(postgres, LEASE, lock_state)
    other.kill()
    assert not far.is_proven_dead(other.name)
    assert not here.is_alive(other.name)
    assert far.is_proven_dead(other.name)
    far.close()


def test_who_dies_elsewhere_is_alive_until_its_lease_ends_and_never_proven_dead(
    here: PostgresPresence, start_worker: StartWorker
) -> None:
    far = start_worker(host="far")
    far.kill()
    assert here.is_alive(far.name)
    assert within(LEASE + 20, lambda: not here.is_alive(far.name)) > LEASE / 2
    assert not here.is_proven_dead(far.name)


@pytest.mark.parametrize("host", ["", "far"])
def test_who_said_goodbye_is_dead(here: PostgresPresence, start_worker: StartWorker, host: str) -> None:
    other = start_worker(host=host)
    other.say_goodbye()
    assert not here.is_alive(other.name)
    assert here.is_proven_dead(other.name)


@pytest.mark.parametrize("host", ["", "far"])
def test_who_stands_still_is_given_up_and_stops_when_it_wakes(
    here: PostgresPresence, start_worker: StartWorker, host: str
) -> None:
    other = start_worker(host=host)
    other.kill(signal.SIGSTOP)
    within(LEASE + 20, lambda: not here.is_alive(other.name))
    assert not here.is_proven_dead(other.name)
    other.kill(signal.SIGCONT)
    assert "work now" in other.hear()["lost"]
    time.sleep(LEASE / 2)
    assert not here.is_alive(other.name), "who was given up stays given up"


def test_nobody_knows_whether_a_stranger_is_dead(here: PostgresPresence) -> None:
    assert not here.is_alive("nobody:1:abc")
    assert not here.is_proven_dead("nobody:1:abc")


def test_a_lock_file_that_is_not_there_proves_nothing(
    here: PostgresPresence, start_worker: StartWorker, tmp_path: Path
) -> None:
    """Two containers of one machine see different files."""
    other = start_worker()
    (tmp_path / "owners" / f"{other.name}.lock").unlink()
    other.kill()
    assert here.is_alive(other.name)
    within(LEASE + 20, lambda: not here.is_alive(other.name))
    assert not here.is_proven_dead(other.name)


@pytest.mark.parametrize(("host", "is_proven"), [("", True), ("twin", False)])
def test_a_machine_that_was_started_anew_has_lost_its_workers(
    here: PostgresPresence, start_worker: StartWorker, postgres: Server, host: str, is_proven: bool
) -> None:
    other = start_worker()
    machine = Register(postgres, LEASE, lock_state)
    if not machine.machine.id:
        pytest.fail("this machine has no /etc/machine-id")
    machine.close()
    change(postgres, "update worker set boot = 'before' where name = %s", other.name)
    if host:  # a copy of this machine, id and all
        change(postgres, "update worker set host = %s where name = %s", host, other.name)
    other.kill()
    assert not here.is_proven_dead(other.name), "its heart was heard of a moment ago"
    within(LEASE + 20, lambda: not here.is_alive(other.name))
    assert here.is_proven_dead(other.name) == is_proven


def test_who_only_looks_gives_nobody_up(postgres: Server, start_worker: StartWorker) -> None:
    other = start_worker(host="far")
    looking = Register(postgres, LEASE, lock_state, gives_up=False)
    other.kill(signal.SIGSTOP)
    within(LEASE + 20, lambda: not looking.is_alive(other.name))
    row = looking.worker(other.name)
    assert row is not None
    assert row["lost_at"] is None
    looking.close()


def test_one_at_a_time_may_run_a_recipe(here: PostgresPresence, start_worker: StartWorker) -> None:
    other = start_worker(recipe="orders")
    with (
        pytest.raises(AlreadyRunning, match=rf"orders is already running: process {other.process.pid} on .* since 20"),
        here.hold_recipe("orders"),
    ):
        pass
    with here.hold_recipe("invoices"), pytest.raises(AlreadyRunning), here.hold_recipe("invoices"):
        pass
    other.say_goodbye()
    for _ in range(2):
        with here.hold_recipe("orders"):
            pass


@pytest.mark.parametrize(("host", "longest"), [("", 1.0), ("far", LEASE + 1)])
def test_a_lock_of_the_dead_is_taken_over(
    here: PostgresPresence, start_worker: StartWorker, host: str, longest: float
) -> None:
    other = start_worker(host=host, recipe="orders")
    with pytest.raises(AlreadyRunning), here.hold_recipe("orders"):
        pass
    other.kill()

    def is_free() -> bool:
        try:
            with here.hold_recipe("orders"):
                return True
        except AlreadyRunning:
            return False

    within(longest, is_free)


def test_who_cannot_reach_the_database_is_told_before_its_lease_ends(
    here: PostgresPresence, postgres: Server, tmp_path: Path
) -> None:
    called = threading.Event()
    with (
        CutLine(int(postgres.url.rpartition(":")[2].partition("/")[0]), b"beat_at") as line,
        OwnerLock(tmp_path / "owners") as lock,
    ):
        cut_off = Register(
            replace(postgres, url=f"postgresql://postgres@127.0.0.1:{line.port}/postgres"), LEASE, _blind
        )
        presence = PostgresPresence(cut_off, lock.name, str(lock.file), lambda _: called.set())
        line.cut = Cut.FOR_GOOD
        assert called.wait(LEASE)
        assert here.is_alive(lock.name), "it stops before others take its work"
        presence.close()


def _blind(_file: str) -> bool | None:
    return None
