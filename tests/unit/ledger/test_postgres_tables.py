from __future__ import annotations

import multiprocessing
import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import psycopg
import pytest

from rpa.errors import LedgerError
from rpa.ledger.migrations import Migration, fresh_schema, shipped_migrations
from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import Connection, Server
from rpa.ledger.postgres_tables import bring_up_to_date

NOW = "2026-07-01T07:15:00.000000+00:00"
SHIPPED = shipped_migrations("postgres")
FURTHER = Migration(len(SHIPPED) + 1, "notes", "create table note (body text);\n")
SPAWN = multiprocessing.get_context("spawn")

DEFINITIONS = """
select 'column' as kind, table_name || '.' || column_name as name,
       concat_ws(' ', data_type, collation_name, column_default, is_nullable, identity_generation) as body
  from information_schema.columns where table_schema = current_schema
union all
select 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
  from pg_constraint where connamespace = current_schema::regnamespace
union all
select 'index', indexname, indexdef from pg_indexes where schemaname = current_schema
union all
select 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal
   and (select relnamespace from pg_class where oid = tgrelid) = current_schema::regnamespace
union all
select 'function', proname, prosrc from pg_proc where pronamespace = current_schema::regnamespace
order by 1, 2
"""


@pytest.fixture
def connection(postgres: Server) -> Iterator[Connection]:
    connection = postgres.connect()
    yield connection
    connection.close()


def schema_of(server: Server) -> list[tuple[str, ...]]:
    with server.connect() as connection:
        rows = connection.execute(DEFINITIONS).fetchall()
    return [tuple(str(part).replace(server.schema, "SCHEMA") for part in row.values()) for row in rows]


def make_schema(server: Server) -> None:
    with server.connect() as connection:
        connection.execute(f"create schema {server.schema}".encode())


def test_a_fresh_ledger_equals_a_migrated_one(postgres: Server) -> None:
    migrated = replace(postgres, schema=f"{postgres.schema}_m")
    PostgresLedger.open(postgres).close()
    make_schema(migrated)
    with migrated.connect() as connection:
        for migration in SHIPPED:
            connection.execute(migration.sql.encode())
    assert schema_of(postgres) == schema_of(migrated)
    assert len(schema_of(postgres)) > 100


def test_both_databases_have_the_same_migrations_tables_and_columns(postgres: Server) -> None:
    assert [(one.number, one.name) for one in SHIPPED] == [(one.number, one.name) for one in shipped_migrations()]
    sqlite = sqlite3.connect(":memory:")
    sqlite.executescript(fresh_schema())
    tables = [name for (name,) in sqlite.execute("select name from sqlite_master where type = 'table'")]
    here = {f"{table}.{row[1]}" for table in tables for row in sqlite.execute(f"pragma table_info({table})")}
    sqlite.close()
    PostgresLedger.open(postgres).close()
    there = {name for kind, name, _ in schema_of(postgres) if kind == "column"}
    only_there = {"worker", "run_lock"}
    assert {name for name in there if name.partition(".")[0] not in only_there} == here


def test_an_older_ledger_is_brought_up_to_date_once(postgres: Server, connection: Connection) -> None:
    PostgresLedger.open(postgres).close()
    for _ in range(2):
        bring_up_to_date(connection, postgres, NOW, (*SHIPPED, FURTHER))
    rows = connection.execute("select number, name, sha256 from migration order by number").fetchall()
    assert list(rows[-1].values()) == [FURTHER.number, "notes", FURTHER.sha256]
    assert len(rows) == FURTHER.number


def test_a_failing_migration_changes_nothing(postgres: Server, connection: Connection) -> None:
    PostgresLedger.open(postgres).close()
    before = schema_of(postgres)
    broken = Migration(FURTHER.number, "broken", FURTHER.sql + "create table item (id bigint);\n")
    with pytest.raises(psycopg.errors.DuplicateTable):
        bring_up_to_date(connection, postgres, NOW, (*SHIPPED, broken))
    assert schema_of(postgres) == before


def test_a_newer_ledger_is_left_alone(postgres: Server, connection: Connection) -> None:
    PostgresLedger.open(postgres).close()
    connection.execute("insert into migration values (%s, 'future', 'x', %s)", (FURTHER.number, NOW))
    with pytest.raises(LedgerError, match=r"newer version .* Install the newer version"):
        PostgresLedger.open(postgres)


def test_a_ledger_migrated_by_other_statements_is_left_alone(postgres: Server, connection: Connection) -> None:
    PostgresLedger.open(postgres).close()
    connection.execute("update migration set sha256 = 'x'")
    with pytest.raises(LedgerError, match=r"migration 1 .* other statements"):
        PostgresLedger.open(postgres)


def test_another_programs_schema_is_left_alone(postgres: Server, connection: Connection) -> None:
    make_schema(postgres)
    connection.execute("create table orders (id bigint)")
    before = schema_of(postgres)
    with pytest.raises(LedgerError, match=r"another program's tables.*schema = "):
        PostgresLedger.open(postgres)
    assert schema_of(postgres) == before


def test_a_schema_made_by_hand_is_used(postgres: Server) -> None:
    make_schema(postgres)
    assert not PostgresLedger.exists(postgres)
    PostgresLedger.open(postgres).close()
    assert PostgresLedger.exists(postgres)


def test_looking_makes_nothing(postgres: Server, connection: Connection) -> None:
    assert not PostgresLedger.exists(postgres)
    found = connection.execute("select count(*) as n from pg_namespace where nspname = %s", (postgres.schema,))
    assert found.fetchone() == {"n": 0}


def open_and_close(server: Server) -> None:
    for _ in range(3):
        PostgresLedger.open(server).close()


def test_a_fresh_schema_may_be_opened_by_several_at_once(postgres: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys
    from pathlib import Path

    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    monkeypatch.setitem(sys.modules, Path(__file__).stem, sys.modules[__name__])
    workers = [SPAWN.Process(target=open_and_close, args=(postgres,)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
