"""Words for states, moments, durations and values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.model.money import Money
from rpa.reports.wording import STATES, count, duration, headline, moment, written

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 ms"),
        (0.04, "40 ms"),
        (0.0999, "0.1 s"),
        (3.24, "3.2 s"),
        (9.96, "10 s"),
        (59.6, "1 min"),
        (72, "1 min 12 s"),
        (60, "1 min"),
        (3599.7, "1 h 00 min"),
        (7380, "2 h 03 min"),
        (-1, "0 ms"),
    ],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(timedelta(seconds=seconds)) == text


@given(st.floats(0, 1e6))
def test_a_duration_never_says_sixty(seconds: float) -> None:
    text = duration(timedelta(seconds=seconds))
    assert "60 s" not in text
    assert "60 min" not in text


def test_moments_are_in_the_company_s_time_zone() -> None:
    assert moment(datetime(2026, 7, 1, 22, 30, tzinfo=UTC), AMSTERDAM) == "Thu 2 Jul 2026, 00:30"
    assert moment(datetime(2026, 1, 1, 22, 30, tzinfo=UTC), AMSTERDAM) == "Thu 1 Jan 2026, 23:30"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "–"),
        (True, "yes"),
        (Decimal("1E+3"), "1000"),
        (Money(Decimal("12.5"), "EUR"), "12.50 EUR"),
        (date(2026, 11, 3), "2026-11-03"),
        (Path("invoices/1.pdf"), "invoices/1.pdf"),
        ([1, "a"], "1, a"),
        ({"sku": "A", "n": Decimal(2)}, "sku: A; n: 2"),
        (datetime(2026, 1, 1, 22, 30, tzinfo=UTC), "2026-01-01 23:30:00"),
    ],
)
def test_values(value: Any, text: str) -> None:
    assert written(value, AMSTERDAM) == text


@pytest.mark.parametrize(
    ("totals", "text"),
    [
        ({}, "There was nothing to do."),
        ({"skipped": 1}, "Nothing new: 1 item done before."),
        ({"done": 1}, "It is done."),
        ({"done": 12_000, "skipped": 3}, "All 12,000 items are done."),
        ({"done": 2, "rejected": 1}, "2 of 3 items done, 1 needs a person."),
        ({"failed": 1}, "0 of 1 item done, 1 failed."),
        (
            {"done": 1, "rejected": 1, "in_doubt": 1, "in_review": 1, "failed": 2, "left": 4},
            "1 of 10 items done, 3 need a person, 2 failed, 4 left.",
        ),
    ],
)
def test_headlines(totals: dict[str, int], text: str) -> None:
    assert headline({**dict.fromkeys(STATES, 0), **totals}) == text


def test_counts() -> None:
    assert [count(number, "item") for number in (0, 1, 2)] == ["0 items", "1 item", "2 items"]
