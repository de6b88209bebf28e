"""Writes that could be taken for each other need an id."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.errors import RecipeError
from rpa.recipe.checker import check_recipe

MAIL = "mail.send: {to: a@example.org, template: a}"
WHY = "if they change places while an item waits, one is done twice and one never"


def recipe(*steps: str, final: tuple[str, ...] = ()) -> str:
    lines = ["name: r", "browser: {url: 'https://office.example.org'}", "steps:", *(f"  - {step}" for step in steps)]
    return "\n".join([*lines, *(["finally:"] if final else []), *(f"  - {step}" for step in final)]) + "\n"


def mistakes(text: str) -> list[str]:
    try:
        check_recipe(Path("r.yaml"), text, is_new=True)
    except RecipeError as error:
        return [f"{p.line}:{p.column} {p.message} | {p.hint}" for p in error.problems]
    return []


def test_each_of_two_unnamed_writes_is_asked_for_an_id() -> None:
    assert mistakes(recipe(MAIL, MAIL)) == [
        f"4:5 this mail.send has no id, and so has another: {WHY} | Give each its own id, and keep it: id: mail_send",
        f"5:5 this mail.send has no id, and so has another: {WHY} | Give each its own id, and keep it: id: mail_send_2",
    ]


def test_the_proposed_id_is_made_of_the_name_and_is_free() -> None:
    named = f"{{name: To the office!, {MAIL}}}"
    found = mistakes(recipe(named, named, MAIL, f"{{id: to_the_office, {MAIL}}}"))
    assert [one.rpartition("id: ")[2] for one in found] == ["to_the_office_2", "to_the_office_3", "mail_send"]
    assert "and so has 2 others" in found[0]


@pytest.mark.parametrize("name", ["Ærlig talt", "2 mails", "!!!"])
def test_what_is_proposed_can_be_an_id(name: str) -> None:
    found = mistakes(recipe(f"{{name: {name!r}, {MAIL}}}", MAIL))
    ids = [one.rpartition("id: ")[2] for one in found]
    assert len(ids) == 2
    steps = [f"{{id: {given}, {MAIL}}}" for given in ids]
    assert mistakes(recipe(*steps)) == []


@pytest.mark.parametrize(
    "steps",
    [
        (MAIL,),
        (MAIL, f"{{id: second, {MAIL}}}"),
        (MAIL, "browser.form: {fill: {A: b}, submit: Save}"),
        ("browser.open: /a", "browser.open: /b"),
        (MAIL, "browser.open: /a"),
    ],
)
def test_what_cannot_be_taken_for_another_needs_none(steps: tuple[str, ...]) -> None:
    assert mistakes(recipe(*steps)) == []


def test_the_steps_of_finally_are_an_item_of_their_own() -> None:
    assert mistakes(recipe(MAIL, final=(MAIL,))) == []
    assert len(mistakes(recipe(MAIL, final=(MAIL, MAIL)))) == 2


def test_work_that_began_before_the_rule_ends_on_its_own_text() -> None:
    found = check_recipe(Path("r.yaml"), recipe(MAIL, MAIL))
    assert [step.id for step in found.steps] == ["mail.send", "mail.send-2"]
