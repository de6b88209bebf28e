"""What becomes of an item: each way a write can end, and each way an earlier attempt can have left it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from rpa.errors import (
    ApplicationException,
    BusinessException,
    EnvironmentNotReady,
    Fenced,
    NotThere,
    StepFailed,
    TargetBusy,
    TargetRefusal,
)
from rpa.model.item import ItemState
from tests.fakes.world import Desk, Killed, Seen, Trouble, World

WRITE = """
steps:
  - {id: it, world.write: "{{ item.no }}"}
"""
VERIFIED = """
steps:
  - id: it
    world.write: "{{ item.no }}"
    verify: [{world.look: "{{ item.no }}"}]
"""
REPEATABLE = """
steps:
  - {id: it, world.write: {what: "{{ item.no }}", repeatable: true}}
"""


@pytest.mark.parametrize("error", [ApplicationException("away"), ConnectionError("reset"), TimeoutError()])
@pytest.mark.parametrize("at", ["before", "intent"])
def test_an_error_before_anything_left_is_tried_again(desk: Desk, world: World, at: str, error: Exception) -> None:
    world.add("A")
    world.troubles.extend([Trouble(at, error), Trouble(at, error), None])
    outcome = desk.run(WRITE)
    assert (outcome.exit_code, outcome.totals.done) == (0, 1)
    assert world.there == ["A"]
    assert desk.states("A") == (["it: done"] if at == "before" else ["it: void", "it: void", "it: done"])


def test_attempts_end_and_the_reason_says_how_many(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.extend([Trouble("intent", ApplicationException("no answer"))] * 3)
    outcome = desk.run(WRITE)
    assert (outcome.exit_code, desk.item("A").state) == (3, ItemState.FAILED)
    assert desk.item("A").reason == "after 3 attempts: no answer"
    assert world.there == []


@pytest.mark.parametrize(
    "error", [ApplicationException("away"), BusinessException("odd"), RuntimeError("oops"), StepFailed("x")]
)
def test_an_error_after_sent_without_verify_waits_for_a_person(desk: Desk, world: World, error: Exception) -> None:
    world.add("A")
    world.troubles.append(Trouble("sent", error))
    outcome = desk.run(WRITE)
    row = desk.item("A")
    assert (outcome.exit_code, row.state) == (4, ItemState.IN_DOUBT)
    assert "It may have happened, and the recipe has no verify" in row.reason
    assert "Look at the target" in row.reason
    assert desk.states("A") == ["it: sent"]


@pytest.mark.parametrize("at", ["arrived", "receipt"])
def test_verify_finds_what_arrived_and_it_is_not_repeated(desk: Desk, world: World, at: str) -> None:
    world.add("A")
    world.troubles.append(Trouble(at, ApplicationException("answer lost")))
    outcome = desk.run(VERIFIED)
    assert outcome.totals.done == 1
    assert world.there == ["A"]
    (step,) = desk.steps("A")
    assert step.outputs == {"number": "N-A"}
    assert step.receipt is not None
    assert step.receipt.reference == "found at the target by world.look"


def test_verify_finds_nothing_and_it_is_written_again(desk: Desk, world: World, waits: list[float]) -> None:
    world.add("A")
    world.troubles.append(Trouble("sent", ApplicationException("connection lost")))
    outcome = desk.run(VERIFIED)
    assert outcome.totals.done == 1
    assert world.there == ["A"]
    assert desk.states("A") == ["it: void", "it: done"]
    # "Not there" is believed only after the target had its time: asked at once, and again three seconds later.
    assert world.asked == ["A", "A"]
    assert waits
    assert 2.5 < waits[0] <= 3


def test_a_late_arrival_is_seen_by_the_second_look(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("arrived", ApplicationException("answer lost")))
    world.looks.append({"found": False, "number": None})
    assert desk.run(VERIFIED).totals.done == 1
    assert world.there == ["A"]
    assert desk.states("A") == ["it: done"]


def test_a_verify_that_cannot_answer_leaves_doubt(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("sent", ApplicationException("connection lost")))
    world.looks.extend([ApplicationException("still away")] * 3)
    outcome = desk.run(VERIFIED)
    row = desk.item("A")
    assert (outcome.exit_code, row.state) == (4, ItemState.IN_DOUBT)
    assert "no clear answer: still away" in row.reason
    assert desk.states("A") == ["it: sent"]


@pytest.mark.parametrize("error", [StepFailed("two fit"), BusinessException("strange")])
def test_an_answer_that_is_not_clear_is_not_asked_for_again(desk: Desk, world: World, error: Exception) -> None:
    world.add("A")
    world.troubles.append(Trouble("sent", ApplicationException("connection lost")))
    world.looks.append(error)
    desk.run(VERIFIED)
    assert desk.item("A").state is ItemState.IN_DOUBT
    assert world.asked == ["A"]


def test_not_there_is_a_clear_answer(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("sent", ApplicationException("connection lost")))
    world.looks.extend([NotThere("no such order"), NotThere("no such order")])
    assert desk.run(VERIFIED).totals.done == 1
    assert world.there == ["A"]


@pytest.mark.parametrize("at", ["intent", "sent"])
def test_a_refusal_of_the_target_is_no_doubt(desk: Desk, world: World, at: str) -> None:
    world.add("A")
    world.troubles.append(Trouble(at, TargetRefusal("Customer is blocked")))
    outcome = desk.run(WRITE)
    assert (outcome.exit_code, desk.item("A").state) == (4, ItemState.REJECTED)
    assert desk.item("A").reason == "Customer is blocked"
    assert desk.states("A") == ["it: refused"]


@pytest.mark.parametrize("at", ["intent", "sent"])
def test_a_busy_target_is_tried_again(desk: Desk, world: World, at: str) -> None:
    world.add("A")
    world.troubles.append(Trouble(at, TargetBusy("503, try later")))
    assert desk.run(WRITE).totals.done == 1
    assert world.there == ["A"]
    assert desk.states("A") == ["it: refused", "it: done"]


def test_a_repeatable_write_is_simply_repeated(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("arrived", ApplicationException("disk")))
    assert desk.run(REPEATABLE).totals.done == 1
    assert desk.states("A") == ["it: void", "it: done"]


def test_fenced_stops_at_once_and_settles_nothing(desk: Desk, world: World) -> None:
    world.add("A", "B")
    world.troubles.append(Trouble("sent", Fenced("taken over")))
    with pytest.raises(Fenced):
        desk.run(VERIFIED)
    assert world.asked == []
    assert world.there == []
    assert desk.item("A").state is ItemState.CLAIMED
    assert desk.item("B").state is ItemState.NEW


def test_a_missing_environment_gives_the_item_back(desk: Desk, world: World) -> None:
    world.add("A")
    world.troubles.append(Trouble("before", EnvironmentNotReady("no browser")))
    with pytest.raises(EnvironmentNotReady):
        desk.run(WRITE)
    assert desk.item("A").state is ItemState.NEW


# what a killed process left behind


def kill(desk: Desk, world: World, steps: str, at: str) -> None:
    world.add("A")
    world.troubles.append(Trouble(at, Killed()))
    with pytest.raises(Killed):
        desk.run(steps)
    world.documents.clear()


def test_killed_before_sent_it_is_done_again_without_asking(desk: Desk, world: World) -> None:
    kill(desk, world, VERIFIED, "intent")
    assert desk.states("A") == ["it: started"]
    assert desk.run(VERIFIED).totals.done == 1
    assert (world.there, world.asked) == (["A"], [])
    assert desk.states("A") == ["it: void", "it: done"]


@pytest.mark.parametrize("at", ["sent", "arrived", "receipt"])
def test_killed_after_sent_the_target_is_asked(desk: Desk, world: World, at: str) -> None:
    kill(desk, world, VERIFIED, at)
    assert desk.states("A") == ["it: sent"]
    assert desk.run(VERIFIED).totals.done == 1
    assert world.there == ["A"]
    assert world.asked
    assert desk.item("A").state is ItemState.DONE


def test_killed_after_sent_without_verify_a_person_is_told(desk: Desk, world: World) -> None:
    kill(desk, world, WRITE, "arrived")
    outcome = desk.run(WRITE)
    assert (outcome.exit_code, desk.item("A").state) == (4, ItemState.IN_DOUBT)
    assert "the process ended between sending and the receipt" in desk.item("A").reason
    assert world.there == ["A"]
    # and it stays so, however often the recipe runs
    world.add("A")
    desk.run(WRITE)
    assert (world.there, desk.item("A").state) == (["A"], ItemState.IN_DOUBT)


def test_killed_in_a_repeatable_write_it_is_repeated(desk: Desk, world: World) -> None:
    kill(desk, world, REPEATABLE, "arrived")
    assert desk.run(REPEATABLE).totals.done == 1
    assert desk.states("A") == ["it: void", "it: done"]


def test_killed_in_doubt_and_the_environment_is_missing_when_asked_the_next_run_asks(desk: Desk, world: World) -> None:
    kill(desk, world, VERIFIED, "arrived")
    world.looks.append(EnvironmentNotReady("no browser"))
    with pytest.raises(EnvironmentNotReady):
        desk.run(VERIFIED)
    assert desk.item("A").state is ItemState.NEW
    assert desk.run(VERIFIED).totals.done == 1
    assert world.there == ["A"]


WITH_LOOKS = """
steps:
  - {id: known, world.look: "customer {{ item.no }}"}
  - {id: created, when: "{{ not steps.known.found }}", world.write: "customer {{ item.no }}"}
  - {id: left_out, when: "{{ false }}", world.look: nothing}
  - {id: customer, world.look: "customer {{ item.no }}"}
  - id: it
    world.write: "{{ item.no }}"
    verify:
      - {id: there, world.look: "{{ item.no }}"}
      - check: "{{ steps.there.number == 'N-' ~ item.no and steps.customer.number == 'N-customer ' ~ item.no
                   and steps.left_out.number is none }}"
