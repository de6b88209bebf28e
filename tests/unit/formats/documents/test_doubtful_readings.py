"""Pages on which a value has the right form in the wrong place: none of it may be sure and false."""

from __future__ import annotations

from datetime import date

import pytest

from rpa.formats.documents.extraction import extract
from rpa.formats.documents.templates.extraction import read_document
from rpa.model.extraction import SURE, Extraction
from tests.documents.typewritten import typewritten

SENDER = """
Janssen Techniek B.V.
Dorpsstraat 12
3511 AB Utrecht

Bakkerij Pietersen
Molenweg 5
1011 AB Amsterdam
"""
FOOT = "\n" * 30 + "Janssen Techniek B.V.   KvK 12345678   BTW-nr. NL123456782B90   IBAN NL91 ABNA 0417 1643 00"
OTHER_IBAN = "NL20 INGB 0001 2345 67"


def sure_value(text: str, name: str) -> object:
    """The value of a field when it is sure."""
    field = extract(typewritten(text)).field(name)
    return field.value if field is not None and field.confidence >= SURE else None


def kind_of(text: str) -> str:
    return extract(typewritten(text)).kind


def test_the_numbers_and_dates_of_a_list_are_not_those_of_the_document() -> None:
    page = f"""{SENDER}
FACTUUR

Factuurnummer    Factuurdatum    Vervaldatum     Bedrag
2026-101         03-02-2026      05-03-2026      412,30
2026-133         20-02-2026      22-03-2026      118,00

Totaal                                          530,30
{FOOT}"""
    assert [sure_value(page, name) for name in ("number", "issued_on", "due_on")] == [None, None, None]
    found = extract(typewritten(page)).field("number")
    assert found is not None
    assert "as in a list" in found.rule


def test_one_row_of_values_below_their_names_is_read() -> None:
    page = f"""{SENDER}
FACTUUR

Factuurnummer    Factuurdatum    Vervaldatum
2026-101         03-02-2026      05-03-2026
{FOOT}"""
    assert sure_value(page, "number") == "2026-101"
    assert sure_value(page, "due_on") == date(2026, 3, 5)


def test_a_value_above_its_name_is_not_taken_for_that_of_the_name_above() -> None:
    page = f"""{SENDER}


FACTUUR


2026-101         03-02-2026
Factuurnummer    Factuurdatum

2026-900         05-03-2026
Ons kenmerk      Vervaldatum
{FOOT}"""
    assert [sure_value(page, name) for name in ("number", "issued_on", "due_on")] == [None, None, None]


def test_a_value_below_its_name_in_a_stack_is_read() -> None:
    page = f"""{SENDER}


FACTUUR


Factuurdatum
03-02-2026

Vervaldatum
05-03-2026
{FOOT}"""
    assert sure_value(page, "issued_on") == date(2026, 2, 3)
    assert sure_value(page, "due_on") == date(2026, 3, 5)


AMERICAN = """
Granite Data Inc.
PO Box 4410
Denver, Colorado

INVOICE

Invoice number     GD-5512
Invoice date       04/05/2026

Bill to:
Quillworks Ltd
9 Mill Lane
Leeds LS1 4AP
United Kingdom

Total              $900.00
"""


def test_the_customers_country_does_not_decide_the_order_of_a_date_beside_dollars() -> None:
    assert sure_value(AMERICAN, "issued_on") is None
    assert sure_value(AMERICAN.replace("Inc.", "Ltd").replace("$", "£"), "issued_on") == date(2026, 5, 4)


@pytest.mark.parametrize("seller", ["Toronto, ON M5V 2T6\nCanada", "Sydney NSW 2000\nABN 53 004 085 616"])
def test_the_customers_country_does_not_decide_whose_dollars_they_are(seller: str) -> None:
    page = AMERICAN.replace("Denver, Colorado", seller).replace("United Kingdom", "USA").replace("04/05", "04/25")
    assert sure_value(page, "currency") is None


def test_the_date_of_an_order_is_not_that_of_its_invoice() -> None:
    page = f"""{SENDER}
FACTUUR

Factuurnummer     2026-101
Besteldatum       02-02-2026

                                  Utrecht, 20 februari 2026
{FOOT}"""
    assert sure_value(page, "issued_on") in (None, date(2026, 2, 20))
    order = page.replace("FACTUUR", "BESTELLING").replace("Factuurnummer", "Bestelnummer ")
    assert sure_value(order, "issued_on") == date(2026, 2, 2)


