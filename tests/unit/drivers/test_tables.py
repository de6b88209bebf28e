from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers.tables import read_csv, read_json
from rpa.errors import BusinessException


@pytest.mark.parametrize(
    ("content", "separator", "encoding"),
    [
        (b"a;b\r\n1,5;2\r\n", ";", "utf-8"),
        (b"a,b\n1.5,2\n", ",", "utf-8"),
        (b"a\tb\n1,5\t2;3\n", "\t", "utf-8"),
        ("\ufeffnaam;plaats\nJan;Köln\n".encode(), ";", "utf-8"),
        ("naam;plaats\nJan;Köln €\n".encode("cp1252"), ";", "cp1252"),
        ("naam;plaats\nJan;Köln\n".encode("utf-16"), ";", "utf-16"),
        (b"sep=|\na;b|c\n1|2\n", "|", "utf-8"),
        (b"name\nJan\n", ";", "utf-8"),
    ],
)
def test_separator_and_encoding_are_found(content: bytes, separator: str, encoding: str) -> None:
    table = read_csv(content, "a.csv")
    assert (table.separator, table.encoding) == (separator, encoding)


def test_texts_stay_texts_and_lines_are_known() -> None:
    table = read_csv(b'a;b\n"x\ny";007\n;\n', "a.csv")
    assert table.rows == (("a", "b"), ("x\ny", "007"), ("", ""))
    assert table.lines == (1, 2, 4)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b" \n", "empty"),
        (b"a;b\0c\n", "no text"),
        (b"PK\x03\x04\x81\x8d\0", "no text"),
        (b'a;b\n1;"2\n3;4\n', "a.csv:2: the row that begins here"),
        (b"a;b,c\n1;2,3\n", "';' or ','"),
    ],
)
def test_broken_files_are_refused(content: bytes, message: str) -> None:
    with pytest.raises(BusinessException, match=message):
        read_csv(content, "a.csv")


@given(st.lists(st.tuples(st.text(alphabet="abc ,.\"'\n€"), st.text(alphabet="xyz1")), min_size=1))
def test_what_was_written_is_read(rows: list[tuple[str, str]]) -> None:
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows([("left", "right"), *rows])
    table = read_csv(("sep=;\n" + stream.getvalue()).encode(), "a.csv")
    assert table.rows[1:] == tuple(rows)


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_else(content: bytes) -> None:
    for read in (read_csv, read_json):
        try:
            read(content, "a")
        except BusinessException:
            continue


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
