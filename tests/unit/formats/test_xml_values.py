from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.xml_values import Edge, day_of, plain_decimal


@pytest.mark.parametrize("text", ["0", "1250.00", "-1.5", "+2", ".5", "5.", "0.0000000000000000000000001"])
def test_numbers_as_xml_writes_them(text: str) -> None:
    assert plain_decimal(text) == Decimal(text)


@pytest.mark.parametrize(
    "text", ["", ".", "-", "1,5", "1 250", "1e3", "0x1", "INF", "NaN", "1.2.3", "１", "1_0", "9" * 26]
)
def test_other_ways_of_writing_are_no_numbers(text: str) -> None:
    assert plain_decimal(text) is None


@pytest.mark.parametrize(
    ("text", "form", "edge", "day"),
    [
        ("2026-10-05", "", None, date(2026, 10, 5)),
        ("2026-10-05Z", "", None, date(2026, 10, 5)),
        ("2026-10-05+02:00", "", None, date(2026, 10, 5)),
        ("2013-04-01T00:00:00", "", None, date(2013, 4, 1)),
        ("20261005", "102", None, date(2026, 10, 5)),
        ("202610051230", "203", None, date(2026, 10, 5)),
        ("20261005123059", "204", None, date(2026, 10, 5)),
        ("202610051230+0200", "205", None, date(2026, 10, 5)),
        ("202602", "610", "first", date(2026, 2, 1)),
        ("202402", "610", "last", date(2024, 2, 29)),
        ("202601", "616", "first", date(2025, 12, 29)),
        ("202653", "616", "last", date(2027, 1, 3)),
        ("2026-02-29", "", None, None),
        ("20261005", "", None, None),
        ("2026-10-05", "102", None, None),
        ("202610", "610", None, None),
        ("202654", "616", "first", None),
        ("202613", "610", "first", None),
        ("2o2610", "610", "first", None),
        ("1026-10-05", "", None, None),
        ("20261005", "999", None, None),
        ("٢٠٢٦-١٠-٠٥", "", None, None),
    ],
)
def test_days(text: str, form: str, edge: Edge | None, day: date | None) -> None:
    assert day_of(text, form, edge) == day


@given(
    st.text(max_size=30), st.sampled_from(["", "102", "203", "610", "616"]), st.sampled_from([None, "first", "last"])
)
def test_any_text_is_a_day_or_none(text: str, form: str, edge: Edge | None) -> None:
    found = day_of(text, form, edge)
    assert found is None or 1900 <= found.year <= 2200
    plain_decimal(text)
