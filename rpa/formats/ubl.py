"""UBL 2.1: invoices, credit notes and orders, as Peppol BIS 3, NLCIUS, XRechnung, EHF and others use them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from rpa.formats.ubl_parts import (
    CREDITOR,
    NAMES,
    SPACE,
    adjustment,
    delivery,
    enclosure,
    line,
    payment,
    span,
    trader,
)
from rpa.formats.xml_node import Element, Findings, Node
from rpa.model.einvoice import EInvoice, Kind
from rpa.model.einvoice_terms import Identifier, Reference, Totals, VatShare

INVOICE, CREDIT_NOTE, ORDER = (f"{{{SPACE}{name}-2}}{name}" for name in ("Invoice", "CreditNote", "Order"))
CREDIT_CODES = frozenset(("81", "83", "261", "262", "296", "308", "381", "396", "420", "458", "502", "503", "532"))
CODED_NOTE = re.compile(r"#([A-Z]{3})#(?=\s*\S)")
OBJECT, PROJECT = "130", "50"  # types of referenced documents that are terms of their own


def read_invoice(root: Element) -> EInvoice:
    """Read an invoice or a credit note.

    Args:
        root: The element `Invoice` or `CreditNote`.
    """
    findings, node = begin(root)
    name = "CreditNote" if root.tag == CREDIT_NOTE else "Invoice"
    type_code = node.text(f"cbc:{name}TypeCode")
    quantity = "cbc:CreditedQuantity" if name == "CreditNote" else "cbc:InvoicedQuantity"
    documents = node.all("cac:AdditionalDocumentReference")
    credited = name == "CreditNote" or type_code in CREDIT_CODES
    own = [
        one
        for one in documents
        if one.text("cbc:DocumentTypeCode") not in (OBJECT, PROJECT) or one.has("cac:Attachment")
    ]
    if sublines := node.all(f"cac:{name}Line/cac:Sub{name}Line"):
        findings.warnings.append(f"{sublines[0].place}: lines below lines; only the upper ones are read")
    return EInvoice(
        **head(node, "credit_note" if credited else "invoice", type_code),
        tax_point_on=node.day("cbc:TaxPointDate"),
        tax_point_code=node.text("cac:InvoicePeriod/cbc:DescriptionCode"),
        due_on=due_day(node),
        vat_currency=node.text("cbc:TaxCurrencyCode"),
        buyer_reference=node.text("cbc:BuyerReference"),
        project=node.text("cac:ProjectReference/cbc:ID") or first_of_type(documents, PROJECT),
        contract=node.text("cac:ContractDocumentReference/cbc:ID"),
        order_number=node.text("cac:OrderReference/cbc:ID"),
        sales_order=node.text("cac:OrderReference/cbc:SalesOrderID"),
        receipt=node.text("cac:ReceiptDocumentReference/cbc:ID"),
        despatch=node.text("cac:DespatchDocumentReference/cbc:ID"),
        tender=node.text("cac:OriginatorDocumentReference/cbc:ID"),
        invoiced_object=object_of(documents),
        preceding=preceding(node),
        supplier=trader(node.child("cac:AccountingSupplierParty/cac:Party")),
        customer=trader(node.child("cac:AccountingCustomerParty/cac:Party")),
        payee=trader(node.child("cac:PayeeParty")),
        tax_representative=trader(node.child("cac:TaxRepresentativeParty")),
        delivery=delivery(node.child("cac:Delivery")),
        period=span(node.child("cac:InvoicePeriod")),
        payments=tuple(payment(one, creditor(node)) for one in node.all("cac:PaymentMeans")),
        vat_shares=vat_shares(node),
        totals=totals(node, "cac:LegalMonetaryTotal"),
        enclosures=tuple(map(enclosure, own)),
        lines=tuple(
            line(one, quantity, place=one.place, note=one.text("cbc:Note", lines=True))
            for one in node.all(f"cac:{name}Line")
        ),
        **shared(node),
        **noted(findings),
    )


def read_order(root: Element) -> EInvoice:
    """Read an order; `supplier` is who is to deliver, `customer` who orders.

    Args:
        root: The element `Order`.
    """
    findings, node = begin(root)
    lines = [
        line(item, "cbc:Quantity", place=one.place, note=one.text("cbc:Note", lines=True))
        for one in node.all("cac:OrderLine")
        if (item := one.child("cac:LineItem"))
    ]
    return EInvoice(
        **head(node, "order", node.text("cbc:OrderTypeCode")),
        valid_until=node.day("cac:ValidityPeriod/cbc:EndDate"),
        vat_currency=node.text("cbc:TaxCurrencyCode"),
        buyer_reference=node.text("cbc:CustomerReference"),
        project=node.text("cac:ProjectReference/cbc:ID"),
        contract=node.text("cac:Contract/cbc:ID"),
        order_number=node.text("cbc:ID"),
        sales_order=node.text("cbc:SalesOrderID"),
        tender=node.text("cac:OriginatorDocumentReference/cbc:ID"),
        quotation=node.text("cac:QuotationDocumentReference/cbc:ID"),
        supplier=trader(node.child("cac:SellerSupplierParty/cac:Party")),
        customer=trader(node.child("cac:BuyerCustomerParty/cac:Party")),
        delivery=delivery(node.child("cac:Delivery")),
        totals=totals(node, "cac:AnticipatedMonetaryTotal"),
        enclosures=tuple(map(enclosure, node.all("cac:AdditionalDocumentReference"))),
        lines=tuple(lines),
        **shared(node),
        **noted(findings),
    )


def begin(root: Element) -> tuple[Findings, Node]:
    """The root, and what is noted while it is read."""
    findings = Findings()
    node = Node(root, NAMES, findings)
    findings.currency = node.text("cbc:DocumentCurrencyCode")
    return findings, node


def head(node: Node, kind: Kind, type_code: str | None) -> dict[str, Any]:
    """What every document begins with."""
    return {
        "syntax": "UBL",
        "kind": kind,
        "customization": node.text("cbc:CustomizationID"),
        "process": node.text("cbc:ProfileID"),
        "type_code": type_code,
        "number": node.text("cbc:ID"),
        "issued_on": node.day("cbc:IssueDate"),
        "currency": node.findings.currency,
    }


def shared(node: Node) -> dict[str, Any]:
    """What invoices and orders have in common."""
    return {
        "notes": tuple(map(note, node.texts("cbc:Note", lines=True))),
        "accounting": node.text("cbc:AccountingCost"),
        "payment_terms": "\n".join(node.texts("cac:PaymentTerms/cbc:Note", lines=True)) or None,
        "adjustments": tuple(map(adjustment, node.all("cac:AllowanceCharge"))),
    }


def note(text: str) -> tuple[str | None, str]:
    """A note with its subject's code (BT-21), which UBL writes in front of the text: `#AAI#text`."""
    coded = CODED_NOTE.match(text)
    return (coded[1], text[coded.end() :].strip()) if coded else (None, text)


