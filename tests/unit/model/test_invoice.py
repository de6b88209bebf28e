"""Invoices: sums as EN 16931 wants them, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.model.invoice import Invoice, InvoiceLine, Party, VatAmount

SELLER = Party("Fjord & Polder Trading B.V.", "Westerdok 1", "1013 AA", "Amsterdam", "NL", vat_number="NL859123456B01")
BUYER = Party("Bakkerij De Gouden Aar", "t.a.v. administratie\nDorpsstraat 8", "3511 AB", "Utrecht", "NL")


def line(price: str = "10.00", quantity: str = "1", rate: str = "21", discount: str = "0") -> InvoiceLine:
    return InvoiceLine("A-1", "Ordner", Decimal(quantity), "st", Decimal(price), Decimal(rate), Decimal(discount))


def invoice(*lines: InvoiceLine, buyer: Party = BUYER, seller: Party = SELLER) -> Invoice:
    return Invoice(
        "2026-0042",
        date(2026, 11, 20),
        date(2026, 12, 4),
        "EUR",
        seller,
        buyer,
        lines or (line(),),
        locale="nl-NL",
    )


def test_line_totals_are_rounded_half_up() -> None:
    assert line("0.0125", "2").net == Decimal("0.03")
    assert line("-0.0125", "2").net == Decimal("-0.03")


def test_discount_is_taken_off_the_rounded_gross() -> None:
    discounted = line("249.00", "3", discount="12.5")
    assert discounted.gross == Decimal("747.00")
    assert discounted.discount_amount == Decimal("93.38")
    assert discounted.net == Decimal("653.62")


def test_vat_is_computed_once_per_rate_on_the_rounded_lines() -> None:
    # Per line, 0.05 x 21 % would round to 0.01 each time and give 0.10.
    ten = invoice(*[line("0.05")] * 10, line("100.00", rate="9"))
    assert ten.vat_breakdown == (
        VatAmount(Decimal(21), Decimal("0.50"), Decimal("0.11")),
        VatAmount(Decimal(9), Decimal("100.00"), Decimal("9.00")),
    )
    assert ten.net_total == Decimal("100.50")
    assert ten.vat_total == Decimal("9.11")
    assert ten.total == Decimal("109.61")


def test_rates_that_are_equal_as_numbers_are_one_rate() -> None:
    assert len(invoice(line(rate="21"), line(rate="21.00")).vat_breakdown) == 1


cents = st.decimals(min_value="-9999.99", max_value="9999.99", places=4, allow_nan=False)
lines = st.builds(
    line,
    price=cents.map(str),
    quantity=st.integers(1, 500).map(str),
    rate=st.sampled_from(["0", "9", "21"]),
    discount=st.sampled_from(["0", "5", "12.5", "100"]),
)


@given(st.lists(lines, min_size=1, max_size=30))
def test_totals_add_up(many: list[InvoiceLine]) -> None:
    whole = invoice(*many)
    assert whole.net_total == sum(one.net for one in many)
    assert whole.total == whole.net_total + whole.vat_total
    assert sum(part.net for part in whole.vat_breakdown) == whole.net_total
    for part in whole.vat_breakdown:
        assert part.vat == (part.net * part.rate / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
        assert part.vat.as_tuple().exponent == -2


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("quantity", 1.5, "1.5 (float); expected a Decimal"),
        ("unit_price", 3, "3 (int); expected a Decimal"),
        ("unit_price", Decimal("NaN"), "not a number"),
        ("quantity", Decimal(0), "has quantity 0"),
        ("vat_rate", Decimal("0.21"), "write it in percent: 21"),
        ("vat_rate", Decimal(101), "not between 0 and 100"),
        ("discount", Decimal(-1), "not between 0 and 100"),
        ("description", " ", "has no description"),
    ],
)
def test_a_wrong_line_says_what_is_wrong(field: str, value: object, says: str) -> None:
    with pytest.raises(ValueError, match="invoice line") as problem:
        replace(line(), **{field: value})  # type: ignore[arg-type]
    assert says in str(problem.value)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("number", "", "has no number"),
        ("lines", (), "has no lines"),
        ("currency", "euro", "'euro' is not a three-letter code"),
        ("due_on", date(2026, 11, 1), "before it is issued"),
        ("kind", "gutschrift", "neither 'invoice' nor 'credit_note'"),
        ("zero_rate_reason", "because", "none of eu, intra_community"),
    ],
)
def test_a_wrong_invoice_says_what_is_wrong(field: str, value: object, says: str) -> None:
    with pytest.raises(ValueError, match="invoice") as problem:
        replace(invoice(), **{field: value})  # type: ignore[arg-type]
    assert says in str(problem.value)


def test_a_party_needs_a_name_and_a_country_code() -> None:
    with pytest.raises(ValueError, match="has no name"):
        replace(BUYER, name="")
    with pytest.raises(ValueError, match="'Nederland' is not a two-letter code"):
        replace(BUYER, country="Nederland")
    assert BUYER.address_lines == ("t.a.v. administratie", "Dorpsstraat 8", "3511 AB Utrecht")


def test_why_no_vat_is_charged_follows_from_the_countries() -> None:
    zero = line(rate="0")
    danish = replace(BUYER, country="DK", vat_number="DK13585628")
    norwegian = replace(BUYER, country="NO")
    assert invoice(zero).vat_remark is None
    assert invoice(line(), buyer=danish).vat_remark is None
    assert invoice(zero, buyer=danish).vat_remark == "eu"
    assert invoice(zero, buyer=norwegian).vat_remark == "export"
    assert replace(invoice(zero), zero_rate_reason="reverse_charge", buyer=danish).vat_remark == "reverse_charge"


def test_no_vat_within_the_eu_needs_the_buyers_vat_number() -> None:
    with pytest.raises(ValueError, match="needs the buyer's VAT number"):
        invoice(line(rate="0"), buyer=replace(BUYER, country="DK"))


def test_the_payment_reference_is_the_number_unless_there_is_another() -> None:
    assert invoice().payment_reference == "2026-0042"
    assert replace(invoice(), reference="RF18 5390 0754 7034").payment_reference == "RF18 5390 0754 7034"
