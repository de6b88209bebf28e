"""Several processes on one ledger, some of them killed."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections import Counter
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from rpa.errors import InDoubt
from rpa.ledger.conducting import Conducting
from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import Server
from rpa.ledger.protocol import StepState
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.effect import Intent, Receipt
from rpa.model.item import Arrival, ItemState

SPAWN = multiprocessing.get_context("spawn")
SAVE = Intent("browser", "http://127.0.0.1/orders", "Save order")
VERBS = ("claim", "begin", "sent", "finish", "number", "settle")


Place = Path | Server
"""Of a ledger: its file, or its server."""


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return tmp_path / "state" / "ledger.sqlite"
    server: Server = request.getfixturevalue("postgres")
    return server


def import_again() -> None:
    """Lets a spawned process find this module, which pytest has imported by its path."""
    folder = str(Path(__file__).parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)


def open_ledger(place: Place) -> Conducting:
    return SqliteLedger.open(place) if isinstance(place, Path) else PostgresLedger.open(place)


def fill(place: Place, count: int) -> int:
    ledger = open_ledger(place)
    run = ledger.start_run("orders", "orders.yaml", "name: orders", {})
    ledger.record(run, "orders", [Arrival(f"A-{n}", "c", {"n": n}, "p") for n in range(count)])
    ledger.close()
    return run


def do_one(ledger: Conducting, owner: str, run: int, stop_after: str = "") -> int | None:
    """Work one item off; kill this process right after a verb."""

    def reached(verb: str) -> None:
        if verb == stop_after:
            os.kill(os.getpid(), signal.SIGKILL)

    claim = ledger.claim("orders", owner, run)
    if claim is None:
        return None
    reached("claim")
    ledger.begin(claim, "order", SAVE, ())
    reached("begin")
    ledger.sent(claim, "order")
    reached("sent")
    ledger.finish(claim, "order", {"by": owner}, Receipt(f"{claim.key} saved"))
    reached("finish")
    ledger.number(claim, "sales")
    reached("number")
    ledger.settle(claim, ItemState.DONE)
    reached("settle")
    return claim.item


def work_all(place: Place, owner: str, run: int, answer: Connection) -> None:
    ledger = open_ledger(place)
    done = []
    while (item := do_one(ledger, owner, run)) is not None:
        done.append(item)
    ledger.close()
    answer.send(done)


def die(place: Place, run: int, verb: str) -> None:
    do_one(open_ledger(place), "dead", run, stop_after=verb)


def open_and_close(place: Place) -> None:
    for _ in range(5):
        open_ledger(place).close()


def test_four_processes_do_each_item_once(place: Place) -> None:
    import_again()
    run = fill(place, 200)
    answers, workers = [], []
    for number in range(4):
        mine, theirs = SPAWN.Pipe(duplex=False)
        worker = SPAWN.Process(target=work_all, args=(place, f"worker-{number}", run, theirs))
        worker.start()
        theirs.close()
        answers.append(mine)
        workers.append(worker)
    done = [item for answer in answers for item in answer.recv()]
    for worker, answer in zip(workers, answers, strict=True):
        worker.join()
        assert worker.exitcode == 0
        answer.close()
    assert Counter(done) == dict.fromkeys(range(1, 201), 1)
    ledger = open_ledger(place)
    assert ledger.totals(run).done == 200
    assert ledger.peek_number("sales") == 201
    assert all(len(ledger.steps(item)) == 1 for item in done)
    assert ledger.verify_chain() is None
    ledger.close()


def test_a_fresh_ledger_may_be_opened_by_several_at_once(place: Place) -> None:
    import_again()
    workers = [SPAWN.Process(target=open_and_close, args=(place,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0


@pytest.mark.crash
@pytest.mark.parametrize("verb", VERBS)
def test_what_a_killed_process_had_recorded_stands(place: Place, verb: str) -> None:
    import_again()
    run = fill(place, 1)
    worker = SPAWN.Process(target=die, args=(place, run, verb))
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    ledger = open_ledger(place)
    assert ledger.verify_chain() is None
    assert ledger.reap("orders", lambda owner: owner != "dead") == (0 if verb == "settle" else 1)
    claim = ledger.claim("orders", "alive", run)
    if verb == "settle":
        assert claim is None
        assert ledger.totals(run).done == 1
        ledger.close()
        return
    assert claim is not None
    assert claim.epoch == 2
    expected = {"claim": None, "begin": StepState.STARTED, "sent": StepState.SENT}.get(verb, StepState.DONE)
    assert [row.state for row in claim.steps] == ([expected] if expected else [])
    if expected:
        with pytest.raises(InDoubt):
            ledger.begin(claim, "order", SAVE, ())
    else:
        ledger.begin(claim, "order", SAVE, ())
    assert ledger.number(claim, "sales") == 1
    ledger.close()
