"""What templates can do with values: amounts, dates, quantities and account numbers as people write them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from jinja2 import pass_context
from jinja2.runtime import Context

from rpa.drivers.html_pdf import DocumentError

if TYPE_CHECKING:
    from rpa.model.money import Money

NORWEGIAN = ("no", "nb", "nn")
PRICE_DIGITS = 6
CHART_FACTORS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


def language_of(locale: str) -> str:
    """Return the language of a locale: ``nl`` for ``nl-NL``; every Norwegian is ``nb``."""
    language = locale.replace("_", "-").split("-")[0].lower()
    return "nb" if language in NORWEGIAN else language


@pass_context
def amount(context: Context, value: Decimal, locale: str | None = None, digits: int = 2) -> str:
    """Write an amount without its currency: ``1.234,50``."""
    from rpa.formats.writing import write_amount

    return write_amount(number(value), locale_in(context, locale), digits=digits)


@pass_context
def price(context: Context, value: Decimal, locale: str | None = None) -> str:
    """Write a unit price with two decimals, or with as many as it has."""
    from rpa.formats.writing import write_amount

    exponent = number(value).normalize().as_tuple().exponent
    digits = min(PRICE_DIGITS, max(2, -int(exponent)))
    return write_amount(value, locale_in(context, locale), digits=digits)


@pass_context
def money(context: Context, value: Money | Decimal, locale: str | None = None, currency: str = "") -> str:
    """Write an amount with its currency. A bare Decimal needs the currency beside it."""
    from rpa.formats.writing import write_money
    from rpa.model.money import Money

    if isinstance(value, Money):
        return write_money(value, locale_in(context, locale))
    if not currency:
        raise DocumentError(f"filter money: {value} has no currency; write money(currency='EUR')")
    return write_money(Money(number(value), currency), locale_in(context, locale))


@pass_context
def written_date(context: Context, value: date, locale: str | None = None, style: str = "short") -> str:
    """Write a date; style ``short`` for tables, ``long`` for sentences."""
    from rpa.formats.writing import write_date

    if style not in ("short", "long"):
        raise DocumentError(f"filter date: style {style!r} is neither 'short' nor 'long'")
    return write_date(value, locale_in(context, locale), style="long" if style == "long" else "short")


@pass_context
def quantity(context: Context, value: Decimal, locale: str | None = None) -> str:
    """Write a quantity without needless zeros."""
    from rpa.formats.writing import write_quantity

    return write_quantity(number(value), locale_in(context, locale))


@pass_context
def percent(context: Context, value: Decimal, locale: str | None = None) -> str:
    """Write a percentage; 21 means 21 %."""
    from rpa.formats.writing import write_percent

    return write_percent(number(value) / 100, locale_in(context, locale))


@pass_context
def country(context: Context, code: str, locale: str | None = None) -> str:
    """Write a country's name in the language of the document: ``Duitsland`` for ``DE``."""
    from babel import Locale

    names = Locale.parse(locale_in(context, locale), sep="-").territories
    return str(names.get(code, code))


def iban(value: str) -> str:
    """Group an IBAN in fours."""
    joined = "".join(value.split()).upper()
    return " ".join(joined[start : start + 4] for start in range(0, len(joined), 4))


def norwegian_account(value: str) -> str:
    """Return the account number inside a Norwegian IBAN, ``1234.56.78903``; empty for other countries."""
    joined = "".join(value.split()).upper()
    if not joined.startswith("NO") or len(joined) != 15:
        return ""
    return f"{joined[4:8]}.{joined[8:10]}.{joined[10:]}"


def paragraphs(text: str) -> list[list[str]]:
    """Cut a mail text into paragraphs of lines, without its subject line; HTML escapes the lines again."""
    lines = str(text).splitlines()
    if lines and lines[0].startswith("Subject:"):
        lines = lines[1:]
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            blocks[-1].append(line.strip())
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]


def whole(value: Decimal) -> str:
    """Write an amount in whole units: ``14 997``; a point or comma could be taken for a decimal mark."""
    return f"{int(number(value).to_integral_value(ROUND_HALF_UP)):,}".replace(",", "\u00a0").replace("-", "\u2212")


def chart_ceiling(value: Decimal) -> Decimal:
    """Round up to 1, 2, 2.5 or 5 times a power of ten: where the axis of a chart ends. At least 1."""
    step = Decimal(1)
    while step * 10 <= value:
        step *= 10
    return next(step * factor for factor in CHART_FACTORS if step * factor >= value or factor == 10)


def is_labelled(line: str) -> bool:
    """Tell whether a line reads ``Label: value``."""
    label, colon, value = line.partition(": ")
    return bool(colon and label and value)


def locale_in(context: Context, locale: str | None) -> str:
    """Take the locale given to the filter, or the one of the document."""
    found = locale or context.get("locale")
    if not isinstance(found, str):
        raise DocumentError("no locale: name it in the filter, or give the template 'locale'")
    return found.replace("_", "-")


def number(value: object) -> Decimal:
    """Refuse anything but a Decimal or a whole number."""
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    raise DocumentError(f"{value!r} ({type(value).__name__}) is not an exact number; expected a Decimal")


FILTERS: Mapping[str, Callable[..., object]] = {
    "amount": amount,
    "price": price,
    "money": money,
    "date": written_date,
    "quantity": quantity,
    "percent": percent,
    "country": country,
    "iban": iban,
    "norwegian_account": norwegian_account,
    "paragraphs": paragraphs,
    "whole": whole,
    "chart_ceiling": chart_ceiling,
}
