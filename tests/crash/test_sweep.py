"""Killed at every point where something becomes durable or leaves: at each, once, and in each recipe that ships."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from tests.crash.harness import SEED, WHOLE, open_site
from tests.crash.inbox import RECIPES, deliver
from tests.crash.killing import drawn, read_log
from tests.crash.ledgers import KINDS
from tests.crash.reckoning import differences
from tests.crash.sweep import sweep
from tests.crash.test_random_kills import TROUBLES

pytestmark = [pytest.mark.browser, pytest.mark.crash, pytest.mark.timeout(1200)]
PARTS = 16
"""Into so many parts the points of a case are divided; a bounded sweep takes one of them, a whole one all."""
WORKERS = (1, 4)
ALL_CASES = bool(os.environ.get("RPA_CRASH_CASES"))
Row = Callable[[str, Any], None]


@dataclass(frozen=True)
class Case:
    """A recipe on a ledger with so many workers, one part of its points, and whether the company misbehaves."""

    recipe: str
    ledger: str
    workers: int
    part: int

    @property
    def name(self) -> str:
        """Without the part."""
        return f"{self.recipe}, {self.ledger}, {self.workers} worker{'s' if self.workers > 1 else ''}"

    @property
    def trouble(self) -> dict[str, Any]:
        """What the company does wrong: in every second part."""
        return {**TROUBLES[self.part // 2 % len(TROUBLES)], "seed": self.part} if self.part % 2 else {}

    def __str__(self) -> str:
        return f"{self.recipe}-{self.ledger}-{self.workers}-part{self.part}"


def cases() -> list[Case]:
    """All parts of all cases; or one part of each; or of as many as meet each recipe and each way of running once."""
    ways = list(product(KINDS, WORKERS))
    shift = drawn(SEED, "ways")
    found = []
    for (at, recipe), (way, (ledger, workers)) in product(enumerate(RECIPES), enumerate(ways)):
        if not WHOLE and not ALL_CASES and (at + shift) % len(ways) != way:
            continue
        parts = range(PARTS) if WHOLE else [drawn(SEED, f"{recipe}/{ledger}/{workers}") % PARTS]
        found += [Case(recipe, ledger, workers, part) for part in parts]
    return found


def inbox(case: Case) -> str:
    """One order is enough for one worker; four of them want more."""
    return "one order" if case.recipe == "order-to-invoice" and case.workers == 1 else case.recipe


@pytest.mark.parametrize("case", cases(), ids=str)
def test_killed_at_each_point(
    tmp_path: Path, fresh_ledger: Callable[[str], str], case: Case, record_property: Row
) -> None:
    with open_site(tmp_path / "site", fresh_ledger(case.ledger)) as site:
        expected = deliver(site.root, inbox(case))
        if case.trouble:
            site.misbehave(**case.trouble)
        plan = site.plan(part=case.part, parts=PARTS, seed=f"{SEED}/{case.name}")
        options = ("-w", str(case.workers)) if case.workers > 1 else ()
        swept = sweep(site, case.recipe, expected, plan, *options)
    record_property("kills", (case.name, *swept.row))
    settings = f"RPA_CRASH_SEED={SEED} RPA_CRASH_{'ALL' if WHOLE else 'CASES'}=1 "
    again = f"{settings}python -m pytest tests/crash/test_sweep.py -k '{case}'"
    told = f"killed at {swept.killed}\nagain: {again}"
    assert swept.wrong == [], told
    assert swept.false == [], told


TWICE: tuple[tuple[str, str], ...] = (
    ("sent order, after", "void order, after"),  # not there, and killed again once that is known
    ("finish order, before", "finish order, before"),  # there, and killed again before that is recorded
)


@pytest.mark.parametrize(("first", "second"), TWICE, ids=("not there", "there"))
def test_killed_again_while_the_doubt_is_cleared_up(tmp_path: Path, first: str, second: str) -> None:
    with open_site(tmp_path / "site") as site:
        expected = deliver(site.root, "one order")
        site.kill_at("order-to-invoice", first)
        site.kill_at("order-to-invoice", second)
        swept = sweep(site, "order-to-invoice", expected, site.plan())
    assert (swept.wrong, swept.false) == ([], [])


@pytest.mark.parametrize("kind", KINDS)
def test_an_undisturbed_run_meets_every_kind_of_point(
    tmp_path: Path, fresh_ledger: Callable[[str], str], kind: str
) -> None:
    """Were a hook to miss, the sweep would kill nowhere and all would look well."""
    with open_site(tmp_path / "site", fresh_ledger(kind)) as site:
        expected = deliver(site.root, "one order")
        plan = site.plan()
        swept = sweep(site, "order-to-invoice", expected, plan)
        assert differences(site, "order-to-invoice", expected) == []
    met = {crossing.name for crossing in read_log(Path(plan.log))}
    kinds = {f"{name.split()[0].rstrip(',')}{name[name.rindex(',') :]}" for name in met}
    durable = ("start_run", "record", "claim", "begin", "sent", "finish", "number", "settle_and_claim", "finish_run")
    wanted = {
        f"{verb}, {when}" for verb in (*durable, "request", "replace", "link", "unlink") for when in ("before", "after")
    }
    assert wanted | {"request, during"} <= kinds
    assert len(swept.killed) == 0
