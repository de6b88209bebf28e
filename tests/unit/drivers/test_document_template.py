"""Templates: the sandbox, what filters write, and invoices that add up on every page."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from rpa.drivers.document_template import DocumentTemplates
from rpa.drivers.html_pdf import DocumentError
from rpa.formats.writing import write_amount
from rpa.model.invoice import Invoice, InvoiceLine, Party
from rpa.model.money import Money

SHIPPED = Path(__file__).parents[3] / "templates"
TEMPLATE = "invoice/default.html.j2"
LONG = (
    "Bürodrehstuhl mit höhenverstellbarer Lordosenstütze, Armlehnen und Kopfstütze, einschließlich Montage vor "
    "Ort und Entsorgung der Verpackung.\nLieferung in das dritte Obergeschoss ohne Aufzug."
)
SELLERS = {
    "NL": Party(
        "Fjord & Polder Trading B.V.", "Westerdok 1", "1013 AA", "Amsterdam", "NL", vat_number="NL859123456B01",
        email="facturen@fjordpolder.example", iban="NL91ABNA0417164300", bic="ABNANL2A", registration="68123456",
    ),
    "NO": Party(
        "Fjord og Polder AS", "Storgata 14", "0184", "Oslo", "NO", vat_number="NO 923 609 016 MVA",
        iban="NO9386011117947", bic="DNBANOKKXXX", registration="923 609 016",
    ),
}  # fmt: skip
BUYER = Party("Müller & <Söhne> GmbH", "Industriestraße 77", "70565", "Stuttgart", "DE", vat_number="DE811907980")


@pytest.fixture(scope="module")
def templates() -> DocumentTemplates:
    return DocumentTemplates([SHIPPED])


def make_lines(count: int, *, rate: str = "19", long_every: int = 7) -> tuple[InvoiceLine, ...]:
    return tuple(
        InvoiceLine(
            f"SKU-{number:04d}",
            LONG if number % long_every == 5 else f"Ordner {number}",
            Decimal(number % 9 + 1),
            "st",
            Decimal("12.95") + number * Decimal("1.11"),
            Decimal(rate),
            Decimal(10) if number % 9 == 0 and count > 20 else Decimal(0),
        )
        for number in range(1, count + 1)
    )


def make_invoice(locale: str = "nl-NL", count: int = 1, rate: str = "19", long_every: int = 7) -> Invoice:
    return Invoice(
        number="2026-0042",
        issued_on=date(2026, 3, 4),
        due_on=date(2026, 3, 18),
        currency="NOK" if locale == "nb-NO" else "EUR",
        seller=SELLERS["NO" if locale == "nb-NO" else "NL"],
        buyer=BUYER,
        lines=make_lines(count, rate=rate, long_every=long_every),
        order_reference="PO-77120",
        locale=locale,
    )


def texts_of(pdf: bytes) -> list[str]:
    """Text of every page, with all white space as single blanks."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        texts = []
        for page in document:
            text_page = page.get_textpage()
            texts.append(" ".join(text_page.get_text_bounded().split()))
            text_page.close()
            page.close()
        return texts
    finally:
        document.close()


def skus_on(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"SKU-(\d{4})", text)]


def written(amount: Decimal, locale: str) -> str:
    return " ".join(write_amount(amount, locale).split())


@pytest.mark.parametrize(
    ("count", "long_every"), [(9, 7), (10, 7), (12, 6), (15, 1000), (40, 7), (41, 7), (60, 7), (61, 6)]
)
def test_every_page_carries_the_sum_of_the_lines_so_far(
    templates: DocumentTemplates, count: int, long_every: int
) -> None:
    invoice = make_invoice("de-DE", count, long_every=long_every)
    pages = texts_of(templates.render_invoice(TEMPLATE, invoice))
    assert [number for page in pages for number in skus_on(page)] == list(range(1, count + 1))
    assert len(pages) > 1
    carried = Decimal(0)
    for index, page in enumerate(pages):
        first, last = index == 0, index == len(pages) - 1
        numbers = skus_on(page)
        assert len(numbers) >= 2, "a page, and the totals, never stand without lines"
        brought = re.findall(r"Betrag EUR Übertrag ([\d.]+,\d\d) ", page)
        assert brought == ([] if first else [written(carried, "de-DE")])
        carried += sum((invoice.lines[number - 1].net for number in numbers), Decimal(0))
        forward = re.findall(r"Übertrag auf die nächste Seite ([\d.]+,\d\d)", page)
        assert forward == ([] if last else [written(carried, "de-DE")])
        assert ("Rechnungsbetrag" in page) == last
        assert f"Seite {index + 1} von {len(pages)}" in page
    assert carried == invoice.net_total


