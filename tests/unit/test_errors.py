"""What errors say to the person who must act."""

from __future__ import annotations

import pytest

from rpa.errors import EnvironmentNotReady, Problem, RecipeError, RpaError


@pytest.mark.parametrize(
    ("message", "place", "hint", "text"),
    [
        ("the disk is full", "/srv", "Make room.", "/srv: the disk is full. Make room."),
        ("the disk is full.", "", "Make room.", "the disk is full. Make room."),
        ("is it there?", "", "Look.", "is it there? Look."),
        ("the disk is full", "/srv", "", "/srv: the disk is full"),
        ("", "", "Look.", "Look."),
    ],
)
def test_a_full_stop_stands_between_message_and_hint(message: str, place: str, hint: str, text: str) -> None:
    assert str(RpaError(message, place=place, hint=hint)) == text


def test_each_class_owns_its_exit_code() -> None:
    assert EnvironmentNotReady("x").exit_code == 6
    assert RecipeError([Problem("a", 2, 1, "m"), Problem("a", 1, 1, "m")]).exit_code == 2


def test_the_problems_of_a_recipe_are_sorted_and_counted() -> None:
    error = RecipeError([Problem("a", 2, 1, "m"), Problem("a", 1, 3, "n", "Do.", "ab cd")])
    assert [problem.line for problem in error.problems] == [1, 2]
    assert str(error) == "2 mistakes found; nothing ran."
    assert str(error.problems[0]) == "a:1:3: n\n    ab cd\n      ^\n    Do."
    assert str(Problem("a", 0, 0, "m")) == "a: m"
