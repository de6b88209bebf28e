"""Hostile senders of the sources that read no folder of ours: web forms, web services, SFTP servers.

As with files: each of what they send is refused with a reason, or done as it is; the good ones beside it are done; and
nothing outside of the workspace is read, changed or made. All by the real robot, under limits.
"""

from __future__ import annotations

import http.client
import http.server
import json
import os
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from rpa.drivers import http_patience
from rpa.errors import EnvironmentNotReady, RpaError, UsageError
from rpa.model.clock import Clock
from rpa.model.workspace import Workspace
from rpa.sources.contract import SourceContext
from rpa.sources.http import items
from tests.contract.examples import dumped
from tests.fakes.hostile_files import FORMULA, GIGABYTES, LINK, Outside
from tests.fakes.intake_process import served
from tests.fakes.read_documents import read_all
from tests.fakes.ssh_server import ssh_server, sshd
from tests.security.test_hostile_folder import SECRET, WAITS, Robot, paths_in, seen, written

LOOK = {"text.classify": {"text": "x", "rules": {"Good": ["good"]}, "otherwise": "Other"}}


@pytest.fixture
def robot(tmp_path: Path) -> Robot:
    made = Robot(tmp_path, Outside(tmp_path / "outside", SECRET))
    made.furnish()
    return made


def write(robot: Robot, source: Mapping[str, Any], key: str, **items: Any) -> None:
    """A recipe called `services`."""
    recipe = {"name": "services", "items": {"from": source, "key": f"{{{{ item.{key} }}}}", **items}, "steps": [LOOK]}
    (robot.root / "recipes" / "services.yaml").write_text(dumped(recipe))


@contextmanager
def nothing_touched(robot: Robot) -> Iterator[None]:
    """What lies beside the workspace is as it was, and nothing of it came in; what was kept lies where it should."""
    before = seen(robot)
    yield
    after = seen(robot)
    assert [path for path in before.keys() | after.keys() if before.get(path) != after.get(path)] == []
    assert [str(path) for path in written(robot) if SECRET.encode() in path.read_bytes()] == []
    inputs = (robot.root / ".rpa" / "artifacts" / "inputs").resolve()
    kept = [Path(path) for item in robot.items("services") for path in paths_in(json.loads(item["fields"]))]
    assert [str(path) for path in kept if not (path.is_file() and path.resolve().parent.parent == inputs)] == []


def states(robot: Robot) -> dict[str, str]:
    return {item["key"]: item["state"] for item in robot.items("services")}


NAMES = [
    *("../" * 24 + "etc/landed", "..\\..\\landed", "/landed", "..", "", "C:\\landed", "a\0b.pdf", "a\r\nX: y.pdf"),
    *(FORMULA, "請" * 190 + ".pdf", "\U0001f600" * 190, "n" * 5000 + ".pdf", "-rf", "<script>alert(1)</script>.svg"),
]
BODIES: dict[str, tuple[str, bytes]] = {
    "surrogates": ("application/json", b'{"a": "\\ud800", "\\udfff": 1}'),
    "nul": ("application/json", b'{"a": "\\u0000"}'),
    "deep": ("application/json", b"[" * 100_000 + b"]" * 100_000),
    "digits": ("application/json", b'{"a": ' + b"9" * 5000 + b"}"),
    "exponent": ("application/json", b'{"a": 1e999999999}'),
    "twice": ("application/json", b'{"a": 1, "a": 2}'),
    "names": ("application/json", b"{" + b", ".join(b'"k%d": 1' % n for n in range(50_000)) + b"}"),
    "no utf-8": ("application/json", b'{"a": "\xff"}'),
    "formula": ("application/json", json.dumps({"a": FORMULA, LINK: "<script>alert(1)</script>"}).encode()),
    "list": ("application/json", b"[1, [2]]"),
    "many fields": ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(2000))),
    "half letters": ("application/x-www-form-urlencoded", b"a=%ff%fe"),
    "no parts": ("multipart/form-data; boundary=b", b"--b\r\nContent-Disposition: form-data; name=a\r\n\r\nx"),
}


def part(name: str) -> tuple[str, bytes]:
    """A form with one file of that name."""
    stated = name.replace('"', "%22").encode()
    head = b'--b\r\nContent-Disposition: form-data; name="f"; filename="' + stated + b'"\r\n\r\n'
    return "multipart/form-data; boundary=b", head + b"landed\r\n--b--\r\n"


