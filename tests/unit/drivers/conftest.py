"""One browser for all tests of this folder, started when the first test asks for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from rpa.drivers.browser_window import BrowserWindow
from rpa.drivers.page import Page
from rpa.drivers.page_form import fill_form
from rpa.drivers.page_target import TargetFormats, field_job
from tests.fakes.browser_target import BrowserTarget

Show = Callable[..., Page]
Fill = Callable[..., None]


@pytest.fixture(scope="session")
def window() -> Iterator[BrowserWindow]:
    window = BrowserWindow()
    window.start()
    yield window
    window.close()


@pytest.fixture(scope="session")
def target_server() -> Iterator[BrowserTarget]:
    with BrowserTarget() as target:
        yield target


@pytest.fixture
def target(target_server: BrowserTarget) -> BrowserTarget:
    target_server.reset()
    return target_server


@pytest.fixture
def show(window: BrowserWindow, target: BrowserTarget) -> Show:
    """Show an HTML text as a page."""

    def open_page(html: str, timeout: float = 1.0, **others: str) -> Page:
        target.pages["GET /"] = f"<!doctype html><title>Test</title><body>{html}"
        target.pages |= {f"GET /{name}": text for name, text in others.items()}
        window.close_popups()
        # The time is meant for what is looked for on it, not for opening it on a busy machine.
        Page(window, 10.0).open(target.url + "/")
        return Page(window, timeout)

    return open_page


@pytest.fixture
def fill() -> Fill:
    """Fill fields given by caption."""

    def fill_fields(page: Page, fields: dict[str, Any], formats: TargetFormats | None = None) -> None:
        fill_form(page, [field_job(caption, value, formats or TargetFormats()) for caption, value in fields.items()])

    return fill_fields
