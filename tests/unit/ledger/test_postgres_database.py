from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest

from rpa.errors import EnvironmentNotReady, LedgerError
from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import IDLE_LIMIT, Server
from rpa.model.effect import Intent, Receipt
from rpa.model.item import Arrival, ItemState
from rpa.model.secret import Secret
from tests.fakes.cut_line import Cut, CutLine
from tests.postgres import TestServer

SAVE = Intent("browser", "http://127.0.0.1/orders", "Save order")
Found = TypeVar("Found")
SPAWN = multiprocessing.get_context("spawn")


@pytest.fixture
def ledger(postgres: Server) -> Iterator[PostgresLedger]:
    ledger = PostgresLedger.open(postgres)
    yield ledger
    ledger.close()


@pytest.fixture
def own_server() -> Iterator[TestServer]:
    """One that may be stopped."""
    server = TestServer()
    server.start()
    yield server
    server.remove()


def start(ledger: PostgresLedger) -> int:
    return ledger.start_run("orders", "orders.yaml", "name: orders", {})


def arrivals(count: int) -> list[Arrival]:
    return [Arrival(f"A-{n}", "c", {"n": n}, "p") for n in range(count)]


def asked(ledger: PostgresLedger, sql: str) -> object:
    row = ledger.database.connection.execute(sql.encode()).fetchone()
    return next(iter(row.values())) if row else None


def in_database(server: Server, name: str) -> Server:
    return replace(server, url=f"{server.url.rpartition('/')[0]}/{name}")


def cut_off(ledger: PostgresLedger) -> None:
    """The server ends the ledger's connection, as an admin or a restart would."""
    with psycopg.connect(ledger.database.server.url, autocommit=True) as other:
        other.execute("select pg_terminate_backend(%s)", (ledger.database.connection.info.backend_pid,))


def test_a_commit_is_on_disk_whatever_the_servers_habits(postgres: Server) -> None:
    with psycopg.connect(postgres.url, autocommit=True) as admin:
        admin.execute("alter role postgres set synchronous_commit = off")
        admin.execute("alter role postgres set default_transaction_isolation = 'serializable'")
    try:
        ledger = PostgresLedger.open(postgres)
        assert asked(ledger, "show synchronous_commit") == "on"
        assert asked(ledger, "show idle_in_transaction_session_timeout") == f"{IDLE_LIMIT}s"
        with ledger.database.transaction():
            assert asked(ledger, "show transaction_isolation") == "read committed"
        ledger.close()
    finally:
        with psycopg.connect(postgres.url, autocommit=True) as admin:
            admin.execute("alter role postgres reset all")


def test_a_server_that_may_lose_commits_is_refused(postgres: Server) -> None:
    with pytest.raises(EnvironmentNotReady, match=r"fsync = off.*postgresql.conf"):
        PostgresLedger.open(replace(postgres, accept_no_fsync=False))


def test_a_database_that_cannot_keep_all_texts_is_refused(postgres: Server) -> None:
    name = postgres.schema
    with psycopg.connect(postgres.url, autocommit=True) as admin:
        admin.execute(f"create database {name} encoding 'LATIN1' locale 'C' template template0".encode())
        try:
            with pytest.raises(LedgerError, match=r"LATIN1.*createdb --encoding=UTF8"):
                PostgresLedger.open(in_database(postgres, name))
        finally:
            admin.execute(f"drop database {name}".encode())


def test_texts_of_all_kinds_come_back(ledger: PostgresLedger) -> None:
    text = "100 % :now %s %(x)s \\ ' \" \x01 \ufeff é 漢 🧾"
    run = start(ledger)
    ledger.record(run, "orders", [Arrival(text, "c", {"t": text, "n": 1 << 80}, text)])
    row = ledger.items("orders")[0]
    assert (row.place, row.values) == (text, {"t": text, "n": 1 << 80})


def test_nobody_at_the_address_is_named_without_the_password(postgres: Server) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        url = f"postgresql://rpa@127.0.0.1:{nobody.getsockname()[1]}/ledger"
        with pytest.raises(LedgerError, match=r"cannot be reached.*server runs") as caught:
            PostgresLedger.open(Server(url, password=Secret("ledger.password", "s3cret-word")))
    assert caught.value.place.startswith("postgresql://127.0.0.1:")
    for error in (caught.value, caught.value.__cause__):
        assert "s3cret-word" not in repr(error) + str(error)


