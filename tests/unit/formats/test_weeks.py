"""Weeks are read with their year, and are no days."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.reading import Unreadable
from rpa.formats.weeks import read_week


@pytest.mark.parametrize(
    "text",
    [
        "2026-W41",
        "2026W41",
        "KW 41/2026",
        "KW41 2026",
        "week 41 2026",
        "Week 41, 2026",
        "uke 41 2026",
        "uge 41/2026",
        "v. 41 2026",
        "vecka 41 2026",
        "semaine 41 2026",
        "wk 41-2026",
        "2026 week 41",
        "2026/KW41",
    ],
)
def test_weeks(text: str) -> None:
    week = read_week(text)
    assert (week.start, week.end, week.label) == (dt.date(2026, 10, 5), dt.date(2026, 10, 11), "2026-W41")


@pytest.mark.parametrize(
    "text", ["", "41", "week 41", "2026-W54", "2025-W53", "2026-W0", "2026-W41-3", "W41/26", "0000-W10"]
)
def test_other_texts_are_no_weeks(text: str) -> None:
    with pytest.raises(Unreadable):
        read_week(text)


@given(st.dates(dt.date(1901, 1, 1), dt.date(2199, 12, 31)))
def test_every_week_is_read_as_itself(day: dt.date) -> None:
    year, number, _ = day.isocalendar()
    week = read_week(f"{year}-W{number:02d}")
    assert week.start <= day <= week.end


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(Unreadable):
        assert read_week(text).label
