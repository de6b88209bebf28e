"""Legal forms of companies, as they stand before or behind a name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache


@dataclass(frozen=True, slots=True)
class LegalForm:
    """One legal form.

    Attributes:
        written: As it is usually written.
        countries: ISO 3166 codes of the countries that have it.
    """

    written: str
    countries: tuple[str, ...]


# How it is written, the countries that have it, and other ways of writing it. Dots, spaces and case do not matter.
BEHIND = """
    BV; NL BE; besloten vennootschap
    NV; NL BE
    VOF; NL BE
    UA; NL
    VZW; BE
    BVBA; BE
    SPRL; BE
    SRL; BE IT
    ASBL; BE LU
    GmbH; DE AT CH; Gesellschaft mbH
    gGmbH; DE
    GmbH & Co. KG; DE AT; GmbH und Co KG; GmbH + Co KG
    AG; DE AT CH
    AG & Co. KG; DE
    KG; DE AT
    KGaA; DE
    OHG; DE
    OG; AT
    UG (haftungsbeschränkt); DE; UG
    GbR; DE
    e.K.; DE; eK; eKfm
    e.U.; AT
    eG; DE
    e.V.; DE
    AS; NO
    ASA; NO
    ANS; NO
    NUF; NO
    ENK; NO
    A/S; DK NO
    ApS; DK
    I/S; DK
    K/S; DK
    P/S; DK
    IVS; DK
    AB; SE FI
    HB; SE
    Kommanditbolag; SE
    SARL; FR LU
    Sàrl; CH
    EURL; FR
    SAS; FR
    SASU; FR
    SA; FR BE CH LU ES
    SNC; FR BE
    SCI; FR
    SCOP; FR
    Ltd; GB IE; Limited
    PLC; GB IE
    LLP; GB
    CIC; GB
    Inc; US; Incorporated
    LLC; US
    Corp; US; Corporation
    SE; EU
    SpA; IT
    SL; ES
"""
BEFORE = """
    Stichting; NL BE
    Coöperatie; NL; Cooperatie
    Vereniging; NL
    SARL; FR LU
    SAS; FR
    SCI; FR
    EURL; FR
"""
SMALL = "ab ag as ans asa da eg hb nuf og sa se sl srl ua ug cic inc scop"
IN_CAPITALS = frozenset(SMALL.split())
"""Forms that are words or initials in small letters, folded: `bed & bath ab` says nothing."""


def folded(text: str) -> str:
    """A form without dots, spaces and case: `B.V.` and `bv` are one, `A/S` and `AS` are two."""
    return re.sub(r"[^\w/]|_", "", text).casefold()


@cache
def forms(table: str) -> dict[str, LegalForm]:
    """The forms of a table by every way of writing them, folded."""
    found: dict[str, LegalForm] = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        written, countries, *others = (part.strip() for part in line.split(";"))
        form = LegalForm(written, tuple(countries.split()))
        for way in (written, *others):
            found.setdefault(folded(way), form)
    return found


def legal_form_of(name: str) -> tuple[LegalForm | None, str]:
    """The legal form in a company's name, and the name without it.

    Args:
        name: One line with single spaces.

    Returns:
        The form and the rest; None and the whole name when there is no form that is known.
    """
    words = name.replace(",", " ").split()
    for count in range(min(5, len(words)), 0, -1):
        tail = " ".join(words[-count:])
        form = forms(BEHIND).get(folded(tail))
        if form and is_meant(tail):
            return form, cut(name, count, from_end=True)
    form = forms(BEFORE).get(folded(words[0])) if words and words[0][:1].isupper() else None
    return (form, cut(name, 1, from_end=False)) if form else (None, name)


def is_meant(written: str) -> bool:
    """Whether a text that has the letters of a form is written as one."""
    return folded(written) not in IN_CAPITALS or written.upper() == written or "." in written


def cut(name: str, count: int, *, from_end: bool) -> str:
    """The name without its first or last words; commas go with the words beside them."""
    parts = re.findall(r"[^\s,]+", name)
    kept = len(parts) - count
    if not from_end:
        return " ".join(name.split()[count:]).strip(" ,")
    found = re.match(rf"(?:[\s,]*[^\s,]+){{{kept}}}", name) if kept else None
    return found[0].strip(" ,") if found else ""
