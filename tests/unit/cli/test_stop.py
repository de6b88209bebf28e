"""Stopping runs from another terminal."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.model.item import ItemState
from tests.fakes.plain_office import PlainOffice, plain_office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PlainOffice]:
    with plain_office(tmp_path / "office") as made:
        yield made


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_finishes_what_it_has_in_hand_and_begins_nothing_more(office: PlainOffice, workers: str) -> None:
    office.write_recipe("before: 0.4")
    running = office.start("run", "chores", "-w", workers, "-p", "count=30", "--json")
    until = time.monotonic() + 30
    while not office.target():
        assert time.monotonic() < until
        time.sleep(0.05)
    stopped = office.run("stop", "chores", "--json")
    assert (stopped.code, [one["ended"] for one in stopped.data]) == (0, [True]), stopped
    running.communicate(timeout=30)
    assert running.returncode == 3
    states = office.states()
    assert states[ItemState.CLAIMED] == 0
    assert states[ItemState.DONE] == len(office.target()) < 30
    with office.ledger() as ledger:
        assert "stopped by" in ledger.runs()[0].error


def test_nothing_under_way(office: PlainOffice) -> None:
    office.write_recipe()
    assert "Nothing is under way" in office.run("stop", "--all").stderr
    assert office.run("run", "chores", "-p", "count=1").code == 0
    assert "Nothing is under way" in office.run("stop", "chores").stderr
    assert office.run("stop").code == 2
    assert office.run("stop", "--run", "7").code == 2


def test_put_down_at_the_next_step(office: PlainOffice) -> None:
    step = '  - id: {id}\n    target.enter: {{key: "{{{{ item.no }}}}{id}", before: 1.2}}\n'
    office.write_recipe(steps="".join(step.format(id=name) for name in "abcdef"))
    running = office.start("run", "chores", "-p", "count=1", "--json")
    until = time.monotonic() + 30
    while not office.target():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert office.run("stop", "--all", "--now").code == 0
    running.communicate(timeout=30)
    assert office.states() == {ItemState.NEW: 1}
    assert len(office.target()) < 6
    assert office.run("resume", "chores").code == 0
    assert office.target() == {f"K-1{name}": 1 for name in "abcdef"}
