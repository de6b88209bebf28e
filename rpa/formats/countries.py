"""Countries as people write them: a code, or a name in one of the languages."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from rpa.formats.locales import convention
from rpa.formats.reading import Unreadable

LANGUAGES = ("en", "nl", "de", "nb", "da", "sv", "fr")
NO_COUNTRIES = frozenset(("EU", "EZ", "UN", "QO", "XA", "XB", "ZZ"))
OTHER_NAMES = {"uk": "GB", "holland": "NL", "england": "GB", "usa": "US"}


def read_country(value: object, locale: str) -> str:
    """Read a country.

    Args:
        value: `NO`, `no`, `Norway`, `Noorwegen`, `Norwegen`, `Norge`.
        locale: Where the text was written; its language is asked first.

    Returns:
        ISO 3166 code of two letters.

    Raises:
        Unreadable: It is no country known here.
    """
    expected = "a country: a code such as NO, or its name"
    if not isinstance(value, str):
        raise Unreadable(value, expected)
    text = value.strip()
    code = text.upper()
    if re.fullmatch("[A-Za-z]{2}", text) and (code in codes() or code == "UK"):
        return OTHER_NAMES.get(text.lower(), code)
    key = folded(text)
    own = convention(locale).language
    for language in dict.fromkeys((own, *LANGUAGES)):
        found = names(language).get(key) or OTHER_NAMES.get(key)
        if found:
            return found
    raise Unreadable(value, expected)


def folded(name: str) -> str:
    """A name without accents, case and doubled spaces."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    return " ".join(plain.casefold().split())


@cache
def names(language: str) -> dict[str, str]:
    """Folded name to code, in one language."""
    from babel import Locale

    return {folded(name): code for code, name in Locale.parse(language).territories.items() if is_country(code)}


@cache
def codes() -> frozenset[str]:
    """All codes."""
    return frozenset(names("en").values())


def is_country(code: str) -> bool:
    """Whether a territory code of CLDR is a country's."""
    return len(code) == 2 and code.isalpha() and code not in NO_COUNTRIES
