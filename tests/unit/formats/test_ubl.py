from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from rpa.drivers.einvoice_file import read_content
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
from tests.fakes.einvoices import DE_ORDER, FACTUR_X, NL, NO, changed, read

PEPPOL = "urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0"
BILLING = "urn:fdc:peppol.eu:2017:poacc:billing:01:1.0"


def test_every_term_of_an_invoice_is_read() -> None:
    found = read(NL)
    assert found == EInvoice(
        syntax="UBL",
        kind="invoice",
        customization=PEPPOL,
        process=BILLING,
        type_code="380",
        number="2026-0417",
        issued_on=date(2026, 10, 5),
        due_on=date(2026, 11, 4),
        tax_point_on=date(2026, 10, 1),
        currency="USD",
        vat_currency="EUR",
        notes=((None, "Levering volgens afspraak.\nBedankt voor uw bestelling."),),
        accounting="4100",
        buyer_reference="Afdeling inkoop",
        period=Span(date(2026, 9, 1), date(2026, 9, 30)),
        order_number="PO-7781",
        sales_order="SO-120",
        preceding=(Reference("2026-0399", date(2026, 9, 20)),),
        despatch="PB-33",
        receipt="ONT-9",
        tender="TENDER-1",
        contract="C-2025-12",
        invoiced_object=Identifier("METER-5", "ABT"),
        enclosures=(
            Enclosure("BIJLAGE-1", "Urenstaat", None, "../../uren.csv", "text/csv", b"uren;naam\n12;Anna\n"),
            Enclosure("BIJLAGE-2", None, "https://example.org/voorwaarden.pdf"),
        ),
        project="P-8",
        supplier=Trader(
            name="Molen en Zonen B.V.",
            trading_name="Molen & Zonen",
            identifiers=(Identifier("8712345000004", "0088"),),
            registration=Identifier("12345678", "0106"),
            vat_number="NL123456782B90",
            legal_form="Kapitaal EUR 18.000",
            endpoint=Identifier("12345678", "0106"),
            address=Address(("Dijkweg 12", "Gebouw C", "Poort 3"), "1506 AB", "Zaandam", "Noord-Holland", "NL"),
            contact=Contact("Debiteuren", "+31 75 1234567", "debiteuren@molen.example"),
        ),
        customer=Trader(
            name="Rheinhandel GmbH",
            identifiers=(Identifier("K-100"),),
            registration=Identifier("HRB 1234"),
            vat_number="DE129273398",
            endpoint=Identifier("DE129273398", "9930"),
            address=Address(("Hafenstraße 7",), "50667", "Köln", None, "DE"),
            contact=Contact("Frau Öztürk"),
        ),
        payee=Trader(name="Factoring Noord B.V.", identifiers=(Identifier("8712345000011", "0088"),)),
        delivery=Delivery(
            name="Lager Nord",
            location=Identifier("8712345000028", "0088"),
            delivered_on=date(2026, 9, 28),
            address=Address(("Kaai 1",), "50735", "Köln", None, "DE"),
        ),
        payments=(
            Payment(
                code="59",
                text="SEPA direct debit",
                remittance="RF18539007547034",
                account="NL91ABNA0417164300",
                account_name="Factoring Noord",
                bic="ABNANL2A",
                mandate="MANDAAT-77",
                creditor="NL98ZZZ999999990000",
                debited="DE89370400440532013000",
            ),
        ),
        payment_terms="30 dagen netto",
        adjustments=(
            Adjustment(False, Decimal("25.00"), Decimal("250.00"), Decimal(10), "Korting", "95", "S", Decimal(21)),
            Adjustment(True, Decimal("15.00"), None, None, "Vracht", "FC", "S", Decimal(21)),
        ),
        vat_shares=(
            VatShare("S", Decimal(21), Decimal("230.00"), Decimal("48.30"), place="line 52"),
            VatShare(
                "AE", Decimal(0), Decimal("100.00"), Decimal("0.00"), "Btw verlegd", "VATEX-EU-AE", place="line 53"
            ),
        ),
        totals=Totals(
            lines=Decimal("340.00"),
            allowances=Decimal("25.00"),
            charges=Decimal("15.00"),
            net=Decimal("330.00"),
            vat=Decimal("48.30"),
            vat_accounting=Decimal("44.12"),
            total=Decimal("378.30"),
            prepaid=Decimal("78.00"),
            rounding=Decimal("-0.30"),
            payable=Decimal("300.00"),
        ),
        lines=(
            Line(
                number="1",
                description="Bout M6x40",
                details="Verzinkt, M6\ndoos van 100",
                note="Per honderd geprijsd",
                sku="B-640",
                buyer_sku="KL-55",
                standard_id=Identifier("08712345000035", "0160"),
                classifications=(Identifier("73181595", "HS"),),
                origin="CN",
                properties=(("Kleur", "zilver"),),
                quantity=Decimal(500),
                unit_code="C62",
                net=Decimal("250.00"),
                unit_price=Decimal("52.00"),
                base_quantity=Decimal(100),
                base_unit_code="C62",
                gross_price=Decimal("55.00"),
                discount=Decimal("3.00"),
                vat_category="S",
                vat_rate=Decimal(21),
                order_line="10",
                accounting="4110",
                period=Span(date(2026, 9, 1), date(2026, 9, 15)),
                adjustments=(
                    Adjustment(False, Decimal("12.50"), reason="Actie"),
                    Adjustment(True, Decimal("2.50"), reason="Verpakking"),
                ),
                place="line 57",
            ),
            Line(
                number="2",
                description="Teruggave montage",
                quantity=Decimal("-1.5"),
                unit_code="HUR",
                net=Decimal("-10.00"),
                unit_price=Decimal("6.6667"),
                vat_category="S",
                vat_rate=Decimal(21),
                place="line 67",
            ),
            Line(
                number="3",
                description="Advies",
                quantity=Decimal(1),
                unit_code="LS",
                net=Decimal("100.00"),
                unit_price=Decimal("100.00"),
                vat_category="AE",
                vat_rate=Decimal(0),
                place="line 72",
            ),
        ),
    )


