"""What a recipe can say about arrivals whose key is known, on every ledger."""

from __future__ import annotations

import pytest

from rpa.ledger.protocol import Ledger, Sighting
from rpa.model.item import Arrival, Changed, Decision, Failed, ItemState, Policy, Verdict
from tests.fakes.ledgers import SAVE, SAVED, again, arrival, claimed, new_run
from tests.fakes.ledgers import state as state_of

BEGUN = ["new", "claimed", "done", "in_doubt", "failed after a write", "rejected after a write"]
DIFFERENCE = "has the same key with other content: quantity: 5 before, 7 now"


def policy(changed: Changed = Changed.HOLD, failed: Failed = Failed.AGAIN) -> Policy:
    return Policy(changed, failed)


def bring(ledger: Ledger, how: Policy, *arrivals: Arrival) -> list[Sighting]:
    """Another run meets these arrivals."""
    return ledger.record(new_run(ledger), "orders", arrivals or (arrival(quantity=7),), how)


def first_one(ledger: Ledger, run: int, how: str) -> int:
    """Record the first item and bring it where `how` says; returns its number."""
    item = ledger.record(run, "orders", [arrival(quantity=5)])[0].item
    if how == "new":
        return item
    claim = again(ledger, run)
    if how.endswith("after a write"):
        ledger.begin(claim, "order", SAVE, ())
        ledger.sent(claim, "order")
        ledger.finish(claim, "order", {}, SAVED)
        ledger.settle(claim, ItemState(how.split(maxsplit=1)[0]), "no stock")
    elif how != "claimed":
        ledger.settle(claim, ItemState(how), "no stock")
    return item


def rejected_on_arrival(ledger: Ledger, run: int) -> int:
    return ledger.record(run, "orders", [arrival(reason="no quantity", quantity="")])[0].item


