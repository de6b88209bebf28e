"""Runs in the background."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.plain_office import PlainOffice, plain_office
from tests.waiting import wait_until


@pytest.fixture
def office(tmp_path: Path) -> Iterator[PlainOffice]:
    with plain_office(tmp_path / "office") as made:
        yield made


def await_end(office: PlainOffice, run: int) -> str:
    until = time.monotonic() + 60
    while True:
        with office.ledger() as ledger:
            found = ledger.run(run)
        assert found is not None
        if found.finished is not None:
            return found.error
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_detached_run_goes_on_after_its_command(office: PlainOffice) -> None:
    office.write_recipe("before: 60")
    begun = office.run("run", "chores", "--detach", "-w", "2", "-p", "count=6")
    assert (begun.code, begun.stdout) == (0, "1\n"), begun
    assert "rpa stop --run 1" in begun.stderr
    assert not office.target(), "the command does not wait for its end"
    second = office.run("run", "chores", "-p", "count=6")
    assert second.code == 5, "it holds the recipe"
    assert "is already running: process" in second.stderr
    office.hurry()
    assert await_end(office, 1) == ""
    assert office.target() == {f"K-{n}": 1 for n in range(1, 7)}
    wait_until(lambda: bool(list((office.root / "reports").rglob("*.html"))), "its report")


def test_one_that_cannot_begin_says_so_with_its_own_exit_code(office: PlainOffice) -> None:
    office.write_recipe()
    wrong = office.run("run", "chores", "--detach", "-p", "count=many")
    assert wrong.code == 2
    assert "count" in wrong.stderr
    assert office.run("run", "nothing", "--detach").code == 2
