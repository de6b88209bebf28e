"""The parts that documents of the cross-industry family have in common: parties, periods, lines."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from rpa.formats.xml_node import Node
from rpa.model.einvoice_terms import (
    Address,
    Adjustment,
    Contact,
    Delivery,
    Enclosure,
    Identifier,
    Line,
    Reference,
    Span,
    Trader,
)

STAMP = "udt:DateTimeString"
QUANTITIES = ("ram:BilledQuantity", "ram:AgreedQuantity", "ram:RequestedQuantity")


def trader(node: Node | None) -> Trader | None:
    """A party."""
    if node is None:
        return None
    name = node.text("ram:Name")
    trading = node.text("ram:SpecifiedLegalOrganization/ram:TradingBusinessName")
    return Trader(
        name=name or trading,
        trading_name=trading if name else None,
        identifiers=node.identifiers("ram:GlobalID") + node.identifiers("ram:ID"),
        registration=node.identifier("ram:SpecifiedLegalOrganization/ram:ID"),
        vat_number=tax_number(node, "VA"),
        tax_numbers=tuple(filter(None, [tax_number(node, "FC")])),
        legal_form=node.text("ram:Description", lines=True),
        endpoint=node.identifier("ram:URIUniversalCommunication/ram:URIID"),
        address=address(node.child("ram:PostalTradeAddress")),
        contact=contact(node),
    )


def tax_number(node: Node, scheme: str) -> str | None:
    """The one tax registration of a kind: VA for VAT, FC for the tax office's own number."""
    found = {one.value for one in node.identifiers("ram:SpecifiedTaxRegistration/ram:ID") if one.scheme == scheme}
    if len(found) > 1:
        node.findings.problem(node.place, f"several tax numbers of kind {scheme}: {', '.join(sorted(found))}")
        return None
    return found.pop() if found else None


def address(node: Node | None) -> Address | None:
    """A postal address."""
    if node is None:
        return None
    lines = (node.text("ram:LineOne"), node.text("ram:LineTwo"), node.text("ram:LineThree"))
    return Address(
        lines=tuple(line for line in lines if line),
        postal_code=node.text("ram:PostcodeCode"),
        city=node.text("ram:CityName"),
        region=node.text("ram:CountrySubDivisionName"),
        country=node.text("ram:CountryID"),
    )


