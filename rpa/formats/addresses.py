"""Postal addresses of ten countries, taken apart where that is certain; what is not stays whole in their lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rpa.formats.countries import read_country
from rpa.formats.locales import convention
from rpa.formats.postal_codes import FORMS, OF_PREFIX, is_code, written_code
from rpa.formats.reading import Unreadable
from rpa.formats.texts import read_text

LONGEST, MOST_LINES = 400, 10  # characters and lines
EXPECTED = "a postal address"
NUMBER_FIRST = ("FR", "GB")
EITHER = ("BE", "CH")

BOX = re.compile(
    r"(?:postbus|postfach|postboks|postboks|boks|box|postbox|p\.? ?o\.? ?box|b\.?p\.?|bo[iî]te postale|case postale|pb)"
    r"\.? ?(?P<box>[0-9][0-9 ]{0,9})",
    re.IGNORECASE,
)
LAST = re.compile(
    r"(?P<street>[^\W\d_].*?|[0-9]+(?:e|de|ste|\.)\.? ?[^\W\d_].*?),?(?: +[Nn](?:r|o|°|ummer)\.?)? +"
    r"(?P<number>[0-9]{1,5})"
    r"(?P<suffix>(?: ?[A-Za-z]|(?: ?[-/] ?[0-9A-Za-z]{1,5}){1,3}| (?:bis|hs|rood|zw))?"
    r"(?:,? (?:bus|bte|bo[iî]te|app?t?\.?|lgh|h[0-9]{4}|st|[0-9]{1,2}\.)(?:[ .]*[0-9A-Za-z]{0,5}\.?))?)"
)
FIRST = re.compile(
    r"(?P<number>[0-9]{1,5})(?P<suffix> ?(?:bis|ter|quater)\b|[A-DF-Za-df-z](?![^\W\d_])|-[0-9]{1,5}|),? +"
    r"(?P<street>[^\W\d_].*)"
)
ENDS_IN_A_NUMBER = re.compile(r".*[0-9]")
NO_STREET = re.compile(
    r"(?:gebouw|afdeling|afd|etage|verdieping|kamer|unit|suite|bygg|bygning|building|floor|room|flat|apartment|app"
    r"|gebäude|zimmer|halle|hal|stock|tor|lokale|b[aâ]timent|b[aâ]t|appartement|appt|kvk|tel|tlf|fax|mobil|mobiel"
    r"|org|orgnr|btw|vat|abt|abteilung|avd|att|z\.?hd)\b.*",
    re.IGNORECASE,
)
"""Lines above a place that end in a number and name no street."""
A_YEAR = re.compile(r"(?:18|19|20)[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address.

    Attributes:
        lines: All of it, line by line as it was written.
        street: The street without the house number; empty when the two cannot be told apart.
        house_number: Digits only.
        suffix: What stands behind the number: `a`, `-2`, `bus 3`.
        box: The number of a post box instead.
        postal_code: As its country writes it.
        place: Town.
        country: ISO 3166 code; empty when neither the address states it nor its postal code is of a form that only
            one country has: `1010 Wien` may stand in a Norwegian text.
    """

    lines: tuple[str, ...]
    street: str = ""
    house_number: str = ""
    suffix: str = ""
    box: str = ""
    postal_code: str = ""
    place: str = ""
    country: str = ""


def read_address(text: str, locale: str, country: str = "") -> Address:
    """Read a postal address of NL, DE, NO, BE, FR, GB, DK, SE, AT or CH.

    Args:
        text: Its lines, or one line with commas between them; a name may stand above the street.
        locale: Where it was written; its country is meant when the address names none and its postal code fits.
        country: ISO 3166 code that is declared for the source.

    Returns:
        Its parts as far as they are certain; of other countries the lines and the country.

    Raises:
        Unreadable: It is empty or too long, or its postal code is not one of the country that it names.
    """
    lines = lines_of(text)
    body, stated = without_country(lines, locale)
    stated = stated or country
    if country and stated != country:
        raise Unreadable(text, f"an address in {country}", f"it says {lines[-1]}")
    line, marked = without_prefix(body[-1])
    if marked and stated and marked != stated:
        raise Unreadable(text, f"an address in {stated}", f"its postal code is one of {marked}")
    meant = stated or marked or convention(locale).tag.partition("-")[2]
    whole = Address(tuple(lines), country=stated or marked)
    if meant not in FORMS:
        return whole
    found = code_and_place(line, body, meant)
    if found is None:
        if (stated or marked) and re.match(r"[0-9]{3,}", line):
            raise Unreadable(
                text, f"an address in {meant}", f"'{line}' has no postal code such as {FORMS[meant].example}"
            )
        return whole
    code, place, above = found
    parted = with_street(replace(whole, postal_code=code, place=place, country=meant), above)
    return parted if stated or marked or is_of_one_country(code) else replace(parted, country="")


