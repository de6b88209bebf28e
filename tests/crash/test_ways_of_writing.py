"""Each way of writing, killed with SIGKILL at its instants, run again: once at the target, or in doubt, never twice."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest

from rpa.model.item import ItemState
from tests.crash.bench import Bench, Point
from tests.crash.mail_server import Answers, mail_server
from tests.fakes.browser_target import BrowserTarget
from tests.fakes.databases import free_port, mariadb, postgresql, program
from tests.fakes.imap_server import PASSWORD, USER, ImapServer, dovecot, imap_server
from tests.fakes.web_service import WebService

pytestmark = [pytest.mark.crash, pytest.mark.timeout(600)]
Note = Callable[[str, object], None]

STATED: Point = ("begin", "after")
UNSENT: Point = ("sent", "before")
SENT: Point = ("sent", "after")
ARRIVED: Point = ("finish", "before")
RECORDED: Point = ("finish", "after")
POINTS = (STATED, UNSENT, SENT, ARRIVED, RECORDED)
EVERYTHING = bool(os.environ.get("RPA_CRASH_ALL"))
"""Otherwise only the points that leave something open are killed at."""


def some(*points: Point) -> list[Point]:
    return [point for point in points if EVERYTHING or point not in (STATED, RECORDED)]


def named(point: Point) -> str:
    return f"{point[1]}-{point[0].rpartition(':')[2]}"


def kill_and_run_again(bench: Bench, way: str, point: Point, count: Callable[[], int], note: Note) -> str:
    """Kill at a point, run again, and say what came of it."""
    bench.run(kill=point)
    bench.run()
    if bench.item.state is not ItemState.DONE:
        bench.run()  # a further run changes nothing
    note(*bench.row(way, point, count()))
    return bench.judged(count())


# by HTTP

PLAIN = """
  - http.request: {url: "%s/orders", json: {reference: A-1, total: 10.10}, read: {number: order.number}}
    timeout: 2s
"""
VERIFIED = (
    PLAIN
    + """
    verify:
      - http.get:
          url: "%s/orders"
          query: {reference: A-1}
          read: {number: "orders[0].number"}
          absent: orders
"""
)
KEYED = PLAIN.replace("json:", "idempotency_key: true, json:")
UPLOAD = """
  - http.request: {url: "%s/files", files: {scan: scan.pdf}, form: {kind: invoice}, idempotency_key: true}
"""
STEPS = {"http": PLAIN, "http with verify": VERIFIED, "http with key": KEYED, "upload with key": UPLOAD}


@pytest.fixture
def service() -> Iterator[WebService]:
    with WebService(honours_keys=True) as running:
        yield running


def http_bench(tmp_path: Path, url: str, way: str) -> Bench:
    bench = Bench(tmp_path)
    (tmp_path / "scan.pdf").write_bytes(b"%PDF-1.7 " + os.urandom(200_000))
    bench.prepare(STEPS[way].replace("%s", url))
    return bench


@pytest.mark.parametrize("point", some(*POINTS), ids=named)
@pytest.mark.parametrize("way", STEPS)
def test_http(tmp_path: Path, service: WebService, record_property: Note, way: str, point: Point) -> None:
    bench = http_bench(tmp_path, service.url, way)
    found = kill_and_run_again(bench, way, point, lambda: len(service.stored), record_property)
    doubt = {SENT: "in doubt, 0", ARRIVED: "in doubt, 1"} if way == "http" else {}
    assert found == doubt.get(point, "done, 1")


@pytest.mark.parametrize("fate", ["store then drop", "drop", "store then 500", "500", "503", "store then hang"])
@pytest.mark.parametrize("way", ["http", "http with verify", "http with key"])
def test_http_answers_that_are_lost(tmp_path: Path, service: WebService, way: str, fate: str) -> None:
    service.fates.append(fate)
    bench = http_bench(tmp_path, service.url, way)
    bench.run()
    bench.run()
    stored = int(fate.startswith("store"))
    assert bench.judged(len(service.stored)) == (f"in doubt, {stored}" if way == "http" else "done, 1")


def test_http_that_never_left_is_never_in_doubt(tmp_path: Path) -> None:
    bench = http_bench(tmp_path, f"http://127.0.0.1:{free_port()}", "http")
    bench.run()
    assert bench.item.state is ItemState.FAILED
    assert "nothing was sent" in bench.item.reason
    assert {step.sent_at for step in bench.steps} == {None}


def test_http_that_is_repeated_too_late_is_in_doubt(tmp_path: Path, service: WebService) -> None:
    """The target has forgotten its key meanwhile."""
    bench = http_bench(tmp_path, service.url, "http with key")
    bench.run(kill=ARRIVED)
    with sqlite3.connect(tmp_path / ".rpa/ledger.sqlite") as ledger:
        ledger.execute("UPDATE step SET sent_at = '2026-01-01T00:00:00+00:00'")
    ledger.close()
    bench.run()
    assert bench.judged(len(service.stored)) == "in doubt, 1"
    assert "remembers its key for 24 hours only" in bench.item.reason


# into databases

SQL = """
  - database.execute:
      url: "%s"
      sql: UPDATE counts SET n = n + 1 WHERE id = :id
      params: {id: 1}
      expect_rows: 1
