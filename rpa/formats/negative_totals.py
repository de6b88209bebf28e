"""What a person must know of a document whose total is negative: which way the money goes."""

from __future__ import annotations

from decimal import Decimal


def told_negative(kind: str, total: object) -> str:
    """A sentence when the total of an invoice or a credit note is negative; else empty.

    A credit note states what is credited without a minus (EN 16931, type 381): with one, it may take a credit back, or
    its sender meant the credit itself. A negative invoice is what it says, and yet nothing is to be paid for it.

    Args:
        kind: `invoice` or `credit_note`; nothing is said of other kinds.
        total: An amount; nothing is said of anything else.
    """
    if not isinstance(total, Decimal) or total >= 0:
        return ""
    if kind == "credit_note":
        return (
            f"the total of this credit note is negative, {total:f}: it takes a credit back, or its sender put a minus "
            "before the credit"
        )
    if kind == "invoice":
        return f"the total of this invoice is negative, {total:f}: it gives money back, as a credit note does"
    return ""
