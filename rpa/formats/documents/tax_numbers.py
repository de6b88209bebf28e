"""VAT numbers and registrations in a document, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from rpa.formats.documents.evidence import Evidence
from rpa.formats.documents.findings import Candidate, Finding, choose
from rpa.formats.documents.labels import OURS, Label
from rpa.formats.documents.layout import Layout, Row, Token, around
from rpa.formats.documents.particulars import stands_among_particulars
from rpa.formats.documents.places import Reader
from rpa.formats.reading import Unreadable
from rpa.formats.texts import read_vat_number
from rpa.model.extraction import Box

FORMS = {
    "NL": r"NL[0-9]{9}B[0-9]{2}", "DE": r"DE[0-9]{9}", "AT": r"ATU[0-9]{8}", "BE": r"BE[01][0-9]{9}",
    "FR": r"FR[A-Z0-9]{2}[0-9]{9}", "GB": r"GB[0-9]{9}(?:[0-9]{3})?", "IE": r"IE[0-9][A-Z0-9+*][0-9]{5}[A-Z]{1,2}",
    "NO": r"(?:NO)?[0-9]{9}MVA", "SE": r"SE[0-9]{12}", "DK": r"DK[0-9]{8}", "FI": r"FI[0-9]{8}",
    "LU": r"LU[0-9]{8}", "IT": r"IT[0-9]{11}", "ES": r"ES[A-Z0-9][0-9]{7}[A-Z0-9]", "PL": r"PL[0-9]{10}",
    "CH": r"CHE[0-9]{9}(?:MWST|TVA|IVA)?", "PT": r"PT[0-9]{9}", "CZ": r"CZ[0-9]{8,10}",
}  # fmt: skip
WITHOUT_COUNTRY = {"NL": r"[0-9]{9}B[0-9]{2}", "GB": r"[0-9]{9}", "DE": r"[0-9]{9}"}
ANY = re.compile("|".join(f"(?P<{country}>{form})" for country, form in FORMS.items()))
BEGINS = re.compile(r"[A-Z]{2}[A-Z0-9.]*|CHE-?.*|[0-9]{3,9}(?:[.][0-9]{3})*")
MOST_PARTS = 6
PARTICULARS = frozenset(("iban", "bic", "registration", "phone"))
REGISTRATIONS = (
    ("NL", re.compile(r"[0-9]{8}"), "kvk kamer handelsreg coc chamber"),
    ("DE", re.compile(r"(?:HRB|HRA) ?[0-9]{2,6}(?: ?[A-Z]{1,2})?"), "hrb hra handelsreg amtsgericht register ag"),
    ("FR", re.compile(r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}(?: ?[0-9]{5})?"), "siret siren rcs"),
    ("NO", re.compile(r"(?:NO ?)?[0-9]{3} ?[0-9]{3} ?[0-9]{3}"), "org foretak"),
    ("GB", re.compile(r"(?:[0-9]{8}|(?:SC|NI|OC)[0-9]{6})"), "company regist co reg"),
)


@dataclass(frozen=True)
class TaxNumber:
    """A VAT number on the page.

    Attributes:
        number: Canonical, with the country's letters.
        text: As it stands there.
        box: Where.
        row: Its row.
        is_valid: Whether its check digits fit.
    """

    number: str
    text: str
    box: Box
    row: Row
    is_valid: bool


def tax_numbers_in(layout: Layout) -> list[TaxNumber]:
    """Everything in a document that has the form of a VAT number with its country."""
    return [one for row in layout.rows for cell in row.cells for one in tax_numbers_of(row, cell.tokens)]


def tax_numbers_of(row: Row, tokens: Sequence[Token]) -> Iterator[TaxNumber]:
    """The VAT numbers in a run of words."""
    for country, number, used in numbers_among(tokens):
        valid = validated(number, country)
        text = " ".join(token.text for token in used).strip(".,;:()")
        yield TaxNumber(valid or number, text, around(used), row, valid is not None)


def numbers_among(tokens: Sequence[Token]) -> Iterator[tuple[str, str, Sequence[Token]]]:
    """Country, number and words of everything in a run of words that has the form of a VAT number."""
    start = 0
    while start < len(tokens):
        found = tax_number_at(tokens, start)
        if found is None:
            start += 1
            continue
        country, number, end = found
        yield country, number, tokens[start:end]
        start = end


def tax_number_at(tokens: Sequence[Token], start: int) -> tuple[str, str, int] | None:
    """Country, number and end of the longest VAT number that begins at a word."""
    if not BEGINS.fullmatch(bare(tokens[start].text)):
        return None
    number, best = "", None
    for end in range(start, min(len(tokens), start + MOST_PARTS)):
        text = bare(tokens[end].text)
        if not text.isalnum() or (end > start and not text.isupper() and not text.isdigit()):
            break
        number += text
        match = ANY.fullmatch(number)
        if match is not None and match.lastgroup:
            best = match.lastgroup, number, end + 1
    return best


def bare(text: str) -> str:
    """A word without what stands around it and between its parts."""
    return re.sub(r"[.\-/]", "", text.strip("():;,."))


def validated(number: str, country: str) -> str | None:
    """The canonical number when its check digits fit."""
    try:
        return read_vat_number(number, country)
    except (Unreadable, ValueError):
        return None


def labelled_without_country(reader: Reader, evidence: Evidence) -> Iterator[TaxNumber]:
    """Numbers behind the label of a VAT number that leave out the country, valid in a country of the document."""
    for label in reader.of("vat_number") + reader.of("customer_vat_number"):
        for place in reader.places(label):
            digits = "".join(bare(token.text) for token in place.tokens[:MOST_PARTS] if bare(token.text).isalnum())
            for country in evidence.countries:
                form = WITHOUT_COUNTRY.get(country)
                match = re.match(form, digits) if form else None
                valid = validated(match[0], country) if match else None
                if valid is not None:
                    text = " ".join(token.text for token in place.tokens[:MOST_PARTS])
                    yield TaxNumber(valid, text, around(place.tokens[:MOST_PARTS]), label.row, True)
                    break
            break


@dataclass(frozen=True)
class Owners:
    """What tells whose number it is.

    Attributes:
        customer: Boxes that belong to the customer.
        own: VAT numbers of the company that reads.
        doubted: Boxes of which nothing tells whether they are the customer's.
    """

    customer: Sequence[Box]
    own: frozenset[str] = frozenset()
    doubted: Sequence[Box] = ()


def find_vat_numbers(
    reader: Reader, evidence: Evidence, owners: Owners, kind: str
) -> tuple[dict[str, Finding], list[str]]:
    """The VAT numbers of supplier and customer.

    Returns:
        Field to finding, and numbers whose check digits do not fit.
    """
    numbers = tax_numbers_in(reader.layout)
    known = {one.number for one in numbers}
    numbers += [one for one in labelled_without_country(reader, evidence) if one.number not in known]
    mine, theirs = list[Candidate](), list[Candidate]()
    owned = [owner_of(one, reader, owners) for one in numbers]
    is_open = bool(reader.of("reverse_charge")) and not any(is_customers for is_customers, _ in owned)
    for one, (is_customers, why) in zip(numbers, owned, strict=True):
        doubt = ""
        if is_open and not stands_among_particulars(reader, one.row, PARTICULARS):
            doubt = "; but where no VAT is charged it may be the customer's"
        elif one.number not in owners.own and any(inside(one.box, box) for box in owners.doubted):
            doubt = "; but nothing tells for sure whose address it stands in"
        is_plain = not doubt
        grade = "checked" if one.is_valid and is_plain else "weak" if one.is_valid else "contradicted"
        rule = f"it has the form of a VAT number{' and right check digits' if one.is_valid else ''}; {why}{doubt}"
        is_theirs = is_customers != (kind == "purchase_order")
        (theirs if is_theirs else mine).append(Candidate(one.number, one.text, one.box, rule, grade, 2))
    problems = [
        f"the VAT number '{one.text}' has wrong check digits: at least one digit of it is wrong"
        for one in numbers
        if not one.is_valid
    ]
    found = {
        "supplier_vat_number": choose("supplier_vat_number", mine),
        "customer_vat_number": choose("customer_vat_number", theirs),
    }
    return {name: finding for name, finding in found.items() if finding is not None}, problems


def owner_of(one: TaxNumber, reader: Reader, owners: Owners) -> tuple[bool, str]:
    """Whether a VAT number is the customer's, and why."""
    if one.number in owners.own:
        return True, "it is our own"
    if any(label.row is one.row and not is_ours(label, one) for label in reader.of("reverse_charge")):
        return True, "the VAT is charged to it"
    for label in reader.of("customer_vat_number"):
        if any(touches(around(place.tokens), one.box) for place in islice(reader.places(label), 1)):
            return True, f"the label '{label.text}' says it is the customer's"
    if any(inside(one.box, box) for box in owners.customer):
        return True, "it stands in the customer's address"
    return False, "nothing says that it is the customer's"


