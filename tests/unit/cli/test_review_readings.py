"""A reading that is not sure: asked about, shown with its place, confirmed or put right, and gone on with."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from click.testing import CliRunner, Result

from rpa.cli.audit import command as audit_command
from rpa.cli.items import command as items_command
from rpa.cli.review import command
from rpa.engine.runs import RunOptions, open_ledger
from rpa.errors import ApplicationException, ReviewNeeded, StepFailed, UsageError
from rpa.model.item import ItemState
from rpa.model.question import Question, Reading
from tests.fakes.world import HEAD, Desk, Trouble, World

STEPS = """
steps:
  - id: read
    name: Read the invoice
    world.look: "{{ item.no }}"
  - id: pay
    name: Pay it
    world.write: "pay {{ steps.read.number }}"
"""


def asks(number: str | None = "2026-17", picture: str = "") -> ReviewNeeded:
    readings = (Reading("number", "Number", number, "2O26-17", "an O stands among the figures", picture),)
    question = Question("invoice.pdf", readings, {"found": True, "number": number}, details={"sum": Decimal("1.50")})
    return ReviewNeeded("invoice.pdf: the number is not sure", question)


def call(desk: Desk, *arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(command, [*arguments, "-C", str(desk.workspace.root)], catch_exceptions=False, **more)


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "anna")


@pytest.fixture
def asked(desk: Desk, world: World) -> Desk:
    (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{STEPS}")
    world.add("A")
    world.looks.append(asks())
    outcome = desk.run(STEPS)
    assert (outcome.totals.in_review, outcome.exit_code) == (1, 4)
    assert desk.item("A").state is ItemState.IN_REVIEW
    assert world.there == []
    return desk


def test_the_item_says_that_a_reading_waits_and_not_another_content(asked: Desk) -> None:
    told = "It was not sure what stands there. Look at it, and say whether it was read right: rpa review show 1"
    item = CliRunner().invoke(items_command, ["1", "-C", str(asked.workspace.root)], catch_exceptions=False)
    assert f"To do:         {told}" in item.stdout


def test_the_question_says_what_was_read_and_why_it_is_not_sure(asked: Desk) -> None:
    lines = [line.split("\t") for line in call(asked).stdout.splitlines()]
    assert lines[1][5] == "invoice.pdf: is this read right? Number"
    text = " ".join(call(asked, "show", "A").stdout.split())
    for part in (
        "Number (number) 2026-17 2O26-17 an O stands among the figures",
        "rpa review resolve 1 --confirm",
        "goes on with: Pay it",
        "rpa review resolve 1 --confirm -o number=VALUE",
        "rpa review resolve 1 --repeat",
    ):
        assert part in text, part
    found = json.loads(call(asked, "show", "1", "--json").stdout)
    assert found["readings"][0]["seen"] == "2O26-17"
    row = CliRunner().invoke(items_command, ["-C", str(asked.workspace.root)]).stdout.splitlines()[-1]
    assert "the number is not sure" in row


def test_confirmed_it_goes_on_with_what_was_read_and_does_not_read_again(asked: Desk, world: World) -> None:
    answer = call(asked, "resolve", "A", "--confirm")
    assert "what was read is confirmed, says anna" in answer.stderr
    assert asked.run(STEPS).totals.done == 1
    assert world.there == ["pay 2026-17"]
    assert world.asked == ["A"], "a person has answered: it is not read a second time"
    assert asked.states("A") == ["read: done", "pay: done"]


def test_put_right_the_new_value_counts(asked: Desk, world: World) -> None:
    call(asked, "resolve", "A", "--confirm", "-o", "number=2026-018", "--note", "a 8")
    assert asked.run(STEPS).totals.done == 1
    assert world.there == ["pay 2026-018"]
    shown = CliRunner().invoke(items_command, ["1", "-C", str(asked.workspace.root)]).stdout
    assert "what was read is confirmed (read); number: 2026-018; 1 value as read. a 8" in " ".join(shown.split())
    assert CliRunner().invoke(audit_command, ["-C", str(asked.workspace.root)]).exit_code == 0


def test_the_answer_outlives_a_failure_behind_it(asked: Desk, world: World) -> None:
    call(asked, "resolve", "A", "--confirm", "-o", "number=7")
    world.troubles.append(Trouble("before", StepFailed("away")))
    asked.run(STEPS)
    assert asked.item("A").state is ItemState.FAILED
    assert asked.run(STEPS).totals.done == 1
    assert world.there == ["pay 7"]
    assert world.asked == ["A"]


def test_what_was_not_found_must_be_given_or_said_to_be_missing(desk: Desk, world: World) -> None:
    (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{STEPS}")
    world.add("A", "B")
    world.looks.extend([asks(None), asks(None)])
    desk.run(STEPS)
    shown = " ".join(call(desk, "show", "A").stdout.split())
    assert "I know what it says: rpa review resolve 1 --confirm -o number=... " in shown
    assert "Nothing behind the = when the document does not say it." in shown
    assert "that is right:" not in shown  # nothing was read that could be right
    with pytest.raises(UsageError, match="not found, and not given: Number"):
        call(desk, "resolve", "A", "--confirm")
    assert desk.item("A").state is ItemState.IN_REVIEW
    call(desk, "resolve", "A", "--confirm", "-o", "number=9")
    call(desk, "resolve", "B", "--confirm", "-o", "number=")
    desk.run(STEPS)
    assert world.there[0] == "pay 9"
    assert len(world.there) == 2


def test_read_once_more(asked: Desk, world: World) -> None:
    call(asked, "resolve", "A", "--repeat", "--yes")
    world.looks.append({"found": True, "number": "2026-99"})
    assert asked.run(STEPS).totals.done == 1
    assert world.there == ["pay 2026-99"]
    assert world.asked == ["A", "A"]


@pytest.mark.parametrize(("word", "state"), [("--happened", ItemState.DONE), ("--reject", ItemState.REJECTED)])
def test_taken_care_of_or_ended(asked: Desk, world: World, word: str, state: ItemState) -> None:
    call(asked, "resolve", "A", word, "--note", "a test invoice")
    assert asked.item("A").state is state
    asked.run(STEPS)
    assert world.there == []


def test_words_that_do_not_fit(asked: Desk, world: World) -> None:
    with pytest.raises(UsageError, match="has no output 'numbr'; did you mean 'number'"):
        call(asked, "resolve", "A", "--confirm", "-o", "numbr=7")
    with pytest.raises(UsageError, match="outputs go with --confirm here"):
        call(asked, "resolve", "A", "--repeat", "-o", "number=7")
    world.add("B")
    world.troubles.append(Trouble("arrived", ApplicationException("the connection broke")))
    asked.run(STEPS.replace("world.write:", "world.write: # ").replace("# ", ""))
    assert asked.item("B").state is ItemState.IN_DOUBT
    with pytest.raises(UsageError, match="no reading of it waits"):
        call(asked, "resolve", "B", "--confirm")


def test_another_document_under_the_same_key_is_read_anew(asked: Desk, world: World) -> None:
    call(asked, "resolve", "A", "--confirm", "-o", "number=7")
    world.troubles.append(Trouble("before", StepFailed("away")))
    asked.run(STEPS)
    world.documents.clear()
    world.add("A", day=date(2026, 10, 5))
    world.looks.append({"found": True, "number": "8"})
    assert asked.run(STEPS).totals.done == 1
    assert world.there == ["pay 8"], "the answer was about the document before"


def test_the_page_shows_the_place(desk: Desk, world: World) -> None:
    from rpa.reports.matter_page import write_matter_page
    from rpa.reports.matters import Matters

    world.add("A")
    world.looks.append(asks(picture="item-1/read/number.png"))
    desk.run(STEPS)
    picture = desk.workspace.artifacts / "item-1" / "read" / "number.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
            "1f15c4890000000d49444154789c6360f8cf500f0003030101"
            "b4b1dd1f0000000049454e44ae426082"
        )
    )
    ledger = open_ledger(desk.workspace)
    try:
        matters = Matters(desk.workspace, ledger)
        page = write_matter_page(desk.workspace, matters.all()[0]).read_text()
    finally:
        ledger.close()
    assert "Is this read right?" in page
    assert "an O stands among the figures" in page
    assert "data:image/png" in page or "number.png" in page


def test_a_plan_says_that_a_person_will_be_asked(desk: Desk, world: World) -> None:
    from rpa.engine.plans import plan_recipe

    world.add("A")
    world.looks.append(asks())
    plan = plan_recipe(desk.workspace, desk.recipe(STEPS), RunOptions())
    assert [(item.outcome, item.reason) for item in plan.items] == [
        ("in_review", "invoice.pdf: the number is not sure")
    ]
