"""Typed values to JSON and back."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.model.money import Money
from rpa.model.secret import Secret
from rpa.model.values import content_hash, from_json, to_json

ZONES = st.integers(-12, 14).map(lambda hours: timezone(timedelta(hours=hours)))
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.text(),
    st.text(st.characters(), max_size=5).filter(lambda text: not _has_pair(text)),
    st.decimals(allow_nan=False),
    st.dates(),
    st.datetimes(timezones=ZONES),
    st.builds(Money, st.decimals(-9999, 9999, allow_nan=False, allow_infinity=False, places=2), st.just("EUR")),
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1).map(Path),
)  # fmt: skip
TAGS = st.sampled_from(["$decimal", "$datetime", "$date", "$money", "$path", "$mapping", "$x", "a", ""])
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6) | TAGS, inner, max_size=3),
    max_leaves=12,
)


def _has_pair(text: str) -> bool:
    """Two lone surrogates side by side are one letter in JSON."""
    return any("\ud800" <= a <= "\udbff" and "\udc00" <= b <= "\udfff" for a, b in pairwise(text))


def same(one: Any, other: Any) -> bool:
    """Equal in value, type and digits."""
    if isinstance(one, dict):
        return isinstance(other, dict) and one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return isinstance(other, list) and len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other and str(one) == str(other)


@given(VALUES)
def test_what_is_written_is_read_back(value: Any) -> None:
    assert same(value, from_json(to_json(value)))


@given(VALUES)
def test_the_text_can_be_kept_in_any_file_and_is_stable(value: Any) -> None:
    text = to_json(value)
    assert text.encode().decode() == text
    assert to_json(from_json(text)) == text


@given(st.dictionaries(st.text(), LEAVES))
def test_the_order_of_a_mapping_makes_no_difference(value: dict[str, Any]) -> None:
    turned = dict(reversed(value.items()))
    assert content_hash(turned) == content_hash(value)


@pytest.mark.parametrize("value", [1.5, {"a": [0.1]}, Secret("a", "hunter22"), b"x", object(), {1, 2}])
def test_what_cannot_be_kept_is_refused_without_showing_it(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be kept in the ledger") as caught:
        to_json(value)
    assert "hunter22" not in str(caught.value)


def test_a_strangers_mapping_is_not_taken_for_a_value_of_ours() -> None:
    for value in ({"$decimal": "no number"}, {"$money": 3}, {"$mapping": [["a", 1]]}):
        assert from_json(to_json(value)) == value


def test_kinds_that_look_alike_are_told_apart() -> None:
    alike = [1, True, "1", Decimal(1), Decimal("1.0"), date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01"]
    assert len({to_json(value) for value in alike}) == len(alike)
