"""Workers of one run that other processes joined: what one of them leaves when it dies holds nobody up."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.ledger.postgres_connection import Server
from rpa.model.item import ItemState
from tests.fakes.plain_office import PlainOffice, plain_office
from tests.waiting import LONGEST, wait_until

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PlainOffice]:
    with plain_office(tmp_path / "office") as made:
        yield made


@pytest.fixture
def shared(tmp_path: Path, postgres: Server) -> Iterator[PlainOffice]:
    ledger = f'[ledger]\nurl = "{postgres.url}"\nschema = "{postgres.schema}"\nlease = 5\naccept_no_fsync = true\n'
    with plain_office(tmp_path / "shared", ledger) as made:
        yield made


def is_held_by(office: PlainOffice, process: int) -> bool:
    return any(row.owner.split(":")[1] == str(process) for row in office.items().values() if row.owner)


@pytest.mark.parametrize("workers", [1, 2])
def test_one_that_joined_and_dies_does_not_block_the_run(office: PlainOffice, workers: int) -> None:
    slow = [f"K-{number}" for number in range(1, workers + 1)]
    lanes = f"""  one_at_a_time: "{{{{ item.no if item.no in {slow} else 'x' }}}}\""""
    office.write_recipe(f'before: "{{{{ 12 if item.no in {slow} else 0.7 }}}}"', items=lanes)
    running = office.start("run", "chores", "-w", str(workers), "-p", "count=6", "--json")
    wait_until(
        lambda: (office.root / ".rpa/ledger.sqlite").exists() and office.states()[ItemState.CLAIMED] == workers,
        "all are at it",
    )
    joined = office.start("work", "--run", "1")
    wait_until(lambda: is_held_by(office, joined.pid), "the one that joined holds an item")
    os.kill(joined.pid, signal.SIGKILL)
    stdout, stderr = running.communicate(timeout=LONGEST)
    assert running.returncode == 0, (stdout, stderr)
    assert office.target() == {f"K-{number}": 1 for number in range(1, 7)}


NEEDS_A_WORD = """\
  - {when: "{{ false }}", target.look: "{{ secrets.chore.word }}"}
  - id: it
    target.enter: {key: "{{ item.no }}", before: 0.5}
"""


def test_a_helper_that_lacks_something_leaves_the_run_alone(shared: PlainOffice) -> None:
    shared.write_recipe(steps=NEEDS_A_WORD)
    running = shared.start("run", "chores", "-p", "count=30", "--json", RPA_SECRET_CHORE_WORD="sesame opens")
    wait_until(lambda: len(shared.target()) >= 1, "the first write")
    helper = shared.start("work", "-w", "1")
    log = shared.root / ".rpa/rpa.log"
    wait_until(lambda: log.exists() and "is left alone" in log.read_text(), "the helper has noticed")
    stdout, stderr = running.communicate(timeout=LONGEST)
    helper.send_signal(signal.SIGTERM)
    helper.communicate(timeout=LONGEST)
    assert running.returncode == 0, (stdout, stderr)
    assert shared.states() == {ItemState.DONE: 30}
