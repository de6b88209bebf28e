from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.ledger.texts import Texts, moment_text
from rpa.model.secret import MASK, Redactor, Secret
from rpa.model.values import from_json, to_json


@given(st.datetimes(), st.datetimes())
def test_moments_sort_as_their_texts(one: datetime, other: datetime) -> None:
    zone = timezone(timedelta(hours=2))
    first, second = one.replace(tzinfo=UTC), other.replace(tzinfo=UTC)
    assert (moment_text(first) < moment_text(second)) == (first < second)
    assert len(moment_text(first)) == 32
    if one.year not in (1, 9999):
        assert moment_text(first.astimezone(zone)) == moment_text(first)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        moment_text(datetime(2026, 7, 1))  # noqa: DTZ001


def test_without_secrets_json_stays_as_it_is() -> None:
    value = {"b": 'a"\\b', "a": Decimal("1.0")}
    assert Texts().json(value) == to_json(value)
    assert Texts(Redactor([Secret("x", "hunter22")])).json(value) == to_json(value)


def test_secrets_are_masked_in_texts_names_and_paths_and_numbers_stay() -> None:
    texts = Texts(Redactor([Secret("pin", "2026")]))
    value = {
        "n2026": ["x2026y", Path("/a/2026")],
        "n": 2026,
        "d": Decimal("2026.5"),
        "t": datetime(2026, 1, 1, tzinfo=UTC),
    }
    assert from_json(texts.json(value)) == {
        f"n{MASK}": [f"x{MASK}y", Path(f"/a/{MASK}")],
        "n": 2026,
        "d": Decimal("2026.5"),
        "t": datetime(2026, 1, 1, tzinfo=UTC),
    }


def test_rows_as_they_came_keep_their_types_but_show_no_secret_even_as_a_number() -> None:
    row = {"Zip": "2.125", "Amount": Decimal("2.125"), "Pin": 4711, "Day": date(2026, 4, 3), "Paid": True, "": None}
    assert from_json(Texts().rows([row])) == [[[*pair] for pair in row.items()]]
    masked = from_json(Texts(Redactor([Secret("pin", "4711")])).rows([row, {"x": Decimal("4711.5"), "y": "a4711"}]))
    assert dict(masked[0]) == {**row, "Pin": MASK}
    assert dict(masked[1]) == {"x": f"{MASK}.5", "y": f"a{MASK}"}


@given(st.text(min_size=4), st.lists(st.text()))
def test_no_secret_survives_whatever_it_is_made_of(secret: str, around: list[str]) -> None:
    texts = Texts(Redactor([Secret("x", secret)]))
    value: Any = [*around, secret, {"deep": f"{secret}"}]
    kept = from_json(texts.json(value))
    assert kept[-1] == {"deep": MASK}
    assert kept[-2] == MASK


def test_secrets_learnt_later_are_masked_too() -> None:
    redactor = Redactor()
    texts = Texts(redactor)
    redactor.learn(Secret("x", "hunter22"))
    assert texts.text("a hunter22") == f"a {MASK}"
