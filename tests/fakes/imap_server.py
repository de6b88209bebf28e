"""A real IMAP server on loopback: Dovecot with a configuration of its own, on a free port."""

from __future__ import annotations

import imaplib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from functools import cache
from pathlib import Path

from tests.fakes.databases import folder_of, free_port, has_user, served

USER, PASSWORD = "robot@example.test", "imap-pass-1"


@dataclass(frozen=True)
class ImapServer:
    """The running server.

    Attributes:
        port: Where it listens, without encryption or with STARTTLS.
        tls_port: Where it listens with TLS from the first word; 0: nowhere.
        certificate: The one it shows; None: it cannot encrypt.
    """

    port: int
    tls_port: int = 0
    certificate: Path | None = None

    def client(self) -> imaplib.IMAP4:
        """A connection, signed in."""
        client = imaplib.IMAP4("127.0.0.1", self.port, timeout=10)
        client.login(USER, PASSWORD)
        return client

    def ids(self, folder: str = "Sent") -> list[str]:
        """Message-IDs in a folder, in order."""
        client = self.client()
        try:
            client.select(folder, readonly=True)
            _, (numbers,) = client.search(None, "ALL")
            found = []
            for number in numbers.split():
                _, parts = client.fetch(number.decode(), "(BODY.PEEK[HEADER])")
                part = parts[0]
                assert isinstance(part, tuple)
                found.append(str(message_from_bytes(part[1])["Message-ID"]))
            return found
        finally:
            client.shutdown()

    def folders(self) -> dict[str, list[str]]:
        """The Message-IDs in each folder, by its name on the server."""
        client = self.client()
        try:
            _, lines = client.list()
            names = [line.decode().rpartition(' "')[2].strip('"') for line in lines if isinstance(line, bytes)]
            names = [name.rpartition(" ")[2] for name in names]
        finally:
            client.shutdown()
        return {name: self.ids(name) for name in names}

    def file(self, message: bytes, folder: str = "Sent") -> None:
        """Put a message into a folder, as a server does that files what it sends."""
        client = self.client()
        try:
            status, _ = client.append(folder, None, None, message)
            assert status == "OK"
        finally:
            client.shutdown()


@cache
def dovecot() -> str | None:
    """The program, if it is there in a version whose configuration is known here (2.3)."""
    found = shutil.which("dovecot") or shutil.which("dovecot", path="/usr/sbin:/usr/local/sbin:/opt/homebrew/sbin")
    if found is None:
        return None
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
    return found if said.startswith("2.3.") else None


@contextmanager
def imap_server(
    *, without: tuple[str, ...] = (), tls: bool = False, between: str = "/", token_port: int = 0
) -> Iterator[ImapServer]:
    """Start it; needs root, since Dovecot gives each of its parts a user of its own.

    Args:
        without: What it does not tell that it can do: `MOVE`, `UIDPLUS`.
        tls: It can encrypt, with a certificate of its own for `localhost`.
        token_port: Where a service says whose an access token is; 0: it takes none.
        between: What stands between a folder and one inside of it; with `.` people's folders lie inside of INBOX.
    """
    program = dovecot()
    assert program
    assert os.geteuid() == 0
    user = "dovecot" if has_user("dovecot") else "nobody"
    with folder_of(user) as folder:
        port = free_port()
        config = folder / "dovecot.conf"
        certificate = _certificate(folder) if tls else None
        server = ImapServer(port, free_port() if tls else 0, certificate)
        more = _encryption(folder, server.tls_port) if tls else "ssl = no\n"
        if without:
            more += f"imap_capability = {' '.join(one for one in ABILITIES if one not in without)}\n"
        more += _tokens(folder, token_port) if token_port else ""
        config.write_text(_settings(folder, port, user, between) + more)
        (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        for made in ("run", "mail"):
            (folder / made).mkdir()
        shutil.chown(folder / "mail", user, None)
        with served([program, "-F", "-c", str(config)], None, lambda: _is_up(server), folder / "log"):
            yield server


ABILITIES = ("IMAP4rev1", "LITERAL+", "ID", "ENABLE", "IDLE", "NAMESPACE", "UIDPLUS", "MOVE", "SPECIAL-USE", "UNSELECT")


def _certificate(folder: Path) -> Path:
    words = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    words += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(folder / "key.pem")]
    subprocess.run([*words, "-out", str(folder / "cert.pem")], check=True, capture_output=True)
    return folder / "cert.pem"


def _encryption(folder: Path, port: int) -> str:
    return f"""
ssl = yes
ssl_cert = <{folder}/cert.pem
ssl_key = <{folder}/key.pem
service imap-login {{
  inet_listener imaps {{
    port = {port}
    ssl = yes
  }}
}}
"""


def _tokens(folder: Path, port: int) -> str:
    told = f"tokeninfo_url = http://127.0.0.1:{port}/tokeninfo?token=\nusername_attribute = email\n"
    (folder / "tokens.conf").write_text(told)
    return f"""
auth_mechanisms = plain login xoauth2
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {folder}/tokens.conf
}}
"""


def _settings(folder: Path, port: int, user: str, between: str) -> str:
    prefix = "prefix = INBOX." if between == "." else ""
    return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
instance_name = rpa-test-{port}
log_path = {folder}/dovecot.log
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail
default_internal_user = {user}
default_login_user = {user}
default_internal_group = {user if has_user("dovecot") else "nogroup"}
first_valid_uid = 1
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={user} gid={user if has_user("dovecot") else "nogroup"} home={folder}/mail
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  chroot =
}}
service anvil {{
  chroot =
}}
namespace inbox {{
  inbox = yes
  separator = {between}
  {prefix}
  mailbox Sent {{
    auto = create
    special_use = \\Sent
  }}
}}
"""


def _is_up(server: ImapServer) -> bool:
    try:
        server.client().shutdown()
    except (OSError, imaplib.IMAP4.error):
        return False
    return True
