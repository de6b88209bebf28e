"""Money: an exact amount in one currency."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact, InvalidOperation, Overflow
from functools import total_ordering

# Active codes of ISO 4217. Funds, metals and test codes are left out: nobody is paid in them.
CODES = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
    CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
    GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP
    LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR
    PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC
    SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF
    YER ZAR ZMW ZWG
"""
CURRENCIES = frozenset(CODES.split())
NO_MINOR_UNIT = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
WITHOUT_MINOR_UNIT = frozenset(NO_MINOR_UNIT.split())
WITH_THREE_DIGITS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))

# Sixty digits hold every amount on earth; a result that would not fit raises, it is never rounded in silence.
LARGEST = 25  # digits before and after the decimal mark
EXACT = Context(prec=60, rounding=ROUND_HALF_UP, traps=[Inexact, InvalidOperation, Overflow])
PLAIN = re.compile(r"-?[0-9]{1,25}(\.[0-9]{1,25})?")


class CurrencyMismatch(ValueError):
    """Two amounts in different currencies were added, subtracted or compared."""


def minor_digits(currency: str) -> int:
    """How many digits follow the decimal mark in amounts of this currency.

    Args:
        currency: ISO 4217 code, for example ``EUR``.

    Returns:
        2 for most currencies, 0 for JPY and its like, 3 for KWD and its like.
    """
    if currency in WITHOUT_MINOR_UNIT:
        return 0
    return 3 if currency in WITH_THREE_DIGITS else 2


def round_half_up(amount: Decimal, digits: int) -> Decimal:
    """Round commercially, halves away from zero.

    Args:
        amount: A finite amount.
        digits: Digits kept after the decimal mark, 0 or more.

    Returns:
        The rounded amount with exactly that many digits; never a negative zero.
    """
    rounding = Context(prec=60, rounding=ROUND_HALF_UP, traps=[InvalidOperation, Overflow])
    rounded = amount.quantize(Decimal(1).scaleb(-digits), context=rounding)
    return rounded if rounded else rounded.copy_abs()


@total_ordering
@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount of one currency.

    The amount keeps the digits it was given (a unit price may have four); ``rounded`` cuts to the minor unit.

    Args:
        amount: A finite Decimal. Floats, booleans and integers are refused.
        currency: ISO 4217 code in capitals, for example ``EUR``.

    Raises:
        TypeError: The amount is not a Decimal.
        ValueError: The amount is NaN or infinite, or the currency is not in ISO 4217.
    """

    amount: Decimal
    currency: str

    def __post_init__(self) -> None:
        """Refuse what is not money."""
        if not isinstance(self.amount, Decimal):
            raise TypeError(f"money is a Decimal and a currency, not {type(self.amount).__name__} {self.amount!r}")
        if not self.amount.is_finite():
            raise ValueError(f"{self.amount} is not an amount of money")
        if self.amount and not -LARGEST <= self.amount.adjusted() <= LARGEST:
            raise ValueError(f"{self.amount} is not an amount of money: it has more than {LARGEST} digits")
        if self.currency not in CURRENCIES:
            raise ValueError(f"{self.currency!r} is not a currency code of ISO 4217 such as EUR or NOK")

    def __str__(self) -> str:
        """``1250.00 EUR``: at least the digits of the minor unit, and all digits there are."""
        return f"{self.plain} {self.currency}"

    def __add__(self, other: object) -> Money:
        """The sum of two amounts in the same currency."""
        if not isinstance(other, Money):
            return NotImplemented
        return Money(EXACT.add(self.amount, self.same(other).amount), self.currency)

    def __sub__(self, other: object) -> Money:
        """The difference of two amounts in the same currency."""
        if not isinstance(other, Money):
            return NotImplemented
        return Money(EXACT.subtract(self.amount, self.same(other).amount), self.currency)

    def __mul__(self, factor: object) -> Money:
        """The exact, unrounded product with a whole number or a Decimal."""
        if isinstance(factor, bool) or not isinstance(factor, int | Decimal):
            return NotImplemented
        return Money(EXACT.multiply(self.amount, Decimal(factor)), self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        """The same amount the other way round."""
        return Money(self.amount.copy_negate() if self.amount else self.amount, self.currency)

    def __abs__(self) -> Money:
        """The amount without its sign."""
        return Money(self.amount.copy_abs(), self.currency)

    def __bool__(self) -> bool:
        """False for zero."""
        return bool(self.amount)

    def __lt__(self, other: object) -> bool:
        """Compare two amounts in the same currency."""
        if not isinstance(other, Money):
            return NotImplemented
        return self.amount < self.same(other).amount

    @property
    def digits(self) -> int:
        """Digits after the decimal mark that say something, at least those of the minor unit."""
        exponent = self.amount.normalize(EXACT).as_tuple().exponent
        return max(minor_digits(self.currency), -int(exponent))

    @property
    def plain(self) -> str:
        """The amount alone, dot as decimal mark, no grouping: ``1250.00``."""
        return f"{round_half_up(self.amount, self.digits):f}"

    def rounded(self) -> Money:
        """The amount rounded to the currency's minor unit, halves away from zero."""
        return Money(round_half_up(self.amount, minor_digits(self.currency)), self.currency)

    def same(self, other: Money) -> Money:
        """Give back ``other`` if it has the same currency.

        Raises:
            CurrencyMismatch: It has another one.
        """
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self} and {other} are in different currencies; convert one first")
        return other

    def to_json(self) -> dict[str, str]:
        """The JSON form ``{"amount": "1250.00", "currency": "EUR"}``."""
        return {"amount": self.plain, "currency": self.currency}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Money:
        """Read the JSON form back.

        Args:
            data: A mapping with exactly the two texts ``amount`` and ``currency``.

        Raises:
            ValueError: A key is missing or too many, or a value is not a text as ``to_json`` writes it.
        """
        amount, currency = data.get("amount"), data.get("currency")
        if len(data) != 2 or not isinstance(amount, str) or not isinstance(currency, str):
            expected = '{"amount": "1250.00", "currency": "EUR"}'
            raise ValueError(f"{dict(data)!r} is not money; expected {expected}")
        if not PLAIN.fullmatch(amount):
            raise ValueError(f"{amount!r} is not an amount; expected digits such as 1250.00")
        return cls(Decimal(amount), currency)


def sum_money(amounts: Iterable[Money], currency: str | None = None) -> Money:
    """Add amounts of one currency.

    Args:
        amounts: The amounts, all in one currency.
        currency: ISO 4217 code of the sum; needed when there may be no amounts at all.

    Returns:
        The exact sum; zero of ``currency`` when there is nothing to add.

    Raises:
        CurrencyMismatch: The amounts are in different currencies, or not in ``currency``.
        ValueError: There are no amounts and no currency was given.
    """
    total = None if currency is None else Money(Decimal(0), currency)
    for amount in amounts:
        total = amount if total is None else total + amount
    if total is None:
        raise ValueError("the sum of no amounts has no currency; name the currency")
    return total
