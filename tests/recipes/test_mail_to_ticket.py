"""Mails become tickets, and their writers get an answer: each once."""

from __future__ import annotations

import pytest

from rpa.demo.inbox import deliver
from tests.fakes.company_office import CompanyOffice
from tests.recipes.proofs import handed_back, journal, prove_once, prove_plan, totals_by_state

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RECIPE = "mail-to-ticket"


def test_mails(office: CompanyOffice) -> None:
    root = office.workspace.root
    delivery = deliver(root)
    expected = delivery.mails

    plan = office.plan(RECIPE)
    assert office.requests_that_write() == 0
    assert not (root / "outbox").exists()

    outcome = office.run(RECIPE)
    assert totals_by_state(outcome.totals) == {"done": expected.done, "rejected": expected.rejected}
    assert prove_once(office) == {"ticket": expected.done}
    done = journal(office, RECIPE)
    assert prove_plan(plan, done) >= expected.done

    for letter in delivery.letters:
        (ticket,) = [write for write in done[letter.message_id] if write[0] == "browser"]
        fields = dict(ticket[3])
        assert fields["Kind"] == letter.kind, letter
    answers = len(list((root / "outbox" / "new").iterdir()))
    assert 0 < answers <= expected.done

    (refused,) = [row for row in office.items(RECIPE) if row.reason]
    assert "zonder afzender" in refused.place
    assert refused.reason in handed_back(office.reports(outcome.run))

    requests = office.requests_that_write()
    deliver(root)
    again = office.run(RECIPE)
    assert office.requests_that_write() == requests
    assert totals_by_state(again.totals) == {"skipped": expected.done, "rejected": expected.rejected}
    assert len(list((root / "outbox" / "new").iterdir())) == answers
