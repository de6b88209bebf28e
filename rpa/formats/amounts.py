"""Numbers and money as people write them, read strictly: what could mean two amounts is refused with both."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Literal

from rpa.formats.currencies import OF_INDIA, SHORTENED, decide_currency, is_currency, meaning
from rpa.formats.locales import convention
from rpa.formats.numerals import DASHES, DIGITS, LETTER, LONGEST, MINUS, NO_CENTS, SPACES, plain_digits
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.model.money import CURRENCIES, Money

WORD = rf"{LETTER}++[.$]?|[€£$¥₹₺₽₴₩₪฿]"
SHAPE = re.compile(
    rf"(?P<before>(?:[{MINUS}+(]|{WORD}|[{SPACES}])*+)"
    rf"(?P<number>{DIGITS})"
    rf"(?P<dash>{NO_CENTS})?"
    rf"(?P<after>(?:[{MINUS}+)]|{WORD}|[{SPACES}])*+)"
)
SIMPLE = re.compile(r"-?[0-9]+([.,])[0-9]{1,2}")
"""What most amounts are; the long way gives the same, and a test says so."""
PERCENT = re.compile(r"([^%]+?)\s*%|%\s*([^%]+)")
TOKEN = re.compile(rf"[{MINUS}+()]|{WORD}")

# The two sides of an account, in the words of bank statements and ledgers.
CREDIT = frozenset(("CR", "CREDIT", "C", "H", "HABEN", "BIJ"))
DEBIT = frozenset(("DR", "DEBIT", "DEBET", "D", "S", "SOLL", "AF"))
Credit = Literal["minus", "plus"]


def read_decimal(
    value: str | int | Decimal, locale: str, *, decimal: str | None = None, credit: Credit | None = None
) -> Decimal:
    """Read a number without a currency.

    A text with a single separator followed by three digits (``1.250``, ``1,250``) means two numbers and is
    refused in every locale, unless ``decimal`` is declared or the text itself decides (``1.250,00``,
    ``0,125``, ``1250,125``).

    Args:
        value: A text, or a number from a typed cell. Floats are refused: see ``from_cell``.
        locale: Where the text was written; in ``en-IN`` groups may be ``1,23,456``.
        decimal: The source's decimal mark, ``,`` or ``.``; the other one is then grouping.
        credit: What the side of an account does to the sign (``45,00 CR``, ``45,00 S``): ``minus`` makes credit
            negative, ``plus`` makes debit negative. Without it, a text that names a side is refused.

    Returns:
        The exact number, with the fraction digits that were written.

    Raises:
        Ambiguous: The text means two numbers; ``readings`` holds both.
        Unreadable: The text is no number, is badly grouped, or states a currency or a percentage.
    """
    if not isinstance(value, str):
        return typed_number(value, locale)
    number, stated = read_number(value, locale, decimal, credit)
    if stated:
        hint = "it states a currency: read it as money" if is_currency(stated[0]) else why_word(stated[0])
        raise Unreadable(value, f"a plain {example(locale)}", hint)
    return number


def read_percent(value: str, locale: str, *, decimal: str | None = None) -> Decimal:
    """Read a percentage.

    Args:
        value: A text with the sign: ``21 %``, ``5,5%``. Without it, and from a typed cell, it is refused:
            0.21 may be 21 % or a fifth of one.
        locale: Where the text was written.
        decimal: The source's decimal mark, ``,`` or ``.``.

    Returns:
        The number before the sign: 21 for ``21 %``.

    Raises:
        Ambiguous: As for ``read_decimal``.
        Unreadable: It is no percentage, or has no sign.
    """
    found = PERCENT.fullmatch(value.strip()) if isinstance(value, str) and len(value) <= LONGEST else None
    if found is None:
        raise Unreadable(value, "a percentage such as 21 %", "write it with its sign")
    return read_decimal(found[1] or found[2], locale, decimal=decimal)


def read_integer(
    value: str | int | Decimal, locale: str, *, decimal: str | None = None, credit: Credit | None = None
) -> int:
    """Read a whole number.

    Args:
        value: As for ``read_decimal``. ``12,00`` is whole; ``12,50`` is not.
        locale: Where the text was written.
        decimal: The source's decimal mark, ``,`` or ``.``.
        credit: As for ``read_decimal``.

    Raises:
        Ambiguous: As for ``read_decimal``; ``1.250`` may be 1250 or a fraction.
        Unreadable: It is no number, or not a whole one.
    """
    number = read_decimal(value, locale, decimal=decimal, credit=credit)
    if number != number.to_integral_value():
        raise Unreadable(value, "a whole number", "it has a fraction")
    return int(number)


def read_money(
    value: str | int | Decimal,
    locale: str,
    currency: str | None = None,
    decimal: str | None = None,
    credit: Credit | None = None,
) -> Money:
    """Read an amount of money.

    Args:
        value: A text with or without a currency, or a number from a typed cell.
        locale: Where the text was written; its country decides what ``kr`` and ``$`` mean.
        currency: ISO 4217 code declared for the source. Needed when the text states none; one that the text
            states must be the same.
        decimal: The source's decimal mark, ``,`` or ``.``; the other one is then grouping.
        credit: As for ``read_decimal``.

    Returns:
        The exact amount, not rounded.

    Raises:
        Ambiguous: The text means two amounts, or its sign stands for several currencies.
        Unreadable: It is no amount, states two currencies, another one than declared, or none at all.
    """
    if currency is not None and currency not in CURRENCIES:
        raise ValueError(f"{currency!r} is not a currency code of ISO 4217 such as EUR or NOK")
    if isinstance(value, str):
        number, stated = read_number(value, locale, decimal, credit, currency)
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


def read_number(
    text: str, locale: str, decimal: str | None, credit: Credit | None = None, currency: str | None = None
) -> tuple[Decimal, list[str]]:
    """Take a text apart into its number and the currencies it states, as written.

    Args:
        text: The text.
        locale: Where it was written.
        decimal: The declared decimal mark, if any.
        credit: What the side of an account does to the sign, if declared.
        currency: The declared currency, if any.
    """
    if decimal not in (None, ",", "."):
        raise ValueError(f"{decimal!r} is not a decimal mark; declare ',' or '.'")
    stripped = text.strip()
    if len(text) <= LONGEST and stripped.isascii() and stripped.isdigit():
        return Decimal(stripped), []
    if len(text) <= LONGEST and (simple := SIMPLE.fullmatch(stripped)) and decimal in (None, simple[1]):
        number = Decimal(stripped.replace(",", "."))
        return (number if number else number.copy_abs()), []
    shape = SHAPE.fullmatch(stripped) if len(text) <= LONGEST else None
    if shape is None:
        raise Unreadable(text, f"a {example(locale)}", why_not(stripped))
    before, after = TOKEN.findall(shape["before"]), TOKEN.findall(shape["after"])
    side = account_side(text, before + after, credit)
    words = [token for token in before + after if token not in MINUS + "+()"]
    stated = [word for word in words if word.upper().removesuffix(".") not in (CREDIT | DEBIT if credit else ())]
    negative = read_sign(text, locale, before, after, side)
    indian = shape["number"].count(",") > 1 and is_indian(locale, stated, currency)
    plain = plain_digits(text, shape["number"], shape["dash"], decimal, negative=negative, indian=indian)
    if any(token in DASHES for token in after) and not shape["dash"] and "." not in plain:
        raise Ambiguous(text, "one number", (plain, f"-{plain}"), "a minus behind a number is written -")
    number = Decimal(plain)
    return (number.copy_negate() if negative and number else number), stated


def is_indian(locale: str, stated: list[str], currency: str | None) -> bool:
    """Whether the locale or the currency is of a country that groups digits as India does."""
    meant = {code for sign in stated if is_currency(sign) for code in meaning("", sign)}
    return convention(locale).tag.endswith("-IN") or currency in OF_INDIA or bool(meant & OF_INDIA)


def account_side(text: str, tokens: list[str], credit: Credit | None) -> str:
    """What the side of an account that a text names makes of it: `negative`, `positive`; empty: it names none."""
    names = [token.upper().removesuffix(".") for token in tokens]
    sides = ["credit" if name in CREDIT else "debit" for name in names if name in CREDIT | DEBIT]
    if sides and credit is None:
        hint = "it names a side of an account: declare what that does to the sign (credit: minus or plus)"
        raise Unreadable(text, "an amount", hint)
    if len(sides) > 1:
        raise Unreadable(text, "an amount", "it names two sides of an account")
    if not sides:
        return ""
    return "negative" if (sides[0] == "credit") == (credit == "minus") else "positive"


def why_not(stripped: str) -> str:
    """Name the usual reasons why a text is no number."""
    if not stripped:
        return "it is empty"
    if len(stripped) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    if "%" in stripped:
        return "it is a percentage"
    if any(unicodedata.category(char) == "No" for char in stripped) or re.search("[0-9] ?[/\u2044] ?[0-9]", stripped):
        return "it is a fraction; write it with a decimal mark"
    if any(char.isdigit() and not char.isascii() for char in stripped):
        return "only the digits 0 to 9 are read"
    return ""


def why_word(word: str) -> str:
    """Why a word beside a number makes it no plain number."""
    if word.upper().removesuffix(".") in SHORTENED:
        return f"'{word}' shortens it; write all its digits"
    return f"'{word}' stands beside the number"


def read_sign(text: str, locale: str, before: list[str], after: list[str], side: str) -> bool:
    """Say whether the amount is negative: a minus on either side, brackets or a side, but only one of them."""
    tokens = before + after
    opened, closed = tokens.count("("), tokens.count(")")
    signs = [token for token in tokens if token in MINUS + "+"]
    if opened != closed or opened + len(signs) + bool(side) > 1:
        raise Unreadable(text, f"a {example(locale)}", "its sign is written twice, or a bracket is missing")
    return bool(opened) or any(sign in MINUS for sign in signs) or side == "negative"
