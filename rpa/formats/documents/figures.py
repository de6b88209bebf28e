"""Amounts and percentages in the rows of a document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rpa.formats.amounts import read_decimal
from rpa.formats.documents.layout import Row, Token, around
from rpa.formats.reading import Unreadable
from rpa.model.extraction import Box
from rpa.model.money import CURRENCIES

SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "US$": "USD",
    "$": "$",
    "KR": "kr",
    "KR.": "kr",
    "EURO": "EUR",
    "CHF": "CHF",
    "FR.": "CHF",
}
UNSURE_SIGNS = ("$", "kr")  # of several countries
MONEY_SIGN = r"(?:€|£|US\$|\$|EUR|kr\.?|NOK|SEK|DKK|USD|GBP|CHF|Fr\.)"
NUMBER = re.compile(
    rf"(?P<before>[-−–+(]?\s?{MONEY_SIGN}?\s?[-−+(]?)"
    r"(?P<digits>[0-9]{1,3}(?:[.,'’\u00a0\u202f][0-9]{3})*(?:[.,][0-9]{1,4})?|[0-9]+(?:[.,][0-9]{1,4})?)"
    rf"(?P<dash>[.,](?:--?|–|—))?(?P<after>[-−)]?\s?{MONEY_SIGN}?[-−)]?)",
    re.IGNORECASE,
)
GROUP_START = re.compile(rf"[-−(]?(?:{MONEY_SIGN})?[0-9]{{1,3}}", re.IGNORECASE)
GROUP = re.compile(r"[0-9]{3}")
GROUP_END = re.compile(r"[0-9]{3}(?:[.,][0-9]{1,2}|[.,]-)?(?:-|−|kr\.?|€|\))?", re.IGNORECASE)
PERCENT = re.compile(r"\(?([0-9]{1,2}(?:[.,][0-9]{1,3})?)%\)?[:,;]?")
TIGHT = 0.95  # of the font's size between two groups of one number; a typewriter's space is wide
LONGEST = 24  # characters of an amount


@dataclass(frozen=True, eq=False)
class Figure:
    """A number on the page.

    Attributes:
        value: As read under the document's decimal mark.
        text: As it stands there.
        box: Where.
        tokens: The words it is made of.
        currency: Code or sign beside it; empty when there is none.
        has_cents: Whether it has two digits behind its decimal mark, or a dash for them: the form of money.
    """

    value: Decimal
    text: str
    box: Box
    tokens: tuple[Token, ...]
    currency: str
    has_cents: bool


@dataclass(frozen=True, eq=False)
class Percentage:
    """A percentage on the page."""

    value: Decimal
    text: str
    box: Box
    tokens: tuple[Token, ...]


def currency_of(text: str) -> str:
    """The currency that a word names: a code, or `$` and `kr` of which there are several; empty for none."""
    plain = text.strip("()[]:,;").upper()
    if plain in SIGNS:
        return SIGNS[plain]
    plain = plain.rstrip(".")
    return plain if plain in CURRENCIES else ""


def figures_in(tokens: Sequence[Token], mark: str) -> list[Figure]:
    """Every amount or plain number in a run of words.

    Args:
        tokens: Words of one row, from the left.
        mark: The document's decimal mark, `,` or `.`; empty when each number must prove its own.
    """
    return list(_figures(tokens, mark))


def _figures(tokens: Sequence[Token], mark: str) -> Iterator[Figure]:
    start = 0
    while start < len(tokens):
        end = grouped_end(tokens, start)
        if end < len(tokens) and tokens[end].text.startswith("%"):
            start = end + 1
            continue
        found = figure_of(tokens, start, end, mark)
        if found is None and end > start + 1:
            end = start + 1
            found = figure_of(tokens, start, end, mark)
        if found is not None:
            yield found
        start = end


def grouped_end(tokens: Sequence[Token], start: int) -> int:
    """Number of the first word behind a number whose groups are set apart by spaces (`12 345,00`)."""
    end = start + 1
    if not GROUP_START.fullmatch(tokens[start].text):
        return end
    while end < len(tokens) and is_tight(tokens[end - 1], tokens[end]):
        text = tokens[end].text
        if GROUP.fullmatch(text):
            end += 1
            continue
        return end + 1 if GROUP_END.fullmatch(text) else end
    return end


def is_tight(one: Token, two: Token) -> bool:
    """Whether two words are no further apart than the groups of one number."""
    return two.box.left - one.box.right < TIGHT * min(one.size, two.size) and one.box.page == two.box.page


def figure_of(tokens: Sequence[Token], start: int, end: int, mark: str) -> Figure | None:
    """The number that some words spell, with the currency beside it; None when they spell none."""
    text = "\u00a0".join(token.text for token in tokens[start:end]).rstrip(":;*")
    match = NUMBER.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None
    before, after = match["before"], match["after"]
    used = tokens[start:end]
    minus = any(char in "-−–(" for char in before) or any(char in "-−)" for char in after)
    currency = currency_of(re.sub(r"[-−–+()\s]", "", before + after))
    if start and not currency:
        currency, used, minus = currency_before(tokens, start, used, minus)
    if end < len(tokens) and not currency:
        currency = currency_of(tokens[end].text)
        used = tokens[start : end + 1] if currency else used
    value = value_of(match["digits"], mark)
    if value is None:
        return None
    has_cents = bool(match["dash"]) or bool(re.search(r"[.,][0-9]{2}$", match["digits"]))
    shown = " ".join(token.text for token in used)
    return Figure(-value if minus and value else value, shown, around(used), tuple(used), currency, has_cents)


def currency_before(
    tokens: Sequence[Token], start: int, used: Sequence[Token], minus: bool
) -> tuple[str, Sequence[Token], bool]:
    """The currency, and the minus, that stand as words of their own before a number."""
    begin = start - 1
    if tokens[begin].text in ("-", "−", "–") and is_tight(tokens[begin], tokens[start]):
        used, minus, begin = tokens[begin : start + len(used)], True, begin - 1
    if begin < 0:
        return "", used, minus
    text = tokens[begin].text
    currency = currency_of(text.strip("-−–"))
    if currency:
        return currency, tokens[begin : start + len(used)], minus or text[:1] in "-−–" or text[-1:] in "-−–"
    return "", used, minus


def value_of(digits: str, mark: str) -> Decimal | None:
    """The number that digits with separators spell under a decimal mark; None when they spell none, or two."""
    try:
        return read_decimal(digits, "nl-NL", decimal=mark or None)
    except Unreadable:
        return None


def percentages_in(tokens: Sequence[Token]) -> list[Percentage]:
    """Every percentage in a run of words: `21%`, `21 %`, `(21,0 %)`."""
    found = []
    for place, token in enumerate(tokens):
        text, used = token.text, tokens[place : place + 1]
        if place + 1 < len(tokens) and tokens[place + 1].text.startswith("%"):
            text, used = text + tokens[place + 1].text, tokens[place : place + 2]
        match = PERCENT.fullmatch(text)
        if match is not None:
            value = Decimal(match[1].replace(",", ".")).normalize()
            found.append(Percentage(value + 0, " ".join(one.text for one in used), around(used), tuple(used)))
    return found


def figures_of_row(row: Row, mark: str) -> list[Figure]:
    """Every number of a row; a number never reaches over two cells."""
    return [figure for cell in row.cells for figure in figures_in(cell.tokens, mark)]
