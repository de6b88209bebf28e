from __future__ import annotations

import contextlib
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers.json_file import read_json
from rpa.errors import BusinessException


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(content: bytes) -> None:
    with contextlib.suppress(BusinessException):
        read_json(content, "a")


def test_json_without_floats() -> None:
    assert read_json(b'[{"a": 1.10, "b": 2, "c": null}]', "a.json") == [{"a": Decimal("1.10"), "b": 2, "c": None}]


def test_json_lines() -> None:
    assert read_json(b'{"a": 1}\n\n{"a": 2}\n', "a.json") == [{"a": 1}, {"a": 2}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"{", "a.json:1:2: this is no JSON"),
        (b'{"a": 1}\n{"a": }\n', "a.json:2"),
        (b'[{"a": 1,\n "b"}]', "a.json:2"),
        (b'{"a": 1, "a": 2}', "'a' is there twice"),
        (b'{"a": NaN}', "NaN is no number"),
        (b"[" * 100_000, "cannot be read"),
        (b"<html>", "no JSON"),
    ],
)
def test_broken_json_is_refused(content: bytes, message: str) -> None:
    with pytest.raises(BusinessException, match=message):
        read_json(content, "a.json")


@given(st.lists(st.dictionaries(st.text(), st.one_of(st.integers(), st.text(), st.none()))))
def test_json_comes_back(value: list[dict[str, object]]) -> None:
    assert read_json(json.dumps(value).encode(), "a.json") == value
