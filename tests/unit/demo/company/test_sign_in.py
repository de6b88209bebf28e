from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from rpa.demo.company.app import create_app

PAGES = [
    "/",
    "/customers",
    "/products/FP-1001",
    "/orders/new",
    "/invoices",
    "/tickets/new",
    "/vat",
    "/activity",
]


@pytest.mark.parametrize("address", PAGES)
def test_every_page_asks_for_a_session_and_offers_to_end_it(open_office: Callable[..., Any], address: str) -> None:
    visitor = open_office()
    answer = visitor.client.get(address)
    assert answer.status_code == 302
    assert answer.location.startswith("/sign-in?next=")
    visitor.sign_in()
    assert "Sign out" in visitor.open(address)


def test_deep_link_works_after_signing_in(open_office: Callable[..., Any]) -> None:
    visitor = open_office()
    where = visitor.client.get("/orders?q=NM-3389&x=1").location
    answer = visitor.post(where, {"user": "robot", "password": visitor.settings.password})
    assert answer.location == "/orders?q=NM-3389&x=1"


@pytest.mark.parametrize("elsewhere", ["https://evil.test/", "//evil.test", "/\\evil.test", ""])
def test_sign_in_never_leads_off_the_server(open_office: Callable[..., Any], elsewhere: str) -> None:
    visitor = open_office()
    form = {"user": "robot", "password": visitor.settings.password}
    assert visitor.post(f"/sign-in?next={elsewhere}", form).location == "/"


def test_wrong_password_is_refused(open_office: Callable[..., Any]) -> None:
    answer = open_office().post("/sign-in", {"user": "robot", "password": "guess"})
    assert answer.status_code == 403
    assert "User name or password is wrong" in answer.get_data(as_text=True)


def test_sign_out_ends_the_session(visitor: Any) -> None:
    visitor.post("/sign-out", {}, page="/")
    assert visitor.client.get("/orders").status_code == 302


def test_form_posted_after_the_session_ended_stores_nothing(open_office: Callable[..., Any]) -> None:
    visitor = open_office(idle_minutes=0.0)
    visitor.sign_in()
    answer = visitor.client.post("/customers/new", data={"name": "x"})
    assert answer.location == "/sign-in?next=/customers/new"
    assert visitor.counts()["writes"]["customer"] == 0
    assert "Your session has expired" in visitor.open(answer.location)


def test_session_outlives_the_server(visitor: Any) -> None:
    cookie = visitor.client.get_cookie("company_session")
    again = create_app(visitor.settings).test_client()
    again.set_cookie("company_session", cookie.value)
    assert again.get("/orders").status_code == 200


def test_form_without_the_token_is_refused(visitor: Any) -> None:
    answer = visitor.client.post("/customers/new", data={"name": "x"})
    assert answer.status_code == 400
    assert "no longer valid" in answer.get_data(as_text=True)


def test_notice_comes_between_and_continue_leads_on(open_office: Callable[..., Any]) -> None:
    visitor = open_office(interstitial_every=3)
    visitor.sign_in()
    pages = [visitor.open(f"/orders?q={n}&also=this") for n in range(6)]
    assert ["Scheduled maintenance tonight" in page for page in pages] == [False, False, True] * 2
    assert 'action="/orders"' in pages[2]
    assert re.findall(r'name="(\w+)" value="(\w+)"', pages[2])[-2:] == [("q", "2"), ("also", "this")]


def test_notice_never_comes_between_a_post_and_its_answer(open_office: Callable[..., Any]) -> None:
    visitor = open_office(interstitial_every=1)
    visitor.sign_in()
    assert visitor.client.get("/api/customers?q=a").is_json
    assert "Scheduled maintenance" in visitor.open("/orders")