"""


@pytest.mark.parametrize("is_known", [True, False])
def test_verify_asks_with_everything_the_write_was_made_from(desk: Desk, world: World, *, is_known: bool) -> None:
    """What was looked at before a sent write, and what was left out, is known when the target is asked."""
    if is_known:
        world.there.append("customer A")
    else:
        world.troubles.append(None)
    kill(desk, world, WITH_LOOKS, "arrived")
    asked = len(world.asked)
    assert desk.run(WITH_LOOKS).totals.done == 1, desk.item("A").reason
    assert world.there == ["customer A", "A"]
    assert world.asked[asked:] == ["A"]


def test_what_was_looked_at_before_a_write_that_did_not_arrive_is_looked_at_again(desk: Desk, world: World) -> None:
    world.there.append("customer A")
    kill(desk, world, WITH_LOOKS, "sent")
    asked = len(world.asked)
    assert desk.run(WITH_LOOKS).totals.done == 1, desk.item("A").reason
    assert world.there == ["customer A", "A"]
    assert world.asked[asked:] == ["A", "A", "customer A", "customer A"]


EACH = """
steps:
  - {id: lines, world.value: "{{ item.lines }}"}
  - id: each
    for_each: {line: "{{ steps.lines.value }}"}
    world.write: "{{ item.no }}{{ line }}"
    verify: [{world.look: "{{ item.no }}{{ line }}"}]
  - {id: end, world.write: "{{ steps.each | map(attribute='number') | join(' ') }}"}