"""
IN_THE_MIDDLE: Point = ("rpa.drivers.effect_marker:complete", "after")
COMMITTED: Point = ("rpa.effects.sql:execute", "after")
SERVERS = {"postgresql": ("postgres", postgresql), "mariadb": ("mariadbd", mariadb)}


@pytest.fixture(scope="module", params=["sqlite", "postgresql", "mariadb"])
def database(request: pytest.FixtureRequest) -> Iterator[str]:
    if request.param == "sqlite":
        yield "sqlite:///shop.db"
        return
    needed, start = SERVERS[request.param]
    if program(needed) is None:
        pytest.skip(f"there is no {needed} on this machine")
    with start() as url:
        yield url


def asked(url: str, root: Path, *statements: str) -> list[Any]:
    import sqlalchemy

    engine = sqlalchemy.create_engine(url.replace("sqlite:///", f"sqlite:///{root}/"), poolclass=sqlalchemy.NullPool)
    with engine.begin() as connection:
        results = [connection.execute(sqlalchemy.text(one)) for one in statements]
        return [tuple(row) for row in results[-1]] if results[-1].returns_rows else []


@pytest.mark.parametrize("point", some(STATED, IN_THE_MIDDLE, COMMITTED, ARRIVED, RECORDED), ids=named)
def test_sql_with_its_marker_is_never_in_doubt(
    tmp_path: Path, database: str, record_property: Note, point: Point
) -> None:
    drop = ("DROP TABLE IF EXISTS counts", "DROP TABLE IF EXISTS rpa_effect")
    asked(database, tmp_path, *drop, "CREATE TABLE counts (id INT, n INT)", "INSERT INTO counts VALUES (1, 0)")
    bench = Bench(tmp_path)
    bench.prepare(SQL.replace("%s", database))

    def count() -> int:
        return int(asked(database, tmp_path, "SELECT n FROM counts")[0][0])

    way = f"sql, {database.partition(':')[0].partition('+')[0]}"
    assert kill_and_run_again(bench, way, point, count, record_property) == "done, 1"
    assert len(asked(database, tmp_path, "SELECT id FROM rpa_effect")) == 1


@pytest.mark.parametrize("point", some(STATED, UNSENT, SENT, COMMITTED, RECORDED), ids=named)
def test_sql_without_a_marker(tmp_path: Path, database: str, record_property: Note, point: Point) -> None:
    drop = ("DROP TABLE IF EXISTS counts", "DROP TABLE IF EXISTS rpa_effect")
    asked(database, tmp_path, *drop, "CREATE TABLE counts (id INT, n INT)", "INSERT INTO counts VALUES (1, 0)")
    bench = Bench(tmp_path)
    bench.prepare(SQL.replace("%s", database) + "      marker: false\n")

    def count() -> int:
        return int(asked(database, tmp_path, "SELECT n FROM counts")[0][0])

    found = kill_and_run_again(bench, "sql without marker", point, count, record_property)
    assert found == {SENT: "in doubt, 0", COMMITTED: "in doubt, 1"}.get(point, "done, 1")


# files and mails into the outbox

FILE = """
  - excel.create: {to: made.xlsx, sheets: [{name: One, columns: {A: a}, rows: [{a: 1}]}]}
