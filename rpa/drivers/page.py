"""The page in front of the robot: opened, filled, clicked and read by names as a person sees them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rpa.drivers.browser_window import BrowserWindow
from rpa.drivers.in_page_script import call, in_page_script, pick
from rpa.drivers.page_failures import Failures, failed_requests
from rpa.drivers.page_problems import page_error
from rpa.drivers.page_target import TargetValue, wire_target
from rpa.errors import ApplicationException, StepFailed

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle, Frame

PICTURE_LIMIT = 200_000  # bytes
PASSING = ("Execution context was destroyed", "Cannot find context", "frame was detached", "Frame was detached")
BROKEN = ("Target page, context or browser has been closed", "Target closed", "Connection closed", "Page crashed")
COVERED = "input[type=password],[data-rpa-secret]"


@contextmanager
def playwright_errors(page: Page) -> Iterator[None]:
    """Turn what Playwright raises into application exceptions: a page or browser that failed.

    Raises:
        ApplicationException: In place of a Playwright error.
    """
    from playwright.sync_api import Error

    try:
        yield
    except Error as error:
        reason = error.message.splitlines()[0]
        raise ApplicationException(f"the browser or its page failed: {reason}", place=page.address) from error


def without_frame(given: Any) -> Any:
    """What a verb is given, for use inside the frame it names."""
    if isinstance(given, Mapping):
        return {word: without_frame(part) for word, part in given.items() if word != "frame"}
    return [without_frame(part) for part in given] if isinstance(given, list) else given


class Page:
    """Operations on whichever page is in front in a browser window.

    Args:
        window: The started browser.
        timeout: Longest wait for a page, a control or a text, in seconds.
        may_fail: Patterns of paths whose requests may fail: they have no say in what the page shows.
    """

    def __init__(self, window: BrowserWindow, timeout: float = 15.0, may_fail: Sequence[str] = ()) -> None:
        self.window = window
        self.timeout = timeout
        self.may_fail = may_fail
        self._entered: set[Frame] = set()

    @property
    def address(self) -> str:
        """The page's address; an empty text for an empty page or an ended browser."""
        url = self.window.last_address
        return "" if url == "about:blank" else url

    def open(self, address: str, referer: str | None = None) -> int:
        """Open an absolute address.

        Returns:
            The HTTP status of the answer (0 when there was none, as for a page already open).

        Raises:
            ApplicationException: If there is no answer in time.
        """
        from playwright.sync_api import Error

        tab = self.window.tab
        self._entered.clear()
        try:
            answer = tab.goto(address, wait_until="domcontentloaded", timeout=self.timeout * 1000, referer=referer)
        except Error as error:
            if "is interrupted by another navigation" in error.message or "ERR_ABORTED" in error.message:
                self.wait_loaded()
                return 0
            reason = error.message.splitlines()[0].removeprefix("Page.goto: ")
            raise ApplicationException(f"the page does not open: {reason}", place=address) from error
        return answer.status if answer else 0

    def ask(self, verb: str, *given: Any, seconds: float | None = None) -> Any:
        """Call a verb of the script in the page; a page that changes under it is asked again.

        Raises:
            StepFailed: What the verb found wrong (see `page_error`), or BusinessException.
            ApplicationException: If the page keeps changing, or the browser has ended.
        """
        from playwright.sync_api import Error

        until = time.monotonic() + (seconds or self.timeout) + 2
        while True:
            tab = self.window.tab
            try:
                answer = tab.evaluate(call(verb), list(given))
                if answer.get("missing"):
                    tab.evaluate(in_page_script())
                    continue
            except Error as error:
                self._judge(error, until)
                continue
            if "problem" in answer and answer["problem"]["code"] == "foreign":
                return self._ask_foreign(answer["problem"]["name"], verb, given)
            if "problem" in answer:
                raise page_error(answer["problem"], self.address)
            return answer.get("value")

    def _ask_foreign(self, name: str, verb: str, given: Sequence[Any]) -> Any:
        """Ask inside a frame of another site, which the page's own script cannot enter."""
        frame = self._foreign_frame(name)
        with playwright_errors(self):
            answer = frame.evaluate(call(verb), [without_frame(one) for one in given])
            if "problem" in answer:
                raise page_error(answer["problem"], frame.url)
            value = answer.get("value")
            box = frame.frame_element().bounding_box() if verb == "locate" and value else None
        return {"x": value["x"] + box["x"], "y": value["y"] + box["y"]} if box else value

    def _foreign_frame(self, name: str) -> Frame:
        """The frame of that name, id or title."""
        wanted = name.strip().casefold()
        with playwright_errors(self):
            for frame in self.window.tab.frames[1:]:
                own = [frame.frame_element().get_attribute(mark) for mark in ("name", "id", "title")]
                if wanted in [(mark or "").strip().casefold() for mark in own]:
                    self._entered.add(frame)
                    return frame
        raise StepFailed(f"there is no frame {name!r} on the page", place=self.address)

    def _judge(self, error: Exception, until: float) -> None:
        """Let a passing trouble pass; raise any other."""
        text = str(error)
        if any(sign in text for sign in BROKEN) and self.window.tab_count == 0:
            raise ApplicationException(f"the browser or its page has ended: {text.splitlines()[0]}") from error
        if not any(sign in text for sign in (*PASSING, *BROKEN)):
            raise ApplicationException(f"the page fails: {text.splitlines()[0]}", place=self.address) from error
        if time.monotonic() > until:
            raise ApplicationException("the page does not come to rest", place=self.address) from error
        self.wait_loaded()

    def element(self, target: TargetValue, use: str = "any", seconds: float | None = None) -> ElementHandle:
        """The one element that a target means; `use` is `field`, `button` or `any`."""
        return self.element_wired(wire_target(target), use, seconds)

    def element_wired(self, wire: Mapping[str, Any], use: str, seconds: float | None = None) -> ElementHandle:
        """The one element that a target means, as the script in the page takes targets."""
        from playwright.sync_api import Error

        wait = self.timeout if seconds is None else seconds
        until = time.monotonic() + wait + 2
        while True:
            try:
                handle = self.window.tab.evaluate_handle(pick("awaited"), [dict(wire), use, wait * 1000]).as_element()
            except Error as error:
                if "RPA{" in error.message:
                    found = json.loads(error.message[error.message.index("RPA{") + 3 :].splitlines()[0])
                    if found["code"] == "foreign":
                        return self._foreign_element(found["name"], wire, use, wait)
                    raise page_error(found, self.address) from None
                self._judge(error, until)
                continue
            if handle is None:
                raise StepFailed(f"{wire} is no element of the page", place=self.address)
            return handle

    def _foreign_element(self, name: str, wire: Mapping[str, Any], use: str, wait: float) -> ElementHandle:
        frame = self._foreign_frame(name)
        with playwright_errors(self):
            handle = frame.evaluate_handle(pick("awaited"), [without_frame(wire), use, wait * 1000]).as_element()
        if handle is None:
            raise StepFailed(f"{wire} is no element of the frame", place=frame.url)
        return handle

    def click(self, target: TargetValue, seconds: float | None = None) -> None:
        """Click a button, link or text with the mouse, once it is visible, enabled and not covered."""
        self.click_wired(wire_target(target), seconds)

    def click_once(self, target: TargetValue, *, again: bool = False) -> None:
        """Click a button of a submission, never one that this submission has clicked before.

        Args:
            target: The button.
            again: A further button on the way: must be there now, and another one than those before.
        """
        if not again:
            self.ask("forgetClicks")
        self.click_wired({**wire_target(target), "once": True, "fresh": again}, 0 if again else None)

    def click_wired(self, wire: Mapping[str, Any], seconds: float | None = None) -> None:
        """Click what a target means, as the script in the page takes targets."""
        from playwright.sync_api import Error

        wait = self.timeout if seconds is None else seconds
        for _ in range(3):
            point = self.ask("locate", dict(wire), "button", wait * 1000, seconds=wait)
            if point is None:
                break
            if self.click_at(point):
                return
        self._strayed()
        try:
            self.element_wired(wire, "button", wait).click(timeout=max(wait, 1) * 1000)
        except Error as error:
            reason = "; ".join(error.message.splitlines()[-3:])
            message = f"{wire.get('name', wire)!r} cannot be clicked, something is in front of it: {reason}"
            raise StepFailed(message, place=self.address) from error

    def click_at(self, point: Mapping[str, float]) -> bool:
        """Click a place of the page with the mouse; a window that closes itself by that has done what it should.

        Returns:
            False when something else had come under the mouse meanwhile: the click was held back.
        """
        from playwright.sync_api import Error

        tab = self.window.tab
        try:
            tab.mouse.click(point["x"], point["y"])
        except Error as error:
            if not tab.is_closed() or self.window.tab_count == 0:
                raise ApplicationException(f"the page fails: {error.message}", place=self.address) from error
        return not self._strayed()

    def _strayed(self) -> bool:
        from playwright.sync_api import Error

        try:
            return bool(self.window.tab.evaluate("() => !!window.__rpa && window.__rpa.clickStrayed()"))
        except Error:
            # The page went away, so the click has done something there.
            return False

    def read(self, target: TargetValue, seconds: float = 0) -> str:
        """The value or text of a target, waiting up to `seconds` for it."""
        return str(self._patiently("read", wire_target(target), seconds))

    def read_row(self, row: str | int, place: Mapping[str, Any] | None = None, seconds: float = 0) -> dict[str, str]:
        """The table row that holds a text: caption of each column to its text."""
        return dict(self._patiently("readRow", {**(place or {}), "row": row}, seconds))

    def read_table(self, columns: Sequence[str]) -> list[dict[str, str]]:
        """The rows of the table that has these column headings."""
        return [dict(row) for row in self.ask("readTable", {}, list(columns))]

    def _patiently(self, verb: str, target: Mapping[str, Any], seconds: float) -> Any:
        until = time.monotonic() + seconds
        while True:
            try:
                return self.ask(verb, dict(target))
            except StepFailed:
                if time.monotonic() > until:
                    raise
            self.pause(0.05)

    def failures(self) -> Failures:
        """Requests of the page, its frames and windows that got no proper answer (see `failed_requests`).

        What the page does not show may be there all the same.
        """
        with playwright_errors(self):
            return failed_requests(self.window.open_tabs, self._entered, self.may_fail)

    def text(self) -> str:
        """All text a person sees, frames included."""
        return str(self.ask("pageText"))

    def look(self) -> dict[str, Any]:
        """What the page says at present: text, complaints, forms, busy, address, document, password."""
        return dict(self.ask("look"))

    def pause(self, seconds: float) -> None:
        """Let time pass while the browser's messages are still answered."""
        from playwright.sync_api import Error

        try:
            self.window.tab.wait_for_timeout(seconds * 1000)
        except Error as error:
            if self.window.tab_count == 0:  # a window that closes itself meanwhile is no trouble
                raise ApplicationException("the browser has ended") from error

    def wait_loaded(self) -> None:
        """Wait until the page's document is there."""
        from playwright.sync_api import Error

        try:
            self.window.tab.wait_for_load_state("domcontentloaded", timeout=self.timeout * 1000)
        except Error as error:
            if self.window.tab_count == 0:
                raise ApplicationException("the browser has ended") from error
            if "Timeout" in error.message:
                raise ApplicationException("the page does not load in time", place=self.address) from error

    def wait_quiet(self, seconds: float | None = None) -> bool:
        """Wait until no request is in flight and nothing is about to be drawn; says whether that came."""
        until = time.monotonic() + (self.timeout if seconds is None else seconds)
        calm = 0
        while time.monotonic() < until:
            calm = 0 if self.ask("isBusy") else calm + 1
            if calm > 1:
                return True
            self.pause(0.02)
        return False

    def picture(self, path: Path) -> Path:
        """Take a picture of the page, secret fields covered, of at most 200 kB.

        Args:
            path: Where to, without a suffix; its folder is made.

        Returns:
            The file: PNG when small enough, else JPEG.
        """
        tab = self.window.tab
        path.parent.mkdir(parents=True, exist_ok=True)
        masks = [frame.locator(COVERED) for frame in tab.frames]
        content = tab.screenshot(type="png", mask=masks, animations="disabled", timeout=self.timeout * 1000)
        suffix = ".png"
        for quality in (80, 60, 40, 20, 5):
            if len(content) <= PICTURE_LIMIT:
                break
            suffix = ".jpg"
            content = tab.screenshot(type="jpeg", quality=quality, mask=masks, timeout=self.timeout * 1000)
        file = path.with_name(path.name + suffix)
        file.write_bytes(content)
        return file
