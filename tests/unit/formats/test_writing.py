"""What is written reads back the same, in every locale."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.amounts import read_decimal, read_money
from rpa.formats.dates import read_date
from rpa.formats.locales import CONVENTIONS
from rpa.formats.writing import write_amount, write_date, write_money, write_percent, write_quantity
from rpa.model.money import CURRENCIES, Money

locales = st.sampled_from(sorted(CONVENTIONS))
DAY = dt.date(2026, 10, 5)
N = "\u00a0"


@pytest.mark.parametrize(
    ("locale", "amount", "currency", "written"),
    [
        ("nl-NL", "1234.5", "EUR", f"€{N}1.234,50"),
        ("nl-NL", "-1234.5", "EUR", f"€{N}-1.234,50"),
        ("nl-NL", "1234.5", "NOK", f"NOK{N}1.234,50"),
        ("nl-NL", "5", "USD", f"USD{N}5,00"),
        ("de-DE", "1234.5", "EUR", f"1.234,50{N}€"),
        ("de-DE", "-1234.5", "EUR", f"-1.234,50{N}€"),
        ("de-CH", "1234.5", "CHF", f"CHF{N}1\u2019234.50"),
        ("de-CH", "-5", "CHF", f"CHF{N}-5.00"),
        ("nb-NO", "1234.5", "NOK", f"1{N}234,50{N}kr"),
        ("nb-NO", "-1234.5", "NOK", f"-1{N}234,50{N}kr"),
        ("nb-NO", "5", "SEK", f"5,00{N}SEK"),
        ("sv-SE", "5", "SEK", f"5,00{N}kr"),
        ("da-DK", "5", "DKK", f"5,00{N}kr."),
        ("fr-FR", "1234.5", "EUR", f"1\u202f234,50{N}€"),
        ("en-GB", "1234.5", "GBP", "£1,234.50"),
        ("en-GB", "-1234.5", "EUR", "-€1,234.50"),
        ("en-US", "1234.5", "USD", "$1,234.50"),
        ("en", "1234.5", "USD", f"USD{N}1,234.50"),
        ("en-GB", "-5", "NOK", f"-NOK{N}5.00"),
        ("en-IN", "1234567.5", "INR", "₹12,34,567.50"),
        ("en-IN", "1234567.5", "EUR", "€12,34,567.50"),
        ("it-IT", "1234.5", "EUR", f"1.234,50{N}€"),
        ("es-ES", "-1234.5", "EUR", f"-1.234,50{N}€"),
        ("fr-CH", "1234.5", "CHF", f"1\u202f234,50{N}CHF"),
        ("nl", "1250", "JPY", f"JPY{N}1250"),
        ("nl", "1234567", "JPY", f"JPY{N}1.234.567"),
        ("nl", "0.0125", "EUR", f"€{N}0,0125"),
        ("nl", "1.879", "EUR", f"€{N}1,8790"),
        ("nl", "0", "EUR", f"€{N}0,00"),
        ("nl", "-0", "EUR", f"€{N}0,00"),
    ],
)
def test_money(locale: str, amount: str, currency: str, written: str) -> None:
    assert write_money(Money(Decimal(amount), currency), locale) == written


@pytest.mark.parametrize(
    ("locale", "short", "long"),
    [
        ("nl-NL", "05-10-2026", "5 oktober 2026"),
        ("nl-BE", "05/10/2026", "5 oktober 2026"),
        ("de-DE", "05.10.2026", "5. Oktober 2026"),
        ("de-CH", "05.10.2026", "5. Oktober 2026"),
        ("nb-NO", "05.10.2026", "5. oktober 2026"),
        ("da-DK", "05.10.2026", "5. oktober 2026"),
        ("sv-SE", "2026-10-05", "5 oktober 2026"),
        ("fr-FR", "05/10/2026", "5 octobre 2026"),
        ("en-GB", "05/10/2026", "5 October 2026"),
        ("en-US", "10/05/2026", "October 5, 2026"),
        ("en", "2026-10-05", "5 October 2026"),
        ("en-IN", "05/10/2026", "5 October 2026"),
        ("it-IT", "05/10/2026", "5 ottobre 2026"),
        ("es-ES", "05/10/2026", "5 de octubre de 2026"),
        ("fr-BE", "05/10/2026", "5 octobre 2026"),
        ("fr-CH", "05.10.2026", "5 octobre 2026"),
    ],
)
def test_dates(locale: str, short: str, long: str) -> None:
    assert (write_date(DAY, locale), write_date(DAY, locale, "long")) == (short, long)


@pytest.mark.parametrize(
    ("amount", "digits", "written"),
    [
        ("1234.565", 2, "1.234,57"),
        ("-0.004", 2, "0,00"),
        ("1250", 0, "1250"),
        ("1234567", 0, "1.234.567"),
        ("1.2505", 3, "1,2510"),
        ("0.1255", 3, "0,126"),
        ("1234.5", 3, "1.234,500"),
        ("-999.9", 1, "-999,9"),
    ],
)
def test_amounts(amount: str, digits: int, written: str) -> None:
    assert write_amount(Decimal(amount), "nl", digits) == written


@pytest.mark.parametrize(
    ("quantity", "written"),
    [
        ("1250", "1250"),
        ("2.50", "2,5"),
        ("1.125", "1,1250"),
        ("0.125", "0,125"),
        ("1E+3", "1000"),
        ("-3", "-3"),
        ("1234.125", "1234,125"),
        ("-0", "0"),
    ],
)
def test_quantities(quantity: str, written: str) -> None:
    assert write_quantity(Decimal(quantity), "nl") == written


@pytest.mark.parametrize(
    ("rate", "locale", "digits", "written"),
    [
        ("0.21", "nl", None, "21%"),
        ("0.21", "de", None, f"21{N}%"),
        ("0.25", "nb", None, f"25{N}%"),
        ("0.055", "nl", None, "5,5%"),
        ("0.21", "nl", 1, "21,0%"),
        ("0.0005", "en-GB", 1, "0.1%"),
        ("1", "nl", None, "100%"),
        ("-0.1", "nl", None, "-10%"),
    ],
)
def test_percentages(rate: str, locale: str, digits: int | None, written: str) -> None:
    assert write_percent(Decimal(rate), locale, digits) == written


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_what_is_no_number_is_not_written(number: str) -> None:
    for write in (write_amount, write_quantity, write_percent):
        with pytest.raises(ValueError, match="no "):
            write(Decimal(number), "nl")


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=4), locales, st.integers(0, 4))
def test_amounts_read_back(amount: Decimal, locale: str, digits: int) -> None:
    rounded = amount.quantize(Decimal(1).scaleb(-digits))
    assert read_decimal(write_amount(rounded, locale, digits), locale) == rounded


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2), locales, st.sampled_from(sorted(CURRENCIES)))
def test_money_reads_back_without_declaring_anything(amount: Decimal, locale: str, currency: str) -> None:
    money = Money(amount, currency)
    assert read_money(write_money(money, locale), locale) == money


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=6), locales)
def test_unit_prices_read_back(amount: Decimal, locale: str) -> None:
    money = Money(amount, "EUR")
    assert read_money(write_money(money, locale), locale) == money


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=5), locales)
def test_quantities_read_back(quantity: Decimal, locale: str) -> None:
    assert read_decimal(write_quantity(quantity, locale), locale) == quantity


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)), locales)
def test_dates_read_back(day: dt.date, locale: str) -> None:
    assert read_date(write_date(day, locale), locale) == day
    assert read_date(write_date(day, locale, "long"), locale) == day
