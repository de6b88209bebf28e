"""What something took: seconds on the clock, seconds of processor time, and the most memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Spent:
    """What something took.

    Attributes:
        wall: Seconds on the clock.
        cpu: Seconds of processor time, of this process or of the one that was started.
        peak: Most memory in MiB; 0 where it was not measured.
    """

    wall: float
    cpu: float
    peak: float = 0.0


def spent(work: Callable[[], object]) -> Spent:
    """Do something in this process."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return Spent(time.perf_counter() - wall, time.process_time() - cpu)


def spent_by(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Spent:
    """Run a command to its end; the time of its own children counts with it.

    Raises:
        RuntimeError: It failed.
    """
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT, env=environment
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - started
        if process.returncode:
            said.seek(0)
            message = f"{' '.join(command)} ended with {process.returncode}: {said.read().decode(errors='replace')}"
            raise RuntimeError(message)
    return Spent(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def middle(all_spent: Sequence[Spent], part: str = "wall") -> float:
    """The median of one part."""
    return float(statistics.median(getattr(one, part) for one in all_spent))


def least(all_spent: Sequence[Spent], part: str = "wall") -> float:
    """The least of one part."""
    return float(min(getattr(one, part) for one in all_spent))


def say(line: str = "") -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def memory_disk() -> Path | None:
    """A folder whose disk is memory: durable commits cost nothing there but processor time; None: there is none."""
    folder = Path("/dev/shm")
    return folder if folder.is_dir() and os.access(folder, os.W_OK) else None