class TestChangedAfterItWasBegun:
    @pytest.mark.parametrize("how", BEGUN)
    def test_hold_is_what_happens_without_a_policy(self, ledger: Ledger, run: int, how: str) -> None:
        first = first_one(ledger, run, how)
        (held,) = bring(ledger, policy(Changed.HOLD))
        assert held.verdict is Verdict.HELD
        assert held.item != first
        assert DIFFERENCE in held.reason
        assert ledger.record(new_run(ledger), "orders", [arrival(quantity=7)]) == [held]

    @pytest.mark.parametrize("how", BEGUN)
    def test_reject_gives_it_back_with_the_differences(self, ledger: Ledger, run: int, how: str) -> None:
        first = first_one(ledger, run, how)
        before = ledger.item(first)
        rejected, twice = bring(ledger, policy(Changed.REJECT), arrival(quantity=7), arrival(quantity=7))
        assert rejected == twice
        assert rejected.verdict is Verdict.REJECTED
        assert DIFFERENCE in rejected.reason
        assert ledger.item(first) == before
        assert state_of(ledger, rejected.item) is ItemState.REJECTED
        assert bring(ledger, policy(Changed.REJECT)) == [rejected]
        assert len(ledger.items("orders")) == 2
        assert ledger.take_up([rejected.item]) == 0

    @pytest.mark.parametrize("how", BEGUN)
    def test_new_is_work_of_its_own_each_content_once(self, ledger: Ledger, run: int, how: str) -> None:
        first = first_one(ledger, run, how)
        before = ledger.item(first)
        added, twice = bring(ledger, policy(Changed.NEW), arrival(quantity=7), arrival(quantity=7))
        assert (added.verdict, twice.verdict, twice.item) == (Verdict.ADDED, Verdict.AGAIN, added.item)
        assert ledger.item(first) == before
        assert state_of(ledger, added.item) is ItemState.NEW
        (third,) = bring(ledger, policy(Changed.NEW), arrival(quantity=9))
        assert third.verdict is Verdict.ADDED
        claims = [ledger.claim("orders", "me", run) for _ in range(len(ledger.items(states=[ItemState.NEW])))]
        assert {claim.values["quantity"] for claim in claims if claim} == {7, 9} | ({5} if how == "new" else set())
        for claim in claims:
            assert claim is not None
            ledger.settle(claim, ItemState.DONE)
        seen = bring(ledger, policy(Changed.NEW), arrival(quantity=7), arrival(quantity=9))
        assert [one.verdict for one in seen] == [Verdict.SKIPPED, Verdict.SKIPPED]
        assert len(ledger.items("orders")) == 3

    @pytest.mark.parametrize(
        ("how", "verdict", "reason"),
        [
            ("new", Verdict.AGAIN, ""),
            ("claimed", Verdict.AGAIN, ""),
            ("done", Verdict.SKIPPED, ""),
            ("in_doubt", Verdict.HELD, "no stock"),
        ],
    )
    def test_skip_is_as_if_the_known_content_had_come(
        self, ledger: Ledger, run: int, how: str, verdict: Verdict, reason: str
    ) -> None:
        first = first_one(ledger, run, how)
        before = ledger.item(first)
        later = new_run(ledger)
        seen = ledger.record(later, "orders", [arrival(quantity=7)] * 2, policy(Changed.SKIP))
        assert seen == [Sighting(first, "A-1", verdict, reason)] * 2
        assert ledger.item(first) == before
        assert len(ledger.items("orders")) == 1
        assert {row.id: row.verdict for row in ledger.items(run=later)} == {first: verdict}

    @pytest.mark.parametrize("how", ["failed after a write", "rejected after a write"])
    def test_skip_goes_on_behind_a_write_with_the_content_it_was_begun_with(
        self, ledger: Ledger, run: int, how: str
    ) -> None:
        first = first_one(ledger, run, how)
        seen, twice = bring(ledger, policy(Changed.SKIP), arrival(quantity=7), arrival(quantity=8))
        assert (seen.item, seen.verdict) == (first, Verdict.TAKEN_UP)
        assert (twice.item, twice.verdict) == (first, Verdict.AGAIN)
        claim = again(ledger, run)
        assert (claim.values, claim.attempts) == ({"quantity": 5}, 1)
        assert [row.step for row in claim.steps] == ["order"]

    def test_what_comes_first_unfit_is_rejected_and_comes_back_corrected(self, ledger: Ledger, run: int) -> None:
        first_one(ledger, run, "done")
        (unfit,) = bring(ledger, policy(Changed.NEW), arrival(reason="no quantity", quantity=""))
        assert (unfit.verdict, unfit.reason) == (Verdict.REJECTED, "no quantity")
        assert bring(ledger, policy(Changed.NEW), arrival(reason="no quantity", quantity=""))[0].item == unfit.item
        assert bring(ledger, policy(Changed.NEW), arrival(quantity=7))[0].verdict is Verdict.ADDED

    @pytest.mark.parametrize("ended", [ItemState.FAILED, ItemState.REJECTED])
    def test_work_of_its_own_that_ended_badly_is_tried_again(self, ledger: Ledger, run: int, ended: ItemState) -> None:
        first_one(ledger, run, "done")
        (added,) = bring(ledger, policy(Changed.NEW))
        ledger.settle(again(ledger, run), ended, "no stock")
        (seen,) = bring(ledger, policy(Changed.NEW))
        assert (seen.item, seen.verdict) == (added.item, Verdict.TAKEN_UP)
        ledger.settle(again(ledger, run), ended, "no stock")
        (seen,) = bring(ledger, policy(Changed.NEW, Failed.LEAVE))
        assert (seen.item, seen.verdict, seen.reason) == (added.item, Verdict.LEFT, "no stock")

    def test_what_a_person_has_rejected_stays_so_when_the_policy_becomes_new(self, ledger: Ledger, run: int) -> None:
        first_one(ledger, run, "done")
        (held,) = bring(ledger, policy(Changed.HOLD))
        assert bring(ledger, policy(Changed.NEW)) == [held], "what waits for a person keeps waiting"
        ledger.resolve(held.item, Decision.REJECT, "Anna")
        (seen,) = bring(ledger, policy(Changed.NEW))
        assert (seen.item, seen.verdict) == (held.item, Verdict.SET_ASIDE)
        assert "says Anna" in seen.reason
        assert ledger.claim("orders", "me", run) is None

    def test_what_reject_gave_back_is_done_when_the_policy_becomes_new(self, ledger: Ledger, run: int) -> None:
        first_one(ledger, run, "done")
        (given_back,) = bring(ledger, policy(Changed.REJECT))
        (seen,) = bring(ledger, policy(Changed.NEW))
        assert (seen.item, seen.verdict) == (given_back.item, Verdict.TAKEN_UP)
        assert again(ledger, run).values == {"quantity": 7}

    @pytest.mark.parametrize("changed", Changed)
    def test_the_first_content_again_is_the_first_item(self, ledger: Ledger, run: int, changed: Changed) -> None:
        first = first_one(ledger, run, "done")
        bring(ledger, policy(changed))
        (seen,) = bring(ledger, policy(changed), arrival(quantity=5))
        assert (seen.item, seen.verdict) == (first, Verdict.SKIPPED)


