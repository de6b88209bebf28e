"""A document may prove what one of its texts leaves open, and never when it contradicts itself."""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.amounts import read_decimal
from rpa.formats.dates import proven_order, read_date
from rpa.formats.evidence import Evidence, decimal_evidence, order_evidence, read_date_among
from rpa.formats.locales import CONVENTIONS
from rpa.formats.numerals import proven_mark
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.formats.writing import write_amount

locales = st.sampled_from(sorted(CONVENTIONS))


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("1.234,56", ","),
        ("€ 1.234,56-", ","),
        ("12,50", ","),
        ("12.50", "."),
        ("1,234.56", "."),
        ("1.234.567", ","),
        ("1,234,567", "."),
        ("1,23,456", "."),
        ("0,125", ","),
        ("1250,125", ","),
        ("1.2345", "."),
        ("12,-", ","),
        ("12.–", "."),
        ("1 250,5 kr", ","),
        ("1'250.50", "."),
        ("2,5 kg", ","),
        ("5,5 %", ","),
    ],
)
def test_what_a_number_proves(text: str, mark: str) -> None:
    assert proven_mark(text) == mark


@pytest.mark.parametrize(
    "text",
    [
        "1250",
        "1.250",
        "1,250",
        "1 250",
        "1'250",
        "",
        "abc",
        "1.25.0",
        "1.250 000",
        "05.10.2026",
        "12.50 13,50",
        "1,25,00",
        "3 x 2,5",
    ],
)
def test_what_proves_nothing(text: str) -> None:
    assert proven_mark(text) == ""


def test_the_other_amounts_decide() -> None:
    evidence = decimal_evidence(["1.250", 5, "12,50", None, "1.234,56", Decimal("1.5"), "7"])
    assert (evidence.decided, evidence.told) == (",", "'12,50' proves ,")
    assert read_decimal("1.250", "en-US", decimal=evidence.decided) == 1250
    assert decimal_evidence(["1.250", "1,250", "7"]) == Evidence()


def test_a_document_that_contradicts_itself_decides_nothing() -> None:
    evidence = decimal_evidence(["1.250", "12,50", "3.75"])
    assert evidence.decided is None
    with pytest.raises(Ambiguous) as caught:
        read_decimal("1.250", "nl", decimal=evidence.decided)
    told = str(evidence.refusal(caught.value))
    assert "could mean 1250 or 1.25" in told
    assert "contradicts itself: '12,50' proves , and '3.75' proves ." in told


@pytest.mark.parametrize(
    ("text", "proven"),
    [
        ("13/04/2026", ("/", "dmy")),
        ("04/13/2026", ("/", "mdy")),
        ("31-12-2026", ("-", "dmy")),
        ("12.31.2026", (".", "mdy")),
        ("25 12 2026", (" ", "dmy")),
        ("13/04/2026 14:30", ("/", "dmy")),
        ("03/04/2026", None),
        ("07/07/2026", None),
        ("31/02/2026", None),
        ("13/14/2026", None),
        ("13/04/26", None),
        ("2026-04-13", None),
        ("13 april 2026", None),
        ("13/04/2026 25:00", None),
        ("13/04/1026", None),
    ],
)
def test_what_a_date_proves(text: str, proven: tuple[str, str] | None) -> None:
    assert proven_order(text) == proven


def test_the_other_dates_decide() -> None:
    assert read_date_among("03/04/2026", "nl", ["13/04/2026", "03/04/2026"]) == dt.date(2026, 4, 3)
    assert read_date_among("03/04/2026", "nl", ["04/13/2026", None]) == dt.date(2026, 3, 4)
    assert read_date_among("03/04/26", "nl", ["04/13/2026"], century=2000) == dt.date(2026, 3, 4)
    assert read_date_among("5 oktober 2026", "nl", ["04/13/2026"]) == dt.date(2026, 10, 5)


def test_the_document_goes_before_the_locale() -> None:
    assert read_date_among("03/04/2026", "fr", ["04/13/2026"]) == dt.date(2026, 3, 4)
    assert read_date_among("03/04/2026", "fr", []) == dt.date(2026, 4, 3)
    with pytest.raises(Ambiguous, match="contradicts itself"):
        read_date_among("03/04/2026", "fr", ["04/13/2026", "13/04/2026"])
    assert read_date_among("13/04/2026", "fr", ["04/13/2026", "13/04/2026"]) == dt.date(2026, 4, 13)


def test_only_dates_with_the_same_separator_prove_something() -> None:
    with pytest.raises(Ambiguous, match="nothing else in its document decides"):
        read_date_among("03/04/2026", "nl", ["13-04-2026", "3 april 2026"])
    assert order_evidence(["13-04-2026"], "/") == Evidence()


@given(st.text("0123456789., '-", max_size=12))
def test_what_is_proven_is_what_is_read(text: str) -> None:
    mark = proven_mark(text)
    with contextlib.suppress(Unreadable):
        alone = read_decimal(text, "nl")
        if mark:
            assert read_decimal(text, "nl", decimal=mark) == alone


@given(st.lists(st.decimals(min_value=-(10**9), max_value=10**9, places=3), max_size=6), locales)
def test_amounts_of_one_writer_never_contradict_each_other(amounts: list[Decimal], locale: str) -> None:
    written = [write_amount(amount, locale, digits) for digits, amount in enumerate(amounts)]
    evidence = decimal_evidence(written)
    assert evidence.decided in (None, CONVENTIONS[locale].decimal)
    assert not evidence.contradicts_itself


@given(st.lists(st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31)), max_size=5), st.sampled_from(["dmy", "mdy"]))
def test_dates_of_one_writer_are_read_as_they_are_or_both_ways_named(days: list[dt.date], order: str) -> None:
    pattern = {"dmy": "%d/%m/", "mdy": "%m/%d/"}[order]
    written = [day.strftime(pattern) + f"{day.year:04d}" for day in days]
    for day, text in zip(days, written, strict=True):
        try:
            assert read_date_among(text, "nl", written) == day
        except Ambiguous as error:
            assert day.isoformat() in error.readings  # noqa: PT017 - either is right


@given(st.lists(st.text(max_size=20), max_size=5), st.text(max_size=30))
def test_any_texts_are_read_or_refused(texts: list[str], text: str) -> None:
    assert decimal_evidence(texts).decided in (None, ",", ".")
    with contextlib.suppress(Unreadable):
        assert read_date_among(text, "nl", texts) == read_date(text, "nl") or order_evidence(texts, "/").decided
