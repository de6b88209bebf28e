"""A run killed while it reads a table: no row is lost, none is doubled, the file is filed away only once recorded."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from rpa.ledger.postgres_connection import Server
from rpa.model.workspace import Workspace
from tests.crash.harness import LEASE, killed_when
from tests.crash.ledgers import settings_of
from tests.fakes.workbook_files import Page, xlsx

pytestmark = pytest.mark.crash

COUNT = 3_000
RECIPE = """\
name: stock
items:
  from:
    table.rows: {path: "inbox/*", settle: 0, columns: {sku: Item, quantity: Quantity}}
  key: "{{ item.sku }}"
  fields: {sku: text, quantity: integer}
  archive: archive
steps:
  - check: "{{ item.quantity >= 0 }}"
"""


def as_text() -> bytes:
    return ("Item;Quantity\n" + "".join(f"FP-{row};{row}\n" for row in range(COUNT))).encode()


def as_workbook() -> bytes:
    return xlsx({"Stock": Page([["Item", "Quantity"], *([f"FP-{row}", row] for row in range(COUNT))])})


def recorded(workspace: Path, server: Server | None) -> list[str]:
    """The keys in the ledger, as another process sees them."""
    if server is not None:
        with closing(server.connect()) as connection:
            try:
                return [row["key"] for row in connection.execute("select key from item where recipe = 'stock'")]
            except psycopg.errors.UndefinedTable:
                return []  # it is being made
    file = Workspace(workspace, workspace).ledger_file
    if not file.exists():
        return []
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as ledger:
        try:
            return [key for (key,) in ledger.execute("SELECT key FROM item WHERE recipe = 'stock'")]
        except sqlite3.OperationalError:
            return []  # it is being made


def command(workspace: Path) -> list[str]:
    return [sys.executable, "-m", "rpa.cli.main", "run", "stock", "-q", "-C", str(workspace)]


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("stock.csv", as_text(), "sqlite"),
        ("stock.xlsx", as_workbook(), "sqlite"),
        ("stock.csv", as_text(), "postgres"),
    ],
    ids=["csv", "xlsx", "csv postgres"],
)
def test_killed_while_it_is_read(
    name: str, content: bytes, kind: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    server: Server | None = request.getfixturevalue("postgres") if kind == "postgres" else None
    for folder in ("inbox", "recipes"):
        (tmp_path / folder).mkdir()
    settings = settings_of(f"{server.url}#{server.schema}", LEASE) if server else ""
    (tmp_path / "rpa.toml").write_text(settings)
    (tmp_path / "recipes" / "stock.yaml").write_text(RECIPE)
    (tmp_path / "inbox" / name).write_bytes(content)
    said = tmp_path / "said.txt"
    for part in (1_000, 2_000):
        with said.open("w") as stream:
            process = subprocess.Popen(command(tmp_path), stdout=stream, stderr=stream)
        deadline = time.monotonic() + 120
        while len(recorded(tmp_path, server)) < part:
            assert process.poll() is None, said.read_text()
            assert time.monotonic() < deadline
        process.kill()
        assert process.wait() == -signal.SIGKILL, "it was done before it was killed"
        keys = recorded(tmp_path, server)
        assert len(keys) == len(set(keys))
        if len(keys) < COUNT:
            assert (tmp_path / "inbox" / name).read_bytes() == content
            assert not (tmp_path / "archive" / name).exists()
    if server is None:
        done = subprocess.run(command(tmp_path), capture_output=True, text=True, timeout=250, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
    else:  # what is done with 3,000 items afterwards is the same for each of them
        with said.open("w") as stream:
            process = subprocess.Popen(command(tmp_path), stdout=stream, stderr=stream)
        assert killed_when(process, (tmp_path / "archive" / name).exists), said.read_text()
    assert sorted(recorded(tmp_path, server)) == sorted(f"FP-{row}" for row in range(COUNT))
    assert (tmp_path / "archive" / name).read_bytes() == content
    assert not (tmp_path / "inbox" / name).exists()