def test_a_wrong_password_is_named_and_not_shown(own_server: TestServer) -> None:
    with psycopg.connect(own_server.url, autocommit=True) as admin:
        admin.execute("create role rpa login password 'right-word'")
        admin.execute("create database ledger owner rpa")
    hba = own_server.data / "pg_hba.conf"
    hba.write_text(f"host all rpa 127.0.0.1/32 scram-sha-256\n{hba.read_text()}")
    own_server.stop()
    own_server.start()
    url = f"postgresql://rpa@127.0.0.1:{own_server.port}/ledger"
    right, wrong = Secret("ledger.password", "right-word"), Secret("ledger.password", "wrong-word")
    PostgresLedger.open(Server(url, password=right, accept_no_fsync=True)).close()
    for password in (wrong, None):
        with pytest.raises(
            LedgerError, match=r"does not let this program in.*rpa secret set ledger.password"
        ) as caught:
            PostgresLedger.open(Server(url, password=password, accept_no_fsync=True))
        assert "wrong-word" not in str(caught.value)


def test_a_user_without_rights_is_told_which_one_is_missing(postgres: Server) -> None:
    user = postgres.schema
    with psycopg.connect(postgres.url, autocommit=True) as admin:
        admin.execute(f"create role {user} login".encode())
        theirs = replace(postgres, url=postgres.url.replace("postgres@", f"{user}@"))
        with pytest.raises(LedgerError, match=r"lacks a right.*create schema rpa authorization"):
            PostgresLedger.open(theirs)
        admin.execute(f"create schema {user} authorization {user}".encode())
    ledger = PostgresLedger.open(theirs)
    assert start(ledger) == 1
    ledger.close()


def test_a_missing_database_is_named(postgres: Server) -> None:
    with pytest.raises(LedgerError, match=r"does not exist.*createdb"):
        PostgresLedger.open(in_database(postgres, "nowhere"))


def test_a_connection_lost_between_two_verbs_is_made_anew(ledger: PostgresLedger) -> None:
    run = start(ledger)
    cut_off(ledger)
    ledger.record(run, "orders", arrivals(2))
    cut_off(ledger)
    assert len(ledger.items("orders")) == 2
    cut_off(ledger)
    assert ledger.verify_chain() is None


def test_a_connection_lost_inside_a_verb_undoes_it(ledger: PostgresLedger) -> None:
    run = start(ledger)

    def lose_it() -> Iterator[Arrival]:
        yield from arrivals(1500)

    before = ledger.database.change_many

    def change_many(*given: object) -> None:
        cut_off(ledger)
        before(*given)  # type: ignore[arg-type]

    ledger.database.change_many = change_many  # type: ignore[method-assign, assignment]
    with pytest.raises(LedgerError, match="cannot be reached"):
        ledger.record(run, "orders", list(lose_it()))
    del ledger.database.change_many
    assert ledger.items("orders") == []
    assert len(ledger.record(run, "orders", arrivals(3))) == 3
    assert ledger.verify_chain() is None


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGQUIT])
def test_a_restart_of_the_server_loses_nothing(own_server: TestServer, number: signal.Signals) -> None:
    ledger = PostgresLedger.open(Server(own_server.url, accept_no_fsync=True))
    run = start(ledger)
    ledger.record(run, "orders", arrivals(2))
    own_server.stop(number)
    with pytest.raises(LedgerError, match="cannot be reached"):
        ledger.claim("orders", "me", run)
    own_server.start()
    claim = ledger.claim("orders", "me", run)
    assert claim is not None
    assert ledger.verify_chain() is None
    ledger.close()


@pytest.fixture
def line(postgres: Server) -> Iterator[CutLine]:
    with CutLine(int(postgres.url.rpartition(":")[2].partition("/")[0])) as line:
        yield line


def through(line: CutLine, postgres: Server) -> Server:
    return replace(postgres, url=f"postgresql://postgres@127.0.0.1:{line.port}/postgres")


def test_a_commit_whose_answer_was_lost_is_asked_for(postgres: Server, line: CutLine) -> None:
    ledger = PostgresLedger.open(through(line, postgres))
    line.cut = Cut.AFTER
    run = start(ledger)
    assert line.cuts == 1
    assert [one.id for one in ledger.runs()] == [run]
    ledger.record(run, "orders", arrivals(1))
    ledger.close()


def test_a_commit_that_never_arrived_is_an_error_and_did_not_happen(postgres: Server, line: CutLine) -> None:
    ledger = PostgresLedger.open(through(line, postgres))
    line.cut = Cut.BEFORE
    with pytest.raises(LedgerError, match="cannot be reached"):
        start(ledger)
    assert line.cuts == 1
    assert ledger.runs() == []
    start(ledger)
    assert len(ledger.runs()) == 1
    ledger.close()


def test_a_commit_that_nobody_can_tell_about_is_an_error(postgres: Server, line: CutLine) -> None:
    ledger = PostgresLedger.open(through(line, postgres))
    line.cut = Cut.FOR_GOOD
    with pytest.raises(LedgerError, match=r"whether it was is not known"):
        start(ledger)
    other = PostgresLedger.open(postgres)
    assert len(other.runs()) == 1
    other.close()
    ledger.close()