def is_ours(label: Label, one: TaxNumber) -> bool:
    """Whether the sender calls a number its own behind a label: `Btw verlegd. Ons btw-nummer ...`."""
    between = (token for token in one.row.tokens if label.box.right <= token.box.left < one.box.left)
    return any(token.key in OURS for token in between)


def touches(one: Box, two: Box) -> bool:
    """Whether two boxes of a page overlap."""
    if one.page != two.page:
        return False
    across = min(one.right, two.right) - max(one.left, two.left)
    return across > 0 and min(one.bottom, two.bottom) - max(one.top, two.top) > 0


def inside(box: Box, outer: Box) -> bool:
    """Whether the middle of a box lies within another."""
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return (
        box.page == outer.page
        and outer.left - 3 <= across <= outer.right + 60
        and outer.top - 2 <= down <= outer.bottom + 2
    )


def find_registration(reader: Reader, owners: Owners, kind: str) -> Finding | None:
    """The supplier's number in the register of companies: KvK, HRB, organisasjonsnummer, SIREN, company number."""
    theirs = {
        one.value
        for label in reader.of("customer_registration")
        for one in registrations_at(reader, label, "registration")
    }
    candidates: list[Candidate] = []
    for category in ("registration", "vat_number"):
        for label in reader.of(category):
            if any(inside(label.box, box) for box in owners.customer) or kind == "purchase_order":
                continue
            if "customer_vat_number" in label.categories or "customer_registration" in label.categories:
                continue
            found = [one for one in registrations_at(reader, label, category) if one.value not in theirs]
            is_open = any(inside(label.box, box) for box in owners.doubted)
            candidates += [replace(one, grade="weak", rank=2) for one in found] if is_open else found
    return choose("supplier_registration", candidates)


