"""Amounts whose names head a row of boxes, or stand beside another table."""

from __future__ import annotations

from decimal import Decimal

from rpa.formats.documents.extraction import extract
from rpa.model.extraction import SURE
from tests.documents.typewritten import typewritten

HEAD = """
Medizintechnik Rhein GmbH
Am Park 4
36041 Fulda

Rechnung

Rechnungsnr.:   MR-10877
Datum:          16.04.2026

Bezeichnung             Menge      Einzel       Gesamt
Defibrillator               2    1.190,00     2.380,00
"""


def sure_amounts(page: str) -> list[object]:
    """Net, VAT and total, each when it is sure."""
    found = extract(typewritten(HEAD + page))
    fields = [found.field(name) for name in ("net", "vat", "total")]
    return [one.value if one is not None and one.confidence >= SURE else None for one in fields]


WANTED = [Decimal("2380.00"), Decimal("452.20"), Decimal("2832.20")]


def test_a_rate_may_stand_before_the_name_of_the_tax_in_a_row_of_boxes() -> None:
    assert (
        sure_amounts("\nNetto          19% USt        Zu zahlen\n2.380,00 EUR   452,20 EUR     2.832,20 EUR\n")
        == WANTED
    )


def test_a_total_may_name_its_currency() -> None:
    page = """



                                  Summe                2.380,00
                                  19 % MwSt              452,20
                                  Gesamt EUR           2.832,20
"""
    assert sure_amounts(page) == WANTED


def test_the_heading_of_another_table_names_no_amount_of_the_totals() -> None:
    page = """
MwSt %     Basis        MwSt             Netto gesamt    2.380,00
19         2.380,00     452,20           MwSt              452,20
                                         Zu zahlen       2.832,20
"""
    assert sure_amounts(page) == WANTED
