"""The quarter's VAT return is filed once, with its report, workbook and receipt."""

from __future__ import annotations

import pytest

from tests.fakes.company_office import CompanyOffice
from tests.recipes.proofs import journal, prove_once, prove_plan, totals_by_state

pytestmark = pytest.mark.browser
RECIPE = "vat-return"


def test_the_return(office: CompanyOffice) -> None:
    root = office.workspace.root

    plan = office.plan(RECIPE)
    assert office.requests_that_write() == 0
    assert not (root / "vat").exists()

    outcome = office.run(RECIPE)
    assert totals_by_state(outcome.totals) == {"done": 1}, [row.reason for row in office.items(RECIPE)]
    assert prove_once(office) == {"vat_return": 1}
    done = journal(office, RECIPE)
    assert list(done) == ["2026-Q3"]
    assert prove_plan(plan, done) == 3
    kinds = [write[0] for write in done["2026-Q3"]]
    assert kinds == ["file", "file", "browser", "file"]

    folder = root / "vat" / "2026-Q3"
    assert sorted(path.name.partition("-2026")[0] for path in folder.iterdir())
    assert {path.suffix for path in folder.iterdir()} == {".pdf", ".xlsx"}
    assert len(list(folder.iterdir())) == 3

    again = office.run(RECIPE)
    assert totals_by_state(again.totals) == {"skipped": 1}
    assert prove_once(office) == {"vat_return": 1}
