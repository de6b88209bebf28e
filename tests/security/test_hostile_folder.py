"""A folder of hostile files for every source that reads files, taken in by the real robot, under limits.

Each file is refused with a reason, or reads as it should; the good ones beside them are done; and nothing outside of the
workspace is read, changed or made. What each reader makes of such files one by one is tested beside it.
"""

from __future__ import annotations

import io
import json
import os
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.contract.examples import dumped
from tests.fakes.hostile_files import Files, Outside, put
from tests.fakes.hostile_mails import mails
from tests.fakes.hostile_papers import documents, invoices, pdf, plain_files
from tests.fakes.hostile_tables import book, books, forms, tables

PROJECT = Path(__file__).resolve().parents[2]
SECRET = "Kanarienvogel-8d1f"
MEMORY = 1400 << 10  # KiB of address space, for each process of a run
LONGEST = 240  # seconds for one run, on a machine that does other work at the same time
WAITS = 4
YESTERDAY = 1_600_000_000
COLUMNS = {"number": "Number", "text": "Text", "amount": "Amount"}
ROWS = {"number": "text", "text": "text", "amount": {"type": "decimal", "decimal": ","}}
MAIL = {
    "message_id": "text",
    "from_address": "email",
    "defects": ["text"],
    "files": [{"name": "text", "path": "path"}],
}


@dataclass(frozen=True)
class Inbox:
    """What a source is given.

    Attributes:
        source: Its name.
        files: Makes the files.
        params: What the recipe says of it, besides the path.
        key: Of an item.
        fields: Its contract; none: the values as they come.
    """

    source: str
    files: Callable[[Outside], Files]
    params: dict[str, Any]
    key: str
    fields: dict[str, Any] | None = None


ENDINGS = {"mails": "", "files": "/**/*"}
INBOXES = {
    "books": Inbox("excel.rows", books, {"columns": COLUMNS}, "number", ROWS),
    "tables": Inbox("table.rows", tables, {"columns": COLUMNS}, "number", ROWS),
    "forms": Inbox("form.exports", forms, {"columns": COLUMNS}, "number", ROWS),
    "mails": Inbox("mail.folder", mails, {}, "message_id", MAIL),
    "documents": Inbox("document.files", documents, {"ocr": False}, "digest"),
    "invoices": Inbox("einvoice.files", invoices, {}, "number"),
    "files": Inbox("folder.files", plain_files, {}, "name"),
}


@dataclass(frozen=True)
class Robot:
    """A workspace with all inboxes, and what lies beside it."""

    base: Path
    outside: Outside

    @property
    def root(self) -> Path:
        return self.base / "workspace"

    def furnish(self) -> None:
        """Lay out the canaries, the workspace and the recipes."""
        for name in ("outside", "home", "scratch", "workspace"):
            (self.base / name).mkdir()
        for ending in ("csv", "json", "eml", "msg", "mbox", "txt", "xml"):
            self.outside.canary(ending).write_text(f"Number;Text;Amount\n{SECRET};{SECRET};1\n")
        self.outside.canary("pdf").write_bytes(pdf(f"BT /F 9 Tf 9 9 Td ({SECRET}) Tj ET".encode()))
        for kind in ("xlsx", "xls", "xlsb", "ods"):
            self.outside.canary(kind).write_bytes(book(kind, SECRET, SECRET, 1))
        (self.root / "recipes").mkdir()
        (self.root / "rpa.toml").write_text("")
        for name, inbox in INBOXES.items():
            (self.root / "recipes" / f"{name}.yaml").write_text(dumped(recipe(name, inbox)))

    def run(self, name: str) -> subprocess.CompletedProcess[str]:
        """`rpa run`, with no more than so much memory and time."""
        rpa = [sys.executable, "-m", "rpa.cli.main", "run", name, "--today", "2026-10-05", "-q"]
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("RPA_", "XDG_"))},
            "PYTHONPATH": str(PROJECT),
            "RPA_WORKSPACE": str(self.root),
            "HOME": str(self.base / "home"),
            "TMPDIR": str(self.base / "scratch"),
        }
        limited = ["sh", "-c", f'ulimit -v {MEMORY}; exec "$@"', "sh", *rpa]
        return subprocess.run(
            limited, capture_output=True, text=True, env=environment, cwd=self.root, timeout=LONGEST, check=False
        )

    def items(self, recipe: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.root / ".rpa" / "ledger.sqlite")) as ledger:
            ledger.row_factory = sqlite3.Row
            found = ledger.execute("select * from item where recipe = ?", (recipe,)).fetchall()
        return [dict(row) for row in found]


def recipe(name: str, inbox: Inbox) -> dict[str, Any]:
    """A recipe that reads an inbox and does something harmless with what it finds."""
    path = f"inbox/{name}{ENDINGS.get(name, '/*.*')}"
    items: dict[str, Any] = {
        "from": {inbox.source: {"path": path, "settle": 0, **inbox.params}},
        "key": f"{{{{ item.{inbox.key} }}}}",
        "archive": f"archive/{name}",
    }
    if inbox.fields:
        items["fields"] = inbox.fields
    look = {"text": f"{{{{ item.{inbox.key} }}}}", "rules": {"Good": ["good"]}, "otherwise": "Other"}
    return {"name": name, "locale": "nl-NL", "items": items, "steps": [{"text.classify": look}]}


@pytest.fixture(scope="module")
def robot(tmp_path_factory: pytest.TempPathFactory) -> Robot:
    base = tmp_path_factory.mktemp("hostile")
    made = Robot(base, Outside(base / "outside", SECRET))
    made.furnish()
    return made
