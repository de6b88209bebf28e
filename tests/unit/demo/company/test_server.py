"""The back office behind a real server: broken connections, many visitors, sudden death."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from rpa.demo.company.server import CompanyServer
from rpa.demo.company.settings import CompanySettings
from tests.waiting import LONGEST

REPOSITORY = Path(__file__).parents[4]
CUSTOMER = {
    "name": "A",
    "street": "B 1",
    "postal_code": "1",
    "city": "C",
    "country": "Norway",
    "language": "English",
    "payment_terms": "30",
}


@dataclass
class Client:
    """An HTTP client that repeats nothing by itself."""

    address: str
    cookie: str = ""
    token: str = field(default="", repr=False)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, str]:
        """One request on a connection of its own: status and text."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=LONGEST)
        try:
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, path, body or None, {"Cookie": self.cookie, **kind, **headers})
            answer = connection.getresponse()
            text = answer.read().decode()
        finally:
            connection.close()
        if given := answer.getheader("Set-Cookie"):
            self.cookie = given.split(";")[0]
        return answer.status, text

    def find_token(self, path: str) -> str:
        return str(re.findall(r'name="csrf_token" value="([^"]+)"', self.ask("GET", path)[1])[-1])

    def sign_in(self) -> None:
        form = {"user": "robot", "password": "polder-2026", "csrf_token": self.find_token("/sign-in")}
        assert self.ask("POST", "/sign-in", urlencode(form))[0] == 302
        self.token = self.find_token("/customers/new")

    def add_customer(self, email: str) -> int:
        form = CUSTOMER | {"email": email, "csrf_token": self.token}
        return self.ask("POST", "/customers/new", urlencode(form))[0]

    def counts(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.ask("GET", "/counts")[1])
        return found

    def misbehave(self, **mischief: object) -> None:
        headers = {"X-Company-Token": "mischief"}
        assert self.ask("POST", "/mischief", json.dumps(mischief), **headers)[0] == 200


@pytest.fixture
def client(settings: CompanySettings) -> Iterator[Client]:
    with CompanyServer(settings) as server:
        somebody = Client(server.address)
        somebody.sign_in()
        yield somebody


@pytest.mark.parametrize(("fate", "stored"), [("drop_before_store", 0), ("drop_after_store", 1)])
def test_dropped_connection_gives_no_byte(client: Client, fate: str, stored: int) -> None:
    client.misbehave(next=[fate])
    with pytest.raises((http.client.RemoteDisconnected, ConnectionResetError)):
        client.add_customer("a@b.test")
    assert client.counts()["writes"]["customer"] == stored
    assert client.add_customer("a@b.test") == 302


def test_kept_connection_serves_again_unless_told_to_close(client: Client) -> None:
    connection = http.client.HTTPConnection(urlsplit(client.address).netloc, timeout=LONGEST)
    for closing in (False, True):
        client.misbehave(close_connections=closing)
        for path in ("/sign-in", "/static/office.css", "/counts"):
            connection.request("GET", path)
            answer = connection.getresponse()
            assert answer.read()
            assert (answer.getheader("Connection") == "close") is closing
    connection.close()


def test_many_visitors_at_once_lose_and_double_nothing(client: Client) -> None:
    def enter(n: int) -> int:
        return replace(client).add_customer(f"visitor{n}@many.test")

    with ThreadPoolExecutor(12) as pool:
        assert set(pool.map(enter, range(60))) == {302}
    counts = client.counts()
    assert counts["writes"]["customer"] == counts["distinct"]["customer"] == 60
    assert counts["requests"]["POST"] == 60
    assert [entry["n"] for entry in counts["log"]] == list(range(1, 61))


def test_server_frees_its_port(settings: CompanySettings) -> None:
    with CompanyServer(settings) as server:
        port = server.port
    with CompanyServer(replace(settings, port=port)) as again:
        assert Client(again.address).ask("GET", "/counts")[0] == 200


def start(database: Path, *options: str) -> tuple[subprocess.Popen[str], str]:
    process = subprocess.Popen(
        [sys.executable, "-m", "rpa.demo.company", "--database", str(database), *options],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    return process, process.stdout.readline().strip()


def finish(process: subprocess.Popen[str], by: int) -> None:
    os.kill(process.pid, by)
    process.wait(LONGEST)
    assert process.stdout
    process.stdout.close()


@pytest.mark.crash
def test_server_killed_at_work_keeps_every_write_it_answered(tmp_path: Path) -> None:
    database = tmp_path / "company.db"
    process, address = start(database)
    client = Client(address)
    client.sign_in()
    for n in range(5):
        assert client.add_customer(f"n{n}@kill.test") == 302
    finish(process, signal.SIGKILL)
    process, client.address = start(database)
    try:
        assert client.counts()["writes"]["customer"] == 5
        assert client.add_customer("n5@kill.test") == 302
        assert client.counts()["writes"]["customer"] == 6
    finally:
        finish(process, signal.SIGKILL)
    with sqlite3.connect(database) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        assert db.execute("SELECT count(*) FROM customers").fetchone()[0] == 18
    db.close()


def test_taken_port_is_said_in_words(client: Client, tmp_path: Path) -> None:
    taken = str(urlsplit(client.address).port)
    ended = subprocess.run(
        [sys.executable, "-m", "rpa.demo.company", "--database", str(tmp_path / "other.db"), "--port", taken],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 1
    assert f"Cannot listen on 127.0.0.1:{taken}" in ended.stderr
    assert "Traceback" not in ended.stderr
