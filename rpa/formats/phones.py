"""Telephone numbers, by the numbering plan of their country."""

from __future__ import annotations

import re

from rpa.formats.locales import convention
from rpa.formats.reading import Unreadable

LONGEST = 40  # characters
WRITTEN = re.compile(
    r"(?:(?:tel|tlf|tél|telefoon|telefon|phone|mob|mobil|mobiel)[.:]* *)?([+(]?[0-9][0-9 ()./\u2010-\u2013-]*)",
    re.IGNORECASE,
)
SLASHED = re.compile(r"(?:(?:\+|00)[0-9]{1,3} ?)?\(?0?\)? ?\(?[0-9]{2,5}\)? ?/ ?[0-9][0-9 -]*")
"""`030/901820`: behind an area code; anywhere else a slash stands before a second number."""
EXPECTED = "a telephone number such as +31 20 123 4567"


def read_phone(text: str, locale: str, country: str = "") -> str:
    """Read one telephone number.

    Args:
        text: The number with `+` or `00` and its country code, or as it is dialled within its country.
        locale: Where it was written; its country is meant when the number names none.
        country: ISO 3166 code that is meant instead.

    Returns:
        The number in the form of E.164: `+31201234567`.

    Raises:
        Unreadable: It is no number of the country's numbering plan, has an extension, is two numbers, or names no
            country when none is known.
    """
    import phonenumbers

    if not isinstance(text, str):
        raise Unreadable(text, EXPECTED, "a number in a cell has lost its leading zero: format the cell as text")
    plain = " ".join(text.replace("\u2011", "-").split())
    found = WRITTEN.fullmatch(plain) if len(plain) <= LONGEST else None
    if found is None or ("/" in found[1] and not SLASHED.fullmatch(found[1].strip())):
        raise Unreadable(text, EXPECTED, "write one number, without an extension")
    region = country or convention(locale).tag.partition("-")[2]
    number = found[1]
    if not region and not number.startswith("+"):
        raise Unreadable(text, EXPECTED, "its country is not known: write it with + and the country's code")
    try:
        parsed = phonenumbers.parse(number, region or None)
    except phonenumbers.NumberParseException as error:
        raise Unreadable(text, EXPECTED, str(error).partition(") ")[2].rstrip(".")) from None
    if parsed.extension or not phonenumbers.is_valid_number(parsed):
        where = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
        hint = "it has an extension" if parsed.extension else f"there is no such number in {where}"
        raise Unreadable(text, EXPECTED, hint)
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))
