"""Dates as people write them, read strictly: what could mean two days is refused with both."""

from __future__ import annotations

import contextlib
import datetime as dt
import re

from rpa.formats.locales import Convention, convention
from rpa.formats.months import folded, month_numbers, weekday_numbers
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.formats.times import without_time

EARLIEST, LATEST = 1900, 2200  # years; outside of them it is a typing error
LONGEST = 64  # characters
ORDERS = ("dmy", "mdy", "ymd")
CENTURIES = (1900, 2000, 2100)

ISO = re.compile(
    r"(\d{4})-(\d{2})-(\d{2})(?:[T ]([01]\d|2[0-3])(:[0-5]\d){1,2}(\.\d{1,9})?(Z|[+-]\d{2}:?\d{2})?)?",
    re.ASCII,
)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
WEEK = re.compile(r"(\d{4})-?W(\d{2})(?:-?([1-7]))?", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})([./-])(\d{1,2})\2(\d{1,2})\.?", re.ASCII)
NUMERIC = re.compile(r"(\d{1,2}) ?([./-]) ?(\d{1,2}) ?\2 ?(\d{4}|\d{2})\.?", re.ASCII)
SPACED = re.compile(r"(\d{1,2})( )(\d{1,2}) (\d{4})", re.ASCII)
EIGHT = re.compile(r"(\d{2})()(\d{2})(\d{4})", re.ASCII)

LETTERS = r"[^\W\d_]+"
ARTICLE = r"(?:den|der|the|le|el|il|am|op|on|på|vom|van)"
WEEKDAY = rf"(?:(?P<weekday>(?!{ARTICLE}\b){LETTERS})(?:\.,|[.,])? +)?"
ORDINAL = rf"(?:\.?[ºª]|\.|(?:st|nd|rd|th|er|e|ste|de|i?[eè]me|:[ae])(?!{LETTERS}))?"
OF = r"(?: +(?:of|de)(?= )| +d')?"
YEAR = r"(?P<year>[0-9]{4}|'?[0-9]{2})"
DAY_MONTH = re.compile(
    rf"{WEEKDAY}(?:{ARTICLE} +)?(?P<day>[0-9]{{1,2}}){ORDINAL}{OF}"
    rf"[ ./-]*(?P<month>{LETTERS})(?:\.,|[.,])?(?: +del?(?= ))?[ ./-]*{YEAR}\.?",
    re.IGNORECASE,
)
MONTH_DAY = re.compile(
    rf"{WEEKDAY}(?P<month>{LETTERS})\.?[ -]+(?:the +)?(?P<day>[0-9]{{1,2}}){ORDINAL}(?:, *| +|-){YEAR}\.?",
    re.IGNORECASE,
)
YEAR_MONTH = re.compile(
    rf"{WEEKDAY}(?P<year>[0-9]{{4}})[ ./-]+(?P<month>{LETTERS})[ ./-]+(?P<day>[0-9]{{1,2}})\.?", re.IGNORECASE
)


