"""Reading on from where the last run left off, on real databases: nothing is lost at the boundary."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy import text

from rpa.drivers import query
from rpa.errors import UsageError
from rpa.sources.contract import SourceContext
from rpa.sources.database import rows
from tests.fakes import databases
from tests.fakes.read_documents import read_all

SERVERS = {"postgresql": ("initdb", databases.postgresql), "mariadb": ("mariadbd", databases.mariadb)}
MADE = {
    "sqlite": "CREATE TABLE orders (id INTEGER PRIMARY KEY, number TEXT, changed_at TEXT, total NUMERIC)",
    "postgresql": "CREATE TABLE orders (id BIGINT PRIMARY KEY, number TEXT, changed_at TIMESTAMPTZ, total NUMERIC)",
    "mariadb": "CREATE TABLE orders (id BIGINT PRIMARY KEY, number TEXT, changed_at DATETIME(6), total DECIMAL(12,2))",
}


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """Kind and address of a database of each kind."""
    if request.param == "sqlite":
        yield "sqlite", f"sqlite:///{tmp_path_factory.mktemp('database') / 'shop.db'}"
        return
    program, start = SERVERS[request.param]
    if databases.program(program) is None:
        pytest.skip(f"there is no {program} on this machine")
    with start() as url:
        yield request.param, url


class Shop:
    """A table of orders."""

    def __init__(self, kind: str, url: str) -> None:
        self.url = url
        self.engine = sqlalchemy.create_engine(url, poolclass=sqlalchemy.pool.NullPool)
        self.do("DROP TABLE IF EXISTS orders")
        self.do(MADE[kind])

    def do(self, sql: str, *rows: Mapping[str, Any]) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(sql), list(rows) or None)

    def put(self, *rows: tuple[int, str | None]) -> None:
        sql = "INSERT INTO orders VALUES (:id, :number, :at, 1.50)"
        self.do(sql, *({"id": number, "number": f"N-{number}", "at": at} for number, at in rows))


@pytest.fixture
def shop(server: tuple[str, str]) -> Shop:
    return Shop(*server)


class Reader:
    """Reads as one run after the other does, with the ledger's memory of the mark."""

    def __init__(self, ctx: SourceContext, shop: Shop, **since: Any) -> None:
        self.kept: dict[str, Mapping[str, Any]] = {}
        self.ctx = replace(ctx, mark=lambda name: self.kept.get(name, {}))
        self.given = {"url": shop.url, "sql": "SELECT id, number, changed_at, total FROM orders;", "since": since}

    def run(self, *, is_killed: bool = False, **more: Any) -> list[str]:
        (document,) = read_all(rows.read, rows.Params(**{**self.given, **more}), self.ctx)
        mark = document.document.mark
        assert mark is not None
        if not is_killed:
            self.kept[mark.name] = mark.told()
        return [item.values["number"] for item in document.items]


def test_rows_of_the_same_moment_are_not_lost(ctx: SourceContext, shop: Shop) -> None:
    reader = Reader(ctx, shop, column="changed_at", id="id")
    shop.put((1, "2026-03-01 10:00:00"), (2, "2026-03-01 10:00:00"), (3, "2026-03-01 10:00:01"))
    assert reader.run() == ["N-1", "N-2", "N-3"]
    assert reader.run() == []
    shop.put((4, "2026-03-01 10:00:01"), (5, "2026-03-01 10:00:02"))
    assert reader.run(is_killed=True) == ["N-4", "N-5"]
    assert reader.run() == ["N-4", "N-5"]
    assert reader.run() == []


def test_without_an_id_the_boundary_is_read_again(ctx: SourceContext, shop: Shop) -> None:
    reader = Reader(ctx, shop, column="changed_at")
    shop.put((1, "2026-03-01 10:00:00"), (2, "2026-03-01 10:00:01"))
    assert reader.run() == ["N-1", "N-2"]
    shop.put((3, "2026-03-01 10:00:01"))
    assert sorted(reader.run()) == ["N-2", "N-3"]


def test_what_is_saved_late_is_found_within_the_overlap(ctx: SourceContext, shop: Shop) -> None:
    reader = Reader(ctx, shop, column="changed_at", id="id", overlap=300)
    shop.put((1, "2026-03-01 10:00:00"), (3, "2026-03-01 10:10:00"))
    assert reader.run() == ["N-1", "N-3"]
    shop.put((2, "2026-03-01 10:06:00"))  # its transaction began earlier and ended later
    assert reader.run() == ["N-2", "N-3"]


@pytest.mark.parametrize("start", [dt.date(2026, 3, 1), "2026-03-01"])
def test_the_first_run_begins_where_the_recipe_says(ctx: SourceContext, shop: Shop, start: Any) -> None:
    shop.put((1, "2026-02-28 10:00:00"), (2, "2026-03-01 10:00:00"))
    assert Reader(ctx, shop, column="changed_at", id="id", start=start).run() == ["N-2"]


def test_another_start_reads_again_from_there(ctx: SourceContext, shop: Shop) -> None:
    reader = Reader(ctx, shop, column="changed_at", id="id", start="2026-03-01")
    shop.put((1, "2026-02-01 10:00:00"), (2, "2026-03-01 10:00:00"))
    assert reader.run() == ["N-2"]
    assert reader.run(since={"column": "changed_at", "id": "id", "start": "2026-01-01"}) == ["N-1", "N-2"]