def test_a_short_invoice_is_one_page_without_carried_totals(templates: DocumentTemplates) -> None:
    (page,) = texts_of(templates.render_invoice(TEMPLATE, make_invoice("de-DE", 3)))
    assert "Übertrag" not in page


def test_a_line_taller_than_a_page_keeps_the_sums_right(templates: DocumentTemplates) -> None:
    lines = list(make_lines(5))
    lines[2] = replace(lines[2], description="Sehr lange Beschreibung. " * 500)
    invoice = replace(make_invoice("de-DE"), lines=tuple(lines))
    text = " ".join(texts_of(templates.render_invoice(TEMPLATE, invoice)))
    sums = [sum((line.net for line in lines[:cut]), Decimal(0)) for cut in (2, 3)]
    forward = re.findall(r"Übertrag auf die nächste Seite ([\d.]+,\d\d)", text)
    assert forward == [written(amount, "de-DE") for amount in sums]


LANGUAGES = {
    "nl-NL": [
        "Factuur 2026-0042", "Factuurdatum 04-03-2026", "Vervaldatum 18-03-2026", "Btw 19% Bedrag EUR",
        "Te betalen € 33,46", "uiterlijk op 18 maart 2026", "NL91 ABNA 0417 1643 00", "KvK 68123456",
        "Pagina 1 van 1", "DUITSLAND", "Uw btw-nummer DE811907980",
    ],
    "de-DE": [
        "Rechnung 2026-0042", "Rechnungsdatum 04.03.2026", "Leistungsdatum 04.03.2026", "Fällig am 18.03.2026",
        "Rechnungsbetrag 33,46 €", "bis zum 18. März 2026", "Verwendungszweck 2026-0042", "Seite 1 von 1", "GiroCode",
    ],
    "nb-NO": [
        "Faktura 2026-0042", "Fakturadato 04.03.2026", "Forfallsdato 18.03.2026", "Beløp NOK", "Å betale 33,46 kr",
        "innen 18. mars 2026", "Kontonummer 8601.11.17947", "NO 923 609 016 MVA", "Side 1 av 1", "TYSKLAND",
    ],
    "en-GB": [
        "Invoice 2026-0042", "Invoice date 04/03/2026", "Due date 18/03/2026", "Total due €33.46",
        "by 18 March 2026", "Page 1 of 1", "GERMANY",
    ],
}  # fmt: skip


@pytest.mark.parametrize("locale", list(LANGUAGES))
def test_every_language_has_its_captions_and_formats(templates: DocumentTemplates, locale: str) -> None:
    (page,) = texts_of(templates.render_invoice(TEMPLATE, make_invoice(locale)))
    flat = page.replace("Btw Bedrag EUR", "Btw 19% Bedrag EUR")
    missing = [words for words in LANGUAGES[locale] if words not in flat]
    assert not missing, page
    assert "Müller & <Söhne> GmbH" in page


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("nl-NL", "btw verlegd"),
        ("de-DE", "Steuerschuldnerschaft des Leistungsempfängers"),
        ("en-GB", "reverse charge"),
        ("nb-NO", "utførsel"),
    ],
)
def test_no_vat_across_the_border_is_explained(templates: DocumentTemplates, locale: str, words: str) -> None:
    (page,) = texts_of(templates.render_invoice(TEMPLATE, make_invoice(locale, rate="0")))
    assert words in page


def test_a_credit_note_asks_for_no_payment(templates: DocumentTemplates) -> None:
    note = replace(make_invoice("de-DE"), kind="credit_note", corrects="2026-0031")
    (page,) = texts_of(templates.render_invoice(TEMPLATE, note))
    assert "Rechnungskorrektur 2026-0042" in page
    assert "Korrektur zu Rechnung 2026-0031" in page
    for word in ("überweisen Sie", "IBAN", "Fällig", "Gutschrift", "GiroCode"):
        assert word not in page


def test_the_payment_code_stands_on_euro_invoices_only(templates: DocumentTemplates) -> None:
    with_code = templates.render_invoice(TEMPLATE, make_invoice("nl-NL"))
    assert "Scan en betaal" in texts_of(with_code)[0]
    assert "Scan" not in texts_of(templates.render_invoice(TEMPLATE, make_invoice("nl-NL"), qr=False))[0]
    assert "Skann" not in texts_of(templates.render_invoice(TEMPLATE, make_invoice("nb-NO")))[0]


def test_a_wrong_account_number_is_named_not_printed(templates: DocumentTemplates) -> None:
    invoice = make_invoice("nl-NL")
    wrong = replace(invoice, seller=replace(invoice.seller, iban="NL91ABNA0417164301"))
    with pytest.raises(DocumentError, match="payment code of invoice 2026-0042"):
        templates.render_invoice(TEMPLATE, wrong)


