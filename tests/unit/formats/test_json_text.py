"""JSON as it is: exact numbers, nothing guessed."""

from __future__ import annotations

import contextlib
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.formats.json_text import BadJson, NoValue, is_path, read_json, value_at, write_json
from rpa.model.money import Money

NUMBERS = st.decimals(allow_nan=False, allow_infinity=False, places=4, min_value=-(10**18), max_value=10**18)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])) | NUMBERS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_what_is_written_is_read_again(value: Any) -> None:
    assert read_json(write_json(value)) == value


@given(st.binary() | st.text().map(str.encode))
def test_anything_else_is_refused_in_words(content: bytes) -> None:
    with contextlib.suppress(BadJson):
        read_json(content)


def test_no_digit_is_lost() -> None:
    assert write_json({"a": Decimal("10.00"), "b": Decimal("1E+3")}) == b'{"a":10.00,"b":1000}'
    assert read_json(b"[0.1, 12345678901234567890.123, 1e2]") == [
        Decimal("0.1"),
        Decimal("12345678901234567890.123"),
        Decimal("1e2"),
    ]


def test_days_and_paths_are_texts() -> None:
    assert write_json([date(2026, 1, 2), Path("a/b"), "é"]) == '["2026-01-02","a/b","é"]'.encode()
    assert json.loads(write_json("\ud800")) == "\ufffd"


@pytest.mark.parametrize("value", [0.1, Money(Decimal(1), "EUR"), object(), Decimal("NaN"), {"a": [1.5]}])
def test_what_would_lose_something_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="cannot be written as JSON"):
        write_json(value)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"a": 1, "a": 2}', "'a' is there twice"),
        (b"[NaN]", "NaN is no number"),
        (b"[" * 100_000, "nested too deeply"),
        (b"\xff\xfe", "not UTF-8"),
        (b"", "Expecting value"),
        (b"9" * 5000, "digits"),
    ],
)
def test_bad_json(content: bytes, said: str) -> None:
    with pytest.raises(BadJson, match=said):
        read_json(content)


def test_a_value_by_its_path() -> None:
    value = {"order": {"lines": [{"sku": "A"}, {"sku": "B"}]}, "n": None}
    assert value_at(value, "order.lines[1].sku") == "B"
    assert value_at(value, "n") is None
    assert value_at([[1]], "[0][0]") == 1


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("order.total", "there is no order.total; order is an object with lines"),
        ("order.lines[2]", r"there is no order.lines\[2\]; order.lines is a list of 2"),
        ("order.lines.sku", "order.lines is a list"),
        ("n.x", "n is null"),
        ("x", "the answer is an object with order, n"),
    ],
)
def test_nothing_there(path: str, said: str) -> None:
    with pytest.raises(NoValue, match=said):
        value_at({"order": {"lines": [1, 2]}, "n": None}, path)


def test_what_is_a_path() -> None:
    assert [is_path(one) for one in ("a", "a.b[0].c", "[0]", "a b.c-d")] == [True] * 4
    assert [is_path(one) for one in ("", ".a", "a.", "a..b", "a[x]", "a[0", "$.a[")] == [False] * 7
