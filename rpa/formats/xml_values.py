"""Numbers and days as XML documents write them: one form each, anything else is refused."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from decimal import Decimal
from typing import Literal

DECIMAL = re.compile(r"[+-]?(?:[0-9]{1,25}(?:\.[0-9]{0,25})?|\.[0-9]{1,25})")
ISO_DAY = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:T[0-9:.]{5,20})?(?:Z|[+-][0-9]{2}:[0-9]{2})?")
COMPACT = {
    "102": re.compile(r"([0-9]{8})"),
    "203": re.compile(r"([0-9]{8})[0-9]{4}"),
    "204": re.compile(r"([0-9]{8})[0-9]{6}"),
    "205": re.compile(r"([0-9]{8})[0-9]{4}(?:Z|[+-][0-9]{2}:?[0-9]{2})"),
}
LONGER = ("610", "616")  # a month, a week
Edge = Literal["first", "last"]
EARLIEST, LATEST = 1900, 2200


def plain_decimal(text: str) -> Decimal | None:
    """A number with a dot as decimal mark, no grouping, no exponent, at most 25 digits; None when it is not."""
    return Decimal(text) if DECIMAL.fullmatch(text) else None


def day_of(text: str, form: str, edge: Edge | None) -> dt.date | None:
    """A day between 1900 and 2200; None when it is none.

    Args:
        text: `2026-10-05`, or digits in the form.
        form: UNTDID 2379: 102 a day, 203 with a time; empty for ISO.
        edge: Of a period, which end: then a whole month (610) or week (616) gives its first or last day.
    """
    try:
        day = edge_day(text, form, edge) if edge and form in LONGER else plain_day(text, form)
    except ValueError:
        return None
    return day if day and EARLIEST <= day.year <= LATEST else None


def plain_day(text: str, form: str) -> dt.date | None:
    """A day in ISO form, or in the form of that number; None when it is not."""
    pattern = COMPACT.get(form) if form else ISO_DAY
    matched = pattern.fullmatch(text) if pattern else None
    return dt.date.fromisoformat(matched[1]) if matched else None


def edge_day(text: str, form: str, edge: Edge) -> dt.date | None:
    """The first or last day of a month (`202610`) or an ISO week (`202641`)."""
    if not re.fullmatch("[0-9]{6}", text):
        return None
    year, part = int(text[:4]), int(text[4:])
    if form == "616":
        return dt.date.fromisocalendar(year, part, 1 if edge == "first" else 7)
    return dt.date(year, part, 1 if edge == "first" else calendar.monthrange(year, part)[1])


def short(text: str) -> str:
    """A text in quotes, cut to what a message can hold."""
    return repr(text if len(text) <= 60 else f"{text[:57]}...")
