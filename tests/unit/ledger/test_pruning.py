"""What is old goes, and what keeps work from being done again stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rpa.ledger.auditing import Audit
from rpa.ledger.pruning import Pruning
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.item import Arrival, ItemState, Verdict
from rpa.model.values import content_hash
from tests.fakes.sample_ledger import RECIPE, Sample, Ticking, arrival, fill_every_state, make_workspace

YEARS = timedelta(days=10 * 366)
OPEN = (ItemState.NEW, ItemState.CLAIMED, ItemState.FAILED, ItemState.IN_DOUBT, ItemState.IN_REVIEW)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    sample = Sample(make_workspace(tmp_path_factory.mktemp("workspace")))
    fill_every_state(sample)
    yield sample
    sample.ledger.close()


@pytest.fixture
def sample(made: Sample) -> Iterator[Sample]:
    """A copy in memory; whatever is pruned, the audit finds it whole."""
    sample = copy(made)
    sample.clock = Ticking(made.clock.at)
    sample.ledger = made.ledger.copy()
    sample.ledger.clock = sample.clock
    yield sample
    verdict = Audit(sample.ledger.database, sample.ledger.journal).run()
    assert verdict.is_whole, verdict.findings
    assert sample.ledger.verify_chain() is None
    sample.ledger.close()


def later(sample: Sample) -> Pruning:
    """Ten years on."""
    sample.clock.at += YEARS
    return Pruning(sample.ledger, lambda _seconds: None)


def prune(sample: Sample) -> int:
    return sum(later(sample).prune_details(sample.clock.at - timedelta(days=1)))


def whole_text(ledger: SqliteLedger) -> str:
    rows = [
        dict(row) for table in ("item", "step") for row in ledger.database.connection.execute(f"select * from {table}")
    ]
    return json.dumps(rows)


def test_details_of_ended_items_go_and_open_ones_keep_everything(sample: Sample) -> None:
    before = {item.id: item for item in sample.ledger.items()}
    steps = {number: sample.ledger.steps(number) for number in before}
    numbers = sample.ledger.peek_number("sales-2026")
    pruned = prune(sample)
    assert pruned == sum(item.state not in OPEN for item in before.values()) > 30
    for item in sample.ledger.items():
        was = before[item.id]
        assert (item.recipe, item.key, item.state, item.changed_at) == (was.recipe, was.key, was.state, was.changed_at)
        if was.state in OPEN:
            assert item == was
            assert sample.ledger.steps(item.id) == steps[item.id]
            continue
        assert item.pruned_at is not None
        assert (item.values, item.original, item.place) == ({}, (), "")
        for row, old in zip(sample.ledger.steps(item.id), steps[item.id], strict=True):
            assert (row.step, row.state, row.started_at, row.ended_at) == (
                old.step,
                old.state,
                old.started_at,
                old.ended_at,
            )
            assert (row.receipt.reference if row.receipt else "") == (old.receipt.reference if old.receipt else "")
            assert row.intent is None or (row.intent.fields, row.intent.summary, row.intent.target) == ((), "", "")
    assert sample.ledger.peek_number("sales-2026") == numbers
    assert "Bakkerij De Vries" in whole_text(sample.ledger)  # of an open item
    assert "inkoop8@example.org" not in whole_text(sample.ledger)


def test_the_same_order_is_still_skipped_ten_years_later(sample: Sample) -> None:
    prune(sample)
    run = sample.start()
    seen = sample.ledger.record(run, RECIPE, [arrival(number) for number in range(1, 5)])
    assert [one.verdict for one in seen] == [Verdict.SKIPPED] * 4
    assert {row.state for row in sample.ledger.items(RECIPE, run=run)} == {ItemState.DONE}


def test_the_same_key_with_other_content_is_held_and_says_why_no_difference_is_shown(sample: Sample) -> None:
    prune(sample)
    run = sample.start()
    changed = arrival(1, key="SO-2026-0001", values={**arrival(1).values, "customer": "Somebody else"})
    seen = sample.ledger.record(run, RECIPE, [changed])[0]
    assert seen.verdict is Verdict.HELD
    assert "what it held was removed on 2036-" in seen.reason
    assert "cannot be shown any more" in seen.reason


def test_a_pruned_rejected_item_that_comes_again_is_begun_afresh(sample: Sample) -> None:
    rejected = next(item for item in sample.ledger.items(RECIPE, (ItemState.REJECTED,)) if not item.attempts)
    prune(sample)
    shown = sample.ledger.item(rejected.id)
    assert shown is not None
    assert shown.reason == f"its reason was removed with its details on {sample.clock.at:%Y-%m-%d}"
    values = {**arrival(41).values}
    corrected = Arrival(rejected.key, content_hash(values), values, "again.xlsx A2")
    seen = sample.ledger.record(sample.start(), RECIPE, [corrected])[0]
    assert (seen.item, seen.verdict) == (rejected.id, Verdict.TAKEN_UP)
    again = sample.ledger.item(rejected.id)
    assert again is not None
    assert (again.pruned_at, again.values["customer"]) == (None, values["customer"])


def test_a_rejected_item_that_had_written_goes_on_behind_its_write_when_it_comes_again(sample: Sample) -> None:
    run = sample.start()
    sample.ledger.record(run, RECIPE, [replace(arrival(77), priority=99)])
    claim = sample.claim(run)
    sample.enter(claim)
    sample.settle(claim, ItemState.REJECTED, "The invoice has no address.")
    prune(sample)
    order = sample.ledger.steps(claim.item)[-1]
    assert order.outputs == {"number": str(8000 + claim.item)}
    assert order.intent is not None
    assert order.intent.fields == ()
    run = sample.start()
    assert sample.ledger.record(run, RECIPE, [replace(arrival(77), priority=99)])[0].verdict is Verdict.TAKEN_UP
    again = sample.claim(run)
    assert (again.item, again.values["order_no"]) == (claim.item, "SO-2026-0077")
    assert [(row.step, row.state, dict(row.outputs)) for row in again.steps if row.step == "order"] == [
        ("order", "done", {"number": str(8000 + claim.item)})
    ]


def test_what_was_pruned_cannot_be_begun_again_by_hand(sample: Sample) -> None:
    prune(sample)
    ended = [item for item in sample.ledger.items() if item.pruned_at]
    assert sample.ledger.take_up([item.id for item in ended]) == 0
    assert not any(sample.ledger.reopen(item.id, ["order"], "me") for item in ended)


def test_what_somebody_takes_up_meanwhile_keeps_its_details(sample: Sample) -> None:
    """Between two transactions another process may take a rejected item up."""
    pruning = later(sample)
    rejected = next(item for item in sample.ledger.items(RECIPE, (ItemState.REJECTED,)) if item.attempts)
    assert sample.ledger.take_up([rejected.id]) == 1
    assert sum(pruning.prune_details(sample.clock.at)) > 30
    again = sample.ledger.item(rejected.id)
    assert again is not None
    assert (again.pruned_at, again.values) == (None, rejected.values)


def test_the_amount_is_told_before(sample: Sample) -> None:
    pruning = later(sample)
    amount = pruning.old_details(sample.clock.at)
    assert amount.number == 38
    assert 20_000 < amount.size < 200_000
    assert sum(pruning.prune_details(sample.clock.at)) == amount.number
    assert pruning.old_details(sample.clock.at).number == 0
    assert list(pruning.prune_details(sample.clock.at)) == []


def test_others_write_between_two_transactions(tmp_path: Path) -> None:
    sample = Sample(make_workspace(tmp_path))
    fill_every_state(sample)
    other = SqliteLedger.open(sample.workspace.ledger_file, sample.clock, patience=0.0)
    later(sample)
    runs: list[int] = []
    pruning = Pruning(sample.ledger, lambda _seconds: runs.append(other.start_run("x", "x", "x", {})))
    assert sum(pruning.prune_details(sample.clock.at)) == 38
    assert sum(pruning.prune_events(sample.clock.at)) > 100
    assert len(runs) >= 2
    other.close()
    sample.ledger.close()


class TestEvents:
    def test_the_front_of_the_chain_goes_and_the_rest_holds(self, sample: Sample) -> None:
        events = sample.ledger.events()
        day = events[-1]["at"].replace(hour=0, minute=0)
        old = sum(event["at"] < day for event in events)
        pruning = Pruning(sample.ledger, lambda _seconds: None)
        assert pruning.old_events(day).number == old
        assert sum(pruning.prune_events(day)) == old
        assert sample.ledger.journal.start()[0] == old
        assert len(sample.ledger.events()) == len(events) - old + 1
        assert sample.ledger.events()[-1]["kind"] == "events.pruned"
        assert pruning.old_events(day).number == 0
        assert list(pruning.prune_events(day)) == []

    def test_the_last_event_stays_so_that_the_chain_goes_on(self, sample: Sample) -> None:
        pruning = later(sample)
        assert sum(pruning.prune_events(sample.clock.at)) > 100
        assert [event["kind"] for event in sample.ledger.events()] == ["run.finished", "events.pruned"]
        run = sample.start()
        assert sample.ledger.record(run, RECIPE, [arrival(1)])[0].verdict is Verdict.SKIPPED

    def test_a_younger_event_keeps_older_ones_behind_it(self, sample: Sample) -> None:
        """The clock was set back: behind a young event stand some that look old."""
        young = sample.clock.at
        sample.clock.at -= timedelta(days=900)
        for _ in range(5):
            sample.start()
        pruning = Pruning(sample.ledger, lambda _seconds: None)
        sum(pruning.prune_events(young - timedelta(days=800)))
        assert sample.ledger.journal.start()[0] == 0
        sample.clock.at = young

    def test_a_removal_that_was_cut_short_is_finished_by_the_next(
        self, sample: Sample, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        pruning = later(sample)
        removal = pruning.prune_events(sample.clock.at)
        events = len(sample.ledger.events())
        monkeypatch.setattr("rpa.ledger.pruning.EVENTS_AT_ONCE", 50)
        assert next(iter(removal)) == 50
        del removal
        assert len(sample.ledger.events()) == events - 50 + 1
        assert sample.ledger.verify_chain() is None
        assert Audit(sample.ledger.database, sample.ledger.journal).run().is_whole
        sum(pruning.prune_events(sample.clock.at))
        assert sample.ledger.verify_chain() is None
