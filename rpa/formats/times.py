"""Times of day as people write them, alone or behind a date."""

from __future__ import annotations

import datetime as dt
import re

from rpa.formats.locales import convention
from rpa.formats.reading import Ambiguous, Unreadable

LONGEST = 64  # characters
HALVES = frozenset(("en-US",))
"""Locales where a time without am or pm may be of either half of the day."""

LEAD = r"(?:om|um|kl\.?|klokken|klockan|klocka|at|à|a las|alle|alle ore|@)"
CLOCK = (
    r"(?P<hour>[0-9]{1,2})(?:(?P<mark>[:.h])(?P<minute>[0-9]{2})(?:[:.](?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\b\.?)?"
)
BEHIND = r"(?: ?(?:uur|u|uhr|h|hrs?|heures?|o'clock)\b\.?)?"
ZONE = r"(?: ?(?:\(?(?:UTC|GMT|CET|CEST|MEZ|MESZ)\)?|Z|[+-][0-9]{2}:?[0-9]{2}))?"
TIME = re.compile(rf"(?:{LEAD} +)?{CLOCK}{BEHIND}", re.IGNORECASE)
BEHIND_A_DATE = re.compile(
    rf"(?P<date>.+?)(?P<between>,? +(?:{LEAD} +)?| *[|–-] +){CLOCK}{BEHIND}{ZONE}", re.IGNORECASE
)


def read_time(text: str, locale: str) -> dt.time:
    """Read a time of day: `14:30`, `14.30`, `14h30`, `kl. 14.30`, `14:30 Uhr`, `2:30 pm`, `14:30:15`.

    Args:
        text: The text.
        locale: Where it was written; in en-US a time from 1 to 12 needs am or pm.

    Raises:
        Ambiguous: It is a time of either half of the day.
        Unreadable: It is no time, or there is no such time.
    """
    plain = " ".join(text.split()) if isinstance(text, str) and len(text) <= LONGEST else ""
    found = TIME.fullmatch(plain)
    if found is None or (found["minute"] is None and found["half"] is None):
        raise Unreadable(text, "a time such as 14:30")
    time = time_of(text, found)
    if found["half"] is None and convention(locale).tag in HALVES and 1 <= time.hour <= 12:
        both = (time.replace(hour=time.hour % 12), time.replace(hour=time.hour % 12 + 12))
        raise Ambiguous(text, "one time", (both[0].isoformat(), both[1].isoformat()), "write am or pm")
    return time


def time_of(text: object, found: re.Match[str]) -> dt.time:
    """The time that the parts of a text name."""
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise Unreadable(text, "a time", f"there is no {hour} {half}m")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    try:
        return dt.time(hour, int(found["minute"] or 0), int(found["second"] or 0))
    except ValueError:
        raise Unreadable(text, "a time", "there is no such time of day") from None


def without_time(text: str) -> str:
    """The date alone, of a date with a time behind it; other texts as they are.

    Args:
        text: A text with single spaces.

    Raises:
        Unreadable: There is no such time.
    """
    found = BEHIND_A_DATE.fullmatch(text)
    if found is None or (found["minute"] is None and found["half"] is None):
        return text
    if found["mark"] == "." and found["between"].strip() in ("-", "–"):
        return text  # 05.10.2026 - 06.11: from one day to another
    time_of(text, found)
    return found["date"]
