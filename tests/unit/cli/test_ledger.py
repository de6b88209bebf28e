from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from rpa.drivers.locks import OwnerLock
from rpa.ledger.postgres_connection import Server
from rpa.ledger.sqlite import SqliteLedger
from rpa.model.item import Arrival

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "rpa.toml").write_text('timezone = "Europe/Amsterdam" # ours\n\n[company]\nname = "Jansen é"\n')
    ledger = SqliteLedger.open(tmp_path / ".rpa/ledger.sqlite")
    run = ledger.start_run("orders", "orders.yaml", "name: orders", {})
    ledger.record(run, "orders", [Arrival(f"A-{n}", "c", {}, "p") for n in range(3)])
    ledger.close()
    return tmp_path


def rpa(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT), "PYTHONWARNINGS": "error"}
    command = [sys.executable, "-m", "rpa.cli.main", *words, "-C", str(folder)]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60, check=False)


def move(folder: Path, server: Server, *more: str) -> subprocess.CompletedProcess[str]:
    words = ("--to", server.url, "--schema", server.schema, "--accept-no-fsync", *more)
    return rpa(folder, "ledger", "move", *words)


def test_a_ledger_is_moved_and_the_settings_name_it(workspace: Path, postgres: Server) -> None:
    before = (workspace / "rpa.toml").read_text()
    done = move(workspace, postgres)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "[ledger]"), done.stderr
    after = (workspace / "rpa.toml").read_text()
    assert after.startswith(before.rstrip())
    assert tomllib.loads(after)["ledger"] == {"url": postgres.url, "schema": postgres.schema, "accept_no_fsync": True}
    shown = json.loads(rpa(workspace, "ledger", "show", "--json").stdout)
    assert (shown["ledger"], shown["runs"], shown["items"], shown["workers"]) == (postgres.name, 1, 3, [])
    assert "A-2" in rpa(workspace, "items").stdout
    again = move(workspace, postgres)
    assert (again.returncode, "already" in again.stderr) == (2, True)


def test_without_the_settings_nothing_begins_anew(workspace: Path, postgres: Server) -> None:
    before = (workspace / "rpa.toml").read_text()
    assert move(workspace, postgres).returncode == 0
    (workspace / "rpa.toml").write_text(before)
    for words in (("items",), ("ledger", "show"), ("do", "calculate.value", "--help"), ("runs",)):
        answer = rpa(workspace, *words)
        if "--help" not in words:
            assert answer.returncode == 6
            assert "was moved to postgresql://" in answer.stderr
    done = move(workspace, postgres)
    assert (done.returncode, "[ledger]" in done.stdout) == (0, True), done.stderr
    assert rpa(workspace, "items").returncode == 0
    other = move(workspace.parent / workspace.name, Server(postgres.url, "elsewhere"))
    assert other.returncode == 2


def test_while_something_runs_nothing_is_moved(workspace: Path, postgres: Server) -> None:
    with OwnerLock(workspace / ".rpa/locks/owners"):
        answer = move(workspace, postgres)
    assert answer.returncode == 5
    assert f"process {os.getpid()}" in answer.stderr
    assert move(workspace, postgres).returncode == 0


@pytest.mark.parametrize(
    ("url", "code", "said"),
    [
        ("postgresql://rpa:s3cret-word@127.0.0.1/rpa", 6, "a password stands in the url"),
        ("mysql://127.0.0.1/rpa", 6, "does not begin with postgresql://"),
        ("postgresql://rpa@127.0.0.1:1/rpa", 6, "cannot be reached"),
    ],
)
def test_an_address_that_cannot_be_is_told(workspace: Path, url: str, code: int, said: str) -> None:
    answer = rpa(workspace, "ledger", "move", "--to", url)
    assert (answer.returncode, said in answer.stderr) == (code, True), answer.stderr
    assert "s3cret-word" not in answer.stderr
    assert "Traceback" not in answer.stderr
    assert rpa(workspace, "items").returncode == 0


def test_a_workspace_without_a_ledger_has_nothing_to_move_or_show(tmp_path: Path, postgres: Server) -> None:
    (tmp_path / "rpa.toml").write_text("")
    for answer in (move(tmp_path, postgres), rpa(tmp_path, "ledger", "show")):
        assert (answer.returncode, "nothing has run here" in answer.stderr) == (2, True)


def test_a_file_is_shown(workspace: Path) -> None:
    answer = rpa(workspace, "ledger", "show")
    assert answer.stdout.splitlines() == [
        str(workspace / ".rpa/ledger.sqlite"),
        "1 runs, 3 items, 0 steps, 4 events; format 3",
    ]
