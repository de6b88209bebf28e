"""Runs that several machines share: real worker processes on a real PostgreSQL ledger."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.ledger.postgres_connection import Server
from rpa.model.item import ItemState
from tests.fakes.plain_office import PlainOffice, plain_office
from tests.waiting import LONGEST, wait_until

pytestmark = pytest.mark.timeout(180)


@pytest.fixture
def office(tmp_path: Path, postgres: Server) -> Iterator[PlainOffice]:
    ledger = f'[ledger]\nurl = "{postgres.url}"\nschema = "{postgres.schema}"\nlease = 5\naccept_no_fsync = true\n'
    with plain_office(tmp_path / "office", ledger) as made:
        yield made


def workers_of(office: PlainOffice) -> set[str]:
    with office.ledger() as ledger:
        rows = [step for row in ledger.items("chores") for step in ledger.steps(row.id)]
    return {row.receipt.details["worker"] for row in rows if row.receipt is not None and row.receipt.details}


def once_each(office: PlainOffice, count: int) -> None:
    assert office.target() == {f"K-{number}": 1 for number in range(1, count + 1)}


def test_a_crew_works_on_a_shared_ledger(office: PlainOffice) -> None:
    office.write_recipe("before: 0.2")
    ended = office.run("run", "chores", "-w", "2", "-p", "count=6", "--json")
    assert (ended.code, ended.stderr) == (0, "")
    once_each(office, 6)


def test_two_machines_share_a_run_while_one_of_them_is_killed(office: PlainOffice) -> None:
    office.write_recipe("before: 0.3")
    helpers = [office.start("work", "-w", "1", RPA_HOST_ID=name) for name in ("east", "west")]
    running = office.start("run", "chores", "-p", "count=40", "--json", RPA_HOST_ID="north")
    wait_until(lambda: len(workers_of(office)) >= 3, "all three work")
    os.killpg(helpers[0].pid, signal.SIGKILL)
    stdout, stderr = running.communicate(timeout=120)
    assert running.returncode == 0, (stdout, stderr)
    once_each(office, 40)
    helpers[1].send_signal(signal.SIGTERM)
    assert helpers[1].wait(LONGEST) == 0
    assert "done" in helpers[1].communicate()[1]


def test_a_helper_comes_later_and_goes_when_there_is_nothing_to_do(office: PlainOffice) -> None:
    office.write_recipe("before: 0.5")
    running = office.start("run", "chores", "-p", "count=40", "--json")
    wait_until(lambda: len(office.target()) >= 1, "the run has begun")
    helper = office.run("work", "-w", "2", "--idle", "4")
    assert helper.code == 0, helper
    running.communicate(timeout=LONGEST)
    assert running.returncode == 0
    once_each(office, 40)
    assert len(workers_of(office)) >= 2


def test_a_helper_on_another_machine_whose_worker_dies_behind_its_write(office: PlainOffice) -> None:
    office.write_recipe("dies_after: 1")
    helper = office.start("work", "-w", "1")
    ended = office.run("run", "chores", "-w", "2", "-p", "count=6", "--json")
    assert ended.code == 0, ended
    once_each(office, 6)
    helper.send_signal(signal.SIGTERM)
    assert helper.wait(LONGEST) == 0


def test_stop_reaches_workers_on_other_machines(office: PlainOffice) -> None:
    office.write_recipe("before: 0.4")
    helper = office.start("work", "-w", "2", RPA_HOST_ID="east")
    running = office.start("run", "chores", "-p", "count=200", "--json", RPA_HOST_ID="north")
    wait_until(lambda: len(workers_of(office)) >= 2, "both work")
    assert office.run("stop", "chores").code == 0
    running.communicate(timeout=LONGEST)
    assert running.returncode == 3
    wait_until(lambda: office.states()[ItemState.CLAIMED] == 0, "what was in hand is done")
    done = len(office.target())
    time.sleep(1.5)
    assert len(office.target()) == done == office.states()[ItemState.DONE]
    helper.send_signal(signal.SIGTERM)
    assert helper.wait(LONGEST) == 0


def test_a_file_ledger_cannot_be_shared(tmp_path: Path) -> None:
    with plain_office(tmp_path / "alone") as office:
        office.write_recipe()
        ended = office.run("work")
        assert ended.code == 6
        assert "[ledger] url" in ended.stderr
