"""`rpa audit`: the verdict, the exports, and what a person says about a ledger that was put back."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from rpa.cli.audit import BROKEN, command
from rpa.errors import LedgerError, UsageError
from rpa.ledger.sqlite import SqliteLedger
from tests.docs.pages import blocks
from tests.fakes.sample_ledger import RECIPE, Sample, fill_every_state, make_workspace


def call(root: Path, *arguments: str) -> Result:
    return CliRunner().invoke(command, [*arguments, "-C", str(root)], catch_exceptions=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("workspace")
    sample = Sample(make_workspace(folder))
    fill_every_state(sample, orders=20)
    sample.ledger.close()
    return folder


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def tamper(root: Path, statement: str) -> None:
    connection = sqlite3.connect(root / ".rpa" / "ledger.sqlite")
    with connection:
        connection.execute("drop trigger event_is_never_changed")
        connection.execute("drop trigger event_is_never_deleted")
        connection.execute(statement)
    connection.close()


def test_before_the_first_run_there_is_nothing(tmp_path: Path) -> None:
    make_workspace(tmp_path)
    answer = call(tmp_path)
    assert (answer.exit_code, answer.stdout) == (0, "")
    assert not (tmp_path / ".rpa").exists()


def test_a_whole_ledger_ends_with_0(root: Path) -> None:
    answer = call(root)
    assert answer.exit_code == 0
    assert "The ledger is whole" in answer.stderr
    rows = dict(line.split("\t") for line in answer.stdout.splitlines())
    assert (rows["first event"], rows["items"], rows["findings"]) == ("1", "24", "0")
    assert call(root, "-q").output == ""


def test_a_broken_one_ends_with_7_and_says_where(root: Path) -> None:
    tamper(root, "update event set data = '{}' where id = 30")
    answer = call(root, "-q")
    assert answer.exit_code == BROKEN == 7
    assert re.search(r"event 30\t.* was changed after it was written", answer.stdout)
    assert "not as the robots left it" in answer.stderr
    told = json.loads(call(root, "--json").stdout)
    assert (told["whole"], told["findings"][0]["where"]) == (False, "event 30")


def test_the_head_is_noted_and_expected(root: Path) -> None:
    head = call(root, "--head").stdout.strip()
    assert re.fullmatch(r"\d+:[0-9a-f]{64}", head)
    assert call(root, "--expect", head).exit_code == 0
    tamper(root, f"delete from event where id = {head.partition(':')[0]}")
    (root / ".rpa" / "ledger.sqlite-seen").unlink()
    assert call(root).exit_code == 0
    answer = call(root, "--expect", head)
    assert answer.exit_code == 7
    assert "was cut off" in answer.stdout
    assert call(root, "--expect", "12").exit_code == 2


def test_what_was_written_and_decided_then(root: Path) -> None:
    answer = call(root, "--recipe", RECIPE, "--since", "2026-11-23", "--until", "2026-11-23")
    head, *rows = [line.split("\t") for line in answer.stdout.splitlines()[8:]]
    assert head == ["When", "Event", "What", "Recipe", "Key", "Item", "Run", "Step", "Details"]
    assert len(rows) == 12  # four orders, each with its invoice and its mail
    assert rows[0][0] == "2026-11-23 07:15:03"
    assert rows[0][2:6] == ["written", RECIPE, "SO-2026-0001", "1"]
    assert rows[0][7:] == ["order", "Order 8001 saved"]
    assert "Nothing was written" in call(root, "--since", "2027-01-01").stderr


def test_anybody_can_check_the_export(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "out" / "chain.jsonl"
    answer = call(root, "--export", str(file))
    assert answer.exit_code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    lines = file.read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {"format": "rpa-audit-1", "after": 0, "hash": "0" * 64}
    checker = next(block for block in blocks("python") if block.page == "docs/operate.md")
    assert len(checker.text.splitlines()) <= 12
    program = tmp_path / "check.py"
    program.write_text(checker.text)

    def check() -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, str(program), str(file)], capture_output=True, text=True, check=False)

    done = check()
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"whole: {len(lines) - 1} events"
    file.write_text("\n".join([*lines[:31], lines[31].replace("8003", "8004"), *lines[32:]]), encoding="utf-8")
    assert lines[31] not in file.read_text()
    assert check().returncode != 0
    file.write_text("\n".join([*lines[:40], *lines[41:]]), encoding="utf-8")
    assert check().returncode != 0


def test_items_and_writes_as_a_workbook(root: Path, tmp_path: Path) -> None:
    file = tmp_path / "audit.xlsx"
    assert call(root, "--export", str(file), "--recipe", RECIPE).exit_code == 0
    book = load_workbook(file)
    assert book.sheetnames == ["Written and decided", "Items"]
    assert book["Items"].max_row == 1 + 23
    assert book["Written and decided"]["E2"].value == "SO-2026-0001"


def test_writes_as_csv_hold_no_formula(root: Path, tmp_path: Path) -> None:
    connection = sqlite3.connect(root / ".rpa" / "ledger.sqlite")
    with connection:
        connection.execute("update item set key = '=cmd|x' where id = 1")
    connection.close()
    file = tmp_path / "audit.csv"
    call(root, "--export", str(file))
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert rows[1][4] == "'=cmd|x"
    assert len(rows) == 1 + 38


@pytest.mark.parametrize(("name", "more"), [("a.doc", ()), ("a.jsonl", ("--recipe", RECIPE))])
def test_what_cannot_be_exported_is_refused(root: Path, tmp_path: Path, name: str, more: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        call(root, "--export", str(tmp_path / name), *more)
    assert not (tmp_path / name).exists()


def test_an_older_copy_is_accepted_by_a_person_only(root: Path) -> None:
    file = root / ".rpa" / "ledger.sqlite"
    copy = file.read_bytes()
    ledger = SqliteLedger.open(file)
    ledger.start_run(RECIPE, "x", "x", {})
    ledger.close()
    file.write_bytes(copy)
    with pytest.raises(LedgerError, match="older than what was seen"):
        call(root)
    answer = call(root, "--accept", "--since", "2026-11-24")
    assert answer.exit_code == 0
    assert "compare before you run" in answer.stderr
    assert "ledger accepted" in answer.stdout
    assert call(root).exit_code == 0


def test_a_removed_ledger_is_not_nothing_has_run_yet(root: Path) -> None:
    (root / ".rpa" / "ledger.sqlite").unlink()
    with pytest.raises(LedgerError, match="missing"):
        call(root)
    assert call(root, "--accept").exit_code == 0
    assert call(root).exit_code == 0
