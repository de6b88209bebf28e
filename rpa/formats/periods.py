"""Months, terms, quarters and years of a tax calendar, and when the VAT return of each is due."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass

from rpa.formats.reading import Unreadable

LABEL = re.compile(r"([0-9]{4})(?:-(?:(Q)([1-4])|(T)([1-6])|(0[1-9]|1[0-2])))?")


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """A span of whole months.

    Attributes:
        start: First day.
        end: Last day, part of the period.
        label: ``2026-Q3`` a quarter, ``2026-10`` a month, ``2026-T5`` a Norwegian term of two months,
            ``2026`` a year.
    """

    start: dt.date
    end: dt.date
    label: str

    def __contains__(self, day: dt.date) -> bool:
        """Whether a day lies in the period."""
        return self.start <= day <= self.end

    def __str__(self) -> str:
        """The label."""
        return self.label

    @property
    def months(self) -> int:
        """Length in months: 1, 2, 3 or 12."""
        return self.end.month - self.start.month + 1

    @property
    def previous(self) -> Period:
        """The period of the same length just before."""
        return period_of(self.start - dt.timedelta(days=1), self.months)

    @property
    def following(self) -> Period:
        """The period of the same length just after."""
        return period_of(self.end + dt.timedelta(days=1), self.months)


def period_of(day: dt.date, months: int) -> Period:
    """The period of 1, 2, 3 or 12 months that a day lies in."""
    if months not in (1, 2, 3, 12):
        raise ValueError(f"a period has 1, 2, 3 or 12 months, not {months}")
    number = (day.month - 1) // months + 1
    last = number * months
    start = dt.date(day.year, last - months + 1, 1)
    ends = {1: f"-{number:02d}", 2: f"-T{number}", 3: f"-Q{number}", 12: ""}
    return Period(start, last_day(day.year, last), f"{day.year:04d}{ends[months]}")


def month_of(day: dt.date) -> Period:
    """The month that a day lies in, ``2026-10``."""
    return period_of(day, 1)


def term_of(day: dt.date) -> Period:
    """The Norwegian VAT term of two months that a day lies in, ``2026-T5`` for September and October."""
    return period_of(day, 2)


def quarter_of(day: dt.date) -> Period:
    """The quarter that a day lies in, ``2026-Q3``."""
    return period_of(day, 3)


def year_of(day: dt.date) -> Period:
    """The calendar year that a day lies in, ``2026``."""
    return period_of(day, 12)


def last_complete_quarter(today: dt.date) -> Period:
    """The last quarter that has ended before today; on its last day a quarter is not complete yet."""
    return quarter_of(today).previous


def read_period(label: str) -> Period:
    """Read a label back.

    Args:
        label: ``2026-Q3``, ``2026-10``, ``2026-T5`` or ``2026``.

    Raises:
        Unreadable: It is none of these.
    """
    match = LABEL.fullmatch(label.strip())
    if match is None or match[1] == "0000":
        raise Unreadable(label, "a period such as 2026-Q3, 2026-10, 2026-T5 or 2026")
    year = int(match[1])
    if match[2]:
        return quarter_of(dt.date(year, int(match[3]) * 3, 1))
    if match[4]:
        return term_of(dt.date(year, int(match[5]) * 2, 1))
    return month_of(dt.date(year, int(match[6]), 1)) if match[6] else year_of(dt.date(year, 1, 1))


def last_day(year: int, month: int) -> dt.date:
    """The last day of a month."""
    return dt.date(year, month, calendar.monthrange(year, month)[1])


def vat_due_date(period: Period, country: str) -> dt.date:
    """The day by which the VAT return of a period must be filed and paid.

    The plain calendar day of the law: where a country moves a deadline that falls on a weekend or holiday,
    the real one is later, never earlier. Extensions granted to one company (the German
    Dauerfristverlängerung) are not known here.

    - NL: the last day of the month after a month or quarter; of a year, 31 March.
    - DE: the tenth of the month after a month or quarter; the annual return, 31 July.
    - NO: one month and ten days after a term of two months, except the third: 31 August; annually, 10 March.

    Args:
        period: The period of the return.
        country: ``NL``, ``DE`` or ``NO``.

    Raises:
        ValueError: No rule is known for the country, or it has no returns for periods of this length.
    """
    lengths = {"NL": (1, 3, 12), "DE": (1, 3, 12), "NO": (2, 12)}
    if country not in lengths:
        raise ValueError(f"no VAT due dates are known for {country!r}; known are {', '.join(lengths)}")
    if period.months not in lengths[country]:
        raise ValueError(f"{country} has no VAT return for a period like {period.label}")
    after = period.following.start
    if period.months == 12:
        month, day = {"NL": (3, 31), "DE": (7, 31), "NO": (3, 10)}[country]
        return dt.date(after.year, month, day)
    if country == "NL":
        return last_day(after.year, after.month)
    if country == "DE":
        return after.replace(day=10)
    if period.end.month == 6:
        return dt.date(period.end.year, 8, 31)
    return last_day(after.year, after.month) + dt.timedelta(days=10)
