"""Accounts as the settings name them, and signing in by a token at a real Dovecot."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, cast

import pytest

from rpa.drivers.imap_mailbox import open_mailbox
from rpa.drivers.mail_accounts import account_names, find_account, needed_secrets
from rpa.drivers.secret_store import SecretMissing
from rpa.errors import ApplicationException, EnvironmentNotReady
from rpa.model.mistakes import find_mistakes
from rpa.model.secret import Secret
from rpa.model.workspace import Workspace
from rpa.sources.mail.imap_reading import Reading
from rpa.sources.mail.imap_search import Search
from tests.fakes.imap_server import USER, ImapServer, dovecot, imap_server
from tests.fakes.token_service import CLIENT, CLIENT_SECRET, REFRESH_TOKEN, TokenService, token_service

needs_dovecot = pytest.mark.skipif(dovecot() is None or os.geteuid() != 0, reason="needs Dovecot 2.3, and root")


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[ImapServer, TokenService]]:
    with token_service(USER) as service, imap_server(token_port=service.port) as server:
        yield server, service


@pytest.fixture
def service() -> Iterator[TokenService]:
    with token_service(USER) as one:
        yield one


class Office:
    """A workspace with one mailbox."""

    def __init__(self, root: Path, port: int, service: TokenService, way: str) -> None:
        self.table: dict[str, Any] = {"host": "127.0.0.1", "port": port, "security": "none", "user": USER}
        self.table |= {"sign_in": way, "token_url": service.url, "client": CLIENT, "scope": "mail"}
        self.workspace = Workspace(root, root, {"mail": {"inbox": self.table}})
        self.secrets = {"mail.client_secret": CLIENT_SECRET, "mail.refresh_token": REFRESH_TOKEN}

    def secret(self, name: str) -> Secret:
        if name not in self.secrets:
            raise SecretMissing(f"the secret {name} is not set")
        return Secret(name, self.secrets[name])

    def open(self) -> int:
        with closing(open_mailbox(find_account(self.workspace, "inbox", self.secret))) as box:
            return len(box.folders())


@needs_dovecot
@pytest.mark.parametrize("way", ["client_credentials", "refresh_token"])
def test_a_token_is_asked_for_and_shown(running: tuple[ImapServer, TokenService], tmp_path: Path, way: str) -> None:
    server, service = running
    office = Office(tmp_path, server.port, service, way)
    assert office.open() == 2
    form = service.asked[-1]
    assert (form["grant_type"], form["client_id"], form["scope"]) == (way, CLIENT, "mail")
    assert form.get("refresh_token") == (REFRESH_TOKEN if way == "refresh_token" else None)
    account = find_account(office.workspace, "inbox", office.secret)
    before = len(service.asked)
    assert account.credential() == account.credential()
    assert len(service.asked) == before + 1  # used until it ends
    service.life = 30
    account = find_account(office.workspace, "inbox", office.secret)
    assert account.credential() != account.credential()
    service.life = 3600


@needs_dovecot
def test_a_token_that_another_program_keeps_fresh(running: tuple[ImapServer, TokenService], tmp_path: Path) -> None:
    server, service = running
    service.given.append("token-from-elsewhere")
    office = Office(tmp_path, server.port, service, "token")
    office.secrets = {"mail.token": "token-from-elsewhere"}
    assert office.open() == 2
    office.secrets = {"mail.token": "token-that-is-over"}
    with pytest.raises(EnvironmentNotReady, match=r"refuses the access token.*rpa secret set mail.token") as refused:
        office.open()
    assert "is-over" not in str(refused.value)


def test_a_refresh_token_needs_no_secret_of_the_program(service: TokenService, tmp_path: Path) -> None:
    office = Office(tmp_path, 1, service, "refresh_token")
    del office.secrets["mail.client_secret"]
    find_account(office.workspace, "inbox", office.secret).credential()
    assert "client_secret" not in service.asked[0]
    office.table["sign_in"] = "client_credentials"
    with pytest.raises(SecretMissing, match="client_secret"):
        find_account(office.workspace, "inbox", office.secret)


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (None, EnvironmentNotReady, "answer 401, invalid_client: ••• is wrong Compare rpa.toml"),
        ((400, b"not json"), EnvironmentNotReady, "answer 400"),
        ((200, b'{"access_token": 5}'), ApplicationException, "answer 200"),
        ((503, b"[" * 100_000), ApplicationException, "answer 503"),
        ((429, b"{}"), ApplicationException, "answer 429"),
    ],
)
def test_no_token(
    service: TokenService, tmp_path: Path, answer: tuple[int, bytes] | None, error: type[Exception], words: str
) -> None:
    office = Office(tmp_path, 1, service, "client_credentials")
    office.secrets["mail.client_secret"] = "a-wrong-secret"
    service.answer = answer
    with pytest.raises(error) as raised:
        office.open()
    assert words in str(raised.value).replace("wrong.", "wrong")
    assert "a-wrong-secret" not in str(raised.value)


def test_an_address_for_tokens_that_does_not_answer_is_named(service: TokenService, tmp_path: Path) -> None:
    office = Office(tmp_path, 1, service, "client_credentials")
    office.table["token_url"] = "http://127.0.0.1:1/token"
    with pytest.raises(ApplicationException) as raised:
        office.open()
    assert "no access token: " in str(raised.value)
    assert "Compare token_url in rpa.toml [mail.inbox]" in str(raised.value)
    reading = Reading(find_account(office.workspace, "inbox", office.secret), Search(), "", 1, cast("Any", None))
    told = str(reading.lost(raised.value))
    assert "Compare token_url in rpa.toml [mail.inbox]" in told
    assert "host, port" not in told


def test_settings_that_are_wrong(service: TokenService, tmp_path: Path) -> None:
    office = Office(tmp_path, 1, service, "client_credentials")
    for change, words in (
        ({"token_url": "http://login.example.org/token"}, "expected an address with https://"),
        ({"token_url": ""}, "needs token_url"),
        ({"client": ""}, "needs client"),
        ({"sign_in": "oauth"}, "expected one of password, token, client_credentials, refresh_token"),
        ({"host": ""}, "expected a table with host"),
        ({"host": "imap.example.org"}, "anybody on the way to imap.example.org reads the password"),
    ):
        there = Workspace(tmp_path, tmp_path, {"mail": {"inbox": {**office.table, **change}}})
        with pytest.raises(EnvironmentNotReady) as raised:
            find_account(there, "inbox", office.secret)
        assert words in str(raised.value)
        assert "rpa.toml [mail.inbox]" in str(raised.value)


def test_which_secrets_are_needed() -> None:
    assert needed_secrets({"host": "h"}, "mail") == ("mail.user", "mail.password")
    assert needed_secrets({"host": "h", "user": "u"}, "mail.invoices") == ("mail.invoices.password",)
    assert needed_secrets({"sign_in": "client_credentials"}, "mail") == ("mail.user", "mail.client_secret")
    assert needed_secrets({"sign_in": "refresh_token"}, "mail") == ("mail.user", "mail.refresh_token")
    assert needed_secrets(None, "mail") == ()


def test_mistakes_in_the_settings_of_mailboxes(tmp_path: Path) -> None:
    settings = {"mail": {"inbox": {"hots": "h"}, "accounts": {"support": {"host": "h", "sign_in": "pasword"}, "x": 5}}}
    found = {".".join(mistake.path): f"{mistake.message} {mistake.hint}" for mistake in find_mistakes(settings, bool)}
    assert "has no host" in found["mail.inbox"]
    assert "Did you mean 'host'?" in found["mail.inbox.hots"]
    assert "Did you mean 'password'?" in found["mail.accounts.support.sign_in"]
    assert "expected a table" in found["mail.accounts.x"]
    assert account_names(Workspace(tmp_path, tmp_path, settings)) == ("inbox", "support", "x")
    assert account_names(Workspace(tmp_path, tmp_path, {})) == ()
