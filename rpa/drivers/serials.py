"""Days as spreadsheets count them, and which number formats show a number as a date, a time or a duration."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from enum import Enum

DAY = 86_400_000  # milliseconds
LAST = 2_958_465  # 31 December 9999, counted from 1900
SHIFT_1904 = 1462
BEFORE_1900 = dt.date(1899, 12, 30).toordinal()
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
ELAPSED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
WORDS = re.compile(r"general|standaard|standard|am/pm|a/p", re.IGNORECASE)
DAY_PARTS, TIME_PARTS = re.compile(r"[dyeg]|m{3,}|jj|tt|å", re.IGNORECASE), re.compile(r"[hs]", re.IGNORECASE)


class Shown(Enum):
    """What a number format shows a number as."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DURATION = "duration"


BUILT_IN = {
    **dict.fromkeys((14, 15, 16, 17, 22, *range(27, 32), 34, 35, 36, *range(50, 59)), Shown.DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 47), Shown.TIME),
    46: Shown.DURATION,
}
"""The numbers of formats that every spreadsheet program knows without their being written down."""


def shown_as(number: int, code: str | None) -> Shown:
    """What a number format shows a number as.

    Args:
        number: The format's number.
        code: Its text, as `dd-mm-yyyy`, when it is written down in the workbook.
    """
    if code is None:
        return BUILT_IN.get(number, Shown.NUMBER)
    # The first section that shows anything: `[=0]"";dd-mm-yyyy` leaves cells without a date empty.
    sections = NOT_SHOWN.sub("", code).split(";")
    plain = next((section for section in sections if section.strip()), "")
    if ELAPSED.search(plain):
        return Shown.DURATION
    plain = WORDS.sub("", plain)
    if any(mark in plain for mark in "0#?@") and not TIME_PARTS.search(plain):
        return Shown.NUMBER
    if DAY_PARTS.search(plain):
        return Shown.DATE
    if TIME_PARTS.search(plain):
        return Shown.TIME
    return Shown.DATE if re.search(r"m", plain, re.IGNORECASE) else Shown.NUMBER


def from_serial(serial: Decimal | int, shown: Shown, *, since_1904: bool) -> dt.date | dt.datetime | str | None:
    """The date, moment, time or duration that a cell shows.

    Args:
        serial: Days since the workbook's beginning of time, with the time of day as fraction.
        shown: As what; not as a number.
        since_1904: Whether the workbook counts from 1904.

    Returns:
        A date when it is a whole day, else a moment; times and durations as text (`12:30:00`, `26:00:00`); None for
        what no calendar has: days before the beginning, 29 February 1900, days after the year 9999.
    """
    # Excel itself works to the millisecond; a binary fraction of a day is never nearer.
    milliseconds = int((Decimal(serial) * DAY).to_integral_value())
    if milliseconds < 0 or milliseconds >= (LAST + 1) * DAY:
        return None
    days, rest = divmod(milliseconds, DAY)
    if shown is Shown.DURATION:
        return clock_text(milliseconds)
    if shown is Shown.TIME and days == 0:
        return clock_text(rest)
    return moment(days + SHIFT_1904 if since_1904 else days, rest, since_1904=since_1904)


def moment(days: int, rest: int, *, since_1904: bool) -> dt.date | dt.datetime | None:
    """The day with that number, at that time.

    Args:
        days: Counted from 1900.
        rest: Milliseconds of the day.
        since_1904: Whether the workbook counts from 1904; then there is no day too many in 1900.
    """
    if not since_1904:
        if days in (0, 60):
            return None  # "0 January 1900", and a leap day that 1900 did not have
        days += days < 60
    if days > LAST:
        return None
    day = dt.date.fromordinal(BEFORE_1900 + days)
    if not rest:
        return day
    return dt.datetime.combine(day, dt.time()) + dt.timedelta(milliseconds=rest)


def clock_text(milliseconds: int) -> str:
    """`12:30:00`, with thousandths only when there are any."""
    seconds, thousandths = divmod(milliseconds, 1000)
    minutes, second = divmod(seconds, 60)
    text = f"{minutes // 60:02}:{minutes % 60:02}:{second:02}"
    return f"{text}.{thousandths:03}" if thousandths else text
