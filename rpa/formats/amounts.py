"""Numbers and money as people write them, read strictly: what could mean two amounts is refused with both."""

from __future__ import annotations

import re
from decimal import Decimal

from rpa.formats.locales import convention
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.model.money import CURRENCIES, Money

LONGEST = 64  # characters; no honest amount is longer
SPACES = " \u00a0\u202f\u2009"
APOSTROPHES = "'\u2019\u02bc"
MINUS = "-\u2212"

CURRENCY = r"[A-Za-z]++[.$]?|[€£$¥]"
SHAPE = re.compile(
    rf"(?P<before>(?:[{MINUS}+(]|{CURRENCY}|[{SPACES}])*+)"
    rf"(?P<number>[0-9](?:[0-9.,{SPACES}{APOSTROPHES}]*[0-9])?)"
    r"(?P<dash>[.,](?:--?|\u2013|\u2014))?"  # 12,- and 12.-- and the Swiss 12.\u2013 say: no cents
    rf"(?P<after>(?:[{MINUS}+)]|{CURRENCY}|[{SPACES}])*+)"
)
TOKEN = re.compile(rf"[{MINUS}+()]|{CURRENCY}")
UNIFORM = str.maketrans({**dict.fromkeys(SPACES, " "), **dict.fromkeys(APOSTROPHES, "'")})

# Signs that several countries use; the declared currency or the locale's country decides between them.
SIGNS = {
    "€": ("EUR",),
    "EURO": ("EUR",),
    "EUROS": ("EUR",),
    "£": ("GBP",),
    "US$": ("USD",),
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD"),
    "¥": ("JPY", "CNY"),
    "KR": ("NOK", "SEK", "DKK", "ISK"),
    "FR": ("CHF",),
    "SFR": ("CHF",),
}


def read_decimal(value: str | int | Decimal, locale: str, *, decimal: str | None = None) -> Decimal:
    """Read a number without a currency.

    A text with a single separator followed by three digits (``1.250``, ``1,250``) means two numbers and is
    refused in every locale, unless ``decimal`` is declared or the text itself decides (``1.250,00``,
    ``0,125``, ``1250,125``).

    Args:
        value: A text, or a number from a typed cell. Floats are refused: see ``from_cell``.
        locale: Where the text was written; used for the examples in messages.
        decimal: The source's decimal mark, ``,`` or ``.``; the other one is then grouping.

    Returns:
        The exact number, with the fraction digits that were written.

    Raises:
        Ambiguous: The text means two numbers; ``readings`` holds both.
        Unreadable: The text is no number, is badly grouped, or states a currency or a percentage.
    """
    if not isinstance(value, str):
        return typed_number(value, locale)
    number, currencies = read_number(value, locale, decimal)
    if currencies:
        raise Unreadable(value, f"a plain {example(locale)}", "it states a currency: read it as money")
    return number


def read_integer(value: str | int | Decimal, locale: str, *, decimal: str | None = None) -> int:
    """Read a whole number.

    Args:
        value: As for ``read_decimal``. ``12,00`` is whole; ``12,50`` is not.
        locale: Where the text was written.
        decimal: The source's decimal mark, ``,`` or ``.``.

    Raises:
        Ambiguous: As for ``read_decimal``; ``1.250`` may be 1250 or a fraction.
        Unreadable: It is no number, or not a whole one.
    """
    number = read_decimal(value, locale, decimal=decimal)
    if number != number.to_integral_value():
        raise Unreadable(value, "a whole number", "it has a fraction")
    return int(number)


def read_money(
    value: str | int | Decimal, locale: str, currency: str | None = None, decimal: str | None = None
) -> Money:
    """Read an amount of money.

    Args:
        value: A text with or without a currency, or a number from a typed cell.
        locale: Where the text was written; its country decides what ``kr`` and ``$`` mean.
        currency: ISO 4217 code declared for the source. Needed when the text states none; one that the text
            states must be the same.
        decimal: The source's decimal mark, ``,`` or ``.``; the other one is then grouping.

    Returns:
        The exact amount, not rounded.

    Raises:
        Ambiguous: The text means two amounts, or its sign stands for several currencies.
        Unreadable: It is no amount, states two currencies, another one than declared, or none at all.
    """
    if currency is not None and currency not in CURRENCIES:
        raise ValueError(f"{currency!r} is not a currency code of ISO 4217 such as EUR or NOK")
    if isinstance(value, str):
        number, stated = read_number(value, locale, decimal)
    else:
        number, stated = typed_number(value, locale), []
    return Money(number, decide_currency(value, locale, stated, currency))


