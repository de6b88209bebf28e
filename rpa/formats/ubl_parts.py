"""The parts that UBL invoices, credit notes and orders have in common."""

from __future__ import annotations

from rpa.formats.xml_node import Names, Node
from rpa.model.einvoice_terms import (
    Address,
    Adjustment,
    Contact,
    Delivery,
    Enclosure,
    Identifier,
    Line,
    Payment,
    Span,
    Trader,
)

SPACE = "urn:oasis:names:specification:ubl:schema:xsd:"
NAMES = Names({"cac": f"{SPACE}CommonAggregateComponents-2", "cbc": f"{SPACE}CommonBasicComponents-2"})
CREDITOR = "SEPA"  # scheme that marks the creditor identifier of a direct debit (BT-90)


def trader(node: Node | None) -> Trader | None:
    """A `cac:Party`, or what is made like one."""
    if node is None:
        return None
    registered = node.text("cac:PartyLegalEntity/cbc:RegistrationName")
    trading = node.text("cac:PartyName/cbc:Name")
    vat, others = tax_numbers(node)
    numbers = node.identifiers("cac:PartyIdentification/cbc:ID")
    return Trader(
        name=registered or trading,
        trading_name=trading if registered else None,
        identifiers=tuple(one for one in numbers if one.scheme != CREDITOR),
        registration=node.identifier("cac:PartyLegalEntity/cbc:CompanyID"),
        vat_number=vat,
        tax_numbers=others,
        legal_form=node.text("cac:PartyLegalEntity/cbc:CompanyLegalForm"),
        endpoint=node.identifier("cbc:EndpointID"),
        address=address(node.child("cac:PostalAddress")),
        contact=contact(node.child("cac:Contact")),
    )


def tax_numbers(node: Node) -> tuple[str | None, tuple[str, ...]]:
    """The VAT number, and the other tax registrations."""
    vat: str | None = None
    others: list[str] = []
    for scheme in node.all("cac:PartyTaxScheme"):
        number = scheme.text("cbc:CompanyID")
        if number is None:
            continue
        if (scheme.text("cac:TaxScheme/cbc:ID") or "").upper() != "VAT":
            others.append(number)
        elif vat not in (None, number):
            node.findings.problem(scheme.place, f"a second VAT number, {number}, stands beside {vat}")
        else:
            vat = number
    return vat, tuple(others)


def address(node: Node | None) -> Address | None:
    """A postal address."""
    if node is None:
        return None
    lines = (
        node.text("cbc:StreetName"),
        node.text("cbc:AdditionalStreetName"),
        *node.texts("cac:AddressLine/cbc:Line"),
    )
    return Address(
        lines=tuple(line for line in lines if line),
        postal_code=node.text("cbc:PostalZone"),
        city=node.text("cbc:CityName"),
        region=node.text("cbc:CountrySubentity"),
        country=node.text("cac:Country/cbc:IdentificationCode"),
    )


def contact(node: Node | None) -> Contact | None:
    """Whom to ask."""
    if node is None:
        return None
    return Contact(node.text("cbc:Name"), node.text("cbc:Telephone"), node.text("cbc:ElectronicMail"))


def span(node: Node | None) -> Span | None:
    """A period; None when it names no day."""
    if node is None:
        return None
    start, end = node.day("cbc:StartDate"), node.day("cbc:EndDate")
    return Span(start, end) if start or end else None


def delivery(node: Node | None) -> Delivery | None:
    """Where and when it was delivered, or is to be."""
    if node is None:
        return None
    return Delivery(
        name=node.text("cac:DeliveryParty/cac:PartyName/cbc:Name"),
        location=node.identifier("cac:DeliveryLocation/cbc:ID"),
        delivered_on=node.day("cbc:ActualDeliveryDate"),
        requested=span(node.child("cac:RequestedDeliveryPeriod")),
        address=address(node.child("cac:DeliveryLocation/cac:Address")),
    )


def payment(node: Node, creditor: str | None) -> Payment:
    """One way to pay."""
    account, mandate = "cac:PayeeFinancialAccount", "cac:PaymentMandate"
    return Payment(
        code=node.text("cbc:PaymentMeansCode"),
        text=node.attribute("cbc:PaymentMeansCode", "name"),
        remittance=node.text("cbc:PaymentID"),
        account=packed(node.text(f"{account}/cbc:ID")),
        account_name=node.text(f"{account}/cbc:Name"),
        bic=packed(node.text(f"{account}/cac:FinancialInstitutionBranch/cbc:ID")),
        card=node.text("cac:CardAccount/cbc:PrimaryAccountNumberID"),
        card_holder=node.text("cac:CardAccount/cbc:HolderName"),
        mandate=node.text(f"{mandate}/cbc:ID"),
        creditor=creditor,
        debited=packed(node.text(f"{mandate}/cac:PayerFinancialAccount/cbc:ID")),
    )