def test_what_is_sent_to_an_intake_is_refused_or_done(robot: Robot) -> None:
    write(robot, {"form.intake": {"name": "open", "per_minute_each": 1000}}, "receipt")
    sent = {**BODIES, **{f"file {name!r:.40}": part(name) for name in NAMES}, "good": ("application/json", b'{"a": 1}')}
    answers: dict[str, int] = {}
    receipts: set[str] = set()
    with nothing_touched(robot):
        with served(robot.root, "services") as serving:
            for name, (kind, body) in sent.items():
                line = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=100)
                line.request("POST", "/intake/open", body, {"Content-Type": kind, "Accept": "application/json"})
                answer = line.getresponse()
                answers[name], text = answer.status, answer.read()
                line.close()
                if answer.status == 202:
                    receipts.add(json.loads(text)["receipt"])
        assert {name: status for name, status in answers.items() if status not in (202, 400)} == {}
        assert answers["good"] == 202
        ended = robot.run("services")
        assert ended.returncode == 0, ended.stderr[-3000:]
    assert states(robot) == dict.fromkeys(receipts, "done")
    assert not list((robot.root / ".rpa" / "intake" / "open").glob("*.json"))


def test_what_was_damaged_in_the_spool_is_rejected(robot: Robot) -> None:
    write(robot, {"form.intake": {"name": "open"}}, "receipt")
    with served(robot.root, "services") as serving:
        line = http.client.HTTPConnection("127.0.0.1", serving.port, timeout=100)
        line.request("POST", "/intake/open", b'{"a": 1}', {"Content-Type": "application/json"})
        assert line.getresponse().read()
        line.close()
    spool = robot.root / ".rpa" / "intake" / "open"
    (whole,) = spool.glob("*.json")
    content = whole.read_bytes()
    for size in range(0, len(content), 10):
        (spool / f"cut{size}.json").write_bytes(content[:size])
    (spool / "nul.json").write_bytes(bytes(5000))
    (spool / "deep.json").write_bytes(b"[" * 100_000)
    (spool / "other.json").write_bytes(content.replace(b'"body"', b'"text"'))
    (spool / "changed.json").write_bytes(content.replace(b'\\"a\\": 1', b'\\"a\\": 2'))
    (spool / "link.json").symlink_to(robot.outside.canary("json"))
    count = len(list(spool.glob("*.json")))
    with nothing_touched(robot):
        ended = robot.run("services")
        assert ended.returncode == WAITS, ended.stderr[-3000:]
    found = states(robot)
    assert found.pop(whole.stem) == "done"
    assert set(found.values()) == {"rejected"}
    assert len(found) == count - 2  # without the whole one, and the link
    assert all(item["reason"] for item in robot.items("services") if item["state"] == "rejected")


@dataclass(frozen=True)
class Answer:
    """What a service says, and what it is said to be."""

    head: bytes
    content: bytes
    error: type[RpaError] = EnvironmentNotReady
    drip: bool = False


OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n"
MOVED = b"HTTP/1.1 302 Found\r\nConnection: close\r\nLocation: "
ENTRIES: list[Any] = [
    {"n": "good"},
    *({"n": FORMULA, "x": LINK}, {"n": "../../landed"}, {"n": "\ud800"}, {"n": "a\0b"}, {"n": "k" * 5000}),
    *([1], None, 7, "text", {"n": {"deep": [1]}}, {"n": ""}, {}, {"n": "good", "other": "content"}),
]
ANSWERS = {
    "nested without end": Answer(OK, b"[" * 1_000_000),
    "digits without end": Answer(OK, b'[{"n": ' + b"9" * 100_000 + b"}]"),
    "a page": Answer(OK.replace(b"json", b"html"), b"<html>", UsageError),
    "no utf-8": Answer(OK, b'[{"n": "\xff"}]'),
    "leads to a file": Answer(MOVED + b"file:///etc/passwd\r\n", b"", UsageError),
    "leads nowhere": Answer(MOVED + b"//[\r\n", b"", UsageError),
    "leads elsewhere": Answer(MOVED + b"http://169.254.169.254/\r\n", b"", UsageError),
    "next page elsewhere": Answer(OK + b"Link: <http://169.254.169.254/>; rel=next\r\n", b'[{"n": 1}]', UsageError),
    "next page is none": Answer(OK + b"Link: <//[>; rel=next\r\n", b'[{"n": 1}]', UsageError),
    "next page is itself": Answer(OK + b"Link: </orders>; rel=next\r\n", b'[{"n": 1}]', UsageError),
    "packed wrongly": Answer(OK + b"Content-Encoding: gzip\r\n", b"\x1f\x8b\x08" + bytes(50)),
    "too large": Answer(OK, b" " * (11 << 20)),
    "a head too large": Answer(OK + b"X: " + b"x" * (2 << 20), b""),
    "byte by byte": Answer(OK, b"", drip=True),
    "a head byte by byte": Answer(OK.removesuffix(b"\r\n"), b"", drip=True),
    "nothing": Answer(b"", b""),
    "something else": Answer(b"220 mail.example ESMTP", b"\r\n\0\xff"),
}


