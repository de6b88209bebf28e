"""Templates of invoice2data, as they come with it, on documents of the shape they are for."""

from __future__ import annotations

import datetime as dt
import time
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from rpa.drivers.template_folder import load_template
from rpa.errors import MistakesFound
from rpa.formats.documents.layout import lay_out
from rpa.formats.documents.templates.extraction import TemplateReading, read_document, read_with
from rpa.formats.documents.templates.laid_text import lay
from rpa.formats.documents.templates.line_rules import by_block
from rpa.formats.documents.templates.patterns import PatternTooSlow
from rpa.model.extraction import VatRate
from rpa.model.field_template import BlockRule
from tests.fakes.typed_pages import typed

FOLDER = Path(__file__).parents[4] / "fakes" / "invoice2data"


def read(template: str, text: str) -> TemplateReading:
    templates = [load_template(path) for path in sorted(FOLDER.glob("*.yml")) if path.stem != "nl.shell_nederland"]
    found = read_document(typed(dedent(text)), templates)
    assert found.template is not None, "no template fits"
    assert Path(found.template.file).name == template
    return found


def values(found: TemplateReading) -> dict[str, Any]:
    return {one.name: one.value for one in (*found.extraction.fields, *found.more)}


def test_numbers_with_a_comma_and_accents_taken_off() -> None:
    found = read(
        "be.scarlet.yml",
        """
        Scarlet Belgium   Décompte
        BE0447.976.484
        IBAN BE43 0013 6602 2001
        Numéro de document   21R-1234567
        Date   05/03/2026   Date limite de paiement     20/03/2026
        Abonnements (01/03/26-31/03/26)
        Total à payer   1.234,50 EUR
        Total a payer   39,00 EUR
        """,
    )
    read_values = values(found)
    assert read_values["number"] == "21R-1234567"
    assert read_values["due_on"] == dt.date(2026, 3, 20)
    assert read_values["total"] == Decimal("39.00")
    assert read_values["date_invoice_start"] == dt.date(2026, 3, 1)
    assert read_values["supplier"] == "Scarlet Belgium S.A."


def test_blanks_taken_out() -> None:
    found = read(
        "be.boucherie.pochet.yml",
        """
        S.P.R.L Pochet   FACTURE N° 3114
        DU 12/03/2026
        HTVA
        1.100,00 EUR
        NET A PAYER
        1.331,00 EUR
        Merci
        IBAN BE68 3701 0394 9634
        """,
    )
    assert values(found)["number"] == "3114"
    assert values(found)["issued_on"] == dt.date(2026, 3, 12)
    assert values(found)["total"] == Decimal("1331.00")
    assert values(found)["net"] == Decimal("1100.00")


def test_what_is_replaced_in_the_text_and_what_stands_in_a_table() -> None:
    found = read(
        "fr.free.adsl-fiber.yml",
        """
        Free   N° TVA FR 604 219 388 61   EUR
        Facture n°1234567 du 3 mars 2026
        Numéro de ligne   Id.client   Adresse de l’installation
        0134567890   445566   12 rue des Lilas
        Facture n°1234567 du 3 mars 2026
        Total facture   33.33   6.66   39.99
        Date limite de paiement le 10 mars 2026
        """,
    )
    read_values = values(found)
    assert (read_values["number"], read_values["issued_on"]) == ("1234567", dt.date(2026, 3, 3))
    assert (read_values["net"], read_values["total"]) == (Decimal("33.33"), Decimal("39.99"))
    assert read_values["due_on"] == dt.date(2026, 3, 10)
    assert (read_values["line_number"], read_values["client_id"]) == ("0134567890", "445566")
    assert read_values["supplier_vat_number"] == "FR60421938861"


def test_an_area_of_the_page() -> None:
    found = read(
        "fr.publicationannoncelegale.yml",
        """
        NETPRESSE   B 530 848 134





        Facture n° 778   Paris   12/03/2026



















        Echéance 30/04/2026
        Total HT : 100,00 €
        Total TTC : 120,00 €
        """,
    )
    assert values(found)["issued_on"] == dt.date(2026, 3, 12)
    assert values(found)["total"] == Decimal("120.00")
    assert values(found)["supplier_registration"] == "530848134"


def test_lines_over_two_rows_and_the_rates() -> None:
    found = read(
        "pl.paypro.yml",
        """
        PayPro Spółka Akcyjna   NIP: PL779-236-98-87
        NR: FV/12/2026
        Data wystawienia: 2026-03-12
        Data sprzedaży: 2026-03-11
        Lp.   Nazwa towaru lub usługi   Ilość   J.m.
        x
        1   Prowizja marzec
            23%   2.0   szt.   50.00   100.00   123.00
        Razem wartość
        Wg stawek VAT   Kwota VAT   Wartość brutto
        x
            23%   100.00   23.00   123.00
        Razem:   100.00   23.00   123.00
        Do zapłaty:   123.00
        """,
    )
    assert found.template is not None
    assert found.template.remarks == ()
    assert values(found)["number"] == "FV/12/2026"
    assert [(line.description, line.quantity, line.unit) for line in found.extraction.lines] == [
        ("Prowizja marzec", Decimal("2.0"), "szt.")
    ]
    assert values(found)["vat_rates"] == (VatRate(Decimal(23), Decimal("100.00"), Decimal("23.00")),)
    assert (values(found)["net"], values(found)["vat"]) == (Decimal("100.00"), Decimal("23.00"))


