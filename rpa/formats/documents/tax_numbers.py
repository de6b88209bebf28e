"""VAT numbers in a document, and whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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
    "XI": r"XI[0-9]{9}(?:[0-9]{3})?", "CH": r"CHE[0-9]{9}(?:MWST|TVA|IVA)?", "PT": r"PT[0-9]{9}",
    "CZ": r"CZ[0-9]{8,10}",
}  # fmt: skip
WITHOUT_COUNTRY = {"NL": r"[0-9]{9}B[0-9]{2}", "GB": r"[0-9]{9}", "DE": r"[0-9]{9}"}
ANY = re.compile("|".join(f"(?P<{country}>{form})" for country, form in FORMS.items()))
BEGINS = re.compile(r"[A-Z]{2}[A-Z0-9.]*|CHE-?.*|[0-9]{3,9}(?:[.][0-9]{3})*")
NORTHERN_IRELAND = "XI"
CHARGED = "the VAT is charged to it"
MOST_PARTS = 6
PARTICULARS = frozenset(("iban", "bic", "registration", "phone"))


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
        if country == NORTHERN_IRELAND:  # the same number as that of Great Britain
            return country + read_vat_number(number.removeprefix(country), "GB").removeprefix("GB")
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
    numbers = [one for one in numbers if one.number.replace(NORTHERN_IRELAND, "GB", 1) not in known - {one.number}]
    numbers += [one for one in labelled_without_country(reader, evidence) if one.number not in known]
    mine, theirs = list[Candidate](), list[Candidate]()
    owned = [owner_of(one, reader, owners) for one in numbers]
    if any(is_customers and why != CHARGED for is_customers, why in owned):
        owned = [(False, "the customer's is another one") if one[1] == CHARGED else one for one in owned]
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
        return True, CHARGED
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
