"""Calendar weeks of ISO 8601 as people write them."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from rpa.formats.reading import Unreadable

LONGEST = 64  # characters
WORD = r"(?:kalenderwoche|kw|week(?: no\.?)?|weeknr\.?|weeknummer|wk|w|uke|uge|vecka|v|semaine|sem|settimana|semana)"
FORMS = (
    re.compile(r"(?P<year>[0-9]{4})-?W(?P<week>[0-9]{1,2})", re.IGNORECASE),
    re.compile(rf"{WORD}\.? ?(?P<week>[0-9]{{1,2}})(?:[ /,.-]+| of | de | van )(?P<year>[0-9]{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<year>[0-9]{{4}})[ /,.-]+{WORD}\.? ?(?P<week>[0-9]{{1,2}})", re.IGNORECASE),
)


@dataclass(frozen=True, slots=True, order=True)
class Week:
    """One week, Monday to Sunday.

    Attributes:
        start: Its Monday.
        end: Its Sunday.
        label: `2026-W41`.
    """

    start: dt.date
    end: dt.date
    label: str


def read_week(text: str) -> Week:
    """Read a week of a year: `2026-W41`, `KW 41/2026`, `week 41 2026`, `uke 41, 2026`.

    Args:
        text: The text; the year has four digits and is the year that the week is counted in.

    Raises:
        Unreadable: It is no week, or the year has no such week.
    """
    expected = "a week such as 2026-W41"
    plain = " ".join(text.split()) if isinstance(text, str) and len(text) <= LONGEST else ""
    found = next(filter(None, (form.fullmatch(plain) for form in FORMS)), None)
    if found is None:
        raise Unreadable(text, expected)
    year, number = int(found["year"]), int(found["week"])
    if not 1900 <= year <= 2200:
        raise Unreadable(text, "a week in the years 1900 to 2200")
    try:
        start = dt.date.fromisocalendar(year, number, 1)
    except ValueError:
        raise Unreadable(text, expected, f"there is no week {number} in {year}") from None
    return Week(start, start + dt.timedelta(days=6), f"{year}-W{number:02d}")
