from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rpa.drivers.locks import lock_state
from rpa.errors import EnvironmentNotReady, LedgerError, UsageError
from rpa.ledger import moving
from rpa.ledger.moved import moved_to, refuse_moved
from rpa.ledger.moving import move_ledger, tables_of
from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import Server
from rpa.ledger.presence import Register
from rpa.ledger.protocol import Finished
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.effect import Effect, Intent, Receipt
from rpa.model.item import Arrival, ItemState
from rpa.model.question import Question, Reading
from rpa.model.run import Limits, Totals

PROJECT = Path(__file__).resolve().parents[3]
SAVE = Intent("browser", "http://127.0.0.1/orders", "Save order", (("Name", "a\tb\\N\n'é"),))
NOW = datetime(2026, 7, 1, tzinfo=UTC)

Contents = dict[str, list[tuple[object, ...]]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A ledger with something of everything."""
    file = tmp_path / "ledger.sqlite"
    ledger = SqliteLedger.open(file)
    run = ledger.start_run("orders", "orders.yaml", "name: orders\n", {"days": 14}, "old:1:abc")
    arrivals = [
        Arrival(f"A-{n}", "c", {"n": n, "text": "tab\t \\N \\ \n é"}, "p", ({"No": str(n)},)) for n in range(30)
    ]
    ledger.record(run, "orders", arrivals)
    ledger.keep_mark(run, "orders", "shop", {"last": 29})
    asked = ledger.claim("orders", "old:1:abc", run)
    assert asked is not None
    ledger.ask(asked, "read", Question("x.pdf", (Reading("total", "Total", 1),), {"total": 1}), "not sure")
    for state in (ItemState.DONE, ItemState.FAILED, ItemState.REJECTED, ItemState.IN_DOUBT, ItemState.IN_REVIEW):
        claim = ledger.claim("orders", "old:1:abc", run, Limits(interval=timedelta(microseconds=1)))
        assert claim is not None
        ledger.begin(claim, "order", SAVE, [Finished("look", Effect.READ, {"a": 1}, NOW, NOW)])
        ledger.sent(claim, "order")
        if state is ItemState.DONE:
            ledger.finish(claim, "order", {"n": 1}, Receipt("saved"))
        ledger.number(claim, "sales")
        ledger.settle(claim, state, "because")
    ledger.finish_run(run, Totals(done=1))
    ledger.start_run("orders", "orders.yaml", "name: orders\n", {}, "old:1:abc")
    assert ledger.claim("orders", "old:1:abc", run) is not None
    ledger.close()
    return file


def in_file(file: Path) -> Contents:
    connection = sqlite3.connect(file)
    try:
        return {
            table: sorted(map(tuple, connection.execute(f"select * from {table}")), key=repr)
            for table in tables_of(connection)
        }
    finally:
        connection.close()


def at_server(server: Server, wanted: Contents) -> Contents:
    with server.connect() as connection:
        found = {}
        for table in wanted:
            columns = connection.execute(
                "select column_name as name from information_schema.columns "
                "where table_schema = current_schema and table_name = %s",
                (table,),
            ).fetchall()
            rows = connection.execute(f"select * from {table}".encode()).fetchall()
            assert all(set(row) == {column["name"] for column in columns} for row in rows)
            found[table] = sorted((tuple(row.values()) for row in rows), key=repr)
        return found


def test_everything_goes_over_and_the_work_goes_on(file: Path, postgres: Server) -> None:
    before = in_file(file)
    assert all(before[table] for table in before if table != "chain_start")
    seen: list[tuple[int, int]] = []
    moved = move_ledger(file, postgres, lambda done, total: seen.append((done, total)))
    total = sum(len(rows) for rows in before.values())
    assert (seen[0], seen[-1]) == ((0, total), (total, total))
    assert at_server(postgres, before) == before
    assert in_file(moved) == before
    ledger = PostgresLedger.open(postgres)
    assert ledger.verify_chain() is None
    register = Register(postgres, 15, lock_state)
    assert ledger.reap("orders", register.is_alive, register.is_proven_dead) == 1
    run = ledger.start_run("orders", "orders.yaml", "name: orders\n", {})
    assert run == 3
    claim = ledger.claim("orders", "new:1:abc", run)
    assert claim is not None
    assert (claim.key, claim.epoch, claim.suspect) == ("A-6", 2, "")
    assert ledger.number(claim, "sales") == 6
    ledger.begin(claim, "order", SAVE, ())
    assert ledger.record(run, "orders", [Arrival("B-1", "c", {}, "p")])[0].item == 31
    assert ledger.verify_chain() is None
    register.close()
    ledger.close()


def test_a_note_stands_where_the_file_was(file: Path, postgres: Server) -> None:
    moved = move_ledger(file, postgres)
    assert moved.parent == file.parent
    assert moved_to(file) == postgres.name
    assert moved.name in file.read_text()
    with pytest.raises(EnvironmentNotReady, match=r"was moved to postgresql://.*rpa.toml"):
        refuse_moved(file)
    refuse_moved(moved)
    refuse_moved(file.with_name("nothing"))
    left = {one.name for one in file.parent.glob("ledger.sqlite*")}
    assert left - {f"{file.name}-seen"} == {file.name, moved.name}


def test_who_has_the_file_open_cannot_write_it_any_more(file: Path, postgres: Server) -> None:
    late = SqliteLedger.open(file)
    with pytest.raises(UsageError, match=r"everything is moved, but another program has the file open"):
        move_ledger(file, postgres)
    with pytest.raises(LedgerError, match=r"this ledger was moved to postgresql://"):
        late.start_run("orders", "o.yaml", "name: orders", {})
    assert late.verify_chain() is None
    late.close()
    ledger = PostgresLedger.open(postgres)
    ledger.start_run("orders", "o.yaml", "name: orders", {})
    ledger.close()
    moved = move_ledger(file, postgres)
    assert moved.is_file()
    assert moved_to(file) == postgres.name
    assert len(at_server(postgres, {"run": []})["run"]) == 3, "what was done there meanwhile is still there"


def test_a_ledger_that_is_in_use_is_not_written_over(file: Path, postgres: Server) -> None:
    before = in_file(file)
    ledger = PostgresLedger.open(postgres)
    ledger.start_run("orders", "o.yaml", "name: orders", {})
    ledger.close()
    with pytest.raises(UsageError, match=r"a ledger already.*--schema"):
        move_ledger(file, postgres)
    assert len(at_server(postgres, {"run": []})["run"]) == 1
    assert in_file(file) == before
    SqliteLedger.open(file).close()


def test_an_empty_ledger_is_written_over(file: Path, postgres: Server) -> None:
    PostgresLedger.open(postgres).close()
    before = in_file(file)
    move_ledger(file, postgres)
    assert at_server(postgres, before) == before


def test_another_programs_tables_are_left_alone(file: Path, postgres: Server) -> None:
    with postgres.connect() as connection:
        connection.execute(f"create schema {postgres.schema}".encode())
        connection.execute("create table orders (id bigint)")
    with pytest.raises(LedgerError, match="another program's tables"):
        move_ledger(file, postgres)
    assert at_server(postgres, {"orders": []}) == {"orders": []}


def test_a_broken_chain_is_not_moved(file: Path, postgres: Server) -> None:
    with sqlite3.connect(file) as connection:
        connection.execute("drop trigger event_is_never_changed")
        connection.execute("update event set data = '{}' where id = 3")
    connection.close()
    with pytest.raises(LedgerError, match="chain of events is broken at event 3"):
        move_ledger(file, postgres)
    assert not PostgresLedger.exists(postgres)


def test_what_did_not_arrive_whole_leaves_the_file_as_it_was(
    file: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = moving._rows

    def lossy(source: sqlite3.Connection, table: str, names: list[str]) -> object:
        rows = list(real(source, table, names))
        return rows[:-1] if table == "sighting" else rows

    monkeypatch.setattr(moving, "_rows", lossy)
    with pytest.raises(LedgerError, match=r"30 rows of sighting left, 29 arrived"):
        move_ledger(file, postgres)
    ledger = SqliteLedger.open(file)
    ledger.start_run("orders", "o.yaml", "name: orders", {})
    ledger.close()
    with pytest.raises(LedgerError, match=r"that was not finished.*rpa ledger move"):
        PostgresLedger.open(postgres)
    monkeypatch.undo()
    before = in_file(file)
    move_ledger(file, postgres)
    assert at_server(postgres, before) == before


KILLED = """
import os, signal, sys
from pathlib import Path
from rpa.ledger import moved, moving
from rpa.ledger.postgres_connection import Server

file, url, schema, module, name, when = sys.argv[1:]
place = {"moving": moving, "moved": moved, "os": os, "Path": Path}[module]
real = getattr(place, name)

def die(*given, **named):
    if when == "after":
        real(*given, **named)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(place, name, die)
moving.move_ledger(Path(file), Server(url, schema, accept_no_fsync=True))
"""


@pytest.mark.crash
@pytest.mark.parametrize(
    ("place", "when", "is_open"),
    [
        ("moving.make_tables", "after", True),
        ("moving._go_on_behind", "before", True),
        ("moving._compare", "before", True),
        ("moving.close_for_writing", "after", True),
        ("moving.mark_schema", "before", False),
        ("moving.mark_schema", "after", False),
        ("os.link", "after", False),
        ("Path.replace", "before", False),
        ("moved.sync_folder", "before", False),
    ],
)
def test_killed_at_any_moment_there_is_one_truth_and_moving_again_ends_well(
    file: Path, postgres: Server, place: str, when: str, is_open: bool
) -> None:
    before = in_file(file)
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    arguments = [str(file), postgres.url, postgres.schema, *place.split("."), when]
    killed = subprocess.run([sys.executable, "-c", KILLED, *arguments], env=environment, check=False)
    assert killed.returncode == -signal.SIGKILL
    is_there = PostgresLedger.exists(postgres)
    usable = [
        _may_write(lambda: SqliteLedger.open(file)),
        is_there and _may_write(lambda: PostgresLedger.open(postgres)),
    ]
    assert usable in ([True, False], [False, True], [False, False])
    assert usable[0] == is_open
    if moved_to(file):
        assert usable == [False, True]
    else:
        move_ledger(file, postgres)
    assert moved_to(file) == postgres.name
    arrived = at_server(postgres, before)
    assert {table: len(set(before[table]) - set(rows)) for table, rows in arrived.items()} == dict.fromkeys(before, 0)
    ledger = PostgresLedger.open(postgres)
    assert ledger.verify_chain() is None
    ledger.close()
    (kept,) = file.parent.glob("*.moved-*")
    assert set(before["event"]) <= set(in_file(kept)["event"])


def _may_write(opened: object) -> bool:
    assert callable(opened)
    try:
        ledger = opened()
    except (LedgerError, EnvironmentNotReady):
        return False
    try:
        ledger.start_run("orders", "o.yaml", "name: orders", {})
    except LedgerError:
        return False
    else:
        return True
    finally:
        ledger.close()
