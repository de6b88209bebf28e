"""Waiting for what the page shows."""

from __future__ import annotations

import fnmatch
import time

from rpa.effects.browser import BrowserSession
from rpa.effects.expectation import Expectation
from rpa.errors import ApplicationException


def wait_for(
    session: BrowserSession, *, text: str = "", gone: str = "", address: str = "", seconds: float | None = None
) -> None:
    """Wait until a text (or regular expression) is shown, another one is not, and the address fits a pattern.

    Args:
        session: The browser.
        text: What is to appear.
        gone: What is to go away.
        address: Pattern of the address, with `*` for anything.
        seconds: Longest wait; None: the target's own.

    Raises:
        ApplicationException: If that does not come in time.
    """
    wait = session.settings.timeout if seconds is None else seconds
    until = time.monotonic() + wait
    with session.working("browser.wait", wait):
        while wishes := open_wishes(session, text, gone, address):
            if time.monotonic() > until:
                message = f"after {wait:g} seconds {' and '.join(wishes)}"
                raise ApplicationException(message, place=session.address)
            session.pass_pages_between()
            session.page.pause(0.05)


def open_wishes(session: BrowserSession, text: str, gone: str, address: str) -> list[str]:
    """What has not come yet, as clauses for a message."""
    shown = session.page.text() if text or gone else ""
    wishes = []
    if text and not Expectation(text).matches(shown):
        wishes.append(f"{text!r} is not shown")
    if gone and Expectation(gone).matches(shown):
        wishes.append(f"{gone!r} is still shown")
    if address and not fnmatch.fnmatchcase(session.address, address):
        wishes.append(f"the address is {session.address}, not {address}")
    return wishes
