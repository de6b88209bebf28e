"""What becomes of a write when nobody answers: found, repeated, or put before a person; never done blindly again."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rpa.model.item import ItemState
from tests.crash.harness import Site, await_end, counted, kill, open_site
from tests.crash.inbox import Expected, deliver
from tests.crash.reckoning import differences
from tests.crash.unverified import open_post, without_verify
from tests.waiting import LONGEST, wait_until

pytestmark = [pytest.mark.browser, pytest.mark.crash, pytest.mark.timeout(240)]
RECIPE = "order-to-invoice"


def receipts(site: Site, recipe: str) -> list[str]:
    """The references of all receipts, in order."""
    with closing(site.ledger()) as ledger:
        steps = [step for row in ledger.items(recipe) for step in ledger.steps(row.id)]
    return [step.receipt.reference for step in steps if step.receipt]


def start_order(site: Site) -> Expected:
    """One order of a new customer; her entry is the first write, the order's the second."""
    return deliver(site.root, "one order")


@pytest.mark.parametrize("fate", ["drop_after_store", "error_after_store"])
def test_stored_but_not_answered_is_found_and_counted_once(tmp_path: Path, fate: str) -> None:
    with open_site(tmp_path) as site:
        expected = start_order(site)
        site.misbehave(next=["ok", fate])
        ended = site.run("run", RECIPE)
        assert ended.code == 0, ended
        assert differences(site, RECIPE, expected) == []
        assert sum("found at the target" in reference for reference in receipts(site, RECIPE)) == 1


@pytest.mark.parametrize("fate", ["drop_before_store", "error_before_store", "lose_session"])
def test_not_stored_is_repeated_and_counted_once(tmp_path: Path, fate: str) -> None:
    with open_site(tmp_path) as site:
        expected = start_order(site)
        site.misbehave(next=["ok", fate])
        ended = site.run("run", RECIPE)
        assert ended.code == 0, ended
        assert differences(site, RECIPE, expected) == []
        with closing(site.ledger()) as ledger:
            states = [step.state for step in ledger.steps(1) if step.step == "order"]
        assert states == ["void", "done"]


