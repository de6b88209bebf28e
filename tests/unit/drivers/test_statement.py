"""Writing to real databases: all or nothing, once, and what each error means."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.pool import NullPool

from rpa.drivers.effect_marker import DDL, Done, Marker
from rpa.drivers.sql_text import Statement, check_statement, names_in
from rpa.drivers.statement import execute
from rpa.errors import (
    ApplicationException,
    BusinessException,
    EnvironmentNotReady,
    InDoubt,
    StepFailed,
    TargetBusy,
    TargetRefusal,
)
from tests.fakes.databases import mariadb, postgresql, program

TABLE = (
    "CREATE TABLE orders (number VARCHAR(20) PRIMARY KEY, total NUMERIC(12, 2) NOT NULL CHECK (total >= 0), "
    "day DATE, note TEXT)"
)
INSERT = Statement("INSERT INTO orders (number, total) VALUES (:n, :t)", {"n": "A", "t": Decimal("10.10")}, 1)
MARK = Marker("a" * 64, "orders: it")


@dataclass
class Shop:
    """One database with an empty table of orders."""

    url: str
    root: Path

    def __post_init__(self) -> None:
        if self.url.startswith("sqlite"):
            (self.root / "shop.db").touch()
        self.engine = sqlalchemy.create_engine(self.address, poolclass=NullPool)
        for table in ("orders", "rpa_effect", "old", "late"):
            self.run(f"DROP TABLE IF EXISTS {table}")
        self.run(TABLE)

    @property
    def address(self) -> str:
        return self.url.replace("sqlite:///", f"sqlite:///{self.root}/")

    def run(self, sql: str) -> list[Any]:
        with self.engine.begin() as connection:
            found = connection.execute(sqlalchemy.text(sql))
            return [tuple(row) for row in found] if found.returns_rows else []

    def execute(self, *statements: Statement, marker: Marker | None = MARK, sent: Any = lambda: None) -> Done:
        return execute(self.url, statements, marker, self.root, sent)

    @property
    def orders(self) -> list[str]:
        return [row[0] for row in self.run("SELECT number FROM orders ORDER BY number")]


@pytest.fixture(scope="session", params=["sqlite", "postgresql", "mariadb"])
def address(request: pytest.FixtureRequest) -> Iterator[str]:
    match request.param:
        case "postgresql":
            if program("initdb") is None:
                pytest.skip("there is no PostgreSQL on this machine")
            with postgresql() as url:
                yield url
        case "mariadb":
            if program("mariadbd") is None:
                pytest.skip("there is no MariaDB on this machine")
            with mariadb() as url:
                yield url
        case _:
            yield "sqlite:///shop.db"


@pytest.fixture
def shop(address: str, tmp_path: Path) -> Shop:
    return Shop(address, tmp_path)


def test_written_with_its_marker_and_not_a_second_time(shop: Shop) -> None:
    done = shop.execute(INSERT, Statement("UPDATE orders SET note = :n", {"n": "it's 100% :fine"}))
    assert done == Done((1, 1), {})
    assert shop.execute(INSERT, Statement("UPDATE orders SET note = 'other'")) == Done((1, 1), {}, was_done=True)
    assert shop.run("SELECT number, note FROM orders") == [("A", "it's 100% :fine")]
    assert shop.run("SELECT id, what FROM rpa_effect") == [("a" * 64, "orders: it")]


def test_the_same_item_with_other_values_is_not_taken_for_written(shop: Shop) -> None:
    first, corrected = (Marker("b" * 64, "orders: it", content) for content in ("total 10", "total 12"))
    shop.execute(INSERT, marker=first)
    assert shop.execute(INSERT, marker=first).was_done
    with pytest.raises(InDoubt, match="with other values; nothing was written now"):
        shop.execute(INSERT, marker=corrected)
    assert shop.orders == ["A"]


def test_values_are_exact_and_never_sql(shop: Shop) -> None:
    evil = "x'); DROP TABLE orders; --"
    sql = "INSERT INTO orders (number, total, day, note) VALUES (:n, :t, :d, :x)"
    shop.execute(Statement(sql, {"n": "A", "t": Decimal("0.10"), "d": date(2026, 1, 2), "x": evil}))
    ((total, day, note),) = shop.run("SELECT total, day, note FROM orders")
    assert (Decimal(str(total)), str(day), note) == (Decimal("0.1"), "2026-01-02", evil)


def test_what_is_returned_is_kept(shop: Shop) -> None:
    returning = Statement("INSERT INTO orders (number, total) VALUES ('R', 12.5) RETURNING number, total")
    expected = {"number": "R", "total": Decimal("12.50")}
    assert shop.execute(returning).row == expected
    assert shop.execute(returning) == Done((1,), expected, was_done=True)


def test_another_number_of_rows_takes_everything_back(shop: Shop) -> None:
    wrong = Statement("UPDATE orders SET note = 'x' WHERE number = :n", {"n": "B"}, 1)
    with pytest.raises(BusinessException, match="statement 2 is about 0 rows, not 1; nothing was done"):
        shop.execute(INSERT, wrong)
    assert shop.orders == []
    assert shop.run("SELECT * FROM rpa_effect") == []
    same = Statement("UPDATE orders SET number = 'A' WHERE number = 'A'", {}, 1)
    shop.execute(INSERT, same)  # a row that is found and stays the same counts


def test_without_a_marker_sent_comes_right_before_the_commit(shop: Shop) -> None:
    seen: list[list[str]] = []

    def sent() -> None:
        if shop.url.startswith("sqlite"):
            seen.append([])  # SQLite lets nobody look meanwhile for certain; the next test shows that nothing is there
        else:
            seen.append(shop.orders)

    assert shop.execute(INSERT, marker=None, sent=sent).counts == (1,)
    assert seen == [[]]
    assert shop.orders == ["A"]


def test_nothing_is_there_when_sent_fails(shop: Shop) -> None:
    def sent() -> None:
        raise RuntimeError("taken over")

    with pytest.raises(RuntimeError):
        shop.execute(INSERT, marker=None, sent=sent)
    assert shop.orders == []


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        (Statement("INSERT INTO orders (number, total) VALUES ('A', NULL)"), BusinessException),
        (Statement("INSERT INTO orders (number, total) VALUES ('A', -1)"), BusinessException),
        (Statement("INSERT INTO orders (nr, total) VALUES ('A', 1)"), StepFailed),
        (Statement("INSERT INTO nowhere VALUES (1)"), StepFailed),
        (Statement("INSERT INTO orders (number, total) VALUES (:missing, 1)"), StepFailed),
        (Statement("INSERT INTO orders number VALUES"), StepFailed),
    ],
)
def test_errors_leave_nothing(shop: Shop, statement: Statement, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        shop.execute(INSERT, statement)
    assert shop.orders == []
    assert shop.run("SELECT * FROM rpa_effect") == []
    shop.execute(INSERT)
    assert shop.orders == ["A"]


def test_many_at_once_and_it_is_done_once(shop: Shop) -> None:
    """As when a worker that was taken over wakes up in the middle of its write."""
    shop.execute(Statement("INSERT INTO orders (number, total) VALUES ('N', 0)"), marker=Marker("first", "x"))
    gate, found = threading.Barrier(4), list[Done]()

    def write() -> None:
        gate.wait(30)
        found.append(shop.execute(Statement("UPDATE orders SET total = total + 1 WHERE number = 'N'", {}, 1)))

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(one.was_done for one in found) == [False, True, True, True]
    assert [int(row[0]) for row in shop.run("SELECT total FROM orders")] == [1]


def test_the_table_is_made_once_however_many_come(shop: Shop) -> None:
    gate, errors = threading.Barrier(4), list[BaseException]()

    def write(number: int) -> None:
        gate.wait(30)
        try:
            shop.execute(
                Statement("INSERT INTO orders (number, total) VALUES (:n, 1)", {"n": str(number)}),
                marker=Marker(str(number), "x"),
            )
        except BaseException as error:  # noqa: BLE001 - told by the test
            errors.append(error)

    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []
    assert len(shop.orders) == 4


def test_a_constraint_that_is_looked_at_at_the_end_only(shop: Shop) -> None:
    if not shop.url.startswith("postgresql"):
        pytest.skip("only PostgreSQL waits until the commit here")
    shop.run("CREATE TABLE late (n INT UNIQUE DEFERRABLE INITIALLY DEFERRED)")
    calls: list[int] = []
    with pytest.raises(TargetRefusal, match="refuses at the end"):
        shop.execute(Statement("INSERT INTO late VALUES (1), (1)"), INSERT, marker=None, sent=lambda: calls.append(1))
    assert (calls, shop.orders) == ([1], [])


def test_a_transaction_that_loses_against_another_one_at_the_end(shop: Shop) -> None:
    if not shop.url.startswith("postgresql"):
        pytest.skip("only PostgreSQL decides it at the commit")
    shop.run("ALTER ROLE robot SET default_transaction_isolation = 'serializable'")
    shop.run("INSERT INTO orders (number, total) VALUES ('X', 1), ('Y', 1)")

    def sent() -> None:  # the other one reads what we write, and writes what we read
        other = sqlalchemy.create_engine(shop.url, poolclass=NullPool, isolation_level="SERIALIZABLE")
        with other.begin() as connection:
            connection.exec_driver_sql("SELECT sum(total) FROM orders WHERE number = 'X'")
            connection.exec_driver_sql("UPDATE orders SET total = 2 WHERE number = 'Y'")

    read_and_write = (
        Statement("SELECT sum(total) FROM orders WHERE number = 'Y'"),
        Statement("UPDATE orders SET total = 3 WHERE number = 'X'"),
    )
    try:
        with pytest.raises(TargetBusy, match="refuses at the end"):
            shop.execute(*read_and_write, marker=None, sent=sent)
        assert [int(row[0]) for row in shop.run("SELECT total FROM orders ORDER BY number")] == [1, 2]
    finally:
        shop.run("ALTER ROLE robot RESET default_transaction_isolation")


def test_a_reader_in_the_way_of_sqlites_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rpa.drivers.statement.LOCK_WAIT", 0.05)
    shop = Shop("sqlite:///shop.db", tmp_path)
    with shop.engine.connect() as reader:
        reader.exec_driver_sql("BEGIN")
        reader.exec_driver_sql("SELECT * FROM orders").fetchall()
        with pytest.raises(TargetBusy, match="locked"):
            shop.execute(INSERT, marker=None)
    assert shop.orders == []


def test_a_table_that_may_not_be_made_says_what_the_administrator_does(shop: Shop) -> None:
    if not shop.url.startswith("postgresql"):
        pytest.skip("the others let everybody in this test make tables")
    shop.run("DROP ROLE IF EXISTS clerk")
    shop.run("CREATE ROLE clerk LOGIN")
    shop.run("GRANT SELECT, INSERT ON orders TO clerk")
    clerk = Shop.__new__(Shop)
    clerk.url, clerk.root = shop.url.replace("robot@", "clerk@"), shop.root
    with pytest.raises(EnvironmentNotReady, match="CREATE TABLE rpa_effect") as caught:
        clerk.execute(INSERT)
    assert "permission denied" in str(caught.value)
    assert clerk.execute(INSERT, marker=None).counts == (1,)
    shop.run(DDL)
    shop.run("GRANT SELECT, INSERT, UPDATE ON rpa_effect TO clerk")
    assert clerk.execute(Statement("INSERT INTO orders (number, total) VALUES ('B', 1)")).counts == (1,)
    shop.run("DROP OWNED BY clerk")
    shop.run("DROP ROLE clerk")


def test_tables_that_cannot_take_back(shop: Shop) -> None:
    if not shop.url.startswith("mysql"):
        pytest.skip("only MariaDB and MySQL have them")
    shop.run("CREATE TABLE old (n INT) ENGINE=MyISAM")
    with pytest.raises(StepFailed, match=r"old \(MyISAM\) cannot take a change back.*InnoDB"):
        shop.execute(INSERT, Statement("INSERT INTO shop.`old` VALUES (1)"))
    assert shop.orders == []
    shop.execute(INSERT)


def test_a_locked_database_is_no_business_exception(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rpa.drivers.statement.LOCK_WAIT", 0.05)
    shop = Shop("sqlite:///shop.db", tmp_path)
    with shop.engine.connect() as other:
        other.exec_driver_sql("BEGIN EXCLUSIVE")
        with pytest.raises(ApplicationException, match="locked"):
            shop.execute(INSERT)


@pytest.mark.parametrize(
    ("url", "kind", "said"),
    [
        ("nonsense", StepFailed, "cannot be understood"),
        ("oracle+oracledb://x", StepFailed, "writing to oracle is not built"),
        ("sqlite:///none.db", EnvironmentNotReady, "there is no database"),
        ("mysql+nothing://x/y", StepFailed, "cannot be understood"),
        ("postgresql+psycopg://robot:hunter22@127.0.0.1:1/x", ApplicationException, "the database:"),
    ],
)
def test_addresses(tmp_path: Path, url: str, kind: type[Exception], said: str) -> None:
    with pytest.raises(kind, match=said) as caught:
        execute(url, [INSERT], MARK, tmp_path, lambda: None)
    assert "hunter22" not in str(caught.value)


@pytest.mark.parametrize(
    "sql",
    [
        "DROP TABLE a",
        "TRUNCATE a",
        "CREATE TABLE a (b INT)",
        "COMMIT",
        "CALL pay()",
        "INSERT INTO a VALUES (1); COMMIT",
        "-- hello\n/* DELETE */ GRANT ALL ON a TO b",
        "",
        "INSERT INTO a VALUES ('\\'); DROP TABLE b; --')",
    ],
)
def test_what_is_not_one_statement_that_can_be_taken_back(sql: str) -> None:
    with pytest.raises(StepFailed):
        check_statement(sql)


@pytest.mark.parametrize(
    "sql",
    [
        "insert into a values (';')",
        "/* ; */ UPDATE a SET b = 1;",
        "WITH x AS (SELECT 1) DELETE FROM a",
        "DELETE FROM a",
    ],
)
def test_what_is(sql: str) -> None:
    check_statement(sql)


def test_the_names_in_a_statement() -> None:
    found = names_in("INSERT INTO \"Orders\" (a) SELECT b FROM `Old` -- not this\n WHERE c = 'nor that'")
    assert {"orders", "old", "a", "b", "c"} <= found
    assert not {"this", "that"} & found
