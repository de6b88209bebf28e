from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from rpa.drivers.einvoice_file import read_content
from rpa.formats.einvoice_arithmetic import check_arithmetic
from rpa.model.einvoice import EInvoice
from rpa.model.einvoice_terms import (
    Address,
    Adjustment,
    Contact,
    Delivery,
    Enclosure,
    Identifier,
    Line,
    Payment,
    Reference,
    Span,
    Totals,
    Trader,
    VatShare,
)
from tests.fakes.einvoices import DE, FACTUR_X, changed, read


def test_every_term_of_an_invoice_is_read() -> None:
    common = {"code": "58", "remittance": "R-2026-9 K-5"}
    assert read(DE) == EInvoice(
        syntax="CII",
        kind="invoice",
        customization="urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0",
        process="urn:fdc:peppol.eu:2017:poacc:billing:01:1.0",
        type_code="380",
        number="R-2026-9",
        issued_on=date(2026, 5, 4),
        due_on=date(2026, 6, 3),
        tax_point_code="5",
        currency="EUR",
        notes=(("AAI", "Es gelten unsere AGB."),),
        buyer_reference="04011000-12345-34",
        project="PRJ-1",
        contract="V-3",
        order_number="B-99",
        sales_order="AB-7",
        receipt="WE-1",
        despatch="LS-1",
        tender="LOS-2",
        invoiced_object=Identifier("OBJ-1", "MG"),
        accounting="KST 9",
        payment_terms="#SKONTO#TAGE=7#PROZENT=2.00#",
        preceding=(Reference("R-2026-5", date(2026, 3, 2)),),
        supplier=Trader(
            name="Stadtwerke Beispiel GmbH",
            trading_name="SWB",
            identifiers=(Identifier("4012345000009", "0088"), Identifier("L-1")),
            registration=Identifier("HRB 372876"),
            vat_number="DE129273398",
            tax_numbers=("214/5678/1234",),
            legal_form="Amtsgericht Beispiel",
            endpoint=Identifier("rechnung@swb.example", "EM"),
            address=Address(("Ring 1", "Haus B"), "50667", "Köln", "NRW", "DE"),
            contact=Contact("Max Muster", "+49 221 1", "rechnung@swb.example"),
        ),
        customer=Trader(
            name="Behörde Muster",
            identifiers=(Identifier("K-5"),),
            endpoint=Identifier("eingang@behoerde.example", "EM"),
            address=Address(("Platz 2",), "10115", "Berlin", None, "DE"),
        ),
        delivery=Delivery(
            name="Außenstelle",
            location=Identifier("LAGER-1"),
            delivered_on=date(2026, 4, 30),
            address=Address(("Gasse 5",), "10117", "Berlin", None, "DE"),
        ),
        period=Span(date(2026, 4, 1), date(2026, 4, 30)),
        payments=(
            Payment(
                **common,
                text="Überweisung",
                account="DE02120300000000202051",
                account_name="SWB GmbH",
                bic="BYLADEM1001",
            ),
            Payment(**common, account="DE89370400440532013000"),
        ),
        adjustments=(Adjustment(True, Decimal("5.00"), reason="Versand", vat_category="S", vat_rate=Decimal(7)),),
        vat_shares=(
            VatShare("S", Decimal(19), Decimal("285.00"), Decimal("54.15"), place="line 41"),
            VatShare("S", Decimal(7), Decimal("45.00"), Decimal("3.15"), place="line 42"),
        ),
        totals=Totals(
            lines=Decimal("325.00"),
            charges=Decimal("5.00"),
            net=Decimal("330.00"),
            vat=Decimal("57.30"),
            total=Decimal("387.30"),
            prepaid=Decimal("87.30"),
            payable=Decimal("300.00"),
        ),
        enclosures=(Enclosure("ANLAGE", "Ablesung", None, "ablesung.csv", "text/csv", b"a;1\n"),),
        lines=(
            Line(
                number="1",
                description="Strom",
                details="Arbeitspreis",
                note="Zähler 4711",
                sku="ST-1",
                buyer_sku="77",
                standard_id=Identifier("04012345000016", "0160"),
                classifications=(Identifier("65310000", "TST"),),
                origin="DE",
                properties=(("Tarif", "Gewerbe"),),
                quantity=Decimal(1000),
                unit_code="KWH",
                net=Decimal("285.00"),
                unit_price=Decimal("30.00"),
                base_quantity=Decimal(100),
                base_unit_code="KWH",
                gross_price=Decimal("32.00"),
                discount=Decimal("2.00"),
                vat_category="S",
                vat_rate=Decimal(19),
                order_line="3",
                accounting="6325",
                item_object=Identifier("Z-4711", "MG"),
                period=Span(date(2026, 4, 1), date(2026, 4, 30)),
                adjustments=(Adjustment(False, Decimal("15.00"), Decimal("300.00"), Decimal(5), "Treue", "95"),),
                place="line 9",
            ),
            Line(
                number="2",
                description="Fachbuch",
                quantity=Decimal(2),
                unit_code="H87",
                net=Decimal("40.00"),
                unit_price=Decimal("20.00"),
                vat_category="S",
                vat_rate=Decimal(7),
                place="line 16",
            ),
        ),
    )


