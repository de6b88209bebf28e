"""Secrets do not show themselves."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote, quote_plus, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from rpa.model.secret import MASK, Redactor, Secret

VALUES = st.text(st.characters(codec="utf-8", exclude_characters=MASK), min_size=4, max_size=30)


@pytest.mark.parametrize("show", [str, repr, "{}".format, "{:>20}".format, lambda secret: f"{secret!r:>5}"])
def test_a_secret_shows_nothing(show: object) -> None:
    assert callable(show)
    assert "hunter22" not in show(Secret("a.b", "hunter22"))
    assert Secret("a.b", "hunter22").reveal() == "hunter22"


@given(VALUES, st.text(max_size=20), st.text(max_size=20))
def test_no_written_form_survives(value: str, before: str, after: str) -> None:
    redactor = Redactor([Secret("a", value)])
    forms = [
        value,
        json.dumps(value)[1:-1],
        json.dumps(value, ensure_ascii=False)[1:-1],
        repr(value)[1:-1],
        quote(value),
        quote(value, safe=""),
        quote_plus(value),
        urlencode({"p": value}).removeprefix("p="),
        base64.b64encode(value.encode()).decode().rstrip("="),
        html.escape(value),
        str(escape(value)),
    ]
    for form in forms:
        assert form not in redactor.redact(f"{before}{form}{after}")
        assert MASK in redactor.redact(form)


@given(st.binary(max_size=12), st.text(st.characters(codec="ascii"), min_size=9, max_size=30), st.binary(max_size=9))
def test_a_password_inside_a_base64_sign_in_is_found(before: bytes, value: str, after: bytes) -> None:
    text = base64.b64encode(before + value.encode() + after).decode()
    assert MASK in Redactor([Secret("a", value)]).redact(f"Authorization: Basic {text}")


@given(st.lists(VALUES, min_size=1, max_size=4), st.text(max_size=60))
def test_a_text_without_secrets_stays_as_it_is(values: list[str], text: str) -> None:
    redactor = Redactor(Secret(str(number), value) for number, value in enumerate(values))
    if not any(value in text for value in values) and text.isalpha() and len(text) < 6:
        assert redactor.redact(text) == text


def test_a_secret_that_holds_another_goes_as_a_whole() -> None:
    redactor = Redactor([Secret("a", "pass"), Secret("b", "password-2")])
    assert redactor.redact("x password-2 pass y") == f"x {MASK} {MASK} y"


def test_very_short_values_are_left_alone() -> None:
    assert Redactor([Secret("a", "abc")]).redact("abc") == "abc"


def test_secrets_can_be_learned_later() -> None:
    redactor = Redactor()
    redactor.learn(Secret("a", "hunter22"))
    assert redactor.redact("hunter22!") == f"{MASK}!"
