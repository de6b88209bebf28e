"""A worker on a machine of its own, cut off from the target or from the ledger: nothing twice, nothing lost."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.crash.harness import SEED, WHOLE, Site, await_end, await_point, await_stop, open_site, take_over
from tests.crash.inbox import deliver
from tests.crash.killing import chosen
from tests.crash.machines import Lan, Machine, open_lan, why_not
from tests.crash.reckoning import differences, false_doubts
from tests.crash.unverified import decides, in_the_books

RECIPE = "order-to-invoice"
LEASE = 4.0  # seconds
LEAVES = "request POST /orders/new, before"
CUTS = (
    "claim of 1, after",
    "begin order of 1, after",
    "sent order of 1, after",
    LEAVES,
    "request POST /orders/new, after",
    "finish order of 1, after",
    "replace invoices/*.pdf, after",
)
"""Where the one that works is cut off from the ledger."""
pytestmark = [pytest.mark.browser, pytest.mark.crash, pytest.mark.timeout(600)]


@pytest.fixture
def lan() -> Iterator[Lan]:
    if reason := why_not():
        pytest.skip(reason)
    with open_lan("north", "south") as made:
        yield made


def over_the_wire(lan: Lan, wire: str, address: str) -> str:
    """An address of this machine's loopback as the others reach it."""
    parts = urlsplit(address)
    assert parts.port is not None
    return address.replace(f"127.0.0.1:{parts.port}", lan.relay(wire, parts.port))


@contextmanager
def wired_site(folder: Path, lan: Lan, ledger: str = "") -> Iterator[Site]:
    """A company, and perhaps a ledger, that the robots reach over their wires only."""
    with open_site(folder, ledger, LEASE) as site:
        site.change_settings(site.office.address, over_the_wire(lan, "target", site.office.address))
        if ledger:
            url = ledger.partition("#")[0]
            site.change_settings(url, over_the_wire(lan, "ledger", url))
        yield site


def when_it_leaves(site: Site, machine: Machine, what: str) -> subprocess.Popen[str]:
    """Start the recipe on a machine; returns when it has come to a point."""
    plan = site.plan()
    robot = site.start("run", RECIPE, plan=plan, machine=machine)
    await_point(site, robot, plan, what)
    return robot


@pytest.mark.parametrize("seconds", [1.0, 6.0] if WHOLE else [2.0])
def test_cut_off_from_the_target_while_it_writes(tmp_path: Path, lan: Lan, seconds: float) -> None:
    north = lan.machines[0]
    with wired_site(tmp_path / "site", lan) as site:
        expected = deliver(site.root, "one order")
        robot = site.start("run", RECIPE, plan=site.plan(LEAVES, stops=True), machine=north)
        await_stop(site, robot)
        site.misbehave(slow_ms=[1500, 1500])  # so that the answer has no time to come before the cut
        robot.send_signal(signal.SIGCONT)
        time.sleep(0.3)  # on its way, or there already: either is good
        lan.cut(north, "target")
        time.sleep(seconds)
        assert robot.poll() is None, "it waits for its answer"
        lan.heal(north, "target")
        site.misbehave()
        ended = await_end(robot)
        assert ended.code == 0, ended
        assert differences(site, RECIPE, expected) == []
        assert false_doubts(site, RECIPE) == []


@pytest.mark.parametrize("what", CUTS if WHOLE else chosen(SEED, CUTS, 1))
def test_cut_off_from_the_ledger_while_it_works(
    tmp_path: Path, lan: Lan, fresh_ledger: Callable[[str], str], what: str
) -> None:
    north, south = lan.machines
    ledger = fresh_ledger("postgres")
    with wired_site(tmp_path / "site", lan, ledger) as site:
        expected = deliver(site.root, "one order")
        robot = when_it_leaves(site, north, what)
        lan.cut(north, "ledger")
        taken = take_over(site, RECIPE, machine=south)
        cut_off = await_end(robot)
        assert cut_off.code in (1, 3), cut_off  # it could not record anything, or nobody could hear it
        assert "Traceback" not in cut_off.stderr
        lan.heal(north, "ledger")
        if taken.code == 4:
            # Nothing of it was there, and nobody knew whether the one cut off would still send it.
            assert false_doubts(site, RECIPE) == []
            assert decides(in_the_books)(site, RECIPE) == 1
        again = site.run("run", RECIPE, machine=north)
        assert again.code == 0, again
        assert differences(site, RECIPE, expected, late=True) == []
