"""Killed at a random instant and run again: everything has happened, and nothing twice."""

from __future__ import annotations

import fcntl
import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from rpa.model.item import ItemState
from tests.crash.harness import LONGEST_RUN, SEED, Site, kill, open_site, run_until_settled
from tests.crash.inbox import RECIPES, Expected, deliver
from tests.crash.ledgers import KINDS
from tests.crash.reckoning import differences, false_doubts, found_by_verify
from tests.waiting import LONGEST, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.crash, pytest.mark.timeout(1500)]
KILLS = int(os.environ.get("RPA_CRASH_KILLS", "12"))
IN_A_ROW = 4
VICTIMS = ("robot", "robot", "robot", "driver", "robot", "browser")
PROGRAMS = {"driver": "node", "browser": "chrom"}
TROUBLES: tuple[dict[str, Any], ...] = (
    {"slow_ms": [0, 150], "drop_after_store_rate": 0.2},
    {"error_rate": 0.15, "error_after_store_rate": 0.15},
    {"drop_before_store_rate": 0.2, "lose_session_rate": 0.03},
)


@dataclass(frozen=True)
class Case:
    """Some kills in a row: of whom and when (a share of the time still needed), and what the company does wrong."""

    number: int
    recipe: str
    ledger: str
    workers: int
    kills: tuple[tuple[str, float], ...]
    trouble: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.number}-{self.recipe}-{self.ledger}-{self.workers}{'-trouble' if self.trouble else ''}"


def draw(number: int) -> Case:
    """The same seed draws the same case."""
    chance = random.Random(f"{SEED}/{number}")
    trouble = {**TROUBLES[number // 3 % len(TROUBLES)], "seed": number} if number % 3 == 2 else {}
    kills = tuple((VICTIMS[(number + at) % 6], chance.uniform(0.05, 1.0)) for at in range(IN_A_ROW))
    ledger, workers = chance.choice(KINDS), chance.choice((1, 1, 4))
    return Case(number, RECIPES[number % len(RECIPES)], ledger, workers, kills, trouble)


@pytest.fixture(scope="session")
def clean_seconds(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], float]:
    """How long a run takes that nobody disturbs; measured once for all workers, and compared like the others."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base

    def measure(recipe: str) -> float:
        with (shared / f"{recipe}.seconds").open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.seek(0)
            if known := file.read():
                return float(json.loads(known))
            with open_site(tmp_path_factory.mktemp("clean")) as site:
                expected = deliver(site.root, recipe)
                start = time.monotonic()
                ended = site.run("run", recipe)
                seconds = time.monotonic() - start
                assert ended.code == 0, ended
                assert differences(site, recipe, expected) == []
            file.write(json.dumps(seconds))
            return seconds

    return measure


def kill_victim(site: Site, robot: subprocess.Popen[str], victim: str, delay: float, chance: random.Random) -> bool:
    """Kill somebody once the time has come and the victim is there; False when the robot had ended before."""
    try:
        robot.wait(delay)
    except subprocess.TimeoutExpired:
        pass
    else:
        robot.communicate()
        return False
    if victim == "robot":
        # With several workers, any of the processes: the one that conducts, or one of its workers.
        one = chance.choice(sorted(site.named("python")) or [robot.pid])
        kill(one)
        robot.communicate(timeout=LONGEST_RUN)
        wait_until(lambda: not site.processes(), "workers, Playwright's driver and the browser end with the robot")
        return one != robot.pid or robot.returncode == -signal.SIGKILL
    victims: list[int] = []
    while robot.poll() is None and not victims:
        victims = site.named(PROGRAMS[victim])
    for one in victims:
        kill(one)
    # The robot lives: it has to notice, and to come to an end by itself.
    robot.communicate(timeout=LONGEST_RUN)
    return bool(victims)


def undone(site: Site, case: Case, expected: Expected) -> float:
    """The share of the case's items that is not done."""
    return 1 - sum(row.state is ItemState.DONE for row in site.items(case.recipe)) / expected.items


@pytest.mark.parametrize("case", [draw(number) for number in range(-(-KILLS // IN_A_ROW))], ids=str)
def test_killed_at_random_instants(
    tmp_path: Path,
    case: Case,
    clean_seconds: Callable[[str], float],
    fresh_ledger: Callable[[str], str],
    record_property: Callable[[str, Any], None],
) -> None:
    hits: Counter[str] = Counter()
    false: list[str] = []
    told, chance = [], random.Random(f"{SEED}/{case}")
    options = ("-w", str(case.workers)) if case.workers > 1 else ()
    with open_site(tmp_path / "site", fresh_ledger(case.ledger)) as site:
        expected = deliver(site.root, case.recipe)
        if case.trouble:
            site.misbehave(**case.trouble)
        for victim, share in case.kills:
            # Starting takes its time, whatever is left to do.
            delay = share * (1 + clean_seconds(case.recipe) * undone(site, case, expected))
            told.append(f"{victim} after {delay:.3f} s")
            hits[victim] += kill_victim(site, site.start("run", case.recipe, *options), victim, delay, chance)
            false += false_doubts(site, case.recipe)
        run_until_settled(site, case.recipe)
        wrong = differences(site, case.recipe, expected)
        false += false_doubts(site, case.recipe)
        rows = site.items(case.recipe)
        found = found_by_verify(site, case.recipe)
    done, doubts = (sum(row.state is state for row in rows) for state in (ItemState.DONE, ItemState.IN_DOUBT))
    doubled, lost = (sum(line.startswith(word) for line in wrong) for word in ("doubled", "lost"))
    outcome = (done, doubts, found, doubled, lost, len(false))
    for victim, count in (+hits).items():
        record_property("kills", (f"random instants, {victim}", count, count, *((0,) * len(outcome))))
    record_property("kills", ("random instants, what came of it", 0, 0, *outcome))
    again = f"RPA_CRASH_SEED={SEED} RPA_CRASH_KILLS={KILLS} python -m pytest tests/crash -k '{case}'"
    assert (wrong, false) == ([], []), f"killed {', '.join(told)}\nagain: {again}"


def test_three_recipes_at_once_share_one_ledger(tmp_path: Path) -> None:
    recipes = ("order-to-invoice", "mail-to-ticket", "vat-return")
    chance = random.Random(f"{SEED}/three")
    with open_site(tmp_path) as site:
        expected = [deliver(site.root, recipe) for recipe in recipes]
        robots = [site.start("run", recipe) for recipe in recipes]
        time.sleep(chance.uniform(4, 8))
        for robot in robots:
            robot.send_signal(signal.SIGKILL)
            robot.communicate(timeout=LONGEST)
        again = [site.start("run", recipe) for recipe in recipes]
        for robot in again:
            robot.communicate(timeout=LONGEST_RUN)
        for recipe, one in zip(recipes, expected, strict=True):
            run_until_settled(site, recipe)
            mails = sum(other.mails for other in expected)
            writes = {kind: found for other in expected for kind, found in other.writes.items()}
            wanted = replace(one, mails=mails, invoices=4, writes=writes)
            assert differences(site, recipe, wanted) == [], f"RPA_CRASH_SEED={SEED}"