"""


def test_for_each_writes_once_for_each_and_gives_a_list(desk: Desk, world: World) -> None:
    world.add("A", lines=["a", "b", "c"])
    assert desk.run(EACH).totals.done == 1
    assert world.there == ["Aa", "Ab", "Ac", "N-Aa N-Ab N-Ac"]
    assert desk.states("A") == ["lines: done", "each[0]: done", "each[1]: done", "each[2]: done", "end: done"]


@pytest.mark.parametrize("at", ["intent", "arrived"])
def test_for_each_goes_on_in_the_middle(desk: Desk, world: World, at: str) -> None:
    world.add("A", lines=["a", "b", "c", "d"])
    world.troubles.extend([None, Trouble(at, Killed())])
    with pytest.raises(Killed):
        desk.run(EACH)
    assert desk.run(EACH).totals.done == 1, desk.item("A").reason
    assert world.there == ["Aa", "Ab", "Ac", "Ad", "N-Aa N-Ab N-Ac N-Ad"]


CHOSEN = """
steps:
  - id: each
    for_each: {line: "{{ item.lines }}"}
    when: "{{ line != 'b' }}"
    world.write: "{{ line }}"
    verify: [{world.look: "{{ line }}"}]
  - {id: end, world.write: "{{ steps.each | map(attribute='number') | join(' ') }}"}
