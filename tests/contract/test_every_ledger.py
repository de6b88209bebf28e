"""What every ledger promises, whatever keeps it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import Fenced, InDoubt
from rpa.ledger.protocol import Ledger, Onward, StepState
from rpa.model.effect import Effect, Receipt
from rpa.model.item import ItemState, Verdict
from rpa.model.money import Money
from rpa.model.run import Limits, Totals
from rpa.model.secret import MASK, Redactor, Secret
from rpa.model.values import content_hash
from tests.fakes.ledgers import (
    SAVE,
    SAVED,
    Clock,
    Opened,
    again,
    arrival,
    claimed,
    looked_up,
    new_run,
    state,
    states,
    taken_over,
    verdicts,
)


class TestMarks:
    """How far a source was read."""

    def test_the_newest_mark_counts_for_its_recipe_and_name_alone(self, ledger: Ledger, run: int) -> None:
        assert ledger.mark("orders", "shop") == {}
        ledger.keep_mark(run, "orders", "shop", {"last": 7, "on": date(2026, 10, 5)})
        ledger.keep_mark(run, "orders", "shop", {"last": 9, "on": date(2026, 10, 6), "to": Decimal("1.50")})
        ledger.keep_mark(run, "orders", "other", {"etag": "x"})
        assert ledger.mark("orders", "shop") == {"last": 9, "on": date(2026, 10, 6), "to": Decimal("1.50")}
        assert ledger.mark("orders", "other") == {"etag": "x"}
        assert ledger.mark("invoices", "shop") == {}
        assert [event["kind"] for event in ledger.events()].count("source.read") == 3
        assert ledger.verify_chain() is None

    def test_a_name_with_what_no_database_keeps(self, ledger: Ledger, run: int) -> None:
        ledger.keep_mark(run, "orders", "box\0one", {"last": 1})
        assert ledger.mark("orders", "box\0one") == {"last": 1}


class TestRuns:
    def test_a_run_is_kept_with_its_recipe_and_its_end(self, ledger: Ledger, run: int, clock: Clock) -> None:
        started = clock.at
        ended = clock.forward(3)
        ledger.finish_run(run, Totals(done=2, left=1), "stopped by the breaker")
        kept = ledger.run(run)
        assert kept is not None
        assert (kept.recipe, kept.recipe_file, kept.recipe_text) == ("orders", "recipes/orders.yaml", "name: orders\n")
        assert len(kept.recipe_hash) == 64
        assert kept.params == {"due_days": 14}
        assert (kept.started, kept.finished) == (started, ended)
        assert kept.totals == Totals(done=2, left=1)
        assert kept.error == "stopped by the breaker"

    def test_runs_come_newest_first(self, ledger: Ledger) -> None:
        first, second = new_run(ledger), new_run(ledger)
        other = ledger.start_run("invoices", "i.yaml", "name: invoices\n", {})
        assert [run.id for run in ledger.runs()] == [other, second, first]
        assert [run.id for run in ledger.runs("orders", limit=1)] == [second]
        assert ledger.run(99) is None

    def test_typed_params_come_back_typed(self, ledger: Ledger) -> None:
        params = {"on": date(2026, 7, 1), "limit": Decimal("10.50"), "inbox": Path("inbox/orders"), "test": False}
        run = ledger.run(ledger.start_run("orders", "o.yaml", "", params))
        assert run is not None
        assert run.params == params


class TestRecord:
    def test_unknown_ones_are_added_in_order_and_unfit_ones_rejected(self, ledger: Ledger, run: int) -> None:
        found = ledger.record(run, "orders", [arrival("A-1"), arrival("A-2", reason="quantity is no number")])
        assert [(one.key, one.verdict, one.reason) for one in found] == [
            ("A-1", Verdict.ADDED, ""),
            ("A-2", Verdict.REJECTED, "quantity is no number"),
        ]
        first, second = ledger.items("orders")
        assert (first.state, first.values, first.place) == (ItemState.NEW, {"quantity": 5}, "orders.xlsx A-1")
        assert first.original == ({"Order no": "A-1"},)
        assert (second.state, second.reason) == (ItemState.REJECTED, "quantity is no number")

    def test_values_come_back_typed(self, ledger: Ledger, run: int) -> None:
        values = {"sum": Money(Decimal("12.50"), "EUR"), "on": date(2026, 7, 1), "lines": [{"n": Decimal("1.0")}]}
        claim = claimed(ledger, run, replace(arrival(), content=content_hash(values), values=values))
        assert claim.values == values

    def test_the_same_key_of_another_recipe_is_another_item(self, ledger: Ledger, run: int) -> None:
        first = ledger.record(run, "orders", [arrival()])[0]
        second = ledger.record(run, "invoices", [arrival()])[0]
        assert (first.verdict, second.verdict) == (Verdict.ADDED, Verdict.ADDED)
        assert first.item != second.item

    def test_the_same_again_while_it_is_new_or_claimed(self, ledger: Ledger, run: int) -> None:
        first, twin = ledger.record(run, "orders", [arrival(), arrival()])
        assert (twin.item, twin.verdict) == (first.item, Verdict.AGAIN)
        ledger.claim("orders", "me", run)
        later = new_run(ledger)
        assert ledger.record(later, "orders", [arrival()])[0].verdict is Verdict.AGAIN
        assert verdicts(ledger, run) == {first.item: Verdict.ADDED}
        assert verdicts(ledger, later) == {first.item: Verdict.AGAIN}

    def test_done_ones_are_skipped(self, ledger: Ledger, run: int) -> None:
        ledger.settle(claimed(ledger, run), ItemState.DONE)
        later = new_run(ledger)
        assert ledger.record(later, "orders", [arrival()])[0].verdict is Verdict.SKIPPED
        assert ledger.totals(later) == Totals(skipped=1)
        assert ledger.totals(run) == Totals(done=1)

    @pytest.mark.parametrize("ended", [ItemState.FAILED, ItemState.REJECTED])
    def test_what_ended_badly_is_taken_up_with_the_new_content(
        self, ledger: Ledger, run: int, ended: ItemState
    ) -> None:
        claim = claimed(ledger, run)
        ledger.settle(claim, ended, "no stock")
        later = new_run(ledger)
        found = ledger.record(later, "orders", [arrival(quantity=7)])[0]
        assert (found.item, found.verdict) == (claim.item, Verdict.TAKEN_UP)
        fresh = again(ledger, later)
        assert (fresh.item, fresh.run, fresh.attempts, fresh.values) == (claim.item, later, 1, {"quantity": 7})
        assert verdicts(ledger, later) == {claim.item: Verdict.TAKEN_UP}

    def test_what_is_unfit_again_is_rejected_again(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival(reason="no quantity", quantity="")])
        found = ledger.record(new_run(ledger), "orders", [arrival(reason="two quantities", quantity="5 7")])[0]
        assert (found.verdict, found.reason) == (Verdict.REJECTED, "two quantities")
        row = ledger.item(found.item)
        assert row is not None
        assert (row.state, row.reason, row.values) == (ItemState.REJECTED, "two quantities", {"quantity": "5 7"})

    @pytest.mark.parametrize("how", ["new", "claimed", "done", "in_doubt", "failed after a write"])
    def test_other_content_is_held_beside_the_first(self, ledger: Ledger, run: int, how: str) -> None:
        first = ledger.record(run, "orders", [arrival(lines=[{"sku": "a", "quantity": 5}])])[0]
        if how != "new":
            claim = again(ledger, run)
            if how == "failed after a write":
                ledger.begin(claim, "order", SAVE, ())
                ledger.sent(claim, "order")
                ledger.settle(claim, ItemState.FAILED, "time-out")
            elif how != "claimed":
                ledger.settle(claim, ItemState(how), "who knows")
        before = ledger.item(first.item)
        later = new_run(ledger)
        other = arrival(lines=[{"sku": "a", "quantity": 7}, {"sku": "b", "quantity": 1}])
        held, twice = ledger.record(later, "orders", [other, other])
        assert held == twice
        assert held.verdict is Verdict.HELD
        assert held.item != first.item
        assert "lines[1].quantity: 5 before, 7 now" in held.reason
        assert 'lines[2]: not there before, {quantity: 1, sku: "b"} now' in held.reason
        assert ledger.item(first.item) == before
        assert state(ledger, held.item) is ItemState.IN_REVIEW
        assert ledger.record(new_run(ledger), "orders", [other]) == [held]
        assert len(ledger.items("orders")) == 2

    def test_two_different_ones_of_one_key_at_once_lose_neither(self, ledger: Ledger, run: int) -> None:
        found = ledger.record(run, "orders", [arrival(quantity=5), arrival(quantity=6), arrival(quantity=7)])
        assert [one.verdict for one in found] == [Verdict.ADDED, Verdict.HELD, Verdict.HELD]
        assert [row.values["quantity"] for row in ledger.items("orders")] == [5, 6, 7]

    @pytest.mark.parametrize("waiting", [ItemState.IN_DOUBT, ItemState.IN_REVIEW])
    def test_what_waits_for_a_person_keeps_waiting(self, ledger: Ledger, run: int, waiting: ItemState) -> None:
        claim = claimed(ledger, run)
        ledger.settle(claim, waiting, "saved or not?")
        found = ledger.record(new_run(ledger), "orders", [arrival()])[0]
        assert (found.item, found.verdict, found.reason) == (claim.item, Verdict.HELD, "saved or not?")
        assert state(ledger, claim.item) is waiting

    def test_many_at_once(self, ledger: Ledger, run: int) -> None:
        many = [arrival(f"A-{number}", quantity=number) for number in range(2500)]
        assert {one.verdict for one in ledger.record(run, "orders", many)} == {Verdict.ADDED}
        assert {one.verdict for one in ledger.record(run, "orders", many)} == {Verdict.AGAIN}
        assert [row.key for row in ledger.items("orders")] == [one.key for one in many]
        assert ledger.totals(run) == Totals(left=2500)


class TestClaim:
    def test_the_oldest_comes_first_and_each_once(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        assert [again(ledger, run).key, again(ledger, run).key] == ["A-1", "A-2"]
        assert ledger.claim("orders", "me", run) is None
        assert ledger.claim("invoices", "me", run) is None

    def test_it_carries_what_the_work_needs(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        assert (claim.run, claim.epoch, claim.attempts, claim.place) == (run, 1, 1, "orders.xlsx A-1")
        assert (claim.recipe_file, claim.recipe_text) == ("recipes/orders.yaml", "name: orders\n")
        assert claim.params == {"due_days": 14}
        assert (claim.state, claim.steps) == ({}, ())

    def test_it_waits_until_its_time_has_come(self, ledger: Ledger, run: int, clock: Clock) -> None:
        assert ledger.next_due("orders") is None
        due = clock.at + timedelta(seconds=30)
        ledger.settle(claimed(ledger, run), ItemState.NEW, "time-out", not_before=due)
        assert ledger.claim("orders", "me", run) is None
        assert ledger.next_due("orders") == due
        clock.forward(30)
        claim = again(ledger, run)
        assert (claim.attempts, claim.epoch) == (2, 2)
        assert ledger.next_due("orders") is None

    def test_what_waits_for_nothing_is_due_now(self, ledger: Ledger, run: int, clock: Clock) -> None:
        ledger.record(run, "orders", [arrival()])
        assert ledger.next_due("orders") == clock.at

    def test_an_item_of_an_earlier_run_is_resumed_on_its_own_recipe(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        later = ledger.start_run("orders", "recipes/orders.yaml", "name: orders # changed\n", {"due_days": 30})
        ledger.record(later, "orders", [arrival("A-2")])
        first, second = again(ledger, later), again(ledger, later)
        assert (first.run, first.recipe_text, first.params) == (run, "name: orders\n", {"due_days": 14})
        assert verdicts(ledger, later) == {first.item: Verdict.RESUMED, second.item: Verdict.AGAIN}
        row = ledger.item(first.item)
        assert row is not None
        assert row.run == later

    def test_dead_owners_items_go_back_and_others_stay(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2"), arrival("A-3")])
        for owner in ("dead", "alive", "dead"):
            ledger.claim("orders", owner, run)
        asked: list[str] = []

        def is_alive(owner: str) -> bool:
            asked.append(owner)
            return owner == "alive"

        assert ledger.reap("orders", is_alive) == 2
        assert sorted(asked) == ["alive", "dead"]
        assert [row.state for row in ledger.items()] == [ItemState.NEW, ItemState.CLAIMED, ItemState.NEW]
        assert ledger.reap("orders", lambda owner: True) == 0
        assert again(ledger, run).epoch == 2

    def test_the_death_of_its_owner_is_no_attempt_of_the_item(self, ledger: Ledger, run: int) -> None:
        claimed(ledger, run)
        claim = taken_over(ledger, run)
        assert (claim.attempts, claim.epoch) == (1, 2)


class TestSteps:
    def test_a_write_from_intent_to_receipt(self, ledger: Ledger, run: int, clock: Clock) -> None:
        claim = claimed(ledger, run)
        look = looked_up("stock", clock, left=Decimal(3))
        started = clock.forward(1)
        ledger.begin(claim, "order", SAVE, [look], "http://127.0.0.1/orders/new")
        assert states(ledger, claim.item) == [StepState.DONE, StepState.STARTED]
        sent = clock.forward(1)
        ledger.sent(claim, "order")
        ended = clock.forward(1)
        ledger.finish(claim, "order", {"number": "10001"}, SAVED)
        read, write = ledger.steps(claim.item)
        assert (read.step, read.effect, read.outputs, read.intent) == ("stock", Effect.READ, {"left": Decimal(3)}, None)
        assert (read.started_at, read.ended_at) == (look.started_at, look.ended_at)
        assert (write.state, write.effect, write.epoch) == (StepState.DONE, Effect.WRITE, 1)
        assert (write.intent, write.receipt, write.outputs) == (SAVE, SAVED, {"number": "10001"})
        assert (write.started_at, write.sent_at, write.ended_at) == (started, sent, ended)

    def test_a_write_that_is_under_way_or_done_is_not_begun_again(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, ())
        verbs: list[Callable[[], None]] = [
            lambda: ledger.sent(claim, "order"),
            lambda: ledger.finish(claim, "order", {}, SAVED),
            lambda: None,
        ]
        for advance in verbs:
            with pytest.raises(InDoubt, match="step order"):
                ledger.begin(claim, "order", SAVE, ())
            advance()
        assert states(ledger, claim.item) == [StepState.DONE]

    def test_a_refused_begin_keeps_nothing(self, ledger: Ledger, run: int, clock: Clock) -> None:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, ())
        with pytest.raises(InDoubt):
            ledger.begin(claim, "order", SAVE, [looked_up("stock", clock)], "http://elsewhere")
        assert states(ledger, claim.item) == [StepState.STARTED]
        assert taken_over(ledger, run).state == {}

    @pytest.mark.parametrize(("refused", "kept"), [(False, StepState.VOID), (True, StepState.REFUSED)])
    def test_what_has_not_happened_may_be_begun_again(
        self, ledger: Ledger, run: int, refused: bool, kept: StepState
    ) -> None:
        claim = claimed(ledger, run)
        for _ in range(2):
            ledger.begin(claim, "order", SAVE, ())
            ledger.void(claim, "order", "nothing left", refused=refused)
        ledger.begin(claim, "order", SAVE, ())
        ledger.sent(claim, "order")
        ledger.finish(claim, "order", {}, SAVED)
        assert states(ledger, claim.item) == [kept, kept, StepState.DONE]
        assert ledger.steps(claim.item)[0].reason == "nothing left"

    def test_only_what_is_under_way_can_be_sent_or_voided(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        verbs: list[Callable[[], None]] = [
            lambda: ledger.sent(claim, "order"),
            lambda: ledger.void(claim, "order", ""),
        ]
        for verb in verbs:
            with pytest.raises(InDoubt, match="not under way"):
                verb()
        ledger.begin(claim, "order", SAVE, ())
        ledger.finish(claim, "order", {}, SAVED)
        for verb in verbs:
            with pytest.raises(InDoubt, match="done"):
                verb()

    def test_sent_may_be_said_twice(self, ledger: Ledger, run: int, clock: Clock) -> None:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, ())
        first = clock.forward(1)
        ledger.sent(claim, "order")
        clock.forward(1)
        ledger.sent(claim, "order")
        assert ledger.steps(claim.item)[0].sent_at == first

    def test_a_repeatable_write_need_not_be_sent(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        intent = replace(SAVE, kind="file", repeatable=True)
        ledger.begin(claim, "invoice", intent, ())
        ledger.finish(claim, "invoice", {}, SAVED)
        assert ledger.steps(claim.item)[0].intent == intent

    def test_the_next_claim_knows_what_stands(self, ledger: Ledger, run: int, clock: Clock) -> None:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, [looked_up("stock", clock, left=1)], "http://127.0.0.1/orders/new")
        ledger.finish(claim, "order", {"number": "1"}, SAVED, "http://127.0.0.1/orders/1")
        ledger.begin(claim, "mail", replace(SAVE, kind="mail"), ())
        second = taken_over(ledger, run)
        assert second.state == {"page": "http://127.0.0.1/orders/1"}
        assert [(row.step, row.state) for row in second.steps] == [
            ("stock", StepState.DONE),
            ("order", StepState.DONE),
            ("mail", StepState.STARTED),
        ]
        ledger.void(second, "mail", "nothing left")
        ledger.begin(second, "mail", SAVE, [looked_up("stock", clock, left=9)])
        third_owner = ledger.reap("orders", lambda owner: False)
        assert third_owner == 1
        third = again(ledger, run)
        assert [(row.step, row.epoch, dict(row.outputs)) for row in third.steps] == [
            ("order", 1, {"number": "1"}),
            ("stock", 2, {"left": 9}),
            ("mail", 2, {}),
        ]
        assert len(ledger.steps(claim.item)) == 5

    def test_a_verified_write_is_finished_by_the_next_claim(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, ())
        ledger.sent(claim, "order")
        second = taken_over(ledger, run)
        ledger.finish(second, "order", {"number": "1"}, SAVED)
        assert [(row.state, row.epoch) for row in ledger.steps(claim.item)] == [(StepState.DONE, 1)]


class TestFence:
    def test_a_worker_that_was_taken_over_changes_nothing(self, ledger: Ledger, run: int, clock: Clock) -> None:
        stale = claimed(ledger, run)
        ledger.begin(stale, "order", SAVE, ())
        fresh = taken_over(ledger, run)
        events, steps, item = len(ledger.events()), ledger.steps(stale.item), ledger.item(stale.item)
        verbs: list[Callable[[], object]] = [
            lambda: ledger.begin(stale, "mail", SAVE, [looked_up("stock", clock)]),
            lambda: ledger.sent(stale, "order"),
            lambda: ledger.void(stale, "order", "nothing left"),
            lambda: ledger.settle(stale, ItemState.DONE),
            lambda: ledger.number(stale, "sales"),
        ]
        for verb in verbs:
            with pytest.raises(Fenced, match="A-1"):
                verb()
        assert (len(ledger.events()), ledger.steps(stale.item), ledger.item(stale.item)) == (events, steps, item)
        assert ledger.peek_number("sales") == 1
        ledger.settle(fresh, ItemState.FAILED)

    def test_a_given_back_or_settled_item_is_fenced_as_well(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        ledger.settle(claim, ItemState.NEW)
        with pytest.raises(Fenced):
            ledger.begin(claim, "order", SAVE, ())
        with pytest.raises(Fenced):
            ledger.settle(claim, ItemState.DONE)

    def test_a_late_receipt_is_kept_as_evidence_and_stops_a_repetition(self, ledger: Ledger, run: int) -> None:
        stale = claimed(ledger, run)
        ledger.begin(stale, "order", SAVE, ())
        ledger.sent(stale, "order")
        fresh = taken_over(ledger, run)
        ledger.void(fresh, "order", "not there yet")
        with pytest.raises(Fenced):
            ledger.finish(stale, "order", {"number": "1"}, SAVED)
        late = ledger.steps(stale.item)[-1]
        assert (late.state, late.epoch, late.intent, late.receipt) == (StepState.LATE, 1, SAVE, SAVED)
        assert late.outputs == {"number": "1"}
        with pytest.raises(InDoubt, match="late"):
            ledger.begin(fresh, "order", SAVE, ())

    def test_a_late_receipt_stops_a_write_that_has_not_left(self, ledger: Ledger, run: int) -> None:
        stale = claimed(ledger, run)
        ledger.begin(stale, "order", SAVE, ())
        ledger.sent(stale, "order")
        fresh = taken_over(ledger, run)
        ledger.void(fresh, "order", "not there yet")
        ledger.begin(fresh, "order", SAVE, ())
        with pytest.raises(Fenced):
            ledger.finish(stale, "order", {}, SAVED)
        with pytest.raises(InDoubt, match="late"):
            ledger.sent(fresh, "order")
        ledger.void(fresh, "order", "held back")
        assert states(ledger, stale.item) == [StepState.VOID, StepState.VOID, StepState.LATE]

    def test_a_receipt_without_a_write_under_way_is_evidence_too(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, ())
        ledger.void(claim, "order", "nothing left")
        with pytest.raises(InDoubt):
            ledger.finish(claim, "order", {}, SAVED)
        assert states(ledger, claim.item) == [StepState.VOID, StepState.LATE]


class TestSettle:
    @pytest.mark.parametrize("end", [state for state in ItemState if state not in (ItemState.NEW, ItemState.CLAIMED)])
    def test_an_end_is_kept_with_its_reason_and_last_steps(
        self, ledger: Ledger, run: int, clock: Clock, end: ItemState
    ) -> None:
        claim = claimed(ledger, run)
        ledger.settle(claim, end, "because", [looked_up("stock", clock)])
        row = ledger.item(claim.item)
        assert row is not None
        assert (row.state, row.reason, row.attempts, row.changed_at) == (end, "because", 1, clock.at)
        assert states(ledger, claim.item) == [StepState.DONE]
        assert ledger.totals(run) == Totals(**{str(end): 1})
        assert [row.id for row in ledger.items(states=[end])] == [claim.item]

    def test_no_claim_ends_as_claimed(self, ledger: Ledger, run: int) -> None:
        with pytest.raises(ValueError, match="claimed"):
            ledger.settle(claimed(ledger, run), ItemState.CLAIMED)


class TestTakeUp:
    def test_ended_badly_starts_afresh_in_the_given_run(self, ledger: Ledger, run: int, clock: Clock) -> None:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, [looked_up("customer", clock)])
        ledger.finish(claim, "order", {}, SAVED)
        ledger.settle(claim, ItemState.REJECTED, "no stock", [looked_up("stock", clock, left=0)])
        later = new_run(ledger)
        assert ledger.take_up([claim.item, 99], later) == 1
        assert verdicts(ledger, later) == {claim.item: Verdict.TAKEN_UP}
        fresh = again(ledger, later)
        assert (fresh.run, fresh.attempts, fresh.epoch) == (later, 1, 2)
        # What was read since the last write is read again: the stock may have come.
        assert [row.step for row in fresh.steps] == ["customer", "order"]

    def test_without_a_run_it_keeps_its_own(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        ledger.settle(claim, ItemState.FAILED, "time-out")
        assert ledger.take_up([claim.item]) == 1
        assert ledger.take_up([claim.item]) == 0
        assert again(ledger, run).run == run

    @pytest.mark.parametrize("end", [ItemState.DONE, ItemState.IN_DOUBT, ItemState.IN_REVIEW, ItemState.NEW])
    def test_others_stay(self, ledger: Ledger, run: int, end: ItemState) -> None:
        claim = claimed(ledger, run)
        ledger.settle(claim, end)
        assert ledger.take_up([claim.item], run) == 0
        assert state(ledger, claim.item) is end

    def test_what_could_not_be_read_stays_rejected(self, ledger: Ledger, run: int) -> None:
        found = ledger.record(run, "orders", [arrival(reason="quantity could be 1250 or 1.25")])[0]
        assert ledger.take_up([found.item]) == 0
        assert state(ledger, found.item) is ItemState.REJECTED


class TestOrder:
    def test_priority_goes_before_deadline_and_deadline_before_age(
        self, ledger: Ledger, run: int, clock: Clock
    ) -> None:
        soon, later = clock.at + timedelta(hours=1), clock.at + timedelta(hours=2)
        ledger.record(
            run,
            "orders",
            [
                arrival("old"),
                replace(arrival("later"), deadline=later),
                replace(arrival("soon"), deadline=soon),
                replace(arrival("urgent"), priority=2),
                replace(arrival("urgent and late"), priority=2, deadline=later),
                replace(arrival("unimportant"), priority=-1, deadline=soon),
                arrival("young"),
            ],
        )
        order = [again(ledger, run).key for _ in range(7)]
        assert order == ["urgent and late", "urgent", "soon", "later", "old", "young", "unimportant"]
        row = ledger.item(ledger.items("orders")[2].id)
        assert row is not None
        assert (row.priority, row.deadline) == (0, soon)

    def test_what_is_taken_up_again_has_its_newest_priority(self, ledger: Ledger, run: int) -> None:
        ledger.settle(claimed(ledger, run), ItemState.FAILED, "time-out")
        ledger.record(run, "orders", [arrival("A-2"), replace(arrival(), priority=1)])
        assert again(ledger, run).key == "A-1"


class TestLimits:
    def test_no_more_at_once_than_allowed(self, ledger: Ledger, run: int, clock: Clock) -> None:
        ledger.record(run, "orders", [arrival(f"A-{n}") for n in range(4)])
        two = Limits(concurrency=2)
        first, second = (ledger.claim("orders", "me", run, two) for _ in range(2))
        assert first is not None
        assert second is not None
        assert ledger.claim("orders", "me", run, two) is None
        due = ledger.next_due("orders", two)
        assert due is not None
        assert clock.at < due < clock.at + timedelta(seconds=1), "nobody tells when one of the others ends"
        assert ledger.next_due("orders") == clock.at
        ledger.settle(first, ItemState.DONE)
        assert ledger.next_due("orders", two) == clock.at
        assert ledger.claim("orders", "me", run, two) is not None

    def test_a_rate_is_kept_by_all_workers_together(self, opened: Opened, clock: Clock) -> None:
        workers = [opened(), opened()]
        run = new_run(workers[0])
        workers[0].record(run, "orders", [arrival(f"A-{n}") for n in range(10)])
        rate = Limits(interval=timedelta(seconds=2))
        began = []
        for second in range(10):
            began += [second for worker in workers if worker.claim("orders", "me", run, rate)]
            clock.forward(1)
        assert began == [0, 2, 4, 6, 8]

    def test_a_rate_says_when_it_is_worth_while_to_ask_again(self, ledger: Ledger, run: int, clock: Clock) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        rate = Limits(interval=timedelta(seconds=2))
        due = clock.at + rate.interval
        assert ledger.claim("orders", "me", run, rate) is not None
        assert ledger.next_due("orders", rate) == due
        assert ledger.claim("invoices", "me", run, rate) is None, "each recipe has a rate of its own"
        clock.forward(2)
        assert ledger.claim("orders", "me", run, rate) is not None

    def test_nothing_to_claim_uses_up_no_rate(self, ledger: Ledger, run: int) -> None:
        rate = Limits(interval=timedelta(hours=1))
        assert ledger.claim("orders", "me", run, rate) is None
        ledger.record(run, "orders", [arrival()])
        assert ledger.claim("orders", "me", run, rate) is not None

    def test_a_clock_that_was_set_back_does_not_hold_a_rate_up(self, ledger: Ledger, run: int, clock: Clock) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        rate = Limits(interval=timedelta(seconds=10))
        assert ledger.claim("orders", "me", run, rate) is not None
        clock.forward(-3600)
        assert ledger.claim("orders", "me", run, rate) is not None

    def test_new_and_claimed_ones_are_counted(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2"), arrival("A-3", reason="unfit")])
        ledger.record(run, "invoices", [arrival("I-1")])
        again(ledger, run)
        assert (ledger.count("orders", ItemState.NEW), ledger.count("orders", ItemState.CLAIMED)) == (1, 1)
        assert ledger.count("nothing", ItemState.NEW) == 0
        with pytest.raises(ValueError, match="done"):
            ledger.count("orders", ItemState.DONE)


class TestStop:
    def test_the_first_reason_stands(self, ledger: Ledger, run: int) -> None:
        assert ledger.stop_reason(run) == ""
        assert ledger.stop_run(run, "stopped by Jansen")
        assert not ledger.stop_run(run, "stopped by Bakker")
        assert ledger.stop_reason(run) == "stopped by Jansen"
        assert ledger.stop_reason(new_run(ledger)) == ""
        kept = ledger.run(run)
        assert kept is not None
        assert kept.stop == "stopped by Jansen"

    def test_what_has_ended_or_never_was_is_not_stopped(self, ledger: Ledger, run: int) -> None:
        ledger.finish_run(run, Totals())
        assert not ledger.stop_run(run, "too late")
        assert not ledger.stop_run(99, "who?")
        assert ledger.stop_reason(run) == f"run {run} has ended; the rest was left untouched", "nobody goes on with it"
        assert ledger.stop_reason(99) == ""

    def test_application_exceptions_in_a_row_break_a_run_whoever_has_them(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival(f"A-{n}") for n in range(9)])

        def end(state: ItemState, reason: str = "because") -> str:
            ledger.settle(again(ledger, run), state, reason)
            return ledger.stop_reason(run, breaker=3)

        assert end(ItemState.FAILED) == ""
        assert end(ItemState.FAILED) == ""
        assert end(ItemState.DONE) == "", "an item without one begins the row anew"
        assert end(ItemState.FAILED) == ""
        assert end(ItemState.NEW) == "", "one that is tried again counts"
        assert end(ItemState.NEW, "") == "", "one given back untried says nothing"
        assert "stopped after 3 application exceptions in a row" in end(ItemState.FAILED)
        assert ledger.stop_reason(run) == "", "without a breaker any number may happen"
        assert ledger.stop_reason(run, breaker=4) == ""

    def test_runs_without_an_end_are_found_oldest_first(self, ledger: Ledger, run: int) -> None:
        second = ledger.start_run("orders", "o.yaml", "name: orders", {}, "host:1:abc")
        ended = new_run(ledger)
        ledger.finish_run(ended, Totals())
        ledger.start_run("invoices", "i.yaml", "name: invoices", {})
        found = ledger.unfinished_runs("orders")
        assert [(one.id, one.owner) for one in found] == [(run, ""), (second, "host:1:abc")]
        assert ledger.unfinished_runs("nothing") == []


class TestDeaths:
    def test_deaths_are_counted_until_a_write_is_done(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        assert claim.deaths == 0
        for deaths in (1, 2):
            assert ledger.reap("orders", lambda owner: False) == 1
            claim = again(ledger, run)
            assert claim.deaths == deaths
        row = ledger.item(claim.item)
        assert row is not None
        assert (row.deaths, row.owner, row.attempts) == (2, "another", 1)
        ledger.begin(claim, "order", SAVE, ())
        ledger.reap("orders", lambda owner: False)
        claim = again(ledger, run)
        assert claim.deaths == 3, "an intent is no progress"
        ledger.finish(claim, "order", {}, SAVED)
        ledger.reap("orders", lambda owner: False)
        assert again(ledger, run).deaths == 1

    def test_an_unproven_death_is_remembered_with_its_claim(self, ledger: Ledger, run: int) -> None:
        first = claimed(ledger, run)
        assert (first.suspect, first.suspect_epoch) == ("", 0)
        ledger.reap("orders", lambda owner: False, lambda owner: False)
        second = again(ledger, run)
        assert (second.suspect, second.suspect_epoch) == ("me", 1)
        ledger.reap("orders", lambda owner: False, lambda owner: True)
        third = again(ledger, run)
        assert (third.suspect, third.suspect_epoch) == ("me", 1), "a proven death of another clears nobody"
        ledger.reap("orders", lambda owner: False, lambda owner: False)
        fourth = again(ledger, run)
        assert (fourth.suspect, fourth.suspect_epoch) == ("another", 3)
        ledger.settle(fourth, ItemState.DONE)
        assert ledger.reopen(first.item, [], "Jansen", run)
        assert again(ledger, run).suspect == "", "what is done is done"

    def test_proof_is_asked_only_of_the_dead(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        for owner in ("alive", "dead"):
            ledger.claim("orders", owner, run)
        asked: list[str] = []

        def is_proven(owner: str) -> bool:
            asked.append(owner)
            return True

        assert ledger.reap("orders", lambda owner: owner == "alive", is_proven) == 1
        assert asked == ["dead"]


class TestLateEvidence:
    def test_what_its_own_worker_reported_late_is_taken_for_done(self, ledger: Ledger, run: int) -> None:
        stale = claimed(ledger, run)
        ledger.begin(stale, "order", SAVE, ())
        ledger.sent(stale, "order")
        fresh = taken_over(ledger, run)
        assert ledger.accept(fresh, "order") is None
        with pytest.raises(Fenced):
            ledger.finish(stale, "order", {"number": "1"}, SAVED)
        assert ledger.accept(fresh, "mail") is None
        assert ledger.accept(fresh, "order") == {"number": "1"}
        assert states(ledger, fresh.item, "order") == [StepState.DONE, StepState.LATE]
        done = ledger.steps(fresh.item)[0]
        assert (done.receipt, done.outputs) == (SAVED, {"number": "1"})
        assert ledger.accept(fresh, "order") is None, "once"
        with pytest.raises(Fenced):
            ledger.accept(stale, "order")

    def test_evidence_without_a_write_under_way_is_left_to_others(self, ledger: Ledger, run: int) -> None:
        stale = claimed(ledger, run)
        ledger.begin(stale, "order", SAVE, ())
        fresh = taken_over(ledger, run)
        ledger.void(fresh, "order", "not there")
        with pytest.raises(Fenced):
            ledger.finish(stale, "order", {"number": "1"}, SAVED)
        assert ledger.accept(fresh, "order") is None
        assert states(ledger, fresh.item) == [StepState.VOID, StepState.LATE]


class TestNumbers:
    def test_they_are_gapless_and_bound_to_the_item(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        first, second = again(ledger, run), again(ledger, run)
        assert ledger.peek_number("sales") == 1
        assert [ledger.number(first, "sales"), ledger.number(second, "sales")] == [1, 2]
        assert [ledger.number(first, "sales"), ledger.number(second, "credit")] == [1, 1]
        assert ledger.peek_number("sales") == 3
        ledger.settle(first, ItemState.FAILED)
        ledger.take_up([first.item])
        assert ledger.number(again(ledger, run), "sales") == 1


class TestReading:
    def test_items_are_found_by_recipe_state_and_run(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2", reason="bad"), arrival("A-3")])
        ledger.record(run, "invoices", [arrival("I-1")])
        later = new_run(ledger)
        ledger.record(later, "orders", [arrival("A-3")])

        def keys(**wanted: Any) -> list[str]:
            return [row.key for row in ledger.items(**wanted)]

        assert keys() == ["A-1", "A-2", "A-3", "I-1"]
        assert keys(limit=2) == ["A-1", "A-2"]
        assert keys(recipe="orders", states=[ItemState.REJECTED]) == ["A-2"]
        assert keys(states=[ItemState.REJECTED, ItemState.NEW], run=run) == ["A-1", "A-2", "A-3", "I-1"]
        assert keys(run=later) == ["A-3"]
        assert keys(run=later, states=[ItemState.DONE]) == []
        assert ledger.item(99) is None

    def test_events_tell_the_story(self, ledger: Ledger, run: int, clock: Clock) -> None:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, [looked_up("stock", clock)])
        ledger.sent(claim, "order")
        ledger.finish(claim, "order", {}, SAVED)
        ledger.settle(claim, ItemState.DONE)
        ledger.finish_run(run, ledger.totals(run))
        told = ledger.events(item=claim.item)
        assert [event["kind"] for event in told] == [
            "item.new",
            "item.claimed",
            "step.started",
            "step.sent",
            "step.done",
            "item.done",
        ]
        assert told[2]["data"].items() >= {"step": "order", "summary": "Save order", "steps": ["stock"]}.items()
        assert {"intent", "found"} <= told[2]["data"].keys()  # digests: see `rpa audit`
        assert {event["run"] for event in told} == {run}
        assert [event["kind"] for event in ledger.events(run=run)][::7] == ["run.started", "run.finished"]
        assert len({event["hash"] for event in ledger.events()}) == 8
        assert told[0]["at"].tzinfo is not None
        assert ledger.verify_chain() is None

    def test_a_copy_is_apart(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival()])
        copy = ledger.copy()
        claim = again(copy, run)
        copy.number(claim, "sales")
        copy.settle(claim, ItemState.DONE)
        assert ledger.peek_number("sales") == 1
        assert state(ledger, claim.item) is ItemState.NEW
        assert copy.verify_chain() is None
        copy.close()


class TestSecrets:
    def test_no_text_keeps_a_secret(self, opened: Opened, clock: Clock) -> None:
        secret = 'hunter2"\\é'
        ledger = opened(Redactor([Secret("backoffice.password", secret), Secret("pin", "2026")]))
        run = ledger.start_run("orders", "o.yaml", "", {"p": secret})
        claim = claimed(ledger, run, arrival(note=f"<{secret}>", on=date(2026, 7, 1), n=2026))
        assert claim.values == {"note": f"<{MASK}>", "on": date(2026, 7, 1), "n": 2026}
        ledger.begin(
            claim,
            "order",
            replace(SAVE, summary=secret, target=secret, fields=(("Password", secret),)),
            [looked_up("stock", clock, seen=[secret])],
            f"http://127.0.0.1/{secret}",
        )
        ledger.finish(claim, "order", {"number": secret}, Receipt(secret, {"text": secret}))
        ledger.begin(claim, "mail", SAVE, ())
        ledger.void(claim, "mail", f"no {secret}")
        ledger.settle(claim, ItemState.NEW, f"no {secret}")
        ledger.finish_run(run, Totals(), f"no {secret}")
        claim = again(ledger, run)
        told = repr((claim, ledger.items(), ledger.steps(claim.item), ledger.events(), ledger.runs()))
        assert "hunter" not in told
        assert told.count(MASK) > 10


def test_items_of_one_lane_are_worked_on_one_after_another(ledger: Ledger, run: int, clock: Clock) -> None:
    lanes = {"A-1": "x", "A-2": "x", "B-1": "y", "C-1": ""}
    ledger.record(run, "orders", [replace(arrival(key), lane=lane) for key, lane in lanes.items()])
    first, second, third = (ledger.claim("orders", "me", run) for _ in range(3))
    assert [claim and claim.key for claim in (first, second, third)] == ["A-1", "B-1", "C-1"]
    assert ledger.claim("orders", "me", run) is None, "its lane is taken"
    due = ledger.next_due("orders")
    assert due is not None
    assert due > clock.at, "looking again at once would find it taken again"
    assert first is not None
    ledger.settle(first, ItemState.IN_DOUBT, "nobody knows")
    fourth = ledger.claim("orders", "me", run)
    assert fourth is not None
    assert fourth.key == "A-2", "one that waits for a person does not hold up the rest"


def test_a_lane_is_free_again_when_its_owner_has_died(ledger: Ledger, run: int) -> None:
    ledger.record(run, "orders", [replace(arrival(key), lane="x") for key in ("A-1", "A-2")])
    assert ledger.claim("orders", "me", run) is not None
    assert ledger.claim("orders", "another", run) is None
    ledger.reap("orders", lambda owner: owner != "me")
    claim = ledger.claim("orders", "another", run)
    assert claim is not None
    assert claim.key == "A-1"


class TestSettlingAndClaimingAtOnce:
    """One transaction instead of two: what is left is what two would have left, or nothing of either."""

    def test_the_item_is_settled_and_the_next_one_claimed(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        first = ledger.claim("orders", "me", run)
        assert first is not None
        onward = Onward("orders", "me", run)
        second = ledger.settle_and_claim(first, ItemState.REJECTED, "no lines", (), onward)
        assert second is not None
        assert (second.key, second.epoch, second.attempts, second.run) == ("A-2", 1, 1, run)
        assert [(row.key, row.state, row.reason) for row in ledger.items()] == [
            ("A-1", ItemState.REJECTED, "no lines"),
            ("A-2", ItemState.CLAIMED, ""),
        ]
        assert ledger.settle_and_claim(second, ItemState.DONE, "", (), onward) is None
        kinds = [event["kind"] for event in ledger.events(run=run)]
        assert kinds[-4:] == ["item.claimed", "item.rejected", "item.claimed", "item.done"]
        assert ledger.verify_chain() is None

    def test_who_was_taken_over_gets_no_next_one(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        claim = ledger.claim("orders", "dead", run)
        assert claim is not None
        ledger.reap("orders", lambda owner: owner != "dead")
        with pytest.raises(Fenced):
            ledger.settle_and_claim(claim, ItemState.DONE, "", (), Onward("orders", "dead", run))
        assert [row.state for row in ledger.items()] == [ItemState.NEW, ItemState.NEW]

    def test_a_run_that_is_to_stop_gets_no_next_one(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        claim = ledger.claim("orders", "me", run)
        assert claim is not None
        ledger.stop_run(run, "enough")
        assert ledger.settle_and_claim(claim, ItemState.DONE, "", (), Onward("orders", "me", run)) is None
        assert [row.state for row in ledger.items()] == [ItemState.DONE, ItemState.NEW]

    def test_the_breaker_counts_the_item_itself(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival(f"A-{number}") for number in range(3)])
        claim = ledger.claim("orders", "me", run)
        onward = Onward("orders", "me", run, breaker=2)
        assert claim is not None
        claim = ledger.settle_and_claim(claim, ItemState.FAILED, "down", (), onward)
        assert claim is not None
        assert ledger.settle_and_claim(claim, ItemState.FAILED, "down", (), onward) is None
        assert ledger.count("orders", ItemState.NEW) == 1

    def test_limits_hold_for_the_next_one(self, ledger: Ledger, run: int, clock: Clock) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        limits = Limits(interval=timedelta(seconds=10))
        claim = ledger.claim("orders", "me", run, limits)
        onward = Onward("orders", "me", run, limits)
        assert claim is not None
        assert ledger.settle_and_claim(claim, ItemState.DONE, "", (), onward) is None
        clock.forward(10)
        assert ledger.claim("orders", "me", run, limits) is not None

    def test_one_at_a_time_gives_the_next_one_to_who_ended_the_first(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        limits = Limits(concurrency=1)
        claim = ledger.claim("orders", "me", run, limits)
        assert claim is not None
        assert ledger.settle_and_claim(claim, ItemState.DONE, "", (), Onward("orders", "me", run, limits)) is not None

    def test_what_fails_in_between_leaves_nothing_of_both(
        self, ledger: Ledger, run: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ledger.record(run, "orders", [arrival("A-1"), arrival("A-2")])
        claim = ledger.claim("orders", "me", run)
        assert claim is not None
        before = len(ledger.events())

        def die(_onward: Onward) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(ledger, "_take", die)
        with pytest.raises(KeyboardInterrupt):
            ledger.settle_and_claim(claim, ItemState.DONE, "", (), Onward("orders", "me", run))
        assert [row.state for row in ledger.items()] == [ItemState.CLAIMED, ItemState.NEW]
        assert len(ledger.events()) == before
        ledger.settle(claim, ItemState.DONE)


class TestCounting:
    def test_no_further_than_asked(self, ledger: Ledger, run: int) -> None:
        ledger.record(run, "orders", [arrival(f"A-{number}") for number in range(5)])
        assert [ledger.count("orders", ItemState.NEW, most) for most in (None, 1, 5, 9)] == [5, 1, 5, 5]
        assert ledger.count("orders", ItemState.CLAIMED, 1) == 0
