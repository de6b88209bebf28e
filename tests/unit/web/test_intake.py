"""What the endpoint takes, what it refuses, and what it says."""

from __future__ import annotations

import base64
import errno
import hashlib
import hmac
import io
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rpa.drivers.spool import folder_of, set_aside, waiting
from tests.unit.web.conftest import Made

KEY = "It's a secret to everybody"
FORM = {"email": "a@x.example", "question": "When?"}
SIGNED = {"name": "hook", "accepts": "json", "signature": {"secret": KEY}}


def signature(body: bytes, key: str = KEY) -> dict[str, str]:
    digest = hmac.new(key.encode(), body, hashlib.sha256).hexdigest()
    return {"X-Hub-Signature-256": f"sha256={digest}", "Content-Type": "application/json"}


def test_a_form_is_kept_before_it_is_answered(endpoint: Made) -> None:
    site = endpoint({"name": "contact"})
    answer = site.post("contact", data=FORM)
    assert answer.status_code == 202
    (kept,) = site.kept("contact")
    assert kept.receipt == answer.get_json()["receipt"]
    assert kept.data() == FORM
    mode = folder_of(site.store.workspace, "contact").stat().st_mode
    assert mode & 0o077 == 0


def noted(name: str, real: Callable[..., Any], steps: list[str]) -> Callable[..., Any]:
    def call(*given: Any) -> Any:
        steps.append(name)
        return real(*given)

    return call


def test_it_is_durable_before_it_is_answered(endpoint: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    steps: list[str] = []
    for name in ("fsync", "replace"):
        monkeypatch.setattr(os, name, noted(name, getattr(os, name), steps))
    site = endpoint({"name": "contact"})
    steps.clear()
    assert site.post("contact", data=FORM).status_code == 202
    assert steps == ["fsync", "replace", "fsync"]  # the file, its name, the folder


def test_files_come_along(endpoint: Made) -> None:
    site = endpoint({"name": "contact", "most_files": 2})
    sent = {"email": "a@x.example", "cv": (io.BytesIO(b"%PDF"), "../../etc/cv.pdf"), "empty": (io.BytesIO(b""), "")}
    assert site.post("contact", data=sent, content_type="multipart/form-data").status_code == 202
    (kept,) = site.kept("contact")
    assert [(one.part, one.name, one.content) for one in kept.files] == [("cv", "cv.pdf", b"%PDF")]
    many = {f"f{number}": (io.BytesIO(b"x"), "x.txt") for number in range(3)}
    answer = site.post("contact", data=many, content_type="multipart/form-data")
    assert (answer.status_code, answer.get_json()["error"]) == (400, "there are 3 files; 2 are taken")


def test_a_name_that_comes_twice_is_a_list(endpoint: Made) -> None:
    site = endpoint({"name": "contact"})
    site.post("contact", data="day=mon&day=tue", content_type="application/x-www-form-urlencoded")
    assert site.kept("contact")[0].data() == {"day": ["mon", "tue"]}


def test_json_keeps_every_digit(endpoint: Made) -> None:
    site = endpoint({"name": "hook"})
    body = '{"amount": 0.10000000000000000001}'
    assert site.post("hook", data=body, content_type="application/json; charset=utf-8").status_code == 202
    assert site.kept("hook")[0].data() == {"amount": Decimal("0.10000000000000000001")}


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b'{"a": 1, "a": 2}', b'{"a": NaN}', b"\xff", b'{"a": 1e999999999}', b"9" * 5000),
        *(b"[" * 100_000, b"[" * 80 + b"]" * 80),
    ],
)
def test_json_that_cannot_be_taken(endpoint: Made, body: bytes) -> None:
    site = endpoint({"name": "hook"})
    answer = site.post("hook", data=body, content_type="application/json")
    assert answer.status_code == 400
    assert "JSON" in answer.get_json()["error"]
    assert site.kept("hook") == []


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"", "application/x-www-form-urlencoded", 400),
        (b"a=%ff", "application/x-www-form-urlencoded", 400),
        (b"a=\xff", "application/x-www-form-urlencoded", 400),
        (b"&".join(b"a=1" for _ in range(2000)), "application/x-www-form-urlencoded", 400),
        (b"nothing", "multipart/form-data", 400),
        (b"--x\r\n", "multipart/form-data; boundary=x", 400),
        (b"<a/>", "text/xml", 415),
        (b"a=1", "text/plain", 415),
        (b"a=1", "", 415),
    ],
)
def test_forms_that_cannot_be_taken(endpoint: Made, body: bytes, kind: str, status: int) -> None:
    site = endpoint({"name": "contact", "accepts": "form"})
    answer = site.post("contact", data=body, content_type=kind)
    assert (answer.status_code, site.kept("contact")) == (status, [])


