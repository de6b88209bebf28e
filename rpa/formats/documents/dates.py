"""The dates that a label names: issued, due, delivered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence

from rpa.formats.documents.days import Day, days_in
from rpa.formats.documents.evidence import BY_COUNTRY, Evidence
from rpa.formats.documents.findings import Candidate, Finding, choose
from rpa.formats.documents.kinds import BILL
from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import Layout, Token
from rpa.formats.documents.places import Reader
from rpa.formats.documents.references import CREDIT
from rpa.formats.months import folded, weekday_numbers

TERMS = re.compile(r"\b([0-9]{1,3})\s*(?:dagen|dgn|tagen?|days?|dager|jours)\b", re.IGNORECASE)
DISCOUNTS = ("skonto", "korting", "discount", "escompte", "kontantrabatt")
SHORT = re.compile(r"([0-9]{2})([/-])([0-9]{1,2})\2([0-9]{2})")  # dots mean day first everywhere
SAID = "the template says it"
OTHER_DATES = frozenset(("other_date", "ordered_on"))
LONGEST_BETWEEN = 4  # letters of the words that may stand between a label and its date: `zum`, `den`, `le`
LONGEST_TERM = 400  # days between issue and due


def find_dates(reader: Reader, evidence: Evidence, kind: str = "") -> tuple[dict[str, Finding], list[str]]:
    """The dates of a document.

    Returns:
        Field to finding, and what contradicts itself.
    """
    terms = {int(days) for days in TERMS.findall(reader.layout.text)}
    candidates = {
        "issued_on": list(issued(reader, evidence, kind)),
        "due_on": [*dates_of(reader, evidence, reader.of("due_on"), 3, "labelled"), *due_or_paid(reader, evidence)],
        "delivered_on": list(dates_of(reader, evidence, reader.of("delivered_on"), 3, "labelled")),
    }
    if not candidates["issued_on"]:
        candidates["issued_on"] = list(weakly_labelled(reader, evidence, 2))
    if not candidates["issued_on"]:
        candidates["issued_on"] = list(placed(reader, evidence, candidates, kind == "receipt"))
    if not candidates["issued_on"]:
        candidates["issued_on"] = list(dates_of(reader, evidence, reader.of("ordered_on"), 1, "weak.order"))
    decided, problems = decide(candidates, terms), list[str]()
    found = {name: finding for name, ones in decided.items() if (finding := choose(name, ones)) is not None}
    first, due = found.get("issued_on"), found.get("due_on")
    if (
        first
        and due
        and isinstance(first.value, dt.date)
        and isinstance(due.value, dt.date)
        and due.value < first.value
    ):
        problems.append(f"it is due on {due.value}, before it was issued on {first.value}")
        found["issued_on"] = first.doubted("it is due before it was issued")
        found["due_on"] = due.doubted("it is due before it was issued")
    return found, problems


def issued(reader: Reader, evidence: Evidence, kind: str) -> Iterator[Candidate]:
    """Dates that a label calls the document's own.

    The date of an order is that of an order and of a receipt, never of the invoice for it. A credit note may repeat
    the date of its invoice: a date that is called the invoice's goes there before another only when it is alone.
    """
    labels = reader.of("issued_on")
    if kind in ("purchase_order", "receipt"):
        labels = labels + reader.of("ordered_on")
    own = [label for label in labels if kind != "credit_note" or not is_invoices(label)]
    found = list(dates_of(reader, evidence, own, 3, "labelled"))
    yield from found
    if not found and len(own) < len(labels):
        yield from dates_of(reader, evidence, [label for label in labels if is_invoices(label)], 3, "labelled")
        yield from weakly_labelled(reader, evidence, 3)


def is_invoices(label: Label) -> bool:
    """Whether a label speaks of an invoice, and not of a credit note."""
    key = "".join(token.key for token in label.tokens)
    return BILL.search(key) is not None and not any(word in key for word in CREDIT)


def due_or_paid(reader: Reader, evidence: Evidence) -> Iterator[Candidate]:
    """Dates of a payment: when it is due, or, where something was paid, when that was."""
    is_paid = any("paid" in label.categories for label in reader.labels)
    grade = "weak.paid" if is_paid else "labelled"
    yield from dates_of(reader, evidence, reader.of("due_or_paid_on"), 2 if is_paid else 3, grade)


def dates_of(reader: Reader, evidence: Evidence, labels: Sequence[Label], rank: int, grade: str) -> Iterator[Candidate]:
    """For each label the date that stands nearest to it; all readings of one that has two."""
    for label in labels:
        for place in reader.places(label):
            days = days_in(place.tokens, evidence.order) or days_in(place.tokens + place.more, evidence.order)
            if not days or (place.side == "behind" and place.tokens.index(days[0].tokens[0]) > 4):
                continue
            between = place.tokens[: place.tokens.index(days[0].tokens[0])] if days[0].tokens[0] in place.tokens else ()
            if not label.has_colon and any(is_name_going_on(token) for token in between):
                break  # `Leverdatum origineel 2 mei`: another name than the one that is known
            if place.side != "behind" and not (label.is_first or label.has_colon):
                continue
            side = "right of" if place.side == "right" else place.side
            rule = f"{side} the label '{label.text}'"
            if place.doubt:
                yield from readings(days[0], f"{rule}; but {place.doubt}", rank - 1, "weak.place", evidence)
            elif is_with_discount(label, days[0]):
                yield from readings(days[0], f"{rule}, where a discount ends", rank - 1, "weak.discount", evidence)
            else:
                yield from readings(days[0], rule, rank, grade, evidence)
            break


def is_name_going_on(token: Token) -> bool:
    """Whether a word between a label and a date is a part of its name, and no weekday and no small word."""
    return (
        token.key.isalpha()
        and len(token.key) > LONGEST_BETWEEN
        and folded(token.text.strip(",.")) not in weekday_numbers()
    )


def is_with_discount(label: Label, day: Day) -> bool:
    """Whether a discount goes with a date: until then less is paid, and it is due later."""
    tokens = label.row.tokens
    place = tokens.index(day.tokens[-1]) if day.tokens[-1] in tokens else len(tokens)
    return any(word in token.key for token in tokens[place + 1 : place + 7] for word in DISCOUNTS)


def readings(day: Day, rule: str, rank: int, grade: str, evidence: Evidence) -> Iterator[Candidate]:
    """A candidate for each reading of a date."""
    if evidence.order_reason and re.search(r"\d[/-]\d", day.text) and not re.match(r"\d{4}", day.text):
        rule += f"; the order of day and month: {evidence.order_reason}"
    is_last = evidence.year_last or evidence.order_reason == SAID or is_of_the_islands(day, evidence)
    for value in day.values if is_last else with_year_first(day):
        yield Candidate(value, day.text, day.box, rule, grade, rank)


def is_of_the_islands(day: Day, evidence: Evidence) -> bool:
    """Whether a date has slashes and comes from Britain or Ireland: nobody there writes the year first in this way."""
    return "/" in day.text and any(evidence.order_reason.startswith(f"{BY_COUNTRY} {one},") for one in ("GB", "IE"))


def with_year_first(day: Day) -> tuple[dt.date, ...]:
    """The readings of a date, and that with the year first where its year has two digits: `03-02-26`."""
    match = SHORT.fullmatch(day.text.strip("(),;: "))
    if match is None:
        return day.values
    try:
        other = dt.date(2000 + int(match[1]), int(match[3]), int(match[4]))
    except ValueError:
        return day.values  # no such month or day
    return tuple(dict.fromkeys((*day.values, other)))


def weakly_labelled(reader: Reader, evidence: Evidence, rank: int) -> Iterator[Candidate]:
    """Dates behind the mere word date: of the document, when there is only one such date, before its table."""
    labels = [
        label
        for label in reader.of("issued_on_weak")
        if label.row.page == 1 and (label.has_colon or (label.is_first and len(label.tokens[0].key) > 3))
    ]
    yield from dates_of(reader, evidence, labels, rank, "only")


def placed(
    reader: Reader, evidence: Evidence, taken: dict[str, list[Candidate]], is_receipt: bool
) -> Iterator[Candidate]:
    """The only date in the upper half of the first page that no label names: `Utrecht, 12 maart 2026`."""
    known = {candidate.value for ones in taken.values() for candidate in ones}
    labelled = {id(token) for label in reader.labels if label.categories & OTHER_DATES for token in label.row.tokens}
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
    if all(SHORT.fullmatch(one.text.strip("(),;: ")) for one in (*issued, *due)):
        return candidates  # two years of two digits prove nothing about each other
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
