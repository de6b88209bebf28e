from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.errors import LedgerError
from rpa.ledger.sqlite import SqliteLedger
from rpa.ledger.sqlite_database import SqliteDatabase, in_words
from rpa.model.item import Arrival


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "ledger.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger.open(path, patience=0.1)
    yield ledger
    ledger.close()


def start(ledger: SqliteLedger) -> int:
    return ledger.start_run("orders", "orders.yaml", "name: orders", {})


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_are_for_this_user_alone_whatever_the_umask(path: Path) -> None:
    before = os.umask(0)
    try:
        ledger = SqliteLedger.open(path)
        start(ledger)
    finally:
        os.umask(before)
    assert mode(path.parent) == 0o700
    assert {file.name: mode(file) for file in path.parent.iterdir()} == dict.fromkeys(
        ("ledger.sqlite", "ledger.sqlite-wal", "ledger.sqlite-shm", "ledger.sqlite-seen"), 0o600
    )
    ledger.close()


def test_commits_survive_a_power_cut_and_rows_refer_to_rows(ledger: SqliteLedger) -> None:
    ask = ledger.database.connection.execute
    assert ask("pragma journal_mode").fetchone()[0] == "wal"
    assert ask("pragma synchronous").fetchone()[0] == 2
    assert ask("pragma foreign_keys").fetchone()[0] == 1


@pytest.mark.parametrize("content", [b"not a database at all, but a text" * 40, b"\x00" * 5000])
def test_what_is_no_database_is_named(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=rf"{path}: this file is not a ledger.*backup"):
        SqliteLedger.open(path)
    assert path.read_bytes() == content


def test_damage_is_named(path: Path) -> None:
    ledger = SqliteLedger.open(path)
    run = start(ledger)
    ledger.record(run, "orders", [Arrival(f"A-{n}", "c", {"note": "x" * 500}, "p") for n in range(200)])
    ledger.close()
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xff" * (len(content) - 8192)
    path.write_bytes(content)
    with pytest.raises(LedgerError, match=r"damaged.*backup"):
        SqliteLedger.open(path).items()


def test_a_folder_in_its_place_is_named(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(LedgerError, match="cannot be opened"):
        SqliteLedger.open(path)


def test_a_file_in_place_of_its_folder_is_named(path: Path) -> None:
    path.parent.write_text("a file")
    with pytest.raises(LedgerError, match="cannot be opened"):
        SqliteLedger.open(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o500)
    with pytest.raises(LedgerError, match="cannot be opened"):
        SqliteLedger.open(folder / "ledger.sqlite")


def test_a_ledger_that_may_only_be_read_is_named(path: Path, ledger: SqliteLedger) -> None:
    start(ledger)
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
    connection.row_factory = sqlite3.Row
    reader = SqliteLedger(connection, str(path))
    assert len(reader.runs()) == 1
    with pytest.raises(LedgerError, match=r"may not be written.*write access"):
        start(reader)
    reader.close()


def test_a_full_disk_is_named_and_nothing_is_half_done(ledger: SqliteLedger) -> None:
    run = start(ledger)
    connection = ledger.database.connection
    pages = connection.execute("pragma page_count").fetchone()[0]
    connection.execute(f"pragma max_page_count = {pages + 2}")
    arrivals = [Arrival(f"A-{n}", "c", {"note": "x" * 500}, "p") for n in range(200)]
    with pytest.raises(LedgerError, match=r"disk is full.*Make room"):
        ledger.record(run, "orders", arrivals)
    assert ledger.items() == []
    connection.execute("pragma max_page_count = 1000000")
    assert len(ledger.record(run, "orders", arrivals)) == 200
    assert ledger.verify_chain() is None


def test_a_long_lock_is_named(path: Path, ledger: SqliteLedger) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("begin immediate")
    with pytest.raises(LedgerError, match=r"locked the ledger for too long.*Close programs"):
        start(ledger)
    other.execute("rollback")
    assert start(ledger) == 1
    other.close()


def test_unforeseen_errors_keep_their_text() -> None:
    assert "no such thing" in str(in_words(sqlite3.OperationalError("no such thing"), "ledger.sqlite"))


def test_a_transaction_that_fails_is_undone(ledger: SqliteLedger) -> None:
    def fail() -> None:
        with ledger.database.transaction():
            ledger.database.change("keep_recipe_text", sha256="x", body="y")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert ledger.database.connection.execute("select count(*) from recipe_text").fetchone()[0] == 0
    assert start(ledger) == 1


def test_mistakes_in_the_use_of_the_library_stay_what_they_are() -> None:
    connection = sqlite3.connect(":memory:")
    connection.close()
    with pytest.raises(sqlite3.ProgrammingError):
        SqliteDatabase(connection, "closed").rows("select_last_event")


def test_history_is_never_deleted_nor_events_changed(ledger: SqliteLedger) -> None:
    start(ledger)
    for statement in ("update event set data = '{}'", "delete from event"):
        with pytest.raises(sqlite3.IntegrityError, match="never"):
            ledger.database.connection.execute(statement)
