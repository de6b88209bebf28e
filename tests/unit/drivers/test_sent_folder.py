"""The folder of sent mails on a real Dovecot."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import closing
from email.message import EmailMessage

import pytest

from rpa.drivers.imap_account import ImapAccount
from rpa.drivers.sent_folder import SentFolder, open_folder
from rpa.errors import ApplicationException, EnvironmentNotReady
from rpa.model.secret import Secret
from tests.fakes.imap_server import PASSWORD, USER, ImapServer, dovecot, imap_server

pytestmark = pytest.mark.skipif(dovecot() is None or os.geteuid() != 0, reason="needs Dovecot 2.3, and root")


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    with imap_server() as running:
        yield running


def where(server: ImapServer, folder: str = "", password: str = PASSWORD) -> SentFolder:
    shown = Secret("mail.password", password)
    account = ImapAccount(
        "127.0.0.1", Secret("mail.user", USER), lambda: shown, port=server.port, security="none", timeout=5
    )
    return SentFolder(account, folder)


def mail(reference: str, subject: str = "Faktura – æøå") -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"], message["Subject"], message["To"] = reference, subject, "kari@firma.no"
    message.set_content("Hei\n.\n")
    return message


@pytest.mark.parametrize("folder", ["", "Sent"])
def test_a_copy_is_kept_and_found(server: ImapServer, folder: str) -> None:
    reference = f"<{'a' * 40}{folder}@example.org>"
    with closing(open_folder(where(server, folder))) as sent:
        assert sent.find(reference) is None
        sent.keep(mail(reference))
        assert sent.find(reference) == "Faktura – æøå"
        assert sent.find(reference.partition("@")[0] + "@") == "Faktura – æøå"
        assert sent.find("<b" + reference[2:]) is None
    client = server.client()
    client.select("Sent", readonly=True)
    assert client.search(None, "UNSEEN")[1] == [b""]
    client.shutdown()


def test_what_is_wrong_with_it(server: ImapServer) -> None:
    with pytest.raises(EnvironmentNotReady, match=r"refuses the password.*rpa secret set mail.password"):
        open_folder(where(server, password="wrong-one"))
    with closing(open_folder(where(server, "Verzonden"))) as sent:
        with pytest.raises(EnvironmentNotReady, match="there is no folder 'Verzonden'"):
            sent.find("<x@")
        with pytest.raises(ApplicationException):
            sent.keep(mail("<y@x>"))


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = ImapServer(int(probe.getsockname()[1]))
        with pytest.raises(ApplicationException, match="the IMAP server does not answer"):
            open_folder(where(nobody))


@pytest.mark.parametrize("security", ["ssl", "TLS", ""])
def test_a_slip_of_the_pen_never_sends_in_the_clear(security: str) -> None:
    with pytest.raises(ValueError, match="expected one of tls, starttls, none"):
        ImapAccount("h", Secret("a", "b"), lambda: Secret("c", "d"), security=security)
