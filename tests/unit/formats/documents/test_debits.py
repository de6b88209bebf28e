"""The account that is paid to, and accounts that money is taken from."""

from __future__ import annotations

import pytest

from rpa.formats.documents.extraction import NOBODY, Own, extract
from rpa.model.extraction import SURE, Extraction
from tests.documents.typewritten import typewritten

INVOICE = """
Kaashandel De Boer B.V.


Van Dalen Groothandel B.V.
t.a.v. crediteurenadministratie
Industrieweg 14
7418 AB Deventer
{address}

Factuur

Factuurnummer      X-100
Factuurdatum       03-02-2026

                              Subtotaal            € 1.000,00
                              Btw 9%                  € 90,00
                              Totaal               € 1.090,00



{text}




KvK 30123456 | BTW NL812345678B01{foot}
"""
OURS, THEIRS = "NL51 INGB 0004 5671 23", "NL46 RABO 0307 6543 21"
OWN = Own(names=("Van Dalen Groothandel B.V.",), ibans=frozenset({"NL51INGB0004567123"}))


def found_in(text: str = "", foot: str = "", address: str = "", own: Own = NOBODY) -> Extraction:
    return extract(typewritten(INVOICE.format(text=text, foot=foot, address=address)), own=own)


def test_our_own_account_is_not_the_one_to_pay_to() -> None:
    found = found_in(f"IBAN {OURS}", own=OWN)
    assert found.field("iban") is None
    assert found.missing["iban"] == f"'{OURS}' on page 1: it is our own account"


def test_our_own_account_does_not_put_the_suppliers_in_doubt() -> None:
    field = found_in(f"Rekening {OURS}", f" | IBAN {THEIRS}", own=OWN).field("iban")
    assert field is not None
    assert (field.value, field.others) == ("NL46RABO0307654321", ())
    assert field.is_sure


SENTENCES = [
    "Wij incasseren dit op 28 januari van rekening {}.",
    "Dit bedrag wordt op 05-03-2026 automatisch geïncasseerd.\nIBAN: {} Mandaat: M-0012",
    "Betaalwijze: automatische incasso\n\nRekening {}",
    "{} - het bedrag wordt automatisch afgeschreven",
    "Machtiging M-0012, {}",
    "Der Betrag wird per SEPA-Lastschrift eingezogen:\nIBAN {}",
    "IBAN {}\nMandatsreferenz M-0012",
    "Bankeinzug {}",
    "Beløpet trekkes 05.03.2026: {}",
    "AvtaleGiro {}",
    "Paid by direct debit, IBAN {}",
    "The amount is collected from {}",
    "Prélèvement le 5 mars\nIBAN {}",
    "La somme sera prélevée : {}",
    "IBAN {}\nRekeninghouder: Van Dalen Groothandel",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_an_account_that_the_amount_is_taken_from_is_not_sure_to_be_paid_to(sentence: str) -> None:
    field = found_in(sentence.format(OURS)).field("iban")
    assert field is None or field.confidence < SURE
    assert field is None or "; but " in field.rule


@pytest.mark.parametrize("sentence", SENTENCES)
def test_beside_it_the_account_at_the_foot_is_the_suppliers(sentence: str) -> None:
    field = found_in(sentence.format(OURS), f" | IBAN {THEIRS}").field("iban")
    assert field is not None
    assert field.value == "NL46RABO0307654321"


@pytest.mark.parametrize("line", ["Bank: {}", "IBAN {}", "Rekening {}", "{}", "Kontoinnehaver: {}"])
@pytest.mark.parametrize("own", [NOBODY, Own(names=("Van Dalen Groothandel B.V.",))])
def test_an_account_in_the_customers_address_is_not_sure(line: str, own: Own) -> None:
    field = found_in(address=line.format(OURS), own=own).field("iban")
    assert field is None or field.confidence < SURE


@pytest.mark.parametrize(
    "sentence",
    [
        "Bij te late betaling zijn incassokosten verschuldigd. IBAN {}",
        "Gelieve te betalen op {} t.n.v. Kaashandel De Boer",
        "Gläubiger-ID DE98ZZZ09999999999, IBAN {}",
    ],
)
def test_what_only_sounds_like_a_direct_debit_keeps_the_account_sure(sentence: str) -> None:
    field = found_in(sentence.format(THEIRS)).field("iban")
    assert field is not None
    assert field.is_sure
