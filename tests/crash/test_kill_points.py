"""Killed right before and right after every commit of the ledger, for one order of a new customer."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rpa.model.item import ItemState
from tests.crash.harness import Site, open_site, run_until_settled
from tests.crash.inbox import Expected, deliver
from tests.crash.reckoning import differences

pytestmark = [pytest.mark.browser, pytest.mark.crash, pytest.mark.timeout(240)]
RECIPE = "order-to-invoice"
ROBOT = str(Path(__file__).with_name("killed_robot.py"))
CALLS = (
    *(("start_run", 1), ("record", 1), ("claim", 1)),
    *(("begin", 1), ("sent", 1), ("finish", 1)),  # the customer
    *(("begin", 2), ("sent", 2), ("finish", 2)),  # the order
    *(("number", 1), ("begin", 3), ("finish", 3)),  # the invoice
    *(("begin", 4), ("sent", 3), ("finish", 4)),  # its registration
    *(("begin", 5), ("finish", 5)),  # the mail
    *(("settle", 1), ("finish_run", 1)),
)
"""Every call that commits, in order; `test_these_are_all_commits` proves it."""

Point = tuple[str, int, str]
ALL: tuple[Point, ...] = tuple((verb, nth, when) for verb, nth in CALLS for when in ("before", "after"))
USUAL: tuple[Point, ...] = (
    ("record", 1, "after"),
    ("sent", 1, "after"),
    ("finish", 1, "before"),
    ("begin", 2, "after"),
    ("sent", 2, "before"),
    ("sent", 2, "after"),
    ("finish", 2, "before"),
    ("finish", 2, "after"),
    ("number", 1, "after"),
    ("finish", 3, "before"),
    ("finish", 4, "before"),
    ("finish", 5, "before"),
    ("settle", 1, "before"),
    ("finish_run", 1, "before"),
)
"""Those after which most is left open; all of them with RPA_CRASH_ALL=1."""

TWICE: tuple[tuple[Point, Point], ...] = (
    (("sent", 2, "after"), ("void", 1, "after")),  # not there, and killed again once that is known
    (("finish", 2, "before"), ("finish", 1, "before")),  # there, and killed again before that is recorded
)
Row = Callable[[str, Any], None]


def kill_at(site: Site, point: Point) -> None:
    """Run the robot until it dies at a point."""
    verb, nth, when = point
    ended = site.run("run", RECIPE, program=(ROBOT, verb, str(nth), when))
    assert ended.code == -9, f"not killed: exit {ended.code}\n{ended.stdout}\n{ended.stderr}"


def judge(site: Site, expected: Expected, name: str, kills: int, record_property: Row) -> None:
    """Finish what was left, compare, and hand over a row of the table."""
    run_until_settled(site, RECIPE)
    wrong = differences(site, RECIPE, expected)
    rows = site.items(RECIPE)
    with closing(site.ledger()) as ledger:
        receipts = [step.receipt.reference for row in rows for step in ledger.steps(row.id) if step.receipt]
    done, doubts = (sum(row.state is state for row in rows) for state in (ItemState.DONE, ItemState.IN_DOUBT))
    found = sum("found at the target" in reference for reference in receipts)
    doubled, lost = (sum(line.startswith(word) for line in wrong) for word in ("doubled", "lost"))
    record_property("kills", (name, kills, done, doubts, found, doubled, lost))
    assert wrong == []


@pytest.mark.parametrize(
    "point", ALL if os.environ.get("RPA_CRASH_ALL") else USUAL, ids=lambda point: "-".join(map(str, point))
)
def test_killed_at_a_commit(tmp_path: Path, point: Point, record_property: Row) -> None:
    with open_site(tmp_path) as site:
        expected = deliver(site.root, "one order")
        kill_at(site, point)
        judge(site, expected, f"{point[2]} {point[0]}", 1, record_property)


@pytest.mark.parametrize(("first", "second"), TWICE, ids=("not there", "there"))
def test_killed_again_while_the_doubt_is_cleared_up(
    tmp_path: Path, first: Point, second: Point, record_property: Row
) -> None:
    with open_site(tmp_path) as site:
        expected = deliver(site.root, "one order")
        kill_at(site, first)
        kill_at(site, second)
        judge(site, expected, f"{first[2]} {first[0]}, {second[2]} {second[0]}", 2, record_property)


def test_these_are_all_commits(tmp_path: Path) -> None:
    with open_site(tmp_path / "site") as site:
        expected = deliver(site.root, "one order")
        trace = tmp_path / "calls"
        assert site.run("run", RECIPE, program=(ROBOT, "trace", str(trace), "-")).code == 0
        assert differences(site, RECIPE, expected) == []
    assert tuple(trace.read_text().splitlines()) == tuple(f"{verb} {nth}" for verb, nth in CALLS)
