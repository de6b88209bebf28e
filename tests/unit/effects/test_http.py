"""What an answer to a write means, and when one may be sent again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.drivers.http_message import HttpAnswer
from rpa.effects.http import Rules, idempotency_key, judge, may_repeat, open_way
from rpa.errors import ApplicationException, EnvironmentNotReady, RpaError, TargetBusy, TargetLocked, TargetRefusal
from rpa.ledger.protocol import StepRow, StepState
from rpa.model.answer import Answer, Repeat, Unclear
from rpa.model.effect import Effect
from rpa.model.workspace import Workspace

RULES = Rules(frozenset(range(200, 300)))
PROVEN = (TargetRefusal, TargetBusy, TargetLocked)
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DAY = timedelta(hours=24)


def answer(status: int, **headers: str) -> HttpAnswer:
    return HttpAnswer(status, {"content-type": "application/json", **headers}, b'{"error":\n "no stock"}')


@pytest.mark.parametrize("status", [400, 404, 405, 409, 410, 413, 422, 428, 307, 308])
def test_a_clear_refusal_rejects_the_item(status: int) -> None:
    assert type(judge(answer(status), "x", RULES)) is TargetRefusal


@pytest.mark.parametrize("status", [403, 425, 429])
def test_what_was_not_taken_is_tried_again(status: int) -> None:
    assert type(judge(answer(status), "x", RULES)) is TargetBusy


@pytest.mark.parametrize("status", [401, 407])
def test_a_robot_that_is_not_let_in_stops_the_run(status: int) -> None:
    error = judge(answer(status), "x", RULES)
    assert type(error) is TargetLocked
    assert error.exit_code == 6


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504, 301, 302, 303, 304, 100, 418, 499, 599, 202])
def test_anything_else_is_doubt(status: int) -> None:
    error = judge(answer(status), "x", RULES)
    assert isinstance(error, ApplicationException)
    assert not isinstance(error, PROVEN)


def test_a_target_that_promises_not_to_have_taken_it() -> None:
    assert type(judge(answer(503), "x", Rules(RULES.expect, frozenset((503,))))) is TargetBusy


@pytest.mark.parametrize("status", [401, 403, 409, 422, 429, 500])
def test_a_refused_repetition_proves_nothing_about_the_first(status: int) -> None:
    error: RpaError = judge(answer(status), "x", RULES, is_again=True)
    assert not isinstance(error, PROVEN)
    assert "the first may have been done" in str(error)


def test_the_reason_says_what_the_target_said() -> None:
    assert str(judge(answer(422), "http://x/a", RULES)) == (
        'http://x/a: the target refuses: answer 422: {"error": "no stock"}'
    )
    picture = HttpAnswer(422, {"content-type": "image/png"}, b"\x89")
    assert str(judge(picture, "x", RULES)) == "x: the target refuses: answer 422"
    assert "it leads to /new; a write is not sent on" in str(judge(answer(308, location="/new?token=1"), "x", RULES))


def row(state: StepState, hours_ago: float | None, step: str = "it") -> StepRow:
    sent = None if hours_ago is None else NOW - timedelta(hours=hours_ago)
    return StepRow(step, 1, state, Effect.WRITE, NOW, sent_at=sent)


def asked(*rows: StepRow) -> Answer:
    gate: Any = SimpleNamespace(
        step="it", claim=SimpleNamespace(item=1), ledger=SimpleNamespace(steps=lambda _item: list(rows))
    )
    return may_repeat(gate, NOW, DAY)


def test_a_key_is_good_while_the_target_remembers_it() -> None:
    found = asked(row(StepState.SENT, 23))
    assert isinstance(found, Repeat)
    assert (found.is_proof, found.settle) == (False, timedelta(0))


@pytest.mark.parametrize(
    "rows",
    [
        (row(StepState.SENT, 24),),
        (row(StepState.VOID, 30), row(StepState.VOID, None), row(StepState.SENT, 1)),  # remembered since its first use
        (row(StepState.SENT, -1),),  # the clock was set back
    ],
)
def test_and_not_longer(rows: tuple[StepRow, ...]) -> None:
    found = asked(*rows)
    assert isinstance(found, Unclear)
    assert "remembers its key for 24 hours only" in found.reason


def test_other_steps_and_refusals_do_not_count() -> None:
    assert isinstance(
        asked(row(StepState.VOID, 99, "other"), row(StepState.REFUSED, 99), row(StepState.SENT, 1)), Repeat
    )


def test_the_key_is_that_of_the_mark() -> None:
    assert idempotency_key("orders\0A") == idempotency_key("orders\0A")
    assert idempotency_key("orders\0A") != idempotency_key("orders\0B")


def test_the_settings() -> None:
    here = Path("/srv/robots")
    way = open_way(Workspace(here, here, {"http": {"proxy": "http://proxy:3128", "ca": "ca.pem"}}), 5)
    assert (way.timeout, way.proxy, way.ca) == (5, "http://proxy:3128", here / "ca.pem")
    assert open_way(Workspace(here, here), None).timeout == 60
    for wrong in ({"http": {"proxi": "x"}}, {"http": "x"}):
        with pytest.raises(EnvironmentNotReady, match=r"rpa.toml \[http\]"):
            open_way(Workspace(here, here, wrong), None)