def test_what_is_not_accepted_here_is_said(endpoint: Made) -> None:
    site = endpoint({"name": "contact", "accepts": "form"})
    answer = site.post("contact", json={"a": 1})
    assert answer.status_code == 415
    assert "application/x-www-form-urlencoded or multipart/form-data" in answer.get_json()["error"]


def test_nothing_else_is_there(endpoint: Made) -> None:
    site = endpoint({"name": "contact"})
    for path in (
        "/",
        "/intake",
        "/intake/",
        "/intake/none",
        "/intake/contact/x",
        "/static/x",
        "/intake/..%2f",
        "//intake/contact",
        "/intake//contact",
    ):
        for method in ("GET", "POST"):
            assert site.client.open(path, method=method).status_code == 404, (method, path)
    for method in ("GET", "HEAD", "PUT", "DELETE", "OPTIONS"):
        answer = site.client.open("/intake/contact", method=method)
        assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")
    assert site.client.get("/health").get_json() == {"ready": True}


def test_headers_are_safe_on_every_answer(endpoint: Made) -> None:
    site = endpoint({"name": "contact"})
    for answer in (site.post("contact", data=FORM), site.post("none"), site.client.get("/x")):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in answer.headers


def test_too_much_is_refused(endpoint: Made) -> None:
    site = endpoint({"name": "contact", "largest": 1})
    answer = site.post("contact", data={"a": "x" * (1 << 20)})
    assert (answer.status_code, answer.get_json()["error"]) == (413, "more than 1 MB")
    assert site.kept("contact") == []


def test_a_signature_is_asked_for(endpoint: Made) -> None:
    site = endpoint(SIGNED)
    body = b'{"zen": "Keep it logically awesome."}'
    assert site.post("hook", data=body, headers=signature(body)).status_code == 202
    for wrong in ({"Content-Type": "application/json"}, signature(body, "another secret"), signature(body + b" ")):
        answer = site.post("hook", data=body, headers=wrong)
        assert (answer.status_code, answer.get_json()) == (401, {"error": "not signed as agreed"})
    assert len(site.kept("hook")) == 1


def test_a_secret_can_be_changed_without_a_gap(endpoint: Made) -> None:
    site = endpoint({**SIGNED, "signature": {"secret": ["the newer one", KEY]}})
    for key in (KEY, "the newer one"):
        assert site.post("hook", data=b"{}", headers=signature(b"{}", key)).status_code == 202


