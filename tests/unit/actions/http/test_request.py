"""Writing to a real service."""

from __future__ import annotations

import base64
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from rpa.actions.http.request import Params, run
from rpa.errors import ApplicationException, BusinessException, StepFailed, TargetLocked, TargetRefusal
from rpa.ledger.protocol import StepState
from rpa.model.secret import Secret
from tests.fakes.one_step import OneStep
from tests.fakes.web_service import WebService

TOKEN = Secret("erp.token", "s3cret-token")


def test_json_arrives_exactly_and_the_number_is_read(step: OneStep, service: WebService) -> None:
    claim = step.claim("A-1")
    found = step.do(
        run,
        claim=claim,
        url=f"{service.url}/api",
        path=["orders", "A/1 ?#"],
        query={"day": date(2026, 1, 2), "none": None, "all": True},
        auth={"bearer": TOKEN},
        json={"reference": "A-1", "total": Decimal("10.10"), "lines": [{"sku": "é"}]},
        read={"number": "order.number"},
    )
    assert (found.status, found.number, found.location) == (201, "N-1", "/orders/N-1")
    (received,) = service.received
    assert received.path == "/api/orders/A%2F1%20%3F%23"
    assert received.query == {"day": ["2026-01-02"], "all": ["true"]}
    assert received.headers["authorization"] == "Bearer s3cret-token"
    assert received.body == '{"reference":"A-1","total":10.10,"lines":[{"sku":"é"}]}'.encode()
    row = step.step(claim)
    assert row.state is StepState.DONE
    assert row.receipt is not None
    assert row.receipt.reference == "answer 201: /orders/N-1"
    assert row.sent_at is not None


def test_secrets_are_sent_and_not_kept(step: OneStep, service: WebService) -> None:
    claim = step.claim("A-1")
    step.do(
        run,
        claim=claim,
        url=f"{service.url}/orders",
        query={"key": TOKEN},
        headers={"X-Other": TOKEN},
        auth={"user": "robot", "password": TOKEN},
        json={"inside": {"secret": TOKEN}},
    )
    (received,) = service.received
    assert base64.b64decode(received.headers["authorization"].removeprefix("Basic ")) == b"robot:s3cret-token"
    assert (received.query["key"], received.headers["x-other"]) == (["s3cret-token"], "s3cret-token")
    assert b"s3cret-token" in received.body
    row = step.step(claim)
    assert row.intent is not None
    assert ("inside.secret", "•••") in row.intent.fields
    assert "s3cret" not in repr(row)


def test_an_address_that_is_a_secret_is_not_shown(step: OneStep, service: WebService) -> None:
    hook = Secret("chat.hook", f"{service.url}/hooks/T0/B0/s3cret-path")
    claim = step.claim("A-1")
    step.do(run, claim=claim, url=hook, json={"text": "Hi"})
    assert service.received[0].path == "/hooks/T0/B0/s3cret-path"
    row = step.step(claim)
    assert row.intent is not None
    assert row.intent.target == service.url
    assert "s3cret" not in repr(row)
    service.answers["POST /hooks/T0/B0/s3cret-path"] = (500, {}, b"")
    with pytest.raises(ApplicationException) as caught:
        step.do(run, key="B", url=hook, json={"text": "Hi"})
    assert "s3cret" not in str(caught.value)


def test_a_form_and_a_plain_body(step: OneStep, service: WebService) -> None:
    step.do(run, url=f"{service.url}/a", form={"name": "Bäcker & Söhne", "total": Decimal("1.50")})
    step.do(run, key="B", url=f"{service.url}/a", body="<a/>", headers={"Content-Type": "text/xml"}, method="PUT")
    one, two = service.received
    assert one.body == b"name=B%C3%A4cker+%26+S%C3%B6hne&total=1.50"
    assert one.headers["content-type"] == "application/x-www-form-urlencoded"
    assert (two.method, two.body, two.headers["content-type"]) == ("PUT", b"<a/>", "text/xml")


