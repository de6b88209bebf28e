"""Items from a mailbox on a real Dovecot."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rpa.drivers.imap_account import ImapAccount, is_busy
from rpa.drivers.imap_mailbox import HEAD, CommandRefused, OpenMailbox, open_mailbox
from rpa.drivers.mailbox import read_mail
from rpa.errors import ApplicationException, BusinessException, EnvironmentNotReady
from rpa.model.item import RawItem
from rpa.model.secret import Secret
from rpa.model.values import to_json
from rpa.model.workspace import Workspace
from rpa.sources.contract import SourceContext
from rpa.sources.mail import imap, imap_reading
from rpa.sources.mail.imap_search import Search, imap_day
from tests.fakes.imap_server import PASSWORD, USER, ImapServer, dovecot, imap_server

needs_dovecot = pytest.mark.skipif(dovecot() is None or os.geteuid() != 0, reason="needs Dovecot 2.3, and root")
SECRETS = {"mail.user": USER, "mail.password": PASSWORD, "mail.support.password": PASSWORD}


@pytest.fixture(scope="module")
def running() -> Iterator[ImapServer]:
    with imap_server() as server:
        yield server


@pytest.fixture
def server(running: ImapServer) -> ImapServer:
    client = running.client()
    for name in ("INBOX", "Done", "Sent"):
        status, (count, *_) = client.select(name)
        if status == "OK" and count != b"0":
            client.store("1:*", "+FLAGS", "(\\Deleted)")
            client.expunge()
    client.shutdown()
    return running


class Robot:
    """What the engine does with a source: records, keeps the mark, files away."""

    def __init__(self, ctx: SourceContext, server: ImapServer) -> None:
        self.table = {"host": "127.0.0.1", "port": server.port, "security": "none"}
        settings = {"mail": {"inbox": self.table, "accounts": {"support": {**self.table, "user": USER}}}}
        self.marks: dict[str, Mapping[str, Any]] = {}
        self.ctx = replace(
            ctx,
            workspace=Workspace(ctx.workspace.root, ctx.workspace.root, settings),
            mark=lambda name: self.marks.get(name, {}),
            secrets=lambda name: Secret(name, SECRETS[name]),
        )
        self.problems: list[str] = []

    def run(self, archive: str = "", **given: Any) -> list[RawItem]:
        found = list[RawItem]()
        for document in imap.read.read(imap.Params(**given), self.ctx):
            try:
                found += document.items
            except BusinessException as error:
                self.problems.append(str(error))
            if document.mark:
                self.marks[document.mark.name] = document.mark.told()
            assert document.file_away is not None
            try:
                document.file_away(archive)
            except EnvironmentNotReady as error:
                self.problems.append(str(error))
        return found

    def subjects(self, archive: str = "", **given: Any) -> list[str]:
        return [item.values["subject"] for item in self.run(archive, **given)]


@pytest.fixture
def robot(ctx: SourceContext, server: ImapServer) -> Robot:
    return Robot(ctx, server)


def mail(number: int, *, sender: str = "Piet <piet@jansen.example>", subject: str = "", text: str = "Hei") -> bytes:
    head = f"From: {sender}\r\nTo: info@fp.example\r\nMessage-ID: <{number}@x.example>\r\n"
    head += f"Date: Mon, 05 Oct 2026 09:00:00 +0200\r\nSubject: {subject or number}\r\n"
    return f"{head}Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n".encode()


@needs_dovecot
def test_recorded_mails_are_moved_to_the_archive(robot: Robot, server: ImapServer) -> None:
    for number in (1, 2):
        server.file(mail(number, text="Waar blijft de bestelling?\r\n\r\n> oud"), "INBOX")
    first, second = robot.run("Done")
    assert first.place.document == "INBOX: 1, from piet@jansen.example, 2026-10-05"
    assert first.values["message_id"] == "<1@x.example>"
    assert first.values["reply"] == "Waar blijft de bestelling?"
    assert first.values["date"] == datetime(2026, 10, 5, 7, tzinfo=UTC)
    assert first.values["automatic"] is False
    assert first.problems == second.problems == ()
    to_json(dict(first.values))
    assert server.ids("INBOX") == []
    assert server.ids("Done") == ["<1@x.example>", "<2@x.example>"]
    assert robot.run("Done") == []


@needs_dovecot
def test_without_an_archive_they_are_flagged_and_not_read_again(robot: Robot, server: ImapServer) -> None:
    for number in (1, 2):
        server.file(mail(number), "INBOX")
    assert robot.subjects() == ["1", "2"]
    client = server.client()
    client.select("INBOX", readonly=True)
    assert client.search(None, "SEEN")[1] == [b"1 2"]
    client.shutdown()
    assert robot.subjects() == []
    server.file(mail(3), "INBOX")
    assert robot.subjects(flag="none") == ["3"]
    robot.marks.clear()  # the ledger comes from a backup
    assert robot.subjects() == ["1", "2", "3"]


@needs_dovecot
def test_looking_changes_nothing(robot: Robot, server: ImapServer) -> None:
    """As `rpa plan` does: every item is read, and nothing filed away."""
    server.file(mail(1), "INBOX")
    client = server.client()
    client.append("INBOX", "(\\Deleted $RpaFiled)", "", mail(2))
    client.select("INBOX", readonly=True)
    before = client.fetch("1:*", "(UID FLAGS BODY.PEEK[])")
    client.shutdown()
    documents = imap.read.read(imap.Params(), robot.ctx)
    assert [item.values["subject"] for document in documents for item in document.items] == ["1"]
    client = server.client()
    client.select("INBOX", readonly=True)
    after = client.fetch("1:*", "(UID FLAGS BODY.PEEK[])")
    client.shutdown()
    without = re.compile(r"\\+Recent ?")  # whoever opens a folder takes this from all of them
    assert without.sub("", str(after)) == without.sub("", str(before))


@needs_dovecot
def test_a_mail_that_somebody_opened_first_is_read_all_the_same(robot: Robot, server: ImapServer) -> None:
    server.file(mail(1), "INBOX")
    client = server.client()
    client.select("INBOX")
    client.store("1", "+FLAGS", "(\\Seen)")
    client.shutdown()
    assert robot.subjects(search={"unseen": True}) == []
    assert robot.subjects() == ["1"]


@needs_dovecot
def test_unseen_again_is_read_again(robot: Robot, server: ImapServer) -> None:
    server.file(mail(1), "INBOX")
    assert robot.subjects(search={"unseen": True}) == ["1"]
    assert robot.subjects(search={"unseen": True}) == []
    client = server.client()
    client.select("INBOX")
    client.store("1", "-FLAGS", "(\\Seen)")
    client.shutdown()
    assert robot.subjects(search={"unseen": True}) == ["1"]
    assert robot.marks == {}


@needs_dovecot
def test_a_mark_of_another_folder_of_that_name_is_not_believed(robot: Robot, server: ImapServer) -> None:
    client = server.client()
    for number in (1, 2, 3):
        client.create("Made")
        server.file(mail(number), "Made")
        assert robot.subjects(folder="Made") == [str(number)]
        client.delete("Made")
    client.shutdown()
    assert len(robot.marks) == 1


@needs_dovecot
def test_a_mail_that_could_not_be_filed_stays_in_front_of_the_mark(robot: Robot, server: ImapServer) -> None:
    for number in (1, 2):
        server.file(mail(number), "INBOX")
    assert robot.subjects("INBOX") == ["1", "2"]
    assert len(robot.problems) == 2
    assert "is the folder that is read" in robot.problems[0]
    assert robot.subjects("Done") == ["1", "2"]
    assert server.ids("Done") == ["<1@x.example>", "<2@x.example>"]


@needs_dovecot
def test_words_are_looked_for_as_people_mean_them(robot: Robot, server: ImapServer) -> None:
    server.file(mail(1, subject="=?utf-8?q?Rechnung_f=C3=BCr_=C3=96l?="), "INBOX")
    server.file(mail(2, subject="Eindfactuur 7", sender="Debiteuren <Billing@Leverancier.example>"), "INBOX")
    server.file(mail(3, subject="Hallo"), "INBOX")
    assert robot.subjects(search={"subject": "für öl"}) == ["Rechnung für Öl"]
    assert robot.subjects(search={"subject": ["factuur", "RECHNUNG"]}) == ["Rechnung für Öl", "Eindfactuur 7"]
    assert robot.subjects(search={"from": "@leverancier"}) == ["Eindfactuur 7"]
    assert robot.subjects(search={"to": "<info@"}) == ["Rechnung für Öl", "Eindfactuur 7", "Hallo"]
    assert robot.subjects(search={"from": "@leverancier"}) == []
    assert robot.subjects(search={"subject": "nothing like it"}) == []
    assert len(robot.marks) == 5  # also where nothing fitted: so much need not be looked through again


@needs_dovecot
def test_days_begin_in_the_companys_time_zone(robot: Robot, server: ImapServer) -> None:
    client = server.client()
    for number, moment in enumerate(("04-Oct-2026 21:30:00 +0000", "04-Oct-2026 22:30:00 +0000"), 1):
        client.append("INBOX", "", f'"{moment}"', mail(number))  # 23:30 and 00:30 in Amsterdam
    client.shutdown()
    assert robot.subjects(search={"since": date(2026, 10, 5)}) == ["2"]
    assert robot.subjects(search={"before": date(2026, 10, 5)}) == ["1"]
    assert robot.subjects(search={"since": date(2026, 10, 1)}) == ["1", "2"]  # an earlier day undoes the mark
    assert robot.subjects(search={"since": date(2026, 10, 3)}) == []


@needs_dovecot
def test_deleted_mails_and_drafts_are_left_alone(robot: Robot, server: ImapServer) -> None:
    client = server.client()
    client.append("INBOX", "(\\Deleted)", "", mail(1))
    client.append("INBOX", "(\\Draft)", "", mail(2))
    client.append("INBOX", "(\\Seen)", "", mail(3))
    client.shutdown()
    assert robot.subjects("Done") == ["3"]
    assert server.ids("INBOX") == ["<1@x.example>", "<2@x.example>"]


@needs_dovecot
def test_some_at_a_time_from_several_folders(robot: Robot, server: ImapServer) -> None:
    for number in range(1, 4):
        server.file(mail(number), "INBOX")
    server.file(mail(9), "Sent")
    assert robot.subjects("Done", folder=["INBOX", "Sent"], most=2) == ["1", "2"]
    assert robot.subjects("Done", folder=["INBOX", "Sent"], most=2) == ["3", "9"]
    server.file(mail(4), "INBOX")
    server.file(mail(5), "INBOX")
    assert robot.subjects(most=1) == ["4"]
    assert robot.subjects(most=1) == ["5"]


@needs_dovecot
@pytest.mark.parametrize("stop", range(6))
def test_a_mark_never_covers_what_was_not_recorded_and_filed(
    robot: Robot, server: ImapServer, monkeypatch: pytest.MonkeyPatch, stop: int
) -> None:
    monkeypatch.setattr(imap_reading, "AT_ONCE", 2)
    monkeypatch.setattr(imap_reading, "MARK_EVERY", 2)
    for number in range(1, 6):
        server.file(mail(number, subject=f"{'factuur' if number != 3 else 'hallo'} {number}"), "INBOX")
    search = {"subject": "factuur"}
    documents = imap.read.read(imap.Params(search=search), robot.ctx)
    recorded = list[str]()
    for count, document in enumerate(documents):
        if count == stop:
            break  # killed before this one is recorded
        recorded += [item.values["subject"] for item in document.items]
        if document.mark:
            robot.marks[document.mark.name] = document.mark.told()
        assert document.file_away is not None
        document.file_away("")
    recorded += robot.subjects(search=search)
    assert sorted(set(recorded)) == ["factuur 1", "factuur 2", "factuur 4", "factuur 5"]
    assert robot.subjects(search=search) == []


@needs_dovecot
def test_broken_empty_and_large_mails_become_items_too(robot: Robot, server: ImapServer) -> None:
    server.file(b"Subject: scan\r\n\r\nfrom a device", "INBOX")
    server.file(b"\r\n\r\n", "INBOX")
    server.file(mail(3, text="x" * 80 + "\r\n" + "y\r\n" * 400_000), "INBOX")
    server.file(mail(4), "INBOX")
    device, large, last = robot.run("Done", largest=1)
    assert device.problems == ()
    assert device.values["message_id"].endswith("@no-message-id.invalid>")
    assert "it has no Message-ID" in device.values["defects"]
    assert large.problems == (
        "INBOX: 3, from piet@jansen.example, 2026-10-05: the mail is 1.1 MB; up to 1 MB are read",
    )
    assert large.values["message_id"] == "<3@x.example>"
    assert last.values["subject"] == "4"
    assert robot.problems == ["INBOX: (no subject), from unknown: the mail is empty. Ask for it again."]
    assert server.ids("INBOX") == []


@needs_dovecot
def test_a_named_account_and_what_is_wrong_with_settings(robot: Robot, server: ImapServer) -> None:
    server.file(mail(1), "INBOX")
    assert robot.subjects(account="support") == ["1"]
    with pytest.raises(EnvironmentNotReady, match=r"no mailbox 'invoices' is named.*There are: inbox, support"):
        robot.run(account="invoices")
    with pytest.raises(EnvironmentNotReady, match=r"no folder 'Facturen'.*There are: .*INBOX"):
        robot.run(folder="Facturen")
    robot.table["port"] = 1
    with pytest.raises(EnvironmentNotReady, match=r"does not answer.*Compare host, port and security in rpa.toml"):
        robot.run()


@needs_dovecot
@pytest.mark.parametrize("moment", ["fetch", "move", "heads"])
def test_a_line_that_breaks_is_mended_once(
    robot: Robot, server: ImapServer, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    for number in (1, 2, 3):
        server.file(mail(number), "INBOX")
    broken = cut_before(monkeypatch, moment, 1)
    assert robot.subjects("Done") == ["1", "2", "3"]
    assert broken == [moment]
    assert robot.problems == []
    assert sorted(server.ids("Done")) == [f"<{number}@x.example>" for number in (1, 2, 3)]


@needs_dovecot
def test_a_line_that_stays_broken_ends_the_run_and_loses_nothing(
    robot: Robot, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2, 3):
        server.file(mail(number), "INBOX")
    with monkeypatch.context() as patched:
        cut_before(patched, "fetch", 2, skip=1)
        with pytest.raises(EnvironmentNotReady, match="the next run goes on from there"):
            robot.run("Done")
    assert server.ids("Done") == ["<1@x.example>"]
    assert robot.subjects("Done") == ["2", "3"]


def cut_before(monkeypatch: pytest.MonkeyPatch, verb: str, times: int, skip: int = 0) -> list[str]:
    """Cut the line before a verb is asked, so many times, after so many askings; notes each."""
    real, cut = getattr(OpenMailbox, verb), list[str]()
    left = [skip]

    def broken(self: OpenMailbox, *given: Any, **named: Any) -> Any:
        if left[0]:
            left[0] -= 1
        elif len(cut) < times:
            cut.append(verb)
            self._box.client.shutdown()
        return real(self, *given, **named)

    monkeypatch.setattr(OpenMailbox, verb, broken)
    return cut


@needs_dovecot
def test_a_mail_that_the_server_does_not_hand_out_holds_up_no_other(
    robot: Robot, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in (1, 2):
        server.file(mail(number), "INBOX")
    real = OpenMailbox.fetch

    def fetch(self: OpenMailbox, uid: int, **named: Any) -> bytes | None:
        if real(self, uid, **named) == mail(1):
            self._ask("FETCH", str(uid), "NONSENSE")
        return real(self, uid, **named)

    monkeypatch.setattr(OpenMailbox, "fetch", fetch)
    assert robot.subjects("Done") == ["2"]
    assert "INBOX: 1, from piet@jansen.example, 2026-10-05: the IMAP server refuses fetch" in robot.problems[0]


@needs_dovecot
@pytest.mark.parametrize("said", ["NO [LIMIT] Request is throttled", "NO something nobody knows"])
def test_a_server_that_hands_out_nothing_now_rejects_no_mail(
    robot: Robot, server: ImapServer, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    server.file(mail(1), "INBOX")
    real = OpenMailbox._fetch

    def refused(self: OpenMailbox, uids: Any, parts: str) -> Any:
        if parts != HEAD or asked:
            asked.append(parts)
            raise (ApplicationException if is_busy(said) else CommandRefused)(said)
        return real(self, uids, parts)

    asked = list[str]()
    with monkeypatch.context() as patched:
        patched.setattr(OpenMailbox, "_fetch", refused)
        with pytest.raises(EnvironmentNotReady, match="the next run goes on from there"):
            robot.run("Done")
    assert robot.problems == []
    assert robot.subjects("Done") == ["1"]


@needs_dovecot
def test_a_mail_that_is_gone_meanwhile(robot: Robot, server: ImapServer) -> None:
    for number in (1, 2):
        server.file(mail(number), "INBOX")
    documents = imap.read.read(imap.Params(), robot.ctx)
    first = next(documents)
    shown = Secret("mail.password", PASSWORD)
    account = ImapAccount("127.0.0.1", Secret("u", USER), lambda: shown, port=server.port, security="none")
    with closing(open_mailbox(account)) as box:
        box.open("INBOX")
        box.move(box.search("ALL")[0], "Done")
    assert list(first.items) == []
    assert first.file_away is not None
    first.file_away("")
    assert [item.values["subject"] for document in documents for item in document.items] == ["2"]


def test_what_the_server_is_asked() -> None:
    search = Search(unseen=True, flagged=True, since=date(2026, 3, 1), before=date(2026, 12, 31))
    assert search.asked() == "UNDELETED UNDRAFT UNSEEN FLAGGED SINCE 28-Feb-2026 BEFORE 01-Jan-2027"
    assert not search.is_lasting
    assert Search(subject="x").is_lasting
    assert imap_day(date(2026, 5, 4)) == "04-May-2026"
    headers = read_mail(b"From: a@x.example\r\nSubject: x\r\n\r\n")
    assert Search(subject=["", "X"]).fits(headers, None, ZoneInfo("UTC"))
    assert not Search(**{"from": ["b@"]}).fits(headers, None, ZoneInfo("UTC"))


def test_without_settings(ctx: SourceContext) -> None:
    with pytest.raises(EnvironmentNotReady, match=r"rpa.toml \[mail.inbox\].*Add to rpa.toml: \[mail.inbox\] host"):
        imap.read.read(imap.Params(), ctx)
