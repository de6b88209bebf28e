"""What a page could not ask for: requests of its own scripts, of its frames and windows, that got no proper answer."""

from __future__ import annotations

import fnmatch
from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from rpa.drivers.in_page_script import call

if TYPE_CHECKING:
    from playwright.sync_api import Frame
    from playwright.sync_api import Page as Tab

Failures = Counter[tuple[str, str]]
"""When a document was opened and what failed in it (`/api/orders: answer 500`), to how often."""


def failed_requests(tabs: Sequence[Tab], entered: Collection[Frame], may_fail: Sequence[str]) -> Failures:
    """Requests that failed since each frame was opened.

    All open windows are asked: a list in a window of its own may be filled by the page behind it, and the other way
    round. Frames of other sites (counters, payments) have no say in what the page shows, unless a step entered them.

    Args:
        tabs: The open windows.
        entered: Frames of other sites that steps have worked in.
        may_fail: Patterns of paths that are not counted.
    """
    found: Failures = Counter()
    for tab in tabs:
        for frame in tab.frames:
            if belongs(frame, tab.main_frame) or frame in entered:
                found.update(failed_in(frame))
    return Counter({one: count for one, count in found.items() if not is_named(one[1], may_fail)})


def in_words(failures: Failures) -> str:
    """What failed, for a message."""
    return "; ".join(dict.fromkeys(told for _, told in failures))


def belongs(frame: Frame, main: Frame) -> bool:
    """Whether a frame is of the page's own site; one without an address was written by the frame around it."""
    while frame.parent_frame is not None and not urlsplit(frame.url).hostname:
        frame = frame.parent_frame
    return frame == main or site(frame.url) == site(main.url)


def site(address: str) -> str:
    """The last two labels of an address's host, as the script in the page tells sites apart."""
    return ".".join((urlsplit(address).hostname or "").split(".")[-2:])


def failed_in(frame: Frame) -> Failures:
    """What failed in one frame; nothing for one that goes away, since what it showed goes with it."""
    from playwright.sync_api import Error

    try:
        answer = frame.evaluate(call("failures"), [])
    except Error:
        return Counter()
    value = answer.get("value") or {"document": "", "found": {}}
    return Counter({(str(value["document"]), str(told)): int(count) for told, count in value["found"].items()})


def is_named(told: str, patterns: Sequence[str]) -> bool:
    """Whether the path of a failed request fits one of the patterns."""
    path = told.rpartition(": ")[0]
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)
