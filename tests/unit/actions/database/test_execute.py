"""Writing to a real SQLite file through the gate."""

from __future__ import annotations

import sqlite3
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rpa.actions.database.execute import Params, run
from rpa.errors import BusinessException, StepFailed
from rpa.model.money import Money
from rpa.model.secret import Secret
from tests.fakes.one_step import OneStep

URL = "sqlite:///shop.db"
INSERT = "INSERT INTO orders (number, total, day) VALUES (:n, :t, :d)"
VALUES = {"n": "A", "t": Decimal("10.10"), "d": date(2026, 1, 2)}


def asked(root: Path, sql: str) -> list[Any]:
    with sqlite3.connect(root / "shop.db") as connection:
        found = connection.execute(sql).fetchall()
    connection.close()
    return found


@pytest.fixture
def shop(step: OneStep) -> OneStep:
    asked(step.root, "CREATE TABLE orders (number TEXT, total NUMERIC, day TEXT)")
    return step


def test_one_statement(shop: OneStep) -> None:
    claim = shop.claim("A-1")
    found = shop.do(run, claim=claim, url=Secret("db", URL), sql=INSERT, params=VALUES, expect_rows=1)
    assert (found.counts, found.row) == ([1], {})
    assert asked(shop.root, "SELECT * FROM orders") == [("A", 10.1, "2026-01-02")]
    row = shop.step(claim)
    assert row.intent is not None
    assert row.intent.repeatable
    assert row.intent.target == URL
    assert row.intent.fields == (("Statement 1", INSERT), (":n", "A"), (":t", "10.10"), (":d", "2026-01-02"))
    assert row.receipt is not None
    assert asked(shop.root, "SELECT id, what FROM rpa_effect") == [(row.receipt.reference, "orders: it")]


def test_the_same_step_of_the_same_item_is_done_once(shop: OneStep) -> None:
    claim = shop.claim("A-1")
    returning = {"url": URL, "sql": f"{INSERT} RETURNING number", "params": VALUES}
    first = run.run(Params(**returning), shop.context(claim))
    shop.ledger.void(claim, "it", "killed before the receipt")
    again = run.run(Params(**returning), shop.context(claim))
    assert first == again
    assert shop.gate is not None
    assert shop.gate.receipt is not None
    assert shop.gate.receipt.details["found"] == "an earlier attempt had done it"
    run.run(Params(**returning), shop.context(claim, "another-step"))
    assert len(asked(shop.root, "SELECT * FROM orders")) == 2


def test_several_are_one(shop: OneStep) -> None:
    statements = [
        {"sql": INSERT, "params": VALUES},
        {"sql": "UPDATE orders SET total = 1 WHERE number = :n", "params": {"n": "B"}, "expect_rows": 1},
    ]
    with pytest.raises(BusinessException, match="statement 2 is about 0 rows, not 1"):
        shop.do(run, url=URL, statements=statements)
    assert asked(shop.root, "SELECT * FROM orders") == []


def test_without_a_marker_it_is_sent_before_the_commit(shop: OneStep) -> None:
    claim = shop.claim("A-1")
    shop.do(run, claim=claim, url=URL, sql=INSERT, params=VALUES, marker=False)
    row = shop.step(claim)
    assert row.intent is not None
    assert not row.intent.repeatable
    assert row.sent_at is not None
    assert asked(shop.root, "SELECT name FROM sqlite_master") == [("orders",)]


def test_a_plan_shows_it_and_hides_the_password(shop: OneStep) -> None:
    planned = shop.plan(run, url="postgresql+psycopg://robot:hunter22@db/shop?x=hunter22", sql=INSERT, params=VALUES)
    assert planned.intent.target == "postgresql+psycopg://robot@db/shop"
    assert planned.intent.summary == INSERT
    assert asked(shop.root, "SELECT * FROM orders") == []


@pytest.mark.parametrize(
    ("value", "said"), [(Money(Decimal(1), "EUR"), "a money.*Give its amount"), ([1], "a list"), (0.5, "a float")]
)
def test_values_that_no_database_takes(shop: OneStep, value: Any, said: str) -> None:
    with pytest.raises(StepFailed, match=said):
        shop.do(run, url=URL, sql="UPDATE orders SET total = :v", params={"v": value})
    assert shop.gate is not None
    assert shop.gate.intent is None


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"sql": "DELETE FROM a", "statements": [{"sql": "DELETE FROM a"}]},
        {"statements": [], "expect_rows": 1},
        {"statements": [{"sql": "DELETE FROM a"}], "params": {"a": 1}},
    ],
)
def test_one_form(given: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Params(url=URL, **given)
