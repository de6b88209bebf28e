"""Amounts, quantities and dates as a locale writes them; what is written here is read back the same."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

from rpa.formats.locales import Convention, convention
from rpa.model.money import EXACT, Money, round_half_up


def write_amount(amount: Decimal, locale: str, digits: int = 2) -> str:
    """Write a number with grouping: ``1.234,50``.

    Args:
        amount: A finite Decimal; it is rounded to ``digits``, halves away from zero.
        locale: BCP 47 tag.
        digits: Digits after the decimal mark. With three, an amount below 1000 gets a fourth (``1,2500``);
            with none, one below a million is not grouped: ``1,250`` and ``1.250`` could each be two amounts.

    Returns:
        The number; spaces between groups are no-break spaces.
    """
    from babel.numbers import format_decimal

    if not amount.is_finite():
        raise ValueError(f"{amount} is no amount to write")
    own = convention(locale)
    rounded = round_half_up(amount, digits)
    if digits == 3 and 1 <= abs(rounded) < 1000:
        rounded, digits = round_half_up(rounded, 4), 4
    grouped = digits > 0 or abs(rounded) >= 1_000_000
    groups = "#,##,##0" if own.tag.endswith("-IN") else "#,##0"
    pattern = (groups if grouped else "0") + ("." + "0" * digits if digits else "")
    return format_decimal(rounded, format=pattern, locale=own.babel)


def write_money(money: Money, locale: str) -> str:
    """Write an amount of money: ``€ 1.234,50``, ``1.234,50 €``, ``1 234,50 kr``, ``£1,234.50``.

    Euro and pound have their sign everywhere, ``kr`` and ``$`` only at home, other currencies their code.

    Args:
        money: The amount; digits beyond the minor unit, as in unit prices, are all written.
        locale: BCP 47 tag.
    """
    own = convention(locale)
    sign = currency_sign(money.currency, own)
    number = write_amount(abs(money).amount, locale, money.digits)
    positive, negative = own.money
    if sign == money.currency and positive == "¤n":
        positive, negative = "¤\u00a0n", "-¤\u00a0n"
    pattern = negative if money.amount < 0 else positive
    return pattern.replace("n", number).replace("¤", sign)


def currency_sign(currency: str, own: Convention) -> str:
    """The sign that a reader of this locale takes for exactly this currency, else its code."""
    if currency in ("EUR", "GBP"):
        return {"EUR": "€", "GBP": "£"}[currency]
    home = {"NOK": "kr", "SEK": "kr", "DKK": "kr.", "USD": "$", "INR": "₹"}
    return home.get(currency, currency) if currency == own.currency else currency


def write_quantity(quantity: Decimal, locale: str) -> str:
    """Write a quantity: all digits that say something, no grouping: ``1250``, ``2,5``.

    Args:
        quantity: A finite Decimal, never rounded. Three digits after the mark become four (``1,1250``),
            because ``1,125`` could be two numbers.
        locale: BCP 47 tag.
    """
    if not quantity.is_finite():
        raise ValueError(f"{quantity} is no quantity to write")
    digits = fraction_digits(quantity)
    if digits == 3 and 1 <= abs(quantity) < 1000:
        digits = 4
    return f"{round_half_up(quantity, digits):f}".replace(".", convention(locale).decimal)


def write_percent(rate: Decimal, locale: str, digits: int | None = None) -> str:
    """Write a rate as a percentage: ``Decimal("0.21")`` is ``21%`` in nl and ``21 %`` in de.

    Args:
        rate: The rate as a fraction of one.
        locale: BCP 47 tag.
        digits: Digits after the decimal mark, halves rounded away from zero; None writes all that matter.
    """
    from babel import Locale

    if not rate.is_finite():
        raise ValueError(f"{rate} is no rate to write")
    own = convention(locale)
    percent = EXACT.multiply(rate, Decimal(100))
    kept = fraction_digits(percent) if digits is None else digits
    number = f"{round_half_up(percent, kept):f}".replace(".", own.decimal)
    pattern: str = Locale.parse(own.babel).percent_formats[None].pattern
    return number + pattern[pattern.rindex("0") + 1 :]


def fraction_digits(number: Decimal) -> int:
    """How many digits after the decimal mark say something."""
    return max(0, -int(number.normalize(EXACT).as_tuple().exponent))


def write_date(date: dt.date, locale: str, style: Literal["short", "long"] = "short") -> str:
    """Write a date, the year always with four digits.

    Args:
        date: The day.
        locale: BCP 47 tag. English without a country has no order of its own: its short date is ISO.
        style: ``short`` is ``05-10-2026`` in nl; ``long`` is ``5 oktober 2026``.
    """
    from babel.dates import format_date

    own = convention(locale)
    return format_date(date, own.long_date if style == "long" else own.short_date, locale=own.babel)
