"""Waiting for others that hold items of the same recipe."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

import pytest

from rpa.engine.others import Others
from rpa.engine.stopping import Stop
from rpa.ledger.protocol import Claim, Ledger
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.item import ItemState
from tests.fakes.ledgers import arrival, new_run


class Sight:
    """Sees those alive that it is told are."""

    name = "me"

    def __init__(self, *alive: str) -> None:
        self.alive = set(alive)

    def is_alive(self, owner: str) -> bool:
        return owner in self.alive

    def is_proven_dead(self, owner: str) -> bool:
        return owner not in self.alive

    def hold_recipe(self, recipe: str) -> AbstractContextManager[None]:
        return nullcontext()

    def close(self) -> None:
        self.alive.clear()


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = SqliteLedger.open(tmp_path / "ledger.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def held(ledger: Ledger) -> Claim:
    run = new_run(ledger)
    ledger.record(run, "orders", [arrival("A-1")])
    claim = ledger.claim("orders", "other", run)
    assert claim is not None
    return claim


def test_nobody_holds_anything(ledger: Ledger) -> None:
    assert Others(ledger, "orders", Sight(), Stop()).left_work() is False


def test_what_a_dead_one_held_is_work_again(ledger: Ledger, held: Claim) -> None:
    assert Others(ledger, "orders", Sight(), Stop()).left_work() is True
    assert ledger.count("orders", ItemState.NEW) == 1


def test_waits_until_the_other_has_ended(ledger: Ledger, held: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    naps: list[float] = []

    def nap(seconds: float) -> None:
        naps.append(seconds)
        if len(naps) == 3:
            ledger.settle(held, ItemState.DONE)

    monkeypatch.setattr("rpa.engine.others.time.sleep", nap)
    assert Others(ledger, "orders", Sight("other"), Stop()).left_work() is False
    assert len(naps) == 3


def test_a_request_to_stop_ends_the_waiting(ledger: Ledger, held: Claim) -> None:
    assert Others(ledger, "orders", Sight("other"), Stop(lambda: "stopped by anna")).left_work() is False


def test_one_that_lives_and_does_not_come_forward_is_not_waited_for_for_ever(
    ledger: Ledger, held: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rpa.engine.others.LONGEST_WAIT", 0.0)
    others = Others(ledger, "orders", Sight("other"), Stop())
    assert others.left_work() is False
    assert others.stuck.startswith("A-1 (by other): nothing has moved there")
