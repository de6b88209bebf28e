"""The sign of a credit note's amounts: what is credited is positive, as EN 16931 states it (type 381).

Some suppliers print a credit with a minus, some without; the kind of the document says that it is one. All amounts are
turned together, never one by one, so that what adds up as printed adds up as given, and a line that goes the other way
keeps the other sign.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from rpa.formats.documents.findings import Finding
from rpa.model.extraction import Line, Value, VatRate

AMOUNTS = ("total", "payable", "net", "vat", "vat_rates")
DECIDING = ("total", "net", "vat")
TURNED = "printed with a minus, which a credit note is given without"


def credited(found: Mapping[str, Finding]) -> dict[str, Finding]:
    """The amounts of a credit note with the sign that makes its total positive."""
    values = [found[name].value for name in DECIDING if name in found]
    first = next((one for one in values if isinstance(one, Decimal) and one), Decimal(0))
    if first >= 0:
        return dict(found)
    return {name: turned(one) if name in AMOUNTS else one for name, one in found.items()}


def turned(finding: Finding) -> Finding:
    """An amount with the other sign."""
    return replace(finding, value=turned_value(finding.value), rule=f"{finding.rule}; {TURNED}")


def turned_value(value: Value) -> Value:
    """An amount, or the rates of VAT, with the other sign."""
    if isinstance(value, tuple):
        return tuple(VatRate(one.rate, None if one.net is None else minus(one.net), minus(one.vat)) for one in value)
    return minus(value) if isinstance(value, Decimal) else value


def minus(amount: Decimal) -> Decimal:
    """An amount with the other sign; nothing has none."""
    return -amount if amount else amount


def credited_lines(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines of a credit note with the sign that makes their sum positive."""
    total = sum((line.net for line in lines if line.net is not None), Decimal(0))
    return tuple(credited_line(line, is_turned=total < 0) for line in lines)


def credited_line(line: Line, *, is_turned: bool) -> Line:
    """A line of a credit note: its price is never negative, and its quantity has the sign of its amount."""
    if line.net is None:
        return line
    net = minus(line.net) if is_turned else line.net
    price = None if line.unit_price is None else abs(line.unit_price)
    quantity = line.quantity
    if quantity is not None and net:
        quantity = minus(abs(quantity)) if net < 0 else abs(quantity)
    return replace(line, net=net, unit_price=price, quantity=quantity)