def packed(text: str | None) -> str | None:
    """An account number without spaces."""
    return text.replace(" ", "") if text else None


def adjustment(node: Node) -> Adjustment:
    """An allowance or a charge."""
    is_charge = node.flag("cbc:ChargeIndicator")
    if is_charge is None:
        node.findings.problem(node.place, "it is not said whether this is an allowance or a charge")
    return Adjustment(
        is_charge=bool(is_charge),
        amount=node.amount("cbc:Amount"),
        base=node.amount("cbc:BaseAmount"),
        percent=node.number("cbc:MultiplierFactorNumeric"),
        reason=node.text("cbc:AllowanceChargeReason"),
        reason_code=node.text("cbc:AllowanceChargeReasonCode"),
        vat_category=node.text("cac:TaxCategory/cbc:ID"),
        vat_rate=node.number("cac:TaxCategory/cbc:Percent"),
    )


def enclosure(node: Node) -> Enclosure:
    """A supporting document."""
    inside = "cac:Attachment/cbc:EmbeddedDocumentBinaryObject"
    return Enclosure(
        number=node.text("cbc:ID"),
        description=node.text("cbc:DocumentDescription"),
        url=node.text("cac:Attachment/cac:ExternalReference/cbc:URI"),
        file_name=node.attribute(inside, "filename"),
        content_type=node.attribute(inside, "mimeCode"),
        content=node.content(inside),
    )


def line(node: Node, quantity: str, *, place: str, note: str | None) -> Line:
    """One line: of an invoice, a credit note, or the `cac:LineItem` of an order.

    Args:
        node: The line.
        quantity: Name of the element with the quantity.
        place: Where the line begins.
        note: Its note, which orders keep beside the line.
    """
    item, price = "cac:Item", "cac:Price"
    found = Line(
        number=node.text("cbc:ID"),
        description=node.text(f"{item}/cbc:Name"),
        details=node.text(f"{item}/cbc:Description", lines=True),
        note=note,
        sku=node.text(f"{item}/cac:SellersItemIdentification/cbc:ID"),
        buyer_sku=node.text(f"{item}/cac:BuyersItemIdentification/cbc:ID"),
        standard_id=node.identifier(f"{item}/cac:StandardItemIdentification/cbc:ID"),
        classifications=node.identifiers(f"{item}/cac:CommodityClassification/cbc:ItemClassificationCode", "listID"),
        origin=node.text(f"{item}/cac:OriginCountry/cbc:IdentificationCode"),
        properties=properties(node),
        quantity=node.number(quantity),
        unit_code=node.attribute(quantity, "unitCode"),
        net=node.amount("cbc:LineExtensionAmount"),
        unit_price=node.amount(f"{price}/cbc:PriceAmount"),
        base_quantity=node.number(f"{price}/cbc:BaseQuantity"),
        base_unit_code=node.attribute(f"{price}/cbc:BaseQuantity", "unitCode"),
        gross_price=node.amount(f"{price}/cac:AllowanceCharge/cbc:BaseAmount"),
        discount=node.amount(f"{price}/cac:AllowanceCharge/cbc:Amount"),
        vat_category=node.text(f"{item}/cac:ClassifiedTaxCategory/cbc:ID"),
        vat_rate=node.number(f"{item}/cac:ClassifiedTaxCategory/cbc:Percent"),
        order_line=node.text("cac:OrderLineReference/cbc:LineID"),
        accounting=node.text("cbc:AccountingCost"),
        item_object=line_object(node),
        period=span(node.child("cac:InvoicePeriod") or node.child("cac:Delivery/cac:RequestedDeliveryPeriod")),
        adjustments=tuple(map(adjustment, node.all("cac:AllowanceCharge"))),
        place=place,
    )
    node.forget()
    return found


def properties(node: Node) -> tuple[tuple[str, str], ...]:
    """Name and value of what is said about an article."""
    pairs = [(one.text("cbc:Name"), one.text("cbc:Value")) for one in node.all("cac:Item/cac:AdditionalItemProperty")]
    return tuple((name, value or "") for name, value in pairs if name)


def line_object(node: Node) -> Identifier | None:
    """What a line invoices (BT-128): the first reference of type 130."""
    for document in node.all("cac:DocumentReference"):
        if document.text("cbc:DocumentTypeCode") in (None, "130") and (found := document.identifier("cbc:ID")):
            return found
    return None