def test_the_xml_in_a_real_factur_x_pdf_is_read_and_its_other_files_are_not() -> None:
    found = read(FACTUR_X / "invoice_EN16931.pdf")
    assert (found.syntax, found.kind, found.number) == ("CII", "invoice", "F20260023")
    assert (found.issued_on, found.due_on) == (date(2026, 1, 31), date(2026, 3, 2))
    assert found.supplier is not None
    assert (found.supplier.name, found.supplier.vat_number) == ("LE FOURNISSEUR", "FR11123456782")
    assert found.totals.payable == Decimal("104.90")
    assert [(one.category, one.rate, one.net, one.vat) for one in found.vat_shares] == [
        ("S", Decimal("20.00"), Decimal("11.00"), Decimal("2.20")),
        ("E", Decimal("0.00"), Decimal("60.00"), Decimal("0.00")),
        ("S", Decimal("10.00"), Decimal("27.00"), Decimal("2.70")),
        ("K", Decimal("0.00"), Decimal("2.00"), Decimal("0.00")),
    ]
    assert len(found.lines) == 3
    assert (found.problems, found.warnings) == ((), ())


def test_profiles_without_lines_have_none() -> None:
    for name, vats in (("factur-x-minimum", 0), ("factur-x-basicwl", 4)):
        found = read(FACTUR_X / f"{name}.xml")
        assert (found.number, found.lines, len(found.vat_shares)) == ("F20260023", (), vats)
        assert (found.totals.net, found.totals.vat, found.totals.total) == (
            Decimal("100.00"),
            Decimal("4.90"),
            Decimal("104.90"),
        )


def test_an_order_x_is_read() -> None:
    found = read(FACTUR_X / "order-x-comfort.xml")
    assert (found.syntax, found.kind, found.number) == ("Order-X", "order", "PO123456789")
    assert (found.order_number, found.issued_on, found.valid_until) == (
        "PO123456789",
        date(2020, 3, 31),
        date(2020, 6, 30),
    )
    first = found.lines[0]
    assert (first.quantity, first.unit_code, first.unit_price, first.net) == (
        Decimal(6),
        "C62",
        Decimal("10.00"),
        Decimal("60.00"),
    )
    assert first.period == Span(date(2020, 4, 15), date(2020, 4, 30))
    assert (first.gross_price, first.discount) == (Decimal("10.50"), None)  # a charge is mixed into it
    assert (found.problems, found.is_test) == ((), False)