def contact(party: Node) -> Contact | None:
    """Whom to ask: the first, where there are several."""
    for node in party.all("ram:DefinedTradeContact"):
        return Contact(
            name=node.text("ram:PersonName") or node.text("ram:DepartmentName"),
            phone=node.text("ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
            email=node.text("ram:EmailURIUniversalCommunication/ram:URIID")
            or node.text("ram:EmailURIUniversalCommunication/ram:CompleteNumber"),
        )
    return None


def span(node: Node | None) -> Span | None:
    """A period; None when it names no day."""
    if node is None:
        return None
    start = node.day(f"ram:StartDateTime/{STAMP}", "first")
    end = node.day(f"ram:EndDateTime/{STAMP}", "last")
    return Span(start, end) if start or end else None


def delivery(node: Node | None) -> Delivery | None:
    """Where and when it was delivered, or is to be."""
    if node is None:
        return None
    party = node.child("ram:ShipToTradeParty")
    numbers = party.identifiers("ram:GlobalID") + party.identifiers("ram:ID") if party else ()
    found = Delivery(
        name=party.text("ram:Name") if party else None,
        location=numbers[0] if numbers else None,
        delivered_on=node.day(f"ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/{STAMP}"),
        requested=requested(node),
        address=address(party.child("ram:PostalTradeAddress")) if party else None,
    )
    return None if found == Delivery() else found


def requested(node: Node) -> Span | None:
    """When an order is to be delivered: a day, or a period."""
    event = "ram:RequestedDeliverySupplyChainEvent"
    if day := node.day(f"{event}/ram:OccurrenceDateTime/{STAMP}"):
        return Span(day, day)
    return span(node.child(f"{event}/ram:OccurrenceSpecifiedPeriod"))


def issued(node: Node) -> dt.date | None:
    """The date of a referenced document; ZUGFeRD 1.0 wrote it without a form of its own."""
    return node.day("ram:FormattedIssueDateTime/qdt:DateTimeString") or node.day("ram:IssueDateTime")


def reference(node: Node) -> Reference | None:
    """A referenced document with its date."""
    number = node.text("ram:IssuerAssignedID")
    return Reference(number, issued(node)) if number else None


def enclosure(node: Node) -> Enclosure:
    """A supporting document."""
    inside = "ram:AttachmentBinaryObject"
    return Enclosure(
        number=node.text("ram:IssuerAssignedID"),
        description=node.text("ram:Name"),
        url=node.text("ram:URIID"),
        file_name=node.attribute(inside, "filename"),
        content_type=node.attribute(inside, "mimeCode"),
        content=node.content(inside),
    )


def adjustment(node: Node) -> Adjustment:
    """An allowance or a charge."""
    is_charge = node.flag("ram:ChargeIndicator/udt:Indicator")
    if is_charge is None:
        node.findings.problem(node.place, "it is not said whether this is an allowance or a charge")
    return Adjustment(
        is_charge=bool(is_charge),
        amount=node.amount("ram:ActualAmount"),
        base=node.amount("ram:BasisAmount"),
        percent=node.number("ram:CalculationPercent"),
        reason=node.text("ram:Reason"),
        reason_code=node.text("ram:ReasonCode"),
        vat_category=node.text("ram:CategoryTradeTax/ram:CategoryCode"),
        vat_rate=node.number("ram:CategoryTradeTax/ram:RateApplicablePercent"),
    )


def logistics(node: Node) -> Adjustment:
    """A charge for transport and the like, as ZUGFeRD 1.0 and the extended profiles write it."""
    return Adjustment(
        is_charge=True,
        amount=node.amount("ram:AppliedAmount"),
        reason=node.text("ram:Description"),
        vat_category=node.text("ram:AppliedTradeTax/ram:CategoryCode"),
        vat_rate=node.number("ram:AppliedTradeTax/ram:RateApplicablePercent"),
    )


def line(node: Node) -> Line:
    """One line."""
    product, agreement = "ram:SpecifiedTradeProduct", "ram:SpecifiedLineTradeAgreement"
    settlement, net = "ram:SpecifiedLineTradeSettlement", f"{agreement}/ram:NetPriceProductTradePrice"
    gross = f"{agreement}/ram:GrossPriceProductTradePrice"
    quantity = f"ram:SpecifiedLineTradeDelivery/{quantity_name(node)}"
    base = f"{net if node.has(f'{net}/ram:BasisQuantity') else gross}/ram:BasisQuantity"
    notes = node.texts("ram:AssociatedDocumentLineDocument/ram:IncludedNote/ram:Content", lines=True)
    due = node.child("ram:SpecifiedLineTradeDelivery")
    found = Line(
        number=node.text("ram:AssociatedDocumentLineDocument/ram:LineID"),
        description=node.text(f"{product}/ram:Name"),
        details=node.text(f"{product}/ram:Description", lines=True),
        note="\n".join(notes) or None,
        sku=node.text(f"{product}/ram:SellerAssignedID"),
        buyer_sku=node.text(f"{product}/ram:BuyerAssignedID"),
        standard_id=node.identifier(f"{product}/ram:GlobalID"),
        classifications=node.identifiers(f"{product}/ram:DesignatedProductClassification/ram:ClassCode", "listID"),
        origin=node.text(f"{product}/ram:OriginTradeCountry/ram:ID"),
        properties=properties(node),
        quantity=node.number(quantity),
        unit_code=node.attribute(quantity, "unitCode"),
        net=node.amount(f"{settlement}/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount"),
        unit_price=node.amount(f"{net}/ram:ChargeAmount"),
        base_quantity=node.number(base),
        base_unit_code=node.attribute(base, "unitCode"),
        gross_price=node.amount(f"{gross}/ram:ChargeAmount"),
        discount=discount(node, gross),
        vat_category=node.text(f"{settlement}/ram:ApplicableTradeTax/ram:CategoryCode"),
        vat_rate=node.number(f"{settlement}/ram:ApplicableTradeTax/ram:RateApplicablePercent"),
        order_line=node.text(f"{agreement}/ram:BuyerOrderReferencedDocument/ram:LineID"),
        accounting=node.text(f"{settlement}/ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        item_object=line_object(node, settlement),
        period=span(node.child(f"{settlement}/ram:BillingSpecifiedPeriod")) or (requested(due) if due else None),
        adjustments=tuple(map(adjustment, node.all(f"{settlement}/ram:SpecifiedTradeAllowanceCharge"))),
        place=node.place,
    )
    node.forget()
    return found


def quantity_name(node: Node) -> str:
    """What the quantity is called: billed; of an order agreed or requested."""
    found = (name for name in QUANTITIES if node.has(f"ram:SpecifiedLineTradeDelivery/{name}"))
    return next(found, QUANTITIES[0])


def discount(node: Node, gross: str) -> Decimal | None:
    """What is taken off the gross price: the allowances, when none of them is a charge."""
    applied = node.all(f"{gross}/ram:AppliedTradeAllowanceCharge")
    if not applied or any(one.flag("ram:ChargeIndicator/udt:Indicator") for one in applied):
        return None
    amounts = [one.amount("ram:ActualAmount") for one in applied]
    return sum((amount for amount in amounts if amount is not None), Decimal(0)) if None not in amounts else None


def properties(node: Node) -> tuple[tuple[str, str], ...]:
    """Name and value of what is said about an article."""
    found = node.all("ram:SpecifiedTradeProduct/ram:ApplicableProductCharacteristic")
    pairs = [(one.text("ram:Description"), one.text("ram:Value")) for one in found]
    return tuple((name, value or "") for name, value in pairs if name)


def line_object(node: Node, settlement: str) -> Identifier | None:
    """What a line invoices (BT-128): the first reference of type 130."""
    for place in (settlement, "ram:SpecifiedLineTradeAgreement"):
        for document in node.all(f"{place}/ram:AdditionalReferencedDocument"):
            number = document.text("ram:IssuerAssignedID")
            if number and document.text("ram:TypeCode") == "130":
                return Identifier(number, document.text("ram:ReferenceTypeCode"))
    return None
