"""A worker on a machine of its own, cut off from the target or from the ledger: nothing twice, nothing lost."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.crash.harness import WHOLE, Site, await_end, open_site, wait_until
from tests.crash.inbox import deliver
from tests.crash.killing import read_log
from tests.crash.machines import Lan, open_lan, why_not
from tests.crash.reckoning import differences, false_doubts

pytestmark = [pytest.mark.browser, pytest.mark.crash, pytest.mark.timeout(300)]


@pytest.fixture
def lan() -> Iterator[Lan]:
    if reason := why_not():
        pytest.skip(reason)
    with open_lan("north", "south") as made:
        yield made


@pytest.fixture
def site(tmp_path: Path, lan: Lan) -> Iterator[Site]:
    """A company that its robots reach over the wire only."""
    with open_site(tmp_path / "site") as opened:
        port = urlsplit(opened.office.address).port
        assert port is not None
        opened.change_settings(opened.office.address, f"http://{lan.relay('target', port)}")
        yield opened


@pytest.mark.parametrize("seconds", [1.0, 6.0] if WHOLE else [2.0])
def test_cut_off_from_the_target_while_it_writes(site: Site, lan: Lan, seconds: float) -> None:
    north = lan.machines[0]
    expected = deliver(site.root, "one order")
    site.misbehave(slow_ms=[200, 200])  # so that the answer has no time to come before the cut
    watched = site.plan()
    robot = site.start("run", "order-to-invoice", plan=watched, machine=north)
    log = Path(watched.log)
    wait_until(lambda: any("POST /orders/new, before" in one.name for one in read_log(log)), 60, "the order leaves")
    lan.cut(north, "target")
    time.sleep(seconds)
    assert robot.poll() is None, "it waits for its answer"
    lan.heal(north, "target")
    ended = await_end(robot)
    assert ended.code == 0, ended
    assert differences(site, "order-to-invoice", expected) == []
    assert false_doubts(site, "order-to-invoice") == []
