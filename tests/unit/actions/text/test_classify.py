"""Sorting texts by their words."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from rpa.actions.text.classify import Params, run

RULES = {
    "Complaint": ["klacht*", "complaint", "Rückgabe", "does not work"],
    "Invoice": ["factuur", "invoice", "Rechnung"],
}


def classify(text: str, rules: dict[str, list[str]] | None = None) -> tuple[str, list[str]]:
    found = run.run(Params(text=text, rules=rules or RULES, otherwise="Other"), None)  # type: ignore[arg-type]
    return found.kind, found.matched  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "kind", "matched"),
    [
        ("Twee KLACHTEN over de factuur", "Complaint", ["klacht*"]),
        ("factuur en invoice, een klacht", "Invoice", ["factuur", "invoice"]),
        ("It does\n  not work", "Complaint", ["does not work"]),
        ("It does perhaps not work", "Other", []),
        ("invoices", "Other", []),
        ("pro-invoice!", "Invoice", ["invoice"]),
        ("", "Other", []),
        (unicodedata.normalize("NFD", "Eine Rückgabe"), "Complaint", ["Rückgabe"]),
    ],
)
def test_kinds(text: str, kind: str, matched: list[str]) -> None:
    assert classify(text) == (kind, matched)


def test_a_rule_given_twice_counts_once() -> None:
    rules = {"A": ["one", "One", "ONE "], "B": ["two", "three"]}
    assert classify("one two three", rules) == ("B", ["two", "three"])
    assert classify("one", rules) == ("A", ["one"])


def test_signs_are_no_pattern() -> None:
    assert classify("a.b", {"X": ["a.b"]})[0] == "X"
    assert classify("axb", {"X": ["a.b", "(", "[x", "c++"]})[0] == "Other"
    assert classify("we use c++ here", {"X": ["c++"]})[0] == "X"


@pytest.mark.parametrize("words", ["", "  ", "*", "klacht *"])
def test_rules_that_fit_everything_are_refused(words: str) -> None:
    with pytest.raises(ValidationError, match="would be found in every text"):
        Params(text="x", rules={"A": [words]}, otherwise="O")


WORDS = st.sampled_from(["aa", "bb", "cc", "aab", "ab*", "a*", "bb cc"])


TEXTS = st.lists(st.sampled_from(["aa", "bb", "cc", "aab", "abc", "AA", "Bb"]), max_size=8)
RULE_BOOKS = st.dictionaries(st.sampled_from("XYZ"), st.lists(WORDS, max_size=4), min_size=1)


@given(TEXTS, RULE_BOOKS)
def test_as_a_slow_reader_would(text: list[str], rules: dict[str, list[str]]) -> None:
    small = [word.casefold() for word in text]

    def fits(pattern: str, word: str) -> bool:
        return word.startswith(pattern[:-1]) if pattern.endswith("*") else word == pattern

    def occurs(rule: str) -> bool:
        parts = rule.split()
        places = range(len(small) - len(parts) + 1)
        return any(all(fits(part, small[at + n]) for n, part in enumerate(parts)) for at in places)

    counts = {kind: len({rule for rule in words if occurs(rule)}) for kind, words in rules.items()}
    most = max(counts.values())
    expected = next(kind for kind, count in counts.items() if count == most) if most else "Other"
    assert classify(" ".join(text), rules)[0] == expected
