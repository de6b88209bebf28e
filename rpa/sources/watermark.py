"""How far a source was read, as a value that grows: a time, a day or a number; never further than it may be believed.

A source that reads "since" a value asks for everything from it on. A value that lies in the future (a typing error, a
clock that is wrong) would hide all that comes before it, so that none counts: rows behind the mark are read again, and
known, which does no harm.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from typing import Any

from rpa.errors import UsageError

ISO = re.compile(r"(\d{4}-\d\d-\d\d)(?:([ T])(\d\d:\d\d(?::\d\d)?)([.,]\d+)?)?( ?(?:Z|[+-]\d\d:?\d\d))?")
Watermark = dt.datetime | dt.date | int | Decimal | str


def believed(value: Any, now: dt.datetime) -> Watermark | None:
    """A value as the mark it may be; None when it is none, or lies in the future.

    A time without its zone may be in UTC or in the company's zone, and in one column even both: it counts when it is
    past in either.

    Args:
        value: As it was read.
        now: Aware, in the company's zone.
    """
    if isinstance(value, bool) or not isinstance(value, Watermark):
        return None
    moment, utc = moment_of(value), now.astimezone(dt.UTC).replace(tzinfo=None)
    latest = utc if _has_zone(value) else min(utc, now.replace(tzinfo=None))
    return None if moment is not None and moment > latest else value


def _has_zone(value: Watermark) -> bool:
    if isinstance(value, str):
        found = ISO.fullmatch(value)
        return found is not None and bool(found[5])
    return isinstance(value, dt.datetime) and value.tzinfo is not None


def moment_of(value: Watermark) -> dt.datetime | None:
    """The time that a value is, without its zone (in UTC where it has one); None when it is no time."""
    if isinstance(value, str):
        found = ISO.fullmatch(value)
        if not found:
            return None
        try:
            value = dt.datetime.fromisoformat(value.replace(" +", "+").replace(" Z", "Z").replace(",", "."))
        except ValueError:
            return None
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).replace(tzinfo=None) if value.tzinfo else value
    return dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else None


def moved_back(value: Watermark, overlap: int) -> Watermark:
    """A mark so much earlier, in the same form: seconds of a time, whole days of a day, steps of a number.

    From the beginning of all time (`0001-01-01`, which programs write for "never") nothing goes further back.

    Args:
        value: The mark.
        overlap: Seconds, or for numbers how many.

    Raises:
        UsageError: It is a text that is no time.
    """
    if not overlap:
        return value
    span = dt.timedelta(seconds=overlap)
    try:
        match value:
            case dt.datetime():
                return value - span
            case dt.date():
                return (dt.datetime.combine(value, dt.time()) - span).date()
            case int() | Decimal():
                return value - overlap
        return _text_moved_back(value, span)
    except OverflowError:
        return value


def _text_moved_back(value: str, span: dt.timedelta) -> str:
    found = ISO.fullmatch(value)
    if not found or moment_of(value) is None:
        hint = "overlap is for times, days and numbers."
        raise UsageError(f"{value[:60]!r} is no time such as 2026-01-31 12:00:00", hint=hint)
    day, mark, time, fraction, zone = found.groups(default="")
    earlier = dt.datetime.fromisoformat(f"{day} {time}" if time else day) - span
    if not time:
        return f"{earlier:%Y-%m-%d}{zone}"
    clock = earlier.time().isoformat("seconds" if time.count(":") == 2 else "minutes")
    return f"{earlier:%Y-%m-%d}{mark}{clock}{fraction}{zone}"
