"""Processes below this one: found and killed."""

from __future__ import annotations

import os
import signal
import subprocess
from pathlib import Path


def kill_process(process: int) -> None:
    """Kill one process; one that has ended already is no trouble."""
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return


def children(process: int) -> list[int]:
    """Ids of a process's children."""
    listing = Path(f"/proc/{process}/task/{process}/children")
    if Path("/proc/self/stat").exists():
        tasks = Path(f"/proc/{process}/task")
        found: list[int] = []
        for task in tasks.iterdir() if tasks.is_dir() else ():
            listing = task / "children"
            found += [int(one) for one in listing.read_text().split()] if listing.exists() else []
        return found
    answer = subprocess.run(["pgrep", "-P", str(process)], capture_output=True, text=True, check=False)
    return [int(one) for one in answer.stdout.split()]


def descendants(process: int) -> list[int]:
    """Ids of all processes below one, the deepest last."""
    found: list[int] = []
    for child in children(process):
        found += [child, *descendants(child)]
    return found
