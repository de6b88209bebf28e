"""The locales that business texts are read and written in, and their conventions."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache


class UnknownLocale(ValueError):
    """A locale was named whose conventions are not known here."""


@dataclass(frozen=True, slots=True)
class Convention:
    """How one locale writes.

    Attributes:
        tag: BCP 47 tag, ``nl-NL``.
        babel: The name Babel knows it by, ``nl_NL``.
        decimal: The decimal mark, ``,`` or ``.``.
        date_separator: Separator of the locale's own numeric date; empty when it has none of its own.
        date_order: Order of the locale's own numeric date: ``dmy``, ``mdy`` or ``ymd``.
        short_date: Pattern of the short date, in CLDR letters, always with a year of four digits.
        long_date: Pattern of the date with the name of the month.
        currency: ISO code that ``kr`` or ``$`` stands for in this country; empty when it stands for none.
        money: Where sign, minus and number stand; ``¤`` is the sign, ``n`` the number, ``-`` the minus.
    """

    tag: str
    decimal: str
    date_separator: str
    date_order: str
    short_date: str
    long_date: str
    currency: str
    money: tuple[str, str]

    @property
    def babel(self) -> str:
        """The locale's name for Babel."""
        return self.tag.replace("-", "_")

    @property
    def language(self) -> str:
        """Two-letter language code."""
        return self.tag[:2]


SIGN_FIRST = ("¤\u00a0n", "¤\u00a0-n")
SIGN_LAST = ("n\u00a0¤", "-n\u00a0¤")
SIGN_TIGHT = ("¤n", "-¤n")

CONVENTIONS = {
    convention.tag: convention
    for convention in (
        Convention("nl-NL", ",", "-", "dmy", "dd-MM-yyyy", "d MMMM yyyy", "EUR", SIGN_FIRST),
        Convention("nl-BE", ",", "/", "dmy", "dd/MM/yyyy", "d MMMM yyyy", "EUR", SIGN_FIRST),
        Convention("de-DE", ",", ".", "dmy", "dd.MM.yyyy", "d. MMMM yyyy", "EUR", SIGN_LAST),
        Convention("de-AT", ",", ".", "dmy", "dd.MM.yyyy", "d. MMMM yyyy", "EUR", SIGN_FIRST),
        Convention("de-CH", ".", ".", "dmy", "dd.MM.yyyy", "d. MMMM yyyy", "CHF", SIGN_FIRST),
        Convention("nb-NO", ",", ".", "dmy", "dd.MM.yyyy", "d. MMMM yyyy", "NOK", SIGN_LAST),
        Convention("da-DK", ",", ".", "dmy", "dd.MM.yyyy", "d. MMMM yyyy", "DKK", SIGN_LAST),
        Convention("sv-SE", ",", "-", "ymd", "yyyy-MM-dd", "d MMMM yyyy", "SEK", SIGN_LAST),
        Convention("fr-FR", ",", "/", "dmy", "dd/MM/yyyy", "d MMMM yyyy", "EUR", SIGN_LAST),
        Convention("fr-BE", ",", "/", "dmy", "dd/MM/yyyy", "d MMMM yyyy", "EUR", SIGN_LAST),
        Convention("fr-CH", ",", ".", "dmy", "dd.MM.yyyy", "d MMMM yyyy", "CHF", SIGN_LAST),
        Convention("it-IT", ",", "/", "dmy", "dd/MM/yyyy", "d MMMM yyyy", "EUR", SIGN_LAST),
        Convention("es-ES", ",", "/", "dmy", "dd/MM/yyyy", "d 'de' MMMM 'de' yyyy", "EUR", SIGN_LAST),
        Convention("en-GB", ".", "/", "dmy", "dd/MM/yyyy", "d MMMM yyyy", "GBP", SIGN_TIGHT),
        Convention("en-IE", ".", "/", "dmy", "dd/MM/yyyy", "d MMMM yyyy", "EUR", SIGN_TIGHT),
        Convention("en-US", ".", "/", "mdy", "MM/dd/yyyy", "MMMM d, yyyy", "USD", SIGN_TIGHT),
        Convention("en-IN", ".", "/", "dmy", "dd/MM/yyyy", "d MMMM yyyy", "INR", SIGN_TIGHT),
        # English without a country has no order of day and month, so its short date is the ISO one.
        Convention("en", ".", "", "dmy", "yyyy-MM-dd", "d MMMM yyyy", "", SIGN_TIGHT),
    )
}
HOME = {"nl": "nl-NL", "de": "de-DE", "nb": "nb-NO", "da": "da-DK", "sv": "sv-SE", "fr": "fr-FR"}
HOME |= {"it": "it-IT", "es": "es-ES"}


@cache
def convention(locale: str) -> Convention:
    """Find the conventions of a locale.

    Args:
        locale: BCP 47 tag or underscore form in any case: ``nl-NL``, ``nl_NL``, ``nl``. ``no`` is ``nb``.

    Raises:
        UnknownLocale: There are no conventions for it; the message lists those there are.
    """
    language, _, territory = locale.strip().replace("_", "-").partition("-")
    language = "nb" if language.lower() == "no" else language.lower()
    tag = f"{language}-{territory.upper()}" if territory else HOME.get(language, language)
    try:
        return CONVENTIONS[tag]
    except KeyError:
        known = ", ".join(CONVENTIONS)
        raise UnknownLocale(f"{locale!r} is not a locale that is known here; known are {known}") from None


def decimal_mark(locale: str) -> str:
    """The decimal mark of a locale, ``,`` or ``.``: what to declare when a source writes like its country."""
    return convention(locale).decimal
