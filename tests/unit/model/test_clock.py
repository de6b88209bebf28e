"""The time of a run."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from rpa.model.clock import Clock


@pytest.mark.parametrize(
    ("zone", "day"),
    [
        ("Europe/Amsterdam", date(2026, 1, 1)),
        ("UTC", date(2025, 12, 31)),
        ("Asia/Tokyo", date(2026, 1, 1)),
    ],
)
def test_the_companys_zone_decides_which_day_it_is(monkeypatch: pytest.MonkeyPatch, zone: str, day: date) -> None:
    monkeypatch.setattr(Clock, "now", lambda _self: datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    assert Clock(ZoneInfo(zone)).today() == day


def test_a_run_can_be_placed_on_a_day() -> None:
    clock = Clock(ZoneInfo("Europe/Amsterdam"), date(2026, 3, 1))
    assert clock.today() == date(2026, 3, 1)
    assert abs((clock.now() - datetime.now(UTC)).total_seconds()) < 5
