"""The time a step may take: an alarm that ends what hangs in a socket, a query or a loop.

An alarm can only ring in the main thread, where workers do their steps. Browsers have a watch of their own: their
driver must not be interrupted in the middle of a word.
"""

from __future__ import annotations

import gc
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from rpa.errors import ApplicationException

PUT_OFF = 0.02  # seconds until it rings again when it rang at a bad moment
LEDGER = "rpa.ledger."
LOST_IN = frozenset(("__del__", "_remove", "remove", "_while_collecting"))
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

    gc.callbacks.append(_while_collecting)
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
        gc.callbacks.remove(_while_collecting)
        if others:  # somebody else's alarm goes on
            signal.setitimer(signal.ITIMER_REAL, max(0.001, others - (time.monotonic() - started)))


def _while_collecting(phase: str, _info: Mapping[str, int]) -> None:
    """Whatever runs within a collection of garbage is shielded: its errors are lost."""
    _Shield.depth += 1 if phase == "start" else -1


def _is_in_between(frame: FrameType | None) -> bool:
    """Whether something is under way that must not stop half-way, or in which errors are lost.

    That is: a verb of the ledger, a module being imported, an object being given up.
    """
    while frame is not None:
        code, module = frame.f_code, str(frame.f_globals.get("__name__"))
        if code.co_filename.startswith("<frozen importlib") or code.co_name in LOST_IN or module.startswith(LEDGER):
            return True
        frame = frame.f_back
    return False


def overrun_words(seconds: float) -> str:
    """What happened, for a message."""
    return f"it took longer than its timeout of {seconds:g}s and was ended"