def test_without_verify_a_person_is_told_which_step(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        start_order(site)
        recipe = without_verify(site, "order-to-invoice", "order")
        site.misbehave(next=["ok", "drop_after_store"])
        assert site.run("run", recipe).code == 4
        for _ in range(2):  # the second look changes nothing
            (row,) = site.items(recipe)
            assert row.state is ItemState.IN_DOUBT
            assert "Enter the order" in row.reason
            assert "may have happened" in row.reason
            assert counted(site)["order"] == ["B-1"]
            site.run("run", recipe)


def test_without_verify_a_killed_write_is_in_doubt(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        start_order(site)
        recipe = without_verify(site, "order-to-invoice", "order")
        site.kill_at(recipe, "finish order, before")
        site.run("run", recipe)
        (row,) = site.items(recipe)
        assert row.state is ItemState.IN_DOUBT
        assert "Enter the order" in row.reason
        assert counted(site)["order"] == ["B-1"]


def test_term_parks_and_the_next_run_finishes(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        expected = deliver(site.root, RECIPE)
        robot = site.start("run", RECIPE)
        wait_until(lambda: "order" in counted(site), "the first order is entered")
        robot.send_signal(signal.SIGTERM)
        ended = await_end(robot)
        assert ended.code == 3, ended
        assert "stopped on request" in ended.stdout
        states = [row.state for row in site.items(RECIPE)]
        assert ItemState.NEW in states
        assert ItemState.CLAIMED not in states
        assert site.run("run", RECIPE).code == 0
        assert differences(site, RECIPE, expected) == []


@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_whole_group_parks_too(tmp_path: Path, kind: signal.Signals) -> None:
    """Ctrl-C in a terminal and a stopped service reach Playwright's driver as well."""
    with open_site(tmp_path) as site:
        expected = deliver(site.root, RECIPE)
        robot = site.start("run", RECIPE)
        wait_until(lambda: "order" in counted(site), "the first order is entered")
        os.killpg(robot.pid, kind)
        ended = await_end(robot)
        assert ended.code == (130 if kind is signal.SIGINT else 3), ended
        assert "Traceback" not in ended.stderr
        wait_until(lambda: not site.processes(), "driver and browser have ended")
        assert site.run("run", RECIPE).code == 0
        assert differences(site, RECIPE, expected) == []


def test_two_at_once_the_second_says_who_since_when(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        expected = deliver(site.root, RECIPE)
        site.misbehave(slow_ms=[100, 100])
        first = site.start("run", RECIPE)
        wait_until(lambda: any(row.state == "claimed" for row in site.items(RECIPE)), "the first works")
        second = site.run("run", RECIPE)
        assert second.code == 5
        assert f"process {first.pid} on {os.uname().nodename} since 20" in second.stderr
        assert await_end(first).code == 0
        assert differences(site, RECIPE, expected) == []


def test_the_lock_of_a_killed_process_blocks_nobody(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        expected = start_order(site)
        robot = site.start("run", RECIPE)
        wait_until(lambda: "customer" in counted(site), "the customer is entered")
        kill(robot.pid)
        again = site.run("run", RECIPE)  # at once: the browser of the killed one may still be there
        robot.communicate(timeout=LONGEST)
        assert again.code == 0, again
        assert differences(site, RECIPE, expected) == []
        assert not list((site.root / ".rpa/locks/owners").iterdir()), "no lock file of the dead is left"


def test_killed_between_recording_and_filing_away(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        expected = start_order(site)
        site.kill_at(RECIPE, "record, after")
        assert (site.root / "inbox/orders/cycles.xlsx").exists()
        assert len(site.items(RECIPE)) == 1
        assert site.run("run", RECIPE).code == 0
        assert differences(site, RECIPE, expected) == []


def test_the_input_is_gone_after_it_was_recorded(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        expected = start_order(site)
        site.kill_at(RECIPE, "record, after")
        (site.root / "inbox/orders/cycles.xlsx").rename(tmp_path / "taken away")
        assert site.run("run", RECIPE).code == 0
        wrong = differences(site, RECIPE, expected)
        assert wrong == ["0 files in archive/orders, not 1"]


def test_the_same_workbook_again_by_another_name_is_skipped(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        expected = start_order(site)
        assert site.run("run", RECIPE).code == 0
        (site.root / "archive/orders/cycles.xlsx").rename(site.root / "inbox/orders/again.xlsx")
        assert site.run("run", RECIPE).code == 0
        assert differences(site, RECIPE, expected) == []


# mail by SMTP


def post(tmp_path: Path, answers: Any, check: Callable[[Site], None]) -> None:
    """Open a company whose mail goes to a server with these answers, and check what comes of it."""
    from tests.crash.mail_server import mail_server

    with open_site(tmp_path) as site, mail_server(answers) as port:
        open_post(site, port)
        check(site)


def test_a_mail_server_that_dies_after_the_message_leaves_a_doubt(tmp_path: Path) -> None:
    from tests.crash.mail_server import Answers

    answers = Answers(data=("die",))

    def check(site: Site) -> None:
        assert site.run("run", "greeting").code == 4
        for _ in range(2):
            (row,) = site.items("greeting")
            assert row.state is ItemState.IN_DOUBT
            assert "Greet the customer" in row.reason
            assert len(answers.received) == 1, "no blind repeat"
            site.run("run", "greeting")

    post(tmp_path, answers, check)


def test_a_refused_address_rejects_the_item(tmp_path: Path) -> None:
    from tests.crash.mail_server import Answers

    answers = Answers(rcpt=("550 no such mailbox",))

    def check(site: Site) -> None:
        assert site.run("run", "greeting").code == 4
        (row,) = site.items("greeting")
        assert row.state is ItemState.REJECTED
        assert "550" in row.reason
        assert answers.received == []

    post(tmp_path, answers, check)


@pytest.mark.parametrize("where", ["rcpt", "data"])
def test_a_passing_refusal_is_tried_again(tmp_path: Path, where: str) -> None:
    from tests.crash.mail_server import Answers

    answers = Answers(**{where: ("451 later",)})

    def check(site: Site) -> None:
        started = time.monotonic()
        assert site.run("run", "greeting").code == 0
        assert time.monotonic() - started > 0.8, "not at once"
        assert len(answers.received) == 1
        assert answers.asked == 2

    post(tmp_path, answers, check)


@pytest.mark.parametrize("when", ["before", "after"])
def test_killed_around_the_sending_of_a_mail(tmp_path: Path, when: str) -> None:
    """Before `sent` is durable nothing has left, and it is sent once; after it only the server could tell."""
    from tests.crash.mail_server import Answers

    answers = Answers()

    def check(site: Site) -> None:
        site.kill_at("greeting", f"sent greet, {when}")
        site.run("run", "greeting")
        (row,) = site.items("greeting")
        if when == "before":
            assert row.state is ItemState.DONE
            assert len(answers.received) == 1
        else:
            assert row.state is ItemState.IN_DOUBT
            assert answers.received == []

    post(tmp_path, answers, check)


def test_kills_do_not_use_up_the_attempts(tmp_path: Path) -> None:
    from tests.crash.mail_server import Answers

    answers = Answers(rcpt=("451 later",))

    def check(site: Site) -> None:
        for _ in range(3):
            site.kill_at("greeting", "claim, after")
        assert site.run("run", "greeting").code == 0
        assert len(answers.received) == 1

    post(tmp_path, answers, check)