def test_an_upload(step: OneStep, service: WebService) -> None:
    (step.root / "a.pdf").write_bytes(b"%PDF-1.7")
    planned = step.plan(run, key="P", url=f"{service.url}/a", files={"document": "not-yet.pdf"})
    assert planned.intent.fields == (("File", "not-yet.pdf (0 bytes) as document"),)
    step.do(run, url=f"{service.url}/a", files={"document": "a.pdf"}, form={"kind": "invoice"})
    (received,) = service.received
    assert b"%PDF-1.7" in received.body
    assert b'name="kind"\r\n\r\ninvoice' in received.body
    assert b'filename="a.pdf"\r\nContent-Type: application/pdf' in received.body
    with pytest.raises(StepFailed, match="the file to upload is not there"):
        step.do(run, key="B", url=f"{service.url}/a", files={"document": "none.pdf"})
    with pytest.raises(BusinessException, match="leads out of the workspace"):
        step.do(run, key="C", url=f"{service.url}/a", files={"document": "../../etc/passwd"})


def test_the_same_key_again_for_the_same_step(step: OneStep, service: WebService) -> None:
    claim = step.claim("A")
    step.do(run, claim=claim, url=f"{service.url}/a", idempotency_key=True)
    params = Params(url=f"{service.url}/a", idempotency_key=True, idempotency_header="X-Request-Id")
    run.run(params, step.context(claim, "it-too"))
    one, two = service.received
    assert len(one.headers["idempotency-key"]) == 40
    assert two.headers["x-request-id"] != one.headers["idempotency-key"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [(409, TargetRefusal), (401, TargetLocked), (500, ApplicationException), (303, ApplicationException)],
)
def test_other_answers(step: OneStep, service: WebService, status: int, kind: type[Exception]) -> None:
    service.answers["POST /a"] = (status, {"Location": "/b"}, b"{}")
    with pytest.raises(kind):
        step.do(run, url=f"{service.url}/a")
    assert len(service.received) == 1
    assert step.gate is not None
    assert step.gate.is_sent


def test_a_status_that_is_expected(step: OneStep, service: WebService) -> None:
    service.answers["POST /a"] = (303, {"Location": "/b"}, b"")
    assert step.do(run, url=f"{service.url}/a", expect=[303]).location == "/b"
    service.answers["POST /a"] = (200, {}, b"")
    with pytest.raises(ApplicationException, match="does not say that it was done: answer 200"):
        step.do(run, key="B", url=f"{service.url}/a", expect=[201])


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"<html>", "answer 200 is no JSON"), (b"{}", "there is no order; the answer is an empty")],
)
def test_an_answer_without_what_is_to_be_read_leaves_it_sent(
    step: OneStep, service: WebService, content: bytes, said: str
) -> None:
    """It was done, and nobody knows with what: a person has to say."""
    service.answers["POST /a"] = (200, {}, content)
    claim = step.claim("A")
    with pytest.raises(StepFailed, match=said):
        step.do(run, claim=claim, url=f"{service.url}/a", read={"number": "order.number"})
    assert step.step(claim).state is StepState.SENT


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"url": "ftp://x/a"}, "is no address"),
        ({"url": "http://x/a b"}, "is no address"),
        ({"url": "http://x/a\r\nHost: y"}, "is no address"),
        ({"url": "http://user:pass@x/a"}, "a password does not belong"),
        ({"url": "http://x/a/../b"}, "leads elsewhere"),
        ({"url": "http://x/a#b"}, "leads elsewhere"),
        ({"url": "http://x", "path": [".."]}, "cannot be a part of an address"),
        ({"url": "http://x", "path": ["a", ""]}, "cannot be a part of an address"),
        ({"url": "http://x", "headers": {"X": "a\r\nY: b"}}, "what a header cannot"),
        ({"url": "http://x", "headers": {"X": "é"}}, "what a header cannot"),
        ({"url": "http://x", "headers": {"X Y": "a"}}, "what a header cannot"),
        ({"url": "http://x", "headers": {"Host": "y"}}, "made by the program"),
        ({"url": "http://x", "json": {"a": 0.5}}, "cannot be written as JSON"),
    ],
)
def test_what_cannot_be_sent_is_told_before_the_gate(step: OneStep, given: dict[str, Any], error: str) -> None:
    with pytest.raises((StepFailed, BusinessException), match=error):
        step.do(run, **given)
    assert step.gate is not None
    assert step.gate.intent is None


@pytest.mark.parametrize(
    "given",
    [
        {"json": {}, "form": {"a": "b"}},
        {"body": "x", "files": {"a": "b"}},
        {"method": "GET"},
        {"auth": {"user": "a"}},
        {"auth": {}},
        {"auth": {"bearer": "a", "header": {"X": "y"}}},
        {"read": {"a": "b..c"}},
        {"read": {"status": "a"}},
    ],
)
def test_parameters_that_do_not_fit(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Params(url="http://x", **given)
