"""The end of a worker whose work may be somebody else's by now: at once, with all that it has started."""

from __future__ import annotations

import logging
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

_log = logging.getLogger(__name__)

EXIT_CODE = 3  # what it had in hand is left: somebody else goes on with it


def end_at_once(reason: str) -> None:
    """Kill browser and driver, say why, and end this process without another step.

    Whatever it had in hand is judged by the one who has it now, as after a crash.
    """
    for process in descendants(os.getpid()):
        with suppress(ProcessLookupError, PermissionError):
            os.kill(process, signal.SIGKILL)
    _log.error("ended at once: %s", reason)
    sys.stderr.write(
        f"Ended at once: {reason}. Nothing was half-recorded; the others go on with what it had in hand.\n"
    )
    sys.stderr.flush()
    logging.shutdown()
    os._exit(EXIT_CODE)


def descendants(process: int) -> list[int]:
    """Numbers of all processes that a process has started, and those have, the nearest first."""
    children: dict[int, list[int]] = {}
    for file in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            parent = int(file.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(file.parent.name))
    found = [process]
    for one in found:
        found += children.get(one, [])
    return found[1:]
