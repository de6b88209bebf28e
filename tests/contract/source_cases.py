"""A small input for each source, and what must come of it; a new source adds one function here.

A case is a function that takes the workspace's folder and yields a `Case`, decorated with `@case("noun.kind")`. What it
starts, it ends. Files lie ready with `settle: 0`.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from openpyxl import Workbook

from rpa.formats.submission import Submission, read_submission, write_submission
from tests.fakes.paged_service import PagedService, orders
from tests.fakes.ssh_server import ssh_server, sshd

INVOICES = Path(__file__).resolve().parents[1] / "data" / "einvoice"
TODAY = "2026-10-05"


def nothing() -> set[str]:
    return set()


@dataclass(frozen=True)
class Case:
    """What a source is to read.

    Attributes:
        source: Its parameters, as in the recipe.
        key: The business key, an expression.
        keys: All business keys there are: at least three.
        waiting: Keys of what lies in the input and is not filed away; sources that file nothing away: all, always.
        files_away: Whether the source's input is filed away once it is recorded.
        archive: Folder for that; empty: the source files away without one.
        during: A function that is called while an input is filed away: `package.module:Class.function`.
        secrets: Name to value.
    """

    source: Any
    key: str
    keys: frozenset[str]
    waiting: Callable[[], set[str]] = nothing
    files_away: bool = False
    archive: str = ""
    during: str = "os:link"
    secrets: dict[str, str] = field(default_factory=dict)


Cases = Callable[[Path], Iterator[Case]]
CASES: dict[str, Cases] = {}
EXEMPT: dict[str, str] = {
    "mail.imap": "needs Dovecot and root; killed at every step of it in tests/crash/test_mailbox_killed.py",
}
"""Sources that cannot be exercised here, and why."""


def case(name: str) -> Callable[[Cases], Cases]:
    def add(function: Cases) -> Cases:
        CASES[name] = function
        return function

    return add


def case_of(name: str, root: Path) -> Any:
    """The case of a source as a context manager."""
    return contextmanager(CASES[name])(root)


def inbox(root: Path) -> Path:
    folder = root / "inbox"
    folder.mkdir()
    return folder


def names_in(folder: Path, keys: dict[str, set[str]]) -> Callable[[], set[str]]:
    """What waits: the keys of the files that are still there."""
    return lambda: set().union(*(found for name, found in keys.items() if (folder / name).exists()))


@case("calendar.periods")
def calendar(_root: Path) -> Iterator[Case]:
    keys = frozenset(f"2026-0{month}" for month in range(5, 10))
    yield Case({"every": "month", "last": 5}, "item.period", keys, lambda: set(keys))


@case("database.rows")
def database(root: Path) -> Iterator[Case]:
    with closing(sqlite3.connect(root / "shop.db")) as db, db:
        db.execute("CREATE TABLE orders (id INTEGER PRIMARY KEY, number TEXT, changed_at TEXT)")
        db.executemany("INSERT INTO orders VALUES (?, ?, '2026-03-01')", [(n, f"N-{n}") for n in range(1, 8)])
    keys = frozenset(f"N-{n}" for n in range(1, 8))
    since = {"column": "changed_at", "id": "id"}
    source = {"url": "sqlite:///shop.db", "sql": "SELECT id, number, changed_at FROM orders", "since": since}
    yield Case(source, "item.number", keys, lambda: set(keys))


@case("excel.rows")
def excel(root: Path) -> Iterator[Case]:
    folder = inbox(root)
    books = {"a.xlsx": {"A-1", "A-2", "A-3"}, "b.xlsx": {"B-1", "B-2", "B-3"}}
    for name, numbers in books.items():
        book = Workbook()
        assert book.active is not None
        for row in (["Number"], *([number] for number in sorted(numbers))):
            book.active.append(row)
        book.save(folder / name)
    source = {"path": "inbox/*.xlsx", "columns": {"number": "Number"}, "settle": 0}
    keys = frozenset().union(*books.values())
    yield Case(source, "item.number", keys, names_in(folder, books), files_away=True, archive="archive")


@case("folder.files")
def folder_files(root: Path) -> Iterator[Case]:
    folder = inbox(root)
    for name in ("a.pdf", "b.pdf", "c.pdf"):
        (folder / name).write_bytes(name.encode())
    keys = {name: {name} for name in ("a.pdf", "b.pdf", "c.pdf")}
    source = {"path": "inbox/*.pdf", "settle": 0}
    yield Case(source, "item.name", frozenset(keys), names_in(folder, keys), files_away=True, archive="archive")


@case("form.exports")
def exports(root: Path) -> Iterator[Case]:
    folder = inbox(root)
    files = {"a.json": {"A-1", "A-2", "A-3"}, "b.csv": {"B-1", "B-2"}}
    (folder / "a.json").write_text(json.dumps([{"number": number} for number in sorted(files["a.json"])]))
    (folder / "b.csv").write_text("number;x\nB-1;1\nB-2;2\n")
    source = {"path": ["inbox/*.json", "inbox/*.csv"], "columns": {"number": "number"}, "settle": 0}
    keys = frozenset().union(*files.values())
    yield Case(source, "item.number", keys, names_in(folder, files), files_away=True, archive="archive")


@case("form.intake")
def intake(root: Path) -> Iterator[Case]:
    spool = root / ".rpa" / "intake" / "contact"
    spool.mkdir(parents=True)
    for number in range(1, 5):
        sent = Submission(f"r{number}", datetime(2026, 10, 5, tzinfo=UTC), f"d{number}", form=(("no", f"F-{number}"),))
        (spool / f"r{number}.json").write_bytes(write_submission(sent))

    def waiting() -> set[str]:
        return {read_submission(path.read_bytes()).data()["no"] for path in spool.glob("*.json")}

    keys = frozenset(f"F-{number}" for number in range(1, 5))
    yield Case({"name": "contact", "columns": {"no": "no"}}, "item.no", keys, waiting, files_away=True)


@case("http.items")
def http_items(_root: Path) -> Iterator[Case]:
    keys = frozenset(f"N-{number}" for number in range(1, 9))
    with PagedService(orders(8)) as service:
        since = {"query": "since", "field": "updated_at"}
        source = {"url": f"{service.url}/link", "paging": "link", "since": since, "columns": {"number": "number"}}
        yield Case(source, "item.number", keys, lambda: set(keys))


@case("mail.folder")
def mail_folder(root: Path) -> Iterator[Case]:
    folder = inbox(root)
    names = {}
    for number in range(1, 4):
        message = EmailMessage()
        message["From"], message["Message-ID"] = "a@x.example", f"<{number}@x.example>"
        message["Date"] = f"Mon, 05 Oct 2026 08:0{number}:00 +0200"
        message.set_content("Hello")
        message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
        (folder / f"{number}.eml").write_bytes(message.as_bytes())
        names[f"{number}.eml"] = {f"<{number}@x.example>"}
    keys = frozenset().union(*names.values())
    source = {"path": "inbox", "settle": 0}
    yield Case(source, "item.message_id", keys, names_in(folder, names), files_away=True, archive="archive")


@case("sftp.files")
def sftp(root: Path) -> Iterator[Case]:
    if sshd() is None:
        pytest.skip("there is no sshd (OpenSSH) on this machine")
    folder = root / "partner"
    folder.mkdir()
    names = ("a.xml", "b.xml", "c.xml")
    for name in names:
        (folder / name).write_bytes(name.encode())
    with ssh_server(folder) as server:
        source = {
            "host": "127.0.0.1",
            "port": server.port,
            "user": server.user,
            "key": "{{ secrets.partner.key }}",
            "host_key": server.fingerprint,
            "folder": str(folder),
            "settle": 0,
        }
        waiting = names_in(folder, {name: {name} for name in names})
        yield Case(
            source,
            "item.name",
            frozenset(names),
            waiting,
            files_away=True,
            archive="done",
            during="paramiko:SFTPClient.rename",
            secrets={"partner.key": server.key},
        )


@case("document.files")
def document_files(root: Path) -> Iterator[Case]:
    folder = inbox(root)
    names = {f"{name}.pdf": {f"{name}.pdf"} for name in "abc"}
    for number, name in enumerate(names, 1):
        with pikepdf.new() as pdf:
            pdf.add_blank_page(page_size=(200, 200 + number))
            pdf.save(folder / name)
    source = {"path": "inbox/*.pdf", "ocr": False, "settle": 0}
    yield Case(source, "item.name", frozenset(names), names_in(folder, names), files_away=True, archive="archive")


@case("einvoice.files")
def einvoice_files(root: Path) -> Iterator[Case]:
    folder = inbox(root)
    sample = (INVOICES / "own" / "peppol-invoice-nl.xml").read_text("utf-8")
    number = re.search(r"<cbc:ID>([^<]+)</cbc:ID>", sample)
    assert number is not None
    names = {f"{n}.xml": {f"INV-{n}"} for n in range(1, 4)}
    for n, name in enumerate(names, 1):
        text = sample.replace(f"<cbc:ID>{number[1]}</cbc:ID>", f"<cbc:ID>INV-{n}</cbc:ID>", 1)
        (folder / name).write_text(text, "utf-8")
    keys = frozenset().union(*names.values())
    source = {"path": "inbox/*.xml", "settle": 0}
    yield Case(source, "item.number", keys, names_in(folder, names), files_away=True, archive="archive")


@case("table.rows")
def table_rows(root: Path) -> Iterator[Case]:
    folder = inbox(root)
    files = {"a.csv": {"A-1", "A-2", "A-3"}, "b.tsv": {"B-1", "B-2"}}
    (folder / "a.csv").write_text("Number;Sum\nA-1;1\nA-2;2\nA-3;3\n")
    (folder / "b.tsv").write_text("Number\tSum\nB-1\t1\nB-2\t2\n")
    source = {"path": ["inbox/*.csv", "inbox/*.tsv"], "columns": {"number": "Number"}, "settle": 0}
    keys = frozenset().union(*files.values())
    yield Case(source, "item.number", keys, names_in(folder, files), files_away=True, archive="archive")
