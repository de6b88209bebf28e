"""YAML read with places, strictly, and its mistakes in plain words."""
# ruff: noqa: E501 - a text with its mistake reads best on one line

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.drivers.yaml_file import LARGEST, load_yaml, read_yaml
from rpa.drivers.yaml_nodes import ListNode, MappingNode, Mark, ScalarNode, plain_data
from rpa.errors import RecipeError


def data(text: str) -> object:
    return plain_data(load_yaml(text, "f.yaml"))


def problems(text: str | bytes) -> list[str]:
    _, source = read_yaml(text, "f.yaml")
    return [f"{p.line}:{p.column} {p.message} | {p.hint}" for p in sorted(source.problems)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("-7", -7),
        ("0", 0),
        ("0123", "0123"),
        ("1.10", Decimal("1.10")),
        ("-0.5", Decimal("-0.5")),
        (".5", ".5"),
        ("1e5", "1e5"),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("0o17", "0o17"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("2026-11-22", "2026-11-22"),
        ("12:30:45", "12:30:45"),
        ("'7'", "7"),
        ('"true"', "true"),
        ("=", "="),
        ("<<", "<<"),
    ],
)
def test_what_a_plain_value_means(text: str, value: object) -> None:
    found = data(f"k: {text}\n")
    assert found == {"k": value}
    assert isinstance(found, dict)
    assert type(found["k"]) is type(value)
    assert not isinstance(found["k"], float | date)


def test_every_node_knows_its_place() -> None:
    root = load_yaml("a: 1\nb:\n  - x\n  - {c: 'd e'}\n", "f.yaml")
    assert isinstance(root, MappingNode)
    listed = root.get("b")
    assert isinstance(listed, ListNode)
    inner = listed.items[1]
    assert isinstance(inner, MappingNode)
    found = inner.get("c")
    assert isinstance(found, ScalarNode)
    assert (found.mark, found.raw, found.style, found.text) == (Mark(4, 9), "'d e'", "'", "d e")
    assert root.names == ("a", "b")
    key = root.key("b")
    assert key is not None
    assert key.mark == Mark(2, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\na: 2\n", "2:1 'a' is given twice (first on line 1) | Keep one of them."),
        ("a: &x 1\n", "1:4 anchors (&name) and aliases (*name) are not used in recipes"),
        ("a: !x 1\n", "1:4 tags (!name) are not used in recipes"),
        ("a: 1\n---\nb: 2\n", "2:1 a second document begins here"),
        ("%YAML 1.1\n---\na: NO\n", "2:1 a %-directive stands here"),
        ("a:\n\tb: 1\n", "2:1 a tab stands where spaces must be | Indent with spaces."),
        ("a: 'x\nb: 1\n", "1:4 a quote is opened here and never closed | Close the quote."),
        ("a: [1, 2\nb: 3\n", "1:4 a [ is opened here and not closed"),
        ("a: b: c\n", '1:5 a colon followed by a space makes this a second key on one line | Write: a: "b: c"'),
        ("a: @x\n", '1:4 a value cannot begin with this character | Write: a: "@x"'),
        ("a: 1\n  b: 2\n", "2:4 this line is indented deeper, but the line above already has a value"),
        ("a: 1\nb\nc: 3\n", "2:1 a key without its colon"),
        ('a: "x" y\n', "1:8 text stands behind the end of a value | Put the whole value in quotes."),
        ('a: "\\d"\n', "1:6 a backslash inside double quotes begins an escape | Use single quotes"),
        ("x: \x00\n", "1:4 a character that cannot be printed stands here"),
        ("? [a]\n: 1\n", "1:3 a list or mapping stands where a name must be"),
        ("[" * 50, "1:42 values are nested more than 40 deep"),
        (b"a: \xff\n", "1:0 the file is not UTF-8 text"),
        ("a" * (LARGEST + 1), "0:0 the file has more than 1024 KiB"),
    ],
)
def test_mistakes_of_writing_in_plain_words(text: str | bytes, expected: str) -> None:
    found = problems(text)
    assert found[0].startswith(expected), found
    with pytest.raises(RecipeError):
        load_yaml(text, "f.yaml")


@pytest.mark.parametrize(
    ("text", "place", "corrected"),
    [
        ("due: {{ x }} # c\n", "1:6", 'due: "{{ x }}" # c'),
        ("- {{ x }}\n", "1:3", '- "{{ x }}"'),
        ("a: [{{ x }}, 1]\n", "1:5", 'a: ["{{ x }}", 1]'),
        ("a: {b: {{ x | f('y, z') }}, c: 1}\n", "1:8", "a: {b: \"{{ x | f('y, z') }}\", c: 1}"),
        ('a: {{ x["y"] }}\n', "1:4", "a: '{{ x[\"y\"] }}'"),
        ("a: {{ x.y }}/{{ z }}\n", "1:4", 'a: "{{ x.y }}/{{ z }}"'),
        ("a: {{ 'x }}\n", "1:4", 'a: "{{ \'x }}"'),
        ("a: {b: see {{ x }}}\n", "1:8", 'a: {b: "see {{ x }}"}'),
        ("url: {{ a }}: x\n", "1:6", 'url: "{{ a }}: x"'),
        ("k:\n  - a.b: {{ x }}\n", "2:10", '- a.b: "{{ x }}"'),
    ],
)
def test_braces_without_quotes(text: str, place: str, corrected: str) -> None:
    found = problems(text)
    message = "an expression must stand in quotes, or YAML takes {{ for a mapping"
    assert found == [f"{place} {message} | Write: {corrected}"]
    assert plain_data(load_yaml(corrected, "f")) is not None


def test_what_wants_only_quotes_is_mended_so_that_the_rest_is_read() -> None:
    root, source = read_yaml("a: {{ x }}\nb: @y\nc: d: e\nf: 1\nf: 2\n", "f.yaml")
    assert [problem.line for problem in source.problems] == [1, 2, 3, 5]
    assert root is not None
    assert plain_data(root) == {"a": "{{ x }}", "b": "@y", "c": "d: e", "f": 1}


def test_braces_inside_texts_and_blocks_are_left_alone() -> None:
    text = "a: \"{{ x }}\"\nb: |\n  c: {{ y }}\n  - {{ z }}\nd: /q?x={{ x }}\n# e: {{ x }}\nf: '- {{ x }}'\n"
    assert data(text) == {"a": "{{ x }}", "b": "c: {{ y }}\n- {{ z }}\n", "d": "/q?x={{ x }}", "f": "- {{ x }}"}


def test_line_ends_and_a_byte_order_mark_do_not_move_places() -> None:
    _, source = read_yaml("\ufeffa: 1\r\nb: 2\r\nb: 3\r\n".encode(), "f.yaml")
    assert [(p.line, p.column, p.excerpt) for p in source.problems] == [(3, 1, "b: 3")]


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_any_text_gives_nodes_or_problems(text: str) -> None:
    root, source = read_yaml(text, "f.yaml")
    assert (
        root is not None
        or source.problems
        or not text.strip("\ufeff \t\r\n\x85\u2028\u2029")
        or "#" in text
        or "-" in text
        or "." in text
    )
    for problem in source.problems:
        assert 0 <= problem.line <= text.count("\n") + text.count("\r") + 1
        assert problem.message


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.one_of(st.integers(-(10**6), 10**6), st.booleans(), st.none(), st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=8)),
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.from_regex("[a-z]{1,5}", fullmatch=True), inner, max_size=3)),
        max_leaves=8,
    )
)  # fmt: skip
def test_what_json_writes_is_read_back(value: object) -> None:
    import json

    assert data(json.dumps({"k": value})) == {"k": value}
