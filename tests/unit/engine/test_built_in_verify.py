"""An action that knows how to ask about an earlier attempt of itself: what each answer makes of the item."""

from __future__ import annotations

from datetime import timedelta

import pytest

from rpa.errors import ApplicationException, BusinessException, EnvironmentNotReady, StepFailed, TargetLocked
from rpa.model.answer import Happened, Repeat, Unclear
from rpa.model.effect import Receipt
from rpa.model.item import ItemState
from tests.fakes.world import Desk, Killed, Trouble, World

KNOWN = """
steps:
  - {id: it, world.known: "{{ item.no }}"}
"""
EACH = """
steps:
  - id: it
    for_each: {one: "{{ item.ones }}"}
    world.known: "{{ item.no }}-{{ one }}"
"""
LOST = ApplicationException("answer lost")
PROOF = Receipt("N-A in the list")
AGAIN = Repeat("a key", timedelta(0), is_proof=False)


def test_it_happened_with_its_outputs_and_the_proof(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("arrived", LOST))
    world.answers.append(Happened(PROOF, {"number": "N-A", "unknown": 1}))
    assert desk.run(KNOWN).totals.done == 1
    (step,) = desk.steps("A")
    assert (world.there, world.asked) == (["A"], ["A of it"])
    assert (step.outputs, step.receipt) == ({"number": "N-A"}, PROOF)


def test_outputs_that_cannot_be_told_any_more_are_none(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("arrived", LOST))
    world.answers.append(Happened(PROOF))
    desk.run(KNOWN)
    assert desk.steps("A")[0].outputs == {"number": None}


def test_not_there_is_believed_only_after_its_own_time(desk: Desk, world: World, waits: list[float]) -> None:
    world.add("A")
    world.troubles.append(Trouble("sent", LOST))
    late = Repeat("not in the folder", timedelta(seconds=60))
    world.answers.extend([late, late])
    assert desk.run(KNOWN).totals.done == 1
    assert world.there == ["A"]
    assert 59 < waits[0] <= 60
    assert [row.reason for row in desk.steps("A")] == ["not in the folder (answer lost)", ""]


def test_found_at_the_second_look(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("arrived", LOST))
    world.answers.extend([Repeat("not yet"), Happened(PROOF)])
    assert desk.run(KNOWN).totals.done == 1
    assert world.there == ["A"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (Unclear("the folder proves nothing"), "gave no clear answer: the folder proves nothing"),
        (StepFailed("odd"), "gave no clear answer: odd"),
        (RuntimeError("oops"), "gave no clear answer: step it (line 7): RuntimeError: oops"),
        (None, "the recipe has no verify for this step"),
    ],
)
def test_anything_else_is_a_persons(
    desk: Desk, world: World, answer: Unclear | BaseException | None, said: str
) -> None:
    world.add("A")
    world.troubles.append(Trouble("sent", LOST))
    world.answers.append(answer)
    assert desk.run(KNOWN).exit_code == 4
    row = desk.item("A")
    assert row.state is ItemState.IN_DOUBT
    assert said in row.reason
    assert desk.states("A") == ["it: sent"]


def test_no_answer_is_asked_for_again(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("sent", LOST))
    world.answers.extend([ApplicationException("away"), Happened(PROOF)])
    assert desk.run(KNOWN).totals.done == 1
    assert len(world.asked) == 2


def test_a_machine_that_is_not_ready_leaves_it_open_for_the_next_run(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("arrived", LOST))
    world.answers.extend([EnvironmentNotReady("no password"), Happened(PROOF)])
    with pytest.raises(EnvironmentNotReady):
        desk.run(KNOWN)
    assert desk.states("A") == ["it: sent"]
    assert desk.run(KNOWN).totals.done == 1
    assert world.there == ["A"]


def test_after_a_kill_the_pass_is_asked_about_by_its_own_name(desk: Desk, world: World) -> None:
    world.add("A", ones=["x", "y"])
    world.troubles.extend([None, Trouble("arrived", Killed())])
    with pytest.raises(Killed):
        desk.run(EACH)
    world.answers.append(Happened(PROOF))
    assert desk.run(EACH).totals.done == 1
    assert (world.there, world.asked) == (["A-x", "A-y"], ["A-y of it[1]"])


def test_the_recipes_own_question_comes_first(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("arrived", LOST))
    asked = KNOWN.replace("- {id: it, ", "- {id: it, verify: [{world.look: '{{ item.no }}'}], ")
    assert desk.run(asked).totals.done == 1
    assert world.asked == ["A"]


def test_what_may_be_repeated_is_repeated_while_there_are_attempts(desk: Desk, world: World) -> None:
    """The last attempt is not called a failure: it may have happened, and a retry next week would be too late."""
    world.add("A")
    world.troubles.extend([Trouble("sent", LOST)] * 3)
    world.answers.extend([AGAIN] * 5)
    assert desk.run(KNOWN).exit_code == 4
    row = desk.item("A")
    assert row.state is ItemState.IN_DOUBT
    assert "no attempts left to repeat it" in row.reason
    assert desk.states("A") == ["it: void", "it: void", "it: sent"]


def test_a_target_that_lets_nobody_in_stops_the_run_and_nothing_is_in_doubt(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("sent", TargetLocked("the key has expired")))
    with pytest.raises(EnvironmentNotReady, match="the key has expired"):
        desk.run(KNOWN)
    assert (desk.item("A").state, desk.states("A")) == (ItemState.NEW, ["it: refused"])
    desk.run(KNOWN)
    assert world.there == ["A"]


@pytest.mark.parametrize(
    ("error", "at"),
    [
        (ApplicationException("refused"), "intent"),
        (ApplicationException("away"), "before"),
        (StepFailed("moved"), "before"),
        (BusinessException("closed"), "before"),
    ],
)
def test_what_may_have_happened_is_no_failure_when_its_repetition_does_not_even_leave(
    desk: Desk, world: World, error: Exception, at: str
) -> None:
    world.add("A")
    world.troubles.extend([Trouble("arrived", LOST), Trouble(at, error), Trouble(at, error)])
    world.answers.extend([AGAIN] * 4)
    assert desk.run(KNOWN).exit_code == 4
    row = desk.item("A")
    assert row.state is ItemState.IN_DOUBT
    assert "it was sent and may have happened: it" in row.reason
    assert desk.states("A")[-1] == "it: sent", "a person can say that it has happened"


@pytest.mark.parametrize("at", ["before", "intent"])
def test_a_repetition_that_is_put_off_asks_again_whether_it_may_still_be_repeated(
    desk: Desk, world: World, at: str
) -> None:
    world.add("A")
    world.troubles.extend([Trouble("arrived", LOST), Trouble(at, Killed())])
    world.answers.extend([AGAIN] * 2)
    with pytest.raises(Killed):
        desk.run(KNOWN)
    world.answers.append(Unclear("the target has forgotten its key"))
    assert desk.run(KNOWN).exit_code == 4
    assert (desk.item("A").state, world.there) == (ItemState.IN_DOUBT, ["A"])


def test_a_repetition_that_comes_through_is_done(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.extend([Trouble("arrived", LOST), Trouble("intent", ApplicationException("refused")), None])
    world.answers.extend([AGAIN] * 3)
    assert desk.run(KNOWN).totals.done == 1
    assert desk.states("A")[-1] == "it: done"