def from_cell(value: float) -> Decimal:
    """Turn the binary number of a spreadsheet cell into the decimal number a person typed there.

    The shortest decimal text that gives the same binary number is taken: a cell that holds 0.1 becomes 0.1,
    not the fifty-five digits of its binary value. The result of a formula keeps its error: ``=0.1+0.2`` is
    0.30000000000000004 and wants rounding.

    Args:
        value: A float, or a whole number, from a cell.

    Raises:
        Unreadable: It is not a number, or infinite, or a boolean.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable(value, "the number of a cell")
    number = Decimal(repr(value))
    if not number.is_finite():
        raise Unreadable(value, "the number of a cell", "the formula of the cell gave no number")
    return number if number else number.copy_abs()


def typed_number(value: object, locale: str) -> Decimal:
    """Accept a whole number or a finite Decimal as it is; refuse every other type."""
    if isinstance(value, float):
        raise Unreadable(value, example(locale), "binary floating point is not exact: take it with from_cell")
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise Unreadable(value, example(locale))
    number = Decimal(value)
    if not number.is_finite():
        raise Unreadable(value, example(locale))
    return number


def example(locale: str) -> str:
    """A number as the locale writes it, for messages."""
    return "number such as 1250,00" if convention(locale).decimal == "," else "number such as 1250.00"


def read_number(text: str, locale: str, decimal: str | None) -> tuple[Decimal, list[str]]:
    """Take a text apart into its number and the currencies it states, as written."""
    if decimal not in (None, ",", "."):
        raise ValueError(f"{decimal!r} is not a decimal mark; declare ',' or '.'")
    stripped = text.strip()
    if len(text) <= LONGEST and stripped.isascii() and stripped.isdigit():
        return Decimal(stripped), []
    shape = SHAPE.fullmatch(stripped) if len(text) <= LONGEST else None
    if shape is None:
        raise Unreadable(text, f"a {example(locale)}", why_not(stripped))
    before, after = TOKEN.findall(shape["before"]), TOKEN.findall(shape["after"])
    negative = read_sign(text, locale, before, after)
    currencies = [token for token in before + after if token not in MINUS + "+()"]
    plain = plain_digits(text, shape["number"].translate(UNIFORM), shape["dash"], decimal, negative)
    number = Decimal(plain)
    return (number.copy_negate() if negative and number else number), currencies


def why_not(stripped: str) -> str:
    """Name the usual reasons why a text is no number."""
    if not stripped:
        return "it is empty"
    if len(stripped) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    if "%" in stripped:
        return "it is a percentage"
    if any(char.isdigit() and not char.isascii() for char in stripped):
        return "only the digits 0 to 9 are read"
    return ""


def read_sign(text: str, locale: str, before: list[str], after: list[str]) -> bool:
    """Say whether the amount is negative: a minus on either side, or brackets, but only one of them."""
    tokens = before + after
    opened, closed = tokens.count("("), tokens.count(")")
    signs = [token for token in tokens if token in MINUS + "+"]
    if opened != closed or opened + len(signs) > 1:
        raise Unreadable(text, f"a {example(locale)}", "its sign is written twice, or a bracket is missing")
    return bool(opened) or any(sign in MINUS for sign in signs)


def plain_digits(text: str, number: str, dash: str | None, decimal: str | None, negative: bool) -> str:
    """Turn a written number without sign into digits with at most one dot.

    Args:
        text: The whole text, for messages.
        number: Digits and separators, spaces and apostrophes made uniform.
        dash: The ``,-`` that stands for no cents, if there is one.
        decimal: The declared decimal mark, if any.
        negative: Whether readings in a message carry a minus.
    """
    marks = re.sub("[0-9]", "", number)
    mark = dash[0] if dash else decimal if decimal else decimal_mark_in(number, marks)
    if mark == "?":
        sign = "-" if negative else ""
        whole, fraction = re.split("[.,]", number)
        readings = (f"{sign}{whole}{fraction}", f"{sign}{whole}.{fraction}".rstrip("0").rstrip("."))
        hint = "declare the decimal mark of the source (decimal: ',' or '.')"
        raise Ambiguous(text, "one number", readings, hint)
    if dash and (mark in marks or decimal not in (None, mark)):
        raise Unreadable(text, "a number", "its separators contradict each other")
    whole, _, fraction = number.partition(mark) if mark else (number, "", "")
    groups = re.split("[., ']", whole)
    if not well_grouped(whole, groups) or not fraction_is_plain(fraction, mark, number):
        raise Unreadable(text, "a number", "its digits are not in groups of three with one decimal mark")
    return "".join(groups) + ("." + fraction if fraction else "")


def decimal_mark_in(number: str, marks: str) -> str:
    """The decimal mark that the text itself proves: a comma, a dot, empty for none, ``?`` for either."""
    last = marks[-1:]
    if last not in (",", "."):
        return ""
    if marks.count(last) > 1:
        return ""  # 1.234.567 is grouped; whatever else is wrong shows when the groups are checked
    if len(marks) > 1:
        return last
    whole, fraction = re.split("[.,]", number)
    return "?" if len(fraction) == 3 and len(whole) <= 3 and not whole.startswith("0") else last


def well_grouped(whole: str, groups: list[str]) -> bool:
    """Whether the digits before the decimal mark are ungrouped, or in threes by one kind of separator."""
    if len(groups) == 1:
        return True
    kinds = set(re.sub("[0-9]", "", whole))
    first = 1 <= len(groups[0]) <= 3 and not groups[0].startswith("0")
    return len(kinds) == 1 and first and all(len(group) == 3 for group in groups[1:])


def fraction_is_plain(fraction: str, mark: str, number: str) -> bool:
    """Whether there are only digits after the decimal mark, if there is one."""
    return fraction.isdigit() if mark and mark in number else not fraction


def decide_currency(value: object, locale: str, stated: list[str], declared: str | None) -> str:
    """Choose the one currency that everything stated and declared agrees on."""
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


def meaning(value: object, sign: str) -> tuple[str, ...]:
    """The currencies that a written sign, code or name may stand for."""
    name = sign.upper().removesuffix(".")
    if name in CURRENCIES:
        return (name,)
    try:
        return SIGNS[name]
    except KeyError:
        raise Unreadable(value, "an amount of money", f"'{sign}' is no currency known here") from None
