from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

import pdfplumber
import pytest

from rpa.demo.company.store import Store

QUARTER = """
    SELECT vat_treatment, vat_rate, sum(net_cents) AS net, sum(l.vat_cents) AS vat
    FROM invoice_lines l JOIN invoices i ON i.id = l.invoice_id
    WHERE i.invoiced_on BETWEEN '2026-07-01' AND '2026-09-30' GROUP BY 1, 2
"""


def euros(cents: int) -> int:
    return (cents + 50) // 100


@pytest.fixture
def vat_return(visitor: Any) -> dict[str, str]:
    """The right return of the third quarter, by SQL."""
    with Store(visitor.settings.database).reading() as db:
        sums = {(row["vat_treatment"], row["vat_rate"]): row for row in db.execute(QUARTER)}
        bought = db.execute(
            "SELECT sum(vat_cents) FROM purchases WHERE invoiced_on BETWEEN '2026-07-01' AND '2026-09-30'"
        ).fetchone()[0]
    high, low = sums["domestic", 21], sums["domestic", 9]
    boxes = {
        "high_turnover": euros(high["net"]),
        "high_vat": euros(high["vat"]),
        "low_turnover": euros(low["net"]),
        "low_vat": euros(low["vat"]),
        "export_turnover": euros(sums["export", 0]["net"]),
        "eu_turnover": euros(sums["eu", 0]["net"]),
        "input_tax": euros(bought),
    }
    boxes["total"] = boxes["high_vat"] + boxes["low_vat"] - boxes["input_tax"]
    return {name: str(amount) for name, amount in boxes.items()} | {"declared": "yes"}


def file(visitor: Any, boxes: dict[str, str]) -> str:
    """Submit, confirm; the text of the last page."""
    asked = visitor.post("/vat/2026-Q3/file", boxes).get_data(as_text=True)
    assert "Please confirm your return" in asked
    hidden = dict(re.findall(r'name="(\w+)" value="([^"]*)"', asked))
    answer = visitor.client.post("/vat/2026-Q3/confirm", data=hidden)
    page: str = visitor.open(answer.location)
    return page


def test_return_computed_by_sql_is_accepted_and_gets_a_receipt(visitor: Any, vat_return: dict[str, str]) -> None:
    page = file(visitor, vat_return)
    number = re.search(r"VAT-2026Q3-[A-Z2-7]{8}", page)
    assert number
    assert int(vat_return["total"]) > 0
    assert number[0] in visitor.open("/vat/returns?period=2026-Q3")
    counts = visitor.counts()
    assert (counts["writes"]["vat_return"], counts["log"][0]["reference"]) == (1, "2026-Q3")
    with pdfplumber.open(io.BytesIO(visitor.client.get(f"/vat/files/{number[0]}.pdf").data)) as pdf:
        text = pdf.pages[0].extract_text()
    assert number[0] in text
    assert f"Total to pay: EUR {vat_return['total']}" in text


def test_submitting_alone_stores_nothing(visitor: Any, vat_return: dict[str, str]) -> None:
    visitor.post("/vat/2026-Q3/file", vat_return)
    assert visitor.counts()["writes"]["vat_return"] == 0
    assert "No returns filed" in visitor.open("/vat/returns?period=2026-Q3")


def test_second_return_of_a_period_is_supplementary_and_counted(visitor: Any, vat_return: dict[str, str]) -> None:
    file(visitor, vat_return)
    assert "Supplementary return" in file(visitor, vat_return)
    counts = visitor.counts()
    assert (counts["writes"]["vat_return"], counts["distinct"]["vat_return"]) == (2, 1)


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"high_vat": "1"}, "1a Supplies at high rate - VAT must be 21 % of the turnover"),
        ({"low_vat": "1"}, "1b Supplies at low rate - VAT must be 9 % of the turnover"),
        ({"total": "1"}, "Total to pay must be 1a VAT + 1b VAT - 5b"),
        ({"eu_turnover": "12.50"}, "3b Supplies to EU countries must be in whole euros"),
        ({"declared": ""}, "Tick the box"),
    ],
)
def test_wrong_return_is_not_accepted(
    visitor: Any, vat_return: dict[str, str], changes: dict[str, str], complaint: str
) -> None:
    page = visitor.post("/vat/2026-Q3/file", vat_return | changes).get_data(as_text=True)
    assert complaint in page
    assert 'role="alert"' in page


def test_confirmation_cannot_be_reached_around_the_checks(visitor: Any, vat_return: dict[str, str]) -> None:
    wrong = vat_return | {"total": "1"}
    answer = visitor.post("/vat/2026-Q3/confirm", wrong, page="/vat/2026-Q3/file")
    assert "Your return has not been accepted" in answer.get_data(as_text=True)
    assert visitor.counts()["writes"]["vat_return"] == 0


def test_periods_show_what_is_open_and_until_when(visitor: Any, open_office: Callable[..., Any]) -> None:
    page = visitor.open("/vat")
    assert re.search(r"2026-Q3.*31-10-2026.*Open.*2026-Q2.*Filed", page, re.DOTALL)
    assert visitor.client.get("/vat/2031-Q1/file").status_code == 404
