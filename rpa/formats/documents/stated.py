"""The fields of an electronic invoice inside a PDF: they are stated, and the page is not looked at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from rpa.formats.negative_totals import told_negative
from rpa.model.extraction import FIELDS, KINDS, Extraction, Field, Line, VatRate

CERTAIN = Decimal(1)
KIND_OF = {"order": "purchase_order"}
"""Kinds that have another name on paper."""


def stated(values: Mapping[str, Any], name: str) -> Extraction:
    """What an electronic document states, as what is found on pages.

    Args:
        values: Its terms by name (see `rpa.formats.einvoice_values.values_of`).
        name: Of the file inside the PDF, for the reasons.

    Returns:
        Every field that it states, with confidence 1; the others are missing.
    """
    kind = KIND_OF.get(values["kind"], values["kind"])
    rule = f"stated by the electronic invoice inside the PDF ({name})"
    fields = tuple(
        Field(one, value, _text(value), None, rule, CERTAIN)
        for one in FIELDS
        if (value := _value(one, values.get(one))) is not None
    )
    there = {field.name for field in fields}
    missing = {one: f"the electronic invoice ({name}) does not state it" for one in FIELDS if one not in there}
    lines = tuple(map(_line, values.get("lines") or ()))
    problems = tuple(filter(None, [told_negative(kind, values.get("total"))]))
    cautions = tuple(filter(None, [prepaid(values)]))
    return Extraction(kind if kind in KINDS else "other", "", fields, lines, problems, missing, cautions)


def prepaid(values: Mapping[str, Any]) -> str:
    """What whoever pays the total must know, when a part of it is paid already."""
    total, payable, paid = (values.get(one) for one in ("total", "payable", "prepaid"))
    if not paid or payable == total:
        return ""
    return f"{paid} of the total of {total} is paid: {payable} is to be paid"


def _value(name: str, value: Any) -> Any:
    if name != "vat_rates":
        return value
    shares: Sequence[Mapping[str, Any]] = value or ()
    rates = tuple(
        VatRate(one.get("rate") or Decimal(0), one.get("net"), one.get("vat") or Decimal(0)) for one in shares
    )
    return rates or None


def _text(value: Any) -> str:
    return "" if isinstance(value, tuple) else f"{value:f}" if isinstance(value, Decimal) else str(value)


def _line(line: Mapping[str, Any]) -> Line:
    return Line(
        description=str(line.get("description") or ""),
        sku=str(line.get("sku") or ""),
        quantity=line.get("quantity"),
        unit=str(line.get("unit") or ""),
        unit_price=line.get("unit_price"),
        net=line.get("net"),
        vat_rate=line.get("vat_rate"),
        confidence=CERTAIN,
    )
