"""One step: its values, its checks, its outcomes."""

from __future__ import annotations

import logging

import pytest

from rpa.errors import ApplicationException, SessionLost, StepFailed
from rpa.model.item import ItemState
from tests.fakes.world import Desk, World

LOOK = """
steps:
  - {id: known, when: "{{ item.no != 'A' }}", world.look: x}
  - {world.write: "{{ 'unknown' if steps.known.number is none else 'known' }} {{ steps.known.found is none }}"}
"""


def test_a_step_left_out_gives_none(desk: Desk, world: World) -> None:
    world.add("A", "B")
    desk.run(LOOK)
    assert world.there == ["unknown true", "unknown false"]


@pytest.mark.parametrize(
    ("check", "state", "reason"),
    [
        ('{check: "{{ item.n > 1 }}"}', ItemState.REJECTED, "the check {{ item.n > 1 }} is not met"),
        (
            '{check: "{{ item.n > 1 }}", message: "{{ item.no }} has only {{ item.n }}"}',
            ItemState.REJECTED,
            "A has only 1",
        ),
        (
            '{check: "{{ item.n + 1 }}"}',
            ItemState.FAILED,
            (
                "step check (line 6): a check must give true or false, this one gives 2. "
                "Compare something: {{ item.total > 0 }}"
            ),
        ),
        ('{check: "{{ item.n == 1 }}"}', ItemState.DONE, ""),
    ],
)
def test_checks(desk: Desk, world: World, check: str, state: ItemState, reason: str) -> None:
    world.add("A", n=1)
    desk.run(f"steps:\n  - {check}\n")
    assert (desk.item("A").state, desk.item("A").reason) == (state, reason)


def test_a_value_that_does_not_fit_the_action_rejects_the_item(desk: Desk, world: World) -> None:
    world.add("A", what=["a", "list"])
    desk.run('steps: [{name: Write it, world.write: "{{ item.what }}"}]')
    row = desk.item("A")
    assert row.state is ItemState.REJECTED
    assert "Write it: what: Input should be a valid string" in row.reason


def test_found_false_with_a_message_rejects(desk: Desk, world: World) -> None:
    world.add("A")
    desk.run('steps: [{world.look: "{{ item.no }}", message: "There is no {{ item.no }}"}]')
    assert (desk.item("A").state, desk.item("A").reason) == (ItemState.REJECTED, "There is no A")


def test_a_look_is_tried_again_within_the_step(desk: Desk, world: World, waits: list[float]) -> None:
    world.add("A")
    world.looks.extend([ApplicationException("slow"), ApplicationException("slow"), None])
    desk.run("steps: [{world.look: x, retry: 2}]")
    assert desk.item("A").state is ItemState.DONE
    assert desk.item("A").attempts == 1
    assert waits == [0.5, 1.0]
    assert desk.states("A") == ["world.look: done"]


def test_the_last_try_of_a_look_goes_to_the_item(desk: Desk, world: World) -> None:
    world.add("A")
    world.looks.extend([ApplicationException("slow")] * 6)
    desk.run("attempts: 3\nsteps: [{world.look: x, retry: 1}]")
    assert (desk.item("A").state, desk.item("A").reason) == (ItemState.FAILED, "after 3 attempts: slow")
    assert len(world.asked) == 6


def test_a_lost_session_is_for_the_item_not_the_step(desk: Desk, world: World) -> None:
    world.add("A")
    world.looks.extend([SessionLost("signed out")])
    desk.run("steps: [{world.look: x, retry: 2}]")
    assert (desk.item("A").state, desk.item("A").attempts) == (ItemState.DONE, 2)


@pytest.mark.parametrize("error", [ApplicationException("slow"), StepFailed("two fit")])
def test_on_error_go_on(desk: Desk, world: World, error: Exception) -> None:
    world.add("A")
    world.looks.append(error)
    desk.run("steps: [{id: it, world.look: x, on_error: go_on}, {world.write: 'it {{ steps.it.number is none }}'}]")
    is_step_failure = isinstance(error, StepFailed)
    assert desk.item("A").state is (ItemState.FAILED if is_step_failure else ItemState.DONE)
    assert world.there == ([] if is_step_failure else ["it true"])


def test_an_unforeseen_error_has_its_traceback_in_the_log_only(
    desk: Desk, world: World, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("rpa"), "propagate", True)
    world.add("A")
    world.looks.append(ZeroDivisionError("division by zero\nsecond line"))
    desk.run("steps: [{world.look: x}]")
    row = desk.item("A")
    assert row.state is ItemState.FAILED
    assert row.reason == "step world.look (line 5): ZeroDivisionError: division by zero. The details are in the log."
    assert "Traceback" in caplog.text


def test_a_write_that_does_not_pass_the_gate_is_found_out(desk: Desk, world: World) -> None:
    world.add("A")
    desk.run("steps: [{world.bypass: x}]")
    row = desk.item("A")
    assert row.state is ItemState.FAILED
    assert "the action ended without passing the gate" in row.reason


def test_an_output_that_cannot_be_kept_fails_the_item_and_not_the_run(desk: Desk, world: World) -> None:
    world.add("A", "B", n=1)
    recipe = "steps: [{id: it, world.value: '{{ item.n / 2 if item.no == \"A\" else item.n }}'}]"
    outcome = desk.run(recipe)
    rows = desk.items()
    assert (outcome.totals.failed + outcome.totals.done, rows["B"].state) == (2, ItemState.DONE)


def test_outputs_of_a_write_are_used_by_later_steps_also_after_a_restart(desk: Desk, world: World) -> None:
    steps = """
steps:
  - {id: first, world.write: "{{ item.no }}"}
  - {world.look: "{{ steps.first.number }}"}
  - {world.write: "{{ steps.first.number }}"}
"""
    world.add("A")
    world.looks.append(ApplicationException("away"))
    assert desk.run(steps).totals.done == 1
    assert world.there == ["A", "N-A"]
    assert desk.item("A").attempts == 2


def test_a_masked_value_is_never_written(desk: Desk, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that stands in the input is masked in the ledger; the mask must not reach the target instead of it."""
    monkeypatch.setenv("RPA_SECRET_OFFICE_USER", "robot")
    steps = """
steps:
  - {when: "{{ false }}", world.value: "{{ secrets.office.user }}"}
  - {name: Write it, world.write: "{{ item.text }}"}
"""
    world.add("A", text="I am no robot")
    world.add("B", text="Neither am I")
    desk.run(steps)
    assert world.there == ["Neither am I"]
    assert desk.item("A").state is ItemState.REJECTED
    assert "Write it: a value held the text of a secret" in desk.item("A").reason
