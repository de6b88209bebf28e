"""Fields of typed pages: one rule each, and pages that must not be guessed."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.formats.documents.extraction import Own, extract
from rpa.formats.documents.labels import wordings
from rpa.model.extraction import FIELDS, SURE, Extraction
from tests.documents.typewritten import typewritten

INVOICE = """
Janssen Techniek B.V.
Dorpsstraat 12
3511 AB Utrecht
Tel. 030 123 45 67   info@janssen-techniek.nl

Bakkerij Pietersen
Molenweg 5
1011 AB Amsterdam

FACTUUR

Factuurnummer:     2026-0147
Factuurdatum:      12-03-2026
Vervaldatum:       11-04-2026
Klantnummer:       88231
Uw bestelnummer:   PO-771

Omschrijving           Aantal      Prijs     BTW       Bedrag

Onderhoud machine           2     500,00     21%     1.000,00
Olie                       10       2,50     21%        25,00

                              Subtotaal            € 1.025,00
                              BTW 21%                € 215,25
                              Totaal               € 1.240,25

Janssen Techniek B.V.   KvK 12345678   BTW-nr. NL123456782B90   IBAN NL91 ABNA 0417 1643 00
"""


def found_in(text: str, **more: object) -> Extraction:
    return extract(typewritten(text), **more)  # type: ignore[arg-type]


def value(found: Extraction, name: str) -> object:
    field = found.field(name)
    return None if field is None else field.value


def sure(found: Extraction, name: str) -> bool:
    field = found.field(name)
    return field is not None and field.confidence >= SURE


def test_an_invoice() -> None:
    found = found_in(INVOICE)
    assert (found.kind, found.language, found.problems) == ("invoice", "nl", ())
    assert value(found, "number") == "2026-0147"
    assert value(found, "issued_on") == date(2026, 3, 12)
    assert value(found, "due_on") == date(2026, 4, 11)
    assert value(found, "order_number") == "PO-771"
    assert value(found, "supplier") == "Janssen Techniek B.V."
    assert value(found, "customer") == "Bakkerij Pietersen"
    assert value(found, "supplier_vat_number") == "NL123456782B90"
    assert value(found, "supplier_registration") == "12345678"
    assert value(found, "iban") == "NL91ABNA0417164300"
    assert value(found, "currency") == "EUR"
    amounts = (value(found, "net"), value(found, "vat"), value(found, "total"))
    assert amounts == (Decimal("1025.00"), Decimal("215.25"), Decimal("1240.25"))
    assert [(line.description, line.quantity, line.unit_price, line.net) for line in found.lines] == [
        ("Onderhoud machine", Decimal(2), Decimal("500.00"), Decimal("1000.00")),
        ("Olie", Decimal(10), Decimal("2.50"), Decimal("25.00")),
    ]
    assert all(line.confidence >= SURE for line in found.lines)


def test_each_field_says_where_it_stands_and_why() -> None:
    field = found_in(INVOICE).field("number")
    assert field is not None
    assert field.text == "2026-0147"
    assert field.box is not None
    assert (field.box.page, field.box.left, field.box.top) == (1, 40 + 19 * 5.0, 40 + 11 * 12.0)
    assert field.rule == "right of the label 'Factuurnummer'"
    assert field.confidence == Decimal("0.97")


def test_every_field_is_found_or_missing_with_a_reason() -> None:
    found = found_in(INVOICE)
    names = {field.name for field in found.fields} | set(found.missing)
    assert names == set(FIELDS)
    assert found.missing["delivered_on"] == "no label for it was found on the pages"


def test_totals_that_do_not_add_up_are_told_and_not_mended() -> None:
    found = found_in(INVOICE.replace("1.240,25", "1.250,25"))
    assert [problem for problem in found.problems if "make 1240.25, but 'Totaal' says 1250.25" in problem]
    assert not any(sure(found, name) for name in ("net", "vat", "total"))


def test_vat_that_is_not_its_rate_is_told() -> None:
    found = found_in(INVOICE.replace("215,25", "251,25").replace("1.240,25", "1.276,25"))
    assert [problem for problem in found.problems if "21 % of 1025.00 is 215.25, but it says 251.25" in problem]
    assert not any(sure(found, name) for name in ("net", "vat", "total"))


def test_two_totals_are_both_named() -> None:
    found = found_in(INVOICE + "\n\nTotaal    € 1.340,25\n")
    assert [problem for problem in found.problems if "more than one total" in problem]
    assert not sure(found, "total")


def test_two_numbers_called_the_same_are_no_number() -> None:
    found = found_in(INVOICE + "\n\nFactuurnummer:   2026-0999\n")
    field = found.field("number")
    assert field is not None
    assert field.confidence < SURE
    assert field.others == ("2026-0999",)
    assert "nothing decides" in field.rule


def test_two_accounts_are_no_account() -> None:
    found = found_in(INVOICE + "\n\nIBAN   DE89 3704 0044 0532 0130 00\n")
    field = found.field("iban")
    assert field is not None
    assert not field.is_sure
    assert field.others == ("DE89 3704 0044 0532 0130 00",)


def test_an_account_with_a_wrong_digit_is_told_and_not_taken() -> None:
    found = found_in(INVOICE.replace("0417 1643 00", "0417 1643 01"))
    assert value(found, "iban") is None
    assert [problem for problem in found.problems if "wrong check digits" in problem]


def test_due_before_issued_is_told() -> None:
    found = found_in(INVOICE.replace("11-04-2026", "11-02-2026"))
    assert [problem for problem in found.problems if "before it was issued" in problem]
    assert not sure(found, "issued_on")
    assert not sure(found, "due_on")


def test_a_date_with_two_readings_is_not_guessed() -> None:
    text = "INVOICE\n\nInvoice number:   A-77\nInvoice date:     03/04/2026\n\nTotal   $ 12.00\n"
    field = found_in(text).field("issued_on")
    assert field is not None
    assert not field.is_sure
    assert field.others


@pytest.mark.parametrize(
    ("more", "day"),
    [
        ("Delivery date:    25/03/2026", date(2026, 4, 3)),
        ("Delivery date:    03/25/2026", date(2026, 3, 4)),
        ("VAT no. GB123456782, London, United Kingdom", date(2026, 4, 3)),
        ("Due date:   05/03/2026\nPayment within 30 days", date(2026, 4, 3)),
    ],
)
def test_other_evidence_on_the_page_decides_a_date(more: str, day: date) -> None:
    if "30 days" in more:
        more = "Due date:   03/05/2026\nPayment within 30 days"  # 3 April to 3 May; 4 March to 5 March are 1 day
    text = f"INVOICE\n\nInvoice number:   A-77\nInvoice date:     03/04/2026\n{more}\n"
    assert value(found_in(text), "issued_on") == day


def test_the_decimal_mark_is_that_of_the_whole_page() -> None:
    text = "FACTUUR\n\nSubtotaal    € 1.250\nBTW 21%      € 262,50\nTotaal       € 1.512,50\n"
    assert value(found_in(text), "net") == Decimal(1250)


def test_a_number_in_groups_is_never_cut() -> None:
    text = "FAKTURA\n\nNetto         kr 31 115,69\nMVA 25 %      kr  7 778,92\nÅ betale      kr 38 894,61\n"
    assert value(found_in(text), "total") == Decimal("38894.61")


def test_a_longer_name_that_begins_like_a_known_one_is_another() -> None:
    text = "FACTURE\n\nDate de facture associée : 01/01/2026\nDate :   31/01/2026\n"
    assert value(found_in(text), "issued_on") == date(2026, 1, 31)


def test_what_is_our_own_is_the_customers() -> None:
    text = INVOICE + "\nBTW NL001234567B01\n"
    own = Own(vat_numbers=frozenset({"NL123456782B90"}))
    assert value(found_in(text, own=own), "customer_vat_number") == "NL123456782B90"


def test_an_order_is_sent_by_the_customer() -> None:
    text = INVOICE.replace("FACTUUR\n", "INKOOPORDER\n").replace("Factuurnummer", "Ordernummer  ")
    text = (
        text.replace("Factuurdatum", "Besteldatum ")
        .replace("Vervaldatum:       11-04-2026", "")
        .replace("Uw bestelnummer:   PO-771", "")
    )
    found = found_in(text)
    assert found.kind == "purchase_order"
    assert value(found, "supplier") == "Bakkerij Pietersen"
    assert value(found, "customer") == "Janssen Techniek B.V."
    assert value(found, "iban") is None


def test_without_a_title_the_sides_are_not_sure() -> None:
    text = (
        INVOICE.replace("FACTUUR\n", "\n")
        .replace("Factuurnummer", "Kenmerk      ")
        .replace("Vervaldatum:       11-04-2026", "")
    )
    found = found_in(text)
    assert [problem for problem in found.problems if "no title says what it is" in problem]
    assert not any(sure(found, name) for name in ("supplier", "customer", "iban"))


def test_a_reminder_is_no_invoice() -> None:
    found = found_in(INVOICE.replace("FACTUUR\n", "HERINNERING\n").replace("Factuurnummer", "Dossier      "))
    assert found.kind == "other"
    assert [problem for problem in found.problems if "no invoice" in problem]


def test_reverse_charge_is_no_vat() -> None:
    text = INVOICE.replace("BTW 21%                € 215,25", "BTW verlegd            €   0,00").replace(
        "1.240,25", "1.025,00"
    )
    found = found_in(text.replace("21%", " 0%"))
    assert value(found, "vat") == 0
    assert value(found, "total") == Decimal("1025.00")


def test_pages_without_words() -> None:
    found = found_in("")
    assert found.fields == ()
    assert "pictures" in found.missing["total"]


def test_no_wording_means_the_document_and_the_other_party() -> None:
    for key, (categories, _) in wordings().items():
        assert not {"number", "other_number"} <= categories, key
        assert not {"total", "net"} <= categories, key
        assert not {"issued_on", "due_on"} <= categories, key
        assert not {"iban", "customer_iban"} <= categories, key


KEYS = list(wordings())[::7]
PIECES = st.one_of(
    st.sampled_from(KEYS),
    st.sampled_from(
        ["€", "21%", "1.250,00", "12-03-2026", "NL91", "ABNA", "Totaal", "BTW", "Factuurnummer:", "kr", "-"]
    ),
    st.text(max_size=12),
    st.integers(-(10**9), 10**9).map(str),
)


@given(st.lists(st.lists(PIECES, max_size=8), max_size=25))
@settings(max_examples=60, deadline=None)
def test_any_page_is_read(lines: list[list[str]]) -> None:
    found = found_in("\n".join("   ".join(line) for line in lines))
    for field in found.fields:
        assert 0 <= field.confidence <= 1
        assert field.rule


def test_a_page_full_of_words_is_read_in_bounded_time() -> None:
    line = "Totaal 12,50 BTW 21% Factuurnummer 1 NL91 ABNA 0417 1643 00 12-03-2026 info@x.nl B.V. 1011 AB Amsterdam "
    begin = time.perf_counter()
    found_in("\n".join([line * 2] * 1000))
    assert time.perf_counter() - begin < 60