def is_of_one_country(code: str) -> bool:
    """Whether a postal code, as it is written in its country, has a form that only this country has."""
    return bool(re.search("[A-Z]", code)) or " " in code


def lines_of(text: str) -> list[str]:
    """The lines of an address without empty ones; a single line is parted at its commas."""
    plain = read_text(text, lines=True) if isinstance(text, str) and len(text) <= LONGEST else ""
    if not plain:
        raise Unreadable(text, EXPECTED, "it is empty" if not text else f"write at most {LONGEST} characters")
    parts = plain.split("\n") if "\n" in plain else re.split(r", +", plain)
    lines = [" ".join(part.split()).strip(" ,") for part in parts]
    lines = [line for line in lines if line]
    if not lines or len(lines) > MOST_LINES:
        raise Unreadable(text, EXPECTED, f"it has {len(lines)} lines")
    return lines


def without_country(lines: list[str], locale: str) -> tuple[list[str], str]:
    """The lines above the country, and its code; a single line is no country."""
    if len(lines) < 2 or re.search("[0-9]", lines[-1]):
        return lines, ""
    try:
        return lines[:-1], read_country(lines[-1].strip(" ."), locale)
    except Unreadable:
        return lines, ""


def without_prefix(line: str) -> tuple[str, str]:
    """A line without the `D-` before its postal code, and the country that it means."""
    found = re.match(r"([A-Z]{1,2})-(?=[0-9])", line)
    country = OF_PREFIX.get(found[1], "") if found else ""
    return (line[found.end() :], country) if found and country else (line, "")


def code_and_place(line: str, body: list[str], country: str) -> tuple[str, str, list[str]] | None:
    """Postal code, place and the lines above them; None when there is no code of that country."""
    pattern = FORMS[country].pattern.pattern
    if country == "GB":
        found = re.fullmatch(rf"(?:(?P<place>[^\d]+?) +)?(?P<code>{pattern})", line, re.IGNORECASE)
        if found is None or not is_code(found["code"], country):
            return None
        place, above = (found["place"], body[:-1]) if found["place"] else place_above(body[:-1])
        return written_code(found["code"], country), place, above
    found = re.fullmatch(rf"(?P<code>{pattern}) +(?P<place>['’]?[^\W\d_][^\d]*(?: [0-9]{{1,2}})?)", line, re.IGNORECASE)
    if found is None:
        return None
    return written_code(found["code"], country), found["place"].strip(), body[:-1]


def place_above(lines: list[str]) -> tuple[str, list[str]]:
    """The post town of a British address and the lines above it; empty where it may be a county or a village."""
    if (
        len(lines) > 1
        and (FIRST.fullmatch(lines[-2]) or BOX.fullmatch(lines[-2]))
        and not re.search("[0-9]", lines[-1])
    ):
        return lines[-1], lines[:-1]
    return "", []


def with_street(address: Address, above: list[str]) -> Address:
    """The address with street and house number, or post box, of the line above its place, when they are certain."""
    if not above:
        return address
    line, country = above[-1], address.country
    if box := BOX.fullmatch(line):
        return replace(address, box=box["box"].strip())
    if NO_STREET.fullmatch(line):
        return address
    first = FIRST.fullmatch(line) if country in (*NUMBER_FIRST, *EITHER) else None
    last = LAST.fullmatch(line) if country not in NUMBER_FIRST else None
    if first and country in EITHER and ENDS_IN_A_NUMBER.fullmatch(first["street"]):
        return address
    found = first or last
    if found is None or (last and not first and not is_certain(last)):
        return address
    suffix = found["suffix"].strip(" ,")
    return replace(address, street=found["street"].strip(" ,"), house_number=found["number"], suffix=suffix)


def is_certain(found: re.Match[str]) -> bool:
    """Whether the last number is the house number: not `Plein 1940`, and not `Dorpsstraat 5 2`."""
    if ENDS_IN_A_NUMBER.fullmatch(found["street"]) and found["street"][-1].isdigit():
        return bool(A_YEAR.fullmatch(found["street"].split()[-1]))
    return not A_YEAR.fullmatch(found["number"]) or bool(found["suffix"].strip())
