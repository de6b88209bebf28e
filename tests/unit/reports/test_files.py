"""The reports of a run of very many items stay small, and leave out nothing that a person has to look at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.ledger.sqlite import SqliteLedger
from rpa.model.item import Arrival, ItemState
from rpa.reports import files
from rpa.reports.files import write_reports
from tests.fakes.sample_ledger import make_workspace


@pytest.fixture
def ledger() -> Iterator[SqliteLedger]:
    ledger = SqliteLedger.in_memory("test")
    yield ledger
    ledger.close()


def test_of_many_items_those_that_a_person_has_to_look_at_are_all_listed(
    tmp_path: Path, ledger: SqliteLedger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "LISTED", 5)
    run = ledger.start_run("orders", "orders.yaml", "name: orders", {})
    bad = [Arrival(f"bad-{number}", "c", {}, "p", ({"No": "1"},), "no date") for number in range(8)]
    ledger.record(run, "orders", [Arrival(f"good-{number}", "c", {}, "p") for number in range(12)] + bad)
    while claim := ledger.claim("orders", "me", run):
        ledger.settle(claim, ItemState.DONE)
    ledger.finish_run(run, ledger.totals(run))
    made = write_reports(make_workspace(tmp_path), ledger, run)
    text = made.report.read_text()
    assert all(f"bad-{number}" in text for number in range(8))
    assert [f"good-{number}" in text for number in range(12)] == [True] * 5 + [False] * 7
    assert "7 more items" in text
    assert f"rpa items orders --run {run}" in text
    assert made.hand_back is not None
    monkeypatch.setattr(files, "LISTED", 12)
    assert "more items" not in write_reports(make_workspace(tmp_path), ledger, run).report.read_text()
