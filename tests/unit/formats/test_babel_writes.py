"""What Babel writes in any locale is read as itself or refused, never as something else."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Literal

import pytest
from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.amounts import read_decimal, read_money, read_percent
from rpa.formats.dates import read_date
from rpa.formats.evidence import decimal_evidence
from rpa.formats.locales import CONVENTIONS, convention
from rpa.formats.quantities import read_quantity
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.model.money import CURRENCIES

locales = st.sampled_from(sorted(CONVENTIONS))
FOREIGN = (
    "pl_PL",
    "cs_CZ",
    "pt_PT",
    "fi_FI",
    "hu_HU",
    "ro_RO",
    "pt_BR",
    "et_EE",
    "el_GR",
    "tr_TR",
    "hi_IN",
    "ar_EG",
    "ja_JP",
)
writers = st.sampled_from([*sorted(one.babel for one in CONVENTIONS.values()), *FOREIGN])
numbers = st.decimals(min_value=-(10**12), max_value=10**12, places=3) | st.integers(-(10**9), 10**9).map(Decimal)
days = st.dates(dt.date(1950, 1, 1), dt.date(2049, 12, 31))


def amount(text: str, locale: str, currency: str | None, mark: str | None = None) -> Decimal | None:
    """What is read; None when it is refused."""
    try:
        return read_money(text, locale, currency, mark).amount if currency else read_decimal(text, locale, decimal=mark)
    except Unreadable as error:
        assert str(error)  # noqa: PT017 - whatever is refused says something
        return None


@given(numbers, writers, locales)
def test_numbers_of_any_writer_are_read_as_themselves_or_refused(number: Decimal, writer: str, reader: str) -> None:
    text = format_decimal(number, locale=writer)
    assert amount(text, reader, None) in (number, None)


@given(numbers, locales)
def test_a_declared_mark_reads_every_number_of_its_writer(number: Decimal, locale: str) -> None:
    own = convention(locale)
    text = format_decimal(number, locale=own.babel)
    assert amount(text, locale, None, own.decimal) == number


@given(numbers, writers, locales, st.sampled_from(sorted(CURRENCIES)))
def test_money_of_any_writer_is_read_as_itself_or_refused(
    number: Decimal, writer: str, reader: str, currency: str
) -> None:
    for accounting in (False, True):
        style: Literal["standard", "accounting"] = "accounting" if accounting else "standard"
        text = format_currency(number, currency, locale=writer, format_type=style, decimal_quantization=False)
        assert amount(text, reader, currency) in (number, None)


@given(numbers, writers, locales, st.sampled_from(sorted(CURRENCIES)))
def test_the_currency_that_is_read_is_the_one_that_was_written(
    number: Decimal, writer: str, reader: str, currency: str
) -> None:
    text = format_currency(number, currency, locale=writer)
    try:
        found = read_money(text, reader)
    except Unreadable:
        return
    assert found.currency == currency or ambiguous_abroad(text, found.currency, reader)


def ambiguous_abroad(text: str, read: str, reader: str) -> bool:
    """Whether the text bears a sign that the reader's own country uses too: `$`, `kr`."""
    return read == convention(reader).currency and any(sign in text for sign in ("$", "kr", "Kr"))


@given(st.lists(numbers, min_size=1, max_size=5), writers)
def test_the_numbers_of_one_writer_decide_each_other_rightly(values: list[Decimal], writer: str) -> None:
    texts = [format_decimal(value, locale=writer) for value in values]
    evidence = decimal_evidence(texts)
    assert not evidence.contradicts_itself
    for value, text in zip(values, texts, strict=True):
        assert amount(text, "en", None, evidence.decided) in (value, None)


@given(st.decimals(min_value=-1000, max_value=1000, places=4), locales)
def test_percentages(rate: Decimal, locale: str) -> None:
    text = format_percent(rate, format="#,##0.## %", locale=convention(locale).babel)
    try:
        assert read_percent(text, locale) == rate * 100
    except Ambiguous as error:
        assert f"{(rate * 100).normalize():f}" in error.readings  # noqa: PT017 - either is right


@given(numbers, writers)
def test_quantities_of_any_writer(number: Decimal, writer: str) -> None:
    try:
        found = read_quantity(f"{format_decimal(number, locale=writer)} kg", "nl")
    except Unreadable:
        return
    assert (found.number, found.unit) == (number, "KGM")


@given(days, locales, st.sampled_from(["short", "medium", "long", "full"]))
def test_dates_of_a_locale_are_read_in_it_as_themselves_or_refused(day: dt.date, locale: str, width: str) -> None:
    text = format_date(day, width, locale=convention(locale).babel)
    try:
        assert read_date(text, locale, today=dt.date(2000, 1, 1)) == day
    except Ambiguous as error:
        assert day.isoformat() in error.readings  # noqa: PT017 - either is right
    except Unreadable:
        pass


@given(days, writers, locales, st.sampled_from(["medium", "long", "full"]))
def test_dates_of_any_writer_are_never_read_as_another_day(day: dt.date, writer: str, reader: str, width: str) -> None:
    if convention(reader).tag == "en-US" or writer == "en_US":
        return  # slashes mean another order there, and the locale is what says so
    text = format_date(day, width, locale=writer)
    try:
        assert read_date(text, reader) == day
    except Ambiguous as error:
        assert day.isoformat() in error.readings  # noqa: PT017 - either is right
    except Unreadable:
        pass


@given(st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2049, 12, 31)), locales)  # noqa: DTZ001 - written without zone
def test_a_time_behind_the_date_does_not_change_the_day(moment: dt.datetime, locale: str) -> None:
    text = format_datetime(moment, "medium", locale=convention(locale).babel)
    try:
        assert read_date(text, locale) == moment.date()
    except Ambiguous as error:
        assert moment.date().isoformat() in error.readings  # noqa: PT017 - either is right
    except Unreadable:
        pass


@pytest.mark.parametrize("locale", sorted(CONVENTIONS))
def test_most_of_what_a_locale_writes_is_read(locale: str) -> None:
    """Refusing everything would pass the tests above."""
    own = convention(locale)
    for text in (
        format_decimal(Decimal("1234567.5"), locale=own.babel),
        format_decimal(Decimal("0.25"), locale=own.babel),
    ):
        assert amount(text, locale, None) is not None
    day = dt.date(2026, 10, 15)
    assert read_date(format_date(day, "long", locale=own.babel), locale) == day
    assert read_date(format_date(day, "full", locale=own.babel), locale) == day
