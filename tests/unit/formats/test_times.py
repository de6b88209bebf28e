"""Times of day are read when there is such a time."""

from __future__ import annotations

import contextlib
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.locales import CONVENTIONS
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.formats.times import read_time, without_time


@pytest.mark.parametrize(
    ("text", "time"),
    [
        ("14:30", "14:30:00"),
        ("14.30", "14:30:00"),
        ("14h30", "14:30:00"),
        ("kl. 14.30", "14:30:00"),
        ("klokken 9:05", "09:05:00"),
        ("14:30 Uhr", "14:30:00"),
        ("om 14:30 uur", "14:30:00"),
        ("14:30:15", "14:30:15"),
        ("2:30 pm", "14:30:00"),
        ("2.30 p.m.", "14:30:00"),
        ("12:05 am", "00:05:00"),
        ("12 pm", "12:00:00"),
        ("00:00", "00:00:00"),
    ],
)
def test_times(text: str, time: str) -> None:
    assert read_time(text, "nl").isoformat() == time


@pytest.mark.parametrize(
    "text", ["", "14", "24:00", "14:60", "13 pm", "0:30 am", "14:3", "half drie", "14:30 foo", "٣:30"]
)
def test_other_texts_are_no_times(text: str) -> None:
    with pytest.raises(Unreadable):
        read_time(text, "nl")


def test_an_american_time_without_its_half_is_two_times() -> None:
    with pytest.raises(Ambiguous) as caught:
        read_time("2:30", "en-US")
    assert caught.value.readings == ("02:30:00", "14:30:00")
    assert read_time("14:30", "en-US") == dt.time(14, 30)


def test_a_text_without_a_time_stays_as_it_is() -> None:
    assert without_time("5 oktober 2026") == "5 oktober 2026"
    assert without_time("05.10.2026 14:30 Uhr") == "05.10.2026"


@given(st.text(max_size=80), st.sampled_from(sorted(CONVENTIONS)))
def test_any_text_is_read_or_refused(text: str, locale: str) -> None:
    with contextlib.suppress(Unreadable):
        assert isinstance(read_time(text, locale), dt.time)