def pairs(body: bytes, at: float, key: str = KEY) -> dict[str, str]:
    stamp = str(int(at))
    digest = hmac.new(key.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
    return {"Stripe-Signature": f"t={stamp},v0=00,v1={digest}", "Content-Type": "application/json"}


def test_an_old_signature_is_refused(endpoint: Made) -> None:
    rule = {"secret": KEY, "header": "Stripe-Signature", "style": "pairs"}
    site = endpoint({**SIGNED, "signature": rule, "delivery_field": "id"})
    body = b'{"id": "evt_1"}'
    signed = pairs(body, site.now[0])
    first = site.post("hook", data=body, headers=signed)
    again = site.post("hook", data=body, headers=signed)
    assert first.status_code == again.status_code == 202
    assert first.get_json() == again.get_json()
    assert len(site.kept("hook")) == 1
    site.now[0] += 301
    assert site.post("hook", data=body, headers=signed).status_code == 401
    forged = signed["Stripe-Signature"].replace("t=", "t=1")
    assert site.post("hook", data=body, headers={**signed, "Stripe-Signature": forged}).status_code == 401


def test_time_and_signature_may_have_headers_of_their_own(endpoint: Made) -> None:
    rule = {
        "secret": KEY,
        "header": "X-Signature",
        "prefix": "v0=",
        "encoding": "base64",
        "timestamp": "X-Request-Timestamp",
        "signed": "v0:{timestamp}:{body}",
    }
    site = endpoint({**SIGNED, "signature": rule})
    stamp = str(int(site.now[0]))
    digest = hmac.new(KEY.encode(), b"v0:" + stamp.encode() + b":{}", hashlib.sha256).digest()
    headers = {"X-Request-Timestamp": stamp, "X-Signature": f"v0={base64.b64encode(digest).decode()}"}
    headers["Content-Type"] = "application/json"
    assert site.post("hook", data=b"{}", headers=headers).status_code == 202
    headers["X-Request-Timestamp"] = str(int(stamp) - 10)
    assert site.post("hook", data=b"{}", headers=headers).status_code == 401


def test_the_same_delivery_gets_the_same_receipt(endpoint: Made) -> None:
    site = endpoint({"name": "contact"})
    named = {"Idempotency-Key": "a-1"}
    first, again = (site.post("contact", data=FORM, headers=named) for _ in range(2))
    assert first.get_json() == again.get_json()
    assert len(site.kept("contact")) == 1
    other = site.post("contact", data={"email": "b@x.example"}, headers=named)
    assert other.status_code == 422
    assert site.post("contact", data=FORM, headers={"Idempotency-Key": "a-2"}).get_json() != first.get_json()
    assert site.post("contact", data=FORM, headers={"Idempotency-Key": "\x7f"}).status_code == 400


def test_the_same_delivery_is_known_after_it_was_recorded(endpoint: Made, tmp_path: Path) -> None:
    site = endpoint({"name": "contact"})
    for archive in (None, tmp_path / "archive"):
        named = {"X-GitHub-Delivery": f"a-{archive}"}
        first = site.post("contact", data=FORM, headers=named)
        (path,) = waiting(folder_of(site.store.workspace, "contact"))
        set_aside(path, archive, site.kept("contact")[0].digest())
        assert site.post("contact", data=FORM, headers=named).get_json() == first.get_json()
        assert site.kept("contact") == []
        assert site.post("contact", data={"a": "other"}, headers=named).status_code == 422


def test_the_same_delivery_at_once_is_kept_once(endpoint: Made) -> None:
    site = endpoint({"name": "contact", "per_minute_each": 1000})

    def send(number: int) -> tuple[int, str]:
        named = {"Idempotency-Key": f"d-{number % 3}"}
        answer = site.client.application.test_client().post("/intake/contact", data=FORM, headers=named)
        return answer.status_code, answer.get_json()["receipt"]

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(send, range(60)))
    assert {status for status, _ in answers} == {202}
    assert {receipt for _, receipt in answers} == {one.receipt for one in site.kept("contact")}
    assert len(site.kept("contact")) == 3


