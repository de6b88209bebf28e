"""The gate, on a real ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rpa.effects.gate import Gate, Mode, Planned
from rpa.effects.time_limit import limited
from rpa.errors import ApplicationException
from rpa.ledger.journal import Journal
from rpa.ledger.protocol import Finished, StepState
from rpa.model.effect import Effect, Intent, Receipt
from tests.fakes.one_step import OneStep

INTENT = Intent("http", "https://shop.example", "Save the order", (("Number", "7"),))


@pytest.fixture
def step(tmp_path: Path) -> Iterator[OneStep]:
    one = OneStep(tmp_path)
    yield one
    one.ledger.close()


def test_the_intent_is_durable_before_it_acts_and_sent_before_it_leaves(step: OneStep) -> None:
    claim = step.claim("A-1")
    now = datetime.now(UTC)
    finished = [Finished("look", Effect.READ, {"price": 3}, now, now)]
    gate = Gate(step.ledger, claim, "save", Mode.RUN, finished)
    seen: list[StepState] = []

    def act(sent: Callable[[], None]) -> Receipt:
        seen.append(step.step(claim).state)
        sent()
        sent()
        seen.append(step.step(claim).state)
        return Receipt("42")

    assert gate.write(INTENT, act) == Receipt("42")
    assert seen == [StepState.STARTED, StepState.SENT]
    assert [row.step for row in step.ledger.steps(claim.item)] == ["look", "save"]
    assert step.step(claim).intent == INTENT
    assert (gate.is_sent, gate.receipt, finished) == (True, Receipt("42"), [])


def test_a_plan_stops_before_anything_is_done_or_recorded(step: OneStep) -> None:
    claim = step.claim("A-1")
    gate = Gate(step.ledger, claim, "save", Mode.PLAN)

    def act(_sent: Callable[[], None]) -> Receipt:
        raise AssertionError("a plan acted")

    with pytest.raises(Planned) as caught:
        gate.write(INTENT, act, known={"number": "7"})
    assert (caught.value.intent, caught.value.outputs) == (INTENT, {"number": "7"})
    assert not isinstance(caught.value, Exception)
    assert step.ledger.steps(claim.item) == []


def test_one_step_one_write(step: OneStep) -> None:
    gate = Gate(step.ledger, step.claim("A-1"), "save", Mode.RUN)
    gate.write(INTENT, lambda _sent: Receipt("1"))
    with pytest.raises(RuntimeError, match="step save passes the gate twice"):
        gate.write(INTENT, lambda _sent: Receipt("2"))


def test_an_error_before_sent_leaves_the_intent_alone(step: OneStep) -> None:
    claim = step.claim("A-1")
    gate = Gate(step.ledger, claim, "save", Mode.RUN)

    def act(_sent: Callable[[], None]) -> Receipt:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        gate.write(INTENT, act)
    assert (gate.is_sent, gate.receipt, step.step(claim).state) == (False, None, StepState.STARTED)


def test_numbers_belong_to_the_item(step: OneStep) -> None:
    first, second = step.claim("A-1"), step.claim("A-2")
    one, other = (Gate(step.ledger, claim, "it", Mode.RUN) for claim in (first, second))
    assert [one.number("sales"), other.number("sales"), one.number("sales"), one.number("other")] == [1, 2, 1, 1]


def test_what_was_done_before(step: OneStep) -> None:
    claim = step.claim("A-1")
    Gate(step.ledger, claim, "one", Mode.RUN).write(INTENT, lambda _sent: Receipt("1"))
    step.ledger.finish(claim, "one", {}, Receipt("1"))
    step.ledger.settle(claim, state=step.ledger.items()[0].state.__class__.NEW)
    again = step.claim("A-1")
    assert list(Gate(step.ledger, again, "two", Mode.RUN).done_before()) == ["one"]


@pytest.mark.parametrize("verb", ["begin", "sent"])
def test_a_step_whose_time_is_up_does_not_interrupt_the_ledger(
    step: OneStep, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = step.claim("A-1")
    gate = Gate(step.ledger, claim, "save", Mode.RUN)
    done: list[str] = []
    seconds = 0.2 if verb == "begin" else 2.0  # what comes before `sent` has to be done by then
    real = Journal.note

    def slow(*given: Any, **named: Any) -> None:
        """Within the verb's transaction, after the deadline."""
        if given[2] == {"begin": "step.started", "sent": "step.sent"}[verb]:
            time.sleep(1.5 * seconds)
            done.append(verb)
        real(*given, **named)

    def act(sent: Callable[[], None]) -> Receipt:
        if verb == "begin":
            time.sleep(60)
        sent()
        time.sleep(60)
        return Receipt("never")

    monkeypatch.setattr(Journal, "note", slow)
    with pytest.raises(ApplicationException, match="longer than its timeout"), limited(seconds):
        gate.write(INTENT, act)
    assert done == [verb]
    assert step.step(claim).state is (StepState.SENT if verb == "sent" else StepState.STARTED)
    assert gate.intent == INTENT
    assert gate.is_sent is (verb == "sent")