"""


def test_an_element_that_is_left_out_leaves_no_empty_place_in_the_list(desk: Desk, world: World) -> None:
    world.add("A", lines=["a", "b", "c"])
    assert desk.run(CHOSEN).totals.done == 1, desk.item("A").reason
    assert world.there == ["a", "c", "N-a N-c"]
    assert desk.states("A") == ["each[0]: done", "each[2]: done", "end: done"]


@pytest.mark.parametrize("at", ["intent", "arrived"])
@pytest.mark.parametrize("before", [0, 1, 2])
def test_nor_when_the_item_is_taken_up_again(desk: Desk, world: World, at: str, before: int) -> None:
    world.add("A", lines=["a", "b", "c"])
    world.troubles.extend([*[None] * before, Trouble(at, Killed())])
    with pytest.raises(Killed):
        desk.run(CHOSEN)
    if before == 2 and at == "arrived":  # the last write has no verify
        assert desk.run(CHOSEN).totals.in_doubt == 1
    else:
        assert desk.run(CHOSEN).totals.done == 1, desk.item("A").reason
    assert world.there == ["a", "c", "N-a N-c"]


def test_all_left_out_gives_an_empty_list(desk: Desk, world: World) -> None:
    world.add("A", lines=["b", "b"])
    assert desk.run(CHOSEN).totals.done == 1, desk.item("A").reason
    assert world.there == [""]


def test_an_element_that_was_passed_over_keeps_its_place(desk: Desk, world: World) -> None:
    steps = """
steps:
  - {id: looks, for_each: {line: "{{ item.lines }}"}, world.look: "{{ line }}", on_error: go_on}
  - {world.write: "{{ steps.looks | map(attribute='number') | join(' ') }}"}
"""
    world.add("A", lines=["a", "b"])
    world.looks.extend([BusinessException("no such thing"), {"found": True, "number": "N-b"}])
    assert desk.run(steps).totals.done == 1, desk.item("A").reason
    assert world.there == ["None N-b"]


def test_for_each_of_something_else_is_a_business_exception(desk: Desk, world: World) -> None:
    world.add("A", lines="abc")
    desk.run("steps: [{for_each: {line: '{{ item.lines }}'}, world.write: '{{ line }}'}]")
    assert desk.item("A").state is ItemState.REJECTED
    assert "for_each needs a list, it got 'abc'" in desk.item("A").reason


def test_what_was_looked_at_is_looked_at_again_after_a_rejection(desk: Desk, world: World) -> None:
    steps = """
steps:
  - {id: first, world.write: "first {{ item.no }}"}
  - {id: stock, world.look: "stock {{ item.no }}"}
  - {check: "{{ steps.stock.found }}", message: "{{ item.no }} is out of stock"}
  - {world.write: "{{ item.no }}"}
"""
    world.add("A")
    desk.run(steps)
    assert (desk.item("A").state, desk.item("A").reason) == (ItemState.REJECTED, "A is out of stock")
    world.there.append("stock A")
    assert desk.run(steps).totals.done == 1
    assert world.there == ["first A", "stock A", "A"]


def test_a_sent_write_whose_values_are_gone_is_doubt_not_failure(desk: Desk, world: World) -> None:
    world.add("A", lines=["a"])
    steps = """
