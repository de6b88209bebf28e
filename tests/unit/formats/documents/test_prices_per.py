"""Prices for more than one: `Prijs per 1000` is neither the price of one nor a unit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rpa.model.extraction import SURE, Line
from tests.unit.formats.documents.test_extraction import INVOICE, found_in

TOTALS = """
                                              Subtotaal            € 142,50
                                              BTW 21%               € 29,93
                                              Totaal               € 172,43

Janssen Techniek B.V.   KvK"""


def lines_below(heading: str, *rows: str) -> tuple[Line, ...]:
    before, _, rest = INVOICE.partition("Omschrijving ")
    after = rest.partition("Janssen Techniek B.V.   KvK")[2]
    return found_in("\n".join([before + heading, "", *rows, TOTALS + after])).lines


@pytest.mark.parametrize(
    "price",
    ["Prijs per 1000", "Prijs per 1.000", "Prijs per 1000 st", "Preis pro 1000", "Price per 1000", "Prix par 1000"],
)
def test_a_price_per_thousand_is_made_the_price_of_one(price: str) -> None:
    lines = lines_below(
        f"Omschrijving           Aantal      {price:<18}BTW       Bedrag",
        "Visitekaartjes           5000           12,50      21%        62,50",
        "Enveloppen               2000           40,00      21%        80,00",
    )
    assert [(line.quantity, line.unit, line.unit_price) for line in lines] == [
        (Decimal(5000), "", Decimal("0.0125")),
        (Decimal(2000), "", Decimal("0.04")),
    ]
    assert all(line.confidence >= SURE for line in lines)


def test_a_unit_beside_it_stays_the_unit() -> None:
    lines = lines_below(
        "Omschrijving           Aantal   Eenheid   Prijs per 1000     BTW       Bedrag",
        "Visitekaartjes           5000   stuks              12,50     21%        62,50",
        "Enveloppen               2000   vel                40,00     21%        80,00",
    )
    assert [(line.unit, line.unit_price) for line in lines] == [("stuks", Decimal("0.0125")), ("vel", Decimal("0.04"))]


def test_a_price_per_box_is_the_price_of_one_box() -> None:
    lines = lines_below(
        "Omschrijving           Aantal      Prijs per doos     BTW       Bedrag",
        "Visitekaartjes              5               12,50     21%        62,50",
        "Enveloppen                  2               40,00     21%        80,00",
    )
    assert [(line.unit, line.unit_price) for line in lines] == [("", Decimal("12.50")), ("", Decimal("40.00"))]


@pytest.mark.parametrize("quantities", [(5, 2), (5000, 3000)])
def test_what_does_not_multiply_out_is_for_a_person(quantities: tuple[int, int]) -> None:
    lines = lines_below(
        "Omschrijving           Aantal      Prijs per 1000     BTW       Bedrag",
        f"Visitekaartjes           {quantities[0]:>4}               12,50     21%        62,50",
        f"Enveloppen               {quantities[1]:>4}               40,00     21%        80,00",
    )
    assert [line.unit for line in lines] == ["", ""]
    assert lines[1].confidence < SURE


@pytest.mark.parametrize("price", ["Prijs per 12", "Prijs per 1250", "Prijs/1000"])
def test_a_number_that_is_not_understood_gives_no_price(price: str) -> None:
    lines = lines_below(
        f"Omschrijving           Aantal      {price:<14}     BTW       Bedrag",
        "Visitekaartjes           5000               12,50     21%        62,50",
        "Enveloppen               2000               40,00     21%        80,00",
    )
    assert [(line.unit, line.unit_price) for line in lines] == [("", None), ("", None)]
    assert all(line.confidence < SURE for line in lines)
