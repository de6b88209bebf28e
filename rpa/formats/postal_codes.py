"""Postal codes: their form in each country, and how they are written there."""

from __future__ import annotations

import re
from dataclasses import dataclass

GB = r"(?:[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}|GIR ?0AA)"


@dataclass(frozen=True, slots=True)
class CodeForm:
    """The postal codes of one country.

    Attributes:
        pattern: What they look like, spaces optional where people leave them out.
        example: One, for messages.
        split: Where the one space stands, counted from the end when negative; 0: nowhere.
        prefix: The letters that stand before it abroad: `D-10115`.
    """

    pattern: re.Pattern[str]
    example: str
    split: int = 0
    prefix: tuple[str, ...] = ()


def form(pattern: str, example: str, split: int = 0, *prefix: str) -> CodeForm:
    """A form with its pattern compiled."""
    return CodeForm(re.compile(pattern, re.IGNORECASE), example, split, prefix)


FORMS = {
    "NL": form(r"[1-9][0-9]{3} ?(?!SA|SD|SS)[A-Z]{2}", "1234 AB", 4, "NL"),
    "DE": form(r"(?!00)[0-9]{5}", "10115", 0, "D", "DE"),
    "NO": form(r"[0-9]{4}", "0150", 0, "N", "NO"),
    "BE": form(r"[1-9][0-9]{3}", "1000", 0, "B", "BE"),
    "FR": form(r"(?!00)(?:[0-8][0-9]|9[0-8])[0-9]{3}", "75008", 0, "F", "FR"),
    "GB": form(GB, "SW1A 2AA", -3, "GB"),
    "DK": form(r"[0-9]{4}", "2100", 0, "DK"),
    "SE": form(r"[1-9][0-9]{2} ?[0-9]{2}", "111 52", 3, "S", "SE"),
    "AT": form(r"[1-9][0-9]{3}", "1010", 0, "A", "AT"),
    "CH": form(r"[1-9][0-9]{3}", "8001", 0, "CH"),
}
"""The countries whose addresses are taken apart."""
OF_PREFIX = {prefix: country for country, one in FORMS.items() for prefix in one.prefix}


def is_code(text: str, country: str) -> bool:
    """Whether a text has the form of the country's postal codes."""
    return FORMS[country].pattern.fullmatch(text.strip()) is not None


def written_code(text: str, country: str) -> str:
    """A postal code as its country writes it: `1234 AB`, `111 52`, `SW1A 2AA`."""
    plain = "".join(text.split()).upper()
    split = FORMS[country].split
    return f"{plain[:split]} {plain[split:]}" if split else plain
