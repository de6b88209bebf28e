"""A browser that dies while it is being set up, at the worst moment, ends in an error and not in waiting for ever."""

from __future__ import annotations

import subprocess
import sys
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


PROGRAM = """
import os, signal, sys, threading
from rpa.drivers.playwright_driver import acquire_driver
from rpa.drivers.processes import children

def kill_the_first():
    while not (found := children(os.getpid())):
        pass
    os.kill(found[0], signal.SIGKILL)

threading.Thread(target=kill_the_first, daemon=True).start()
try:
    acquire_driver()
except Exception as error:
    print(type(error).__name__, error)
print(acquire_driver().playwright.chromium.name)
sys.stdout.flush()
os._exit(0)
"""


def test_a_driver_killed_while_it_starts_is_an_application_exception() -> None:
    # In a process of its own, so that its only child is the driver.
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=True)
    said = "ApplicationException the browser's driver ended while it started: Connection closed while reading"
    assert done.stdout.startswith(said), done.stdout + done.stderr
    assert done.stdout.endswith("chromium\n"), "the next attempt starts another one"