def read_date(
    value: str | dt.date | dt.datetime,
    locale: str,
    *,
    order: str | None = None,
    today: dt.date | None = None,
    century: int | None = None,
) -> dt.date:
    """Read a date.

    ISO dates are always read, so are names of months in any of the languages. Of numbers, the declared order
    decides; else a date in the locale's own separator has the locale's order (``-`` in nl, ``.`` in de, nb
    and da, ``/`` in fr, en-GB and en-US); dots always mean day before month; else both orders are tried, and
    two possible days are an ambiguity.

    Args:
        value: A text, or a date or date and time from a typed cell. A time of day behind the date, with or
            without a zone, must be one there is; the day is taken as it is stated.
        locale: Where the text was written.
        order: Order declared for the source: ``dmy``, ``mdy`` or ``ymd``.
        today: Decides the century of years in two digits: the year lies from 50 years before to 49 after it.
        century: Decides it likewise: 2000 makes 26 the year 2026, and 99 the year 2099. Without either, years in
            two digits are refused.

    Raises:
        Ambiguous: The text means several days; ``readings`` holds them as ISO dates.
        Unreadable: It is no date, there is no such day, or its year is not in 1900..2200.
    """
    if order not in (None, *ORDERS):
        raise ValueError(f"{order!r} is not an order; declare dmy, mdy or ymd")
    if century not in (None, *CENTURIES):
        raise ValueError(f"{century!r} is not a century; declare 1900 or 2000")
    own = convention(locale)
    if isinstance(value, dt.datetime):
        return plausible(value, value.date())
    if isinstance(value, dt.date):
        return plausible(value, value)
    if not isinstance(value, str):
        raise Unreadable(value, "a date", "a number says no day; format the cell as a date")
    text = " ".join(value.split()) if len(value) <= LONGEST else ""
    if not text:
        hint = f"it is longer than {LONGEST} characters" if len(value) > LONGEST else "it is empty"
        raise Unreadable(value, "a date", hint)
    if century is not None:
        today = dt.date(century + 50, 1, 1)
    found = read_alone(value, text, own, order, today)
    if found is None and (alone := without_time(text)) != text:
        found = read_alone(value, alone, own, order, today)
    if found is None:
        raise Unreadable(value, "a date", f"write it as 2026-10-05, or as {own.short_date} is usual")
    return plausible(value, found)


def read_alone(value: object, text: str, own: Convention, order: str | None, today: dt.date | None) -> dt.date | None:
    """Read a date with no time behind it; None when the text has no form of one."""
    found = read_year_first(value, text) or read_named(value, text, today)
    if found is None and (numbers := numeric_parts(text, order)):
        orders = possible_orders(numbers[2], numbers[4], order, own.date_separator, own.date_order)
        return read_numeric(value, (numbers[1], numbers[3], numbers[4]), orders, today)
    return found


def numeric_parts(text: str, order: str | None) -> re.Match[str] | None:
    """Day, month and year in some order, and what stands between them; without it only in a declared order."""
    whole = EIGHT.fullmatch(text) if order in ("dmy", "mdy") else None
    return NUMERIC.fullmatch(text) or SPACED.fullmatch(text) or whole


def plausible(value: object, day: dt.date) -> dt.date:
    """Give back the day if its year is one that business knows."""
    if not EARLIEST <= day.year <= LATEST:
        raise Unreadable(value, f"a date in the years {EARLIEST} to {LATEST}")
    return day


def day_of(value: object, year: int, month: int, day: int) -> dt.date:
    """The day in the calendar."""
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Unreadable(value, "a date", f"there is no day {day} of month {month} in {year}") from None


def read_year_first(value: object, text: str) -> dt.date | None:
    """Read the forms that begin with a year of four digits; None when the text is none of them."""
    if week := WEEK.fullmatch(text):
        if week[3] is None:
            raise Unreadable(value, "a date", f"it is a whole week; name the day, as in {text}-1 for its Monday")
        try:
            return dt.date.fromisocalendar(int(week[1]), int(week[2]), int(week[3]))
        except ValueError:
            raise Unreadable(value, "a date", f"there is no week {week[2]} in {week[1]}") from None
    if iso := ISO.fullmatch(text) or COMPACT.fullmatch(text):
        if "-" not in text and int(iso[1]) < EARLIEST:
            return None  # eight digits that may be a day in a declared order
        return day_of(value, int(iso[1]), int(iso[2]), int(iso[3]))
    if first := YEAR_FIRST.fullmatch(text):
        return day_of(value, int(first[1]), int(first[3]), int(first[4]))
    return None


def read_named(value: object, text: str, today: dt.date | None) -> dt.date | None:
    """Read a date with the name of its month; None when there is no such name in it."""
    for form in (DAY_MONTH, MONTH_DAY, YEAR_MONTH):
        match = form.fullmatch(text)
        month = month_numbers().get(folded(match["month"])) if match else None
        if match and month:
            year = full_year(value, match["year"].removeprefix("'"), today)
            day = day_of(value, year, month, int(match["day"]))
            return on_weekday(value, day, match["weekday"])
    return None


