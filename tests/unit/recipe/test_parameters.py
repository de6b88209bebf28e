"""Parameters as a person sets them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rpa.errors import UsageError
from rpa.model.money import Money
from rpa.recipe.parameters import typed_params
from rpa.recipe.plan import Param

PARAMS = (
    Param("inbox", "path", Path("inbox")),
    Param("days", "integer", required=True),
    Param("rate", "decimal", None),
    Param("limit", "money", None),
    Param("day", "date", None),
    Param("late", "boolean", False),
    Param("note", "text", "-"),
)


def test_texts_become_typed_and_defaults_stay() -> None:
    given = {"days": "14", "rate": "1.250", "limit": "1250.00 EUR", "day": "2026-02-03", "late": "yes"}
    assert typed_params(PARAMS, given) == {
        "inbox": Path("inbox"),
        "days": 14,
        "rate": Decimal("1.250"),
        "limit": Money(Decimal("1250.00"), "EUR"),
        "day": date(2026, 2, 3),
        "late": True,
        "note": "-",
    }


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        typed_params(PARAMS, {"dais": "14", "rate": "much", "day": "03/04/2026"})
    message = str(caught.value)
    assert "there is no parameter 'dais'; did you mean 'days'?" in message
    assert "rate: 'much' is not a number" in message
    assert "day: '03/04/2026' is not a date" in message
    assert "days is required: -p days=INTEGER" in message
