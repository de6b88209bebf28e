"""CII, the cross-industry invoice (D16B, D22B): Factur-X, ZUGFeRD 2, XRechnung; with Order-X and ZUGFeRD 1.0."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from rpa.formats.cii_names import INVOICE, NAMES, ORDER, ZUGFERD_1
from rpa.formats.cii_parts import (
    STAMP,
    adjustment,
    delivery,
    enclosure,
    line,
    logistics,
    reference,
    span,
    trader,
)
from rpa.formats.ubl import CREDIT_CODES
from rpa.formats.ubl_parts import packed
from rpa.formats.xml_node import Element, Findings, Node
from rpa.model.einvoice import EInvoice, Kind, Syntax
from rpa.model.einvoice_terms import Identifier, Payment, Totals, VatShare

DEAL = "rsm:SupplyChainTradeTransaction"
AGREEMENT, DELIVERY, SETTLEMENT = (
    f"{DEAL}/ram:ApplicableHeaderTrade{part}" for part in ("Agreement", "Delivery", "Settlement")
)
SUMS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
MEANS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans"
TERMS = f"{SETTLEMENT}/ram:SpecifiedTradePaymentTerms"
SYNTAXES: dict[str, Syntax] = {INVOICE: "CII", ORDER: "Order-X", ZUGFERD_1: "ZUGFeRD 1.0"}
ORDER_KINDS: dict[str | None, Kind] = {"230": "order_change", "231": "order_response"}
OBJECT, TENDER = "130", "50"  # types of referenced documents that are terms of their own


def read_cross_industry(root: Element) -> EInvoice:
    """Read an invoice, a credit note or an order.

    Args:
        root: The element `CrossIndustryInvoice`, `SCRDMCCBDACIOMessageStructure` or `CrossIndustryDocument`.
    """
    findings = Findings()
    node = Node(root, NAMES[str(root.tag)], findings)
    is_order = root.tag == ORDER
    currency = "Order" if is_order else "Invoice"
    findings.currency = node.text(f"{SETTLEMENT}/ram:{currency}CurrencyCode")
    type_code = node.text("rsm:ExchangedDocument/ram:TypeCode")
    parts = {**head(node), **references(node), **parties(node), **money(node)}
    lines = counting(node, node.all(f"{DEAL}/ram:IncludedSupplyChainTradeLineItem"))
    if is_order:
        parts |= {"kind": ORDER_KINDS.get(type_code, "order"), "order_number": parts["number"]}
        parts["valid_until"] = node.day(f"rsm:ExchangedDocument/ram:EffectiveSpecifiedPeriod/ram:EndDateTime/{STAMP}")
    return EInvoice(
        **{
            "syntax": SYNTAXES[str(root.tag)],
            "kind": "credit_note" if type_code in CREDIT_CODES else "invoice",
            "type_code": type_code,
            **parts,
            "lines": tuple(map(line, lines)),
            "problems": tuple(findings.problems),
            "warnings": tuple(findings.warnings),
        }
    )


def counting(node: Node, lines: Sequence[Node]) -> list[Node]:
    """The lines that count (`DETAIL`, or without a word): those of a group stand beside the group's own total."""
    status = "ram:AssociatedDocumentLineDocument/ram:LineStatusReasonCode"
    found = [one for one in lines if one.text(status) in (None, "DETAIL")]
    if len(found) < len(lines):
        few = len(lines) - len(found)
        node.findings.warnings.append(f"lines that only group or explain others are left out: {few}")
    return found


def head(node: Node) -> dict[str, Any]:
    """What the document says of itself."""
    context, document = "rsm:ExchangedDocumentContext", "rsm:ExchangedDocument"
    notes = [
        (one.text("ram:SubjectCode"), text)
        for one in node.all(f"{document}/ram:IncludedNote")
        for text in one.texts("ram:Content", lines=True)
    ]
    return {
        "customization": node.text(f"{context}/ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"),
        "process": node.text(f"{context}/ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"),
        "is_test": bool(node.flag(f"{context}/ram:TestIndicator/udt:Indicator")),
        "number": node.text(f"{document}/ram:ID"),
        "issued_on": node.day(f"{document}/ram:IssueDateTime/{STAMP}"),
        "currency": node.findings.currency,
        "notes": tuple(notes),
    }


