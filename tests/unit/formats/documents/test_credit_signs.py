"""One sign for credit notes: what is credited is positive, however it is printed, and all of it still adds up."""

from __future__ import annotations

from decimal import Decimal

import pytest

from rpa.formats.documents.extraction import extract
from rpa.formats.documents.stated import stated
from rpa.formats.documents.templates.extraction import read_with
from rpa.formats.documents.templates.suggesting import suggest
from rpa.model.extraction import Extraction, VatRate
from rpa.model.field_template import FieldRule, FieldTemplate
from tests.documents.typewritten import typewritten

CREDIT = """
Drukwerk Noord V.O.F.
Molenweg 5
9712 HM Groningen

Stichting Leesplezier
Dorpsstraat 77
3511 AB Utrecht

CREDITNOTA

Creditnotanummer:  C260031
Datum:             21-04-2026

Omschrijving           Aantal      Prijs               Bedrag

Retour folders           -500       0,12               -60,00
Korting vergeten            1     -15,00               -15,00

                              Subtotaal                -75,00
                              BTW 21%                  -15,75
                              Totaal                   -90,75

Drukwerk Noord V.O.F.   KvK 12345678   BTW-nr. NL123456782B90   IBAN NL91 ABNA 0417 1643 00
"""
WITHOUT = CREDIT.replace("-60", "60").replace("-75", "75").replace("-15", "15").replace("-90", "90")
RETURNED = "Retour folders           -500       0,12               -60,00"
FORGOTTEN = "Korting vergeten            1     -15,00               -15,00"
AS_INVOICE = (
    CREDIT.replace("CREDITNOTA", "FACTUUR")
    .replace("Creditnotanummer:", "Factuurnummer:   ")
    .replace(RETURNED, "Folders                   500       0,12                60,00")
    .replace(FORGOTTEN, "Folders A6               -100       0,20               -20,00")
    .replace("-75,00", "40,00")
    .replace("-15,75", "8,40")
    .replace("-90,75", "48,40")
)
CORRECTED = (
    CREDIT.replace(FORGOTTEN, "Folders A6                100       0,20                20,00")
    .replace("-75,00", "-40,00")
    .replace("-15,75", "-8,40")
    .replace("-90,75", "-48,40")
)


def amounts(found: Extraction) -> list[object]:
    return [None if (one := found.field(name)) is None else one.value for name in ("net", "vat", "total")]


def lines(found: Extraction) -> list[tuple[Decimal | None, ...]]:
    return [(one.quantity, one.unit_price, one.net) for one in found.lines]


@pytest.mark.parametrize("page", [CREDIT, WITHOUT], ids=["with a minus", "without"])
def test_a_credit_note_states_positive_amounts_however_they_are_printed(page: str) -> None:
    found = extract(typewritten(page))
    assert found.kind == "credit_note"
    assert found.problems == ()
    assert amounts(found) == [Decimal("75.00"), Decimal("15.75"), Decimal("90.75")]
    rates = found.field("vat_rates")
    assert rates is not None
    assert rates.value == (VatRate(Decimal(21), Decimal("75.00"), Decimal("15.75")),)
    assert lines(found) == [
        (Decimal(500), Decimal("0.12"), Decimal("60.00")),
        (Decimal(1), Decimal("15.00"), Decimal("15.00")),
    ]
    assert found.unsure() == ()
    assert all(one.confidence >= Decimal("0.9") for one in found.lines)


def test_the_text_stays_as_it_is_printed_and_the_rule_tells_of_the_minus() -> None:
    total = extract(typewritten(CREDIT)).field("total")
    assert total is not None
    assert total.text == "-90,75"
    assert "printed with a minus" in total.rule
    plain = extract(typewritten(WITHOUT)).field("total")
    assert plain is not None
    assert "minus" not in plain.rule


def test_a_line_that_goes_the_other_way_keeps_its_own_sign() -> None:
    found = extract(typewritten(CORRECTED))
    assert amounts(found) == [Decimal("40.00"), Decimal("8.40"), Decimal("48.40")]
    assert lines(found) == [
        (Decimal(500), Decimal("0.12"), Decimal("60.00")),
        (Decimal(-100), Decimal("0.20"), Decimal("-20.00")),
    ]
    assert sum(one.net for one in found.lines if one.net is not None) == Decimal("40.00")


def test_lines_without_a_minus_below_totals_with_one_are_one_credit() -> None:
    page = CREDIT.replace("-60,00", "60,00").replace("-15,00\n", "15,00\n").replace("-500", "500")
    found = extract(typewritten(page))
    assert amounts(found) == [Decimal("75.00"), Decimal("15.75"), Decimal("90.75")]
    assert [one.net for one in found.lines] == [Decimal("60.00"), Decimal("15.00")]


def test_an_invoice_with_a_negative_line_stays_as_it_is_printed() -> None:
    found = extract(typewritten(AS_INVOICE))
    assert (found.kind, found.problems) == ("invoice", ())
    assert amounts(found) == [Decimal("40.00"), Decimal("8.40"), Decimal("48.40")]
    assert lines(found)[1] == (Decimal(-100), Decimal("0.20"), Decimal("-20.00"))


def test_an_invoice_whose_total_is_negative_is_given_as_printed_and_told() -> None:
    found = extract(typewritten(CREDIT.replace("CREDITNOTA", "FACTUUR").replace("Creditnota", "Factuur")))
    assert found.kind == "invoice"
    assert amounts(found) == [Decimal("-75.00"), Decimal("-15.75"), Decimal("-90.75")]
    assert found.problems == (
        "the total of this invoice is negative, -90.75: it gives money back, as a credit note does",
    )


def test_a_template_that_points_at_an_amount_with_a_minus_agrees_with_the_arithmetic() -> None:
    rule = FieldRule("total", "amount", labels=("Totaal",))
    template = FieldTemplate("noord", "noord.yaml", "Drukwerk Noord V.O.F.", ("Drukwerk Noord",), fields=(rule,))
    total = read_with(typewritten(CREDIT), template).extraction.field("total")
    assert total is not None
    assert (total.value, total.is_sure) == (Decimal("90.75"), True)


def test_a_template_is_suggested_for_an_amount_that_is_printed_with_a_minus() -> None:
    page = CREDIT.replace("Totaal    ", "Terug naar u")
    found = suggest(typewritten(page), {"total": Decimal("90.75")}, "Drukwerk Noord V.O.F.", ())
    assert [(one.name, one.labels) for one in found.template.fields] == [("total", ("Terug naar u",))]


def test_an_electronic_credit_note_inside_a_pdf_is_not_turned_and_a_negative_one_is_told() -> None:
    values = {"kind": "credit_note", "total": Decimal("-90.75"), "net": Decimal("-75.00")}
    found = stated(values, "factur-x.xml")
    assert amounts(found) == [Decimal("-75.00"), None, Decimal("-90.75")]
    assert [one for one in found.problems if "the total of this credit note is negative, -90.75" in one]
    assert stated({**values, "total": Decimal("90.75")}, "factur-x.xml").problems == ()
