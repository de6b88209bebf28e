"""A robot that reads a mailbox, killed at every step of it: no mail lost, none done twice, each filed once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from email import message_from_bytes
from pathlib import Path

import pytest

from rpa.model.item import ItemState
from tests.crash.bench import Bench, Point
from tests.crash.harness import WHOLE
from tests.fakes.imap_server import PASSWORD, USER, ImapServer, dovecot, imap_server

pytestmark = [
    pytest.mark.crash,
    pytest.mark.timeout(240),
    pytest.mark.skipif(dovecot() is None or os.geteuid() != 0, reason="needs Dovecot 2.3, and root"),
]
BOX = "rpa.drivers.imap_mailbox:OpenMailbox"
FETCHED: Point = (f"{BOX}.fetch", "after")
UNRECORDED: Point = ("record", "before")
RECORDED: Point = ("record", "after")
MARKED: Point = ("keep_mark", "after")
UNMOVED: Point = (f"{BOX}.move", "before")
MOVED: Point = (f"{BOX}.move", "after")
READING = (FETCHED, UNRECORDED, RECORDED, MARKED)
COPYING: tuple[Point, ...] = (
    (f"{BOX}._copy", "before"),
    (f"{BOX}._copy", "after"),
    (f"{BOX}._remove", "before"),
    (f"{BOX}._expunge", "before"),
    (f"{BOX}._remove", "after"),
)
MOST_TELLING = {FETCHED, RECORDED, MOVED, COPYING[1], COPYING[3], (f"{BOX}.flag", "before")}
"""Killed at in the usual run too; the others when everything is."""
STEPS = """
  - mail.send: {to: a@example.org, subject: "Got {{ item.subject }}", text: "{{ item.text }}"}
"""
HEAD = """
items:
  from: {mail.imap: {folder: INBOX, flag: %s}}
  key: "{{ item.message_id }}"
%s
"""


class Office:
    """A mailbox and a robot that answers its mails into an outbox."""

    def __init__(self, root: Path, server: ImapServer, *, archive: bool, flag: str = "seen", ledger: str = "") -> None:
        self.server, self.archive = server, archive
        self.bench = Bench(root, {"MAIL_USER": USER, "MAIL_PASSWORD": PASSWORD}, ledger)
        inbox = f'inbox = {{host = "127.0.0.1", port = {server.port}, security = "none"}}'
        settings = f'[mail]\nfrom = "Robot <robot@example.org>"\n{inbox}\n'
        self.bench.prepare(STEPS, settings, HEAD % (flag, "  archive: Done/2026" if archive else ""))
        self.sent = list[str]()

    def deliver(self, name: str) -> None:
        """Two mails with a Message-ID, one without."""
        for number in (1, 2, 3):
            identity = f"Message-ID: <{name}-{number}@x.example>\r\n" if number < 3 else ""
            subject = f"{name}-{number}"
            head = f"From: piet@jansen.example\r\nSubject: {subject}\r\n{identity}"
            self.server.file(f"{head}\r\nHei {subject}\r\n".encode(), "INBOX")
            self.sent.append(subject)

    def answered(self) -> Counter[str]:
        """How often each mail was answered."""
        mails = [message_from_bytes(file.read_bytes()) for file in (self.bench.root / "outbox/new").iterdir()]
        return Counter(str(mail["Subject"]).removeprefix("Got ") for mail in mails)

    def states(self) -> list[ItemState]:
        with closing(self.bench._ledger()) as ledger:
            return [row.state for row in ledger.items("one")]

    def subjects(self, folder: str) -> list[str]:
        client = self.server.client()
        try:
            if client.select(folder, readonly=True)[0] != "OK":
                return []
            _, (numbers,) = client.search(None, "UNDELETED")
            found = []
            for number in numbers.split():
                _, parts = client.fetch(number.decode(), "(BODY.PEEK[HEADER])")
                assert isinstance(parts[0], tuple)
                found.append(str(message_from_bytes(parts[0][1])["Subject"]))
            return sorted(found)
        finally:
            client.shutdown()

    def check(self) -> None:
        """Every mail that ever came was answered once, is done, and lies where it belongs, once."""
        assert self.answered() == Counter(self.sent)
        assert self.states() == [ItemState.DONE] * len(self.sent)
        assert self.subjects("Done/2026" if self.archive else "INBOX") == sorted(self.sent)
        if self.archive:
            assert self.subjects("INBOX") == []


def kill_everywhere(office: Office, points: tuple[Point, ...], telling: set[Point] = MOST_TELLING) -> None:
    for number, point in enumerate(point for point in points if WHOLE or point in telling):
        office.deliver(f"m{number}")
        office.bench.run(kill=point)
        lying = office.subjects("INBOX") + office.subjects("Done/2026")
        assert set(lying) == set(office.sent), point  # at no instant is a mail nowhere
        office.bench.run()
        office.check()


def test_a_server_that_moves(tmp_path: Path) -> None:
    with imap_server() as server:
        kill_everywhere(Office(tmp_path, server, archive=True), (*READING, UNMOVED, MOVED))


def test_with_a_ledger_on_postgresql(tmp_path: Path, fresh_ledger: Callable[[str], str]) -> None:
    with imap_server() as server:
        office = Office(tmp_path, server, archive=True, ledger=fresh_ledger("postgres"))
        kill_everywhere(office, (*READING, UNMOVED, MOVED), {UNRECORDED, RECORDED})
    assert not (tmp_path / ".rpa/ledger.sqlite").exists()


def test_a_server_that_only_copies(tmp_path: Path) -> None:
    with imap_server(without=("MOVE",)) as server:
        office = Office(tmp_path, server, archive=True)
        kill_everywhere(office, COPYING)
        assert server.ids("INBOX") == []  # nothing is left behind as deleted, either


def test_a_server_that_cannot_remove_one_mail_alone(tmp_path: Path) -> None:
    with imap_server(without=("MOVE", "UIDPLUS")) as server:
        kill_everywhere(Office(tmp_path, server, archive=True), COPYING[1:3])


@pytest.mark.parametrize("flag", ["seen", "none"])
def test_without_an_archive(tmp_path: Path, flag: str) -> None:
    points: tuple[Point, ...] = (FETCHED, RECORDED, MARKED)
    if flag == "seen":
        points += ((f"{BOX}.flag", "before"), (f"{BOX}.flag", "after"))
    with imap_server() as server:
        kill_everywhere(Office(tmp_path, server, archive=False, flag=flag), points)