def references(node: Node) -> dict[str, Any]:
    """The numbers of other documents."""
    others = node.all(f"{AGREEMENT}/ram:AdditionalReferencedDocument")
    types = [one.text("ram:TypeCode") for one in others]
    supporting = [one for one, code in zip(others, types, strict=True) if code not in (OBJECT, TENDER)]
    number = "ram:IssuerAssignedID"
    return {
        "buyer_reference": node.text(f"{AGREEMENT}/ram:BuyerReference"),
        "project": node.text(f"{AGREEMENT}/ram:SpecifiedProcuringProject/ram:ID"),
        "contract": node.text(f"{AGREEMENT}/ram:ContractReferencedDocument/{number}"),
        "order_number": node.text(f"{AGREEMENT}/ram:BuyerOrderReferencedDocument/{number}"),
        "sales_order": node.text(f"{AGREEMENT}/ram:SellerOrderReferencedDocument/{number}"),
        "quotation": node.text(f"{AGREEMENT}/ram:QuotationReferencedDocument/{number}"),
        "receipt": node.text(f"{DELIVERY}/ram:ReceivingAdviceReferencedDocument/{number}"),
        "despatch": node.text(f"{DELIVERY}/ram:DespatchAdviceReferencedDocument/{number}"),
        "tender": of_type(others, types, TENDER, number),
        "invoiced_object": invoiced_object(others, types),
        "preceding": tuple(filter(None, map(reference, node.all(f"{SETTLEMENT}/ram:InvoiceReferencedDocument")))),
        "enclosures": tuple(map(enclosure, supporting)),
    }


def of_type(others: Sequence[Node], types: Sequence[str | None], code: str, path: str) -> str | None:
    """The number of the first referenced document of a type."""
    found = (one.text(path) for one, is_of in zip(others, types, strict=True) if is_of == code)
    return next(found, None)


def invoiced_object(others: Sequence[Node], types: Sequence[str | None]) -> Identifier | None:
    """What is invoiced (BT-18), with the kind of number it is."""
    number = of_type(others, types, OBJECT, "ram:IssuerAssignedID")
    return Identifier(number, of_type(others, types, OBJECT, "ram:ReferenceTypeCode")) if number else None


def parties(node: Node) -> dict[str, Any]:
    """Who takes part, and where it went."""
    return {
        "supplier": trader(node.child(f"{AGREEMENT}/ram:SellerTradeParty")),
        "customer": trader(node.child(f"{AGREEMENT}/ram:BuyerTradeParty")),
        "tax_representative": trader(node.child(f"{AGREEMENT}/ram:SellerTaxRepresentativeTradeParty")),
        "payee": trader(node.child(f"{SETTLEMENT}/ram:PayeeTradeParty")),
        "delivery": delivery(node.child(DELIVERY)),
        "period": span(node.child(f"{SETTLEMENT}/ram:BillingSpecifiedPeriod")),
    }


def money(node: Node) -> dict[str, Any]:
    """Amounts, VAT, and how to pay."""
    taxes = node.all(f"{SETTLEMENT}/ram:ApplicableTradeTax")
    charges = node.all(f"{SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge")
    transport = node.all(f"{SETTLEMENT}/ram:SpecifiedLogisticsServiceCharge")
    return {
        "vat_currency": node.text(f"{SETTLEMENT}/ram:TaxCurrencyCode"),
        "tax_point_on": same(node, [one.day("ram:TaxPointDate/udt:DateString") for one in taxes], "tax points"),
        "tax_point_code": same(node, [one.text("ram:DueDateTypeCode") for one in taxes], "codes of the tax point"),
        "due_on": due_day(node),
        "payment_terms": "\n".join(node.texts(f"{TERMS}/ram:Description", lines=True)) or None,
        "accounting": next(
            iter(node.texts(f"{SETTLEMENT}/ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID")), None
        ),
        "payments": payments(node),
        "adjustments": (*map(adjustment, charges), *map(logistics, transport)),
        "vat_shares": tuple(map(vat_share, taxes)),
        "totals": totals(node),
    }


