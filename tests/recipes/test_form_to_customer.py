"""Web forms become customers, or change those that are known: each once."""

from __future__ import annotations

import pytest

from rpa.demo.inbox import deliver
from tests.fakes.company_office import CompanyOffice
from tests.recipes.proofs import handed_back, journal, prove_once, prove_plan, totals_by_state

pytestmark = pytest.mark.browser
RECIPE = "form-to-customer"


def test_forms(office: CompanyOffice) -> None:
    root = office.workspace.root
    expected = deliver(root).forms

    plan = office.plan(RECIPE)
    assert office.requests_that_write() == 0

    outcome = office.run(RECIPE)
    assert totals_by_state(outcome.totals) == {"done": expected.done, "rejected": expected.rejected}
    counted = prove_once(office)
    assert counted["customer"] + counted["customer_update"] == expected.done
    done = journal(office, RECIPE)
    assert prove_plan(plan, done) == expected.done

    rows = {row.key: row for row in office.items(RECIPE)}
    returned = handed_back(office.reports(outcome.run))
    for one in expected.refused:
        assert rows[one.key].reason in returned
        assert one.file.rpartition("/")[2] in rows[one.key].place
        assert one.key in returned

    requests = office.requests_that_write()
    deliver(root)
    again = office.run(RECIPE)
    assert office.requests_that_write() == requests
    assert totals_by_state(again.totals) == {"skipped": expected.done, "rejected": expected.rejected}
