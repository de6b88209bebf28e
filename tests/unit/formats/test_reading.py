"""What readers say to the person who must act."""

from __future__ import annotations

import pickle

from rpa.formats.reading import Ambiguous, Unreadable


def test_it_says_what_was_seen_expected_and_to_do() -> None:
    error = Unreadable("12.x", "an amount", "delete the x")
    assert str(error) == "'12.x' is not an amount; delete the x"
    assert (error.text, error.expected, error.hint) == ("12.x", "an amount", "delete the x")
    assert str(Unreadable(True, "an amount")) == "'True' is not an amount"


def test_every_reading_is_named() -> None:
    error = Ambiguous("1.250", "one number", ("1250", "1.25"), "declare the decimal mark")
    assert str(error) == "'1.250' could mean 1250 or 1.25; declare the decimal mark"
    assert isinstance(error, Unreadable)


def test_long_and_invisible_texts_are_shown_fit_for_a_line() -> None:
    assert len(str(Unreadable("x" * 5000, "a date"))) < 110
    assert str(Unreadable("a\n\u202eb", "a date")) == r"'a\u000a\u202eb' is not a date"


def test_they_travel_between_processes() -> None:
    for error in (Unreadable("x", "a date", "h"), Ambiguous("x", "one date", ("a", "b"), "h")):
        copy = pickle.loads(pickle.dumps(error))
        assert (type(copy), str(copy)) == (type(error), str(error))
