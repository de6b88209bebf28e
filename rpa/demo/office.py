"""The sample company running beside us: a server process of its own, and its workspace."""

from __future__ import annotations

import json
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rpa.drivers.files import make_folder, write_file
from rpa.drivers.secret_store import SecretStore
from rpa.drivers.workspace import open_workspace
from rpa.errors import EnvironmentNotReady
from rpa.model.workspace import Workspace

START_TIME = 30.0
"""Seconds the server may take to answer."""

SETTINGS = """\
# The workspace of the sample company. Settings can be used in recipes as {{ settings.<part>.<name> }}.

timezone = "Europe/Amsterdam"

[company]
name = "Fjord & Polder Trading B.V."
street = "Oosterdoksstraat 80"
postal_code = "1011 DK"
city = "Amsterdam"
country = "NL"
email = "administratie@fjordpolder.test"
vat_number = "NL853860129B01"
registration = "27123456"
iban = "NL91ABNA0417164300"
bic = "ABNANL2A"
phone = "+31 20 555 01 80"
website = "www.fjordpolder.test"
logo = "invoice/logo.svg"

[backoffice]
url = "http://127.0.0.1:0"
user = "robot"
database = "sqlite:///company/company.sqlite"

[mail]
from = "Fjord & Polder Trading <administratie@fjordpolder.test>"
outbox = "outbox"

[secrets]
key_file = "company/key.txt"
"""


@dataclass(frozen=True)
class Office:
    """The running sample company.

    Attributes:
        folder: The workspace.
        address: Where its back office answers.
        process: Number of the server's process.
        user: Name to sign in with; likewise `password`.
    """

    folder: Path
    address: str
    process: int
    user: str
    password: str

    def ask(self, path: str) -> Any:
        """What the server answers to a GET, as JSON."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=30) as answer:  # noqa: S310 - our own address
            return json.loads(answer.read())

    def counts(self) -> dict[str, Any]:
        """The company's own count of every write it received."""
        found: dict[str, Any] = self.ask("/counts")
        return found

    def stop(self) -> None:
        """End the server."""
        for kind in (signal.SIGTERM, signal.SIGKILL):
            for _ in range(100):
                try:
                    os.kill(self.process, kind)
                    os.waitpid(self.process, os.WNOHANG)
                except ChildProcessError:
                    pass  # started by another process: that one, or init, collects it
                except ProcessLookupError:
                    return
                time.sleep(0.05)


def prepare(folder: Path) -> tuple[Workspace, str]:
    """Make the workspace of the sample company, or take the one that is there.

    Args:
        folder: Where.

    Returns:
        The workspace and the robot's password.
    """
    for name in ("recipes", "templates", "company", "inbox/orders", "inbox/mails", "inbox/forms"):
        make_folder(folder / name)
    if not (folder / "rpa.toml").exists():
        write_file(folder / "rpa.toml", SETTINGS.encode())
    workspace = open_workspace(folder)
    store = SecretStore(workspace)
    names = {known.name for known in store.names()}
    if "backoffice.password" not in names:
        store.set("backoffice.password", secrets.token_urlsafe(12))
    return workspace, store.get("backoffice.password").reveal()


def open_office(folder: Path, *, port: int = 0, detached: bool = False) -> Office:
    """Start the company's server for a prepared workspace, or find the one that runs already.

    Args:
        folder: The workspace.
        port: TCP port on the loopback; 0 takes a free one.
        detached: Goes on when this process ends.

    Raises:
        EnvironmentNotReady: It does not start; the hint says where its log is.
    """
    workspace, password = prepare(folder)
    if running := find_office(workspace.root):
        return running
    log = workspace.root / "company" / "server.log"
    address_file = workspace.root / "company" / "address.json"
    address_file.unlink(missing_ok=True)
    port = port or _port_before(workspace)
    command = [sys.executable, "-m", "rpa.demo.company", "--database", str(workspace.root / "company/company.sqlite")]
    environment = {**os.environ, "COMPANY_PASSWORD": password}
    with log.open("ab") as output:
        server = subprocess.Popen(
            [*command, "--port", str(port), "--user", "robot"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=output,
            env=environment,
            start_new_session=detached,
            text=True,
        )
    assert server.stdout is not None  # noqa: S101
    line = server.stdout.readline()
    found = re.search(r"http://[\d.:]+", line)
    if not found:
        server.kill()
        raise EnvironmentNotReady("the sample company did not start", place=str(log), hint="The log says why.")
    office = Office(workspace.root, found.group(), server.pid, "robot", password)
    _await(office, log)
    settings = workspace.root / "rpa.toml"
    text = re.sub(r'(?m)^url = "http://127\.0\.0\.1:\d+"', f'url = "{office.address}"', settings.read_text("utf-8"))
    write_file(settings, text.encode())
    write_file(address_file, json.dumps({"address": office.address, "process": office.process}).encode())
    return office


def _port_before(workspace: Workspace) -> int:
    """The port of last time when it is still free, otherwise 0: addresses in reports go on working."""
    port = urlsplit(str(workspace.settings.get("backoffice", {}).get("url", ""))).port or 0
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
    return port


def _await(office: Office, log: Path) -> None:
    until = time.monotonic() + START_TIME
    while True:
        try:
            office.counts()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if time.monotonic() > until:
                raise EnvironmentNotReady("the sample company does not answer", place=str(log)) from None
            time.sleep(0.1)
        else:
            return


def find_office(folder: Path) -> Office | None:
    """The server of this workspace that runs already; None without one."""
    file = folder / "company" / "address.json"
    try:
        found = json.loads(file.read_text("utf-8"))
        password = SecretStore(open_workspace(folder)).get("backoffice.password").reveal()
        office = Office(folder, str(found["address"]), int(found["process"]), "robot", password)
        office.counts()
    except (OSError, ValueError, KeyError):
        # No file, a stale one, or nobody answers there any more: then it is not running.
        return None
    return office