def test_the_invoice_is_archivable_and_repeatable(templates: DocumentTemplates) -> None:
    invoice = make_invoice("nl-NL", 12)
    pdf = templates.render_invoice(TEMPLATE, invoice)
    assert pdf == DocumentTemplates([SHIPPED]).render_invoice(TEMPLATE, invoice)
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_metadata() as metadata:
        assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert metadata["dc:title"] == "Factuur 2026-0042"
        assert metadata["dc:creator"] == ["Fjord & Polder Trading B.V."]
        assert document.Root.Lang == "nl-NL"
        assert "/OutputIntents" in document.Root
        fonts = [font for page in document.pages for font in page.resources.get("/Font", {}).values()]
        assert fonts
        assert all("/FontFile2" in font.DescendantFonts[0].FontDescriptor for font in fonts)


def test_a_logo_takes_the_place_of_the_name(tmp_path: Path) -> None:
    (tmp_path / "us.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', encoding="utf-8")
    html = DocumentTemplates([tmp_path, SHIPPED], logo="us.svg")
    assert html.picture("us.svg").startswith("data:image/svg+xml;base64,")
    assert html.render_invoice(TEMPLATE, make_invoice()).startswith(b"%PDF")
    with pytest.raises(DocumentError, match=r"picture \.\./secret is in none of"):
        html.picture("../secret")


def test_a_template_without_ids_is_told_what_it_lacks(tmp_path: Path) -> None:
    (tmp_path / "bare.html.j2").write_text(
        "{% for p in pages %}{% for l in p.lines %}<p style='height:300px'>{{ l.sku }}</p>{% endfor %}{% endfor %}",
        encoding="utf-8",
    )
    with pytest.raises(DocumentError, match='give them id="line-1"'):
        DocumentTemplates([tmp_path]).render_invoice("bare.html.j2", make_invoice(count=9))


def written_template(folder: Path, name: str, text: str) -> DocumentTemplates:
    (folder / name).write_text(text, encoding="utf-8")
    return DocumentTemplates([folder, SHIPPED])


def test_the_workspace_comes_before_what_is_shipped(tmp_path: Path) -> None:
    (tmp_path / "mail").mkdir()
    templates = written_template(tmp_path, "mail/invoice.nl.txt.j2", "eigen tekst")
    assert templates.render("mail/invoice.nl.txt.j2", {}) == "eigen tekst"
    assert "Rechnung" in templates.render(
        "mail/invoice.de.txt.j2", {"invoice": make_invoice("de-DE"), "locale": "de-DE"}
    )


def test_values_are_escaped_in_html_and_not_in_text(tmp_path: Path) -> None:
    assert written_template(tmp_path, "a.html.j2", "{{ x }}").render("a.html.j2", {"x": "<b>"}) == "&lt;b&gt;"
    assert written_template(tmp_path, "a.txt.j2", "{{ x }}").render("a.txt.j2", {"x": "<b>"}) == "<b>"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("\n\n{{ misssing }}", r"a\.txt\.j2:3: 'misssing' is undefined; names given: total"),
        ("{{ total", r"a\.txt\.j2:1: "),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ total.as_integer_ratio.__globals__ }}", "unsafe|undefined|no attribute"),
        ("{% include 'nowhere.j2' %}", r"template nowhere\.j2 \(used by a\.txt\.j2\) is in none of"),
        ("{% include '../../etc/passwd' %}", "is in none of"),
        ("{{ total | amount }}", "no locale"),
        ("{{ total | money('nl-NL') }}", "has no currency"),
        ("{{ 1.5 | amount('nl-NL') }}", "1.5 .float. is not an exact number"),
        ("{{ total | amount('xx-XX') }}", "xx-XX"),
    ],
)
def test_what_is_wrong_with_a_template_is_said_with_its_line(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(DocumentError, match=says):
        written_template(tmp_path, "a.txt.j2", text).render("a.txt.j2", {"total": Decimal(1)})


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("d('1234.5') | amount", "1.234,50"),
        ("d('0.0125') | price", "0,0125"),
        ("d('12') | price", "12,00"),
        ("d('1234.5') | money(currency='EUR')", "€ 1.234,50"),
        ("m | money", "€ 9,95"),
        ("day | date", "04-03-2026"),
        ("day | date(style='long')", "4 maart 2026"),
        ("day | date('de-DE', 'long')", "4. März 2026"),
        ("d('2.50') | quantity", "2,5"),
        ("d('21') | percent", "21%"),
        ("'NL91abna0417164300' | iban", "NL91 ABNA 0417 1643 00"),
        ("d('14997.4') | whole", "14 997"),
        ("'DE' | country", "Duitsland"),
    ],
)
def test_filters_write_as_the_locale_wants(tmp_path: Path, expression: str, expected: str) -> None:
    templates = written_template(tmp_path, "a.txt.j2", "{{ " + expression + " }}")
    context = {"locale": "nl-NL", "d": Decimal, "m": Money(Decimal("9.95"), "EUR"), "day": date(2026, 3, 4)}
    assert templates.render("a.txt.j2", context).replace("\u00a0", " ") == expected


