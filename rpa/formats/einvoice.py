"""Which kind of electronic document an XML tree is, and its terms.

Read by exact names and namespaces. What is not known is refused by its name, never read by likeness.
"""

from __future__ import annotations

from dataclasses import replace

from rpa.formats.cii import read_cross_industry
from rpa.formats.cii_names import INVOICE as CII_INVOICE
from rpa.formats.cii_names import ORDER as ORDER_X
from rpa.formats.cii_names import ZUGFERD_1
from rpa.formats.negative_totals import told_negative
from rpa.formats.ubl import CREDIT_NOTE, INVOICE, ORDER, read_invoice, read_order
from rpa.formats.ubl_parts import SPACE
from rpa.formats.xml_node import Element, local_name
from rpa.formats.xml_values import short
from rpa.model.einvoice import EInvoice

READERS = {
    INVOICE: read_invoice,
    CREDIT_NOTE: read_invoice,
    ORDER: read_order,
    CII_INVOICE: read_cross_industry,
    ORDER_X: read_cross_industry,
    ZUGFERD_1: read_cross_industry,
}
ENVELOPE = "{http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader}StandardBusinessDocument"
KNOWN = "Invoices, credit notes and orders in UBL 2.1, CII (Factur-X, ZUGFeRD, XRechnung) and Order-X are read."
OTHERS = {
    "http://ivaservizi.agenziaentrate.gov.it/docs/xsd/fatture": "an Italian invoice (FatturaPA)",
    "http://www.ebinterface.at/schema": "an Austrian ebInterface invoice",
    "http://www.facturae": "a Spanish Facturae invoice",
    "http://crd.gov.pl/wzor": "a Polish KSeF invoice",
    "urn:oasis:names:specification:ubl:schema:xsd:": "a UBL document of another kind",
    "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:": "a cross-industry invoice of another version",
    "urn:ferd:": "a ZUGFeRD document of another version",
    "urn:iso:std:iso:20022:": "a bank's file (ISO 20022)",
    "http://www.w3.org/1999/xhtml": "a web page",
    "http://schemas.xmlsoap.org/soap/envelope": "a SOAP message",
}


def unwrapped(root: Element) -> Element:
    """The business document itself, out of the envelope that Peppol sends it in."""
    if root.tag != ENVELOPE:
        return root
    inside = [child for child in root if str(child.tag) in READERS]
    return inside[0] if len(inside) == 1 else root


def is_einvoice(root: Element) -> bool:
    """Whether it is a kind that is read."""
    return str(unwrapped(root).tag) in READERS


def read_einvoice(root: Element) -> EInvoice:
    """The terms of an electronic document.

    Args:
        root: Its root element.

    Raises:
        KeyError: It is of a kind that is not read: ask `is_einvoice` first.
    """
    element = unwrapped(root)
    document = READERS[str(element.tag)](element)
    told = told_negative(document.kind, document.totals.total)
    return replace(document, warnings=(*document.warnings, told)) if told else document


def described(root: Element) -> str:
    """What a document of another kind is."""
    space = str(root.tag).rpartition("}")[0].removeprefix("{")
    if root.tag == ENVELOPE:
        several = len([child for child in root if str(child.tag) in READERS]) > 1
        what = "with more than one document" if several else "without a document that is known"
        return f"an envelope (StandardBusinessDocument) {what}"
    what = next((words for start, words in OTHERS.items() if space.startswith(start)), "no electronic invoice or order")
    name = short(local_name(root))
    return (
        f"{what}: its root is {name}" if not space or space.startswith(SPACE) else f"{what}: {name} of {short(space)}"
    )