"""
MAIL = """
  - mail.send: {to: kari@firma.no, subject: Hei, text: Hei}
"""


@pytest.mark.parametrize("point", some(STATED, ("rpa.effects.file:write_file", "after"), ARRIVED, RECORDED), ids=named)
def test_a_file(tmp_path: Path, record_property: Note, point: Point) -> None:
    bench = Bench(tmp_path)
    bench.prepare(FILE)
    count = lambda: len(list(tmp_path.glob("*.xlsx*")))  # noqa: E731 - one line says it
    assert kill_and_run_again(bench, "file", point, count, record_property) == "done, 1"


APPEARED: Point = ("rpa.effects.mail:drop", "after")


@pytest.mark.parametrize("point", some(STATED, APPEARED, ARRIVED, RECORDED), ids=named)
def test_the_outbox(tmp_path: Path, record_property: Note, point: Point) -> None:
    bench = Bench(tmp_path)
    bench.prepare(MAIL, '[mail]\nfrom = "o@x.nl"\n')
    count = lambda: len(list((tmp_path / "outbox").glob("*/*")))  # noqa: E731
    assert kill_and_run_again(bench, "outbox", point, count, record_property) == "done, 1"


@pytest.mark.parametrize("place", ["outbox/.Sent/cur", "archive"])
def test_the_outbox_when_somebody_collects_at_that_very_instant(
    tmp_path: Path, record_property: Note, place: str
) -> None:
    bench = Bench(tmp_path)
    bench.prepare(MAIL, '[mail]\nfrom = "o@x.nl"\ncollected = "archive"\n')
    bench.run(kill=APPEARED)
    (tmp_path / place).mkdir(parents=True)
    (mail,) = (tmp_path / "outbox/new").iterdir()
    mail.rename(tmp_path / place / "1764.M1.host:2,S")
    bench.run()
    count = len([file for folder in ("outbox", "archive") for file in (tmp_path / folder).rglob("*") if file.is_file()])
    record_property(*bench.row("outbox, collected", APPEARED, count))
    assert bench.judged(count) == "done, 1"


# by SMTP, with the folder of sent mails

HANDED_OVER: Point = ("rpa.drivers.smtp:send", "after")
FILED: Point = ("rpa.drivers.sent_folder:OpenFolder.keep", "after")
SETTINGS = """
[mail]
from = "o@x.nl"
host = "127.0.0.1"
port = %s
security = "none"
sign_in = false
sent = {host = "127.0.0.1", port = %s, security = "none", settle = 1%s}
"""
needs_dovecot = pytest.mark.skipif(dovecot() is None or os.geteuid() != 0, reason="needs Dovecot 2.3, and root")


class Filing(Answers):
    """A mail server that puts a copy of what it takes into the folder of sent mails, before it answers."""

    def __init__(self, imap: ImapServer, data: tuple[str, ...] = ()) -> None:
        super().__init__(data=data)
        self.imap = imap

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if not self.data or self.data[0].startswith(("250", "die")):
            self.imap.file(message_from_bytes(envelope.content).as_bytes())
        return await super().handle_DATA(server, session, envelope)


@pytest.fixture(scope="module")
def imap() -> Iterator[ImapServer]:
    with imap_server() as running:
        yield running


def mail_bench(tmp_path: Path, port: int, imap: ImapServer, *, files: bool) -> Bench:
    bench = Bench(tmp_path, {"MAIL_USER": USER, "MAIL_PASSWORD": PASSWORD})
    # The Message-ID is of item and step: a recipe of its own for each case keeps them apart in one folder.
    bench.prepare(
        MAIL.replace("- mail.send", f"- id: {tmp_path.name[-40:].lower().replace('-', '_')}\n    mail.send"),
        SETTINGS % (port, imap.port, ", server_files_sent = true" if files else ""),
    )
    return bench


@needs_dovecot
@pytest.mark.parametrize("point", some(STATED, UNSENT, SENT, HANDED_OVER, FILED, ARRIVED, RECORDED), ids=named)
def test_smtp_with_our_own_copies(tmp_path: Path, imap: ImapServer, record_property: Note, point: Point) -> None:
    answers = Answers()
    with mail_server(answers) as port:
        bench = mail_bench(tmp_path, port, imap, files=False)
        found = kill_and_run_again(bench, "smtp, own copies", point, lambda: len(answers.received), record_property)
    assert found == {SENT: "in doubt, 0", HANDED_OVER: "in doubt, 1"}.get(point, "done, 1")
    if "in doubt" in found:
        assert "which proves nothing" in bench.item.reason


@needs_dovecot
@pytest.mark.parametrize("point", some(UNSENT, SENT, HANDED_OVER, ARRIVED), ids=named)
def test_smtp_by_a_server_that_files(tmp_path: Path, imap: ImapServer, record_property: Note, point: Point) -> None:
    answers = Filing(imap)
    with mail_server(answers) as port:
        bench = mail_bench(tmp_path, port, imap, files=True)
        found = kill_and_run_again(bench, "smtp, server files", point, lambda: len(answers.received), record_property)
    assert found == "done, 1"
    assert imap.ids().count(answers.received[0]) == 1


@needs_dovecot
def test_smtp_a_server_that_dies_after_filing(tmp_path: Path, imap: ImapServer) -> None:
    answers = Filing(imap, data=("die",))
    with mail_server(answers) as port:
        bench = mail_bench(tmp_path, port, imap, files=True)
        bench.run()
    assert bench.judged(len(answers.received)) == "done, 1"


# by a browser, however the page sends

BROWSER = """
  - browser.open: /
  - browser.submit: {click: Save, expect: saved}
