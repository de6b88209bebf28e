"""Lengths of time and rates as a recipe writes them: `30s`, `10 min`, `30/min`."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

DURATION = re.compile(r"([0-9]{1,6}) ?(ms|s|min|h)")
RATE = re.compile(r"([0-9]{1,7})/(s|min|h)")
UNITS = {
    "ms": timedelta(milliseconds=1),
    "s": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
}
DAY = "d"
WORDS = {
    "ms": "ms msec millisecond milliseconds millisekunden",
    "s": "s sec secs second seconds seconde seconden sekunde sekunden sekund sekunder",
    "min": "m min mins minute minutes minuut minuten minutt minutter",
    "h": "h hr hrs hour hours uur uren std stunde stunden time timer",
    DAY: "d day days dag dagen tag tage dager",
}
"""Units as people write them."""
UNIT_OF = {word: unit for unit, words in WORDS.items() for word in words.split()}
PART = re.compile(r"([0-9]+(?:[.,][0-9]+)?)\s*([^\W\d_]*)\.?\s*")
RATE_IN_WORDS = re.compile(
    r"([0-9]+(?:[.,][0-9]+)?)\s*(?:x|times|items)?\s*(?:/|per|pro|an?|i|je|every|each)\s*([0-9]*)\s*([^\W\d_]+)\.?"
)
SHORTEST_INTERVAL = timedelta(milliseconds=1)


def read_duration(text: str) -> timedelta | None:
    """The length of time that a text such as `30s` or `10 min` says; None when it says none or zero."""
    found = DURATION.fullmatch(text)
    return int(found[1]) * UNITS[found[2]] or None if found else None


def written_duration(length: timedelta) -> str:
    """A length of time in the largest unit that says it whole; empty when none does."""
    for unit, one in reversed(UNITS.items()):
        if length and not length % one:
            return f"{length // one}{unit}"
    return ""


def proposed_duration(text: str) -> str:
    """What was most likely meant: `10min` for `10 minutes`, `30s` for `30`; empty when nothing is likely."""
    text, total, end = text.strip().lower(), timedelta(0), 0
    for part in PART.finditer(text):
        unit = UNIT_OF.get(part[2] or "s")
        if unit is None or part.start() != end or len(part[1]) > len("999999.999"):
            return ""
        one = UNITS["h"] * 24 if unit == DAY else UNITS[unit]
        total += timedelta(microseconds=int(Decimal(part[1].replace(",", ".")) * (one // timedelta(microseconds=1))))
        end = part.end()
    return written_duration(total) if end == len(text) else ""


def read_rate(text: str) -> timedelta | None:
    """The interval of a rate such as `30/min`; None when it is none, zero, or above 1000 a second."""
    found = RATE.fullmatch(text)
    if found is None or int(found[1]) == 0:
        return None
    interval = UNITS[found[2]] / int(found[1])
    return interval if interval >= SHORTEST_INTERVAL else None


def proposed_rate(text: str) -> str:
    """What was most likely meant: `30/min` for `30 per minute` or `1 every 2 seconds`; empty when nothing is likely."""
    from fractions import Fraction

    found = RATE_IN_WORDS.fullmatch(text.strip().lower())
    if found is None or len(found[0]) > 40:
        return ""
    unit = UNIT_OF.get(found[3])
    if unit is None or (found[2] and not int(found[2])):
        return ""
    one = 86_400 if unit == DAY else Fraction(UNITS[unit] // timedelta(microseconds=1), 1_000_000)
    every_second = Fraction(found[1].replace(",", ".")) / (int(found[2] or 1) * one)
    for wanted in dict.fromkeys((unit, "s", "min", "h")):
        count = every_second * (UNITS[wanted] // timedelta(seconds=1)) if wanted in ("s", "min", "h") else Fraction(0)
        made = f"{count.numerator}/{wanted}"
        if count.denominator == 1 and read_rate(made):
            return made
    return ""
