"""A person's word about an item in doubt or in review: what every ledger makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from rpa.errors import Fenced, InDoubt, UsageError
from rpa.ledger.deciding import Deciding
from rpa.ledger.protocol import Claim, Ledger, StepRow, StepState
from rpa.ledger.trail import Choice, Trail
from rpa.model.effect import Effect
from rpa.model.item import Decision, ItemState, Verdict
from rpa.model.question import Question, Reading
from rpa.model.run import Totals
from rpa.model.secret import MASK, Redactor, Secret
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

HAPPENED, REPEAT, REJECT = Decision.HAPPENED, Decision.REPEAT, Decision.REJECT


def in_doubt(ledger: Ledger, run: int) -> Claim:
    """An order whose saving was sent and never answered."""
    claim = claimed(ledger, run)
    ledger.begin(claim, "order", SAVE, ())
    ledger.sent(claim, "order")
    ledger.settle(claim, ItemState.IN_DOUBT, "It may have happened.")
    return claim


def held(ledger: Ledger, run: int, reason: str = "") -> int:
    """The number of an item held beside the first, which is done."""
    claim = claimed(ledger, run)
    ledger.settle(claim, ItemState.DONE)
    (sighting,) = ledger.record(new_run(ledger), "orders", [arrival(quantity=7, reason=reason)])
    assert sighting.verdict is Verdict.HELD
    return sighting.item


def open_steps(claim: Claim) -> list[tuple[str, StepState]]:
    return [(row.step, row.state) for row in claim.steps]


def last(ledger: Ledger, item: int, step: str = "order") -> StepRow:
    return [row for row in ledger.steps(item) if row.step == step][-1]


def word(ledger: Ledger, item: int, kind: str = "item.resolved") -> Mapping[str, Any]:
    (event,) = [event for event in ledger.events(item=item) if event["kind"] == kind]
    return event


def reason(ledger: Ledger, item: int) -> str:
    row = ledger.item(item)
    assert row is not None
    return row.reason


class TestHappened:
    def test_the_write_is_done_and_later_steps_have_its_outputs(self, ledger: Ledger, run: int) -> None:
        item = in_doubt(ledger, run).item
        assert ledger.resolve(item, HAPPENED, "anna", outputs={"number": "B-1"}) is ItemState.NEW
        claim = again(ledger, run)
        ((row),) = claim.steps
        assert (row.step, row.state, row.outputs) == ("order", StepState.DONE, {"number": "B-1"})
        assert row.receipt is not None
        assert row.receipt.reference == "it has happened, says anna"
        with pytest.raises(InDoubt, match="was done"):
            ledger.begin(claim, "order", SAVE, ())

    def test_it_is_written_down_with_who_when_and_what(self, ledger: Ledger, run: int, clock: Clock) -> None:
        item = in_doubt(ledger, run).item
        at = clock.forward(60)
        ledger.resolve(item, HAPPENED, "anna", "seen in the list of orders", {"number": "B-1"})
        event = word(ledger, item)
        assert event["at"] == at
        (proof,) = event["data"].pop("proofs")
        assert len(proof) == 32, "a digest of what is kept as its proof, for the audit"
        assert event["data"] == {
            "decision": "happened",
            "who": "anna",
            "note": "seen in the list of orders",
            "steps": ["order"],
            "before": "in_doubt",
            "state": "new",
            "outputs": {"number": "B-1"},
        }

    def test_late_evidence_is_taken_and_kept(self, ledger: Ledger, run: int) -> None:
        """Its own worker woke up and reported it: outputs and receipt are the target's, not the person's."""
        claim = in_doubt(ledger, run)
        with pytest.raises(Fenced):
            ledger.finish(claim, "order", {"number": "B-1"}, SAVED)
        assert states(ledger, claim.item) == ["sent", "late"]
        ledger.resolve(claim.item, HAPPENED, "anna")
        assert states(ledger, claim.item) == ["done", "late"]
        ((row),) = again(ledger, run).steps
        assert row.outputs == {"number": "B-1"}
        assert row.receipt is not None
        assert row.receipt.reference == SAVED.reference
        assert row.receipt.pictures == SAVED.pictures
        assert row.receipt.details["decision"] == "it has happened, says anna"

    def test_a_late_report_alone_becomes_the_proof(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, ())
        ledger.sent(claim, "order")
        second = taken_over(ledger, run)
        ledger.void(second, "order", "not there when asked afterwards")
        with pytest.raises(Fenced):
            ledger.finish(claim, "order", {"number": "B-1"}, SAVED)
        with pytest.raises(InDoubt):
            ledger.begin(second, "order", SAVE, ())
        ledger.settle(second, ItemState.IN_DOUBT, "reported late")
        ledger.resolve(claim.item, HAPPENED, "anna", outputs={"number": "B-2"})
        row = last(ledger, claim.item)
        assert (row.state, row.outputs) == (StepState.DONE, {"number": "B-2"})
        assert row.receipt is not None
        assert row.receipt.reference == SAVED.reference

    def test_without_a_write_in_doubt_nothing_can_have_happened(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        ledger.settle(claim, ItemState.IN_DOUBT, "nobody knows")
        with pytest.raises(UsageError, match="no write of it is open"):
            ledger.resolve(claim.item, HAPPENED, "anna")
        assert state(ledger, claim.item) is ItemState.IN_DOUBT
        assert ledger.resolve(claim.item, REPEAT, "anna") is ItemState.NEW

    def test_outputs_need_one_step_to_belong_to(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        for step in ("order", "mail"):
            ledger.begin(claim, step, SAVE, ())
            ledger.sent(claim, step)
        ledger.settle(claim, ItemState.IN_DOUBT, "both")
        with pytest.raises(UsageError, match="order, mail"):
            ledger.resolve(claim.item, HAPPENED, "anna", outputs={"number": "B-1"})
        assert states(ledger, claim.item) == ["sent", "sent"]
        ledger.resolve(claim.item, HAPPENED, "anna")
        assert states(ledger, claim.item) == ["done", "done"]


class TestRepeat:
    def test_it_is_done_again_exactly_once(self, ledger: Ledger, run: int) -> None:
        item = in_doubt(ledger, run).item
        assert ledger.resolve(item, REPEAT, "anna", "not in the list") is ItemState.NEW
        assert last(ledger, item).reason == "it is to be done, says anna: not in the list"
        claim = again(ledger, run)
        assert claim.steps == ()
        ledger.begin(claim, "order", SAVE, ())
        ledger.sent(claim, "order")
        ledger.finish(claim, "order", {"number": "B-2"}, SAVED)
        with pytest.raises(InDoubt):
            ledger.begin(claim, "order", SAVE, ())
        ledger.settle(claim, ItemState.DONE)
        assert states(ledger, item) == ["void", "done"]
        assert ledger.claim("orders", "me", run) is None

    def test_attempts_begin_anew(self, ledger: Ledger, run: int) -> None:
        item = in_doubt(ledger, run).item
        ledger.resolve(item, REPEAT, "anna")
        assert again(ledger, run).attempts == 1

    def test_late_evidence_counts_no_more(self, ledger: Ledger, run: int) -> None:
        claim = in_doubt(ledger, run)
        with pytest.raises(Fenced):
            ledger.finish(claim, "order", {"number": "B-1"}, SAVED)
        ledger.resolve(claim.item, REPEAT, "anna")
        assert states(ledger, claim.item) == ["void", "void"]
        ledger.begin(again(ledger, run), "order", SAVE, ())


class TestReject:
    def test_nothing_more_happens_and_the_write_stays_unknown(self, ledger: Ledger, run: int) -> None:
        item = in_doubt(ledger, run).item
        assert ledger.resolve(item, REJECT, "anna", "the customer cancelled") is ItemState.REJECTED
        assert states(ledger, item) == ["sent"]
        assert reason(ledger, item) == "nothing more is to be done, says anna: the customer cancelled"
        assert ledger.claim("orders", "me", run) is None

    def test_the_same_arrival_later_changes_nothing(self, ledger: Ledger, run: int) -> None:
        item = in_doubt(ledger, run).item
        ledger.resolve(item, REJECT, "anna", "cancelled")
        later = new_run(ledger)
        (sighting,) = ledger.record(later, "orders", [arrival()])
        assert (sighting.item, sighting.verdict) == (item, Verdict.SET_ASIDE)
        assert sighting.reason == "nothing more is to be done, says anna: cancelled"
        assert state(ledger, item) is ItemState.REJECTED
        assert ledger.totals(later) == Totals(skipped=1), "a person has decided: nobody has to look again"
        assert ledger.claim("orders", "me", later) is None
        assert ledger.take_up([item], later) == 0
        assert not ledger.reopen(item, ["order"], "anna")
        assert states(ledger, item) == ["sent"]

    def test_other_content_under_its_key_is_held(self, ledger: Ledger, run: int) -> None:
        item = in_doubt(ledger, run).item
        ledger.resolve(item, REJECT, "anna")
        (sighting,) = ledger.record(new_run(ledger), "orders", [arrival(quantity=7)])
        assert sighting.verdict is Verdict.HELD
        assert sighting.item != item

    def test_one_that_a_check_rejected_is_still_taken_up(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        ledger.settle(claim, ItemState.REJECTED, "out of stock")
        (sighting,) = ledger.record(new_run(ledger), "orders", [arrival()])
        assert sighting.verdict is Verdict.TAKEN_UP


class TestHeld:
    def test_one_that_is_work_of_its_own_is_done_beside_the_first(self, ledger: Ledger, run: int) -> None:
        item = held(ledger, run)
        assert ledger.resolve(item, REPEAT, "anna") is ItemState.NEW
        claim = again(ledger, run)
        assert (claim.item, claim.key, claim.values) == (item, "A-1", {"quantity": 7})
        ledger.settle(claim, ItemState.DONE)
        later = new_run(ledger)
        ledger.record(later, "orders", [arrival(), arrival(quantity=7)])
        assert set(verdicts(ledger, later).values()) == {Verdict.SKIPPED}

    def test_one_that_was_done_by_hand_is_done_and_does_nothing(self, ledger: Ledger, run: int) -> None:
        item = held(ledger, run)
        assert ledger.resolve(item, HAPPENED, "anna", "changed it in the back office") is ItemState.DONE
        assert reason(ledger, item) == "it has happened, says anna: changed it in the back office"
        assert ledger.claim("orders", "me", run) is None
        (sighting,) = ledger.record(new_run(ledger), "orders", [arrival(quantity=7)])
        assert sighting.verdict is Verdict.SKIPPED

    def test_a_rejected_one_does_not_come_back(self, ledger: Ledger, run: int) -> None:
        item = held(ledger, run)
        assert ledger.resolve(item, REJECT, "anna") is ItemState.REJECTED
        (sighting,) = ledger.record(new_run(ledger), "orders", [arrival(quantity=7)])
        assert (sighting.item, sighting.verdict) == (item, Verdict.SET_ASIDE)
        assert ledger.claim("orders", "me", run) is None

    def test_one_that_is_not_fit_cannot_be_run(self, ledger: Ledger, run: int) -> None:
        item = held(ledger, run, reason="the order has no customer")
        with pytest.raises(UsageError, match="cannot be run as it came: the order has no customer"):
            ledger.resolve(item, REPEAT, "anna")
        assert state(ledger, item) is ItemState.IN_REVIEW
        assert ledger.resolve(item, REJECT, "anna") is ItemState.REJECTED

    def test_one_that_is_not_fit_may_have_been_done_by_hand(self, ledger: Ledger, run: int) -> None:
        item = held(ledger, run, reason="the order has no customer")
        assert ledger.resolve(item, HAPPENED, "anna") is ItemState.DONE

    def test_outputs_have_no_step_to_belong_to(self, ledger: Ledger, run: int) -> None:
        item = held(ledger, run)
        with pytest.raises(UsageError, match="no write of it is open"):
            ledger.resolve(item, HAPPENED, "anna", outputs={"number": "B-1"})
        assert state(ledger, item) is ItemState.IN_REVIEW

    def test_a_doubt_told_in_the_words_of_an_unfit_item_can_be_repeated(self, ledger: Ledger, run: int) -> None:
        claim = in_doubt(ledger, run)
        ledger.resolve(claim.item, REPEAT, "anna")
        claim = again(ledger, run)
        ledger.begin(claim, "order", SAVE, ())
        ledger.sent(claim, "order")
        ledger.settle(claim, ItemState.IN_DOUBT, "The page said: no. Besides: nothing")
        assert ledger.resolve(claim.item, REPEAT, "anna") is ItemState.NEW


class TestWhoDecides:
    @pytest.mark.parametrize("decision", list(Decision))
    @pytest.mark.parametrize("ended", [ItemState.DONE, ItemState.FAILED, ItemState.REJECTED, ItemState.NEW])
    def test_what_does_not_wait_is_refused_with_its_state(
        self, ledger: Ledger, run: int, ended: ItemState, decision: Decision
    ) -> None:
        claim = claimed(ledger, run)
        ledger.settle(claim, ended, "so it is")
        before = ledger.events(item=claim.item)
        with pytest.raises(UsageError, match=rf"item {claim.item} \(A-1\) is {ended}"):
            ledger.resolve(claim.item, decision, "anna")
        assert state(ledger, claim.item) is ended
        assert ledger.events(item=claim.item) == before

    def test_an_item_under_way_is_refused(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, ())
        ledger.sent(claim, "order")
        with pytest.raises(UsageError, match="is being worked on"):
            ledger.resolve(claim.item, REPEAT, "anna")
        ledger.finish(claim, "order", {}, SAVED)

    def test_there_is_no_such_item(self, ledger: Ledger) -> None:
        with pytest.raises(UsageError, match="there is no item 99"):
            ledger.resolve(99, REPEAT, "anna")

    def test_the_second_of_two_people_is_told_who_was_first(self, opened: Opened, run: int) -> None:
        anna, ben = opened(), opened()
        item = in_doubt(anna, run).item
        anna.resolve(item, HAPPENED, "anna", outputs={"number": "B-1"})
        with pytest.raises(UsageError, match=r"is new: anna decided .*happened"):
            ben.resolve(item, REPEAT, "ben")
        assert states(ben, item) == ["done"]
        assert word(ben, item)["data"]["who"] == "anna"

    def test_a_word_about_an_older_doubt_is_no_word_about_this_one(self, ledger: Ledger, run: int) -> None:
        """Asked about the order, answered when the mail is in doubt: the mail must not be repeated."""
        item = in_doubt(ledger, run).item
        seen = ledger.item(item)
        assert seen is not None
        ledger.resolve(item, HAPPENED, "ben", epoch=seen.epoch)
        claim = again(ledger, run)
        ledger.begin(claim, "mail", SAVE, ())
        ledger.sent(claim, "mail")
        ledger.settle(claim, ItemState.IN_DOUBT, "the mail")
        with pytest.raises(UsageError, match=rf"has moved on since you looked: ben decided .*rpa review show {item}"):
            ledger.resolve(item, REPEAT, "anna", epoch=seen.epoch)
        assert states(ledger, item) == ["done", "sent"]

    def test_secrets_in_a_note_are_masked(self, opened: Opened) -> None:
        redactor = Redactor()
        redactor.learn(Secret("backoffice.password", "hunter2-hunter2"))
        ledger = opened(redactor)
        item = in_doubt(ledger, new_run(ledger)).item
        ledger.resolve(item, REJECT, "anna", "signed in with hunter2-hunter2")
        assert "hunter2" not in str(word(ledger, item))
        assert MASK in reason(ledger, item)


class TestAWorkerThatWakesUp:
    @pytest.mark.parametrize("decision", [HAPPENED, REPEAT, REJECT])
    def test_it_changes_nothing_but_its_report_is_kept(self, ledger: Ledger, run: int, decision: Decision) -> None:
        sleeper = in_doubt(ledger, run)
        after = ledger.resolve(sleeper.item, decision, "anna")
        standing = states(ledger, sleeper.item)
        for verb in (
            lambda: ledger.sent(sleeper, "order"),
            lambda: ledger.void(sleeper, "order", "never mind"),
            lambda: ledger.begin(sleeper, "mail", SAVE, ()),
            lambda: ledger.settle(sleeper, ItemState.DONE),
            lambda: ledger.accept(sleeper, "order"),
            lambda: ledger.number(sleeper, "sales"),
            lambda: ledger.finish(sleeper, "order", {"number": "B-1"}, SAVED),
        ):
            with pytest.raises(Fenced):
                verb()
        assert state(ledger, sleeper.item) is after
        assert states(ledger, sleeper.item) == [*standing, "late"]

    def test_a_repeat_is_stopped_by_a_report_that_comes_before_it(self, ledger: Ledger, run: int) -> None:
        sleeper = in_doubt(ledger, run)
        ledger.resolve(sleeper.item, REPEAT, "anna")
        claim = again(ledger, run)
        with pytest.raises(Fenced):
            ledger.finish(sleeper, "order", {"number": "B-1"}, SAVED)
        with pytest.raises(InDoubt, match="reported this write as done, late"):
            ledger.begin(claim, "order", SAVE, ())

    def test_a_repeat_about_to_leave_is_stopped_too(self, ledger: Ledger, run: int) -> None:
        sleeper = in_doubt(ledger, run)
        ledger.resolve(sleeper.item, REPEAT, "anna")
        claim = again(ledger, run)
        ledger.begin(claim, "order", SAVE, ())
        with pytest.raises(Fenced):
            ledger.finish(sleeper, "order", {"number": "B-1"}, SAVED)
        with pytest.raises(InDoubt):
            ledger.sent(claim, "order")


class TestAmend:
    def test_a_wrong_number_is_put_right(self, ledger: Ledger, run: int, clock: Clock) -> None:
        item = in_doubt(ledger, run).item
        ledger.resolve(item, HAPPENED, "anna", outputs={"number": "B-1"})
        ledger.settle(again(ledger, run), ItemState.FAILED, "no such order")
        proof, at = last(ledger, item).receipt, clock.forward(60)
        ledger.amend(item, "order", {"number": "B-7"}, "anna", "mistyped")
        row = last(ledger, item)
        assert (row.outputs, row.receipt) == ({"number": "B-7"}, proof)
        event = word(ledger, item, "item.amended")
        assert event["at"] == at
        assert len(event["data"].pop("proof")) == 32, "a digest of what is kept now, for the audit"
        assert event["data"] == {
            "step": "order",
            "who": "anna",
            "note": "mistyped",
            "outputs": {"number": "B-7"},
            "before": {"number": "B-1"},
        }
        assert isinstance(ledger, Deciding)
        corrected = [entry for entry in Trail(ledger, Choice()).entries() if entry.what == "corrected"]
        assert [(entry.step, entry.detail) for entry in corrected] == [("order", "anna, mistyped")]
        assert state(ledger, item) is ItemState.FAILED
        assert ledger.take_up([item], run) == 1
        ((standing),) = again(ledger, run).steps
        assert standing.outputs == {"number": "B-7"}

    def test_what_the_target_said_is_not_a_persons_to_change(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, ())
        ledger.finish(claim, "order", {"number": "B-1"}, SAVED)
        ledger.settle(claim, ItemState.FAILED, "later")
        for step in ("order", "mail"):
            with pytest.raises(UsageError, match="is not done by a person's word"):
                ledger.amend(claim.item, step, {"number": "B-7"}, "anna")
        assert last(ledger, claim.item).outputs == {"number": "B-1"}

    def test_not_while_it_is_worked_on_nor_when_it_is_done(self, ledger: Ledger, run: int) -> None:
        item = in_doubt(ledger, run).item
        ledger.resolve(item, HAPPENED, "anna", outputs={"number": "B-1"})
        claim = again(ledger, run)
        for _ in range(2):
            with pytest.raises(UsageError, match="under way, done or not there"):
                ledger.amend(item, "order", {"number": "B-7"}, "anna")
            if state(ledger, item) is ItemState.CLAIMED:
                ledger.settle(claim, ItemState.DONE)
        assert last(ledger, item).outputs == {"number": "B-1"}
        with pytest.raises(UsageError):
            ledger.amend(99, "order", {}, "anna")


class TestReopen:
    def done(self, ledger: Ledger, run: int, clock: Clock) -> Claim:
        claim = claimed(ledger, run)
        ledger.begin(claim, "order", SAVE, (looked_up("stock", clock, free=5),), "/orders/new")
        ledger.finish(claim, "order", {"number": "B-1"}, SAVED, "/orders/1")
        for step in ("mails[0]", "mails[1]", "mails_2"):
            ledger.begin(claim, step, SAVE, ())
            ledger.finish(claim, step, {}, SAVED)
        ledger.settle(claim, ItemState.DONE)
        return claim

    def test_the_steps_count_as_not_done_and_others_stand(self, ledger: Ledger, run: int, clock: Clock) -> None:
        item = self.done(ledger, run, clock).item
        later = new_run(ledger)
        assert ledger.reopen(item, ["mails"], "anna", later)
        claim = ledger.claim("orders", "me", later)
        assert claim is not None
        assert (claim.run, claim.attempts, claim.state) == (later, 1, {})
        assert [row.step for row in claim.steps] == ["stock", "order", "mails_2"]
        for step in ("mails[0]", "mails[1]"):
            ledger.begin(claim, step, SAVE, ())
            ledger.finish(claim, step, {}, SAVED)
        assert verdicts(ledger, later) == {item: Verdict.TAKEN_UP}

    def test_what_was_done_keeps_its_receipt_and_says_who(self, ledger: Ledger, run: int, clock: Clock) -> None:
        item = self.done(ledger, run, clock).item
        ledger.reopen(item, ["order"], "anna")
        row = last(ledger, item)
        assert (row.state, row.reason, row.receipt) == (StepState.VOID, "again, says anna", SAVED)
        assert word(ledger, item, "item.reopened")["data"] == {"who": "anna", "steps": ["order"]}

    def test_a_write_done_again_knows_that_it_is(self, ledger: Ledger, run: int, clock: Clock) -> None:
        """Whatever makes a write recognisable (a Message-ID, an idempotency key) must differ the second time."""
        claim = self.done(ledger, run, clock)
        assert claim.again == {}
        ledger.reopen(claim.item, ["mails"], "anna")
        second = again(ledger, run)
        assert second.again == {"mails[0]": 1, "mails[1]": 1}
        ledger.begin(second, "mails[0]", SAVE, ())
        ledger.void(second, "mails[0]", "nothing left")
        ledger.settle(second, ItemState.NEW, "trouble")
        assert again(ledger, run).again == {"mails[0]": 1, "mails[1]": 1}

    @pytest.mark.parametrize("waiting", [ItemState.NEW, ItemState.IN_DOUBT])
    def test_what_has_not_ended_stays(self, ledger: Ledger, run: int, waiting: ItemState) -> None:
        claim = claimed(ledger, run)
        assert not ledger.reopen(claim.item, ["order"], "anna")
        ledger.settle(claim, waiting, "not yet")
        assert not ledger.reopen(claim.item, ["order"], "anna")
        assert state(ledger, claim.item) is waiting

    def test_what_was_rejected_on_arrival_or_held_stays(self, ledger: Ledger, run: int) -> None:
        item = held(ledger, run)
        (sighting,) = ledger.record(run, "orders", [arrival("A-2", reason="no customer")])
        assert not ledger.reopen(item, ["order"], "anna")
        assert not ledger.reopen(sighting.item, ["order"], "anna")

    def test_readings_of_the_steps_are_read_again(self, ledger: Ledger, run: int, clock: Clock) -> None:
        item = self.done(ledger, run, clock).item
        ledger.reopen(item, ["stock", "order", "mails"], "anna")
        claim = again(ledger, run)
        assert open_steps(claim) == [("mails_2", StepState.DONE)]
        assert [row.effect for row in ledger.steps(item) if row.step == "stock"] == [Effect.READ]


def reading(ledger: Ledger, run: int) -> Claim:
    """An order whose invoice was read, not surely."""
    claim = claimed(ledger, run)
    readings = (Reading("total", "Total", Decimal("12.50"), "12,50", "net and VAT do not add up to it"),)
    outputs = {"total": Decimal("12.50"), "number": "A-7"}
    ledger.ask(claim, "read", Question("invoice.pdf", readings, outputs), "the total is not sure")
    return claim


class TestReading:
    def test_what_is_asked_is_kept_typed(self, ledger: Ledger, run: int) -> None:
        item = reading(ledger, run).item
        assert state(ledger, item) is ItemState.IN_REVIEW
        (row,) = ledger.questions(item)
        assert (row.step, row.answer) == ("read", None)
        assert row.question.readings[0].value == Decimal("12.50")
        assert row.question.outputs == {"total": Decimal("12.50"), "number": "A-7"}

    def test_confirmed_it_comes_with_the_next_claims(self, ledger: Ledger, run: int) -> None:
        item = reading(ledger, run).item
        given = {"total": Decimal("12.80"), "number": "A-7"}
        assert ledger.resolve(item, Decision.CONFIRM, "anna", "a smudge", given) is ItemState.NEW
        claim = again(ledger, run)
        assert claim.answers == {"read": given}
        ledger.settle(claim, ItemState.FAILED, "away")
        assert ledger.take_up([item]) == 1
        assert again(ledger, run).answers == {"read": given}
        assert ledger.questions(item)[0].said == "what was read is confirmed, says anna: a smudge"
        assert ledger.verify_chain() is None

    def test_repeat_drops_the_question(self, ledger: Ledger, run: int) -> None:
        item = reading(ledger, run).item
        assert ledger.resolve(item, REPEAT, "anna") is ItemState.NEW
        assert ledger.questions(item) == []
        assert again(ledger, run).answers == {}

    def test_once_more_from_the_step_drops_the_answer(self, ledger: Ledger, run: int) -> None:
        item = reading(ledger, run).item
        ledger.resolve(item, Decision.CONFIRM, "anna", "", {"total": None, "number": "A-7"})
        ledger.settle(again(ledger, run), ItemState.DONE)
        assert ledger.reopen(item, ["read"], "anna")
        assert again(ledger, run).answers == {}

    def test_a_held_item_has_no_reading_to_confirm(self, ledger: Ledger, run: int) -> None:
        item = held(ledger, run)
        with pytest.raises(UsageError, match="no reading of it waits"):
            ledger.resolve(item, Decision.CONFIRM, "anna")
        assert state(ledger, item) is ItemState.IN_REVIEW

    def test_a_worker_that_was_taken_over_asks_nothing(self, ledger: Ledger, run: int) -> None:
        claim = claimed(ledger, run)
        taken_over(ledger, run)
        with pytest.raises(Fenced):
            ledger.ask(claim, "read", Question("x", (), {}), "not sure")
        assert ledger.questions(claim.item) == []
