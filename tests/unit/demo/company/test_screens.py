"""What only a browser sees: suggestions, look-up, confirmation, and an answer that never comes."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from rpa.demo.company.counts import read_counts
from rpa.demo.company.mischief import Mischief, MischiefMaker
from rpa.demo.company.server import CompanyServer
from rpa.demo.company.settings import CompanySettings
from rpa.demo.company.store import Store
from rpa.drivers.playwright_driver import acquire_driver, release_driver

pytestmark = pytest.mark.browser

NAMES = ("chromium-headless-shell", "chromium", "google-chrome", "chrome")
PLACES = (Path("/usr/lib/chromium/chromium-headless-shell"),)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = [str(place) for place in PLACES if place.exists()] + [p for n in NAMES if (p := shutil.which(n))]
    if not found:
        pytest.skip("no Chromium on this machine")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    driver = acquire_driver()  # a thread can have one only, and other tests may have left theirs open
    try:
        started = driver.playwright.chromium.launch(executable_path=found[0], args=arguments)
        yield started
        started.close()
    finally:
        release_driver(driver)


@pytest.fixture
def server(settings: CompanySettings) -> Iterator[CompanyServer]:
    """The back office; no connection is used twice, because Chromium repeats a POST on a kept one that breaks."""
    store = Store(settings.database)
    store.create(seeded=True)
    MischiefMaker(store).replace(Mischief(close_connections=True))
    with CompanyServer(settings) as running:
        yield running


@pytest.fixture
def order(browser: Browser, server: CompanyServer) -> Iterator[Page]:
    """The form for a new order, reached by signing in."""
    context = browser.new_context()
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(f"{server.address}/orders/new")
    page.get_by_label("User name").fill(server.settings.user)
    page.get_by_label("Password").fill(server.settings.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="New order")).to_be_visible()
    yield page
    context.close()
    assert complaints == []


def choose_customer(page: Page) -> None:
    page.get_by_label("Customer", exact=True).press_sequentially("berg")
    page.get_by_role("option", name="Bergen Kontor AS (C-1010)").click()


def test_order_is_entered_as_a_person_does(order: Page, server: CompanyServer) -> None:
    choose_customer(order)
    assert order.get_by_label("Customer", exact=True).input_value() == "Bergen Kontor AS (C-1010)"
    order.get_by_label("Customer order no").fill("PO-1")
    order.get_by_title("Look up product").click()
    dialog = order.get_by_role("dialog", name="Look up product")
    dialog.get_by_label("Find product").fill("chair")
    dialog.get_by_role("cell", name="Office chair Fjord").click()
    dialog.get_by_role("button", name="Choose").click()
    expect(dialog).to_be_hidden()
    rows = order.locator(".lines tbody tr")
    rows.first.locator("[name=quantity]").fill("2")
    order.get_by_role("button", name="Add line").click()
    rows.last.locator("[name=product]").fill("fp-3001")
    rows.last.locator("[name=quantity]").fill("3")
    expect(rows.last.locator("[name=unit_price]")).to_have_value("79.50")
    rows.last.locator("[name=unit_price]").fill("75")
    expect(order.locator("#order-total")).to_have_text("723.00")
    order.get_by_role("button", name="Save order").click()
    order.get_by_role("button", name="Cancel").click()
    assert read_counts(Store(server.settings.database))["writes"]["order"] == 0
    order.get_by_role("button", name="Save order").click()
    order.get_by_role("dialog", name="Save this order?").get_by_role("button", name="Yes, save").click()
    expect(order.get_by_text("Order 10009 saved")).to_be_visible()
    expect(order.get_by_text("723.00")).to_be_visible()
    assert read_counts(Store(server.settings.database))["writes"]["order"] == 1


def test_customer_typed_but_not_chosen_is_refused(order: Page) -> None:
    choose_customer(order)
    order.get_by_label("Customer", exact=True).fill("Bergen Kontor AS")
    expect(order.get_by_role("listbox")).to_have_count(0)
    order.get_by_role("button", name="Save order").click()
    order.get_by_role("button", name="Yes, save").click()
    expect(order.get_by_role("alert")).to_contain_text("Customer must be chosen from the list")


def test_price_typed_before_the_product_is_kept(order: Page) -> None:
    row = order.locator(".lines tbody tr").first
    row.locator("[name=unit_price]").fill("1.00")
    with order.expect_response("**/api/products?q=FP-1009"):
        row.locator("[name=product]").fill("FP-1009")
        row.locator("[name=quantity]").fill("2")
    expect(row.locator(".total")).to_have_text("2.00")
    assert row.locator("[name=unit_price]").input_value() == "1.00"


@pytest.mark.parametrize("fate", ["drop_before_store", "drop_after_store"])
def test_dropped_answer_is_a_broken_page(order: Page, server: CompanyServer, fate: str) -> None:
    told = order.request.post(
        f"{server.address}/mischief",
        data={"close_connections": True, "next": [fate]},
        headers={"X-Company-Token": server.settings.token},
    )
    assert told.ok
    order.goto(f"{server.address}/customers/C-1010/edit")
    with order.expect_event("requestfailed") as failed:
        order.get_by_role("button", name="Save customer").click(no_wait_after=True)
    assert failed.value.failure == "net::ERR_EMPTY_RESPONSE"
    store = Store(server.settings.database)
    counts = read_counts(store)
    assert counts["requests"] == {"POST": 1}
    assert counts["writes"]["customer_update"] == (1 if fate == "drop_after_store" else 0)
    assert MischiefMaker(store).current == Mischief(close_connections=True)
