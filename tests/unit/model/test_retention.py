from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from rpa.errors import UsageError
from rpa.model.retention import Kind, Period, read_period, read_retention

ZONE = ZoneInfo("Europe/Amsterdam")


def test_without_a_word_everything_is_kept() -> None:
    retention = read_retention({})
    assert retention.periods == {}
    assert all(retention.older_than(kind, date(2026, 11, 26), ZONE) is None for kind in Kind)


def test_what_is_kept_how_long() -> None:
    retention = read_retention({"retention": {"details": "7 years", "pictures": "90 Days", "events": "for ever"}})
    assert retention.periods == {Kind.DETAILS: Period(7, "year"), Kind.PICTURES: Period(90, "day")}
    before = retention.older_than(Kind.DETAILS, date(2026, 11, 26), ZONE)
    assert before == datetime(2019, 11, 26, tzinfo=ZONE)
    assert str(retention.periods[Kind.DETAILS]) == "7 years"


@pytest.mark.parametrize(
    ("text", "day", "before"),
    [
        ("1 year", date(2024, 2, 29), date(2023, 2, 28)),
        ("1 month", date(2026, 3, 31), date(2026, 2, 28)),
        ("13 months", date(2026, 1, 31), date(2024, 12, 31)),
        ("2 weeks", date(2026, 1, 3), date(2025, 12, 20)),
        ("1 day", date(2026, 1, 1), date(2025, 12, 31)),
    ],
)
def test_periods_go_by_the_calendar(text: str, day: date, before: date) -> None:
    period = read_period(text, "here")
    assert period is not None
    assert period.before(day) == before


@pytest.mark.parametrize("text", ["0 days", "seven years", "7", 7, "-1 years", "7 years 2 months", "999 years", True])
def test_what_is_no_period_is_refused_with_its_place(text: object) -> None:
    with pytest.raises(UsageError, match=r"rpa.toml \[retention\] details: .* is no length of time"):
        read_retention({"retention": {"details": text}})


def test_a_slip_of_the_pen_removes_nothing() -> None:
    with pytest.raises(UsageError, match="Did you mean details"):
        read_retention({"retention": {"detials": "1 day"}})
    with pytest.raises(UsageError, match="no table"):
        read_retention({"retention": "1 day"})
