"""Patience with a process that works for us, counted in what it has computed, not in what it had to wait for."""

from __future__ import annotations

import os
import time
from pathlib import Path

STARVED = 10
"""How many times its limit a process may take by the clock, on a machine that gives it next to nothing."""
LOOK_EVERY = 0.5
"""Seconds between two looks at what a process has used."""


class TooLong(TimeoutError):
    """It has computed for as long as it may."""


class Starved(TimeoutError):
    """It has hardly been let compute at all: the machine is too busy."""


class Patience:
    """How long a process may still compute.

    Args:
        process: Its number.
        limit: Seconds of processor time, of all its threads. Where the system does not tell, by the clock.
    """

    def __init__(self, process: int, limit: float) -> None:
        self._process, self._limit = process, limit
        self._began, self._used_before = time.monotonic(), processor_time(process)

    def check(self) -> None:
        """Nothing, as long as it may go on.

        Raises:
            TooLong: It has used its time.
            Starved: It has not, and yet much more time has gone by.
        """
        waited, used = time.monotonic() - self._began, processor_time(self._process)
        if used is None or self._used_before is None:
            used, self._used_before = waited, 0.0
        if used - self._used_before >= self._limit:
            raise TooLong
        if waited >= STARVED * self._limit:
            raise Starved


def processor_time(process: int) -> float | None:
    """Seconds that a process has computed, all its threads together; None where the kernel does not say."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return None
