"""Playwright's own process: one for each thread, shared by its browsers (a thread can have only one of them)."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rpa.drivers.processes import children
from rpa.errors import ApplicationException

if TYPE_CHECKING:
    from playwright.sync_api import Playwright


@dataclass
class Driver:
    """Playwright as one thread has started it.

    Attributes:
        playwright: Its library object.
        processes: Ids of its processes.
        users: How many browsers use it.
    """

    playwright: Playwright
    processes: tuple[int, ...]
    users: int = 0


_drivers = threading.local()


def acquire_driver() -> Driver:
    """The thread's Playwright, started when it is the first to be asked for; takes some 300 ms then.

    Raises:
        ApplicationException: Its process ended while it started.
    """
    from playwright.sync_api import sync_playwright

    driver: Driver | None = getattr(_drivers, "driver", None)
    if driver is None:
        before = set(children(os.getpid()))
        try:
            playwright = sync_playwright().start()
        except Exception as error:  # a plain one is how Playwright says that its driver died while it started
            raise ApplicationException(f"the browser's driver ended while it started: {error}") from error
        driver = Driver(playwright, tuple(set(children(os.getpid())) - before))
        _drivers.driver = driver
    driver.users += 1
    return driver


def release_driver(driver: Driver) -> None:
    """Give it back; it ends with its last user."""
    driver.users -= 1
    if driver.users == 0:
        _drivers.driver = None
        driver.playwright.stop()