steps:
  - {id: list, world.look: "{{ item.no }}"}
  - {id: it, for_each: {line: "{{ item.lines }}"}, world.write: "{{ line }}"}
"""
    world.troubles.append(Trouble("arrived", Killed()))
    with pytest.raises(Killed):
        desk.run(steps)
    recipe = desk.recipe(steps)
    broken = desk.recipe(steps.replace("item.lines", "item.lines.nothing"))
    assert broken.text != recipe.text
    # The item is taken up on a recipe that can no longer work its values out.
    from rpa.effects.gate import Mode
    from rpa.engine.bench import Bench
    from rpa.engine.items import run_item
    from rpa.engine.progress import Watcher
    from rpa.engine.runs import make_worker, open_ledger
    from rpa.model.secret import Redactor

    redactor = Redactor()
    ledger = open_ledger(desk.workspace, redactor)
    worker = make_worker(desk.workspace, ledger, redactor, Mode.RUN, Watcher(), None)
    try:
        ledger.reap("chores", lambda _: False)
        claim = ledger.claim("chores", "me", ledger.start_run("chores", "f", broken.text, {"values": {}}))
        assert claim is not None
        state, reason = run_item(Bench(worker, claim, broken))
    finally:
        worker.close()
        ledger.close()
    assert state is ItemState.IN_DOUBT
    assert "was sent, and what it was sent with cannot be worked out again" in reason
    assert world.there == ["a"]


def test_items_that_end_tell_the_watcher(desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rpa.engine.items.LONGEST_PAUSE", 0.3)
    world.add("A", "B")
    world.troubles.extend([Trouble("before", ApplicationException("away")), None, None])
    seen = Seen()
    desk.run(WRITE, seen)
    assert [(key, state) for key, state, _ in seen.ended] == [("A", "new"), ("B", "done"), ("A", "done")]


@pytest.mark.parametrize(
    ("make", "state"),
    [
        (lambda: StepFailed("two fit"), ItemState.FAILED),
        (lambda: RuntimeError("a bug"), ItemState.FAILED),
        (lambda: BusinessException("bad"), ItemState.REJECTED),
    ],
)
def test_other_errors_are_not_tried_again(
    desk: Desk, world: World, make: Callable[[], Exception], state: ItemState
) -> None:
    world.add("A")
    world.troubles.append(Trouble("intent", make()))
    desk.run(WRITE)
    assert desk.item("A").state is state
    assert desk.states("A") == ["it: void"]


def test_a_sent_write_that_the_recipe_has_no_step_for_any_more_is_doubt_not_failure(
    desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    two = "steps:\n  - {id: a, world.write: 'a {{ item.no }}'}\n  - {id: b, world.write: 'b {{ item.no }}'}\n"
    world.add("A")
    world.troubles.extend([None, Trouble("arrived", Killed())])
    with pytest.raises(Killed):
        desk.run(two)
    monkeypatch.setattr("rpa.engine.shift.Shift._recipe_of", lambda *_: desk.recipe(two.replace("id: a", "id: c")))
    desk.run(two)
    assert desk.item("A").state is ItemState.IN_DOUBT
    assert "the step a" in desk.item("A").reason
    assert "it was sent and may have happened: b" in desk.item("A").reason
    assert world.there == ["a A", "b A"]


@pytest.mark.usefixtures("waits")
def test_workers_that_die_of_the_question_are_not_sent_for_ever(desk: Desk, world: World) -> None:
    kill(desk, world, VERIFIED, "arrived")
    world.looks.extend([Killed()] * 100)
    for _ in range(30):
        with suppress(Killed):
            desk.run(VERIFIED, take_in=False)
    assert desk.item("A").state is ItemState.IN_DOUBT
    assert "16 workers died" in desk.item("A").reason
    assert world.there == ["A"]
