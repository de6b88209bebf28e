"""Stopping runs from another terminal."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.engine.stopping import ASK_EVERY
from rpa.model.item import ItemState
from tests.fakes.plain_office import PlainOffice, plain_office
from tests.waiting import LONGEST, wait_until


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PlainOffice]:
    with plain_office(tmp_path / "office") as made:
        yield made


def is_to_stop(office: PlainOffice) -> bool:
    with office.ledger() as ledger:
        return bool(ledger.stop_reason(1))


def has_begun(office: PlainOffice, step: str) -> bool:
    with office.ledger() as ledger:
        return any(row.step == step for item in ledger.items("chores") for row in ledger.steps(item.id))


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_run_finishes_what_it_has_in_hand_and_begins_nothing_more(office: PlainOffice, workers: str) -> None:
    office.write_recipe("before: \"{{ 0 if item.no == 'K-1' else 60 }}\"")
    running = office.start("run", "chores", "-w", workers, "-p", "count=30", "--json")
    wait_until(lambda: bool(office.target()), "the first write")
    stopping = office.start("stop", "chores", "--json")
    wait_until(lambda: is_to_stop(office), "the wish is known")
    office.hurry()
    said, _ = stopping.communicate(timeout=LONGEST)
    assert (stopping.returncode, [one["ended"] for one in json.loads(said)]) == (0, [True]), said
    running.communicate(timeout=LONGEST)
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
    step = '  - id: {id}\n    target.enter: {{key: "{{{{ item.no }}}}{id}", before: {before}}}\n'
    office.write_recipe(steps="".join(step.format(id=name, before=60 * (name > "a")) for name in "abcdef"))
    running = office.start("run", "chores", "-p", "count=1", "--json")
    wait_until(lambda: has_begun(office, "b"), "the second write has begun")
    stopping = office.start("stop", "--all", "--now")
    wait_until(lambda: is_to_stop(office), "the wish is known")
    time.sleep(ASK_EVERY + 0.1)  # the worker has looked before the second write, and looks again from now on
    office.hurry()
    assert stopping.wait(LONGEST) == 0
    running.communicate(timeout=LONGEST)
    assert office.states() == {ItemState.NEW: 1}
    assert office.target() == {"K-1a": 1, "K-1b": 1}
    assert office.run("resume", "chores").code == 0
    assert office.target() == {f"K-1{name}": 1 for name in "abcdef"}
