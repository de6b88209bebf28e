"""Asking a real service."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from rpa.actions.http.get import Params, run
from rpa.errors import ApplicationException, EnvironmentNotReady, StepFailed
from tests.fakes.one_step import OneStep
from tests.fakes.web_service import WebService


def answered(service: WebService, status: int, content: bytes, kind: str = "application/json") -> str:
    service.answers["GET /a"] = (status, {"Content-Type": kind}, content)
    return f"{service.url}/a"


def test_values_are_exact(step: OneStep, service: WebService) -> None:
    url = answered(service, 200, b'{"rates": {"NOK": 11.7350}}')
    found = step.do(run, url=url, read={"nok": "rates.NOK"})
    assert (found.found, found.status, found.nok, found.text) == (True, 200, Decimal("11.7350"), None)
    assert found.data == {"rates": {"NOK": Decimal("11.7350")}}


def test_an_answer_that_is_no_json(step: OneStep, service: WebService) -> None:
    url = answered(service, 200, b"1;2", "text/csv")
    found = step.do(run, url=url)
    assert (found.data, found.text) == (None, "1;2")
    with pytest.raises(StepFailed, match="answer 200 is no JSON"):
        step.do(run, key="B", url=url, read={"a": "a"})


@pytest.mark.parametrize(
    ("status", "content", "absent"),
    [(404, b"", 404), (200, b'{"orders": []}', "orders"), (200, b'{"a": {"b": null}}', "a.b")],
)
def test_nothing_there_as_the_target_says_it(
    step: OneStep, service: WebService, status: int, content: bytes, absent: int | str
) -> None:
    found = step.do(run, url=answered(service, status, content), absent=absent, read={"number": "orders[0].number"})
    assert (found.found, found.number, found.data) == (False, None, None)


def test_something_there(step: OneStep, service: WebService) -> None:
    url = answered(service, 200, b'{"orders": [{"number": 7}]}')
    assert step.do(run, url=url, absent="orders", read={"number": "orders[0].number"}).number == 7


@pytest.mark.parametrize(
    ("status", "content", "absent", "kind", "said"),
    [
        (404, b"", None, StepFailed, "say so: absent: 404"),
        (404, b"", "orders", StepFailed, "answer 404"),
        (200, b"{}", "orders", StepFailed, "there is no orders.*Correct absent"),
        (410, b"", 404, StepFailed, "answer 410"),
        (401, b"", 404, EnvironmentNotReady, "not let in"),
        (403, b"", 404, ApplicationException, "answer 403"),
        (500, b"", 404, ApplicationException, "answer 500"),
        (503, b"", "orders", ApplicationException, "answer 503"),
    ],
)
def test_any_other_answer_does_not_say_that_nothing_is_there(
    step: OneStep, service: WebService, status: int, content: bytes, absent: Any, kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        step.do(run, url=answered(service, status, content), absent=absent)


def test_a_path_that_is_none() -> None:
    with pytest.raises(ValidationError, match="neither a status nor a path"):
        Params(url="http://x", absent="a..b")