def test_a_credit_note_is_read_whatever_its_prefixes_are() -> None:
    found = read(NO)
    assert (found.kind, found.number, found.currency) == ("credit_note", "K-88", "NOK")
    assert (found.issued_on, found.due_on) == (date(2026, 3, 2), date(2026, 3, 16))
    assert found.preceding == (Reference("F-1201", date(2026, 2, 11)),)
    assert found.supplier is not None
    assert (found.supplier.vat_number, found.supplier.tax_numbers) == ("NO923609016MVA", ("Foretaksregisteret",))
    assert found.supplier.registration == Identifier("923609016", "0192")
    assert found.payments == (Payment(code="30", remittance="0000008820267", account="86011117947"),)
    assert found.totals == Totals(
        lines=Decimal("1050.00"),
        net=Decimal("1050.00"),
        vat=Decimal("262.50"),
        total=Decimal("1312.50"),
        payable=Decimal("1312.50"),
    )
    assert [(line.quantity, line.unit_code, line.unit_price) for line in found.lines] == [
        (Decimal(3), "KGM", Decimal(350))
    ]
    assert (found.due_on, found.problems, found.warnings) == (date(2026, 3, 16), (), ())


def test_an_order_is_read() -> None:
    found = read(DE_ORDER)
    assert (found.kind, found.number, found.order_number) == ("order", "B-2026-31", "B-2026-31")
    assert (found.issued_on, found.valid_until) == (date(2026, 7, 1), date(2026, 7, 31))
    assert (found.buyer_reference, found.quotation, found.contract) == ("Einkauf Nord", "ANG-9", "RV-4")
    assert found.customer is not None
    assert found.supplier is not None
    assert (found.customer.name, found.customer.trading_name) == ("Rheinhandel GmbH", "Rheinhandel")
    assert (found.supplier.name, found.supplier.vat_number) == ("Molen en Zonen B.V.", None)
    assert found.delivery == Delivery(
        name="Lager Nord",
        requested=Span(date(2026, 7, 13), date(2026, 7, 17)),
        address=Address(("Kai 1",), None, "Köln", None, "DE"),
    )
    first, second = found.lines
    assert (first.note, first.quantity, first.unit_code, first.unit_price) == (
        "ohne Palette",
        Decimal(12),
        "XBX",
        Decimal("12.50"),
    )
    assert first.period == Span(date(2026, 7, 14), None)
    assert (second.quantity, second.unit_price, second.vat_rate) == (Decimal("30.25"), None, None)
    assert found.enclosures[0].content == b"%PDF-1.4\n"
    assert found.totals.payable == Decimal("249.90")


