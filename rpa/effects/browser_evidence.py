"""What is kept of a page on which a step failed."""

from __future__ import annotations

import logging
from pathlib import Path

from rpa.drivers.page import playwright_errors
from rpa.effects.browser import BrowserSession
from rpa.errors import ApplicationException

_log = logging.getLogger(__name__)


def keep_evidence(session: BrowserSession, folder: Path, name: str = "failure") -> list[Path]:
    """Keep how the page in front looks and what it is made of, for the person who looks into a failure.

    Args:
        session: The browser.
        folder: Where to; made if need be.
        name: Beginning of the files' names.

    Returns:
        The picture, and the HTML of every frame with known secrets masked; as far as the browser still gives them.
    """
    kept: list[Path] = []
    if not session.window.is_alive or not session.address:
        return kept
    try:
        with session.watched(session.settings.timeout), playwright_errors(session.page):
            kept.append(session.page.picture(folder / name))
            for number, frame in enumerate(session.window.tab.frames):
                file = folder / f"{name}{f'-frame-{number}' if number else ''}.html"
                file.write_text(session.readable(frame.content()), encoding="utf-8")
                kept.append(file)
    except ApplicationException as error:
        _log.info("no further evidence of the failure: %s", error)
    return kept
