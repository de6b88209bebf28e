from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.ledger.differences import differences
from rpa.model.money import Money
from rpa.model.values import from_json, to_json


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        ({"lines": [{"quantity": 5}]}, {"lines": [{"quantity": 7}]}, ["lines[1].quantity: 5 before, 7 now"]),
        ({"name": "Jansen"}, {"name": "Janssen"}, ['name: "Jansen" before, "Janssen" now']),
        ({"a": 1}, {"b": 2}, ["a: 1 before, not there now", "b: not there before, 2 now"]),
        ({"a": None}, {"a": ""}, ['a: nothing before, "" now']),
        ({"a": True}, {"a": False}, ["a: yes before, no now"]),
        ({"a": 5}, {"a": Decimal(5)}, ["a: 5 (whole number) before, 5 (decimal) now"]),
        ({"a": Decimal("5.0")}, {"a": Decimal("5.00")}, ["a: 5.0 before, 5.00 now"]),
        ({"a": Money(Decimal(1), "EUR")}, {"a": Money(Decimal(1), "NOK")}, ["a: 1.00 EUR before, 1.00 NOK now"]),
        ({"a": date(2026, 3, 4)}, {"a": date(2026, 4, 3)}, ["a: 2026-03-04 before, 2026-04-03 now"]),
        ({"a": Path("x")}, {"a": "x"}, ['a: x before, "x" now']),
        ({"a": [1, 2]}, {"a": [1]}, ["a[2]: 2 before, not there now"]),
        ({"a": [1]}, {"a": {"b": 1}}, ["a: [1] before, {b: 1} now"]),
        ([{"a": (1, 2)}], [{"a": [1, 3]}], ["[1].a[2]: 2 before, 3 now"]),
        (1, 2, ["1 before, 2 now"]),
        ({"a": {"b": [1]}}, {"a": {"b": (1,)}}, []),
    ],
)
def test_each_field_is_named_with_both_values(before: Any, now: Any, told: list[str]) -> None:
    assert differences(before, now) == told


def test_long_texts_are_shown_where_they_part() -> None:
    before, now = "x" * 500 + "old" + "y" * 500, "x" * 500 + "new" + "y" * 500
    (told,) = differences({"note": before}, {"note": now})
    assert "old" in told
    assert "new" in told
    assert len(told) < 400


leaves = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.dates()
    | st.datetimes().map(datetime.isoformat)
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(st.text(min_size=1), inner), max_leaves=10
)


@given(values, values)
def test_it_tells_a_difference_exactly_when_the_ledger_sees_one(before: Any, now: Any) -> None:
    assert (differences(before, now) == []) == (to_json(before) == to_json(now))
    assert differences(before, from_json(to_json(before))) == []
