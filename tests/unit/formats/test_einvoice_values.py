from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rpa.formats.einvoice_values import original_of, values_of
from rpa.formats.rec20 import unit_name
from rpa.model.einvoice_terms import Payment
from rpa.model.values import from_json, to_json
from tests.fakes.einvoices import DE, EVERY, NL, read

EVERY_INVOICE = (
    *("number", "issued_on", "due_on", "supplier", "supplier_vat_number", "supplier_registration", "customer"),
    *(
        "customer_vat_number",
        "iban",
        "currency",
        "net",
        "vat",
        "vat_rates",
        "total",
        "reference",
        "order_number",
        "lines",
    ),
)


def test_the_names_of_every_invoice_are_there() -> None:
    found = values_of(read(NL))
    assert {name: found[name] for name in EVERY_INVOICE if name not in ("lines", "vat_rates")} == {
        "number": "2026-0417",
        "issued_on": date(2026, 10, 5),
        "due_on": date(2026, 11, 4),
        "supplier": "Molen en Zonen B.V.",
        "supplier_vat_number": "NL123456782B90",
        "supplier_registration": "12345678",
        "customer": "Rheinhandel GmbH",
        "customer_vat_number": "DE129273398",
        "iban": "NL91ABNA0417164300",
        "currency": "USD",
        "net": Decimal("330.00"),
        "vat": Decimal("48.30"),
        "total": Decimal("378.30"),
        "reference": "RF18539007547034",
        "order_number": "PO-7781",
    }
    assert [(one["rate"], one["net"], one["vat"]) for one in found["vat_rates"]] == [
        (Decimal(21), Decimal("230.00"), Decimal("48.30")),
        (Decimal(0), Decimal("100.00"), Decimal("0.00")),
    ]
    first = found["lines"][0]
    names = ("description", "sku", "quantity", "unit", "unit_price", "net", "vat_rate", "unit_code", "base_quantity")
    assert [first[name] for name in names] == [
        *("Bout M6x40", "B-640", Decimal(500), "piece", Decimal("52.00")),
        *(Decimal("250.00"), Decimal(21), "C62", Decimal(100)),
    ]
    assert found["supplier_address"]["street"] == "Dijkweg 12\nGebouw C\nPoort 3"


def test_of_two_accounts_none_is_chosen() -> None:
    found = values_of(read(DE))
    assert (found["iban"], found["account"], found["bic"]) == (None, None, None)
    assert [one["account"] for one in found["payments"]] == ["DE02120300000000202051", "DE89370400440532013000"]


@pytest.mark.parametrize(
    ("account", "iban"),
    [("86011117947", None), ("NO9386011117947", "NO9386011117947"), ("nl91abna0417164300", "NL91ABNA0417164300")],
)
def test_a_national_account_is_no_iban(account: str, iban: str | None) -> None:
    found = values_of(replace(read(NL), payments=(Payment(account=account),)))
    assert (found["iban"], found["account"]) == (iban, account)


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.name)
def test_the_ledger_can_keep_them(path: Path) -> None:
    values = values_of(read(path))
    assert from_json(to_json(values)) == values
    assert set(EVERY_INVOICE) <= set(values)


def test_the_original_has_only_plain_cells() -> None:
    assert original_of(read(NL)) == {
        "Number": "2026-0417",
        "Issued on": date(2026, 10, 5),
        "Due on": date(2026, 11, 4),
        "Seller": "Molen en Zonen B.V.",
        "Seller's VAT number": "NL123456782B90",
        "Buyer": "Rheinhandel GmbH",
        "Order": "PO-7781",
        "Currency": "USD",
        "Without VAT": Decimal("330.00"),
        "VAT": Decimal("48.30"),
        "Total": Decimal("378.30"),
        "To be paid": Decimal("300.00"),
    }


@pytest.mark.parametrize(
    ("code", "name"), [("HUR", "hour"), ("C62", "piece"), ("XBX", "box"), ("4G", "4G"), (None, None)]
)
def test_units_have_names(code: str | None, name: str | None) -> None:
    assert unit_name(code) == name
