"""Outputs as a person gives them: typed like the step's own, all mistakes at once."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import ConfigDict, Field

from rpa.actions.contract import Action, ActionOutputs, ActionParams, Context, action
from rpa.errors import UsageError
from rpa.model.effect import Effect
from rpa.model.money import Money
from rpa.recipe.answers import output_caption, output_kind, typed_outputs
from rpa.recipe.plan import Mark, Step


class Params(ActionParams):
    read: dict[str, Any] = Field({}, description="What is read.")


class Outputs(ActionOutputs):
    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)
    open_ended: ClassVar[str | None] = "read"
    number: str | None = Field(description="Number.")
    count: int = Field(description="How many.")
    net: Decimal = Field(description="Sum.")
    total: Money = Field(description="Sum with currency.")
    due: date = Field(description="When.")
    pdf: Path = Field(description="File.")
    is_paid: bool = Field(description="Whether.")
    lines: list[dict[str, Any]] = Field(description="Lines.")


def made() -> Action:
    def run(params: Params, ctx: Context) -> Outputs:
        raise AssertionError("not run here")

    return action(Effect.WRITE)(run)


READ = {"order": "Order id", "weight": {"target": "Weight", "as": "decimal"}, "day": {"target": {}, "as": "date"}}
STEP = Step("save", "Save the order", "order.save", Mark(3, 5), made(), {"read": READ})


def test_texts_become_what_the_step_gives_and_the_rest_is_none() -> None:
    given = {"number": "0012", "count": "3", "net": "12.50", "total": "9.95 EUR", "due": "2026-11-30"}
    more = {"pdf": "a/b.pdf", "is_paid": "true", "order": "10", "weight": "1.5", "day": "2026-12-01"}
    assert typed_outputs(STEP, given | more) == {
        "number": "0012",
        "count": 3,
        "net": Decimal("12.50"),
        "total": Money(Decimal("9.95"), "EUR"),
        "due": date(2026, 11, 30),
        "pdf": Path("a/b.pdf"),
        "is_paid": True,
        "lines": None,
        "order": "10",
        "weight": Decimal("1.5"),
        "day": date(2026, 12, 1),
    }
    assert set(typed_outputs(STEP, {}).values()) == {None}


def test_every_mistake_is_told_at_once() -> None:
    with pytest.raises(UsageError) as caught:
        typed_outputs(STEP, {"nubmer": "1", "count": "three", "due": "30-11-2026", "lines": "x"})
    for part in (
        "Save the order has no output 'nubmer'; did you mean 'number'",
        "There are: number, count",
        "count: ",
        "due: ",
        "lines is no single value",
    ):
        assert part in str(caught.value), part


def test_what_an_output_is_called_in_the_application() -> None:
    names = ("order", "weight", "day", "number")
    assert [output_caption(STEP, name) for name in names] == ["Order id", "Weight", "", ""]
    assert [output_kind(STEP, name) for name in ("order", "weight", "lines")] == ["text", "decimal", ""]


def test_a_step_without_outputs() -> None:
    check = Step("check", "Check it", "check", Mark(1, 1))
    assert typed_outputs(check, {}) == {}
    with pytest.raises(UsageError, match="there are: none"):
        typed_outputs(check, {"number": "1"})
