"""A worker that is paused, taken over and woken again changes nothing any more."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from rpa.errors import Fenced, InDoubt
from rpa.ledger.protocol import Claim, Ledger, StepState
from rpa.model.effect import Intent, Receipt
from rpa.model.item import Arrival, ItemState
from tests.crash.harness import ROOT, SEED, WHOLE, await_end, await_stop, counted, open_site, take_over
from tests.crash.inbox import deliver
from tests.crash.killing import chosen
from tests.crash.ledgers import KINDS, open_named
from tests.crash.reckoning import differences, false_doubts
from tests.crash.unverified import decides, in_the_books
from tests.waiting import LONGEST, wait_until

pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]
SAVE = Intent("browser", "http://127.0.0.1/orders", "Save order")
STAGES = ("claimed", "begun", "sent", "written")
SLEEPER = """
import sys
from tests.crash.test_takeover import work
work(*sys.argv[1:])
"""


class Sleeper:
    """Works on the item, and stops itself at one stage as SIGSTOP from outside would.

    Args:
        stage: Where it stops.
    """

    def __init__(self, stage: str) -> None:
        self.stage = stage

    def reach(self, stage: str) -> None:
        """Sleep if it is time to."""
        if stage == self.stage:
            os.kill(os.getpid(), signal.SIGSTOP)


def work(name: str, run: str, stage: str, world: str) -> None:
    """One item from claim to end; prints how it ended. The world is a file to which the write adds a line."""
    sleeper = Sleeper(stage)
    with closing(open_named(name)) as ledger:
        claim = ledger.claim("orders", "sleeper", int(run))
        assert claim is not None
        try:
            _do(ledger, claim, sleeper, Path(world))
        except (Fenced, InDoubt) as error:
            sys.stdout.write(f"{type(error).__name__}\n")
            for verb in (begin, send, settle, number):
                try:
                    verb(ledger, claim)
                except Fenced:
                    sys.stdout.write("Fenced\n")
        else:
            sys.stdout.write("done\n")


def _do(ledger: Ledger, claim: Claim, sleeper: Sleeper, world: Path) -> None:
    sleeper.reach("claimed")
    begin(ledger, claim)
    sleeper.reach("begun")
    send(ledger, claim)
    sleeper.reach("sent")
    with world.open("a") as stream:
        stream.write(f"{claim.key}\n")
    sleeper.reach("written")
    ledger.finish(claim, "order", {"number": "by the sleeper"}, Receipt("saved"))
    settle(ledger, claim)


def begin(ledger: Ledger, claim: Claim) -> None:
    """State the intent."""
    ledger.begin(claim, "order", SAVE, ())


def send(ledger: Ledger, claim: Claim) -> None:
    """Say that it may leave."""
    ledger.sent(claim, "order")


def settle(ledger: Ledger, claim: Claim) -> None:
    """End the claim."""
    ledger.settle(claim, ItemState.DONE)


def number(ledger: Ledger, claim: Claim) -> None:
    """Take an invoice number."""
    ledger.number(claim, "sales")


@contextmanager
def asleep(name: str, run: int, stage: str, world: Path) -> Iterator[subprocess.Popen[str]]:
    """A worker that is paused at a stage."""
    command = [sys.executable, "-c", SLEEPER, name, str(run), stage, str(world)]
    sleeper = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        _, status = os.waitpid(sleeper.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status), f"it ended before it slept: {status}"
        yield sleeper
    finally:
        sleeper.kill()
        sleeper.communicate()


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_woken_worker_is_fenced_out(
    tmp_path: Path, fresh_ledger: Callable[[str], str], kind: str, stage: str
) -> None:
    name, world = fresh_ledger(kind), tmp_path / "world"
    with closing(open_named(name)) as ledger:
        run = ledger.start_run("orders", "orders.yaml", "name: orders", {})
        ledger.record(run, "orders", [Arrival("A-1", "c", {"n": 1}, "a file")])
        with asleep(name, run, stage, world) as sleeper:
            assert ledger.reap("orders", lambda _owner: False, lambda _owner: False) == 1
            claim = ledger.claim("orders", "taker", run)
            assert claim is not None
            assert claim.suspect == "sleeper", "nobody knows that it is dead"
            if stage == "begun":
                ledger.void(claim, "order", "nothing left")
            before = {row.state for row in ledger.steps(1)}
            sleeper.send_signal(signal.SIGCONT)
            told = sleeper.communicate(timeout=LONGEST)[0].split()
        # It may write only where it was told so before it fell asleep; the taker waits for its word there.
        assert world.exists() == (stage in ("sent", "written"))
        assert told == ["Fenced"] * 5
        steps = ledger.steps(1)
        expected = {StepState.LATE} if stage in ("sent", "written") else set()
        assert {row.state for row in steps} == before | expected
        row = ledger.item(1)
        assert row is not None
        assert (row.state, row.owner) == (ItemState.CLAIMED, "taker"), "the taker's claim stands"
        assert ledger.peek_number("sales") == 1
        if stage in ("sent", "written"):
            assert ledger.accept(claim, "order") == {"number": "by the sleeper"}
        else:
            begin(ledger, claim)
            send(ledger, claim)
            ledger.finish(claim, "order", {}, Receipt("saved"))
        settle(ledger, claim)
        assert [row.state for row in ledger.steps(1) if row.state is StepState.DONE] == [StepState.DONE]
        assert ledger.verify_chain() is None


PAUSES = (
    "claim, after",
    "begin order, after",
    "sent order, before",
    "sent order, after",
    "request POST /orders/new, after",
    "finish order, before",
    "finish order, after",
    "begin invoice, after",
    "settle_and_claim, before",
)
TAKERS = ("on another machine", "on the same machine")
LEASE = 3.0  # seconds


@pytest.mark.browser
@pytest.mark.parametrize("taker", TAKERS if WHOLE else chosen(SEED, TAKERS, 1))
@pytest.mark.parametrize("pause", PAUSES if WHOLE else chosen(SEED, PAUSES, 1))
def test_a_run_paused_beyond_its_lease_is_taken_over_and_changes_nothing_when_it_wakes(
    tmp_path: Path, fresh_ledger: Callable[[str], str], pause: str, taker: str
) -> None:
    recipe = "order-to-invoice"
    with open_site(tmp_path / "site", fresh_ledger("postgres"), LEASE) as site:
        expected = deliver(site.root, "one order")
        paused = site.start("run", recipe, plan=site.plan(pause, stops=True), host="north")
        await_stop(site, paused)
        ended = take_over(site, recipe, host="south" if taker == "on another machine" else "north")
        stood = [(row.id, row.state) for row in site.items(recipe)]
        paused.send_signal(signal.SIGCONT)
        woken = await_end(paused)
        assert woken.code == 3, woken
        assert "others may have its work" in woken.stderr or "others took this worker for dead" in woken.stderr
        assert [(row.id, row.state) for row in site.items(recipe)] == stood, "the woken one changes no item"
        if pause == "sent order, after":
            # It had leave to send, and nobody knew whether it would: that is a person's to decide.
            assert ended.code == 4, ended
            assert false_doubts(site, recipe) == []
            assert decides(in_the_books)(site, recipe) == 1
            ended = site.run("run", recipe, host="south")
        assert ended.code == 0, ended
        assert differences(site, recipe, expected, late=True) == []


@pytest.mark.browser
def test_on_one_machine_a_paused_run_is_known_to_live(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        expected = deliver(site.root, "one order")
        robot = site.start("run", "order-to-invoice")
        wait_until(lambda: "customer" in counted(site), "the customer is entered")
        robot.send_signal(signal.SIGSTOP)
        second = site.run("run", "order-to-invoice")
        assert second.code == 5, second
        assert f"process {robot.pid}" in second.stderr
        (row,) = site.items("order-to-invoice")
        assert row.state is ItemState.CLAIMED
        robot.send_signal(signal.SIGCONT)
        assert await_end(robot).code == 0
        assert differences(site, "order-to-invoice", expected) == []
