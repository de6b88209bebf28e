"""A watch over steps that may hang: a page's script can loop for ever, and no call into the browser then returns."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rpa.errors import ApplicationException

ALLOWANCE = 60.0  # seconds beyond a step's own waits before it counts as hung
CHECK_EVERY = 1.0  # seconds


class HangWatch:
    """A thread that kills the browser when a step is far over its time.

    Args:
        kill: Ends the browser; called from the watch's thread.
        allowance: Seconds beyond a step's own waits.
    """

    def __init__(self, kill: Callable[[], None], allowance: float = ALLOWANCE) -> None:
        self._kill, self._allowance = kill, allowance
        self._deadline: float | None = None
        self._limit: float | None = None
        self._fired = False
        self._ended = threading.Event()
        self._ended.set()

    def start(self) -> None:
        """Begin to watch."""
        self._ended = threading.Event()
        self._fired = False
        threading.Thread(target=self._watch, args=(self._ended,), name="rpa-hang-watch", daemon=True).start()

    def stop(self) -> None:
        """Watch no longer."""
        self._ended.set()

    def limit(self, seconds: float | None) -> None:
        """From now on there are so many seconds in all, whatever the waits within; None: no limit."""
        self._limit = None if seconds is None else time.monotonic() + seconds

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Do something that takes `seconds` at most by its own waits.

        Raises:
            ApplicationException: If it hung and the browser was ended.
        """
        outer, self._deadline = self._deadline, time.monotonic() + seconds + self._allowance
        try:
            yield
        except ApplicationException as error:
            if self._fired:
                raise ApplicationException("the browser hung and was ended") from error
            raise
        finally:
            self._deadline = outer

    def _watch(self, ended: threading.Event) -> None:
        while not ended.wait(CHECK_EVERY):
            now = time.monotonic()
            if any(until is not None and now > until for until in (self._deadline, self._limit)):
                self._fired = True
                self._kill()
                return