def test_a_date_in_the_future_does_not_hide_what_comes_after(ctx: SourceContext, shop: Shop) -> None:
    reader = Reader(ctx, shop, column="changed_at", id="id")
    shop.put((1, "2026-03-01 10:00:00"), (2, "2099-01-01 00:00:00"))
    assert reader.run() == ["N-1", "N-2"]
    shop.put((3, "2026-03-02 10:00:00"))
    assert reader.run() == ["N-3", "N-2"]


def test_a_time_later_today_does_not_hide_what_comes_before_it(ctx: SourceContext, shop: Shop) -> None:
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    times = [f"{now + dt.timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S}" for minutes in (-60, 600, -30)]
    reader = Reader(ctx, shop, column="changed_at", id="id")
    shop.put((1, times[0]), (2, times[1]))
    assert reader.run() == ["N-1", "N-2"]
    shop.put((3, times[2]))
    assert reader.run() == ["N-3", "N-2"]


def test_another_query_is_read_from_its_beginning(ctx: SourceContext, shop: Shop) -> None:
    reader = Reader(ctx, shop, column="changed_at", id="id")
    shop.put((1, "2026-03-01 10:00:00"), (2, "2026-03-01 10:00:01"))
    sql = "SELECT id, number, changed_at FROM orders WHERE number"
    assert reader.run(sql=f"{sql} = 'N-2'") == ["N-2"]
    assert reader.run(sql=f"{sql} IN ('N-1', 'N-2')") == ["N-1", "N-2"]
    assert reader.run(sql=f"{sql}\n  IN ('N-1', 'N-2')") == []


def test_of_a_binary_fraction_every_digit_counts(ctx: SourceContext, tmp_path: Path) -> None:
    shop = Shop("sqlite", f"sqlite:///{tmp_path / 'fractions.db'}")
    shop.do("CREATE TABLE steps (id INTEGER, number TEXT, at REAL)")
    reader = Reader(ctx, shop, column="at", id="id")
    first, second = 1700000000.1234567, 1700000000.1234572  # of fifteen digits, both were ...123
    for number, at in ((1, first), (2, second)):
        shop.do("INSERT INTO steps VALUES (:id, :number, :at)", {"id": number, "number": f"N-{number}", "at": at})
        assert reader.run(sql="SELECT id, number, at FROM steps") == [f"N-{number}"]
    assert reader.run(sql="SELECT id, number, at FROM steps") == []


def test_rows_without_a_time_are_read_every_time(ctx: SourceContext, shop: Shop) -> None:
    reader = Reader(ctx, shop, column="changed_at", id="id", start="2026-01-01")
    shop.put((1, None), (2, "2026-03-01 10:00:00"))
    assert sorted(reader.run()) == ["N-1", "N-2"]
    assert reader.run() == ["N-1"]


def test_numbers_count_too(ctx: SourceContext, shop: Shop) -> None:
    reader = Reader(ctx, shop, column="id", overlap=2)
    shop.put(*((number, "2026-03-01 10:00:00") for number in range(1, 11)))
    assert len(reader.run()) == 10
    assert reader.run() == ["N-8", "N-9", "N-10"]


def test_grouped_rows_stay_together(ctx: SourceContext, shop: Shop) -> None:
    sql = "SELECT number, changed_at, id AS line FROM orders"
    shop.put((1, "2026-03-01 10:00:00"), (2, "2026-03-01 10:00:00"))
    shop.do("UPDATE orders SET number = 'A'")
    more: dict[str, Any] = {"group_by": "number", "lines": {"lines": ["line"]}, "sql": sql}
    reader = Reader(ctx, shop, column="changed_at")
    assert reader.run(**more) == ["A"]
    assert reader.run(**more) == ["A"]


def test_a_query_with_a_comment_at_its_end_and_with_of_its_own(ctx: SourceContext, shop: Shop) -> None:
    shop.put((1, "2026-03-01 10:00:00"))
    sql = "WITH paid AS (SELECT * FROM orders WHERE total > :least)\nSELECT number, changed_at FROM paid -- all"
    reader = Reader(ctx, shop, column="changed_at")
    assert reader.run(sql=sql, params={"least": 1}) == ["N-1"]


def test_it_is_fetched_in_portions_and_read_only(ctx: SourceContext, shop: Shop) -> None:
    shop.put(*((number, "2026-03-01 10:00:00") for number in range(1, 2501)))
    with query.streamed(shop.url, "SELECT id FROM orders ORDER BY id", {}, ctx.workspace.root) as found:
        assert sum(1 for _ in found.found) == 2500
    root: Path = ctx.workspace.root
    with (
        pytest.raises(Exception, match=r"(?i)read.?only|fails|cannot"),
        query.streamed(shop.url, "DELETE FROM orders", {}, root),
    ):
        pass
    reader = Reader(ctx, shop, column="id")
    assert len(reader.run()) == 2500


def test_columns_that_are_no_field_names_are_said(ctx: SourceContext, shop: Shop) -> None:
    shop.put((1, "2026-03-01 10:00:00"))
    reader = Reader(ctx, shop, column="changed_at")
    quoted = "`Total EUR`" if shop.url.startswith("mysql") else '"Total EUR"'
    with pytest.raises(UsageError, match="AS total_eur"):
        reader.run(sql=f"SELECT number, changed_at, total AS {quoted} FROM orders")
    with pytest.raises(UsageError, match=r"no column 'id'|fails"):
        reader.run(sql="SELECT number, changed_at FROM orders", since={"column": "id"})
