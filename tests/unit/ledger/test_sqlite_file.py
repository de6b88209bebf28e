"""A ledger that has lost something is never taken for a whole one, and never begun anew without a word."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from rpa.errors import LedgerError
from rpa.ledger.auditing import Audit
from rpa.ledger.seen import last_seen, seen_file
from rpa.ledger.sqlite import SqliteLedger
from rpa.ledger.sqlite_file import damages
from rpa.model.item import Arrival, ItemState

WRITER = """
import os, signal, sys
from pathlib import Path
from rpa.ledger.sqlite import SqliteLedger
ledger = SqliteLedger.open(Path(sys.argv[1]))
for number in range(int(sys.argv[2])):
    ledger.start_run("orders", "orders.yaml", "name: orders", {})
os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".rpa" / "ledger.sqlite"


def fill(path: Path, items: int = 300) -> None:
    ledger = SqliteLedger.open(path)
    run = ledger.start_run("orders", "orders.yaml", "name: orders", {})
    ledger.record(run, "orders", [Arrival(f"A-{n}", "c", {"note": f"{n:x>400}"}, "p") for n in range(items)])
    while claim := ledger.claim("orders", "me", run):
        ledger.settle(claim, ItemState.DONE)
        if claim.item > 20:
            break
    ledger.close()