def test_how_often_a_verb_crosses_the_network(postgres: Server, line: CutLine) -> None:
    """Every crossing is time in which no other worker can write."""
    ledger = PostgresLedger.open(through(line, postgres))
    run = start(ledger)
    ledger.record(run, "orders", arrivals(3))
    trips: dict[str, int] = {}

    def counted(verb: str, call: Callable[[], Found]) -> Found:
        before = line.trips
        found = call()
        trips[verb] = line.trips - before
        return found

    claim = counted("claim", lambda: ledger.claim("orders", "me", run))
    assert claim is not None
    counted("begin", lambda: ledger.begin(claim, "order", SAVE, ()))
    counted("sent", lambda: ledger.sent(claim, "order"))
    counted("finish", lambda: ledger.finish(claim, "order", {}, Receipt("saved")))
    counted("settle", lambda: ledger.settle(claim, ItemState.DONE))
    counted("claim again", lambda: ledger.claim("orders", "me", run))
    counted("read", lambda: ledger.item(claim.item))
    ledger.close()
    assert trips == {"claim": 4, "begin": 4, "sent": 3, "finish": 3, "settle": 4, "claim again": 3, "read": 1}


def test_a_long_lock_is_named(postgres: Server) -> None:
    first, second = PostgresLedger.open(postgres), PostgresLedger.open(replace(postgres, patience=0.1))
    with first.database.transaction(), pytest.raises(LedgerError, match="held the ledger for too long"):
        start(second)
    assert start(second) == 1
    first.close()
    second.close()


def test_reading_waits_for_nobody(postgres: Server) -> None:
    first, second = PostgresLedger.open(postgres), PostgresLedger.open(replace(postgres, patience=0.1))
    with first.database.transaction():
        assert second.runs() == []
    first.close()
    second.close()


def test_two_schemas_of_one_database_do_not_wait_for_each_other(postgres: Server) -> None:
    first = PostgresLedger.open(postgres)
    second = PostgresLedger.open(replace(postgres, schema=f"{postgres.schema}_b", patience=0.1))
    with first.database.transaction():
        assert start(second) == 1
    first.close()
    second.close()


def test_a_transaction_that_fails_is_undone(ledger: PostgresLedger) -> None:
    def fail() -> None:
        with ledger.database.transaction():
            ledger.database.change("keep_recipe_text", sha256="x", body="y")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert asked(ledger, "select count(*) from recipe_text") == 0
    assert start(ledger) == 1


def test_a_server_that_takes_no_writes_is_named(ledger: PostgresLedger) -> None:
    ledger.database.connection.execute("set default_transaction_read_only = on")
    with pytest.raises(LedgerError, match="takes no writes"):
        start(ledger)
    assert ledger.runs() == []


@pytest.mark.parametrize(
    "statement",
    ["update event set data = '{}'", "delete from event", "truncate event", "delete from step", "truncate step"],
)
def test_history_is_never_deleted_nor_events_changed(ledger: PostgresLedger, statement: str) -> None:
    run = start(ledger)
    ledger.record(run, "orders", arrivals(1))
    claim = ledger.claim("orders", "me", run)
    assert claim is not None
    ledger.begin(claim, "order", SAVE, ())
    with pytest.raises(psycopg.errors.RaiseException, match="never"):
        ledger.database.connection.execute(statement.encode())


def hold_a_transaction(server: Server, ready: Connection) -> None:
    ledger = PostgresLedger.open(server)
    try:
        with ledger.database.transaction():
            ledger.database.change("keep_recipe_text", sha256="x", body="y")
            ready.send("inside")
            ready.recv()
    except LedgerError as error:
        ready.send(str(error))
    ready.send(ledger.runs()[0].recipe)


@pytest.mark.crash
@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_a_process_that_stands_still_or_dies_inside_a_transaction_keeps_nobody_waiting(
    postgres: Server, number: signal.Signals
) -> None:
    folder = str(Path(__file__).parent)
    if folder not in sys.path:
        sys.path.insert(0, folder)
    ledger = PostgresLedger.open(postgres)
    mine, theirs = SPAWN.Pipe()
    other = SPAWN.Process(target=hold_a_transaction, args=(postgres, theirs))
    other.start()
    theirs.close()
    assert mine.recv() == "inside"
    assert other.pid is not None
    os.kill(other.pid, number)
    began = time.monotonic()
    start(ledger)
    waited = time.monotonic() - began
    assert waited < IDLE_LIMIT + 20
    if number is signal.SIGSTOP:
        assert waited > 1, "the other one held the lock"
        os.kill(other.pid, signal.SIGCONT)
        mine.send("go on")
        assert "Nothing of this step was recorded" in mine.recv()
        assert mine.recv() == "orders"
    other.join()
    mine.close()
    assert asked(ledger, "select count(*) from recipe_text where sha256 = 'x'") == 0
    ledger.close()
