"""Names of months and weekdays in the languages of business mail, from CLDR."""

from __future__ import annotations

import unicodedata
from functools import cache

LANGUAGES = ("nl", "de", "de_AT", "nb", "da", "sv", "en_GB", "en_US", "fr", "it", "es")

# Forms people write that CLDR does not list.
ALSO_WRITTEN = {"sept": 9, "mrz": 3, "maerz": 3, "jaenner": 1, "febr": 2, "aug": 8, "maa": 3, "fév": 2, "juil": 7}
DAYS_ALSO_WRITTEN = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}


def folded(name: str) -> str:
    """A name without case, surrounding dots and spaces: ``Sept.`` and ``sept`` are one."""
    return unicodedata.normalize("NFC", name.strip(" .\u00a0").casefold())


def without_accents(name: str) -> str:
    """``février`` as typed on a keyboard without accents: ``fevrier``."""
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


@cache
def month_numbers() -> dict[str, int]:
    """Every name and abbreviation of a month in every language, folded, to its number 1..12.

    No name means different months in two of the languages; a test keeps it so.
    """
    return {**ALSO_WRITTEN, **{name: number for name, number, _ in named("months")}}


@cache
def weekday_numbers() -> dict[str, int]:
    """Every name and abbreviation of a weekday in every language, folded, to its number, Monday is 0."""
    return {**DAYS_ALSO_WRITTEN, **{name: number for name, number, _ in named("days")}}


def named(table: str) -> list[tuple[str, int, str]]:
    """Every (folded name, number, language) of the CLDR table ``months`` or ``days``."""
    from babel import Locale  # the first use loads a file for each language

    names = []
    for language in LANGUAGES:
        tables = getattr(Locale.parse(language), table)
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, written in tables[context][width].items():
                    name = folded(written)
                    names += [(name, number, language), (without_accents(name), number, language)]
    return names