RATES = r"""
issuer: Waterman
keywords: [Waterman]
fields:
  invoice_number: Nota (\S+)
  date: Datum (\S+)
  amount: Totaal\s+(\S+)
  remarks: {parser: regex, regex: 'Let op: (.+)', group: join}
  paid_on: {parser: regex, type: date, regex: 'op (\d\S+)', group: join}
  tax_lines:
    parser: lines
    start: Btw-tarieven
    end: Totaal
    line: ^\s*(?P<line_tax_percent>\d+%)\s+(?P<price_subtotal>\S+)\s+(?P<line_tax_amount>\S+)
  extra_lines: {parser: lines, start: a, end: b, line: c}
options: {decimal_separator: ",", date_formats: ["%d-%m-%Y"]}
"""


def by_rates(tmp_path: Path, rows: str) -> TemplateReading:
    path = tmp_path / "waterman.yml"
    path.write_text(RATES)
    text = f"""
    Waterman   Nota A-17
    Datum 12-03-2026
    Let op: ander adres
    Let op: nieuwe rekening
    Btw-tarieven   grondslag   btw
{rows}
    Totaal   230,00
    """
    return read_with(typed(dedent(text)), load_template(path))


def test_tax_lines_are_the_rates_and_joined_texts_are_one(tmp_path: Path) -> None:
    found = by_rates(tmp_path, "    21%   100,00   21,00\n    9%   100,00   9,00")
    assert found.template is not None
    assert found.template.remarks == (
        "fields: paid_on: group join is not used",
        "fields: extra_lines is not read: of rows only lines and tax_lines are",
    )
    rates = (VatRate(Decimal(21), Decimal(100), Decimal(21)), VatRate(Decimal(9), Decimal(100), Decimal(9)))
    assert values(found)["vat_rates"] == rates
    assert values(found)["remarks"] == "ander adres nieuwe rekening"
    field = found.extraction.field("total")
    assert field is not None
    assert field.confidence >= Decimal("0.9"), "net and VAT of the rates make it"


def test_tax_lines_that_do_not_make_the_total_are_not_taken_for_sure(tmp_path: Path) -> None:
    found = by_rates(tmp_path, "    21%   100,00   21,00\n    9%   90,00   8,10")
    assert found.extraction.field("vat_rates") is None
    total = found.extraction.field("total")
    assert total is not None
    assert total.confidence < Decimal("0.9")


def test_tax_lines_that_are_not_there_are_told(tmp_path: Path) -> None:
    found = by_rates(tmp_path, "    vrijgesteld")
    assert found.unmet["vat_rates"] == ["no row with a rate and its tax between 'Btw-tarieven' and 'Totaal' fits"]


def test_several_rules_for_lines_find_them_all(tmp_path: Path) -> None:
    path = tmp_path / "waterman.yml"
    path.write_text(
        r"""
issuer: Waterman
keywords: [Waterman]
fields:
  amount: Totaal\s+(\S+)
  lines:
    parser: lines
    rules:
      - {start: Goederen, end: Diensten, line: '^\s*(?P<name>\w+)\s+(?P<price_subtotal>\S+,\d\d)$'}
      - {start: Diensten, end: Totaal, line: '^\s*(?P<name>\w+)\s+(?P<price_subtotal>\S+,\d\d)$'}
"""
    )
    text = "Waterman\nGoederen\nVerf 10,00\nKwast 5,00\nDiensten\nSchilderen 85,00\nTotaal 100,00"
    found = read_with(typed(text), load_template(path))
    lines = [(line.description, line.net) for line in found.extraction.lines]
    assert lines == [("Verf", Decimal(10)), ("Kwast", Decimal(5)), ("Schilderen", Decimal(85))]


def test_a_key_that_is_there_twice_is_a_mistake() -> None:
    with pytest.raises(MistakesFound) as caught:
        load_template(FOLDER / "nl.shell_nederland.yml")
    assert next((one.line, one.message) for one in caught.value.problems) == (
        42,
        "'start' is given twice (first on line 38)",
    )


def test_a_fixed_value_that_the_document_does_not_have_is_not_surer_than_the_keywords() -> None:
    text = """
    Free Mobile   FR25499247138   Facture
    Facture no 4455 du 3 mars 2026
    Total de la facture HT   10.00
    Total à payer TTC*   12.00
    """
    found = read("fr.free.mobile.yml", text)
    fields = {one.name: one for one in found.extraction.fields}
    assert fields["supplier_vat_number"].confidence >= Decimal("0.9"), "it stands in the document"
    assert fields["currency"].value == "EUR"
    assert fields["currency"].confidence >= Decimal("0.9"), "its VAT number proves whose document it is"
    weak = read("co.mooncard.yml", "Facture MOON12   818 620 783   Total à payer   12,00 €")
    assert {one.name: one.confidence for one in weak.extraction.fields}["supplier"] < Decimal("0.99")


def test_lines_whose_pattern_tries_endlessly_end_in_seconds() -> None:
    rule = BlockRule("Begin", "End", (r"(?P<name>(a|aa)+)$",))
    text = lay(lay_out(typed("Begin\n" + "\n".join(["a" * 60 + "b"] * 40) + "\nEnd")))
    started = time.monotonic()
    with pytest.raises(PatternTooSlow):
        by_block(rule, text, ",")
    assert time.monotonic() - started < 30