def registrations_at(reader: Reader, label: Label, category: str) -> Iterator[Candidate]:
    """The registration that stands nearest to a label."""
    words = "".join(token.key for token in label.tokens)
    row_text = " ".join(token.text for token in label.cell.tokens[label.start :])
    if match := re.search(r"\b(HR[AB]) ?(?:Nr\.? ?)?([0-9]{2,6})\b", row_text):
        yield Candidate(
            f"{match[1]} {match[2]}",
            match[0],
            label.cell.box,
            f"the form of a German register behind '{label.text}'",
            "labelled",
            3,
        )
        return
    for place in reader.places(label):
        text = " ".join(bare_end(token.text) for token in place.tokens[:6])
        for country, form, names in REGISTRATIONS:
            if not any(name in words for name in names.split()) or (category == "vat_number" and country != "NO"):
                continue
            plain = text.replace(".", "")
            first, _, rest = plain.partition(" ")
            match = form.match(plain) or (form.match(rest) if first.isalpha() else None)  # KvK Utrecht 12345678
            number = match[0].replace(" ", "").removeprefix("NO") if match else ""
            if match and fits(country, number):
                number = match[0] if country == "DE" else number
                yield Candidate(
                    number, match[0], around(place.tokens), f"{place.side} the label '{label.text}'", "labelled", 3
                )
                return
        break


def bare_end(text: str) -> str:
    """A word without punctuation at its ends."""
    return text.strip("():;,.")


def fits(country: str, number: str) -> bool:
    """Whether the check digit of a registration fits, where its country has one."""
    if country == "NO":
        weights = (3, 2, 7, 6, 5, 4, 3, 2)
        rest = -sum(int(digit) * weight for digit, weight in zip(number, weights, strict=False)) % 11
        return rest == int(number[8])
    if country == "FR":
        return luhn(number[:9])
    return True


def luhn(number: str) -> bool:
    """Whether a number passes the check of Luhn."""
    digits = [int(digit) for digit in reversed(number)]
    return sum(sum(divmod(digit * 2, 10)) if place % 2 else digit for place, digit in enumerate(digits)) % 10 == 0