def test_a_sample_of_factur_x_in_ubl_is_read() -> None:
    found = read(FACTUR_X / "ubl-21-en16931.xml")
    assert (found.number, found.due_on, found.order_number) == ("F124212", date(2026, 7, 16), "PO1242")
    assert found.preceding == (Reference("F124211", date(2025, 12, 30)), Reference("F124210"))
    assert found.tax_point_code == "3"
    assert found.supplier is not None
    assert found.supplier.tax_numbers == ("DGFIP_ref_1242",)
    assert [one.value for one in found.supplier.identifiers] == ["99999999800019", "Code_ROUTAGE_seller"]
    assert found.payments[0].creditor == "Au bon moulin SARL"
    assert found.tax_representative is not None
    assert found.tax_representative.vat_number == "FR15123456789"
    assert [(one.rate, one.net, one.vat) for one in found.vat_shares] == [
        (Decimal("20.00"), Decimal("138.00"), Decimal("27.6")),
        (Decimal("5.50"), Decimal("135.00"), Decimal("7.43")),
    ]
    assert found.totals.payable == Decimal("208.03")
    assert found.lines[0].properties == (("Couleur", "Vert"), ("Taille", "L"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (">2026-10-05<", ">2026-13-05<", "line 6: IssueDate is '2026-13-05'; expected a day such as 2026-10-05"),
        (">2026-10-05<", ">05-10-2026<", "line 6: IssueDate is '05-10-2026'"),
        (">300.00<", ">300,00<", "PayableAmount is '300,00'; expected a number such as 1250.00"),
        (">300.00<", ">3e2<", "PayableAmount is '3e2'"),
        (">300.00<", ">NaN<", "PayableAmount is 'NaN'"),
        (">300.00<", ">٣٠٠<", "PayableAmount is '٣٠٠'"),
        ('currencyID="USD">300.00', 'currencyID="EUR">300.00', "PayableAmount is in EUR, and the document in USD"),
        (">2026-0417<", "><b/>2026-0417<", "ID holds further elements where a text is expected"),
        (
            "<cbc:ID>2026-0417</cbc:ID>",
            "<cbc:ID>2026-0417</cbc:ID><cbc:ID>2</cbc:ID>",
            "ID stands there twice: '2' and '2026-0417'",
        ),
        (
            '<cbc:InvoicedQuantity unitCode="C62">',
            '<cbc:InvoicedQuantity unitCode="KGM">500</cbc:InvoicedQuantity><cbc:InvoicedQuantity unitCode="C62">',
            "InvoicedQuantity stands there twice: '500 C62' and '500 KGM'",
        ),
        (
            '<cbc:PayableAmount currencyID="USD">',
            '<cbc:PayableAmount currencyID="EUR">300.00</cbc:PayableAmount><cbc:PayableAmount currencyID="USD">',
            "PayableAmount stands there twice: '300.00 EUR' and '300.00 USD'",
        ),
        (
            "<cac:PayeeParty>",
            "<cac:PayeeParty/><cac:PayeeParty>",
            "there is a second PayeeParty; the first stands in line 45",
        ),
        (">dXJlbjtuYWFtCjEyO0FubmEK<", ">dXJlbjt!<", "EmbeddedDocumentBinaryObject: the enclosed file is damaged"),
        (
            "<cbc:ChargeIndicator>true</cbc:ChargeIndicator><cbc:AllowanceChargeReasonCode>FC",
            "<cbc:AllowanceChargeReasonCode>FC",
            "it is not said whether this is an allowance or a charge",
        ),
    ],
)
def test_what_cannot_be_read_is_told_and_missing(old: str, new: str, words: str) -> None:
    found = read_content(changed(NL, (old, new)), "a.xml").document
    assert [problem for problem in found.problems if words in problem], found.problems


def test_a_document_that_states_nothing_has_nothing() -> None:
    empty = b'<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>'
    assert read_content(empty, "a.xml").document == EInvoice(syntax="UBL", kind="invoice")


def test_a_comment_inside_a_value_does_not_cut_it() -> None:
    found = read_content(changed(NL, (">2026-0417<", ">2026-<!-- x -->0417<")), "a.xml").document
    assert found.number == "2026-0417"


def test_names_of_another_namespace_are_not_taken_for_ours() -> None:
    swapped = changed(NL, ("CommonBasicComponents-2", "CommonBasicComponents-3"))
    assert read_content(swapped, "a.xml").document.number is None


def test_two_vat_totals_in_one_currency_are_told() -> None:
    found = read_content(changed(NL, ('currencyID="EUR">44.12', 'currencyID="USD">44.12')), "a.xml").document
    assert ["second total of VAT" in problem for problem in found.problems] == [True]
    assert found.totals.vat_accounting is None


def test_an_invoice_whose_code_says_credit_is_a_credit_note() -> None:
    assert read_content(changed(NL, (">380<", ">381<")), "a.xml").document.kind == "credit_note"


def test_lines_below_lines_are_told() -> None:
    found = read_content(changed(NL, ("</cac:InvoiceLine>", "<cac:SubInvoiceLine/></cac:InvoiceLine>")), "a.xml")
    assert "lines below lines" in found.document.warnings[0]


def test_the_code_of_a_note_stands_in_front_of_its_text() -> None:
    notes = "<cbc:Note>#AAI#Betaal op tijd</cbc:Note><cbc:Note>#12 is klaar</cbc:Note><cbc:Note>#ADU#</cbc:Note>"
    content = changed(NL, ("<cbc:TaxPointDate>", f"{notes}<cbc:TaxPointDate>"))
    assert read_content(content, "a.xml").document.notes[1:] == (
        ("AAI", "Betaal op tijd"),
        (None, "#12 is klaar"),
        (None, "#ADU#"),
    )


def test_a_file_counts_as_enclosed_whatever_its_type_is() -> None:
    content = changed(
        NL, ("<cbc:ID>BIJLAGE-1</cbc:ID>", "<cbc:ID>BIJLAGE-1</cbc:ID><cbc:DocumentTypeCode>130</cbc:DocumentTypeCode>")
    )
    numbers = [one.number for one in read_content(content, "a.xml").document.enclosures]
    assert numbers == ["BIJLAGE-1", "BIJLAGE-2"]
