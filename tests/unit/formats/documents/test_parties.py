"""Whose name and whose number it is, where a label stands in a list of other values or two addresses look alike."""

from __future__ import annotations

import pytest

from rpa.formats.documents.extraction import extract
from rpa.model.extraction import SURE, Extraction
from tests.documents.typewritten import typewritten


def read(text: str) -> Extraction:
    return extract(typewritten(text))


def sure_value(text: str, name: str) -> object:
    """The value of a field when it is sure."""
    field = read(text).field(name)
    return field.value if field is not None and field.confidence >= SURE else None


BESIDE_A_CODE = """
Fenland Produce Ltd
Market Hall 4
Wisbech PE13 1AN
Tel 01945 112233

St Audrey's School
Kitchen Office
Ely CB7 4DL

Invoice

Invoice number{colon}    FF-1188
Date{colon}              31/03/2026
Customer{colon}          {code}

Item                     Qty     Price      Value
Potatoes 25 kg             8     11.50      92.00
"""


@pytest.mark.parametrize("colon", ["", ":"])
@pytest.mark.parametrize("code", ["STA01", "411882", "C-77"])
def test_neither_the_customers_code_nor_the_heading_below_it_is_the_customer(colon: str, code: str) -> None:
    assert sure_value(BESIDE_A_CODE.format(colon=colon, code=code), "customer") not in ("Item", code)


def test_a_name_beside_the_label_is_still_the_customer() -> None:
    page = BESIDE_A_CODE.format(colon=":", code="St Audrey's School")
    assert sure_value(page, "customer") == "St Audrey's School"


ALIKE = """
                                                        Side 1


VESTLAND SAG OG HOEVLERI
Sagvegen 4
5700 Voss
Org.nr 912 088 154 MVA

Hytteservice ANS
Fjellvegen 800
5700 Voss

FAKTURA

Fakturanummer          2026-221
Fakturadato            09.03.2026

Sum                    1 000,00
+ 25% mva                250,00
Totalt kr              1 250,00
"""


def test_a_number_in_an_address_that_may_be_the_senders_is_not_surely_the_customers() -> None:
    assert sure_value(ALIKE, "customer_vat_number") is None
    below = "\n".join(line for line in ALIKE.splitlines() if "Org.nr" not in line)
    below = below.replace("5700 Voss\n\nFAKTURA", "5700 Voss\nOrg.nr 912 088 154 MVA\n\nFAKTURA")
    assert sure_value(below, "customer_vat_number") is None
    assert sure_value(below, "supplier_vat_number") is None
    assert sure_value(below, "supplier_registration") is None


def test_the_upper_of_two_addresses_with_the_only_number_in_it_is_the_senders() -> None:
    assert sure_value(ALIKE, "supplier") == "VESTLAND SAG OG HOEVLERI"
    assert sure_value(ALIKE, "supplier_vat_number") == "NO912088154MVA"
    assert sure_value(ALIKE, "customer") == "Hytteservice ANS"


@pytest.mark.parametrize("more", ["Reverse charge", "Foretaksregisteret NO 943 753 709 MVA"])
def test_it_is_not_when_another_number_stands_elsewhere_or_the_vat_is_the_customers(more: str) -> None:
    assert sure_value(f"{ALIKE}\n{more}\n", "supplier") is None


def test_the_number_of_a_client_is_no_reference_of_his() -> None:
    page = """
Eaux du Littoral SA
Allee du Moulin
64100 Bayonne

Facture

Facture no             2026-4471
Date                   18/01/2026
Reference client       88 120 447
"""
    assert sure_value(page, "reference") is None
