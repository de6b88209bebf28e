"""`rpa intake` as a process: killed, told to stop, on a full disk: what it said yes to is there, and is done once."""

from __future__ import annotations

import http.client
import itertools
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from tests.crash.test_disks import can_mount
from tests.fakes.intake_process import PROJECT, Serving, served, start
from tests.waiting import LONGEST, wait_until

pytestmark = pytest.mark.crash
RECIPE = """\
name: contact
items:
  from:
    form.intake: {name: contact, columns: {number: number}, per_minute: 100000, per_minute_each: 100000}
  key: "{{ item.number }}"
steps:
  - check: "{{ item.number is not none }}"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "rpa.toml").write_text("")
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "contact.yaml").write_text(RECIPE)
    return tmp_path


def run(root: Path) -> subprocess.CompletedProcess[str]:
    words = [sys.executable, "-m", "rpa.cli.main", "run", "contact", "-C", str(root), "--json"]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return subprocess.run(words, capture_output=True, text=True, env=environment, cwd=root, timeout=120, check=False)


def done_keys(root: Path) -> list[str]:
    with closing(sqlite3.connect(root / ".rpa" / "ledger.sqlite")) as ledger:
        return [key for (key,) in ledger.execute("select key from item where state = 'done' order by key")]


def post(port: int, number: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    headers = {"Idempotency-Key": f"n-{number}", "Content-Type": "application/x-www-form-urlencoded"}
    try:
        line.request("POST", "/intake/contact", f"number={number}", headers)
        return line.getresponse().status == 202
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()


def test_what_was_answered_survives_sigkill_and_is_done_once(root: Path) -> None:
    said_yes: set[int] = set()
    spool = root / ".rpa" / "intake" / "contact"
    for most in (3, 17, 40):
        serving, count = start(root, "-q"), itertools.count(1)

        def send(number: int, serving: Serving = serving, count: Iterator[int] = count, most: int = most) -> None:
            if post(serving.port, number):
                said_yes.add(number)
                if next(count) == most:
                    serving.process.kill()

        with ThreadPoolExecutor(4) as pool:
            list(pool.map(send, range(120)))
        serving.process.communicate(timeout=LONGEST)
        there = {int(json.loads(path.read_text())["form"][0][1]) for path in spool.glob("*.json")}
        assert said_yes <= there
    assert 40 <= len(said_yes) < 120
    with served(root, "-q") as serving:  # the senders try again, as senders do
        assert all(post(serving.port, number) for number in range(120))
    ended = run(root)
    assert ended.returncode == 0, ended.stderr
    assert sorted(map(int, done_keys(root))) == list(range(120))
    assert json.loads(ended.stdout)["totals"]["done"] == 120
    assert list(spool.glob("*.json")) == []
    assert len(list((spool / "done").glob("*.json"))) == 120
    with served(root, "-q") as serving:
        assert post(serving.port, 7)
    assert json.loads(run(root).stdout)["totals"]["done"] == 0


def listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionError:
        return False
    return True


def is_well(port: int) -> bool:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST)
    line.request("GET", "/health")
    with closing(line):
        return line.getresponse().status == 200


def test_told_to_stop_it_finishes_what_is_being_sent(root: Path) -> None:
    serving = start(root, "-q")
    body = b"number=1"
    with socket.create_connection(("127.0.0.1", serving.port), timeout=20) as line:
        head = f"POST /intake/contact HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        line.sendall(head.encode() + b"Content-Type: application/x-www-form-urlencoded\r\n\r\nnum")
        assert is_well(serving.port)  # asked later and answered: by now the head of the other one has been read
        serving.process.send_signal(signal.SIGTERM)
        wait_until(lambda: not listens(serving.port), "it takes no more")
        assert serving.process.poll() is None
        line.sendall(b"ber=1")
        assert b" 202 " in line.recv(4096)
    assert serving.process.wait(LONGEST) == 0
    assert "Traceback" not in serving.process.communicate()[1]
    assert len(list((root / ".rpa" / "intake" / "contact").glob("*.json"))) == 1


def test_two_at_once_are_not_started(root: Path) -> None:
    with served(root, "-q"), pytest.raises(AssertionError, match="rpa intake is already running"):
        start(root)


DISK = """
import os, subprocess, sys
from pathlib import Path
import httpx
from tests.crash.small_disk import fill, mount
from tests.crash.test_intake_killed import RECIPE
from tests.fakes.intake_process import served
root = Path(sys.argv[1])
mount(root, "80m")
(root / "recipes").mkdir()
(root / "rpa.toml").write_text("")
(root / "recipes" / "contact.yaml").write_text(RECIPE)
with served(root, "-q") as serving:
    def post(): return httpx.post(serving.url("contact"), data={"number": "1"}, timeout=20).status_code
    seen = [post()]
    ballast = fill(root, 4096)
    seen += [post(), httpx.get(f"http://127.0.0.1:{serving.port}/health").status_code]
    ballast.unlink()
    seen += [post()]
    left = sorted(path.suffix for path in (root / ".rpa" / "intake" / "contact").iterdir())
print(seen, left)
"""


@pytest.mark.skipif(not can_mount(), reason="needs root and mount namespaces")
def test_a_really_full_disk_is_answered_with_507(tmp_path: Path) -> None:
    words = ["unshare", "-m", sys.executable, "-c", DISK, str(tmp_path / "disk")]
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(words, capture_output=True, text=True, env=environment, cwd=PROJECT, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[202, 507, 503, 202] ['.json', '.json']"
