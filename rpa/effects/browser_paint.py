"""Waiting for a page's first paint: Chromium drops clicks that come before it, without a word."""

from __future__ import annotations

import logging

from rpa.drivers.page import Page

LONGEST = 1.0  # seconds; a page that nobody draws (a window in the background) is clicked all the same
PAINTED = """longest => new Promise(done => {
  const until = performance.now() + longest;
  const painted = () => performance.getEntriesByType("paint").length > 0 || performance.now() > until;
  const look = () => painted() ? done(null) : setTimeout(look, 5);
  look();
})"""

_log = logging.getLogger(__name__)


def await_paint(page: Page) -> None:
    """Wait until the page in front has been drawn once.

    A page that goes away meanwhile needs no waiting for; the one that comes is waited for in its turn.
    """
    from playwright.sync_api import Error

    try:
        page.window.tab.evaluate(PAINTED, LONGEST * 1000)
    except Error as error:
        _log.debug("the page changed while its first paint was waited for: %s", error.message)
