"""A browser of one's own: started, its windows followed, ended or killed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rpa.drivers.chromium import BrowserChoice, find_browser, launch_arguments
from rpa.drivers.in_page_script import in_page_script
from rpa.drivers.playwright_driver import Driver, acquire_driver, release_driver
from rpa.drivers.processes import children, descendants, kill_process
from rpa.errors import ApplicationException, EnvironmentNotReady

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Dialog
    from playwright.sync_api import Page as Tab

VIEWPORT = (1280, 900)
START_TIME = 30.0
"""Seconds a browser may take until its first page is there; some 0.2 are usual."""


class BrowserWindow:
    """One Chromium process with one context, driven from one thread.

    Attributes:
        choice: Which browser it is.
        answer_dialog: Decides what happens to the page's alert, confirm and prompt: gets kind and message, returns True
            to accept. Alerts are accepted, anything else is declined, unless a step says otherwise.
        dialogs: Messages of dialogs since the last `start`, oldest first.
    """

    def __init__(
        self,
        *,
        setting: str | None = None,
        headed: bool = False,
        locale: str = "en-GB",
        timezone: str = "Europe/Amsterdam",
        downloads: Path | None = None,
        user_agent: str | None = None,
    ) -> None:
        self.choice: BrowserChoice = find_browser(setting, headed=headed)
        self.answer_dialog: Callable[[str, str], bool] = lambda kind, _message: kind == "alert"
        self.dialogs: list[str] = []
        self._headed, self._locale, self._timezone = headed, locale, timezone
        self._downloads, self._user_agent = downloads, user_agent
        self._driver: Driver | None = None
        self._browser: Browser | None = None
        self._context: BrowserContext | None = None
        self._tabs: list[Tab] = []
        self._processes: tuple[int, ...] = ()

    def start(self) -> None:
        """Start the browser with one empty page.

        Raises:
            EnvironmentNotReady: If it does not start.
            ApplicationException: If it dies or hangs while it starts.
        """
        from playwright.sync_api import Error

        self._driver = driver = acquire_driver()
        overdue = threading.Event()

        def end() -> None:
            # Playwright waits for ever for a browser that died while it was being set up: only its own end ends that.
            overdue.set()
            for process in driver.processes:
                for child in (*descendants(process), process):
                    kill_process(child)

        timer = threading.Timer(START_TIME, end)
        timer.daemon = True
        timer.start()
        try:
            self._launch(driver)
            self.renew()
        except Error as error:
            self.close()
            reason = error.message.splitlines()[0]
            if overdue.is_set():
                message = f"the browser was not ready after {START_TIME:g} seconds and was ended: {reason}"
                raise ApplicationException(message) from error
            raise ApplicationException(f"the browser ended while it started: {reason}") from error
        finally:
            timer.cancel()

    def _launch(self, driver: Driver) -> None:
        from playwright.sync_api import Error

        before = {child for process in driver.processes for child in children(process)}
        try:
            self._browser = driver.playwright.chromium.launch(
                executable_path=self.choice.path,
                headless=not self._headed,
                args=launch_arguments(),
                downloads_path=self._downloads,
                handle_sigint=False,
                handle_sigterm=False,
                handle_sighup=False,
            )
        except Error as error:
            self.close()
            reason = error.message.splitlines()[0]
            message = f"the browser {self.choice.path or self.choice.name} does not start: {reason}"
            raise EnvironmentNotReady(message, hint="Run `rpa doctor --fix`, or name one in RPA_BROWSER.") from error
        now = {child for process in driver.processes for child in children(process)}
        self._processes = tuple(now - before)

    def renew(self) -> None:
        """Begin a context without cookies or pages, in place of the present one."""
        if self._browser is None:
            raise ApplicationException("the browser has ended")
        if self._context is not None:
            self._context.close()
        self._context = self._browser.new_context(
            accept_downloads=True,
            locale=self._locale,
            service_workers="block",
            timezone_id=self._timezone,
            user_agent=self._user_agent,
            viewport={"width": VIEWPORT[0], "height": VIEWPORT[1]},
        )
        self._tabs = []
        self._context.add_init_script(in_page_script())
        self._context.on("page", self._follow)
        self._context.on("dialog", self._answer)
        self._context.new_page()

    @property
    def context(self) -> BrowserContext:
        """Playwright's context."""
        if self._context is None:
            raise ApplicationException("the browser is not started or has ended")
        return self._context

    @property
    def open_tabs(self) -> list[Tab]:
        """All pages that are open, the one in front last."""
        return [tab for tab in self._tabs if not tab.is_closed()]

    @property
    def tab(self) -> Tab:
        """The page in front: the one opened last and not closed."""
        open_tabs = self.open_tabs
        if not open_tabs:
            open_tabs = [self.context.new_page()]
        self._tabs = open_tabs
        return open_tabs[-1]

    @property
    def last_address(self) -> str:
        """Address of the page in front, or of the last one when the browser has ended."""
        open_tabs = self.open_tabs or self._tabs
        return open_tabs[-1].url if open_tabs else ""

    @property
    def is_alive(self) -> bool:
        """Whether the browser is there."""
        return self._browser is not None and self._browser.is_connected()

    @property
    def tab_count(self) -> int:
        """How many pages are open."""
        return len(self.open_tabs)

    def close_popups(self) -> None:
        """Close every page but the first."""
        for tab in self._tabs[1:]:
            if not tab.is_closed():
                tab.close()

    def _follow(self, tab: Tab) -> None:
        if tab not in self._tabs:
            self._tabs.append(tab)

    def _answer(self, dialog: Dialog) -> None:
        self.dialogs.append(dialog.message)
        if dialog.type == "beforeunload" or self.answer_dialog(dialog.type, dialog.message):
            dialog.accept()
        else:
            dialog.dismiss()

    def close(self) -> None:
        """End the browser in good order; does nothing when it has ended."""
        from playwright.sync_api import Error

        try:
            if self._browser is not None and self._browser.is_connected():
                self._browser.close()
        except Error:
            self.kill()
        driver, self._driver = self._driver, None
        self._browser = self._context = None
        self._tabs = []
        if driver is not None:
            release_driver(driver)

    def kill(self) -> None:
        """End the browser at once; may be called from any thread while a step hangs in it.

        Playwright's own process is left alone: it tells the hanging step that the browser is gone.
        """
        for process in self._processes:
            for child in (*descendants(process), process):
                kill_process(child)
