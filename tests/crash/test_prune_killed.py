"""`rpa prune` is killed at any instant: the ledger is whole, nothing that counts is gone, and it can be begun again."""

from __future__ import annotations

import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rpa.ledger.auditing import Audit
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.item import Arrival, ItemState, Verdict
from tests.fakes.sample_ledger import RECIPE, Sample, arrival, fill_every_state, make_workspace

pytestmark = pytest.mark.crash

PROGRAM = """
import os, signal, sys
from datetime import datetime
from pathlib import Path
from rpa.ledger import pruning
from rpa.ledger.sqlite import SqliteLedger
from rpa.ledger.space import forget_for_good, give_back

pruning.ITEMS_AT_ONCE, pruning.EVENTS_AT_ONCE = 7, 40
path, left, before = Path(sys.argv[1]), int(sys.argv[2]), datetime.fromisoformat(sys.argv[3])
ledger = SqliteLedger.open(path)
forget_for_good(ledger.database.connection)
real = ledger.database._control
change = ledger.database.change

def tick():
    global left
    left -= 1
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)

def control(command):
    tick()
    real(command)
    tick()

def changing(query, **values):
    tick()
    return change(query, **values)

ledger.database._control, ledger.database.change = control, changing
work = pruning.Pruning(ledger, lambda _seconds: None)
sum(work.prune_details(before))
sum(work.prune_events(before))
print(left)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    sample = Sample(make_workspace(folder))
    fill_every_state(sample)
    sample.ledger.close()
    return folder / ".rpa" / "ledger.sqlite"


def prune(path: Path, left: int) -> int:
    before = datetime.now(UTC) + timedelta(days=400)
    command = [sys.executable, "-c", PROGRAM, str(path), str(left), before.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return 10**9 - int(done.stdout) if done.returncode == 0 else 0


def judge(path: Path) -> None:
    ledger = SqliteLedger.open(path)
    verdict = Audit(ledger.database, ledger.journal).run()
    assert verdict.is_whole, verdict.findings
    assert len(ledger.items()) == 44
    doubt = ledger.items(states=(ItemState.IN_DOUBT,))[0]
    assert doubt.values["order_no"] == doubt.key
    run = ledger.start_run(RECIPE, "x", "x", {})
    seen = ledger.record(run, RECIPE, [arrival(number) for number in range(1, 5)])
    assert [one.verdict for one in seen] == [Verdict.SKIPPED] * 4
    ledger.close()


def test_killed_at_any_step_of_it(made: Path, tmp_path: Path) -> None:
    whole = tmp_path / "whole" / "ledger.sqlite"
    shutil.copytree(made.parent, whole.parent, ignore=shutil.ignore_patterns("artifacts"))
    steps = prune(whole, 10**9)
    assert steps > 200
    judge(whole)
    chance = random.Random(7)
    for number in sorted({*chance.sample(range(1, steps), 14), 1, 2, steps}):
        path = tmp_path / str(number) / "ledger.sqlite"
        shutil.copytree(made.parent, path.parent, ignore=shutil.ignore_patterns("artifacts"))
        assert prune(path, number) == 0, "it was not killed"
        judge(path)
        prune(path, 10**9)
        judge(path)
        shutil.rmtree(path.parent)


VACUUM = """
import sys
from pathlib import Path
from rpa.ledger.sqlite import SqliteLedger
from rpa.ledger.space import give_back
path = Path(sys.argv[1])
ledger = SqliteLedger.open(path)
print("ready", flush=True)
while True:
    give_back(ledger.database.connection, path)
"""


def test_killed_while_the_file_is_written_anew(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    ledger = SqliteLedger.open(path)
    run = ledger.start_run("orders", "x", "x", {})
    ledger.record(run, "orders", [Arrival(f"A-{n}", "c", {"note": f"{n:x>2000}"}, "p") for n in range(3000)])
    ledger.close()
    for number in range(6):
        worker = subprocess.Popen([sys.executable, "-c", VACUUM, str(path)], stdout=subprocess.PIPE)
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"ready\n"
        time.sleep(0.01 + number * 0.03)
        worker.kill()
        worker.wait()
        worker.stdout.close()
        connection = sqlite3.connect(path)
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        connection.close()
    ledger = SqliteLedger.open(path)
    assert len(ledger.items()) == 3000
    assert ledger.verify_chain() is None
    ledger.close()
