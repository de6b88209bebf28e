"""Asking a real SQLite file."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

import pytest

from rpa.actions.database.query import run
from rpa.errors import BusinessException, RpaError
from rpa.model.secret import Secret
from tests.fakes.one_step import OneStep

URL = "sqlite:///shop.db"


@pytest.fixture
def shop(step: OneStep) -> OneStep:
    connection = sqlite3.connect(step.root / "shop.db")
    connection.execute("CREATE TABLE orders (number TEXT, total REAL, photo BLOB)")
    connection.executemany("INSERT INTO orders VALUES (?, ?, ?)", [("A", 12.1, None), ("B", 3.0, b"\x89PNG")])
    connection.commit()
    connection.close()
    return step


def test_rows_without_floats(shop: OneStep) -> None:
    found = shop.do(run, url=URL, sql="SELECT number, total FROM orders ORDER BY number")
    assert (found.found, found.count, found.row) == (True, 2, {"number": "A", "total": Decimal("12.1")})
    assert found.rows[1] == {"number": "B", "total": 3}


def test_nothing_found_and_values_that_are_no_sql(shop: OneStep) -> None:
    found = shop.do(run, url=Secret("db", URL), sql="SELECT * FROM orders WHERE number = :n", params={"n": "A' OR 1=1"})
    assert (found.found, found.count, found.row, found.rows) == (False, 0, {}, [])


def test_pictures_are_named(shop: OneStep) -> None:
    with pytest.raises(BusinessException, match=r"row 2 of .*: photo holds binary data"):
        shop.do(run, url=URL, sql="SELECT photo FROM orders ORDER BY number")


@pytest.mark.parametrize("sql", ["DELETE FROM orders", "SELECT nothing FROM orders", "SELEKT 1"])
def test_nothing_can_be_changed(shop: OneStep, sql: str) -> None:
    with pytest.raises(RpaError):
        shop.do(run, url=URL, sql=sql)
    assert shop.do(run, key="A-2", url=URL, sql="SELECT count(*) AS n FROM orders").row == {"n": 2}