MAILS = {
    "nl": ("Subject: Factuur 2026-0042 van", "€ 33,46", "Met vriendelijke groet", "klacht"),
    "de": ("Subject: Rechnung 2026-0042 von", "33,46 €", "Mit freundlichen Grüßen", "Beschwerde"),
    "nb": ("Subject: Faktura 2026-0042 fra", "33,46 kr", "Vennlig hilsen", "klagen"),
    "en": ("Subject: Invoice 2026-0042 from", "€33.46", "Kind regards", "complaint"),
}
LOCALES = {"nl": "nl-NL", "de": "de-DE", "nb": "nb-NO", "en": "en-GB"}


@pytest.mark.parametrize("language", list(MAILS))
def test_mails_speak_every_language(templates: DocumentTemplates, language: str) -> None:
    subject, amount, greeting, complaint = MAILS[language]
    locale = LOCALES[language]
    context = {"invoice": make_invoice(locale), "locale": locale, "contact": "A. <b>Jansen</b>"}
    text = templates.render(f"mail/invoice.{language}.txt.j2", context).replace("\u00a0", " ")
    assert text.startswith(subject)
    assert amount in text
    assert greeting in text
    html = templates.render(f"mail/invoice.{language}.html.j2", context)
    assert "A. &lt;b&gt;Jansen&lt;/b&gt;" in html
    assert "Subject:" not in html
    ticket = {"ticket": "T-7", "kind": "complaint", "company": SELLERS["NL"], "locale": locale}
    answer = templates.render(f"mail/acknowledgement.{language}.txt.j2", ticket)
    assert answer.splitlines()[0].endswith("[T-7]")
    assert complaint in answer
    assert "T-7" in templates.render(f"mail/acknowledgement.{language}.html.j2", ticket)
    assert "\n\n\n" not in text + answer


def report_context(language: str = "nl") -> dict[str, object]:
    return {
        "company": SELLERS["NL"], "period": "1e kwartaal 2026", "starts_on": date(2026, 1, 1),
        "ends_on": date(2026, 3, 31), "prepared_on": date(2026, 4, 5), "currency": "EUR",
        "locale": LOCALES[language], "language": language, "logo": "", "total": Decimal(14997),
        "boxes": [{"code": "1a", "caption": "Hoog tarief", "turnover": Decimal(148230), "vat": Decimal(31128)},
                  {"code": "5b", "caption": "Voorbelasting", "turnover": None, "vat": Decimal(16131)}],
        "turnover": [{"name": "januari", "rates": [{"rate": Decimal(21), "net": Decimal(51200)},
                                                   {"rate": Decimal(9), "net": Decimal(-20)}]},
                     {"name": "februari", "rates": []}],
    }  # fmt: skip


def report_rows(count: int) -> Sequence[dict[str, object]]:
    return [
        {
            "on": date(2026, 1, 5), "number": f"SKU-{number:04d}", "customer": "Bergen Kontor AS", "country": "NO",
            "box": "1a", "net": Decimal(number), "vat": Decimal("0.21") * number, "total": Decimal("1.21") * number,
        }
        for number in range(1, count + 1)
    ]  # fmt: skip


def test_the_vat_report_adds_up_on_every_page(templates: DocumentTemplates) -> None:
    rows, sums = report_rows(90), ("net", "vat", "total")
    pages = texts_of(templates.render_table("vat/report.html.j2", report_context(), rows=rows, sums=sums))
    assert "Totaal te betalen 14 997" in pages[0]
    assert "1a Hoog tarief 148 230 31 128" in pages[0]
    carried = Decimal(0)
    assert len(pages) > 3
    for page in pages[1:-1]:
        carried += sum(skus_on(page))
        words = [written(carried * factor, "nl-NL") for factor in (Decimal(1), Decimal("0.21"), Decimal("1.21"))]
        assert f"Transporteren {' '.join(words)}" in page
    assert "Totaal, 90 facturen 4.095,00 859,95 4.954,95" in pages[-1]


def test_a_vat_report_without_invoices_says_so(templates: DocumentTemplates) -> None:
    pages = texts_of(
        templates.render_table("vat/report.html.j2", report_context("en"), rows=[], sums=("net", "vat", "total"))
    )
    assert "There are no invoices in this period." in pages[0]


def test_a_row_without_an_exact_number_is_refused(templates: DocumentTemplates) -> None:
    rows = [{**report_rows(1)[0], "vat": 0.21}]
    with pytest.raises(DocumentError, match=r"column 'vat' of a row is 0\.21; expected a Decimal"):
        templates.render_table("vat/report.html.j2", report_context(), rows=rows, sums=("net", "vat", "total"))
