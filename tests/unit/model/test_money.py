"""Money is exact and never mixes currencies."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel import Locale
from hypothesis import given
from hypothesis import strategies as st

from rpa.model.money import CURRENCIES, CurrencyMismatch, Money, minor_digits, round_half_up, sum_money

amounts = st.decimals(min_value=-(10**12), max_value=10**12, places=4)


def eur(amount: str) -> Money:
    return Money(Decimal(amount), "EUR")


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        ("1250", "EUR", "1250.00 EUR"),
        ("1250.5", "NOK", "1250.50 NOK"),
        ("-0.005", "EUR", "-0.005 EUR"),
        ("1.8790", "EUR", "1.879 EUR"),
        ("1E+3", "EUR", "1000.00 EUR"),
        ("1250", "JPY", "1250 JPY"),
        ("1.5", "KWD", "1.500 KWD"),
        ("-0", "EUR", "0.00 EUR"),
    ],
)
def test_it_is_written_with_its_minor_unit(amount: str, currency: str, written: str) -> None:
    assert str(Money(Decimal(amount), currency)) == written


@pytest.mark.parametrize(
    ("amount", "currency", "rounded"),
    [
        ("0.125", "EUR", "0.13"),
        ("-0.125", "EUR", "-0.13"),
        ("0.124", "EUR", "0.12"),
        ("2.5", "JPY", "3"),
        ("-0.001", "EUR", "0.00"),
        ("1.0005", "KWD", "1.001"),
    ],
)
def test_rounding_is_commercial(amount: str, currency: str, rounded: str) -> None:
    result = Money(Decimal(amount), currency).rounded()
    assert (result.plain, str(result.amount)) == (rounded, rounded)


@pytest.mark.parametrize("amount", [1, 1.5, True, "1.50"])
def test_only_decimals_are_amounts(amount: object) -> None:
    with pytest.raises(TypeError, match="Decimal"):
        Money(amount, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("NaN", "EUR"), ("Infinity", "EUR"), ("1e400", "EUR"), ("1", "eur"), ("1", "XXX"), ("1", "")],
)
def test_what_is_no_money_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(ValueError, match=r"not an amount|not a currency"):
        Money(Decimal(amount), currency)


def test_currencies_do_not_mix() -> None:
    nok = Money(Decimal(1), "NOK")
    for mix in (
        lambda: eur("1") + nok,
        lambda: eur("1") - nok,
        lambda: eur("1") < nok,
        lambda: eur("1") >= nok,
    ):
        with pytest.raises(CurrencyMismatch, match=r"1\.00 EUR and 1\.00 NOK"):
            mix()
    assert eur("1") != nok


def test_arithmetic() -> None:
    assert eur("0.1") + eur("0.2") == eur("0.3")
    assert eur("1") - eur("2.50") == eur("-1.5")
    assert eur("12.50") * 3 == 3 * eur("12.50") == eur("37.5")
    assert eur("100") * Decimal("0.21") == eur("21")
    assert (-eur("5"), abs(eur("-5")), bool(eur("0.00"))) == (eur("-5"), eur("5"), False)
    assert eur("1.00") == eur("1")
    assert hash(eur("1.00")) == hash(eur("1"))
    assert sorted([eur("3"), eur("-1"), eur("2")]) == [eur("-1"), eur("2"), eur("3")]


@pytest.mark.parametrize("factor", [1.5, True, "2", None])
def test_factors_are_whole_or_decimal(factor: object) -> None:
    with pytest.raises(TypeError):
        eur("1") * factor


def test_money_and_numbers_do_not_add() -> None:
    for mixed in (lambda: eur("1") + Decimal(1), lambda: eur("1") - 1, lambda: eur("1") < 2):
        with pytest.raises(TypeError):
            mixed()


def test_sums() -> None:
    assert sum_money([eur("0.1")] * 10) == eur("1")
    assert sum_money([], "NOK") == Money(Decimal(0), "NOK")
    assert sum_money(iter([eur("2")]), "EUR") == eur("2")
    with pytest.raises(ValueError, match="name the currency"):
        sum_money([])
    with pytest.raises(CurrencyMismatch):
        sum_money([eur("1")], "NOK")


@given(amounts, st.sampled_from(sorted(CURRENCIES)))
def test_json_gives_back_the_same(amount: Decimal, currency: str) -> None:
    money = Money(amount, currency)
    assert Money.from_json(money.to_json()) == money


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"amount": "1.00"},
        {"amount": 1.0, "currency": "EUR"},
        {"amount": "1,00", "currency": "EUR"},
        {"amount": "1e3", "currency": "EUR"},
        {"amount": "1_000", "currency": "EUR"},
        {"amount": "NaN", "currency": "EUR"},
        {"amount": "1.00", "currency": "EURO"},
        {"amount": "1.00", "currency": "EUR", "note": ""},
    ],
)
def test_json_is_read_strictly(data: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"is not money|is not an amount|not a currency"):
        Money.from_json(data)


@given(st.lists(amounts, max_size=30))
def test_a_sum_does_not_depend_on_the_order(values: list[Decimal]) -> None:
    money = [Money(value, "EUR") for value in values]
    assert sum_money(money, "EUR") == sum_money(reversed(money), "EUR")


@given(amounts, st.integers(min_value=0, max_value=4))
def test_rounding_moves_by_half_a_unit_at_most(amount: Decimal, digits: int) -> None:
    rounded = round_half_up(amount, digits)
    assert abs(rounded - amount) * 2 <= Decimal(1).scaleb(-digits)
    assert rounded.as_tuple().exponent == -digits


def test_currencies_are_those_of_the_standard() -> None:
    known = set(Locale.parse("en").currencies)
    assert known >= CURRENCIES - {"XCG"}  # the Caribbean guilder of 2025 may be younger than the tables
    assert {minor_digits(code) for code in ("EUR", "NOK", "CHF")} == {2}
    assert len(CURRENCIES) > 150
