"""A step's `timeout:` against targets that never answer: a failure before `sent`, doubt after it."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rpa.model.item import ItemState
from tests.fakes.browser_target import Asked, BrowserTarget
from tests.fakes.databases import postgresql
from tests.fakes.world import Desk, World
from tests.waiting import LONGEST, wait_until

HEAD = """\
name: chores
attempts: 1
items: {from: {world.items: x}, key: "{{ item.no }}"}
"""
SLOW_SQL = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) AS m FROM n"
FORM = "<form method=post action=/save {}><label>Name <input name=n></label><button>Save</button></form>"
ENDED = r"took longer than ([\d.]+ seconds|its timeout of [\d.]+s) and was ended"
GREETING = [b"220 here", b"250-here\r\n250 8BITMIME", b"250 OK", b"250 OK", b"354 go on"]


@pytest.fixture(autouse=True)
def one_item(world: World) -> None:
    world.add("A")


@contextmanager
def silent(*answers: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that gives these answers, one to each line it gets, the first unasked, and then never a word."""
    heard: list[bytes] = []
    kept: list[socket.socket] = []

    def serve() -> None:
        try:
            while True:
                connection, _ = listener.accept()
                kept.append(connection)
                for answer in answers:
                    connection.sendall(answer + b"\r\n")
                    heard.append(connection.recv(65536))
        except OSError:
            return  # the test is over

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1], heard
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            for connection in kept:
                connection.close()
    thread.join(5)


def outcome(desk: Desk, steps: str, head: str = HEAD, **settings: Any) -> tuple[ItemState, str, float]:
    """State and reason of the item, and how long the run took, in seconds."""
    desk.workspace = replace(desk.workspace, settings={**desk.workspace.settings, **settings})
    started = time.monotonic()
    desk.run(desk.recipe(f"steps:\n{steps}", head))
    row = desk.item("A")
    return row.state, row.reason, time.monotonic() - started


def mail_to(port: int) -> dict[str, Any]:
    return {"mail": {"from": "o@example.org", "host": "127.0.0.1", "port": port, "security": "none", "sign_in": False}}


MAIL = '  - mail.send: {to: a@example.org, subject: Hello, text: Hello}\n    timeout: "500ms"\n'


@pytest.mark.parametrize("answers", [0, 1, 3], ids=["mute", "greets", "takes the sender"])
def test_a_mail_server_that_never_answers_is_a_failure_before_sent(desk: Desk, answers: int) -> None:
    with silent(*GREETING[:answers]) as (port, _):
        state, reason, took = outcome(desk, MAIL, **mail_to(port))
    assert (state, took < 50) == (ItemState.FAILED, True)
    assert reason == "after 1 attempt: it took longer than its timeout of 0.5s and was ended"
    assert desk.states("A") == ["mail.send: void"]


def test_a_mail_server_that_is_silent_behind_the_message_leaves_doubt(desk: Desk) -> None:
    mail = MAIL.replace("500ms", "5s")  # by then the message has to be handed over, on a slow machine too
    with silent(*GREETING) as (port, heard):
        state, reason, took = outcome(desk, mail, **mail_to(port))
    assert (state, took < 40) == (ItemState.IN_DOUBT, True)
    assert "it took longer than its timeout of 5s and was ended. It may have happened" in reason
    assert desk.states("A") == ["mail.send: sent"]
    assert heard[-1].startswith((b"DATA", b"Date", b"From", b"Content")) or len(heard) == len(GREETING)


def query(url: str, sql: str, timeout: str = "500ms") -> str:
    return f'  - database.query: {{url: "{url}", sql: "{sql}"}}\n    timeout: {timeout}\n'


def test_a_slow_query_of_sqlite_is_ended(desk: Desk) -> None:
    sqlite3.connect(desk.workspace.root / "shop.db").execute("CREATE TABLE t (a)").connection.close()
    state, reason, took = outcome(desk, query("sqlite:///shop.db", SLOW_SQL))
    assert (state, took < 50) == (ItemState.FAILED, True)
    assert re.search(ENDED, reason)