def test_the_date_of_an_order_alone_is_a_question() -> None:
    page = f"""{SENDER}
FACTUUR

Factuurnummer     2026-101
Besteldatum       02-02-2026
{FOOT}"""
    found = extract(typewritten(page)).field("issued_on")
    assert found is not None
    assert found.confidence < SURE


def test_the_date_of_the_credited_invoice_is_not_that_of_the_credit_note() -> None:
    page = f"""{SENDER}
CREDITNOTA

Creditnotanummer     C-101
Datum                10-03-2026
Betreft factuur      2026-044
Factuurdatum         02-02-2026
{FOOT}"""
    assert sure_value(page, "issued_on") in (None, date(2026, 3, 10))
    assert sure_value(page.replace("Datum   ", "Creditdatum"), "issued_on") == date(2026, 3, 10)


def test_the_day_of_a_payment_that_was_made_is_not_the_day_it_is_due() -> None:
    page = f"""{SENDER}
FACTUUR

Factuurnummer     2026-101
Factuurdatum      02-02-2026
Betaaldatum       03-02-2026
{{}}
{FOOT}"""
    assert sure_value(page.format("Betaald   € 12,00"), "due_on") is None
    assert sure_value(page.format(""), "due_on") == date(2026, 2, 3)


def test_a_credit_note_may_name_the_account_that_is_paid_back_to() -> None:
    page = f"""{SENDER}
CREDITNOTA

Creditnotanummer     C-101
Het bedrag gaat binnen een week naar {OTHER_IBAN}.
"""
    assert sure_value(page, "iban") is None
    assert sure_value(page + FOOT, "iban") == "NL91ABNA0417164300"


def test_where_no_vat_is_charged_the_only_vat_number_may_be_the_customers() -> None:
    page = """
Pinecone Analytics

INVOICE

Invoice no.         PC-1178
EU VAT ID           NL123456782B90

Net                 € 49.00
VAT reverse charge  € 0.00
Total               € 49.00
"""
    assert sure_value(page, "supplier_vat_number") is None
    assert sure_value(page + FOOT, "supplier_vat_number") == "NL123456782B90"


def test_the_next_name_of_a_list_is_no_customer() -> None:
    page = """
Pinecone Analytics

INVOICE

Invoice no.         PC-1178
Billed to           De Wit Media B.V.
EU VAT ID           NL123456782B90
"""
    assert sure_value(page, "customer") != "EU VAT ID"


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Bon de commande n° BC-2026-0551", "purchase_order"),
        ("1. Mahnung", "other"),
        ("Tweede herinnering", "other"),
        ("Order Acknowledgement", "other"),
        ("Relevé de compte", "other"),
        ("K R E D I T N O T A", "credit_note"),
        ("Avoir n° 12", "credit_note"),
    ],
)
def test_the_title_says_what_it_is(title: str, kind: str) -> None:
    assert kind_of(f"{SENDER}\n{title}\n\nDatum   02-02-2026\n") == kind


def test_letters_that_are_set_apart_are_words() -> None:
    page = """
W A R D   A N D   S O N S
11 High Street
Leeds LS1 4AP

INVOICE

Invoice number    12-3
"""
    found: Extraction = extract(typewritten(page))
    field = found.field("supplier")
    assert field is not None
    assert field.value == "WARD AND SONS"


def test_the_supplier_named_by_an_order_is_not_its_sender() -> None:
    page = """
Bon de commande n° BC-2026-0551

Acheteur                   Fournisseur
Clinique Saint-Roch SA     Mobilier Pro SAS
5 rue des Lilas            40 quai Nord
75002 Paris                44000 Nantes

Date : 6 février 2026
"""
    assert sure_value(page, "supplier") == "Mobilier Pro SAS"


def test_a_heading_within_the_table_is_no_sure_part_of_the_line_above() -> None:
    page = f"""{SENDER}
FACTUUR

Factuurnummer     2026-101

Omschrijving           Aantal      Prijs     Bedrag
Pakbon 9001
Kratten                    12      14,90     178,80
Pakbon 9044
Water                      20       6,20     124,00

Netto                                        302,80
Btw 21%                                       63,59
Totaal                                       366,39
{FOOT}"""
    found = extract(typewritten(page))
    sure = [line.description for line in found.lines if line.confidence >= SURE]
    assert sure == ["Water"]


