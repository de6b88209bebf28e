"""What expressions can do with values: dates, amounts, and how they are written."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from rpa.model.money import CURRENCIES, Money

if TYPE_CHECKING:
    from rpa.formats.periods import Period

LOCALES_OF = {"BE": "nl-BE", "CH": "de-CH", "AT": "de-AT", "GB": "en-GB", "UK": "en-GB", "IE": "en-IE", "US": "en-US"}
LOCALES_OF |= {"NL": "nl-NL", "DE": "de-DE", "NO": "nb-NO", "DK": "da-DK", "SE": "sv-SE", "FR": "fr-FR"}
LOCALES_OF |= {"IT": "it-IT", "ES": "es-ES", "IN": "en-IN"}
LETTERS = str.maketrans({"ø": "o", "Ø": "O", "æ": "ae", "Æ": "AE", "ß": "ss", "đ": "d", "ł": "l", "Ł": "L", "œ": "oe"})


@dataclass(frozen=True)
class Months:
    """A number of calendar months: 31 January and one month is the last day of February."""

    count: int

    def __neg__(self) -> Months:
        return Months(-self.count)

    def __radd__(self, other: object) -> date:
        """A day so many months later, at most the last of its month."""
        if not isinstance(other, date):
            return NotImplemented
        year, month = divmod(other.year * 12 + other.month - 1 + self.count, 12)
        return other.replace(year=year, month=month + 1, day=min(other.day, monthrange(year, month + 1)[1]))

    def __rsub__(self, other: object) -> date:
        """A day so many months earlier."""
        return (-self).__radd__(other)


class SumOfNothing(Decimal):
    """Zero, as the sum of an empty list: whether of numbers or of money cannot be told."""

    __slots__ = ()


def whole(value: object, what: str) -> int:
    """A whole number given to a function.

    Raises:
        TypeError: It is something else.
    """
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(f"{what} is a whole number, not {value!r}")
    return value


def days(count: object) -> timedelta:
    """So many days, to add to a date or take from it."""
    return timedelta(days=whole(count, "days(n): n"))


def months(count: object) -> Months:
    """So many calendar months, to add to a date or take from it."""
    return Months(whole(count, "months(n): n"))


def day_of(value: object, what: str) -> date:
    """The day of a date or of a moment.

    Raises:
        TypeError: It is something else.
    """
    if isinstance(value, datetime):
        return value.date()
    if value is None:
        raise TypeError(f"{what} wants a date, and the value is empty (none)")
    if not isinstance(value, date):
        raise TypeError(f"{what} wants a date, not {value!r}")
    return value


def date_of(value: object) -> date:
    """The day a text such as `2026-12-31` names, or the day of a moment.

    Raises:
        TypeError: It is neither, nor a date.
        ValueError: The text names no day.
    """
    if not isinstance(value, str):
        return day_of(value, "date(day)")
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        raise ValueError(f"date(day): {value!r} is not written as 2026-12-31")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"date(day): there is no day {value}") from None


def quarter(value: object) -> Period:
    """The quarter a day lies in, with its first and last day."""
    from rpa.formats.periods import quarter_of

    return quarter_of(day_of(value, "quarter(date)"))


def money(amount: object, currency: object = None) -> Money:
    """An amount in a currency; the amount is a number, never a text."""
    if isinstance(amount, Money):
        if currency in (None, amount.currency):
            return amount
        raise ValueError(f"{amount} is not in {currency}; amounts are not converted")
    if isinstance(amount, bool) or not isinstance(amount, int | Decimal):
        raise TypeError(f"money(amount, currency): the amount is a number, not {amount!r}")
    if currency not in CURRENCIES:
        raise ValueError(f"{currency!r} is not a currency code such as EUR or NOK")
    return Money(Decimal(amount), str(currency))


def locale_of(country: object) -> str:
    """How people of a country write: `nb-NO` for `NO`; `en` for countries whose ways are not known here."""
    if not isinstance(country, str) or not re.fullmatch("[A-Za-z]{2}", country):
        raise ValueError(f"locale_of(country) wants a country code such as NO, not {country!r}")
    return LOCALES_OF.get(country.upper(), "en")


def total(values: Iterable[Any], start: Any = None) -> Any:
    """The exact sum of numbers or of money in one currency; 0 when there is nothing to add.

    Raises:
        TypeError: Something that is no number is among them.
    """
    result = start
    for value in values:
        if isinstance(value, bool) or not isinstance(value, int | Decimal | Money | timedelta):
            raise TypeError(f"sum adds numbers and money, not {value!r}")
        result = value if result is None else result + value
    return SumOfNothing(0) if result is None else result


def sum_product(rows: Iterable[Any], *names: object) -> Any:
    """The exact sum, over rows, of the product of some of their fields, as in a spreadsheet.

    Raises:
        TypeError: A row lacks one of the fields, or it is no number.
        ValueError: No field is named.
    """
    if not names:
        raise ValueError("sum_product names the fields to multiply: lines | sum_product('quantity', 'unit_price')")
    products = []
    for count, row in enumerate(rows, 1):
        product: Any = 1
        for name in names:
            value = row.get(name) if isinstance(row, Mapping) else None
            if isinstance(value, bool) or not isinstance(value, int | Decimal | Money):
                raise TypeError(f"sum_product: {name} of row {count} is {value!r}, no number")
            product = value * product if isinstance(value, Money) else product * value
        products.append(product)
    return total(products)


def rounded(value: object, digits: object = 0) -> Any:
    """Rounded commercially, halves away from zero; money without digits to its minor unit."""
    places = whole(digits, "round(n): n")
    if isinstance(value, Money):
        return value.rounded() if not places else Money(_round(value.amount, places), value.currency)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"round wants a number, not {value!r}")
    return _round(Decimal(value), places)


def _round(value: Decimal, places: int) -> Decimal:
    try:
        return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    except InvalidOperation:
        raise ValueError(f"{value} cannot be rounded to {places} digits") from None


def slug(value: object) -> str:
    """A text fit for file names and addresses: `Bakkerij Jansen & Zn.` is `bakkerij-jansen-zn`."""
    folded = unicodedata.normalize("NFKD", str(value).translate(LETTERS))
    plain = "".join(char for char in folded if not unicodedata.combining(char))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")


def written_amount(value: object, locale: str, digits: object = 2) -> str:
    """An amount as the locale writes it, without its currency."""
    from rpa.formats.writing import write_amount

    if value is None:
        raise _nothing_to_write("amount")
    if isinstance(value, Money):
        return write_amount(value.rounded().amount, locale, digits=max(value.rounded().digits, 0))
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise TypeError(f"amount writes numbers and money, not {value!r}")
    return write_amount(Decimal(value), locale, digits=whole(digits, "amount(digits=n): n"))


def written_date(value: object, locale: str, style: object = "short") -> str:
    """A date as the locale writes it; style `short` or `long`."""
    from rpa.formats.writing import write_date

    if style not in ("short", "long"):
        raise ValueError(f"date(style=...): {style!r} is neither 'short' nor 'long'")
    if value is None:
        raise _nothing_to_write("date")
    return write_date(day_of(value, "date"), locale, style="long" if style == "long" else "short")


def _nothing_to_write(name: str) -> TypeError:
    then = f"... | {name} if ... else '-'"
    return TypeError(
        f"{name}: the value is empty (none). Say what stands there then: {then}; or leave the step out: when"
    )


def as_text(value: object) -> str:
    """A value inside a text: exact, no locale; use `| amount` and `| date` to write for people.

    Raises:
        ValueError: A list or mapping has no text of its own.
    """
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return value.isoformat()
        case list() | tuple() | Mapping():
            raise ValueError(
                "a list or mapping cannot stand inside a text; choose one value of it, or use | join(', ')"
            )
    return str(value)


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "days": days,
    "months": months,
    "date": date_of,
    "quarter": quarter,
    "money": money,
    "locale_of": locale_of,
}
"""The functions of expressions by name."""
