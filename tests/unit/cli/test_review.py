"""`rpa review`: the list, all about one, and a person's word with what comes of it in the world."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import openpyxl
import pytest
from click.testing import CliRunner, Result

from rpa.cli import review as module
from rpa.cli.items import command as items_command
from rpa.cli.resume import command as resume_command
from rpa.cli.retry import command as retry_command
from rpa.cli.review import command
from rpa.cli.run import command as run_command
from rpa.engine.runs import open_ledger
from rpa.errors import ApplicationException, StepFailed, UsageError
from rpa.ledger.protocol import Ledger
from rpa.model.item import ItemState
from tests.fakes.world import HEAD, Desk, Trouble, World

STEPS = """
steps:
  - id: order
    name: Enter the order
    world.write: "order {{ item.no }}"
    verify: [{world.look: "order {{ item.no }}"}]
  - id: invoice
    name: Make the invoice
    world.write: "invoice for {{ steps.order.number }}"
  - {id: mail, name: Mail it, world.write: "mail {{ item.no }}"}
"""


def call(desk: Desk, *arguments: str, **more: Any) -> Result:
    return CliRunner().invoke(command, [*arguments, "-C", str(desk.workspace.root)], catch_exceptions=False, **more)


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUDO_USER", "anna")


@pytest.fixture
def doubt(desk: Desk, world: World) -> Desk:
    """Two orders; the first was sent, arrived, and the answer and every later look were lost."""
    (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{STEPS}")
    world.add("A", "B")
    world.troubles.append(Trouble("arrived", ApplicationException("the connection broke")))
    world.looks.append(StepFailed("2 orders fit"))
    assert desk.run(f"{STEPS}").totals.in_doubt == 1
    assert desk.item("A").state is ItemState.IN_DOUBT
    assert world.there == ["order A", "order B", "invoice for N-order B", "mail B"]
    return desk


@pytest.fixture
def ledger(desk: Desk) -> Iterator[Ledger]:
    opened = open_ledger(desk.workspace)
    yield opened
    opened.close()


def resume(desk: Desk) -> Result:
    return CliRunner().invoke(resume_command, ["chores", "-C", str(desk.workspace.root)], catch_exceptions=False)


class TestLooking:
    def test_before_the_first_run(self, desk: Desk) -> None:
        answer = call(desk)
        assert (answer.exit_code, answer.stdout) == (0, "")
        assert "Nothing has run yet." in answer.stderr
        assert json.loads(call(desk, "--json").stdout) == []

    def test_the_list_asks_one_question_for_each(self, doubt: Desk) -> None:
        for arguments in ((), ("chores",), ("list",)):
            lines = [line.split("\t") for line in call(doubt, *arguments).stdout.splitlines()]
            assert lines[0] == ["Item", "Key", "Waits", "Since", "Recipe", "Question"]
            assert [line[:3] for line in lines[1:]] == [["1", "A", "in doubt"]]
            assert lines[1][5] == "Enter the order: has it happened?"

    def test_a_recipe_that_never_ran(self, doubt: Desk) -> None:
        with pytest.raises(UsageError, match="Did you mean chores"):
            call(doubt, "chore")

    def test_all_a_decision_needs(self, doubt: Desk) -> None:
        shown = call(doubt, "show", "A").stdout
        text = " ".join(shown.split())
        for part in (
            "A: Enter the order: has it happened?",
            "the connection broke",
            "asking the target gave no clear answer: 2 orders fit",
            "What: order A",
            "by run 1, worker ",
            "rpa review resolve 1 --happened --output number=NUMBER",
            "needed by: Make the invoice",
            "goes on with: Make the invoice, Mail it.",
            "rpa review resolve 1 --repeat",
            'rpa review resolve 1 --reject --note "why"',
        ):
            assert part in text, part
        assert max(map(len, shown.splitlines())) <= 100

    def test_all_a_decision_needs_as_json(self, doubt: Desk) -> None:
        found = json.loads(call(doubt, "show", "1", "--json").stdout)
        assert (found["step"], found["outputs"], found["outputs_used"]) == (
            "order",
            ["number"],
            {"number": ["invoice"]},
        )
        assert found["intent"]["fields"] == [["What", "order A"]]
        assert [choice["command"].split()[4] for choice in found["choices"]] == ["--happened", "--repeat", "--reject"]

    def test_pictures_are_named_and_can_be_clicked(self, doubt: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("order/before-submit.png", "order/failure.png", "order.verify-1/failure.png", "other/x.png"):
            path = doubt.workspace.artifacts / "item-1" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"")
        text = call(doubt, "show", "A").stdout
        assert text.index("Before it was sent") < text.index("item-1/order/before-submit.png")
        assert "When the target was asked" in text
        assert "x.png" not in text
        assert "\x1b" not in text
        monkeypatch.setattr(module, "is_terminal", lambda: True)
        link = f"\x1b]8;;{(doubt.workspace.artifacts / 'item-1/order/failure.png').as_uri()}\x1b\\"
        assert link in call(doubt, "show", "A").stdout

    def test_the_page_of_it(self, doubt: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        opened: list[str] = []
        monkeypatch.setattr(module, "has_screen", lambda: True)
        monkeypatch.setattr(click, "launch", opened.append)
        call(doubt, "show", "A", "--open")
        (path,) = opened
        html = Path(path).read_text("utf-8")
        for part in (
            "Enter the order: has it happened?",
            "order A",
            "2 orders fit",
            "--repeat",
            "No pictures were kept",
        ):
            assert part in html
        assert "<script" not in html
        monkeypatch.setattr(module, "has_screen", lambda: False)
        assert "No web browser could be opened here" in call(doubt, "show", "A", "--open").stderr
        assert len(opened) == 1

    def test_the_run_and_its_papers_say_where_to_decide(self, doubt: Desk) -> None:
        ended = resume(doubt)
        assert "rpa review" not in ended.stderr, "this run left nothing to decide"
        told = CliRunner().invoke(items_command, ["1", "-C", str(doubt.workspace.root)]).stdout
        assert "then say so: rpa review show 1." in told
        doubt.world.documents.clear()
        doubt.world.add("C")
        doubt.world.troubles.append(Trouble("arrived", ApplicationException("the connection broke")))
        doubt.world.looks.append(StepFailed("2 orders fit"))
        words = ["chores", "-C", str(doubt.workspace.root)]
        ended = CliRunner().invoke(run_command, words, catch_exceptions=False)
        assert ended.exit_code == 4
        assert "For a person to decide: rpa review chores" in ended.stderr
        report = doubt.workspace.root / "reports" / "chores" / "run-0003" / "report.html"
        assert "then say so: rpa review show 3." in report.read_text("utf-8")

    def test_what_does_not_wait_says_how_it_stands(self, doubt: Desk) -> None:
        with pytest.raises(UsageError, match=r"item 2 \(B\) is done: there is nothing to decide"):
            call(doubt, "show", "B")
        with pytest.raises(UsageError, match="there is no item 77"):
            call(doubt, "show", "77")


class TestResolving:
    def test_it_has_happened_and_the_rest_follows(self, doubt: Desk, world: World) -> None:
        answer = call(doubt, "resolve", "A", "--happened", "--output", "number=N-1", "--note", "seen in the list")
        assert answer.exit_code == 0
        assert "“Enter the order” has happened, says anna. The next run goes on with it." in answer.stderr
        assert "At once: rpa resume chores" in answer.stderr
        assert resume(doubt).exit_code == 0
        assert world.there.count("order A") == 1
        assert world.there[-2:] == ["invoice for N-1", "mail A"]
        told = CliRunner().invoke(items_command, ["1", "-C", str(doubt.workspace.root)]).stdout
        assert "Decided by a person\n  anna, " in told
        assert "it has happened (order); number: N-1. seen in the list" in told
        assert "Sent, and no answer came. A person looked: it has happened, says anna" in told

    def test_it_has_not_happened_and_is_written_once_more(self, doubt: Desk, world: World) -> None:
        world.there.remove("order A")
        answer = call(doubt, "resolve", "1", "--repeat", "--yes", "--run")
        assert answer.exit_code == 0
        assert world.there.count("order A") == 1
        assert world.there[-3:] == ["order A", "invoice for N-order A", "mail A"]
        assert doubt.item("A").state is ItemState.DONE

    def test_nothing_more_is_done(self, doubt: Desk, world: World) -> None:
        before = list(world.there)
        answer = call(doubt, "resolve", "A", "--reject", "--note", "the customer cancelled", "--run")
        assert answer.exit_code == 0
        assert "Nothing more is done." in answer.stderr
        assert "At once" not in answer.stderr
        doubt.run(STEPS)  # the same input again
        assert world.there == before
        row = doubt.item("A")
        assert (row.state, row.reason) == (
            ItemState.REJECTED,
            "nothing more is to be done, says anna: the customer cancelled",
        )

    def test_outputs_that_later_steps_need_are_asked_for(self, doubt: Desk) -> None:
        with pytest.raises(UsageError, match=r"nobody can be asked here.*--yes"):
            call(doubt, "resolve", "A", "--happened")
        assert doubt.item("A").state is ItemState.IN_DOUBT
        assert call(doubt, "resolve", "A", "--happened", "--yes").exit_code == 0
        assert doubt.steps("A")[0].outputs == {"number": None}

    def test_an_output_that_the_step_does_not_have(self, doubt: Desk) -> None:
        with pytest.raises(UsageError, match="Enter the order has no output 'nummer'; did you mean 'number'"):
            call(doubt, "resolve", "A", "--happened", "-o", "nummer=1")
        with pytest.raises(UsageError, match="they go with --happened"):
            call(doubt, "resolve", "A", "--repeat", "--yes", "-o", "number=1")
        with pytest.raises(click.UsageError, match="NAME=VALUE"):
            CliRunner().invoke(
                command,
                ["resolve", "A", "--happened", "-o", "1", "-C", str(doubt.workspace.root)],
                standalone_mode=False,
                catch_exceptions=False,
            )
        assert doubt.item("A").state is ItemState.IN_DOUBT

    def test_a_repeat_says_what_is_written_and_needs_a_yes(self, doubt: Desk) -> None:
        with pytest.raises(UsageError, match="has to be confirmed"):
            call(doubt, "resolve", "A", "--repeat")
        assert doubt.item("A").state is ItemState.IN_DOUBT

    @pytest.mark.parametrize(("typed", "state"), [("y\n", ItemState.NEW), ("n\n", ItemState.IN_DOUBT)])
    def test_a_person_at_a_terminal_is_asked(
        self, doubt: Desk, monkeypatch: pytest.MonkeyPatch, typed: str, state: ItemState
    ) -> None:
        monkeypatch.setattr("rpa.cli.deciding.at_terminal", lambda: True)
        if state is ItemState.NEW:
            answer = call(doubt, "resolve", "A", "--repeat", input=typed)
            assert "this will be written again: Write order A" in answer.stderr
            assert "    What: order A" in answer.stderr
        else:
            with pytest.raises(UsageError, match="nothing was decided"):
                call(doubt, "resolve", "A", "--repeat", input=typed)
        assert doubt.item("A").state is state

    def test_a_person_at_a_terminal_is_asked_for_outputs(self, doubt: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("rpa.cli.deciding.at_terminal", lambda: True)
        answer = call(doubt, "resolve", "A", "--happened", input="N-7\n")
        assert "Make the invoice needs number" in answer.stderr
        assert doubt.steps("A")[0].outputs == {"number": "N-7"}

    def test_a_rejection_needs_its_reason(self, doubt: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
        with pytest.raises(UsageError, match="needs its reason"):
            call(doubt, "resolve", "A", "--reject")
        monkeypatch.setattr("rpa.cli.deciding.at_terminal", lambda: True)
        call(doubt, "resolve", "A", "--reject", input="cancelled\n")
        assert doubt.item("A").reason.endswith("says anna: cancelled")

    def test_what_is_rejected_goes_back_to_the_clerk_once(self, doubt: Desk, world: World) -> None:
        answer = call(doubt, "resolve", "A", "--reject", "--note", "the customer cancelled")
        book = doubt.workspace.reports / "chores" / "rejected" / "items-1.xlsx"
        assert f"For the clerk: {book.relative_to(doubt.workspace.root)}" in answer.stderr
        rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(book)["To look at"].iter_rows()]
        assert any("the customer cancelled" in str(row) for row in rows)
        totals = doubt.run(STEPS).totals
        assert (totals.rejected, totals.exit_code) == (0, 0), "a person has decided: nobody has to look again"

    def test_without_a_word_nothing_is_decided(self, doubt: Desk) -> None:
        with pytest.raises(click.UsageError, match="--happened, --repeat, --confirm or --reject"):
            CliRunner().invoke(
                command,
                ["resolve", "A", "-C", str(doubt.workspace.root)],
                standalone_mode=False,
                catch_exceptions=False,
            )

    def test_who_decides(self, doubt: Desk, ledger: Ledger) -> None:
        found = json.loads(call(doubt, "resolve", "A", "--repeat", "--yes", "--as", "Ben", "--json").stdout)
        assert [(one["item"], one["state"], one["who"]) for one in found] == [(1, "new", "Ben (user anna)")]
        (event,) = [event for event in ledger.events(item=1) if event["kind"] == "item.resolved"]
        assert event["data"]["who"] == "Ben (user anna)"

    def test_the_second_is_told_who_was_first(self, doubt: Desk) -> None:
        call(doubt, "resolve", "A", "--repeat", "--yes")
        with pytest.raises(UsageError, match=r"is new: .*Decided before, by anna, .*is written again \(order\)"):
            call(doubt, "resolve", "1", "--repeat", "--yes")

    def test_several_at_once_and_all_or_none(self, desk: Desk, world: World) -> None:
        world.add("A", "B", "C")
        broken = Trouble("arrived", ApplicationException("the connection broke"))
        world.troubles.extend([broken, broken, None])
        world.looks.extend([StepFailed("unclear"), StepFailed("unclear")])
        desk.run(STEPS)
        with pytest.raises(UsageError, match=r"item 3 \(C\) is done"):
            call(desk, "resolve", "A", "B", "C", "--repeat", "--yes")
        with pytest.raises(UsageError, match="outputs belong to one item"):
            call(desk, "resolve", "A", "B", "--happened", "-o", "number=1")
        assert {desk.item(key).state for key in "AB"} == {ItemState.IN_DOUBT}
        call(desk, "resolve", "A", "B", "A", "--repeat", "--yes")
        assert {desk.item(key).state for key in "AB"} == {ItemState.NEW}

    def test_a_key_that_is_also_a_number(self, desk: Desk, world: World) -> None:
        world.add("2", "X")
        broken = Trouble("arrived", ApplicationException("the connection broke"))
        world.troubles.extend([broken, broken])
        world.looks.extend([StepFailed("unclear"), StepFailed("unclear")])
        desk.run(STEPS)
        with pytest.raises(UsageError, match="2 fits several items: item-2 is X of chores, in doubt; item-1 is 2 of"):
            call(desk, "resolve", "2", "--repeat", "--yes")
        call(desk, "resolve", "item-1", "--repeat", "--yes")
        assert desk.item("2").state is ItemState.NEW
        assert desk.item("X").state is ItemState.IN_DOUBT


def test_a_wrong_number_is_put_right(doubt: Desk, world: World) -> None:
    call(doubt, "resolve", "A", "--happened", "-o", "number=N-1")
    world.looks.clear()
    world.troubles.append(Trouble("before", StepFailed("no order N-1")))
    assert resume(doubt).exit_code == 3
    with pytest.raises(UsageError, match="no output 'nubmer'"):
        call(doubt, "correct", "A", "-o", "nubmer=N-order A")
    with pytest.raises(UsageError, match=r"nothing of item 2 \(B\) is done by a person's word"):
        call(doubt, "correct", "B", "-o", "number=1")
    answer = call(doubt, "correct", "A", "-o", "number=N-7", "--note", "mistyped")
    assert "Go on with it: rpa retry chores --item 1" in answer.stderr
    words = ["chores", "--item", "1", "-C", str(doubt.workspace.root)]
    assert CliRunner().invoke(retry_command, words, catch_exceptions=False).exit_code == 0
    assert world.there.count("order A") == 1
    assert world.there[-2:] == ["invoice for N-7", "mail A"]
    told = CliRunner().invoke(items_command, ["1", "-C", str(doubt.workspace.root)]).stdout
    assert "put right (order): number: N-7. mistyped" in told


def test_a_step_at_the_end_of_a_run_is_decided_like_any_other(desk: Desk, world: World) -> None:
    steps = f"{STEPS}finally:\n  - {{id: note, name: Note it, world.write: the end}}\n"
    (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{steps}")
    world.troubles.append(Trouble("arrived", ApplicationException("the connection broke")))
    assert "finally: Note it" in desk.run(steps).error
    world.there.clear()
    told = json.loads(call(desk, "--json").stdout)
    assert [(one["recipe"], one["question"]) for one in told] == [("chores/finally", "Note it: has it happened?")]
    answer = call(desk, "resolve", "run 1", "--repeat", "--yes", "--run")
    assert answer.exit_code == 0, answer.output
    assert world.there.count("the end") == 2, "that of the first run, and that of this one"
    assert {row.state for row in desk.items("chores/finally").values()} == {ItemState.DONE}


class TestHeld:
    @pytest.fixture
    def held(self, desk: Desk, world: World) -> Desk:
        world.add("A", amount=5)
        desk.run(STEPS)
        world.documents.clear()
        world.add("A", amount=7)
        assert desk.run(STEPS).totals.in_review == 1
        world.documents.clear()
        (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{STEPS}")
        return desk

    def test_what_is_different_and_what_became_of_the_first(self, held: Desk) -> None:
        text = " ".join(call(held, "show", "A").stdout.split())
        for part in (
            "A: It came again with other content: is that to be done as well?",
            "amount 5 7",
            "Write order A (got order A)",
            "Nothing of the first is undone or changed.",
        ):
            assert part in text, part
        assert "--output" not in text

    def test_it_is_done_as_well(self, held: Desk, world: World) -> None:
        with pytest.raises(UsageError, match="has to be confirmed"):
            call(held, "resolve", "A", "--repeat")
        call(held, "resolve", "A", "--repeat", "--yes", "--run")
        assert world.there.count("order A") == 2

    def test_it_is_taken_care_of_by_hand(self, held: Desk, world: World) -> None:
        before = list(world.there)
        assert call(held, "resolve", "2", "--happened", "--run").exit_code == 0
        assert world.there == before
        assert {row.state for row in held.items().values()} == {ItemState.DONE}

    def test_outputs_belong_to_no_step(self, held: Desk) -> None:
        with pytest.raises(UsageError, match="a held item has no step in doubt"):
            call(held, "resolve", "2", "--happened", "-o", "number=1")
