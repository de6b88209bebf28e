"""Orders become orders, customers, invoices and mails at the sample company: each once."""

from __future__ import annotations

import pytest

from rpa.demo.inbox import deliver
from rpa.model.item import ItemState
from rpa.reports.clerk import for_clerk
from tests.fakes.company_office import CompanyOffice
from tests.recipes.proofs import handed_back, journal, prove_once, prove_plan, totals_by_state

pytestmark = [pytest.mark.browser, pytest.mark.slow]
RECIPE = "order-to-invoice"


def test_orders(office: CompanyOffice) -> None:
    root = office.workspace.root
    expected = deliver(root).orders

    plan = office.plan(RECIPE)
    assert office.requests_that_write() == 0
    assert not list((root / "invoices").glob("*"))

    outcome = office.run(RECIPE)
    totals = totals_by_state(outcome.totals)
    assert totals == {"done": expected.done, "rejected": expected.rejected, "in_review": expected.held}
    assert (outcome.exit_code, outcome.error) == (4, "")
    counted = prove_once(office)
    assert counted["order"] == counted["invoice"] == expected.done
    assert len(list((root / "invoices").glob("*.pdf"))) == expected.done
    assert len(list((root / "outbox" / "new").iterdir())) == expected.done

    done = journal(office, RECIPE)
    assert prove_plan(plan, done) >= expected.done

    rows = {row.key: row for row in office.items(RECIPE)}
    refused = [one for one in expected.refused if one.why != "the same order again"]
    files = office.reports(outcome.run)
    returned = handed_back(files)
    for one in refused:
        (row,) = [
            row
            for row in rows.values()
            if row.state in (ItemState.REJECTED, ItemState.IN_REVIEW) and one.file.rpartition("/")[2] in row.place
        ]
        assert row.reason
        assert "Error" not in row.reason
        assert for_clerk(row.reason) in returned or row.state is ItemState.IN_REVIEW, one
        assert one.key in returned, one
    reasons = " | ".join(row.reason for row in rows.values())
    for words in ("03/04/2026", "FP-9999", "Out of stock", "add up to", "customer: is empty"):
        assert words in reasons, words

    numbers = sorted(dict(write[3])["Number"] for writes in done.values() for write in writes if write[0] == "file")
    assert len(set(numbers)) == expected.done

    requests = office.requests_that_write()
    deliver(root)
    again = office.run(RECIPE)
    assert office.requests_that_write() == requests
    assert prove_once(office) == counted
    assert again.totals.done == 0
    assert again.totals.skipped >= expected.done
    assert again.totals.rejected == expected.rejected
    assert len(list((root / "outbox" / "new").iterdir())) == expected.done
