"""Invoices, read back from the PDF."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from pydantic import ValidationError

from rpa.actions.invoice.create import Params, run
from rpa.errors import BusinessException, EnvironmentNotReady, RpaError, StepFailed
from rpa.model.money import Money
from tests.fakes.one_step import OneStep

BUYER = {"name": "Bakkerij De Vries", "street": "Dam 1", "postal_code": "1012 JS", "city": "Amsterdam", "country": "NL"}
LINE = {"description": "Kantoorstoel", "quantity": Decimal(2), "unit_price": Decimal("149.50"), "vat_rate": 21}
GIVEN: dict[str, Any] = {
    "sequence": "sales",
    "buyer": BUYER,
    "lines": [LINE],
    "issued_on": date(2026, 11, 22),
    "due_on": date(2026, 12, 6),
    "locale": "nl-NL",
}


def text_of(path: Any) -> str:
    document = pypdfium2.PdfDocument(path)
    text = "\n".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text


def test_an_invoice_as_the_customer_reads_it(step: OneStep) -> None:
    found = step.do(run, **GIVEN)
    assert (found.number, found.net, found.vat, found.total) == (
        *("2026-00001", Decimal("299.00"), Decimal("62.79"), Decimal("361.79")),
    )
    assert found.pdf == step.root / "invoices" / "2026-00001.pdf"
    text = text_of(found.pdf)
    for part in ("2026-00001", "Bakkerij De Vries", "Van Dijk Groothandel B.V.", "Kantoorstoel", "361,79", "62,79"):
        assert part in text


def test_numbers_have_no_gaps_and_an_item_keeps_its_own(step: OneStep) -> None:
    claim = step.claim("A-1")
    assert step.do(run, claim=claim, **GIVEN).number == "2026-00001"
    context = step.context(claim, "another")
    assert run.run(Params(**GIVEN), context).number == "2026-00001"  # type: ignore[attr-defined]
    assert step.do(run, key="A-2", **GIVEN).number == "2026-00002"
    assert (
        step.do(run, key="A-3", **{**GIVEN, "issued_on": date(2027, 1, 2), "due_on": date(2027, 2, 1)}).number
        == "2027-00001"
    )


def test_an_invoice_of_another_item_is_never_replaced(step: OneStep) -> None:
    first = step.do(run, **GIVEN)
    kept = first.pdf.read_bytes()
    with pytest.raises(BusinessException, match=r"2026-00001\.pdf: this file is there already"):
        step.do(run, key="A-2", **{**GIVEN, "sequence": "credit"})
    assert first.pdf.read_bytes() == kept


def test_a_wrong_invoice_takes_no_number(step: OneStep) -> None:
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"lines": [{**LINE, "quantity": None}]}, "invoice line 1 has no quantity"),
        ({"lines": [{**LINE, "quantity": "two"}]}, "invoice line 1: quantity: 'two' is no number"),
        (
            {"lines": [{**LINE, "unit_price": Money(Decimal(9), "NOK")}]},
            "unit_price is 9.00 NOK, the invoice is in EUR",
        ),
        ({"buyer": {"name": "X"}}, "the buyer is not complete"),
        ({"buyer": {**BUYER, "country": "Nederland"}}, "is not a two-letter code"),
        ({"locale": "xx-YY"}, "xx-YY"),
        ({"to": "../{number}.pdf"}, "leads out of the workspace"),
    ]
    for number, (change, message) in enumerate(wrong):
        with pytest.raises(BusinessException) as caught:
            step.do(run, key=f"W-{number}", **{**GIVEN, **change})
        assert message in str(caught.value)
    assert step.ledger.peek_number("sales-2026") == 1


@pytest.mark.parametrize(
    "change",
    [
        {"number": "{year}"},
        {"number": "{n:q}"},
        {"number": "{n.x}-{n}"},
        {"number": "{month}-{n}"},
        {"to": "{customer}.pdf"},
        {"to": "{.pdf"},
        {"lines": []},
        {"currency": "euro"},
    ],
)
def test_what_the_recipe_has_wrong(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Params(**{**GIVEN, **change})


def test_money_of_the_invoices_currency_and_one_rate_for_all(step: OneStep) -> None:
    line = {**LINE, "unit_price": Money(Decimal("100.00"), "EUR"), "vat_rate": None}
    assert step.do(run, **{**GIVEN, "lines": [line], "vat_rate": Decimal(9)}).vat == Decimal("18.00")


def test_a_template_that_is_not_there_fails_readably(step: OneStep) -> None:
    with pytest.raises(StepFailed, match=r"invoice/mine\.html\.j2"):
        step.do(run, template="invoice/mine.html.j2", **GIVEN)


def test_a_company_that_is_not_described(step: OneStep) -> None:
    step.settings.clear()
    with pytest.raises(EnvironmentNotReady, match="the company is not described") as caught:
        step.do(run, **GIVEN)
    assert isinstance(caught.value, RpaError)


def test_a_plan_names_the_writing_and_makes_no_file(step: OneStep) -> None:
    planned = step.plan(run, **GIVEN)
    assert planned.intent.summary == "Make invoice 2026-00001"
    assert dict(planned.intent.fields)["To"] == "Bakkerij De Vries"
    assert planned.outputs["total"] == Decimal("361.79")
    assert not (step.root / "invoices").exists()
