"""`rpa retry --from STEP`: what is done anew, what would happen twice, and who said so."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

import click
import pytest
from click.testing import CliRunner, Result

from rpa.cli.retry import command
from rpa.errors import ApplicationException, BusinessException, StepFailed, UsageError
from rpa.model.item import ItemState
from tests.fakes.world import HEAD, Desk, Trouble, World

STEPS = """
steps:
  - {id: stock, world.look: "{{ item.no }}"}
  - {id: order, name: Enter the order, world.write: "order {{ item.no }}"}
  - {id: paper, world.file: {to: "{{ item.no }}.txt", text: "for {{ steps.order.number }}"}}
  - {id: mail, name: Mail it, world.write: "mail {{ item.no }}"}
"""


def retry(desk: Desk, *arguments: str, **more: Any) -> Result:
    words = ["chores", *arguments, "-C", str(desk.workspace.root)]
    return CliRunner().invoke(command, words, catch_exceptions=False, standalone_mode=False, **more)


@pytest.fixture
def done(desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setenv("SUDO_USER", "anna")
    (desk.workspace.root / "recipes" / "chores.yaml").write_text(f"{HEAD}{STEPS}")
    world.add("A", "B")
    assert desk.run(STEPS).totals.done == 2
    assert world.there == ["order A", "mail A", "order B", "mail B"]
    world.documents.clear()
    return desk


def test_a_mail_once_more(done: Desk, world: World) -> None:
    answer = retry(done, "--item", "A", "--from", "mail", "--again")
    assert answer.exit_code == 0, answer.output
    assert "A: happens a second time: Write mail A" in answer.stderr
    assert "and has its receipt: got mail A" in answer.stderr
    assert world.there == ["order A", "mail A", "order B", "mail B", "mail A"]
    at = next(one.ended_at for one in done.steps("A") if one.step == "mail" and one.ended_at)
    assert f"Write mail A ({at.astimezone(ZoneInfo('Europe/Amsterdam')):%Y-%m-%d %H:%M})" in answer.stderr
    row = done.steps("A")[3]
    assert (row.step, row.state, row.reason) == ("mail", "void", "again, says anna")
    assert row.receipt is not None


def test_without_a_persons_word_nothing_happens_twice(done: Desk, world: World) -> None:
    before, states = list(world.there), done.states("A")
    with pytest.raises(UsageError, match=r"these writes are done already.*--again"):
        retry(done, "--item", "A", "--from", "order")
    assert (world.there, done.states("A")) == (before, states)


def test_files_that_replace_themselves_are_named_and_made_anew(done: Desk, world: World) -> None:
    path = done.workspace.root / "A.txt"
    path.unlink()
    with pytest.raises(UsageError, match="this write is done already"):
        retry(done, "--item", "A", "--from", "paper")
    answer = retry(done, "--item", "A", "--from", "paper", "--again")
    assert "A: made anew, in place of the old one: Make A.txt" in answer.stderr
    assert path.read_text() == "for N-order A"
    assert world.there[-1] == "mail A"
    assert [row.outputs["number"] for row in done.steps("A") if row.step == "paper"] == [1, 1]


def test_a_failed_item_reads_again_without_a_word(done: Desk, world: World) -> None:
    world.add("C")
    world.looks.append(StepFailed("no such list"))
    done.run(STEPS)
    assert done.item("C").state is ItemState.FAILED
    assert retry(done, "--item", "C", "--from", "stock").exit_code == 0
    assert done.item("C").state is ItemState.DONE
    assert world.there.count("order C") == 1


def test_the_name_of_a_step_will_do_and_a_slip_of_the_pen_is_answered(done: Desk) -> None:
    assert retry(done, "--item", "A", "--from", "Mail it", "--again").exit_code == 0
    with pytest.raises(UsageError, match=r"chores has no step 'mial'\. Did you mean 'mail'"):
        retry(done, "--item", "A", "--from", "mial", "--again")


def test_what_is_in_doubt_is_decided_first(done: Desk, world: World) -> None:
    world.add("C")
    world.troubles.append(Trouble("arrived", ApplicationException("the connection broke")))
    done.run(STEPS)
    with pytest.raises(UsageError, match=r"item 3 \(C\) is in doubt and has to be decided first.*rpa review show 3"):
        retry(done, "--item", "C", "--from", "order", "--again")
    assert world.there.count("order C") == 1


def test_what_was_rejected_by_a_step_may_go_on_from_earlier(done: Desk, world: World) -> None:
    world.add("C")
    world.troubles.append(Trouble("before", BusinessException("no such customer")))
    done.run(STEPS)
    assert done.item("C").state is ItemState.REJECTED
    assert retry(done, "--item", "C", "--from", "order").exit_code == 0
    assert world.there[-2:] == ["order C", "mail C"]


def test_a_key_held_twice_is_named_by_number(done: Desk, world: World) -> None:
    world.add("A", amount=7)
    done.run(STEPS)
    with pytest.raises(UsageError, match="A fits several items: item-1 is A, done; item-3 is A, in review"):
        retry(done, "--item", "A", "--from", "mail", "--again")
    with pytest.raises(UsageError, match=r"item 3 \(A\) is in review"):
        retry(done, "--item", "item-3", "--from", "mail", "--again")
    assert retry(done, "--item", "item-1", "--from", "mail", "--again").exit_code == 0


def test_words_that_do_not_go_together(done: Desk) -> None:
    for words in (("--from", "mail"), ("--again",), ("--item", "A", "--from", "mail", "--state", "failed")):
        with pytest.raises(click.UsageError):
            retry(done, *words)
    with pytest.raises(UsageError, match="there is no item Z of chores"):
        retry(done, "--item", "Z", "--from", "mail")


def test_trouble_on_the_way_does_not_make_it_happen_a_third_time(done: Desk, world: World) -> None:
    world.troubles.append(Trouble("intent", ApplicationException("away")))
    retry(done, "--item", "B", "--from", "mail", "--again")
    assert world.there.count("mail B") == 2
    done.run(STEPS)
    assert world.there.count("mail B") == 2