class TestFailedOrRejectedBefore:
    @pytest.mark.parametrize("ended", [ItemState.FAILED, ItemState.REJECTED])
    @pytest.mark.parametrize("quantity", [5, 7])
    @pytest.mark.parametrize("changed", Changed)
    def test_again_tries_the_newest_content(
        self, ledger: Ledger, run: int, ended: ItemState, quantity: int, changed: Changed
    ) -> None:
        first = first_one(ledger, run, ended)
        (seen,) = bring(ledger, policy(changed), arrival(quantity=quantity))
        assert (seen.item, seen.verdict) == (first, Verdict.TAKEN_UP)
        assert again(ledger, run).values == {"quantity": quantity}

    @pytest.mark.parametrize("ended", [ItemState.FAILED, ItemState.REJECTED])
    @pytest.mark.parametrize("quantity", [5, 7])
    def test_leave_changes_nothing_until_a_person_takes_it_up(
        self, ledger: Ledger, run: int, ended: ItemState, quantity: int
    ) -> None:
        first = first_one(ledger, run, ended)
        before = ledger.item(first)
        later = new_run(ledger)
        leave = policy(failed=Failed.LEAVE)
        seen = ledger.record(later, "orders", [arrival(quantity=quantity)] * 2, leave)
        assert seen == [Sighting(first, "A-1", Verdict.LEFT, "no stock")] * 2
        assert ledger.item(first) == before
        assert [row.verdict for row in ledger.items(run=later)] == [Verdict.LEFT]
        totals = ledger.totals(later)
        assert (totals.failed, totals.rejected) == ((1, 0) if ended is ItemState.FAILED else (0, 1))
        assert ledger.take_up([first]) == 1
        assert again(ledger, run).item == first

    def test_leave_lets_what_was_unfit_on_arrival_come_corrected(self, ledger: Ledger, run: int) -> None:
        first = rejected_on_arrival(ledger, run)
        leave = policy(failed=Failed.LEAVE)
        (seen,) = bring(ledger, leave, arrival(reason="no quantity", quantity=""))
        assert seen == Sighting(first, "A-1", Verdict.LEFT, "no quantity")
        (seen,) = bring(ledger, leave, arrival(quantity=7))
        assert (seen.item, seen.verdict) == (first, Verdict.TAKEN_UP)

    @pytest.mark.parametrize("how", ["failed after a write", "rejected after a write"])
    def test_leave_leaves_what_was_begun_to_the_word_for_changed_content(
        self, ledger: Ledger, run: int, how: str
    ) -> None:
        first = first_one(ledger, run, how)
        assert bring(ledger, policy(Changed.HOLD, Failed.LEAVE))[0].verdict is Verdict.HELD
        (seen,) = bring(ledger, policy(Changed.SKIP, Failed.LEAVE), arrival(quantity=8))
        assert (seen.item, seen.verdict) == (first, Verdict.LEFT)
        (same,) = bring(ledger, policy(Changed.SKIP, Failed.LEAVE), arrival(quantity=5))
        assert (same.item, same.verdict) == (first, Verdict.LEFT)


def test_an_item_beside_the_first_can_be_told_from_it(ledger: Ledger, run: int) -> None:
    ledger.settle(claimed(ledger, run, arrival(quantity=5)), ItemState.DONE)
    bring(ledger, policy(Changed.NEW))
    first, beside = ledger.items("orders")
    assert first.variant == ""
    assert beside.variant == arrival(quantity=7).content
    claim = again(ledger, run)
    assert (claim.item, claim.key, claim.variant) == (beside.id, "A-1", beside.variant)
    assert claim.work != "A-1"
    ledger.settle(claim, ItemState.DONE)
    assert claimed(ledger, run, arrival("A-2")).work == "A-2"


@pytest.mark.parametrize("how", [*BEGUN, "failed", "rejected"])
@pytest.mark.parametrize("changed", Changed)
@pytest.mark.parametrize("failed", Failed)
def test_recording_the_same_again_changes_nothing(
    ledger: Ledger, run: int, how: str, changed: Changed, failed: Failed
) -> None:
    """As after a crash between the recording and the filing away of the input."""
    first_one(ledger, run, how)
    both = [arrival(quantity=7), arrival("A-2", quantity=7)]
    ledger.record(run, "orders", both, policy(changed, failed))
    before, events = ledger.items("orders"), len(ledger.events())
    seen = ledger.record(run, "orders", both, policy(changed, failed))
    assert ledger.items("orders") == before
    assert len(ledger.events()) == events
    assert seen == ledger.record(run, "orders", both, policy(changed, failed))