def noted(findings: Findings) -> dict[str, Any]:
    """What was noted; asked for last."""
    return {"problems": tuple(findings.problems), "warnings": tuple(findings.warnings)}


def due_day(node: Node) -> dt.date | None:
    """The last day of payment; credit notes keep it with the way to pay."""
    if day := node.day("cbc:DueDate"):
        return day
    days = {day for means in node.all("cac:PaymentMeans") if (day := means.day("cbc:PaymentDueDate"))}
    if len(days) > 1:
        several = ", ".join(map(str, sorted(days)))
        node.findings.warnings.append(f"{node.place}: several due dates ({several}); none is taken")
    return days.pop() if len(days) == 1 else None


def creditor(node: Node) -> str | None:
    """The creditor identifier of a direct debit: a number of the payee, or of the seller."""
    for party in ("cac:PayeeParty", "cac:AccountingSupplierParty/cac:Party"):
        for one in node.identifiers(f"{party}/cac:PartyIdentification/cbc:ID"):
            if one.scheme == CREDITOR:
                return one.value
    return None


def first_of_type(documents: Sequence[Node], code: str) -> str | None:
    """The number of the first referenced document of a type."""
    found = (one.text("cbc:ID") for one in documents if one.text("cbc:DocumentTypeCode") == code)
    return next(found, None)


def object_of(documents: Sequence[Node]) -> Identifier | None:
    """What is invoiced (BT-18)."""
    found = (one.identifier("cbc:ID") for one in documents if one.text("cbc:DocumentTypeCode") == OBJECT)
    return next(found, None)


def preceding(node: Node) -> tuple[Reference, ...]:
    """The invoices and credit notes that are referred to."""
    found = [
        Reference(number, one.day("cbc:IssueDate"))
        for kind in ("Invoice", "CreditNote")
        for one in node.all(f"cac:BillingReference/cac:{kind}DocumentReference")
        if (number := one.text("cbc:ID"))
    ]
    return tuple(found)


def vat_shares(node: Node) -> tuple[VatShare, ...]:
    """The VAT of each category and rate, in the document's currency."""
    category: Callable[[str], str] = "cac:TaxCategory/cbc:{}".format
    return tuple(
        VatShare(
            category=one.text(category("ID")),
            rate=one.number(category("Percent")),
            net=one.amount("cbc:TaxableAmount"),
            vat=one.amount("cbc:TaxAmount"),
            exemption_reason=one.text(category("TaxExemptionReason"), lines=True),
            exemption_code=one.text(category("TaxExemptionReasonCode")),
            place=one.place,
        )
        for one in node.all("cac:TaxTotal/cac:TaxSubtotal")
    )


def totals(node: Node, path: str) -> Totals:
    """The document's totals."""
    vat, accounting = vat_totals(node)
    sums = node.child(path)
    if sums is None:
        return Totals(vat=vat, vat_accounting=accounting)
    return Totals(
        lines=sums.amount("cbc:LineExtensionAmount"),
        allowances=sums.amount("cbc:AllowanceTotalAmount"),
        charges=sums.amount("cbc:ChargeTotalAmount"),
        net=sums.amount("cbc:TaxExclusiveAmount"),
        vat=vat,
        vat_accounting=accounting,
        total=sums.amount("cbc:TaxInclusiveAmount"),
        prepaid=sums.amount("cbc:PrepaidAmount"),
        rounding=sums.amount("cbc:PayableRoundingAmount"),
        payable=sums.amount("cbc:PayableAmount"),
        place=sums.place,
    )


def vat_totals(node: Node) -> tuple[Decimal | None, Decimal | None]:
    """VAT in the document's currency, and in that of the VAT return."""
    document, accounting = node.findings.currency, node.text("cbc:TaxCurrencyCode")
    found: dict[bool, Decimal | None] = {}
    for one in node.all("cac:TaxTotal"):
        currency = one.attribute("cbc:TaxAmount", "currencyID")
        in_accounting = bool(accounting) and accounting != document and currency == accounting
        if in_accounting in found:
            node.findings.problem(one.place, "there is a second total of VAT in the same currency")
            continue
        found[in_accounting] = one.number("cbc:TaxAmount") if in_accounting else one.amount("cbc:TaxAmount")
    return found.get(False), found.get(True)
