"""One case of the sweep: a robot that dies at many points, one after the other, and is run again until all is done."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from rpa.model.item import ItemState
from tests.crash.harness import Site, run_until_settled
from tests.crash.inbox import Expected
from tests.crash.killing import Plan, read_log
from tests.crash.reckoning import differences, false_doubts, found_by_verify

MOST_RUNS = 150
LONGEST_WAIT = 60.0
"""Seconds until the workers of a dead parent must have ended."""


@dataclass
class Swept:
    """What came of one case.

    Attributes:
        points: Different points that the robots met.
        killed: At which of them one was killed, in order.
        done: Items done in the end.
        doubts: Items that were in doubt until a person decided, and those that are in the end.
        found: Writes whose receipt was found at the target.
        false: Items in doubt, after any of the runs, although nothing can have left.
        wrong: Everything that is not as it must be in the end.
    """

    points: int = 0
    killed: list[str] = field(default_factory=list)
    done: int = 0
    doubts: int = 0
    found: int = 0
    false: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def row(self) -> tuple[int, ...]:
        """As the closing table shows it."""
        doubled, lost = (sum(line.startswith(word) for line in self.wrong) for word in ("doubled", "lost"))
        numbers = (self.points, len(self.killed), self.done, self.doubts, self.found)
        return (*numbers, doubled, lost, len(self.false))


Person = Callable[[Site, str], int]
"""Decides about the items in doubt, as somebody does who looks at the target; returns about how many."""


def kill_everywhere(site: Site, recipe: str, plan: Plan, *options: str, person: Person | None = None) -> Swept:
    """Run a recipe again and again until the plan kills it no more, then until all is settled.

    Args:
        site: Where.
        recipe: What.
        plan: Where the robots die.
        options: Of `rpa run`.
        person: Who decides about what is in doubt; nobody where the target can always be asked.
    """
    swept = Swept()
    for _ in range(MOST_RUNS):
        before = len(swept.killed)
        _run_once(site, recipe, plan, options)
        swept.killed = [one.name for one in read_log(Path(plan.log)) if one.killed]
        swept.false += false_doubts(site, recipe)
        decided = person(site, recipe) if person else 0
        swept.doubts += decided
        if len(swept.killed) == before and not decided:
            break
    else:
        raise AssertionError(f"still killed after {MOST_RUNS} runs: {swept.killed[-5:]}")
    run_until_settled(site, recipe)
    swept.points = len({one.name for one in read_log(Path(plan.log))})
    swept.false += false_doubts(site, recipe)
    rows = site.items(recipe)
    swept.done = sum(row.state is ItemState.DONE for row in rows)
    swept.doubts += sum(row.state is ItemState.IN_DOUBT for row in rows)
    swept.found = found_by_verify(site, recipe)
    return swept


def sweep(
    site: Site, recipe: str, expected: Expected, plan: Plan, *options: str, person: Person | None = None
) -> Swept:
    """Kill everywhere, then compare with what must have happened."""
    swept = kill_everywhere(site, recipe, plan, *options, person=person)
    swept.wrong = differences(site, recipe, expected)
    return swept


def _run_once(site: Site, recipe: str, plan: Plan, options: tuple[str, ...]) -> None:
    """One run; while the workers of a killed parent still live, the recipe is theirs."""
    until = time.monotonic() + LONGEST_WAIT
    while (ended := site.run("run", recipe, *options, plan=plan)).code == 5:
        assert time.monotonic() < until, f"still running after {LONGEST_WAIT:g} seconds: {ended.stderr}"
        time.sleep(0.2)
    assert ended.code in (0, 3, 4, -9), ended
    assert Path(plan.log).exists(), "the robot was not watched"
