"""Every ledger there is: a test that asks for `opened` or `ledger` runs on each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.ledger.protocol import Ledger
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.secret import Redactor
from tests.fakes.ledgers import Clock, Opened, new_run


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "sqlite copy"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Opened]:
    """Opens ledgers on the same store, as a second worker would (a copy in memory has one connection only)."""
    ledgers: list[Ledger] = []

    def reopen(redactor: Redactor | None = None) -> Ledger:
        if request.param == "sqlite":
            ledgers.append(SqliteLedger.open(tmp_path / "ledger.sqlite", clock, redactor))
        elif not ledgers:
            with_file = SqliteLedger.open(tmp_path / "empty.sqlite", clock, redactor)
            ledgers.append(with_file.copy())
            with_file.close()
        return ledgers[-1]

    yield reopen
    for ledger in ledgers:
        assert ledger.verify_chain() is None
        ledger.close()


@pytest.fixture
def ledger(opened: Opened) -> Ledger:
    return opened()


@pytest.fixture
def run(ledger: Ledger) -> int:
    return new_run(ledger)