def test_a_query_that_is_quick_enough_is_answered(desk: Desk) -> None:
    sqlite3.connect(desk.workspace.root / "shop.db").execute("CREATE TABLE t (a)").connection.close()
    assert outcome(desk, query("sqlite:///shop.db", "SELECT 1 AS one", "60s"))[0] is ItemState.DONE


def test_a_slow_query_of_postgresql_is_ended_at_the_server_too(desk: Desk) -> None:
    import psycopg

    with postgresql() as url:
        state, reason, took = outcome(desk, query(url, "SELECT pg_sleep(60)", "3s"))
        assert (state, took < 50) == (ItemState.FAILED, True)
        assert re.search(ENDED, reason)
        with psycopg.connect(url.replace("+psycopg", "")) as connection:
            others = (
                "SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(60)%' AND pid <> pg_backend_pid()"
            )
            wait_until(lambda: connection.execute(others).fetchone() == (0,), "the server has ended it")


def test_a_database_that_never_answers_is_a_failure(desk: Desk) -> None:
    with silent() as (port, _):
        state, reason, took = outcome(desk, query(f"postgresql+psycopg://a:b@127.0.0.1:{port}/x", "SELECT 1"))
    assert (state, took < 50) == (ItemState.FAILED, True)
    assert "it took longer than its timeout of 0.5s and was ended" in reason


def test_a_postgresql_that_stands_still_is_a_failure(desk: Desk, tmp_path: Path) -> None:
    with postgresql() as url, stopped_while_asked(url) as ask:
        state, reason, took = outcome(desk, query(url, ask, "5s"))
    assert (state, took < 50) == (ItemState.FAILED, True)
    assert "it took longer than its timeout of 5s and was ended" in reason


@contextmanager
def stopped_while_asked(url: str) -> Iterator[str]:
    """SQL during which the server process that works on it is stopped (SIGSTOP)."""
    import psycopg

    stopped: list[int] = []

    def stop() -> None:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
            until = time.monotonic() + LONGEST
            while time.monotonic() < until and not stopped:
                asked = "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(59)%' AND pid <> pg_backend_pid()"
                for (pid,) in connection.execute(asked):
                    os.kill(pid, signal.SIGSTOP)
                    stopped.append(pid)
                time.sleep(0.01)

    thread = threading.Thread(target=stop, daemon=True)
    thread.start()
    try:
        yield "SELECT pg_sleep(59)"
    finally:
        thread.join(LONGEST + 5)
        assert stopped
        for pid in stopped:
            os.kill(pid, signal.SIGKILL)


def test_a_document_that_never_ends_is_a_failure_and_leaves_no_file(desk: Desk) -> None:
    folder = desk.workspace.root / "templates"
    folder.mkdir()
    loops = "{% for a in range(90000) %}{% for b in range(90000) %}{{ a }}{% endfor %}{% endfor %}"
    (folder / "endless.html.j2").write_text(loops)
    company = {"name": "A", "street": "B 1", "postal_code": "1234 AB", "city": "C", "country": "NL"}
    steps = "  - document.create: {template: endless.html.j2, to: out.pdf}\n    timeout: 500ms\n"
    state, reason, took = outcome(desk, steps, company=company)
    assert (state, took < 50) == (ItemState.FAILED, True)
    assert reason == "after 1 attempt: it took longer than its timeout of 0.5s and was ended"
    assert desk.states("A") == ["document.create: void"]
    assert not (desk.workspace.root / "out.pdf").exists()


@pytest.fixture(scope="module")
def office() -> Iterator[BrowserTarget]:
    with BrowserTarget() as made:
        yield made


@pytest.fixture
def target(office: BrowserTarget) -> BrowserTarget:
    office.reset()
    office.pages["GET /"] = "<h1>Office</h1>"
    return office


