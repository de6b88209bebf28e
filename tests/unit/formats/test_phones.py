"""Telephone numbers are those of a country, and one at a time."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.phones import read_phone
from rpa.formats.reading import Unreadable


@pytest.mark.parametrize(
    ("text", "locale", "number"),
    [
        ("06 12345678", "nl", "+31612345678"),
        ("06-12 34 56 78", "nl", "+31612345678"),
        ("+31 (0)6 12345678", "nb", "+31612345678"),
        ("0031 6 12345678", "nl", "+31612345678"),
        ("Tel. 020-123 45 67", "nl", "+31201234567"),
        ("22 12 34 56", "nb-NO", "+4722123456"),
        ("Tlf: +47 22 12 34 56", "nl", "+4722123456"),
        ("030/901820", "de", "+4930901820"),
        ("030 901820-21", "de", "+493090182021"),
        ("+49 (0)30/901820", "nl", "+4930901820"),
        ("(020) 7946 0018", "en-GB", "+442079460018"),
        ("01 42 68 53 00", "fr", "+33142685300"),
        ("044 668 18 00", "de-CH", "+41446681800"),
    ],
)
def test_numbers(text: str, locale: str, number: str) -> None:
    assert read_phone(text, locale) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "12345",
        "22 12 34 56",
        "06 12345678 / 06 87654321",
        "06 12345678 ext. 5",
        "06 12345678 x5",
        "0800-FLOWERS",
        "+31 6 1234",
        "+999 123456",
        "kantoor",
        "06 12345678 (Jan)",
        "1" * 50,
        "٠٦١٢٣٤٥٦٧٨",
    ],
)
def test_others_are_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_phone(text, "nl")


def test_a_second_number_behind_a_slash_does_not_become_part_of_the_first() -> None:
    with pytest.raises(Unreadable, match="one number"):
        read_phone("030 901820 / 21", "de")


def test_the_country_is_declared_or_that_of_the_locale() -> None:
    assert read_phone("22 12 34 56", "nl", "NO") == "+4722123456"
    with pytest.raises(Unreadable, match="country is not known"):
        read_phone("22 12 34 56", "en")
    with pytest.raises(Unreadable, match="leading zero"):
        read_phone(612345678, "nl")  # type: ignore[arg-type]


@given(st.text(max_size=50) | st.text("+0123456789 ()/-.", max_size=30))
def test_any_text_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(Unreadable):
        assert read_phone(text, "de").startswith("+")