def on_weekday(value: object, day: dt.date, written: str | None) -> dt.date:
    """Give back the day if it falls on the weekday that the text names, if it names one."""
    if written is None:
        return day
    weekday = weekday_numbers().get(folded(written))
    if weekday is None:
        raise Unreadable(value, "a date", f"'{written}' is no weekday")
    if day.weekday() != weekday:
        raise Unreadable(value, "a date", f"{day.isoformat()} is a {day.strftime('%A')}, not {written}")
    return day


def possible_orders(separator: str, year: str, declared: str | None, own: str, own_order: str) -> tuple[str, ...]:
    """The orders that three numbers may stand in.

    Args:
        separator: What stands between the numbers.
        year: The last number as written; with four digits it is the year.
        declared: The order declared for the source, if any.
        own: The locale's own separator, empty when it has none.
        own_order: The order that goes with it.
    """
    if declared:
        return (declared,)
    if separator == ".":
        return ("dmy",)
    if separator == own and (own_order != "ymd" or len(year) == 2):
        return (own_order,)
    return ("dmy", "mdy") if len(year) == 4 else ORDERS


def read_numeric(
    value: object, numbers: tuple[str, str, str], orders: tuple[str, ...], today: dt.date | None
) -> dt.date:
    """Read three numbers in the only order that gives a day."""
    days: list[dt.date] = []
    trouble: Unreadable | None = None
    for order in orders:
        parts = dict(zip(order, numbers, strict=True))
        try:
            year = full_year(value, parts["y"], today)
            day = plausible(value, day_of(value, year, int(parts["m"]), int(parts["d"])))
        except Unreadable as error:
            trouble = trouble or error
            continue
        if day not in days:
            days.append(day)
    if len(days) > 1:
        readings = tuple(day.isoformat() for day in days)
        raise Ambiguous(value, "one date", readings, "declare the order of the source (order: dmy or mdy)")
    if trouble and not days:
        raise trouble
    return days[0]


def full_year(value: object, written: str, today: dt.date | None) -> int:
    """The year meant: four digits as they are, two digits in the hundred years around today."""
    if len(written) == 4:
        return int(written)
    if len(written) != 2:
        raise Unreadable(value, "a date in the declared order", "its year has neither two nor four digits")
    if today is None:
        raise Unreadable(value, "a date", "its year has two digits; write all four")
    first = today.year - 50
    return first + (int(written) - first) % 100


def numeric_separator(text: str) -> str:
    """What stands between the three numbers of a date whose year comes last; empty when it is no such date."""
    found = numeric_date(text)
    return found[2] if found else ""


def proven_order(text: str) -> tuple[str, str] | None:
    """The separator and the order of day and month that a numeric date proves: `13/04/2026` proves `dmy`.

    Args:
        text: A date with a year of four digits.

    Returns:
        `("/", "dmy")` or `("/", "mdy")`; None when it could be either, or is no such date.
    """
    found = numeric_date(text)
    if found is None or len(found[4]) != 4:
        return None
    first, second = int(found[1]), int(found[3])
    orders = [order for order, month in (("dmy", second), ("mdy", first)) if 1 <= month <= 12]
    if len(orders) != 1 or first == second:
        return None
    try:
        read_numeric(text, (found[1], found[3], found[4]), (orders[0],), None)
    except Unreadable:
        return None
    return found[2], orders[0]


def numeric_date(text: str) -> re.Match[str] | None:
    """The parts of a date in numbers whose year comes last, with or without a time behind it."""
    plain = " ".join(text.split()) if len(text) <= LONGEST else ""
    found = numeric_parts(plain, None)
    if found is None:
        with contextlib.suppress(Unreadable):
            found = numeric_parts(without_time(plain), None)
    return found