def write_and_die(path: Path, runs: int) -> None:
    done = subprocess.run([sys.executable, "-c", WRITER, str(path), str(runs)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL


def wal(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


class TestMissing:
    def test_the_first_ledger_is_made_without_a_word(self, path: Path) -> None:
        SqliteLedger.open(path).close()
        assert path.stat().st_size > 0

    def test_one_that_was_removed_is_not_begun_anew(self, path: Path) -> None:
        fill(path, 3)
        path.unlink()
        for _ in range(2):
            with pytest.raises(LedgerError, match=r"missing, though .* ledger.sqlite-seen.*rpa audit --accept"):
                SqliteLedger.open(path)
            assert not path.exists()

    @pytest.mark.parametrize("trace", ["artifacts/item-12", "artifacts/inputs/0af3", "backups/ledger-1-x.sqlite"])
    def test_other_traces_tell_of_it_as_well(self, path: Path, trace: str) -> None:
        (path.parent / trace).mkdir(parents=True)
        with pytest.raises(LedgerError, match=f"there is {trace}"):
            SqliteLedger.open(path)

    def test_one_that_was_emptied_is_not_begun_anew(self, path: Path) -> None:
        fill(path, 3)
        path.write_bytes(b"")
        with pytest.raises(LedgerError, match="the ledger is empty, though"):
            SqliteLedger.open(path)
        assert path.read_bytes() == b""

    def test_a_person_may_say_that_a_new_one_is_wanted(self, path: Path) -> None:
        fill(path, 3)
        path.unlink()
        SqliteLedger.open(path, accepted_by="els").close()
        ledger = SqliteLedger.open(path)
        (event,) = ledger.events()
        assert (event["kind"], event["data"]["who"]) == ("ledger.accepted", "els")
        assert event["data"]["seen"].startswith("event ")
        ledger.close()


class TestOlder:
    def test_an_older_copy_in_its_place_is_refused_until_a_person_accepts_it(self, path: Path) -> None:
        fill(path, 3)
        shutil.copy(path, path.with_name("yesterday"))
        fill(path, 0)
        shutil.copy(path.with_name("yesterday"), path)
        with pytest.raises(
            LedgerError, match=r"older than what was seen .* ends with event \d+, event \d+ was recorded"
        ):
            SqliteLedger.open(path)
        SqliteLedger.open(path, accepted_by="els").close()
        ledger = SqliteLedger.open(path)
        assert ledger.events()[-1]["kind"] == "ledger.accepted"
        assert Audit(ledger.database, ledger.journal).run().is_whole
        ledger.close()

    @pytest.mark.crash
    def test_a_log_of_writes_that_was_removed_after_a_kill_is_noticed(self, path: Path) -> None:
        fill(path, 3)
        write_and_die(path, 5)
        assert wal(path).stat().st_size > 0
        kept = {file: file.read_bytes() for file in (path, wal(path))}
        wal(path).unlink()
        path.with_name(path.name + "-shm").unlink()
        with pytest.raises(LedgerError, match="its -wal was removed"):
            SqliteLedger.open(path)
        wal(path).unlink(missing_ok=True)
        for file, content in kept.items():
            file.write_bytes(content)
        ledger = SqliteLedger.open(path)
        assert len(ledger.runs()) == 6
        ledger.close()

    @pytest.mark.crash
    def test_after_a_kill_nothing_is_wrong(self, path: Path) -> None:
        for _ in range(3):
            write_and_die(path, 3)
        ledger = SqliteLedger.open(path)
        assert len(ledger.runs()) == 9
        assert last_seen(path) == ledger.journal.head()
        ledger.close()

    def test_another_workspaces_ledger_is_refused(self, path: Path, tmp_path: Path) -> None:
        fill(path, 3)
        other = tmp_path / "other" / "ledger.sqlite"
        fill(other, 200)
        shutil.copy(other, path)
        with pytest.raises(LedgerError, match="this is not the ledger that was seen here last"):
            SqliteLedger.open(path)

    @pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff" * 86])
    def test_a_witness_that_cannot_be_read_is_no_witness(self, path: Path, content: bytes) -> None:
        fill(path, 3)
        seen_file(path).write_bytes(content)
        SqliteLedger.open(path).close()

    def test_a_witness_that_cannot_be_kept_stops_nothing(self, path: Path) -> None:
        seen_file(path).mkdir(parents=True)
        ledger = SqliteLedger.open(path, accepted_by="els")
        assert ledger.start_run("orders", "orders.yaml", "name: orders", {}) == 1
        ledger.close()


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def zeros(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[8192:20000] = bytes(20000 - 8192)
    path.write_bytes(content)


def noise(path: Path) -> None:
    content, chance = bytearray(path.read_bytes()), random.Random(1)
    for _ in range(400):
        content[chance.randrange(4096, len(content))] = chance.randrange(256)
    path.write_bytes(content)


def foreign(path: Path) -> None:
    path.write_bytes(b"%PDF-1.7 this is an invoice" * 1000)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (cut, r"was cut off: \d.* bytes are there.*backup"),
        (zeros, r"damaged.*backup"),
        (noise, r"damaged.*backup"),
        (foreign, r"not a ledger.*backup"),
    ],
)
def test_damage_is_found_when_it_is_opened_or_first_read(path: Path, damage: Callable[[Path], None], said: str) -> None:
    fill(path)
    damage(path)
    before = path.read_bytes()

    def use() -> None:
        ledger = SqliteLedger.open(path)
        try:
            found = list(damages(ledger.database.connection))
            assert found, "nothing is wrong with the pages"
            ledger.items()
            ledger.events()
        finally:
            ledger.close()

    with pytest.raises(LedgerError, match=said):
        use()
    assert path.read_bytes() == before
    assert not list(path.parent.glob("backups/*"))


def test_a_byte_that_flips_in_a_value_is_found_by_the_audit(path: Path) -> None:
    """SQLite keeps no sums of its pages: what is well formed and wrong shows only beside the events."""
    fill(path)
    content = path.read_bytes()
    place = content.index(b'xxxx17"}')
    path.write_bytes(content[:place] + b"y" + content[place + 1 :])
    ledger = SqliteLedger.open(path)
    findings = Audit(ledger.database, ledger.journal).run().findings
    assert [finding.message for finding in findings] == ["its values were changed"]
    ledger.close()


def test_a_page_of_an_index_that_is_wrong_is_found_by_the_audit(path: Path) -> None:
    fill(path)
    with sqlite3.connect(path) as connection:
        page = connection.execute("select rootpage from sqlite_master where name = 'event_item'").fetchone()[0]
    connection.close()
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 + 100 : (page - 1) * 4096 + 4000] = bytes(3900)
    path.write_bytes(content)
    ledger = SqliteLedger.open(path)
    assert list(damages(ledger.database.connection))
    ledger.close()
