"""Workbooks, read back with another library."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from rpa.actions.excel.create import run
from rpa.errors import BusinessException, StepFailed
from rpa.model.money import Money
from tests.fakes.one_step import OneStep

ROWS = [
    {"month": "2026-01", "turnover": Money(Decimal("10.50"), "EUR"), "number": 12345678901234567890},
    {"month": "=1+1", "turnover": None, "number": 7, "day": date(1850, 1, 1)},
]
SHEET: dict[str, Any] = {
    "name": "Sales",
    "columns": {"Month": "month", "Turnover": "turnover", "No": "number", "Day": "day"},
}


def test_a_workbook(step: OneStep) -> None:
    chart = {"title": "T", "across": "Month", "values": ["Turnover"]}
    found = step.do(
        run, to="reports/sales.xlsx", sheets=[{**SHEET, "rows": ROWS, "totals": ["Turnover"], "chart": chart}]
    )
    assert found.workbook == step.root / "reports" / "sales.xlsx"
    page = openpyxl.load_workbook(found.workbook)["Sales"]
    assert [[cell.value for cell in row] for row in page.iter_rows(max_row=3)] == [
        ["Month", "Turnover", "No", "Day"],
        ["2026-01", 10.5, "12345678901234567890", None],
        ["=1+1", None, 7, "1850-01-01"],
    ]
    assert (page["A3"].data_type, page["B4"].value) == ("s", "=SUM(B2:B3)")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"totals": ["Net"]}, "no column Net"),
        ({"totals": ["Month"]}, "Month of row 1 is '2026-01', which cannot be summed"),
        ({"name": "a/b"}, "a/b"),
    ],
)
def test_what_cannot_be_made_fails_readably(step: OneStep, change: dict[str, Any], message: str) -> None:
    with pytest.raises(StepFailed, match=message):
        step.do(run, to="x.xlsx", sheets=[{**SHEET, "rows": ROWS, **change}])
    assert not (step.root / "x.xlsx").exists()


def test_no_name_leads_out_of_the_workspace(step: OneStep) -> None:
    with pytest.raises(BusinessException, match="leads out"):
        step.do(run, to="../x.xlsx", sheets=[{**SHEET, "rows": []}])


def test_strange_values_do_not_stop_it(step: OneStep) -> None:
    rows = [{"month": "a\ud800\x00b", "turnover": Decimal("NaN"), "number": Decimal("0.1234567890123456789")}]
    step.do(run, to="x.xlsx", sheets=[{**SHEET, "rows": rows}])
    page = openpyxl.load_workbook(step.root / "x.xlsx")["Sales"]
    assert str(page["A2"].value).startswith("a?")
    assert (page["B2"].value, page["C2"].value) == ("NaN", "0.1234567890123456789")
