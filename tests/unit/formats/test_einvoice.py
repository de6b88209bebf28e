from __future__ import annotations

import pytest

from rpa.drivers.einvoice_file import read_content
from rpa.errors import BusinessException
from tests.fakes.einvoices import NL

SBDH = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"
UBL = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
LAST = f'<Invoice xmlns="{UBL}"/></a:StandardBusinessDocument>'


def test_the_envelope_of_peppol_is_taken_off() -> None:
    inside = NL.read_bytes().partition(b"?>")[2]
    wrapped = f'<StandardBusinessDocument xmlns="{SBDH}"><StandardBusinessDocumentHeader/>'.encode() + inside
    found = read_content(wrapped + b"</StandardBusinessDocument>", "a.xml")
    assert found.document.number == "2026-0417"
    assert found.root.tag.endswith("}Invoice")


@pytest.mark.parametrize(
    ("xml", "words"),
    [
        (f'<StandardBusinessDocument xmlns="{SBDH}"/>', "an envelope (StandardBusinessDocument) without a document"),
        (
            f'<a:StandardBusinessDocument xmlns:a="{SBDH}"><Invoice xmlns="{UBL}"/>{LAST}',
            "an envelope (StandardBusinessDocument) with more than one document",
        ),
        ("<Invoice/>", "no electronic invoice or order: its root is 'Invoice'"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "a web page"),
        (
            '<p:FatturaElettronica xmlns:p="http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture/v1.2"/>',
            "an Italian invoice (FatturaPA)",
        ),
        (
            '<DespatchAdvice xmlns="urn:oasis:names:specification:ubl:schema:xsd:DespatchAdvice-2"/>',
            "a UBL document of another kind: its root is 'DespatchAdvice'",
        ),
        ('<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"/>', "a bank's file (ISO 20022)"),
        (
            '<CrossIndustryInvoice xmlns="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:13"/>',
            "a cross-industry invoice of another version",
        ),
    ],
)
def test_other_kinds_are_refused_by_their_name(xml: str, words: str) -> None:
    with pytest.raises(BusinessException) as caught:
        read_content(xml.encode(), "a.xml")
    assert words in str(caught.value)
    assert "UBL 2.1, CII" in str(caught.value)
