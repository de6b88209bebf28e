"""Names of people and of companies, taken apart only where the text says how."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rpa.formats.legal_forms import LegalForm, legal_form_of
from rpa.formats.reading import Unreadable
from rpa.formats.texts import read_text

LONGEST = 200  # characters
ORDERS = ("given_first", "family_first")

TITLE = re.compile(
    r"(?:(?:(?:dhr|mevr|mw|hr|herr|herrn|frau|fru|frøken|mr|mrs|ms|miss|mme|mlle|monsieur|madame|mevrouw|de heer|"
    r"dr|prof|drs)\b\.?|(?:ir|ing|mag|dipl\.-ing)\.)(?: +|$))+",
    re.IGNORECASE,
)
INITIALS = re.compile(r"(?:[^\W\d_a-z]\.[ -]?)+")
SMALL_WORDS = "van von der den de du des la le ter ten te zu zum zur af av da di del della dos 't op in"
PARTICLES = frozenset(SMALL_WORDS.split())


@dataclass(frozen=True, slots=True)
class PersonName:
    """The name of a person.

    Attributes:
        whole: All of it, as written.
        title: What stands before the name: `dr.`, `Frau`.
        given: Given names; empty when they cannot be told from the family name.
        family: Family name with its particles (`van der Berg`); empty likewise.
    """

    whole: str
    title: str = ""
    given: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class CompanyName:
    """The name of a company.

    Attributes:
        whole: All of it, as written.
        name: Without the legal form.
        legal_form: As it is usually written, `BV`, `GmbH & Co. KG`; empty when there is none that is known.
        countries: ISO 3166 codes of the countries that have this form; empty without one.
    """

    whole: str
    name: str
    legal_form: str = ""
    countries: tuple[str, ...] = ()


def read_person(text: str, order: str = "") -> PersonName:
    """Read the name of one person.

    `Jansen, Piet` says which part is which, and so do `Piet van der Berg` (a particle begins the family name),
    `J.P. Jansen` and `Marie DUPONT` (only the family name is in capitals). `Anne Marie Jansen` does not.

    Args:
        text: The name.
        order: `given_first` or `family_first`: what the source declares. It parts a name of two words.

    Raises:
        Unreadable: It is empty or too long, holds digits, or is two names.
    """
    if order not in ("", *ORDERS):
        raise ValueError(f"{order!r} is not an order; declare given_first or family_first")
    whole = plain(text, "the name of a person")
    if re.search(r"[0-9@;/]| (?:&|und|en|og|et|and) ", whole) or whole.count(",") > 1:
        raise Unreadable(text, "the name of one person")
    found = TITLE.match(whole)
    title, name = (found[0].strip(), whole[found.end() :]) if found else ("", whole)
    if not re.search(r"[^\W\d_]", name):
        raise Unreadable(text, "the name of a person")
    given, family = parts_of(name, order)
    return PersonName(whole, title, given, family)


def parts_of(name: str, order: str) -> tuple[str, str]:
    """Given names and family name, both empty when the name does not say which is which."""
    family, comma, given = (part.strip() for part in name.partition(","))
    if comma:
        return (given, family) if given and family else ("", "")
    words = name.split()
    particle = next((at for at, word in enumerate(words) if word in PARTICLES), 0)
    if 0 < particle < len(words) - 1:
        return " ".join(words[:particle]), " ".join(words[particle:])
    if len(words) == 2 and INITIALS.fullmatch(words[0]) and words[0] != "M.":  # which is Monsieur, or Maria
        return words[0], words[1]
    capitals = [word.isupper() and "." not in word and len(word) > 1 for word in words]
    if any(capitals) and not all(capitals):
        return in_capitals(words, capitals)
    if len(words) == 2 and order:
        return (words[0], words[1]) if order == "given_first" else (words[1], words[0])
    return "", ""


def in_capitals(words: list[str], capitals: list[bool]) -> tuple[str, str]:
    """Likewise, where only one part, at one end, is in capitals: the family name."""
    count = sum(capitals)
    if all(capitals[-count:]):
        return " ".join(words[:-count]), " ".join(words[-count:])
    if all(capitals[:count]):
        return " ".join(words[count:]), " ".join(words[:count])
    return "", ""


def read_company(text: str) -> CompanyName:
    """Read the name of a company and its legal form.

    Args:
        text: `Jansen B.V.`, `Müller GmbH & Co. KG`, `Stichting De Brug`, `Hansen AS`.

    Raises:
        Unreadable: It is empty or too long, or nothing but a legal form.
    """
    whole = plain(text, "the name of a company")
    form, name = legal_form_of(whole)
    if not re.search(r"[^\W_]", name):
        raise Unreadable(text, "the name of a company", "there is nothing but a legal form" if form else "")
    found = form or LegalForm("", ())
    return CompanyName(whole, name, found.written, found.countries)


def plain(text: str, expected: str) -> str:
    """A name on one line with single spaces."""
    name = " ".join(read_text(text).split()) if isinstance(text, str) and len(text) <= LONGEST else ""
    if not name:
        raise Unreadable(text, expected, "it is empty" if text == "" else f"write at most {LONGEST} characters")
    return name
