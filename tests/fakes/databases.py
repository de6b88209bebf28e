"""Real databases for tests, each a process of its own on a free port: PostgreSQL and MariaDB."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

FOLDERS = "/usr/lib/postgresql/17/bin:/usr/lib/postgresql/16/bin:/usr/lib/postgresql/15/bin"
FOLDERS += ":/usr/sbin:/usr/bin:/usr/libexec"
LONGEST = 60.0  # seconds for a server to start


def program(name: str) -> str | None:
    """A server's program, also where it is not on the path."""
    return shutil.which(name) or shutil.which(name, path=FOLDERS)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def has_user(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


@contextmanager
def served(words: Sequence[str], user: str | None, is_up: Callable[[], bool], log: Path) -> Iterator[None]:
    """Run a server until the end; it is ended by its own number."""
    with log.open("ab") as stream:
        process = subprocess.Popen(words, user=user, stdin=subprocess.DEVNULL, stdout=stream, stderr=stream, cwd="/")
    try:
        until = time.monotonic() + LONGEST
        while not is_up():
            assert process.poll() is None, log.read_text(errors="replace")[-2000:]
            assert time.monotonic() < until, f"no answer within {LONGEST:g} seconds: {words[0]}"
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)


@contextmanager
def folder_of(user: str | None) -> Iterator[Path]:
    """A folder that a server's user can write: not below pytest's, which are root's alone."""
    made = Path(tempfile.mkdtemp(prefix="rpa-server-"))
    try:
        made.chmod(0o755)
        if user is not None:
            shutil.chown(made, user)
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


@contextmanager
def postgresql() -> Iterator[str]:
    """A PostgreSQL; yields its address for SQLAlchemy. It refuses to run as root."""
    user = "postgres" if os.geteuid() == 0 else None
    initdb, server = program("initdb"), program("postgres")
    assert initdb
    assert server
    with folder_of(user) as folder:
        data, port = folder / "data", free_port()
        words = [initdb, "-D", str(data), "-U", "robot", "-A", "trust", "-E", "UTF8", "--no-sync"]
        subprocess.run(words, user=user, check=True, capture_output=True, cwd="/")
        start = [server, "-D", str(data), "-p", str(port), "-h", "127.0.0.1", "-k", str(folder)]
        url = f"postgresql+psycopg://robot@127.0.0.1:{port}/postgres"
        with served(start, user, lambda: _postgres_ready(port), folder / "log"):
            yield url


def _postgres_ready(port: int) -> bool:
    import psycopg

    try:
        psycopg.connect(host="127.0.0.1", port=port, user="robot", dbname="postgres", connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def mariadb() -> Iterator[str]:
    """A MariaDB; yields its address for SQLAlchemy."""
    install, server = program("mariadb-install-db"), program("mariadbd")
    assert install
    assert server
    user = ("mysql" if has_user("mysql") else "nobody") if os.geteuid() == 0 else None
    with folder_of(user) as folder:
        data, port = folder / "data", free_port()
        words = [install, "--no-defaults", f"--datadir={data}", "--auth-root-authentication-method=normal"]
        subprocess.run([*words, "--skip-test-db"], user=user, check=True, capture_output=True, cwd="/")
        start = [server, "--no-defaults", f"--datadir={data}", f"--port={port}", "--bind-address=127.0.0.1"]
        start += [f"--socket={folder / 'socket'}", f"--pid-file={folder / 'pid'}", "--innodb-buffer-pool-size=32M"]
        with served(start, user, lambda: _answers(port), folder / "log"):
            _make_database(port)
            yield f"mysql+pymysql://root@127.0.0.1:{port}/shop"


def _make_database(port: int) -> None:
    import pymysql

    connection = pymysql.connect(host="127.0.0.1", port=port, user="root")
    connection.cursor().execute("CREATE DATABASE shop CHARACTER SET utf8mb4")
    connection.close()
