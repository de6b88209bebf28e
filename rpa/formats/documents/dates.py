"""The dates that a label names: issued, due, delivered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from rpa.formats.documents.days import Day, days_in
from rpa.formats.documents.evidence import Evidence
from rpa.formats.documents.findings import Candidate, Finding, choose
from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import Layout, Token
from rpa.formats.documents.places import Reader

TERMS = re.compile(r"\b([0-9]{1,3})\s*(?:dagen|dgn|tagen?|days?|dager|jours)\b", re.IGNORECASE)
DISCOUNTS = ("skonto", "korting", "discount", "escompte", "kontantrabatt")
LONGEST_TERM = 400  # days between issue and due


def find_dates(reader: Reader, evidence: Evidence, kind: str = "") -> tuple[dict[str, Finding], list[str]]:
    """The dates of a document.

    Returns:
        Field to finding, and what contradicts itself.
    """
    terms = {int(days) for days in TERMS.findall(reader.layout.text)}
    candidates = {
        "issued_on": list(dates_of(reader, evidence, reader.of("issued_on"), 3, "labelled")),
        "due_on": list(dates_of(reader, evidence, reader.of("due_on"), 3, "labelled")),
        "delivered_on": list(dates_of(reader, evidence, reader.of("delivered_on"), 3, "labelled")),
    }
    if not candidates["issued_on"]:
        candidates["issued_on"] = list(weakly_labelled(reader, evidence))
    if not candidates["issued_on"]:
        candidates["issued_on"] = list(placed(reader, evidence, candidates, kind == "receipt"))
    decided, problems = decide(candidates, terms), list[str]()
    found = {name: finding for name, ones in decided.items() if (finding := choose(name, ones)) is not None}
    issued, due = found.get("issued_on"), found.get("due_on")
    if issued and due and isinstance(issued.value, dt.date) and isinstance(due.value, dt.date):
        if due.value < issued.value:
            problems.append(f"it is due on {due.value}, before it was issued on {issued.value}")
            found["issued_on"] = issued.doubted("it is due before it was issued")
            found["due_on"] = due.doubted("it is due before it was issued")
        elif (due.value - issued.value).days in terms and issued.grade == "only":
            found["issued_on"] = issued
    return found, problems


def dates_of(reader: Reader, evidence: Evidence, labels: Sequence[Label], rank: int, grade: str) -> Iterator[Candidate]:
    """For each label the date that stands nearest to it; all readings of one that has two."""
    for label in labels:
        for place in reader.places(label):
            days = days_in(place.tokens, evidence.order) or days_in(place.tokens + place.more, evidence.order)
            if not days or (place.side == "behind" and place.tokens.index(days[0].tokens[0]) > 4):
                continue
            if place.side != "behind" and not (label.is_first or label.has_colon):
                continue
            side = "right of" if place.side == "right" else place.side
            rule = f"{side} the label '{label.text}'"
            if is_with_discount(label, days[0]):
                yield from readings(days[0], f"{rule}, where a discount ends", rank - 1, "weak.discount", evidence)
            else:
                yield from readings(days[0], rule, rank, grade, evidence)
            break


def is_with_discount(label: Label, day: Day) -> bool:
    """Whether a discount goes with a date: until then less is paid, and it is due later."""
    tokens = label.row.tokens
    place = tokens.index(day.tokens[-1]) if day.tokens[-1] in tokens else len(tokens)
    return any(word in token.key for token in tokens[place + 1 : place + 7] for word in DISCOUNTS)


def readings(day: Day, rule: str, rank: int, grade: str, evidence: Evidence) -> Iterator[Candidate]:
    """A candidate for each reading of a date."""
    if evidence.order_reason and re.search(r"\d[/-]\d", day.text) and not re.match(r"\d{4}", day.text):
        rule += f"; the order of day and month: {evidence.order_reason}"
    for value in day.values:
        yield Candidate(value, day.text, day.box, rule, grade, rank)


def weakly_labelled(reader: Reader, evidence: Evidence) -> Iterator[Candidate]:
    """Dates behind the mere word date: of the document, when there is only one such date, before its table."""
    labels = [
        label
        for label in reader.of("issued_on_weak")
        if label.row.page == 1 and (label.has_colon or (label.is_first and len(label.tokens[0].key) > 3))
    ]
    found = list(dates_of(reader, evidence, labels, 2, "only"))
    yield from found


def placed(
    reader: Reader, evidence: Evidence, taken: dict[str, list[Candidate]], is_receipt: bool
) -> Iterator[Candidate]:
    """The only date in the upper half of the first page that no label names: `Utrecht, 12 maart 2026`."""
    known = {candidate.value for ones in taken.values() for candidate in ones}
    labelled = {id(token) for label in reader.labels if "other_date" in label.categories for token in label.row.tokens}
    sheet = reader.layout.sheets[0]
    cells = [cell for row in reader.layout.on_page(sheet.number) for cell in row.cells]
    on_page = {day.values for day in all_days(reader.layout, evidence.order)}
    cities = {id(token) for cell in cells if (token := behind_city(cell.tokens)) is not None}
    for day in all_days(reader.layout, evidence.order):
        if day.box.page != 1 or day.box.top > sheet.height / 2 or known & set(day.values):
            continue
        if is_receipt and len(on_page) == 1:
            yield from readings(day, "it is the only date of the receipt", 2, "only.receipt", evidence)
        elif id(day.tokens[0]) in cities:
            yield from readings(day, "it stands behind the name of a place", 2, "only.city", evidence)
        elif not any(id(token) in labelled for token in day.tokens):
            yield from readings(day, "no label names it, in the upper half of the page", 1, "place", evidence)


def behind_city(tokens: Sequence[Token]) -> Token | None:
    """The word behind `Utrecht,` and `München, den`, when the cell begins so."""
    for place, token in enumerate(tokens[:4]):
        if not token.text.rstrip(",").replace("-", "").isalpha():
            return None
        if token.text.endswith(","):
            rest = [one for one in tokens[place + 1 :] if one.key not in ("den", "le", "the")]
            return rest[0] if rest else None
    return None


def all_days(layout: Layout, order: str) -> Iterator[Day]:
    """Every date of a document."""
    for row in layout.rows:
        for cell in row.cells:
            yield from days_in(cell.tokens, order)


def decide(candidates: dict[str, list[Candidate]], terms: set[int]) -> dict[str, list[Candidate]]:
    """Drop readings of dates that the stated term, or due before issued, rules out."""
    issued, due = candidates["issued_on"], candidates["due_on"]
    if len({one.value for one in issued}) < 2 and len({one.value for one in due}) < 2:
        return candidates
    pairs = [(one, two) for one in issued for two in due if 0 <= span(one, two) <= LONGEST_TERM]
    exact = [pair for pair in pairs if span(*pair) in terms]
    pairs = exact or pairs
    if not pairs:
        return candidates
    keep = {id(one) for pair in pairs for one in pair}
    return {
        **candidates,
        "issued_on": [one for one in issued if id(one) in keep],
        "due_on": [one for one in due if id(one) in keep],
    }


def span(issued: Candidate, due: Candidate) -> int:
    """Days from one to the other."""
    if isinstance(issued.value, dt.date) and isinstance(due.value, dt.date):
        return (due.value - issued.value).days
    return -1
