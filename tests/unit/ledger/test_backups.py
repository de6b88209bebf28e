"""Before a ledger is migrated, a copy is made; whatever happens, the old ledger is whole."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rpa.errors import LedgerError, LedgerNotReady
from rpa.ledger import backups
from rpa.ledger.backups import back_up
from rpa.ledger.migrations import shipped_migrations, split_statements
from rpa.ledger.sqlite import SqliteLedger

NOW = "2026-07-01T07:15:00.000000+00:00"
NEWEST = len(shipped_migrations())


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A ledger as the first program left it, with a run in it."""
    path = tmp_path / "ledger.sqlite"
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("pragma journal_mode = wal")
    first = shipped_migrations()[0]
    for statement in split_statements(first.sql):
        connection.execute(statement)
    connection.execute("insert into migration values (1, ?, ?, ?)", (first.name, first.sha256, NOW))
    connection.execute("insert into recipe_text values ('x', 'name: orders')")
    connection.execute(
        "insert into run (recipe, recipe_file, recipe_sha256, params, started_at) values ('orders', 'o', 'x', '{}', ?)",
        (NOW,),
    )
    connection.close()
    return path


def format_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        assert connection.execute("select count(*) from run").fetchone() == (1,)
        return int(connection.execute("select count(*) from migration").fetchone()[0])
    finally:
        connection.close()


def copies(path: Path) -> list[Path]:
    return sorted((path.parent / "backups").glob("*"))


def test_an_older_ledger_is_copied_before_it_is_migrated(old: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        ledger = SqliteLedger.open(old)
    assert [run.recipe for run in ledger.runs()] == ["orders"]
    ledger.close()
    (copy,) = copies(old)
    assert copy.name.startswith("ledger-1-20")
    assert copy.name.endswith("Z.sqlite")
    assert (format_of(old), format_of(copy)) == (NEWEST, 1)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    assert str(copy) in caplog.text
    SqliteLedger.open(old).close()
    assert copies(old) == [copy]


def test_a_copy_can_be_put_back(old: Path) -> None:
    SqliteLedger.open(old).close()
    shutil.copy(copies(old)[0], old)
    ledger = SqliteLedger.open(old)
    assert len(ledger.runs()) == 1
    ledger.close()


def test_a_fresh_ledger_has_no_copy(tmp_path: Path) -> None:
    SqliteLedger.open(tmp_path / "ledger.sqlite").close()
    assert not (tmp_path / "backups").exists()


def test_the_last_three_stay(old: Path) -> None:
    made = []
    for day in range(1, 6):
        made.append(back_up(old, 1, f"2026-07-0{day}T07:15:00.000000+00:00"))
        os.utime(made[-1], (day, day))
    assert [copy.name for copy in copies(old)] == [copy.name for copy in made[-3:]]


def test_without_room_nothing_is_migrated(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(old)._replace(free=1000)
    monkeypatch.setattr("rpa.ledger.backups.shutil.disk_usage", lambda _folder: usage)
    with pytest.raises(LedgerNotReady, match=r"no room for the copy .* as it was\. Make room"):
        SqliteLedger.open(old)
    assert format_of(old) == 1
    assert copies(old) == []


def test_a_damaged_ledger_is_not_migrated(old: Path) -> None:
    connection = sqlite3.connect(old)
    page = connection.execute("select rootpage from sqlite_master where name = 'event_item'").fetchone()[0]
    connection.close()
    content = bytearray(old.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\x07" * 4096
    old.write_bytes(content)
    with pytest.raises(LedgerError, match="damaged"):
        SqliteLedger.open(old)
    assert old.read_bytes() == content
    assert copies(old) == []


def test_others_cannot_write_between_the_copy_and_the_migration(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []

    def copy(path: Path, part: Path) -> None:
        other = sqlite3.connect(path, timeout=0)
        try:
            other.execute("insert into recipe_text values ('y', '')")
        except sqlite3.OperationalError as error:
            tried.append(str(error))
        other.close()
        real(path, part)

    real: Callable[[Path, Path], None] = backups._copy
    monkeypatch.setattr(backups, "_copy", copy)
    SqliteLedger.open(old).close()
    assert tried == ["database is locked"]


KILLED = """
import os, signal, sys
from pathlib import Path
from rpa.ledger import backups, migrations
from rpa.ledger.sqlite import SqliteLedger

def die(*_): os.kill(os.getpid(), signal.SIGKILL)

match sys.argv[2]:
    case "copy": backups._copy = die
    case "sync": backups._sync = die
    case "copied": backups.sync_folder = die
    case place:
        real = migrations.split_statements
        def split(script):
            for count, statement in enumerate(real(script)):
                if count == int(place): die()
                yield statement
        migrations.split_statements = split
SqliteLedger.open(Path(sys.argv[1]))
"""


@pytest.mark.crash
@pytest.mark.parametrize("place", ["copy", "sync", "copied", "0", "4", "9"])
def test_a_migration_that_is_killed_leaves_the_old_ledger_whole(old: Path, place: str) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(old), place], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    assert format_of(old) == 1
    SqliteLedger.open(old).close()
    assert format_of(old) == NEWEST
    assert all(copy.suffix == ".sqlite" and format_of(copy) == 1 for copy in copies(old))
    assert copies(old)
