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
        port: Where it listens, without encryption.
    """

    port: int

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
def imap_server() -> Iterator[ImapServer]:
    """Start it; needs root, since Dovecot gives each of its parts a user of its own."""
    program = dovecot()
    assert program
    assert os.geteuid() == 0
    user = "dovecot" if has_user("dovecot") else "nobody"
    with folder_of(user) as folder:
        port = free_port()
        config = folder / "dovecot.conf"
        config.write_text(_settings(folder, port, user))
        (folder / "users").write_text(f"{USER}:{{PLAIN}}{PASSWORD}\n")
        for made in ("run", "mail"):
            (folder / made).mkdir()
        shutil.chown(folder / "mail", user, None)
        server = ImapServer(port)
        with served([program, "-F", "-c", str(config)], None, lambda: _is_up(server), folder / "log"):
            yield server


def _settings(folder: Path, port: int, user: str) -> str:
    return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/run
instance_name = rpa-test-{port}
log_path = {folder}/dovecot.log
ssl = no
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
