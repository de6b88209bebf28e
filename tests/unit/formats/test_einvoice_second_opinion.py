"""The kept documents read by factur-x's own reader, which shares no code with ours: the same terms."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest

from rpa.drivers.einvoice_file import read_content
from rpa.model.einvoice import EInvoice
from rpa.model.einvoice_terms import Identifier, Line, Trader
from tests.fakes.einvoices import DE, FACTUR_X, NL, NO, XRECHNUNG

NAMES = ("factur-x-en16931", "factur-x-extended", "factur-x-basicwl", "factur-x-minimum", "ubl-21-en16931")
KEPT = [NL, NO, DE, *(FACTUR_X / f"{name}.xml" for name in NAMES), *sorted(XRECHNUNG.glob("*.xml"))]


def theirs(path: Path) -> dict[str, Any]:
    parse_xml = pytest.importorskip("facturx.parse_xml")
    found: dict[str, Any] = parse_xml.parse_ubl_cii_xml(path.read_bytes(), check_xsd=False)
    return found


def told(value: Any) -> Any:
    """A value as factur-x gives it; nothing and empty are one."""
    if isinstance(value, Identifier):
        return value.value
    return str(value) if value not in (None, "") else None


def document_terms(one: EInvoice) -> dict[str, Any]:
    sums = one.totals
    delivery, period = one.delivery, one.period
    return {
        "BT-1": one.number,
        "BT-2": one.issued_on,
        "BT-3": one.type_code,
        "BT-5": one.currency,
        "BT-6": one.vat_currency,
        "BT-7": one.tax_point_on,
        "BT-9": one.due_on,
        "BT-10": one.buyer_reference,
        "BT-11": one.project,
        "BT-12": one.contract,
        "BT-13": one.order_number,
        "BT-14": one.sales_order,
        "BT-15": one.receipt,
        "BT-16": one.despatch,
        "BT-23": one.process,
        "BT-24": one.customization,
        "BT-72": delivery.delivered_on if delivery else None,
        "BT-73": period.start if period else None,
        "BT-74": period.end if period else None,
        "BT-106": sums.lines,
        "BT-107": sums.allowances,
        "BT-108": sums.charges,
        "BT-109": sums.net,
        "BT-110": sums.vat,
        "BT-111": sums.vat_accounting,
        "BT-112": sums.total,
        "BT-113": sums.prepaid,
        "BT-114": sums.rounding,
        "BT-115": sums.payable,
    }


def line_terms(one: Line) -> dict[str, Any]:
    return {
        "BT-126": one.number,
        "BT-129": one.quantity,
        "BT-130": one.unit_code,
        "BT-131": one.net,
        "BT-132": one.order_line,
        "BT-146": one.unit_price,
        "BT-148": one.gross_price,
        "BT-151": one.vat_category,
        "BT-152": one.vat_rate,
        "BT-153": one.description,
        "BT-155": one.sku,
        "BT-156": one.buyer_sku,
        "BT-159": one.origin,
    }


def party_terms(one: Trader | None) -> dict[str, Any]:
    assert one is not None
    address = one.address
    return {
        "name": one.name,
        "vat_identifier": one.vat_number,
        "legal_identifier": one.registration,
        "legal_info": one.legal_form,
        "einvoicing_addr": one.endpoint,
        "country_code": address.country if address else None,
        "city": address.city if address else None,
        "postcode": address.postal_code if address else None,
        "country_subdivision": address.region if address else None,
    }


def differences(ours: dict[str, Any], found: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {
        name: (told(value), told(found.get(name)))
        for name, value in ours.items()
        if same(told(value)) != same(told(found.get(name)))
    }


def same(text: str | None) -> Any:
    """Numbers are compared as numbers: 10.00 is 10."""
    try:
        return Decimal(text) if text is not None else None
    except InvalidOperation:
        return text


@pytest.mark.parametrize("path", KEPT, ids=lambda path: path.name)
def test_another_reader_finds_the_same_terms(path: Path) -> None:
    ours, found = read_content(path.read_bytes(), path.name).document, theirs(path)
    assert differences(document_terms(ours), found) == {}
    assert differences(party_terms(ours.supplier), found["BG-4"]) == {}
    assert differences(party_terms(ours.customer), found["BG-7"]) == {}
    lines = found.get("BG-25") or []
    assert [differences(line_terms(mine), line) for mine, line in zip(ours.lines, lines, strict=True)] == [{}] * len(
        lines
    )
    shares = found.get("BG-23") or []
    for mine, share in zip(ours.vat_shares, shares, strict=True):
        terms = {"BT-116": mine.net, "BT-117": mine.vat, "BT-118": mine.category, "BT-119": mine.rate}
        assert differences({**terms, "BT-120": mine.exemption_reason, "BT-121": mine.exemption_code}, share) == {}