def never(seconds: float = 60) -> Any:
    def answer(_: Asked) -> str:
        time.sleep(seconds)
        return "<p>Too late</p>"

    return answer


def browser_head(target: BrowserTarget) -> str:
    return f"{HEAD}browser: {{url: '{target.url}'}}\n"


@pytest.mark.browser
class TestBrowser:
    @pytest.mark.parametrize(
        ("step", "said"),
        [
            ("browser.open: /slow", "Timeout 1000ms exceeded"),
            ("browser.wait: Finished", "after 1 seconds 'Finished' is not shown"),
            ("browser.download: {link: The file, to: a.pdf}", ""),
        ],
    )
    def test_a_wait_ends_with_the_step(self, desk: Desk, target: BrowserTarget, step: str, said: str) -> None:
        target.pages["GET /"] = '<h1>Office</h1><a href="/slow">The file</a>'
        target.pages["GET /slow"] = never()
        steps = f"  - browser.open: /\n  - {step}\n    timeout: 1s\n"
        state, reason, took = outcome(desk, steps, browser_head(target))
        assert (state, took < 40) == (ItemState.FAILED, True), reason
        assert said in reason

    def test_a_long_timeout_waits_longer_than_usual(self, desk: Desk, target: BrowserTarget) -> None:
        target.pages["GET /slow"] = never(2.5)
        head = f"{HEAD}browser: {{url: '{target.url}', timeout: 1s}}\n"
        assert outcome(desk, "  - browser.open: /slow\n    timeout: 20s\n", head)[0] is ItemState.DONE
        world_again = outcome(desk, "  - browser.open: /slow\n", head)
        assert world_again[0] is ItemState.DONE, "known, and done"

    def test_the_next_step_waits_as_usual_again(self, desk: Desk, target: BrowserTarget) -> None:
        target.pages["GET /slow"] = never(2.5)
        steps = "  - browser.open: /\n    timeout: 1s\n  - browser.open: /slow\n"
        assert outcome(desk, steps, browser_head(target))[0] is ItemState.DONE

    def test_a_page_that_loops_for_ever_is_ended(
        self, desk: Desk, target: BrowserTarget, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("rpa.effects.browser.GRACE", 0.5)
        target.pages["GET /"] = "<button onclick='for(;;);'>Hang</button>"
        steps = "  - browser.open: /\n  - browser.click: Hang\n    timeout: 1s\n"
        state, reason, took = outcome(desk, steps, browser_head(target))
        assert (state, took < 40) == (ItemState.FAILED, True), reason
        assert "it took longer than its timeout of 1s and was ended" in reason

    def test_a_form_that_is_not_answered_leaves_doubt(self, desk: Desk, target: BrowserTarget) -> None:
        target.pages["GET /new"] = FORM.format("")
        target.pages["POST /save"] = never()
        steps = """\
  - browser.form: {open: /new, fill: {Name: A}, submit: Save, expect: Saved}
    timeout: 8s
"""
        state, reason, took = outcome(desk, steps, browser_head(target))
        assert (state, took < 40) == (ItemState.IN_DOUBT, True), reason
        assert "timeout of 8s" in reason or "did not appear within" in reason
        assert desk.states("A") == ["browser.form: sent"]
        assert len(target.writes) == 1

    def test_a_form_that_hangs_before_it_is_sent_is_a_failure(
        self, desk: Desk, target: BrowserTarget, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("rpa.effects.browser.GRACE", 0.5)
        target.pages["GET /new"] = FORM.format("onsubmit='for(;;);'")
        steps = """\
  - browser.form: {open: /new, fill: {Name: A}, submit: Save, expect: Saved}
    timeout: 2s
"""
        state, reason, took = outcome(desk, steps, browser_head(target))
        assert (state, took < 40) == (ItemState.FAILED, True), reason
        assert desk.states("A") == ["browser.form: void"]
        assert target.writes == []
