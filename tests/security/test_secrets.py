"""A secret goes into its field and nowhere else: not into ledger, log, reports, pictures, plans, or the terminal."""

from __future__ import annotations

import base64
import html
import io
import json
import socketserver
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

from rpa.cli import log_file
from rpa.cli import main as cli
from rpa.errors import ApplicationException, BusinessException, StepFailed
from rpa.model.secret import MASK
from tests.fakes.browser_target import Asked, BrowserTarget, Reply
from tests.fakes.world import World, install

PASSWORD = 'Gehe!m-"wörd"/+&<7x>'
KEY = "kå-91f3/+Zq&qZ<k>"
MAIL = "Brev'kasse=\\n&4711"
NEEDLES = (PASSWORD, KEY, MAIL)

RECIPE = """\
name: leaky
items:
  from: {world.items: x}
  key: "{{ item.no }}"
attempts: 1
breaker: 90
browser:
  url: "{{ settings.office.url }}"
  sign_in:
    - browser.fill: {User: robot, Password: "{{ secrets.office.password }}"}
    - browser.click: Sign in
  signed_in: Sign out
  timeout: 2s
steps:
  - id: form
    name: Enter the key
    browser.form:
      open: "/key?no={{ item.no }}"
      fill: {Number: "{{ item.no }}", Key: "{{ secrets.office.key }}"}
      submit: Save
      expect: "saved: (?P<echo>.*)"
      read: {kept: Kept}
  - {id: echoed, browser.read: {open: /echo, fields: {value: Echo}}}
  - {id: told, world.look: "{{ item.no }}"}
  - mail.send: {to: someone@example.test, subject: "About {{ item.no }}", text: "It says {{ steps.echoed.value }}"}
"""


def forms(value: str) -> dict[str, bytes]:
    """A value as it may stand in a file: itself, and in each encoding that a file of ours uses."""
    raw = value.encode()
    found = {
        "plain": raw,
        "json": json.dumps(value)[1:-1].encode(),
        "json, wide": json.dumps(value, ensure_ascii=False)[1:-1].encode(),
        "url": quote(value).encode(),
        "url, whole": quote(value, safe="").encode(),
        "form": quote_plus(value).encode(),
        "html": html.escape(value).encode(),
        "html, short": html.escape(value, quote=False).encode(),
        "repr": repr(value)[1:-1].encode(),
        "utf-16": value.encode("utf-16-le"),
    }
    for shift in range(3):  # base64 looks different at each place a value can begin at
        text = base64.b64encode(b"\0" * shift + raw)
        found[f"base64+{shift}"] = text[4 if shift else 0 : len(text) // 4 * 4 - 4]
    return found


def contents(path: Path) -> Iterator[tuple[str, bytes]]:
    """A file's bytes; of a workbook or archive also those of its parts."""
    content = path.read_bytes()
    yield str(path), content
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield f"{path}!{name}", archive.read(name)


def leaks(folder: Path) -> list[str]:
    """Each place below a folder that holds a secret in some form."""
    return [
        f"{place}: {name} of {value}"
        for path in sorted(folder.rglob("*"))
        if path.is_file()
        for place, content in contents(path)
        for value in NEEDLES
        for name, form in forms(value).items()
        if form in content
    ]


class TalkativePost(socketserver.StreamRequestHandler):
    """A mail server that repeats the password when it refuses it."""

    def handle(self) -> None:
        self.wfile.write(b"220 talkative\r\n")
        while line := self.rfile.readline():
            word = line[:4].upper()
            if word == b"EHLO":
                self.wfile.write(b"250-talkative\r\n250 AUTH PLAIN LOGIN\r\n")
            elif word == b"AUTH":
                told = base64.b64encode(MAIL.encode()).decode()
                self.wfile.write(f"454 wrong password {MAIL} that is {told}\r\n".encode())
            elif word == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def post() -> Iterator[int]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), TalkativePost) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join(5)


@pytest.fixture
def target() -> Iterator[BrowserTarget]:
    """An application that repeats every secret it is told, on every page it can."""
    with BrowserTarget() as made:
        told = "".join(f"<dt>Echo<dd>{html.escape(value)}</dd>" for value in (KEY,))
        frame = '<a href="/out">Sign out</a>'
        sign_in = (
            "<form method=post action=/sign-in><label>User<input name=user></label>"
            "<label>Password<input name=password type=password></label><button>Sign in</button></form>"
        )

        def home(asked: Asked) -> str:
            return frame if "in=1" in asked.headers.get("Cookie", "") else sign_in

        def enter(asked: Asked) -> Reply:
            assert asked.form["password"] == PASSWORD
            return Reply(status=302, headers={"Location": "/", "Set-Cookie": "in=1; Path=/"})

        def save(asked: Asked) -> Reply | str:
            assert asked.form["key"] == KEY
            if asked.form["no"] == "BROKEN":
                return Reply(f"<h1>Internal error</h1><pre>key={html.escape(KEY)}</pre>", 500)
            if asked.form["no"] == "REFUSED":
                return Reply(f"<p>The key {html.escape(KEY)} is not known</p>", 422)
            return f"{frame}<p>saved: {html.escape(KEY)}</p><dl><dt>Kept<dd>{html.escape(KEY)}</dl>"

        made.pages = {
            "GET /": home,
            "POST /sign-in": enter,
            "GET /key": f"{frame}<p>Last key: {html.escape(KEY)}</p><form method=post action=/key>"
            "<label>Number<input name=no></label><label>Key<input name=key></label><button>Save</button></form>",
            "POST /key": save,
            "GET /echo": f"{frame}<dl>{told}</dl>",
        }
        yield made


