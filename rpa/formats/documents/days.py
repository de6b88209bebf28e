"""Dates in the rows of a document, and the order of day and month that the whole document proves."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rpa.formats.dates import read_date
from rpa.formats.documents.layout import Layout, Token, around
from rpa.formats.months import folded, month_numbers
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.model.extraction import Box

NUMERIC = re.compile(
    r"[0-9]{1,2}([./-])[0-9]{1,2}\1(?:(?:19|20|21)[0-9]{2}|[0-9]{2})|(?:19|20|21)[0-9]{2}([./-])[0-9]{1,2}\2[0-9]{1,2}"
)  # 26/03/0177 is a number, no day of the year 177
SLASHED = re.compile(r"([0-9]{1,2})([/-])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})")
DAY = re.compile(r"[0-9]{1,2}(?:\.|st|nd|rd|th|er|e|ste|de)?,?", re.IGNORECASE)
YEAR = re.compile(r"(?:20[0-9]{2}|19[0-9]{2})[.,;:)]?")
NAMED = re.compile(r"[0-9]{1,2}[-./ ]?([^\W\d_]+)\.?[-./ ]?(?:20)?[0-9]{2}", re.IGNORECASE)
LOCALES = {"dmy": "en-GB", "mdy": "en-US"}


@dataclass(frozen=True, eq=False)
class Day:
    """A date on the page.

    Attributes:
        values: What it may mean: one day, or two when the order of day and month is not known.
        text: As it stands there.
        box: Where.
        tokens: The words it is made of.
    """

    values: tuple[dt.date, ...]
    text: str
    box: Box
    tokens: tuple[Token, ...]

    @property
    def value(self) -> dt.date | None:
        """The day, when there is one reading only."""
        return self.values[0] if len(self.values) == 1 else None


def days_in(tokens: Sequence[Token], order: str) -> list[Day]:
    """Every date in a run of words.

    Args:
        tokens: Words of one row, from the left.
        order: `dmy` or `mdy` as the document proves it; empty when nothing does.
    """
    return list(_days(tokens, order))


def _days(tokens: Sequence[Token], order: str) -> Iterator[Day]:
    start = 0
    while start < len(tokens):
        for length in (4, 3, 2, 1):
            day = day_of(tokens[start : start + length], order) if start + length <= len(tokens) else None
            if day is not None:
                yield day
                start += length
                break
        else:
            start += 1


def day_of(tokens: Sequence[Token], order: str) -> Day | None:
    """The date that some words spell; None when they are something else."""
    text = " ".join(token.text for token in tokens).strip("(),;: ").rstrip(".")
    if not looks_like_a_date(tokens, text):
        return None
    try:
        values: tuple[dt.date, ...] = (
            read_date(
                text,
                LOCALES.get(order, "en"),
                order=order if SLASHED.fullmatch(text) and order else None,
                today=dt.date(2030, 1, 1),
            ),
        )
    except Ambiguous as error:
        values = tuple(dt.date.fromisoformat(reading) for reading in error.readings[:2])
    except Unreadable:
        return None
    return Day(values, " ".join(token.text for token in tokens), around(tokens), tuple(tokens))


def looks_like_a_date(tokens: Sequence[Token], text: str) -> bool:
    """Whether words have the form of a date: numbers with separators, or a month's name with day and year."""
    if len(tokens) == 1:
        if NUMERIC.fullmatch(text):
            return True
        named = NAMED.fullmatch(text)
        return named is not None and folded(named[1]) in month_numbers()
    first, last = tokens[0].text.strip("("), tokens[-1].text
    if not YEAR.fullmatch(last) or len(tokens) > 4:
        return len(tokens) == 3 and spaced_numeric(text)
    months = [token for token in tokens[:-1] if folded(token.text.strip(",")) in month_numbers()]
    has_day = any(DAY.fullmatch(token.text.strip("(")) for token in tokens[:-1])
    starts = bool(DAY.fullmatch(first)) or folded(first.strip(",")) in month_numbers()
    return len(months) == 1 and has_day and starts and len(tokens) >= 3


def spaced_numeric(text: str) -> bool:
    """Whether it is `12. 03. 2026`."""
    return re.fullmatch(r"[0-9]{1,2}\. [0-9]{1,2}\. 20[0-9]{2}", text) is not None


def proven_order(layout: Layout) -> str:
    """The order of day and month that dates with hyphens and slashes prove by a number above twelve.

    Returns:
        `dmy` or `mdy`; empty when there is no proof, or dates contradict each other.
    """
    orders = set()
    for row in layout.rows:
        for token in row.tokens:
            match = SLASHED.fullmatch(token.text.strip("(),;:"))
            # With hyphens and a short year it may as well be a sort code: 04-29-09.
            if match is None or (match[2] == "-" and len(match[4]) == 2):
                continue
            first, second = int(match[1]), int(match[3])
            if 12 < first <= 31 and 1 <= second <= 12:
                orders.add("dmy")
            if 12 < second <= 31 and 1 <= first <= 12:
                orders.add("mdy")
    return orders.pop() if len(orders) == 1 else ""