def test_a_full_disk_is_said_and_nothing_is_half_kept(endpoint: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    site = endpoint({"name": "contact"})
    for code, status in ((errno.ENOSPC, 507), (errno.EDQUOT, 507), (errno.EROFS, 503), (errno.EIO, 503)):

        def broken(_handle: int, code: int = code) -> None:
            raise OSError(code, os.strerror(code))

        with monkeypatch.context() as patch:
            patch.setattr(os, "fsync", broken)
            answer = site.post("contact", data=FORM)
        assert (answer.status_code, "Retry-After" in answer.headers) == (status, True)
        assert "nothing was taken" in answer.get_json()["error"]
    folder = folder_of(site.store.workspace, "contact")
    assert list(folder.iterdir()) == []
    site.store.least_free = 1 << 62
    assert site.post("contact", data=FORM).status_code == 507
    assert site.client.get("/health").status_code == 503


def test_who_sends_too_often_waits_and_others_do_not(endpoint: Made) -> None:
    site = endpoint({"name": "contact", "per_minute_each": 3})
    answers = [site.post("contact", data=FORM).status_code for _ in range(4)]
    assert answers == [202, 202, 202, 429]
    assert int(site.post("contact", data=FORM).headers["Retry-After"]) >= 1
    other = site.post("contact", data=FORM, environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert other.status_code == 202


def test_all_together_are_limited_and_forgeries_do_not_count(endpoint: Made) -> None:
    site = endpoint({**SIGNED, "per_minute": 2})
    for _ in range(5):
        assert site.post("hook", data=b"{}", headers=signature(b"{}", "no")).status_code == 401
    answers = [site.post("hook", data=b"{}", headers=signature(b"{}")).status_code for _ in range(3)]
    assert answers == [202, 202, 429]


def test_a_honeypot_is_answered_and_thrown_away(endpoint: Made) -> None:
    site = endpoint({"name": "contact", "honeypot": "website"})
    answer = site.post("contact", data={**FORM, "website": "http://spam.example"})
    assert (answer.status_code, list(answer.get_json())) == (202, ["receipt"])
    assert site.kept("contact") == []
    assert "(honeypot, thrown away)" in site.lines[-1]
    assert site.post("contact", data={**FORM, "website": ""}).status_code == 202
    assert len(site.kept("contact")) == 1


def test_other_sites_may_send_only_when_they_are_named(endpoint: Made) -> None:
    site = endpoint({"name": "contact", "origins": ["https://www.example.org"]}, {"name": "closed"})
    good = {"Origin": "https://www.example.org"}
    asked = site.client.options("/intake/contact", headers={**good, "Access-Control-Request-Method": "POST"})
    assert (asked.status_code, asked.headers["Access-Control-Allow-Methods"]) == (204, "POST")
    assert asked.headers["Access-Control-Allow-Origin"] == "https://www.example.org"
    answer = site.post("contact", data=FORM, headers=good)
    assert (answer.status_code, answer.headers["Access-Control-Allow-Origin"]) == (202, good["Origin"])
    evil = {"Origin": "https://evil.example"}
    assert site.client.options("/intake/contact", headers=evil).status_code == 403
    refused = site.post("contact", data=FORM, headers=evil)
    assert (refused.status_code, "Access-Control-Allow-Origin" in refused.headers) == (403, False)
    assert "Access-Control-Allow-Origin" not in site.post("closed", data=FORM, headers=good).headers


def test_a_browser_gets_a_page_or_is_sent_to_one(endpoint: Made) -> None:
    site = endpoint({"name": "contact"}, {"name": "kind", "thanks": "https://www.example.org/thanks"})
    browser = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
    answer = site.post("contact", data=FORM, headers=browser)
    assert (answer.status_code, answer.mimetype) == (202, "text/html")
    assert site.kept("contact")[0].receipt in answer.text
    answer = site.post("kind", data=FORM, headers=browser)
    assert (answer.status_code, answer.location) == (303, "https://www.example.org/thanks")
    assert site.post("kind", data=FORM, headers={"Accept": "*/*"}).status_code == 202


def test_headers_that_the_recipe_asks_for_are_kept_and_no_others(endpoint: Made) -> None:
    site = endpoint({**SIGNED, "headers": {"event": "X-GitHub-Event", "missing": "X-None"}})
    site.post("hook", data=b"{}", headers={**signature(b"{}"), "X-GitHub-Event": "push", "Cookie": "session=1"})
    assert dict(site.kept("hook")[0].headers) == {"event": "push"}


def test_the_access_log_holds_no_content_and_no_secret(endpoint: Made) -> None:
    site = endpoint({"name": "contact"}, SIGNED)
    site.post("contact", data=FORM, query_string={"token": "t0ps3cret"})
    site.client.get("/t0ps3cret?password=t0ps3cret")
    site.client.open("/intake/contact", method="T0PS3CRET")
    site.post("hook", data=b'{"a": "t0ps3cret"}', headers={**signature(b"{}", "no"), "Authorization": "t0ps3cret"})
    assert len(site.lines) == 4
    assert not any(word in line for line in site.lines for word in ("t0ps3cret", "a@x.example", "When?", KEY))
    assert site.lines[0].startswith("127.0.0.1 POST /intake/contact 202 ")
    assert site.lines[1].startswith("127.0.0.1 GET (unknown) 404 ")
    assert "the signature does not fit" in site.lines[3]


def test_json_without_a_receipt_of_its_own_is_taken_each_time(endpoint: Made) -> None:
    site = endpoint({"name": "hook"})
    receipts: set[Any] = {json.loads(site.post("hook", json={"a": 1}).text)["receipt"] for _ in range(3)}
    assert len(receipts) == len(site.kept("hook")) == 3
