from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.errors import UsageError
from rpa.sources.watermark import Watermark, believed, moment_of, moved_back

NOW = dt.datetime(2026, 10, 5, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("value", "earlier"),
    [
        (dt.datetime(2026, 1, 1), dt.datetime(2025, 12, 31, 23, 58)),  # noqa: DTZ001
        (dt.date(2026, 1, 1), dt.date(2025, 12, 31)),
        (500, 380),
        (Decimal("120.5"), Decimal("0.5")),
        ("2026-01-01 00:01:00", "2025-12-31 23:59:00"),
        ("2026-01-01T00:01:00.250Z", "2025-12-31T23:59:00.250Z"),
        ("2026-01-01T00:01:00+02:00", "2025-12-31T23:59:00+02:00"),
        ("2026-01-01 00:02", "2026-01-01 00:00"),
        ("2026-01-01", "2025-12-31"),
    ],
)
def test_a_mark_is_moved_back_in_its_own_form(value: Watermark, earlier: Watermark) -> None:
    assert moved_back(value, 120) == earlier
    assert moved_back(value, 0) == value


def test_what_is_no_time_cannot_be_moved_back() -> None:
    for value in ("A-17", "2026-13-01", "", "5. Oktober"):
        with pytest.raises(UsageError, match="is no time"):
            moved_back(value, 1)


@pytest.mark.parametrize(
    ("value", "is_believed"),
    [
        ("2026-10-05 12:00:00", True),
        ("2026-10-05 13:00:00", False),
        ("2026-10-05T13:30:00+02:00", True),
        ("2026-10-05T14:30:00+02:00", False),
        ("2026-10-05", True),
        ("2026-10-06", False),
        ("2099-01-01", False),
        (dt.date(2099, 1, 1), False),
        (dt.datetime(2026, 10, 5, 19, tzinfo=dt.timezone(dt.timedelta(hours=8))), True),
        (dt.datetime(2026, 10, 5, 15, tzinfo=dt.UTC), False),
        (10**12, True),
        ("A-17", True),
        (None, False),
        (True, False),
    ],
)
def test_the_future_is_not_believed(value: object, is_believed: bool) -> None:
    assert (believed(value, NOW.astimezone(ZoneInfo("Europe/Amsterdam"))) is not None) is is_believed


def test_west_of_greenwich_a_time_without_zone_may_be_ours() -> None:
    now = NOW.astimezone(ZoneInfo("America/New_York"))  # 08:00 there
    assert believed("2026-10-05 07:59:00", now)
    assert believed("2026-10-05 11:59:00", now) is None
    assert believed("2026-10-05 11:59:00Z", now)


def test_before_the_first_day_there_is_nothing() -> None:
    for value in ("0001-01-01T00:00:00Z", dt.date(1, 1, 1), dt.datetime(1, 1, 1, tzinfo=dt.UTC)):
        assert moved_back(value, 1) == value


@given(st.text(max_size=30) | st.from_regex(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?"))
def test_no_text_breaks_it(value: str) -> None:
    moment_of(value)
    try:
        moved_back(value, 86400)
    except UsageError:
        assert moment_of(value) is None
