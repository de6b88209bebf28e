"""A browser that dies while it is being set up, at the worst moment, ends in an error and not in waiting for ever."""

from __future__ import annotations

import time

import pytest

from rpa.drivers import browser_window
from rpa.drivers.browser_window import BrowserWindow
from rpa.drivers.processes import children, descendants, kill_process
from rpa.errors import ApplicationException

pytestmark = pytest.mark.browser


def test_a_browser_killed_while_it_starts_is_an_application_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser_window, "START_TIME", 5.0)
    window = BrowserWindow()
    usual = window.renew

    def killed_first() -> None:
        assert window._driver is not None
        for process in window._driver.processes:
            for child in children(process):
                for one in (*descendants(child), child):
                    kill_process(one)
        usual()

    monkeypatch.setattr(window, "renew", killed_first)
    started = time.monotonic()
    with pytest.raises(ApplicationException, match="the browser"):
        window.start()
    assert time.monotonic() - started < 30

    again = BrowserWindow()
    again.start()
    again.close()