"""
SAY = "document.body.insertAdjacentHTML('beforeend', '<p>saved</p>')"
PAGES = {
    "upload by fetch": f"""<button onclick="const data = new FormData(); data.append('scan', new File(['%PDF'], 'a'));
        fetch('/save', {{method: 'POST', body: data}}).then(() => {SAY})">Save</button>""",
    "beacon": f"<button onclick=\"navigator.sendBeacon('/save', 'x'); setTimeout(() => {SAY}, 300)\">Save</button>",
    "link": "<a href=/save>Save</a>",
    "socket": f"""<script>const socket = new WebSocket(location.origin.replace('http', 'ws') + '/live');
        socket.onmessage = () => {SAY}</script><button onclick="socket.send('save')">Save</button>""",
}


@pytest.mark.browser
@pytest.mark.parametrize("point", some(UNSENT, SENT, ARRIVED), ids=named)
@pytest.mark.parametrize("way", PAGES)
def test_browser(tmp_path: Path, record_property: Note, way: str, point: Point) -> None:
    with BrowserTarget() as target:
        target.pages |= {"GET /": PAGES[way], "GET /save": "<p>saved</p>", "POST /save": "<p>saved</p>"}
        target.reply = lambda _message: "saved"
        bench = Bench(tmp_path)
        bench.prepare(BROWSER, head=f'browser: {{url: "{target.url}/"}}\n')

        def count() -> int:
            return len([one for one in target.asked if one.path == "/save"]) + len(target.messages)

        found = kill_and_run_again(bench, f"browser, {way}", point, count, record_property)
    assert found == {SENT: "in doubt, 0", ARRIVED: "in doubt, 1"}.get(point, "done, 1")