@contextmanager
def service(answer: Answer) -> Iterator[str]:
    """A service that says one thing only, to whoever asks."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.close_connection = True
            with suppress(OSError):
                self.wfile.write(answer.head + (b"\r\n" if answer.head.endswith(b"\r\n") else b"") + answer.content)
                while answer.drip:
                    self.wfile.write(b" ")
                    time.sleep(0.05)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/orders"
        server.shutdown()


def test_what_a_service_lists_is_refused_or_done(robot: Robot) -> None:
    with nothing_touched(robot), service(Answer(OK, json.dumps(ENTRIES).encode())) as url:
        write(robot, {"http.items": url_of(url)}, "n")
        ended = robot.run("services")
        assert ended.returncode == WAITS, ended.stderr[-3000:]
    found = robot.items("services")
    assert len(found) == len(ENTRIES)
    assert {item["state"] for item in found} == {"done", "rejected", "in_review"}
    assert next(item["state"] for item in found if item["key"] == "good") == "done"
    assert [item["key"] for item in found if item["state"] != "done" and not item["reason"]] == []


def url_of(url: str) -> dict[str, Any]:
    return {"url": url, "timeout": 1, "paging": "link"}


@pytest.mark.parametrize("name", ANSWERS)
def test_a_service_that_is_none_ends_the_run_in_time_and_in_words(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_patience, "ATTEMPTS", 1)
    monkeypatch.setattr("rpa.drivers.http.FOR_ALL", 1)
    context = SourceContext(Workspace(tmp_path, tmp_path), "nl-NL", Clock(ZoneInfo("UTC")), lambda *_: tmp_path)
    began = time.monotonic()
    with service(ANSWERS[name]) as url, pytest.raises(ANSWERS[name].error) as caught:
        read_all(items.read, items.Params.model_validate(url_of(url)), context)
    assert caught.value.place.startswith("http://127.0.0.1")
    assert caught.value.hint
    assert len(str(caught.value)) < 500
    assert time.monotonic() - began < 20


@pytest.mark.skipif(sshd() is None, reason="there is no sshd (OpenSSH) on this machine")
def test_files_of_a_server_are_refused_or_kept(robot: Robot, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("partner")
    names = [
        *(b"good.xml", b"latin-\xe9.xml", b"new\nline.xml", b"\x1b[2Jclear.xml", b"-rf.xml", b"a\\..\\b.xml"),
        *("é".encode() * 125 + b".xml", b"<script>alert(1)</script>.xml".replace(b"/", b"_"), b"=1+cmd.xml"),
    ]
    for name in names:
        Path(os.fsdecode(os.path.join(os.fsencode(folder), name))).write_bytes(name)  # noqa: PTH118
    with (folder / "sparse.xml").open("wb") as stream:
        stream.truncate(GIGABYTES)
    (folder / "link.xml").symlink_to(robot.outside.canary("xml"))
    (folder / "folder.xml").mkdir()
    os.mkfifo(folder / "pipe.xml")
    with ssh_server(folder) as server:
        source = {"host": "127.0.0.1", "port": server.port, "user": server.user, "key": "{{ secrets.partner.key }}"}
        source |= {"host_key": server.fingerprint, "folder": str(folder), "settle": 0, "match": "*.xml"}
        write(robot, {"sftp.files": source}, "name", archive="done")
        with nothing_touched(robot):
            ended = robot.run("services", partner_key=server.key)
            assert ended.returncode == WAITS, ended.stderr[-3000:]
            assert "Traceback" not in ended.stderr
            assert "\x1b" not in ended.stderr
    found = robot.items("services")
    assert [item["state"] for item in found].count("done") == len(names)
    (rejected,) = [item for item in found if item["state"] != "done"]
    assert "sparse.xml: it has 2048.0 MB; 100 MB are taken" in rejected["reason"]
    assert sorted(os.fsencode(path.name) for path in (folder / "done").iterdir()) == sorted([*names, b"sparse.xml"])
    assert sorted(path.name for path in folder.iterdir()) == ["done", "folder.xml", "link.xml", "pipe.xml"]
