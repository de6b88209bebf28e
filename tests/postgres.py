"""A PostgreSQL server for tests, of their own: in a temporary folder, on a free port, gone with the last of them."""

from __future__ import annotations

import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg

from rpa.drivers.postgres_programs import find_programs

USER = "postgres"  # root may not run a server
NO_SAFETY = ("fsync=off", "full_page_writes=off")
START_TIMEOUT = 60  # seconds

# Waits until no user of the server is left, however they ended, and takes the server away.
WATCHER = """
import fcntl, os, shutil, signal, sys, time
users, state, pid, folder = sys.argv[1:]
handle = os.open(users, os.O_RDWR)
fcntl.flock(handle, fcntl.LOCK_EX)
try:
    os.unlink(state)
except FileNotFoundError:
    pass
try:
    os.kill(int(pid), signal.SIGQUIT)
    for _ in range(200):
        os.kill(int(pid), 0)
        time.sleep(0.05)
except ProcessLookupError:
    pass
shutil.rmtree(folder, ignore_errors=True)
"""


class TestServer:
    """A server of its own, as long as it is needed.

    Args:
        settings: Of the server (`fsync=off`).
    """

    __test__ = False

    def __init__(self, settings: Sequence[str] = NO_SAFETY) -> None:
        programs = find_programs()
        if programs is None:
            message = "there is no PostgreSQL for the tests: rpa doctor --fix --for-tests"
            raise RuntimeError(message)
        self.programs = programs
        self.settings = tuple(settings)
        self.folder = Path(tempfile.mkdtemp(prefix="rpa-pg-"))
        self.port = 0
        self.process: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            account = pwd.getpwnam(USER)
            os.chown(self.folder, account.pw_uid, account.pw_gid)
        self._call("initdb", "-D", str(self.data), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync", "--no-locale")

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> str:
        """Without a password; database `postgres`."""
        return f"postgresql://{USER}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, and again on the same port."""
        self.port = self.port or _free_port()
        options = [
            "listen_addresses=127.0.0.1",
            f"port={self.port}",
            f"unix_socket_directories={self.folder}",
            "max_connections=150",
            "shared_buffers=32MB",
            *self.settings,
        ]
        command = [str(self.programs / "postgres"), "-D", str(self.data)]
        command += [word for option in options for word in ("-c", option)]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                user=_user(),
                group=_user(),
            )
        self._wait()

    def stop(self, number: signal.Signals = signal.SIGINT) -> None:
        """Stop it: SIGINT in good order, SIGQUIT as in a crash."""
        if self.process is not None:
            self.process.send_signal(number)
            self.process.wait(timeout=START_TIMEOUT)
            self.process = None

    def remove(self) -> None:
        """Stop it and take its folder away."""
        self.stop(signal.SIGQUIT)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait(self) -> None:
        limit = time.monotonic() + START_TIMEOUT
        while True:
            try:
                psycopg.connect(self.url, connect_timeout=2).close()
            except psycopg.OperationalError:
                if time.monotonic() > limit or self.process is None or self.process.poll() is not None:
                    message = f"the server did not start: {(self.folder / 'log').read_text()}"
                    raise RuntimeError(message) from None
                time.sleep(0.05)
            else:
                return

    def _call(self, program: str, *arguments: str) -> None:
        answer = subprocess.run(
            [str(self.programs / program), *arguments],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            user=_user(),
            group=_user(),
        )
        if answer.returncode:
            raise RuntimeError(answer.stderr.decode(errors="replace"))


@contextmanager
def shared_server(shared: Path) -> Iterator[str]:
    """The address of a server that all users of a folder share; the last one to leave takes it away.

    Args:
        shared: A folder that all processes of one test session know.
    """
    state, users = shared / "postgres.json", shared / "postgres.users"
    mine = os.open(users, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        with (shared / "postgres.start").open("w") as start:
            fcntl.flock(start, fcntl.LOCK_EX)
            fcntl.flock(mine, fcntl.LOCK_SH)  # waits while an earlier server is being taken away
            if not state.exists():
                _start(state, users)
            url = json.loads(state.read_text())["url"]
        yield url
    finally:
        os.close(mine)


def _start(state: Path, users: Path) -> None:
    server = TestServer()
    try:
        server.start()
    except BaseException:
        server.remove()
        raise
    assert server.process is not None
    state.write_text(json.dumps({"url": server.url}))
    arguments = [str(users), str(state), str(server.process.pid), str(server.folder)]
    watcher = subprocess.Popen(
        [sys.executable, "-c", WATCHER, *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    # Both outlive this process when others still use the server: nobody waits for them here.
    for process in (server.process, watcher):
        process.returncode = 0


def _user() -> str | None:
    return USER if os.geteuid() == 0 else None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
