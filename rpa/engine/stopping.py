"""Being asked to stop: by a signal to this process, or by a word in the ledger that reaches every worker of a run."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType

from rpa.ledger.protocol import IN_A_ROW

ON_REQUEST = "stopped on request; the rest was left untouched"
AT_ONCE = "at once: "
"""In front of a run's stop reason: items in hand are put down at their next step instead of being finished."""
ASK_EVERY = 1.0
"""Seconds between two looks into the ledger while an item is worked on."""


@dataclass
class Stop:
    """Whether to begin nothing more, and whether to put down what is in hand.

    Attributes:
        ask_ledger: Why the run is to begin nothing more; empty: it goes on.
        of_process: The stop of the whole process, where this is the one of a single run in it.
    """

    ask_ledger: Callable[[], str] = lambda: ""
    of_process: Stop | None = None
    _has_come: bool = field(default=False, repr=False)
    _asked_at: float = field(default=0.0, repr=False)

    def signalled(self, _number: int = 0, _frame: FrameType | None = None) -> None:
        """A signal asks to stop."""
        self._has_come = True

    @property
    def is_signalled(self) -> bool:
        """A signal came: nothing more is begun, and the item in hand is parked before its next step."""
        return self._has_come or (self.of_process is not None and self.of_process.is_signalled)

    def reason(self) -> str:
        """Why nothing more is to be begun; empty: go on."""
        if self.is_signalled:
            return ON_REQUEST
        return self.ask_ledger().removeprefix(AT_ONCE)

    def is_parking(self) -> bool:
        """Whether the item in hand is to be put down before its next step."""
        if self.is_signalled:
            return True
        now = time.monotonic()
        if now - self._asked_at < ASK_EVERY:
            return False
        self._asked_at = now
        return self.ask_ledger().startswith(AT_ONCE)


@contextmanager
def stopped_by_signal(stop: Stop) -> Iterator[Stop]:
    """Let SIGTERM ask for the stop; must be entered in the main thread."""
    before = signal.signal(signal.SIGTERM, stop.signalled)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before)


def told_with_cause(reason: str, last_trouble: str) -> str:
    """Why a run ends, with the last application exception where too many of them end it."""
    return f"{reason}. The last one: {last_trouble}" if IN_A_ROW in reason and last_trouble else reason
