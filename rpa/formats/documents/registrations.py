"""The supplier's number in the register of companies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from rpa.formats.documents.findings import Candidate, Finding, choose
from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import around
from rpa.formats.documents.places import Reader
from rpa.formats.documents.tax_numbers import Owners, inside

REGISTRATIONS = (
    ("NL", re.compile(r"[0-9]{8}"), "kvk kamer handelsreg coc chamber"),
    ("DE", re.compile(r"(?:HRB|HRA) ?[0-9]{2,6}(?: ?[A-Z]{1,2})?"), "hrb hra handelsreg amtsgericht register ag"),
    ("FR", re.compile(r"[0-9]{3} ?[0-9]{3} ?[0-9]{3}(?: ?[0-9]{5})?"), "siret siren rcs"),
    ("NO", re.compile(r"(?:NO ?)?[0-9]{3} ?[0-9]{3} ?[0-9]{3}"), "org foretak"),
    ("GB", re.compile(r"(?:[0-9]{8}|(?:SC|NI|OC|SO|NC|SL|LP)[0-9]{6})"), "company regist co reg"),
    ("IE", re.compile(r"[0-9]{5,6}(?![0-9])"), "company ireland cro"),
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
    from stdnum.fr import siren
    from stdnum.no import orgnr

    if country == "NO":
        return bool(orgnr.is_valid(number))
    if country == "FR":
        return bool(siren.is_valid(number[:9]))
    return True
