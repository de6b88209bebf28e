"""Waiting for something that another process does."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable
from typing import Any

LONGEST = 90.0  # seconds: three busy workers on two slow processors; who waits for what never comes, pays it once


def wait_until(
    condition: Callable[[], bool],
    what: str,
    longest: float = LONGEST,
    *,
    running: subprocess.Popen[Any] | None = None,
) -> None:
    """Wait for something to become true.

    Args:
        condition: Looked at every 20 ms.
        what: Said when it does not become true.
        longest: In seconds.
        running: The process that makes it true; when it ends without, what it printed is told at once.
    """
    until = time.monotonic() + longest
    while not condition():
        if running is not None and running.poll() is not None and not condition():
            stdout, stderr = running.communicate(timeout=LONGEST)
            raise AssertionError(f"ended with {running.returncode} before: {what}\n{stdout}\n{stderr}")
        assert time.monotonic() < until, f"not within {longest:g} seconds: {what}"
        time.sleep(0.02)
