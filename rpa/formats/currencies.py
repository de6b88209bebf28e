"""Currencies as people write them: codes, signs and words, and which one is meant."""

from __future__ import annotations

from rpa.formats.locales import convention
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.model.money import CURRENCIES

DOLLARS = ("USD", "CAD", "AUD", "NZD", "SGD", "HKD")
KRONER = ("NOK", "DKK")
RUPEES = ("INR", "PKR", "LKR", "NPR", "MUR")

# Signs and words that several countries use; the declared currency or the locale's country decides between them.
SIGNS = {
    "€": ("EUR",),
    "£": ("GBP",),
    "$": DOLLARS,
    "¥": ("JPY", "CNY"),
    "₹": ("INR",),
    "₺": ("TRY",),
    "₽": ("RUB",),
    "₴": ("UAH",),
    "₩": ("KRW",),
    "₪": ("ILS",),
    "฿": ("THB",),
    "KR": ("NOK", "SEK", "DKK", "ISK"),
    "FR": ("CHF",),
    "ZŁ": ("PLN",),
    "KČ": ("CZK",),
    "RS": RUPEES,
    "US$": ("USD",),
    "CA$": ("CAD",),
    "C$": ("CAD",),
    "AU$": ("AUD",),
    "A$": ("AUD",),
    "NZ$": ("NZD",),
    "HK$": ("HKD",),
    "S$": ("SGD",),
    "R$": ("BRL",),
    "РУБ": ("RUB",),
    "ГРН": ("UAH",),
    "SFR": ("CHF",),
    "EURO": ("EUR",),
    "EUROS": ("EUR",),
    "KRONER": KRONER,
    "KRONE": KRONER,
    "KRONOR": ("SEK",),
    "FRANKEN": ("CHF",),
    "DOLLAR": DOLLARS,
    "DOLLARS": DOLLARS,
    "RUPEES": RUPEES,
}
AS_WRITTEN = {
    "Ft": ("HUF",),
    "TL": ("TRY",),
    "RM": ("MYR",),
    "Rp": ("IDR",),
    "lei": ("RON", "MDL"),
    "Lei": ("RON", "MDL"),
}
"""Signs that are something else in other letters: `ft` is a foot."""
IN_ANY_CASE = frozenset(
    ("EUR", "USD", "GBP", "CHF", "NOK", "SEK", "DKK", "ISK", "PLN", "CZK", "HUF", "INR", "JPY", "CAD", "AUD", "NZD")
)
"""Codes that are read in small letters too; `cup`, `top` and `all` are words."""
OF_INDIA = frozenset(("INR", "PKR", "BDT", "NPR"))
"""Currencies of countries where digits are grouped as in India."""
MULTIPLIERS = """
    K M T MIO MLN MILJ MILL MILLION MILLIONS MILLIONEN MILJOEN MILLIONER MILJON MILJONER MN BN
    MRD MLD MILLIARD MILLIARDE MILLIARDEN BILLION TSD TAUSEND DUIZEND TUSEN TUSIND THOUSAND MILLE LAKH LAKHS CRORE
"""
SHORTENED = frozenset(MULTIPLIERS.split())
"""Words and letters that multiply: an amount that is written with one is rounded, and none to enter."""


def codes_of(sign: str) -> tuple[str, ...]:
    """The currencies that a text may stand for; empty when it is the sign, code or word of none."""
    plain = sign.removesuffix(".")
    name = plain.upper()
    if plain in CURRENCIES or name in IN_ANY_CASE:
        return (name,)
    return AS_WRITTEN.get(plain) or SIGNS.get(name, ())


def meaning(value: object, sign: str) -> tuple[str, ...]:
    """The currencies that a written sign, code or word may stand for.

    Args:
        value: The whole text, for messages.
        sign: The sign as written: `€`, `kr.`, `EUR`, `euro`.

    Raises:
        Unreadable: It is none that is known here.
    """
    found = codes_of(sign)
    if not found:
        name = sign.upper().removesuffix(".")
        hint = (
            f"'{sign}' shortens it; write all its digits"
            if name in SHORTENED
            else f"'{sign}' is no currency known here"
        )
        raise Unreadable(value, "an amount of money", hint)
    return found


def is_currency(sign: str) -> bool:
    """Whether a text is a sign, code or word of a currency."""
    return bool(codes_of(sign))


def decide_currency(value: object, locale: str, stated: list[str], declared: str | None) -> str:
    """Choose the one currency that everything stated and declared agrees on.

    Args:
        value: The whole text, for messages.
        locale: Its country decides between several that a sign may mean.
        stated: The signs, codes and words in the text.
        declared: ISO 4217 code declared for the source, if any.

    Raises:
        Ambiguous: A sign means several, and neither declaration nor country decides.
        Unreadable: They contradict each other, or there is none.
    """
    possible: tuple[str, ...] = (declared,) if declared else ()
    for sign in stated:
        meant = meaning(value, sign)
        possible = tuple(code for code in meant if code in possible) if possible else meant
        if not possible:
            known = f"an amount in {declared}" if declared else "an amount in one currency"
            raise Unreadable(value, known, f"it says {' and '.join(stated)}")
    if not possible:
        hint = "it states no currency and none is declared (currency: EUR)"
        raise Unreadable(value, "an amount of money", hint)
    if len(possible) > 1 and convention(locale).currency in possible:
        return convention(locale).currency
    if len(possible) > 1:
        raise Ambiguous(value, "an amount in one currency", possible, "declare the currency of the source")
    return possible[0]
