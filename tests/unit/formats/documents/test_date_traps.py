"""Dates that could be read in more than one order: nothing but the sender's own signs decides."""

from __future__ import annotations

from datetime import date

import pytest

from rpa.formats.documents.extraction import NOBODY, Own, extract
from rpa.model.extraction import SURE, Field
from tests.documents.typewritten import typewritten

ENGLISH = """
{supplier}


INVOICE

Invoice number     10878
Invoice date       05/06/2026
{more}

Bill to:
Van Dalen Groothandel B.V.
Industrieweg 14
7418 AB Deventer
Netherlands

Total              {total}
"""
OWN = Own(names=("Van Dalen Groothandel B.V.",), vat_numbers=frozenset({"NL123456782B90"}))


def issued(text: str, own: Own = NOBODY) -> Field:
    field = extract(typewritten(text), own=own).field("issued_on")
    assert field is not None
    return field


@pytest.mark.parametrize("own", [NOBODY, OWN])
@pytest.mark.parametrize("total", ["$1,980.00", "1,980.00", "1,980.00 EUR"])
@pytest.mark.parametrize("more", ["", "Your VAT number    NL123456782B90"])
def test_the_customers_country_does_not_decide_the_order(own: Own, total: str, more: str) -> None:
    field = issued(ENGLISH.format(supplier="Blue Ridge Spices", total=total, more=more), own)
    assert field.confidence < SURE
    assert {str(field.value), *field.others} == {"2026-06-05", "2026-05-06"}
    assert "2026-06-05" in field.rule
    assert "2026-05-06" in field.rule


@pytest.mark.parametrize(
    ("supplier", "total", "more", "value"),
    [
        ("Pennine Biscuits, 9 Mill Lane, Leeds, United Kingdom", "1,980.00", "", date(2026, 6, 5)),
        ("Pennine Biscuits", "£1,980.00", "", date(2026, 6, 5)),
        ("Blue Ridge Spices", "$1,980.00", "Due date           06/20/2026", date(2026, 5, 6)),
        ("Blue Ridge Spices", "$1,980.00", "Due date           20/06/2026", date(2026, 6, 5)),
    ],
)
def test_the_suppliers_country_its_currency_or_another_date_decides(
    supplier: str, total: str, more: str, value: date
) -> None:
    field = issued(ENGLISH.format(supplier=supplier, total=total, more=more))
    assert (field.value, field.is_sure) == (value, True)


DUTCH = """
Kaashandel De Boer B.V.


FACTUUR

Factuurnummer      X-103
Factuurdatum       {issued}
Vervaldatum        {due}

Totaal             € 1.090,00
"""


@pytest.mark.parametrize(("text", "year_first"), [("03-02-26", "2003-02-26"), ("03/02/26", "2003-02-26")])
@pytest.mark.parametrize("due", ["", "05-03-26"])
def test_a_year_of_two_digits_may_stand_first(text: str, year_first: str, due: str) -> None:
    field = issued(DUTCH.format(issued=text, due=due))
    assert field.confidence < SURE
    assert {str(field.value), *field.others} >= {"2026-02-03", year_first}
    assert year_first in field.rule


@pytest.mark.parametrize(
    ("text", "due", "value"),
    [
        ("03-02-26", "05-03-2026", date(2026, 2, 3)),
        ("03-02-26", "5 maart 2026", date(2026, 2, 3)),
        ("03-02-31", "", date(2031, 2, 3)),
        ("03.02.26", "", date(2026, 2, 3)),
        ("03-02-2026", "", date(2026, 2, 3)),
    ],
)
def test_another_date_or_an_impossible_day_decides_where_the_year_is(text: str, due: str, value: date) -> None:
    field = issued(DUTCH.format(issued=text, due=due))
    assert (field.value, field.is_sure) == (value, True)


@pytest.mark.parametrize(
    "code", ["Sort code          12-34-56", "Sort code          04-29-09", "Our code           05/61/26"]
)
def test_a_sort_code_is_no_date_and_proves_no_order(code: str) -> None:
    field = issued(ENGLISH.format(supplier="Pennine Biscuits", total="£1,980.00", more=code))
    assert (field.value, field.is_sure) == (date(2026, 6, 5), True)
    field = issued(ENGLISH.format(supplier="Blue Ridge Spices", total="1,980.00", more=code))
    assert field.confidence < SURE


@pytest.mark.parametrize(("due", "value"), [("06/20/26", date(2026, 5, 6)), ("20/06/26", date(2026, 6, 5))])
def test_a_date_with_slashes_and_a_short_year_proves_the_order(due: str, value: date) -> None:
    more = f"Due date           {due}"
    assert issued(ENGLISH.format(supplier="Blue Ridge Spices", total="1,980.00", more=more)).value == value
