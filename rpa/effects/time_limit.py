"""The time a step may take: an alarm that ends what hangs in a socket, a query or a loop.

An alarm can only ring in the main thread, where workers do their steps. Browsers have a watch of their own: their
driver must not be interrupted in the middle of a word.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rpa.errors import ApplicationException

PUT_OFF = 0.02  # seconds until it rings again when it rang at a bad moment
LOST_IN = frozenset(("__del__", "_remove"))
TIME_TO_TIDY = 5.0  # seconds for closing what was open before it rings again


class Overrun(BaseException):
    """The time is up. No `Exception`, so that nobody on the way takes it for a failure that can be passed over."""


class _Shield:
    """Counts the places that must not be interrupted just now."""

    depth = 0


@contextmanager
def shielded() -> Iterator[None]:
    """Do something that an alarm must not interrupt: it rings when this is done."""
    _Shield.depth += 1
    try:
        yield
    finally:
        _Shield.depth -= 1


@contextmanager
def limited(seconds: float | None) -> Iterator[None]:
    """Do something that may take so many seconds at most; None: as long as it takes.

    Raises:
        ApplicationException: It took longer, and was interrupted.
    """
    if seconds is None or threading.current_thread() is not threading.main_thread():
        yield
        return
    is_over = False

    def ring(_number: int, frame: FrameType | None) -> None:
        if is_over:
            return
        is_bad_moment = _Shield.depth > 0 or _is_in_between(frame)
        signal.setitimer(signal.ITIMER_REAL, PUT_OFF if is_bad_moment else TIME_TO_TIDY)
        if not is_bad_moment:
            raise Overrun

    before = signal.signal(signal.SIGALRM, ring)
    others, started = signal.getitimer(signal.ITIMER_REAL)[0], time.monotonic()
    try:
        try:
            signal.setitimer(signal.ITIMER_REAL, seconds)
            yield
            is_over = True
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
    except Overrun:
        signal.setitimer(signal.ITIMER_REAL, 0)
        if not is_over:
            raise ApplicationException(overrun_words(seconds)) from None
    finally:
        signal.signal(signal.SIGALRM, before)
        if others:  # somebody else's alarm goes on
            signal.setitimer(signal.ITIMER_REAL, max(0.001, others - (time.monotonic() - started)))


def _is_in_between(frame: FrameType | None) -> bool:
    """Whether a module is being imported, which would stay half there, or an object given up, where errors are lost."""
    while frame is not None:
        if frame.f_code.co_filename.startswith("<frozen importlib") or frame.f_code.co_name in LOST_IN:
            return True
        frame = frame.f_back
    return False


def overrun_words(seconds: float) -> str:
    """What happened, for a message."""
    return f"it took longer than its timeout of {seconds:g}s and was ended"
