"""What a decision needs, read from the ledger: late reports, workers that may wake up, recipes that are no more."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rpa.errors import Fenced
from rpa.ledger.protocol import Claim, StepRow
from rpa.model.effect import Receipt
from rpa.model.item import Decision, ItemState
from rpa.reports.choices import choices
from rpa.reports.evidence import evidence_of
from rpa.reports.journal import story_of
from rpa.reports.matter_text import tell_matter
from rpa.reports.matters import Matter, Matters
from tests.fakes.sample_ledger import RECIPE, Sample, arrival, make_workspace


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return Sample(make_workspace(tmp_path))


def in_doubt(sample: Sample) -> Claim:
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1)])
    claim = sample.claim(run)
    sample.send_order(claim)
    sample.settle(claim, ItemState.IN_DOUBT, "Enter the order: the connection broke.")
    return claim


def only(sample: Sample) -> Matter:
    (matter,) = Matters(sample.workspace, sample.ledger).all()
    return matter


def test_a_recipe_that_cannot_be_read_any_more_is_said_and_the_rest_is_told(sample: Sample) -> None:
    in_doubt(sample)
    matter = only(sample)
    assert matter.trouble.startswith("The recipe as run 1 read it cannot be read by this program: line ")
    assert matter.question == "Save order SO-2026-0001: has it happened?"
    assert (matter.step, matter.outputs) == (None, ())
    assert [choice.command.split()[4] for choice in choices(matter)] == ["--happened", "--repeat", "--reject"]


def test_who_sent_it(sample: Sample) -> None:
    in_doubt(sample)
    assert only(sample).worker == "worker-1"


def test_a_late_report_speaks_against_a_repeat(sample: Sample) -> None:
    claim = in_doubt(sample)
    with pytest.raises(Fenced):
        sample.ledger.finish(claim, "order", {"number": "8001"}, Receipt("Order 8001 saved"))
    matter = only(sample)
    assert matter.late is not None
    assert matter.write is not None
    assert matter.write.state == "sent"
    (repeat,) = [choice for choice in choices(matter) if "--repeat" in choice.command]
    assert repeat.warning == "Its own worker has reported it done, too late to count: Order 8001 saved"


def test_a_worker_that_may_still_wake_up_speaks_against_a_repeat(sample: Sample) -> None:
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1)])
    sample.send_order(sample.claim(run))
    sample.ledger.reap(RECIPE, lambda _owner: False, lambda _owner: False)
    sample.settle(sample.claim(run), ItemState.IN_DOUBT, "cut off")
    matter = only(sample)
    assert matter.suspect == "worker-1"
    (repeat,) = [choice for choice in choices(matter) if "--repeat" in choice.command]
    assert "Make sure that it has" in repeat.warning


def test_nothing_of_it_can_drive_a_terminal(sample: Sample) -> None:
    evil = "\x1b[2J\x9b31m\r"
    run = sample.start()
    values = {**arrival(1).values, "customer": evil}
    sample.ledger.record(run, RECIPE, [arrival(1, key=f"A{evil}", values=values)])
    claim = sample.claim(run)
    sample.send_order(claim)
    sample.settle(claim, ItemState.IN_DOUBT, evil)
    with pytest.raises(Fenced):
        sample.ledger.finish(claim, "order", {}, Receipt(evil))
    other = {**values, "email": evil}
    sample.ledger.record(run, RECIPE, [arrival(1, key=f"A{evil}", values=other)])
    matters = Matters(sample.workspace, sample.ledger).all()
    assert [matter.is_held for matter in matters] == [False, True]
    for matter in matters:
        assert not {"\x1b", "\x9b", "\r"} & set(tell_matter(matter, ZoneInfo("UTC"), 80))


def test_an_item_in_doubt_without_a_write_can_only_go_on_or_end(sample: Sample) -> None:
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1)])
    sample.settle(sample.claim(run), ItemState.IN_DOUBT, "nobody knows")
    matter = only(sample)
    assert matter.question == "Nobody knows where it stands: shall it go on?"
    assert [choice.command.split()[4] for choice in choices(matter)] == ["--repeat", "--reject"]


def test_an_unfit_one_cannot_be_done_as_well(sample: Sample) -> None:
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1)])
    sample.settle(sample.claim(run))
    values = {**arrival(1).values, "customer": "Somebody else"}
    sample.ledger.record(run, RECIPE, [arrival(1, values=values, reason="the e-mail is missing")])
    matter = only(sample)
    assert matter.first is not None
    assert "cannot be run as it came" in matter.question
    assert (matter.first.id, matter.unfit) == (1, "the e-mail is missing")
    assert [(one.path, one.now) for one in matter.changes] == [("customer", '"Somebody else"')]
    assert [choice.command.split()[4] for choice in choices(matter)] == ["--happened", "--reject"]


def test_pictures_of_an_earlier_attempt_are_left_out(tmp_path: Path) -> None:
    for name, at in (("order/failure.png", 100), ("order/before-submit.png", 90), ("order.verify-1/failure.png", 300)):
        path = tmp_path / "item-1" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        os.utime(path, (at, at))
    found = evidence_of(tmp_path, 1, "order", datetime.fromtimestamp(200, UTC))
    assert [one.path.parent.name for one in found] == ["order", "order.verify-1"]
    assert [one.caption for one in found] == ["Before it was sent", "When the target was asked"]
    assert evidence_of(tmp_path, 2, "order", datetime.fromtimestamp(0, UTC)) == ()


def test_the_pictures_of_one_pass_are_not_those_of_another(tmp_path: Path) -> None:
    for name in ("mails-0-", "mails-1-", "mails-1-.verify-1"):
        (tmp_path / "item-1" / name).mkdir(parents=True)
        (tmp_path / "item-1" / name / "failure.png").write_bytes(b"")
    found = evidence_of(tmp_path, 1, "mails[1]", datetime.fromtimestamp(0, UTC))
    assert {one.path.parent.name for one in found} == {"mails-1-", "mails-1-.verify-1"}


def order_of(sample: Sample) -> StepRow:
    return next(row for row in sample.ledger.steps(1) if row.step == "order")


def test_the_story_tells_a_persons_word_as_what_it_is(sample: Sample) -> None:
    """A write that a person wants again has happened; one that a person looked for has not: both are told so."""
    in_doubt(sample)
    sample.ledger.resolve(1, Decision.REPEAT, "anna", "not in the list")
    told = "Sent, and no answer came. A person looked: it is to be done, says anna: not in the list."
    assert story_of(order_of(sample), ()) == ("past", f"{told} It is to be done again.")
    claim = sample.claim(1)
    sample.enter(claim)
    sample.settle(claim)
    sample.ledger.reopen(1, ["order"], "ben")
    (_, again) = [row for row in sample.ledger.steps(1) if row.step == "order"]
    told = story_of(again, ())[1]
    assert told == "Done, and wanted once more: again, says ben. It is to be done again."
