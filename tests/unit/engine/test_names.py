"""Names for expressions, and values between expressions, actions and the ledger."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from pydantic import BaseModel, ConfigDict

from rpa.engine.names import evaluate, nest, plain, run_names
from rpa.model.clock import Clock
from rpa.model.money import Money
from rpa.model.secret import Secret
from rpa.recipe.expression import Expression


class Some(BaseModel):
    model_config = ConfigDict(arbitrary_types_allowed=True)
    value: Any = None


def test_secrets_nest_by_the_parts_of_their_names() -> None:
    user, password, token = Secret("office.user", "u"), Secret("office.password", "p"), Secret("token", "t")
    assert nest([user, password, token]) == {"office": {"user": user, "password": password}, "token": token}
    assert nest([]) == {}


def test_an_item_resumed_tomorrow_keeps_the_day_of_its_run() -> None:
    clock = Clock(ZoneInfo("Europe/Oslo"))
    names = run_names({"a": 1}, {"b": 2}, {}, clock, date(2026, 10, 5), 7)
    assert names["today"] == date(2026, 10, 5)
    assert names["run"] == {"id": 7, "day": date(2026, 10, 5)}
    assert names["now"].tzinfo == ZoneInfo("Europe/Oslo")
    assert (names["params"], names["settings"], names["secrets"]) == ({"a": 1}, {"b": 2}, {})


def test_expressions_are_evaluated_wherever_they_stand() -> None:
    value = {"a": [Expression("{{ n + 1 }}"), {"b": (Expression("{{ n }}"), "text")}], "c": 3, "d": None}
    assert evaluate(value, {"n": 1}) == {"a": [2, {"b": [1, "text"]}], "c": 3, "d": None}


def test_outputs_become_plain_values_and_keep_their_types() -> None:
    day, moment = date(2026, 10, 5), datetime(2026, 10, 5, tzinfo=ZoneInfo("UTC"))
    money, path = Money(Decimal("1.50"), "EUR"), Path("a/b")
    inner = {"n": None, "b": True, "d": Decimal("1.50"), "day": day, "at": moment, "money": money, "path": path}
    assert plain(Some(value=[Some(value=inner), (1, "x")])) == {"value": [{"value": inner}, [1, "x"]]}


@pytest.mark.parametrize("value", [1.5, Secret("a.b", "hidden"), object(), b"bytes", {1, 2}])
def test_what_the_ledger_cannot_keep_is_refused_before_it_gets_there(value: Any) -> None:
    with pytest.raises(TypeError, match=f"an action cannot give a {type(value).__name__}") as caught:
        plain(Some(value=[{"deep": value}]))
    assert "hidden" not in str(caught.value)
