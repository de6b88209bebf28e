"""The clock is set back by hours: nothing is stuck, nothing takes less than no time, the order of things stays."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rpa.cli.runs import run_data
from rpa.ledger.auditing import Audit
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.effect import Intent, Receipt
from rpa.model.item import Arrival, ItemState
from rpa.model.run import Limits
from rpa.reports.journal import time_spent
from rpa.reports.wording import duration

HOURS = timedelta(hours=5)
SOON = timedelta(seconds=30)


class Clock:
    at = datetime(2026, 10, 25, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger.open(tmp_path / "ledger.sqlite", clock)
    yield ledger
    assert Audit(ledger.database, ledger.journal).run().is_whole
    ledger.close()


@pytest.fixture
def run(ledger: SqliteLedger) -> int:
    run = ledger.start_run("orders", "orders.yaml", "name: orders", {})
    ledger.record(run, "orders", [Arrival(f"A-{n}", "c", {}, "p") for n in range(3)])
    return run


def retry_later(ledger: SqliteLedger, run: int, clock: Clock) -> int:
    claim = ledger.claim("orders", "me", run)
    assert claim is not None
    ledger.settle(claim, ItemState.NEW, "no answer", not_before=clock.at + SOON)
    return claim.item


def test_an_item_that_is_to_be_tried_again_does_not_wait_for_the_old_time(
    ledger: SqliteLedger, run: int, clock: Clock
) -> None:
    for _ in range(3):
        retry_later(ledger, run, clock)
    assert ledger.claim("orders", "me", run) is None
    clock.at -= HOURS
    due = ledger.next_due("orders")
    assert due is not None
    assert due <= clock.at + SOON
    assert ledger.claim("orders", "me", run) is not None


@pytest.mark.parametrize("back", [timedelta(seconds=1), timedelta(seconds=59), timedelta(minutes=61)])
def test_it_waits_a_minute_longer_at_most(ledger: SqliteLedger, run: int, clock: Clock, back: timedelta) -> None:
    for _ in range(3):
        retry_later(ledger, run, clock)
    clock.at -= back
    waited = timedelta(0)
    while ledger.claim("orders", "me", run) is None:
        due = ledger.next_due("orders")
        assert due is not None
        waited += timedelta(seconds=1)
        clock.at += timedelta(seconds=1)
    assert waited <= SOON + timedelta(minutes=1)


def test_without_a_change_of_the_clock_it_waits_as_it_was_asked_to(
    ledger: SqliteLedger, run: int, clock: Clock
) -> None:
    for _ in range(3):
        retry_later(ledger, run, clock)
    clock.at += SOON - timedelta(seconds=1)
    assert ledger.claim("orders", "me", run) is None
    clock.at += timedelta(seconds=1)
    assert ledger.claim("orders", "me", run) is not None


def test_a_rate_does_not_hold_up_for_longer_than_its_interval(ledger: SqliteLedger, run: int, clock: Clock) -> None:
    limits = Limits(interval=timedelta(seconds=10))
    assert ledger.claim("orders", "me", run, limits) is not None
    clock.at -= HOURS
    due = ledger.next_due("orders", limits)
    assert due is not None
    assert due <= clock.at + limits.interval
    assert ledger.claim("orders", "me", run, limits) is not None
    assert ledger.claim("orders", "me", run, limits) is None


def test_a_rate_holds_though_the_clocks_of_two_machines_differ_a_little(
    ledger: SqliteLedger, run: int, clock: Clock
) -> None:
    limits = Limits(interval=timedelta(seconds=2))
    assert ledger.claim("orders", "me", run, limits) is not None
    clock.at -= timedelta(seconds=0.2)
    assert ledger.claim("orders", "another machine", run, limits) is None


def test_events_stay_in_the_order_in_which_things_happened(ledger: SqliteLedger, run: int, clock: Clock) -> None:
    claim = ledger.claim("orders", "me", run)
    assert claim is not None
    ledger.begin(claim, "order", Intent("browser", "x", "Save"), ())
    clock.at -= HOURS
    ledger.sent(claim, "order")
    ledger.finish(claim, "order", {}, Receipt("saved"))
    ledger.settle(claim, ItemState.DONE)
    kinds = [event["kind"] for event in ledger.events(item=claim.item)]
    assert kinds == ["item.new", "item.claimed", "step.started", "step.sent", "step.done", "item.done"]
    (row,) = ledger.steps(claim.item)
    assert row.ended_at is not None
    assert duration(row.ended_at - row.started_at) == "0 ms"
    assert time_spent(ledger.events(item=claim.item)) == timedelta(0)


def test_a_run_never_takes_less_than_no_time(ledger: SqliteLedger, run: int, clock: Clock) -> None:
    clock.at -= HOURS
    ledger.finish_run(run, ledger.totals(run))
    found = ledger.run(run)
    assert found is not None
    assert run_data(found, ledger.totals(run), ZoneInfo("Europe/Amsterdam"))["seconds"] == 0


def test_dead_workers_items_come_back_whatever_the_clock_says(ledger: SqliteLedger, run: int, clock: Clock) -> None:
    claim = ledger.claim("orders", "dead", run)
    assert claim is not None
    clock.at -= HOURS
    assert ledger.reap("orders", lambda _owner: False) == 1
    again = ledger.claim("orders", "alive", run)
    assert again is not None
    assert (again.item, again.epoch) == (claim.item, claim.epoch + 1)