def test_a_zugferd_1_invoice_is_read() -> None:
    found = read(FACTUR_X / "zugferd-comfort.xml")
    assert (found.syntax, found.kind, found.number) == ("ZUGFeRD 1.0", "invoice", "471102")
    assert (found.issued_on, found.is_test) == (date(2013, 3, 5), True)
    assert found.totals == Totals(
        lines=Decimal("473.00"),
        allowances=Decimal("0.00"),
        charges=Decimal("0.00"),
        net=Decimal("473.00"),
        vat=Decimal("56.87"),
        total=Decimal("529.87"),
        prepaid=Decimal("0.00"),
        payable=Decimal("529.87"),
    )
    assert [(one.rate, one.net, one.vat) for one in found.vat_shares] == [
        (Decimal("7.00"), Decimal("275.00"), Decimal("19.25")),
        (Decimal("19.00"), Decimal("198.00"), Decimal("37.62")),
    ]
    assert [(line.description, line.quantity, line.vat_rate) for line in found.lines] == [
        ("Trennblätter A4", Decimal("20.0000"), Decimal("19.00")),
        ("Joghurt Banane", Decimal("50.0000"), Decimal("7.00")),
    ]
    assert found.problems == ()


def test_a_real_sample_that_states_an_impossible_day_is_told() -> None:
    found = read(FACTUR_X / "zugferd-extended.xml")
    assert found.problems == ("line 191: DateTimeString is '20139102'; expected a day such as 20261005",)
    assert found.adjustments[1] == Adjustment(
        True, Decimal("15.00"), reason="Transportkosten: Frachbetrag", vat_category="S", vat_rate=Decimal("19.00")
    )
    weeks = {line.period for line in found.lines if line.period}
    assert Span(date(2013, 9, 16), date(2013, 9, 22)) in weeks  # stated as week 38


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (">20260504<", ">20260532<", "DateTimeString is '20260532'; expected a day such as 20261005"),
        ('format="102">20260504', 'format="101">260504', "in form '101', which is none of 102, 203, 204"),
        (">300.00<", ">EUR 300<", "DuePayableAmount is 'EUR 300'; expected a number"),
        ('currencyID="EUR">57.30', 'currencyID="CHF">57.30', "TaxTotalAmount is in CHF, and the document in EUR"),
        ("<udt:Indicator>true<", "<udt:Indicator>ja<", "Indicator is 'ja'; expected true or false"),
        ('schemeID="FC"', 'schemeID="VA"', "several tax numbers of kind VA: 214/5678/1234, DE129273398"),
    ],
)
def test_what_cannot_be_read_is_told_and_missing(old: str, new: str, words: str) -> None:
    found = read_content(changed(DE, (old, new)), "a.xml").document
    assert [problem for problem in found.problems if words in problem], found.problems


def test_instalments_leave_no_due_date_and_say_so() -> None:
    second = (
        "</ram:SpecifiedTradePaymentTerms><ram:SpecifiedTradePaymentTerms><ram:DueDateDateTime>"
        '<udt:DateTimeString format="102">20260703</udt:DateTimeString></ram:DueDateDateTime>'
        "</ram:SpecifiedTradePaymentTerms>"
    )
    found = read_content(changed(DE, ("</ram:SpecifiedTradePaymentTerms>", second)), "a.xml").document
    assert found.due_on is None
    assert ["several due dates (2026-06-03, 2026-07-03); none is taken" in one for one in found.warnings] == [True]


@pytest.mark.parametrize("word", ["GROUP", "INFORMATION"])
def test_a_line_that_only_groups_others_is_not_counted_beside_them(word: str) -> None:
    path = FACTUR_X / "factur-x-extended.xml"
    begin, end = "<ram:IncludedSupplyChainTradeLineItem>", "</ram:IncludedSupplyChainTradeLineItem>"
    line = begin + path.read_text(encoding="utf-8").partition(begin)[2].partition(end)[0] + end
    status = "<ram:LineID>{}</ram:LineID>{}<ram:LineStatusReasonCode>{}</ram:LineStatusReasonCode>".format
    group = line.replace("<ram:LineID>1</ram:LineID>", status("G", "", word), 1)
    parent = "<ram:ParentLineID>G</ram:ParentLineID>"
    detail = line.replace("<ram:LineID>1</ram:LineID>", status("1", parent, "DETAIL"), 1)
    found = read_content(changed(path, (line, group + detail)), "a.xml").document
    assert found.lines == tuple(
        replace(one, place=other.place) for one, other in zip(read(path).lines, found.lines, strict=True)
    )
    assert found.warnings == ("lines that only group or explain others are left out: 1",)
    assert [one for one in check_arithmetic(found) if one.is_fatal] == []
