from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from rpa.errors import LedgerError
from rpa.ledger import migrations
from rpa.ledger.migrations import (
    Migration,
    bring_up_to_date,
    fresh_schema,
    shipped_migrations,
    split_statements,
)
from rpa.ledger.sqlite import SqliteLedger

NOW = "2026-07-01T07:15:00.000000+00:00"
FURTHER = Migration(len(shipped_migrations()) + 1, "notes", "create table note (body text) strict;\n")


def schema_of(connection: sqlite3.Connection) -> list[tuple[str, ...]]:
    rows = connection.execute("select type, name, tbl_name, coalesce(sql, '') from sqlite_master").fetchall()
    return sorted((kind, name, table, parts_of(kind, sql)) for kind, name, table, sql in rows)


def parts_of(kind: str, sql: str) -> str:
    """A definition in one spelling; columns and constraints sorted, since added columns come last but for these."""
    text = re.sub(r"\s+", " ", sql).strip()
    found = re.fullmatch(r"(create table \w+) ?\((.*)\) ?([^)]*)", text, re.IGNORECASE) if kind == "table" else None
    if found is None:
        return text
    parts = re.split(r",(?![^(]*\))", found[2])
    return f"{found[1].lower()}: {sorted(part.strip() for part in parts)} {found[3]}"


def in_memory() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def test_a_fresh_ledger_equals_a_migrated_one() -> None:
    fresh, migrated = in_memory(), in_memory()
    bring_up_to_date(fresh, "fresh", NOW, shipped_migrations())
    for migration in shipped_migrations():
        for statement in split_statements(migration.sql):
            migrated.execute(statement)
    assert schema_of(fresh) == schema_of(migrated)
    for pragma in ("application_id", "user_version"):
        ask = f"pragma {pragma}"
        assert fresh.execute(ask).fetchone() == migrated.execute(ask).fetchone()
    fresh.close()
    migrated.close()


def test_no_statement_of_a_script_is_lost() -> None:
    for script in (fresh_schema(), *(migration.sql for migration in shipped_migrations())):
        assert "".join(split_statements(script)) == script


def test_an_older_ledger_is_brought_up_to_date_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    SqliteLedger.open(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    for _ in range(2):
        bring_up_to_date(connection, str(path), NOW, (*shipped_migrations(), FURTHER))
    applied = connection.execute("select number, name, sha256 from migration order by number").fetchall()
    assert applied[-1] == (FURTHER.number, "notes", FURTHER.sha256)
    assert len(applied) == FURTHER.number
    assert connection.execute("select count(*) from note").fetchone() == (0,)
    connection.close()


def test_a_failing_migration_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    SqliteLedger.open(path).close()
    connection = sqlite3.connect(path, isolation_level=None)
    before = schema_of(connection)
    broken = Migration(FURTHER.number, "broken", FURTHER.sql + "create table item (id integer);\n")
    with pytest.raises(sqlite3.OperationalError, match="item already exists"):
        bring_up_to_date(connection, str(path), NOW, (*shipped_migrations(), broken))
    assert schema_of(connection) == before
    connection.close()


def test_a_newer_ledger_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    SqliteLedger.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("insert into migration values (?, 'future', 'x', ?)", (FURTHER.number, NOW))
    connection.close()
    with pytest.raises(LedgerError, match=r"newer version .* Install the newer version"):
        SqliteLedger.open(path)


def test_a_ledger_migrated_by_other_statements_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    SqliteLedger.open(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("update migration set sha256 = 'x'")
    connection.close()
    with pytest.raises(LedgerError, match=r"migration 1 .* other statements"):
        SqliteLedger.open(path)


def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    with sqlite3.connect(path) as connection:
        connection.execute("create table orders (id integer)")
    connection.close()
    with pytest.raises(LedgerError, match="another program"):
        SqliteLedger.open(path)
    with sqlite3.connect(path) as connection:
        assert [name for _, name, *_ in schema_of(connection)] == ["orders"]
    connection.close()


@pytest.mark.parametrize("names", [["0002_second.sql"], ["first.sql"], ["0001_first.sql", "0003_third.sql"]])
def test_migration_files_are_numbered_without_gaps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, names: list[str]
) -> None:
    (tmp_path / "migrations").mkdir()
    for name in names:
        (tmp_path / "migrations" / name).write_text("select 1;\n")
    monkeypatch.setattr(migrations, "sql_folder", lambda: tmp_path)
    with pytest.raises(ValueError, match=names[-1]):
        shipped_migrations()
