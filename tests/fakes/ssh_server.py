"""A real OpenSSH server on loopback that gives files by SFTP, with keys of its own."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.databases import _answers, free_port, served

PATH = "/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin"


def sshd() -> str | None:
    """Its program; it wants to be called by its full path."""
    return shutil.which("sshd", path=PATH)


@dataclass(frozen=True)
class SshServer:
    """A running server.

    Attributes:
        port: Its port.
        user: Who may sign in.
        key: The private key that signs in, as text.
        fingerprint: Of the server's key.
        root: A folder that it gives.
    """

    port: int
    user: str
    key: str
    fingerprint: str
    root: Path


@contextmanager
def ssh_server(root: Path) -> Iterator[SshServer]:
    """Run it until the end."""
    program = sshd()
    assert program
    # Not below pytest's folders: a server that is strict about its keys looks at all folders above them.
    folder = Path(tempfile.mkdtemp(prefix="rpa-sshd-"))
    try:
        for name in ("host", "client"):
            words = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(words, check=True)
        shown = subprocess.run(
            ["ssh-keygen", "-lf", str(folder / "host.pub")], check=True, capture_output=True, text=True
        ).stdout.split()[1]
        shutil.copy(folder / "client.pub", folder / "authorized_keys")
        port = free_port()
        (folder / "config").write_text(
            f"""\
Port {port}
ListenAddress 127.0.0.1
HostKey {folder / "host"}
AuthorizedKeysFile {folder / "authorized_keys"}
PidFile {folder / "pid"}
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
StrictModes no
UsePAM no
Subsystem sftp internal-sftp
"""
        )
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(exist_ok=True)  # where it locks itself in before somebody has signed in
        words = [program, "-D", "-e", "-f", str(folder / "config")]
        with served(words, None, lambda: _answers(port), folder / "log"):
            yield SshServer(port, getpass.getuser(), (folder / "client").read_text(), shown, root)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