def same(node: Node, values: Sequence[Any], what: str) -> Any:
    """The one value that is stated, once or several times over; None, and a warning, where they differ."""
    found = list(dict.fromkeys(value for value in values if value is not None))
    if len(found) > 1:
        several = ", ".join(map(str, found[:5]))
        node.findings.warnings.append(f"{node.place}: several {what} ({several}); none is taken")
    return found[0] if len(found) == 1 else None


def due_day(node: Node) -> dt.date | None:
    """The last day of payment; None where several are stated, as with instalments."""
    days = [one.day(f"ram:DueDateDateTime/{STAMP}") for one in node.all(TERMS)]
    found: dt.date | None = same(node, days, "due dates")
    return found


def payments(node: Node) -> tuple[Payment, ...]:
    """The ways to pay; what CII states once for the whole document is said with each."""
    mandate = same(node, [one.text("ram:DirectDebitMandateID") for one in node.all(TERMS)], "mandates")
    remittance = node.text(f"{SETTLEMENT}/ram:PaymentReference")
    creditor = node.text(f"{SETTLEMENT}/ram:CreditorReferenceID")
    found = [
        replace(payment(one), remittance=remittance, mandate=mandate, creditor=creditor) for one in node.all(MEANS)
    ]
    if not found and (remittance or mandate or creditor):
        found = [Payment(remittance=remittance, mandate=mandate, creditor=creditor)]
    return tuple(found)


def payment(node: Node) -> Payment:
    """One way to pay."""
    account, card = "ram:PayeePartyCreditorFinancialAccount", "ram:ApplicableTradeSettlementFinancialCard"
    return Payment(
        code=node.text("ram:TypeCode"),
        text=" ".join(node.texts("ram:Information")) or None,
        account=packed(node.text(f"{account}/ram:IBANID") or node.text(f"{account}/ram:ProprietaryID")),
        account_name=node.text(f"{account}/ram:AccountName"),
        bic=packed(node.text("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID")),
        card=node.text(f"{card}/ram:ID"),
        card_holder=node.text(f"{card}/ram:CardholderName"),
        debited=packed(node.text("ram:PayerPartyDebtorFinancialAccount/ram:IBANID")),
    )


def vat_share(node: Node) -> VatShare:
    """The VAT of one category and rate."""
    return VatShare(
        category=node.text("ram:CategoryCode"),
        rate=node.number("ram:RateApplicablePercent"),
        net=node.amount("ram:BasisAmount"),
        vat=node.amount("ram:CalculatedAmount"),
        exemption_reason=node.text("ram:ExemptionReason", lines=True),
        exemption_code=node.text("ram:ExemptionReasonCode"),
        place=node.place,
    )


def totals(node: Node) -> Totals:
    """The document's totals."""
    vat, accounting = vat_totals(node)
    return Totals(
        lines=node.amount(f"{SUMS}/ram:LineTotalAmount"),
        allowances=node.amount(f"{SUMS}/ram:AllowanceTotalAmount"),
        charges=node.amount(f"{SUMS}/ram:ChargeTotalAmount"),
        net=node.amount(f"{SUMS}/ram:TaxBasisTotalAmount"),
        vat=vat,
        vat_accounting=accounting,
        total=node.amount(f"{SUMS}/ram:GrandTotalAmount"),
        prepaid=node.amount(f"{SUMS}/ram:TotalPrepaidAmount"),
        rounding=node.amount(f"{SUMS}/ram:RoundingAmount"),
        payable=node.amount(f"{SUMS}/ram:DuePayableAmount"),
        place=sums.place if (sums := node.child(SUMS)) else "",
    )


def vat_totals(node: Node) -> tuple[Decimal | None, Decimal | None]:
    """VAT in the document's currency, and in that of the VAT return."""
    document, accounting = node.findings.currency, node.text(f"{SETTLEMENT}/ram:TaxCurrencyCode")
    found: dict[bool, Decimal | None] = {}
    for one in node.all(f"{SUMS}/ram:TaxTotalAmount"):
        currency = one.own_attribute("currencyID")
        in_accounting = bool(accounting) and accounting != document and currency == accounting
        if in_accounting in found:
            node.findings.problem(one.place, "there is a second total of VAT in the same currency")
            continue
        found[in_accounting] = one.own_amount(any_currency=in_accounting)
    return found.get(False), found.get(True)
