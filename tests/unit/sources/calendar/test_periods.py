from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from rpa.sources.calendar import periods
from rpa.sources.contract import SourceContext


def read(ctx: SourceContext, day: dt.date, **given: Any) -> list[dict[str, Any]]:
    placed = replace(ctx, clock=replace(ctx.clock, fixed_day=day))
    (document,) = periods.read.read(periods.Params(**given), placed)
    assert document.path is None
    return [dict(item.values) for item in document.items]


def test_last_complete_quarter_with_its_due_date(ctx: SourceContext) -> None:
    assert read(ctx, dt.date(2026, 10, 5), every="quarter", due="nl-vat") == [
        {
            "period": "2026-Q3",
            "start": dt.date(2026, 7, 1),
            "end": dt.date(2026, 9, 30),
            "due": dt.date(2026, 10, 31),
        }
    ]


def test_last_day_of_a_quarter_still_sees_the_one_before(ctx: SourceContext) -> None:
    assert read(ctx, dt.date(2026, 9, 30), every="quarter")[0]["period"] == "2026-Q2"
    assert read(ctx, dt.date(2026, 10, 1), every="quarter")[0]["period"] == "2026-Q3"


def test_several_months_earliest_first(ctx: SourceContext) -> None:
    found = read(ctx, dt.date(2026, 1, 2), every="month", due_days=15, last=2)
    assert [item["period"] for item in found] == ["2025-11", "2025-12"]
    assert found[1]["due"] == dt.date(2026, 1, 15)


@pytest.mark.parametrize(
    "given",
    [
        {"every": "quarter", "due": "no-vat"},
        {"every": "quarter", "due": "nl-vat", "due_days": 3},
        {"every": "week"},
        {"every": "month", "last": 0},
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        periods.Params(**given)
