"""Every ledger there is: a test that asks for `opened` or `ledger` runs on each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.ledger.auditing import Audit
from rpa.ledger.deciding import Deciding
from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.protocol import Ledger
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.secret import Redactor
from tests.fakes.ledgers import Clock, Opened, new_run


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "sqlite copy", "postgres", "postgres copy"])
def opened(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Opened]:
    """Opens ledgers on the same store, as a second worker would (a copy in memory has one connection only)."""
    ledgers: list[Ledger] = []

    def reopen(redactor: Redactor | None = None) -> Ledger:
        kind, _, is_copy = request.param.partition(" ")
        if is_copy and ledgers:
            return ledgers[-1]
        ledger: Ledger
        if kind == "sqlite":
            ledger = SqliteLedger.open(tmp_path / "ledger.sqlite", clock, redactor)
        else:
            ledger = PostgresLedger.open(request.getfixturevalue("postgres"), clock, redactor)
        ledgers.append(ledger.copy() if is_copy else ledger)
        if is_copy:
            ledger.close()
        return ledgers[-1]

    yield reopen
    for ledger in ledgers:
        assert ledger.verify_chain() is None
        assert isinstance(ledger, Deciding)
        verdict = Audit(ledger.database, ledger.journal).run()
        assert verdict.is_whole, verdict.findings
        ledger.close()


@pytest.fixture
def ledger(opened: Opened) -> Ledger:
    return opened()


@pytest.fixture
def run(ledger: Ledger) -> int:
    return new_run(ledger)