TOTALS = f"""{SENDER}
FACTUUR
Factuurnummer   F-12
Factuurdatum    01-02-2026

Totaal excl. btw                         10.000,00
Btw 21%                                   2.100,00
Totaal incl. btw                         12.100,00
"""


def test_another_total_that_nothing_explains_puts_all_amounts_in_doubt() -> None:
    amounts = ("net", "vat", "vat_rates", "total")
    assert None not in [sure_value(TOTALS + FOOT, name) for name in amounts]
    other = f"{TOTALS}Te betalen termijn 1                      3.025,00\n{FOOT}"
    assert [sure_value(other, name) for name in amounts] == [None] * 4


def test_totals_in_two_currencies_have_no_sure_currency() -> None:
    page = f"""{SENDER}
FACTUUR
Factuurnummer   F-12

Totaal          EUR 100,00     GBP 86,00
{FOOT}"""
    assert sure_value(page, "currency") is None


@pytest.mark.parametrize(
    "line",
    [
        "Klant KvK 87654321",
        "KvK-nummer van de klant: 87654321",
        "Gegevens afnemer\nHandelsregister 87654321",
    ],
)
def test_the_customers_registration_is_not_the_suppliers(line: str) -> None:
    page = f"{SENDER}\nFACTUUR\n\nFactuurnummer   F-12\n\n{line}\n"
    assert sure_value(page, "supplier_registration") is None
    assert sure_value(page + FOOT, "supplier_registration") == "12345678"


@pytest.mark.parametrize(
    "line",
    [
        "Customer VAT Reg: NL123456782B90",
        "VAT No of the customer: NL123456782B90",
        "Gegevens afnemer\nBtw-nummer NL123456782B90",
    ],
)
def test_the_customers_vat_number_is_not_the_suppliers(line: str) -> None:
    page = f"{SENDER}\nFACTUUR\n\nFactuurnummer   F-12\n\n{line}\n"
    assert sure_value(page, "supplier_vat_number") is None


def test_a_vat_number_that_is_called_ours_is_not_the_customers() -> None:
    page = f"{SENDER}\nFACTUUR\n\nFactuurnummer   F-12\n\nBtw verlegd - ons btw-nummer NL123456782B90\n"
    assert sure_value(page, "customer_vat_number") is None


def test_a_name_of_a_date_that_goes_on_is_another_name() -> None:
    page = f"{SENDER}\nFACTUUR\n\nFactuurnummer   F-12\nLeverdatum {{}} 02-01-2026\n{FOOT}"
    assert sure_value(page.format("origineel"), "delivered_on") is None
    assert sure_value(page.format("vrijdag"), "delivered_on") == date(2026, 1, 2)
    assert sure_value(page.format(""), "delivered_on") == date(2026, 1, 2)


def test_a_total_that_is_paid_in_part_is_told() -> None:
    page = f"{TOTALS}Reeds voldaan                            -9.075,00\nTe betalen     3.025,00\n{FOOT}"
    found = extract(typewritten(page))
    assert found.cautions == ("9075.00 of the total of 12100.00 is paid: 3025.00 is to be paid",)
    assert found.problems == ()
    assert sure_value(page, "total") is not None
    assert extract(typewritten(TOTALS + FOOT)).cautions == ()


def test_a_number_with_slashes_that_is_no_day_of_our_time_is_a_number() -> None:
    page = f"{SENDER}\nFACTUUR\n\nFactuurnummer   26/03/0177\nFactuurdatum    18/03/2026\n{FOOT}"
    assert sure_value(page, "number") == "26/03/0177"
    assert sure_value(page.replace("26/03/0177", "26/03/2026"), "number") is None


def test_what_was_nearly_found_is_told_instead_of_that_no_label_was() -> None:
    page = typewritten(f"{SENDER}\nFACTUUR\n\nFactuurnummer   onbekend\n")
    reading = read_document(page, ())
    assert reading.why_missing("number") == [
        "the label 'Factuurnummer' stands on page 1, but 'onbekend' beside or below it does not fit"
    ]
    assert reading.why_missing("due_on") == ["no label for it was found on the pages"]
