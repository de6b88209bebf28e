"""Where a robot kills itself with SIGKILL, and how it finds out that it is its turn.

A point is something that becomes durable or leaves the process: a transaction of the ledger, a held request on its way
to the target, a file that is renamed, linked or removed, a message handed to a mail server. Nobody lists the points:
the robot meets them (see `tests.crash.watching`). Each has a name made of what it is and of which step and item, as in
`sent order of 1`, and an instant: before, during (a request is with the target) or after. A plan kills at a point once;
the next process passes it. All processes of a case share one log, so that a plan counts over runs and over workers.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import signal
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

VARIABLE = "RPA_CRASH_PLAN"
KILLED = "killed"


def drawn(seed: str, name: str) -> int:
    """A large number, the same for the same seed and name."""
    return int.from_bytes(hashlib.sha256(f"{seed}/{name}".encode()).digest()[:8], "big")


def chosen(seed: str, names: Sequence[str], count: int) -> list[str]:
    """So many of these names, the same ones for the same seed."""
    return sorted(names, key=lambda name: drawn(seed, name))[:count]


@dataclass(frozen=True)
class Plan:
    """Where to kill.

    Attributes:
        log: File that all processes of the case write to.
        points: Names with their instant, as `sent order of 1, before`; the first words of a name are enough.
            Any function may be named: `package.module:Class.function, after`.
        part: Besides: the points of this part, of so many `parts` into which `seed` divides all there are.
        parts: 0: no others than those named; 1: every point.
        seed: The same seed divides in the same way.
        most: Nobody is killed any more after this many kills.
        ledger: Kind of ledger whose writes are watched.
        stops: Processes are stopped by SIGSTOP instead of killed.
        dies: Who may be killed: `any` process, `first` (the one that was started) or `other` (its workers).
    """

    log: str
    points: tuple[str, ...] = ()
    part: int = 0
    parts: int = 0
    seed: str = ""
    most: int = 1000
    ledger: str = "sqlite"
    stops: bool = False
    dies: str = "any"

    def wants(self, name: str) -> bool:
        """Whether somebody is to die at a point."""
        start, _, instant = name.rpartition(", ")
        for point in self.points:
            wanted, _, when = point.rpartition(", ")
            if when == instant and f"{start} ".startswith(f"{wanted} "):
                return True
        return self.parts > 0 and drawn(self.seed, name) % self.parts == self.part

    def as_variable(self) -> str:
        """As it is handed to the robot."""
        return json.dumps(asdict(self))


@dataclass(frozen=True)
class Crossing:
    """One process at one point."""

    process: int
    name: str
    killed: bool


def read_log(path: Path) -> list[Crossing]:
    """What the robots noted so far, in order."""
    return [_parsed(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


def _parsed(line: str) -> Crossing:
    process, fate, name = line.split(" ", 2)
    return Crossing(int(process), name, fate == KILLED)


class Watch:
    """Decides at every point, for one process."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.is_first = os.environ.setdefault("RPA_CRASH_FIRST", str(os.getpid())) == str(os.getpid())

    def reach(self, name: str) -> None:
        """Note a point, and die at it if it is this one's turn."""
        if self.is_last(name):
            os.kill(os.getpid(), signal.SIGSTOP if self.plan.stops else signal.SIGKILL)

    def is_last(self, name: str) -> bool:
        """Note a point; tells whether the process must die at it."""
        with Path(self.plan.log).open("a+", encoding="utf-8") as log:
            fcntl.flock(log, fcntl.LOCK_EX)
            log.seek(0)
            killed = [crossing.name for crossing in map(_parsed, log.read().splitlines()) if crossing.killed]
            left = name not in killed and len(killed) < self.plan.most
            last = left and self._may_die() and self.plan.wants(name)
            log.write(f"{os.getpid()} {KILLED if last else 'passed'} {name}\n")
        return last

    def _may_die(self) -> bool:
        return self.plan.dies == "any" or self.is_first == (self.plan.dies == "first")


def die() -> None:
    """As from outside: nothing is flushed, closed or said."""
    os.kill(os.getpid(), signal.SIGKILL)
