"""Periods tile the calendar, and returns are due when the law says."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.periods import (
    Period,
    last_complete_quarter,
    month_of,
    period_of,
    quarter_of,
    read_period,
    term_of,
    vat_due_date,
    year_of,
)
from rpa.formats.reading import Unreadable

days = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))


def test_periods_of_a_day() -> None:
    day = dt.date(2026, 8, 15)
    assert quarter_of(day) == Period(dt.date(2026, 7, 1), dt.date(2026, 9, 30), "2026-Q3")
    assert term_of(day) == Period(dt.date(2026, 7, 1), dt.date(2026, 8, 31), "2026-T4")
    assert month_of(dt.date(2028, 2, 3)) == Period(dt.date(2028, 2, 1), dt.date(2028, 2, 29), "2028-02")
    assert year_of(day) == Period(dt.date(2026, 1, 1), dt.date(2026, 12, 31), "2026")
    assert str(quarter_of(day)) == "2026-Q3"


@pytest.mark.parametrize(
    ("today", "label"),
    [
        ("2026-11-22", "2026-Q3"),
        ("2026-10-01", "2026-Q3"),
        ("2026-09-30", "2026-Q2"),
        ("2026-01-01", "2025-Q4"),
    ],
)
def test_last_complete_quarter(today: str, label: str) -> None:
    assert last_complete_quarter(dt.date.fromisoformat(today)).label == label


@pytest.mark.parametrize(
    ("country", "label", "due"),
    [
        ("NL", "2026-Q3", "2026-10-31"),
        ("NL", "2026-Q4", "2027-01-31"),
        ("NL", "2026-01", "2026-02-28"),
        ("NL", "2026", "2027-03-31"),
        ("DE", "2026-Q3", "2026-10-10"),
        ("DE", "2026-12", "2027-01-10"),
        ("DE", "2026", "2027-07-31"),
        ("NO", "2026-T1", "2026-04-10"),
        ("NO", "2026-T2", "2026-06-10"),
        ("NO", "2026-T3", "2026-08-31"),
        ("NO", "2026-T4", "2026-10-10"),
        ("NO", "2026-T5", "2026-12-10"),
        ("NO", "2026-T6", "2027-02-10"),
        ("NO", "2026", "2027-03-10"),
    ],
)
def test_due_dates(country: str, label: str, due: str) -> None:
    assert vat_due_date(read_period(label), country).isoformat() == due


@pytest.mark.parametrize(
    ("country", "label"), [("NO", "2026-Q3"), ("NL", "2026-T1"), ("DE", "2026-T1"), ("SE", "2026")]
)
def test_rules_that_are_not_known(country: str, label: str) -> None:
    with pytest.raises(ValueError, match=r"no VAT"):
        vat_due_date(read_period(label), country)


@pytest.mark.parametrize(
    "label", ["", "2026-Q5", "2026-13", "2026-00", "2026-T7", "26-Q1", "Q3-2026", "2026-Q3x", "0000"]
)
def test_labels_are_read_strictly(label: str) -> None:
    with pytest.raises(Unreadable, match="a period such as"):
        read_period(label)


@given(days, st.sampled_from([1, 2, 3, 12]))
def test_periods_tile_the_calendar(day: dt.date, months: int) -> None:
    period = period_of(day, months)
    assert day in period
    assert period.months == months
    assert period.following.start - period.end == dt.timedelta(days=1)
    assert period.following.previous == period
    assert read_period(period.label) == period


def test_other_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="1, 2, 3 or 12"):
        period_of(dt.date(2026, 1, 1), 6)
