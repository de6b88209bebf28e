"""Lengths of time and rates, and what was most likely meant by others."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.recipe.times import proposed_duration, proposed_rate, read_duration, read_rate, written_duration


@pytest.mark.parametrize(
    ("text", "seconds"), [("500ms", 0.5), ("2 s", 2), ("30s", 30), ("10 min", 600), ("5min", 300), ("1h", 3600)]
)
def test_a_length_of_time(text: str, seconds: float) -> None:
    assert read_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "0s", "0 min", "-1s", "10", "10  min", "1.5h", "10 minutes", "1 d", "9999999s"])
def test_no_length_of_time(text: str) -> None:
    assert read_duration(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("10 minutes", "10min"),
        ("10 Minuten", "10min"),
        ("30", "30s"),
        ("30 sec.", "30s"),
        ("1 uur", "1h"),
        ("1.5 h", "90min"),
        ("1,5 h", "90min"),
        ("1h 30min", "90min"),
        ("2 days", "48h"),
        ("5m", "5min"),
        ("0", ""),
        ("soon", ""),
        ("10 parsecs", ""),
        ("-5 s", ""),
        ("", ""),
    ],
)
def test_what_was_most_likely_meant(text: str, meant: str) -> None:
    assert proposed_duration(text) == meant


@given(st.text(max_size=30))
def test_what_is_proposed_can_be_read(text: str) -> None:
    meant = proposed_duration(text)
    assert not meant or read_duration(meant) is not None or len(meant) > 8
    rate = proposed_rate(text)
    assert not rate or read_rate(rate) is not None


@given(st.integers(1, 999_999), st.sampled_from(["ms", "s", "min", "h"]))
def test_a_length_of_time_is_written_as_it_is_read(count: int, unit: str) -> None:
    length = read_duration(f"{count} {unit}")
    assert length is not None
    assert read_duration(written_duration(length)) == length


@pytest.mark.parametrize(
    ("text", "seconds"), [("30/min", 2), ("2/s", 0.5), ("500/h", 7.2), ("1/h", 3600), ("1000/s", 0.001)]
)
def test_a_rate_is_an_interval(text: str, seconds: float) -> None:
    assert read_rate(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize("text", ["", "0/min", "30", "30 / min", "30/minute", "-3/s", "1001/s", "2.5/s", "1/d"])
def test_no_rate(text: str) -> None:
    assert read_rate(text) is None


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("30 per minute", "30/min"),
        ("30 / min", "30/min"),
        ("30/Minute", "30/min"),
        ("30 pro Minute", "30/min"),
        ("30x per minuut", "30/min"),
        ("1 every 2 seconds", "30/min"),
        ("0.5/s", "30/min"),
        ("240 per day", "10/h"),
        ("2 per sec", "2/s"),
        ("0 per minute", ""),
        ("5000 per second", ""),
        ("1 per day", ""),
        ("1 per 0 s", ""),
        ("fast", ""),
    ],
)
def test_the_rate_that_was_most_likely_meant(text: str, meant: str) -> None:
    assert proposed_rate(text) == meant
