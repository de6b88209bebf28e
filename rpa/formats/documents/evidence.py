"""What the whole document says about itself: its language, its country, its decimal mark, the order of its dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from rpa.formats.documents.days import proven_order
from rpa.formats.documents.labels import LANGUAGES, Label
from rpa.formats.documents.layout import Layout
from rpa.formats.languages import guess_language
from rpa.model.extraction import Box

GROUPED = re.compile(r"[0-9]{1,3}(?:([.,'’])[0-9]{3})+([.,])[0-9]{1,4}")
CENTS = re.compile(r"[-−(]?(?:€|£|US\$|\$)?[0-9]+([.,])[0-9]{2}[-−)]?(?:€|kr)?")
DAY_FIRST_LANGUAGES = ("nl", "de", "nb", "fr")
BY_COUNTRY = "it comes from"
YEAR_LAST = re.compile(r"[0-9]{1,2}([/-])[0-9]{1,2}\1(?:19|20|21)[0-9]{2}")
MONTH_FIRST = frozenset(("US", "CA"))
DOLLARS = re.compile(r"\$|\bUSD\b|\bInc\b|\bLLC\b")
# A code before an IBAN or a VAT number, a telephone number or the name of a country: where the document comes from.
COUNTRY_SIGNS = {
    "GB": r"\bGB\d{9}\b|\+44\b|£|\bUnited Kingdom\b|\bEngland\b",
    "IE": r"\bIE\d{7}[A-Z]{1,2}\b|\+353\b|\bIreland\b",
    "US": r"\b[A-Z][a-z]+,? [A-Z]{2} \d{5}(?:-\d{4})?\b|\bUSA\b|\bUnited States\b|\+1[ (-]",
    "NL": r"\bNL\d{9}B\d{2}\b|\+31\b|\bNederland\b|\b\d{4} ?[A-Z]{2} [A-Z][a-z]|\bThe Netherlands\b",
    "DE": r"\bDE\d{9}\b|\+49\b|\bDeutschland\b|\bGmbH\b|\bGermany\b",
    "AT": r"\bATU\d{8}\b|\+43\b|\bÖsterreich\b",
    "CH": r"\bCHE\b|\+41\b|\bSchweiz\b|\bSuisse\b",
    "NO": r"\bNO ?\d{9}\b|\bMVA\b|\+47\b|\bNorge\b|\bNOK\b|\bNorway\b",
    "SE": r"\bSE\d{12}\b|\+46\b|\bSverige\b|\bSEK\b|\bSweden\b",
    "DK": r"\bDK\d{8}\b|\+45\b|\bDanmark\b|\bDKK\b|\bDenmark\b",
    "FR": r"\bFR ?\w{2} ?\d{9}\b|\+33\b|\bFrance\b|\bSIRET\b|\bSARL\b|\bTVA\b",
    "CA": r"\bCanada\b|\b[A-Z]{2} [A-Z]\d[A-Z] ?\d[A-Z]\d\b|\b[GHP]ST\b|\bQST\b",
    "AU": r"\bAustralia\b|\+61\b|\bABN\b|\bGST\b",
    "NZ": r"\bNew Zealand\b|\+64\b|\bGST\b",
    "SG": r"\bSingapore\b|\+65\b|\bGST\b",
    "HK": r"\bHong Kong\b|\+852\b",
    "BE": r"\bBE0\d{9}\b|\+32\b|\bBelgi[ëe]\b|\bBelgique\b|\bBelgium\b",
}


@dataclass(frozen=True)
class Evidence:
    """What holds for all of a document.

    Attributes:
        language: `nl`, `de`, `nb`, `en` or `fr`; empty when it cannot be told.
        mark: The decimal mark that its amounts prove, `,` or `.`; empty when they prove none, or both.
        order: `dmy` or `mdy` for dates that need it; empty when nothing decides.
        order_reason: What decides it, in words.
        countries: Codes of countries that the document speaks of, the most often named first.
        year_last: Whether a date in numbers with a year of four digits shows that the year comes last.
    """

    language: str
    mark: str
    order: str
    order_reason: str
    countries: tuple[str, ...]
    year_last: bool = False


def weigh(layout: Layout, labels: Sequence[Label]) -> Evidence:
    """Weigh the evidence of a document."""
    language = language_of(layout, labels)
    countries = countries_of(layout.text)
    order, reason = order_of(layout, language, countries)
    return Evidence(language, mark_of(layout), order, reason, countries, has_year_last(layout))


def without_customer(evidence: Evidence, layout: Layout, theirs: Sequence[Box], numbers: Iterable[str]) -> Evidence:
    """The evidence in which the customer's country does not decide the order of dates.

    Args:
        evidence: Of the whole document.
        layout: The document.
        theirs: Where the customer's address stands, or what may be it.
        numbers: Of the customer or the company that reads: words that show its country.
    """
    if not evidence.order_reason.startswith(BY_COUNTRY):
        return evidence
    known = set(numbers)
    cells = (cell for row in layout.rows for cell in row.cells if not any(holds(box, cell.box) for box in theirs))
    text = "\n".join(" ".join(one.text for one in cell.tokens if one.text.strip(".,;:") not in known) for cell in cells)
    order, reason = order_of(layout, evidence.language, countries_of(text))
    return replace(evidence, order=order, order_reason=reason)


def holds(outer: Box, inner: Box) -> bool:
    """Whether the middle of a box lies within another."""
    across, down = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    return outer.page == inner.page and outer.left <= across <= outer.right and outer.top <= down <= outer.bottom


def has_year_last(layout: Layout) -> bool:
    """Whether a date in numbers ends with a year of four digits."""
    return any(YEAR_LAST.fullmatch(token.text.strip("(),;:")) for row in layout.rows for token in row.tokens)


def language_of(layout: Layout, labels: Sequence[Label]) -> str:
    """The language most of whose own wordings are there; the stop words decide between equals."""
    votes = Counter(language for label in labels if len(label.languages) == 1 for language in label.languages)
    said = guess_language(layout.text[:20_000])
    if said in LANGUAGES:
        votes[said] += 2
    ranked = votes.most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return ""
    return str(ranked[0][0])


def mark_of(layout: Layout) -> str:
    """The decimal mark that the amounts of the document prove; empty when some prove the other one."""
    votes: Counter[str] = Counter()
    for row in layout.rows:
        for token in row.tokens:
            text = token.text.strip("():;")
            if grouped := GROUPED.fullmatch(text):
                votes[grouped[2]] += 2 if grouped[1] != grouped[2] else 0
            elif cents := CENTS.fullmatch(text):
                votes[cents[1]] += 1
    votes = +votes
    if len(votes) == 2:
        (first, most), (_, other) = votes.most_common(2)
        return first if other * 8 <= most else ""  # a version number or a time does not outweigh a page of amounts
    return next(iter(votes), "")


def countries_of(text: str) -> tuple[str, ...]:
    """Countries that the document speaks of, the most often named first."""
    votes = Counter({code: len(re.findall(pattern, text)) for code, pattern in COUNTRY_SIGNS.items()})
    return tuple(code for code, count in votes.most_common() if count)


def order_of(layout: Layout, language: str, countries: Sequence[str]) -> tuple[str, str]:
    """The order of day and month, and what decides it."""
    proven = proven_order(layout)
    if proven:
        return proven, "another date of the document proves the order"
    if language in DAY_FIRST_LANGUAGES:
        return "dmy", "its language writes the day first"
    if language != "en":
        return "", ""
    if set(countries) == {"US"}:
        return "mdy", f"{BY_COUNTRY} the United States"
    is_american = not MONTH_FIRST.isdisjoint(countries) or DOLLARS.search(layout.text)  # either side may be
    if countries and not is_american:
        return "dmy", f"{BY_COUNTRY} {countries[0]}, where the day is written first"
    return "", ""
