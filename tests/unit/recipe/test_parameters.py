"""Parameters as a person sets them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rpa.errors import UsageError
from rpa.formats.reading import Unreadable
from rpa.model.money import Money
from rpa.recipe.parameters import typed, typed_params
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
    assert "day: '03/04/2026' could mean 2026-04-03 or 2026-03-04" in message
    assert "days is required: -p days=INTEGER" in message


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("date", "21-4-2026", "'21-4-2026' is not a date; write 2026-04-21"),
        ("date", "28-01-2026", "'28-01-2026' is not a date; write 2026-01-28"),
        ("date", "28. Januar 2026", ""),
        ("date", "3-4-2026", "'3-4-2026' could mean 2026-04-03 or 2026-03-04; write the one that is meant"),
        ("date", "31-02-2026", "'31-02-2026' is not a date; there is no day 31 of month 2 in 2026"),
        ("date", "28-01-26", "'28-01-26' is not a date; write it with a year of four digits, as in 2026-12-31"),
        ("date", "soon", "'soon' is not a date; write it as in 2026-12-31"),
        ("decimal", "2867,50", "'2867,50' is not a number; write 2867.50"),
        ("decimal", "2.867,50", "'2.867,50' is not a number; write 2867.50"),
        ("decimal", "-2 867,50", "'-2 867,50' is not a number; write -2867.50"),
        ("decimal", "€ 2867,50", "'€ 2867,50' is not a number; write 2867.50"),
        ("decimal", "2,867", "'2,867' could mean 2867 or 2.867; write the one that is meant"),
        ("decimal", "2,867.50", "'2,867.50' is not a number; write 2867.50"),
        ("decimal", "2,86,7", "'2,86,7' is not a number; write it as in 1250.00"),
        ("integer", "1.250,00", "'1.250,00' is not a whole number; write 1250"),
        ("integer", "1.5", "'1.5' is not a whole number; it has a fraction"),
        ("money", "2867,50 EUR", "'2867,50 EUR' is not an amount; write 2867.50 EUR"),
        ("money", "2867,50", "'2867,50' is not an amount; write it as in 1250.00 EUR"),
    ],
)
def test_a_text_in_another_form_is_told_in_the_one_to_write(kind: str, text: str, told: str) -> None:
    if not told:
        assert typed(kind, text) == date(2026, 1, 28)
        return
    with pytest.raises(Unreadable) as caught:
        typed(kind, text)
    assert str(caught.value) == told
