"""Killed at every point of writes that cannot be asked about: a person decides, and each still happens once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.crash.harness import SEED, WHOLE, Site, open_site
from tests.crash.inbox import deliver
from tests.crash.killing import chosen, drawn
from tests.crash.mail_server import Answers, mail_server
from tests.crash.sweep import kill_everywhere, sweep
from tests.crash.unverified import decides, in_the_books, open_post, without_verify

pytestmark = [pytest.mark.crash, pytest.mark.timeout(1200)]
PARTS = 16
INSTANTS = ("before", "during", "after")
Row = Callable[[str, Any], None]


@pytest.mark.browser
@pytest.mark.parametrize("part", range(PARTS) if WHOLE else [drawn(SEED, "unverified") % PARTS])
def test_orders_without_verify_are_entered_once_by_a_persons_word(
    tmp_path: Path, part: int, record_property: Row
) -> None:
    with open_site(tmp_path / "site") as site:
        expected = deliver(site.root, "one order")
        recipe = without_verify(site, "order-to-invoice")
        plan = site.plan(part=part, parts=PARTS, seed=f"{SEED}/unverified")
        swept = sweep(site, recipe, expected, plan, person=decides(in_the_books))
    record_property("kills", ("order without verify, a person decides", *swept.row))
    assert (swept.wrong, swept.false) == ([], []), f"RPA_CRASH_SEED={SEED}, killed at {swept.killed}"


@pytest.mark.browser
@pytest.mark.parametrize("when", INSTANTS if WHOLE else chosen(SEED, INSTANTS, 1))
def test_a_request_killed_on_its_way_is_decided_by_a_person(tmp_path: Path, when: str, record_property: Row) -> None:
    with open_site(tmp_path / "site") as site:
        expected = deliver(site.root, "one order")
        recipe = without_verify(site, "order-to-invoice")
        site.misbehave(slow_ms=[30, 30])
        plan = site.plan(f"request POST /orders/new, {when}", seed=SEED)
        swept = sweep(site, recipe, expected, plan, person=decides(in_the_books))
    record_property("kills", ("order without verify, a person decides", *swept.row))
    assert (swept.wrong, swept.false) == ([], [])
    assert (len(swept.killed), swept.doubts) == (1, 1)


def test_a_mail_is_sent_once_wherever_the_robot_dies(tmp_path: Path, record_property: Row) -> None:
    """Every point there is, of a mail by SMTP; it costs no browser."""
    answers = Answers()

    def received(_site: Site, _step: str) -> tuple[bool, dict[str, str]]:
        return bool(answers.received), {}

    with open_site(tmp_path / "site") as site, mail_server(answers) as port:
        open_post(site, port)
        plan = site.plan(parts=1, seed=SEED)
        swept = kill_everywhere(site, "greeting", plan, person=decides(received))
    record_property("kills", ("mail by SMTP, a person decides", *swept.row))
    assert len(answers.received) == 1
    assert (swept.done, swept.false) == (1, [])
    assert {"message, before", "message, after"} <= set(swept.killed)
    assert swept.doubts >= 2
