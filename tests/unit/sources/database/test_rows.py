from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rpa.drivers.workbook import CellError
from rpa.errors import EnvironmentNotReady, UsageError
from rpa.model.secret import Secret
from rpa.sources.contract import SourceContext
from rpa.sources.database import rows
from rpa.sources.tables import as_came
from tests.fakes.read_documents import ReadDocument, read_all


@pytest.fixture
def shop(ctx: SourceContext) -> Path:
    path = ctx.workspace.root / "shop.db"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("CREATE TABLE lines (number TEXT, email TEXT, sku TEXT, quantity REAL, picture BLOB)")
        db.executemany(
            "INSERT INTO lines VALUES (?, ?, ?, ?, NULL)",
            [("A1", "a@x.example", "FP-1", 2.0), ("A1", "a@x.example", "FP-2", 0.1), ("A2", "b@x.example", "FP-1", 3)],
        )
    return path


def read(ctx: SourceContext, sql: str = "SELECT number, email, sku, quantity FROM lines", **given: Any) -> ReadDocument:
    (document,) = read_all(rows.read, rows.Params(**{"url": "sqlite:///shop.db", "sql": sql, **given}), ctx)
    return document


@pytest.mark.usefixtures("shop")
def test_a_row_is_an_item(ctx: SourceContext) -> None:
    document = read(ctx, "SELECT sku, quantity FROM lines WHERE number = :no", params={"no": "A1"})
    assert [item.values for item in document.items] == [
        {"sku": "FP-1", "quantity": 2},
        {"sku": "FP-2", "quantity": Decimal("0.1")},
    ]
    assert document.items[1].places["sku"] == "row 2, sku"
    assert document.document.path is None


@pytest.mark.usefixtures("shop")
def test_rows_are_grouped(ctx: SourceContext) -> None:
    document = read(ctx, group_by="number", lines={"lines": ["sku", "quantity"]})
    assert [len(item.values["lines"]) for item in document.items] == [2, 1]
    assert document.items[0].values["email"] == "a@x.example"


@pytest.mark.usefixtures("shop")
def test_no_rows_are_no_items(ctx: SourceContext) -> None:
    assert read(ctx, "SELECT sku FROM lines WHERE 1 = 0").items == ()


@pytest.mark.usefixtures("shop")
def test_binary_values_are_problems(ctx: SourceContext) -> None:
    document = read(ctx, "SELECT sku, x'00' AS picture FROM lines LIMIT 1")
    assert document.items[0].problems == ("row 1, picture holds binary data",)


def test_nothing_can_be_written(ctx: SourceContext, shop: Path) -> None:
    before = shop.read_bytes()
    with pytest.raises(ValidationError, match="one SELECT"):
        read(ctx, "DELETE FROM lines")
    for sql in ("WITH x AS (SELECT 1) DELETE FROM lines RETURNING sku", "SELECT 1; DELETE FROM lines"):
        with pytest.raises((EnvironmentNotReady, UsageError)):
            read(ctx, sql)
    assert shop.read_bytes() == before


@pytest.mark.usefixtures("shop")
def test_mistakes_are_told(ctx: SourceContext) -> None:
    with pytest.raises(UsageError, match="no such column"):
        read(ctx, "SELECT colour FROM lines")
    with pytest.raises(UsageError, match="value is required"):
        read(ctx, "SELECT sku FROM lines WHERE number = :no")
    with pytest.raises(EnvironmentNotReady, match="no database"):
        read(ctx, url="sqlite:///none.db")
    with pytest.raises(UsageError, match="address"):
        read(ctx, url="nonsense")
    assert not (ctx.workspace.root / "none.db").exists()


def test_password_is_not_told(ctx: SourceContext) -> None:
    with pytest.raises((EnvironmentNotReady, UsageError)) as caught:
        read(ctx, url=Secret("db", "postgresql+pg8000://me:sesame@127.0.0.1:1/x"))
    assert "sesame" not in str(caught.value)


def test_lines_need_a_group() -> None:
    with pytest.raises(ValidationError, match="group_by and one list"):
        rows.Params(url="sqlite://", sql="SELECT 1", group_by="a")


@pytest.mark.usefixtures("shop")
def test_rows_as_they_came_keep_their_types(ctx: SourceContext) -> None:
    document = read(ctx, "SELECT sku, quantity, picture FROM lines WHERE number = 'A1' ORDER BY sku")
    assert [dict(item.original[0]) for item in document.items] == [
        {"sku": "FP-1", "quantity": 2, "picture": None},
        {"sku": "FP-2", "quantity": Decimal("0.1"), "picture": None},
    ]


@pytest.mark.parametrize(
    ("value", "came"),
    [
        (dt.datetime(2026, 4, 3, 8, 30, 15, tzinfo=dt.UTC), "2026-04-03 08:30:15+00:00"),
        (dt.datetime(2026, 4, 3, 8, 30, 15), dt.datetime(2026, 4, 3, 8, 30, 15)),  # noqa: DTZ001
        (dt.time(8, 30), "08:30:00"),
        (CellError("#N/A"), "#N/A"),
        (CellError(""), "#?"),
    ],
)
def test_what_no_cell_can_hold_is_text(value: object, came: object) -> None:
    assert as_came(value) == came


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://robot:pass@127.0.0.1:geheim77/shop",
        "mysql+pymysql://127.0.0.1:1/shop?user=robot&password=geheim77",
        "postgresql+psycopg://127.0.0.1:1/shop?password=geheim77",
    ],
)
def test_an_address_in_an_error_holds_no_piece_of_a_password(ctx: SourceContext, url: str) -> None:
    with pytest.raises((EnvironmentNotReady, UsageError)) as caught:
        list(rows.read.read(rows.Params(url=url, sql="SELECT 1 AS n"), ctx))
    assert "geheim77" not in str(caught.value)
    assert caught.value.hint or caught.value.place


def test_a_number_is_bound_the_same_whether_rows_are_grouped_or_not(ctx: SourceContext, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "numbers.db")) as db, db:
        db.execute("CREATE TABLE lines (number TEXT, quantity INTEGER)")
        db.executemany("INSERT INTO lines VALUES ('A', ?)", [(1,), (2,)])
    given: dict[str, Any] = {
        "url": "sqlite:///numbers.db",
        "sql": "SELECT number, quantity FROM lines WHERE quantity < :most",
        "params": {"most": Decimal("1.5")},
    }
    for more in ({}, {"group_by": "number", "lines": {"lines": ["quantity"]}}):
        (document,) = read_all(rows.read, rows.Params(**given, **more), ctx)
        assert len(document.items) == 1
