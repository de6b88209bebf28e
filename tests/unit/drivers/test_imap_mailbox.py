"""Mailboxes on a real Dovecot: signing in, folders, and filing away without harm to any other mail."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.drivers.imap_account import ImapAccount, is_this_machine
from rpa.drivers.imap_answers import read_fetched
from rpa.drivers.imap_folders import Folder, find_folder
from rpa.drivers.imap_mailbox import CommandRefused, OpenMailbox, open_mailbox
from rpa.errors import ApplicationException, EnvironmentNotReady
from rpa.model.secret import Secret
from tests.fakes.imap_server import PASSWORD, USER, ImapServer, dovecot, imap_server

needs_dovecot = pytest.mark.skipif(
    dovecot() is None or os.geteuid() != 0 or shutil.which("openssl") is None,
    reason="needs Dovecot 2.3, root, and openssl for its certificate",
)


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    with imap_server(tls=True) as running:
        yield running


@pytest.fixture(scope="module", params=[(), ("MOVE",), ("MOVE", "UIDPLUS")], ids=["move", "copy", "bare"])
def able(request: pytest.FixtureRequest) -> Iterator[tuple[ImapServer, tuple[str, ...]]]:
    with imap_server(without=request.param, between=".") as running:
        yield running, request.param


def account(
    server: ImapServer,
    *,
    host: str = "127.0.0.1",
    port: int | None = None,
    security: str = "none",
    password: str = PASSWORD,
    ca: Path | None = None,
) -> ImapAccount:
    shown = Secret("mail.password", password)
    user = Secret("mail.user", USER)
    return ImapAccount(host, user, lambda: shown, port=port or server.port, security=security, ca=ca, timeout=10)


def mail(number: int, text: str = "Hei") -> bytes:
    return f"From: a@x.example\r\nMessage-ID: <{number}@x.example>\r\nSubject: {number}\r\n\r\n{text}\r\n".encode()


def fill(box: OpenMailbox, folder: str, *mails: bytes) -> dict[str, int]:
    """Put mails into a new folder and open it; their numbers by Message-ID."""
    box._box.folder.create(folder)
    for one in mails:
        box._box.append(one, folder)
    box._folders = None
    box.open(folder)
    heads = box.heads(box.search("ALL"))
    return {(head.headers.decode().partition("Message-ID: ")[2].split() or [""])[0]: head.uid for head in heads}


def ids(server: ImapServer, folder: str) -> list[str]:
    return server.ids(folder)


@needs_dovecot
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_the_line_is_safe(server: ImapServer, security: str) -> None:
    port = server.tls_port if security == "tls" else server.port
    trusted = account(server, host="localhost", port=port, security=security, ca=server.certificate)
    with closing(open_mailbox(trusted)) as box:
        assert isinstance(box._box.client.sock, ssl.SSLSocket)
        assert "INBOX" in [folder.name for folder in box.folders()]
    strange = account(server, host="localhost", port=port, security=security)
    with pytest.raises(EnvironmentNotReady, match=r"certificate: self.signed.*ca = "):
        open_mailbox(strange)
    wrong_name = account(server, host="127.0.0.1", port=port, security=security, ca=server.certificate)
    with pytest.raises(EnvironmentNotReady, match="certificate: IP address mismatch"):
        open_mailbox(wrong_name)


def test_in_the_clear_only_on_this_machine_or_when_it_is_meant() -> None:
    user, shown = Secret("a", "b"), lambda: Secret("c", "d")
    with pytest.raises(ValueError, match=r"anybody on the way to imap\.example\.org reads the password"):
        ImapAccount("imap.example.org", user, shown, security="none")
    assert ImapAccount("imap.example.org", user, shown, security="none", in_the_clear=True).listens == 143
    assert ImapAccount("imap.example.org", user, shown).listens == 993
    assert all(map(is_this_machine, ("::1", "127.1.2.3", "LOCALHOST")))
    assert not any(map(is_this_machine, ("localhost.evil.example", "10.0.0.1", "imap.example.org")))


@needs_dovecot
def test_refusals_say_what_to_do_and_never_the_password(server: ImapServer) -> None:
    with pytest.raises(EnvironmentNotReady, match=r"refuses the password .*rpa secret set mail.password") as refused:
        open_mailbox(account(server, password="wrong-päss"))
    assert "wrong" not in str(refused.value)
    with pytest.raises(EnvironmentNotReady, match=r"refuses the password"):
        open_mailbox(account(server, password="wrong-pass"))


def test_a_server_that_cannot_encrypt_is_not_spoken_to_in_the_clear() -> None:
    if dovecot() is None or os.geteuid() != 0:
        pytest.skip("needs Dovecot 2.3, and root")
    with imap_server() as plain, pytest.raises(EnvironmentNotReady, match="STARTTLS"):
        open_mailbox(account(plain, host="localhost", security="starttls"))


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = ImapServer(int(probe.getsockname()[1]))
        with pytest.raises(ApplicationException, match="does not answer"):
            open_mailbox(account(nobody))


@needs_dovecot
def test_folders_by_the_names_people_write(able: tuple[ImapServer, tuple[str, ...]]) -> None:
    with closing(open_mailbox(account(able[0]))) as box:
        box._box.folder.create("INBOX.Büro & Ødegård.Facturen")
        box._folders = None
        name, validity = box.open("Büro & Ødegård/Facturen")
        assert name == "INBOX.Büro & Ødegård.Facturen"
        assert validity > 0
        assert box.open("inbox/BÜRO & ødegård/facturen")[0] == name
        with pytest.raises(EnvironmentNotReady, match=r"no folder 'Büro/Factuur'. .*There are: INBOX, INBOX/Büro"):
            box.open("Büro/Factuur")
        with pytest.raises(EnvironmentNotReady, match=r"Did you mean 'INBOX/Sent'\?|Did you mean 'INBOX'"):
            box.open("INBOX/Snet")


@needs_dovecot
def test_a_mail_is_moved_and_no_other_is_touched(able: tuple[ImapServer, tuple[str, ...]]) -> None:
    server, without = able
    with closing(open_mailbox(account(server))) as box:
        uids = fill(box, "INBOX.Move", mail(1), mail(2), mail(3))
        box.flag(uids["<3@x.example>"], "\\Deleted")  # somebody's own, who may yet change his mind
        box.move(uids["<2@x.example>"], "Ärchiv/2026")
        box.move(uids["<2@x.example>"], "Ärchiv/2026")  # again: it is gone, and that is no error
    assert ids(server, "INBOX.&AMQ-rchiv.2026") == ["<2@x.example>"]
    left = ["<1@x.example>", "<3@x.example>"]
    if "UIDPLUS" in without:
        left.insert(1, "<2@x.example>")  # marked as deleted, which mail programs hide
    assert ids(server, "INBOX.Move") == left
    with closing(open_mailbox(account(server))) as box:
        box.open("Move")
        assert len(box.search("UNDELETED")) == 1


@needs_dovecot
def test_a_copy_left_by_a_run_that_died_is_not_made_again(able: tuple[ImapServer, tuple[str, ...]]) -> None:
    server, without = able
    with closing(open_mailbox(account(server))) as box:
        uids = fill(box, "INBOX.Half", mail(1), mail(2), mail(2, "another text"), b"Subject: no id\r\n\r\nx\r\n")
        box._box.folder.create("INBOX.HalfDone")
        box._folders = None
        box.open("Half")
        numbers = box.search("ALL")
        if without:
            box._copy(uids["<1@x.example>"], "INBOX.HalfDone")
            box._copy(numbers[3], "INBOX.HalfDone")
        for uid in numbers:
            box.move(uid, "HalfDone")
    assert sorted(ids(server, "INBOX.HalfDone")) == ["<1@x.example>", "<2@x.example>", "<2@x.example>", "None"]


@needs_dovecot
def test_what_was_copied_and_only_marked_is_removed_by_the_next_run(able: tuple[ImapServer, tuple[str, ...]]) -> None:
    server, without = able
    if without != ("MOVE",):
        pytest.skip("only where a mail is copied, and may be removed alone")
    with closing(open_mailbox(account(server))) as box:
        uids = fill(box, "INBOX.Marked", mail(1), mail(2))
        box.flag(uids["<1@x.example>"], "\\Deleted $RpaFiled")
        box.flag(uids["<2@x.example>"], "\\Deleted")
        box.clear_filed()
    assert ids(server, "INBOX.Marked") == ["<2@x.example>"]


@needs_dovecot
def test_a_mail_is_read_as_it_was_sent_and_stays_unread(server: ImapServer) -> None:
    large = mail(1, "x" * 300_000)
    with closing(open_mailbox(account(server))) as box:
        uids = fill(box, "Read", large, mail(2))
        (uid, other) = uids.values()
        assert box.fetch(uid) == large
        assert box.fetch(uid, headers_only=True) == large.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
        assert box.fetch(4711) is None
        assert [(head.uid, head.size) for head in box.heads([uid, other])] == [(uid, len(large)), (other, len(mail(2)))]
        assert box.search("UNSEEN") == [uid, other]
        box.flag(uid, "seen")
        assert box.search("UNSEEN") == [other]
        with pytest.raises(CommandRefused, match="refuses store"):
            box.flag(uid, "\\Nonsense")


@needs_dovecot
def test_the_folder_that_is_read_is_no_archive(server: ImapServer) -> None:
    with closing(open_mailbox(account(server))) as box:
        uids = fill(box, "Self", mail(1))
        with pytest.raises(EnvironmentNotReady, match="archive: self is the folder that is read"):
            box.move(uids["<1@x.example>"], "self")


@needs_dovecot
def test_an_answer_that_nobody_understands(server: ImapServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(open_mailbox(account(server))) as box:
        box.open("INBOX")
        monkeypatch.setattr(box._box, "uids", lambda *_given, **_named: ["1", "x"])
        with pytest.raises(ApplicationException, match="cannot be understood"):
            box.search("ALL")


def test_answers_in_whatever_order() -> None:
    data = [
        (b"1 (FLAGS (\\Seen) BODY[] {3}", b"abc"),
        b' UID 7 INTERNALDATE "05-Oct-2026 09:00:00 +0200")',
        b"3 (FLAGS (\\Seen) UID 9)",
        (b'2 (UID 8 RFC822.SIZE 12 INTERNALDATE " 5-Xxx-2026 09:00:00 +0200" BODY[] {0}', b""),
        b")",
        None,
    ]
    first, second = read_fetched(data)
    assert (first.uid, first.content) == (7, b"abc")
    assert first.received is not None
    assert first.received.isoformat() == "2026-10-05T07:00:00+00:00"
    assert (second.uid, second.size, second.received, second.content) == (8, 12, None, b"")


def test_the_nearest_way_of_writing_wins() -> None:
    folders = [Folder("Done", "."), Folder("done", "."), Folder("INBOX.Done", ".")]
    assert find_folder(folders, "done") == folders[1]
    assert find_folder(folders, "INBOX/Done") == folders[2]
    assert find_folder(folders, "DONE") == folders[0]
    assert find_folder(folders, "nothing") is None


WORDS = st.sampled_from(
    [
        b"1 (",
        b"UID 7",
        b"UID 99999999999999999999",
        b" BODY[] ",
        b'""',
        b"NIL",
        b'INTERNALDATE "',
        b'99-Foo-2026"',
        b")",
    ]
)


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(WORDS, st.binary(max_size=8), st.none(), st.tuples(st.binary(max_size=20), st.binary(max_size=5))),
        max_size=12,
    )
)
def test_no_answer_makes_it_fall(data: list[object]) -> None:
    for one in read_fetched(data):
        assert one.uid >= 0