@pytest.fixture
def workspace(tmp_path: Path, target: BrowserTarget, post: int, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RPA_SECRET_OFFICE_PASSWORD", PASSWORD)
    monkeypatch.setenv("RPA_SECRET_OFFICE_KEY", KEY)
    monkeypatch.setenv("RPA_SECRET_MAIL_USER", "robot")
    monkeypatch.setenv("RPA_SECRET_MAIL_PASSWORD", MAIL)
    monkeypatch.setattr(log_file, "_log", [])
    (tmp_path / "rpa.toml").write_text(
        f'[office]\nurl = "{target.url}"\n[mail]\nfrom = "robot@example.test"\n'
        f'host = "127.0.0.1"\nport = {post}\nsecurity = "none"\n[company]\nname = "Company"\n'
    )
    (tmp_path / "recipes").mkdir()
    (tmp_path / "recipes" / "leaky.yaml").write_text(RECIPE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def rpa(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    """Run a command in this process; its exit code and everything it printed."""
    monkeypatch.setattr(sys, "argv", ["rpa", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    printed = capfd.readouterr()
    assert isinstance(ended.value.code, int)
    return ended.value.code, printed.out + printed.err


@pytest.mark.browser
@pytest.mark.slow
def test_nothing_of_a_secret_is_left_anywhere(
    workspace: Path, target: BrowserTarget, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    world = World()
    install(world, monkeypatch.setattr, monkeypatch.setitem)
    encoded = base64.b64encode(KEY.encode()).decode()
    # In the order of the items that come this far.
    errors = [
        None,
        BusinessException(f"the key {KEY} is used already"),
        StepFailed(f"{encoded} and {quote(PASSWORD)} and {json.dumps(PASSWORD)} do not fit"),
        RuntimeError(f"call log: fill({PASSWORD!r}) with {PASSWORD}"),
        ApplicationException(f"https://robot:{quote(KEY, safe='')}@office.test does not answer"),
    ]
    world.add("FINE", "BROKEN", "REFUSED", "USED", "UNFIT", "BUG", "AWAY")
    world.looks.extend(errors)
    said: list[str] = []
    for words in (
        ["plan", "leaky", "--json"],
        ["plan", "leaky"],
        ["run", "leaky"],
        ["items"],
        ["items", "--json"],
        *(["items", str(number)] for number in range(1, 8)),
        *(["items", str(number), "--json"] for number in range(1, 8)),
        ["report"],
        ["runs", "--json"],
        ["show", "leaky", "--json"],
        ["list", "--json"],
    ):
        code, text = rpa(monkeypatch, capfd, *words)
        if words[0] == "plan":
            world.looks.clear()
            world.looks.extend(errors)
            world.asked.clear()
        assert "Traceback" not in text
        assert code != 1, text
        said.append(f"{words} {text}")

    assert len([asked for asked in target.writes if asked.path == "/key"]) == 7
    everything = "\n".join(said)
    for state in ("in doubt", "rejected", "failed", "the mail server does not answer", "RuntimeError: call log", MASK):
        assert state in everything, state
    for value in NEEDLES:
        for name, form in forms(value).items():
            assert form not in everything.encode(), f"printed: {name} of {value}"
    assert leaks(workspace) == []
    assert (workspace / ".rpa" / "rpa.log").stat().st_size > 0
    assert list(workspace.rglob("*.xlsx"))
    assert list(workspace.rglob("*.png")) or list(workspace.rglob("*.jpg")) or list(workspace.rglob("*.jpeg"))
    assert list((workspace / "reports").rglob("*.html"))


def test_the_search_itself_finds_what_is_there(tmp_path: Path) -> None:
    for name, form in forms(KEY).items():
        file = tmp_path / f"{name.replace(' ', '')}.bin"
        file.write_bytes(b"x" * 5 + form + b"y" * 5)
        assert any(f"{name} of" in leak for leak in leaks(tmp_path)), name
        file.unlink()
    with zipfile.ZipFile(tmp_path / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<t>{KEY}</t>")
    assert any("sharedStrings.xml: plain of" in leak for leak in leaks(tmp_path))
