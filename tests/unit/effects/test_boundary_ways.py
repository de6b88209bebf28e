"""However a page sends its write, it waits at the boundary until `sent` is durable, and none passes unarmed."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from rpa.effects.browser import BrowserSession
from rpa.errors import Fenced, RpaError
from tests.fakes.browser_target import BrowserTarget, Reply
from tests.unit.effects.conftest import OneGate

pytestmark = pytest.mark.browser
SAY = "document.body.insertAdjacentHTML('beforeend', '<p>saved</p>')"
UPLOAD = "const data = new FormData(); data.append('scan', new File(['%PDF'], 'a.pdf')); data.append('city', 'Oslo');"


def button(script: str) -> str:
    return f'<button onclick="{script}">Save</button>'


FETCH = f"fetch('/save', {{method: 'POST', body: 'city=Oslo'}}).then(() => {SAY})"
XHR = f"const x = new XMLHttpRequest(); x.onload = () => {SAY}; x.open('PUT', '/save'); x.send('city=Oslo')"
WAYS = {
    "fetch": button(FETCH),
    "fetch kept alive": button(FETCH.replace("'POST'", "'POST', keepalive: true")),
    "fetch kept alive while leaving": button(
        "fetch('/save', {method: 'POST', keepalive: true, body: 'city=Oslo'}); location.href = '/done'"
    ),
    "xhr": button(XHR),
    "xhr, synchronous": button(
        f"const x = new XMLHttpRequest(); x.open('POST', '/save', false); x.send('city=Oslo'); {SAY}"
    ),
    "delete": button(f"fetch('/save', {{method: 'DELETE'}}).then(() => {SAY})"),
    "beacon": button(f"navigator.sendBeacon('/save', 'city=Oslo'); setTimeout(() => {{ {SAY} }}, 300)"),
    "form": "<form method=post action=/save><input name=city value=Oslo><button>Save</button></form>",
    "form, multipart": (
        "<form method=post action=/save enctype=multipart/form-data><input name=city value=Oslo>"
        "<button>Save</button></form>"
    ),
    "formaction": (
        "<form method=get action=/search><input name=city value=Oslo>"
        "<button formmethod=post formaction=/save>Save</button></form>"
    ),
    "form from a script": (
        "<form id=f method=post action=/save><input name=city value=Oslo></form>"
        "<button onclick=\"document.getElementById('f').submit()\">Save</button>"
    ),
    "form into a frame": (
        "<form method=post action=/save target=inner><input name=city value=Oslo><button>Save</button></form>"
        f"<iframe name=inner onload=\"if (this.contentWindow.location.href != 'about:blank') {SAY}\"></iframe>"
    ),
    "upload by fetch": button(f"{UPLOAD} fetch('/save', {{method: 'POST', body: data}}).then(() => {SAY})"),
    "upload by xhr": button(
        f"{UPLOAD} const x = new XMLHttpRequest(); x.onload = () => {SAY}; x.open('POST', '/save'); x.send(data)"
    ),
    "link": "<a href=/save?city=Oslo>Save</a>",
    "link by script": button("location.href = '/save?city=Oslo'"),
    "form that gets": "<form action=/save><input name=city value=Oslo><button>Save</button></form>",
}
WORKER = "fetch(location.origin + '/save', {method: 'POST', body: 'city=Oslo'}).then(() => postMessage(1))"
WAYS |= {
    "worker": button(f"const w = new Worker('/worker.js'); w.onmessage = () => {SAY}"),
    "form into a new tab": (
        "<form method=post action=/save target=_blank><input name=city value=Oslo>"
        f'<button onclick="setTimeout(() => {{ {SAY} }}, 500)">Save</button></form>'
    ),
}
SCRIPT = {"Content-Type": "text/javascript"}
BY_GET = ("link", "link by script", "form that gets")


@pytest.fixture
def asked(target: BrowserTarget) -> Callable[[], list[Any]]:
    done = "<p>saved</p>"
    target.pages |= dict.fromkeys(("POST /save", "PUT /save", "DELETE /save", "GET /save", "GET /done"), done)
    target.pages["GET /worker.js"] = Reply(WORKER, headers=SCRIPT)
    return lambda: [one for one in target.asked if one.path == "/save"]


@pytest.mark.parametrize("way", WAYS)
def test_it_waits_for_sent_and_leaves_once(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]], asked: Any, way: str
) -> None:
    seen_at_sent: list[int] = []
    target.pages["GET /"] = WAYS[way]
    session.open("/")
    gate = OneGate()
    note = gate.note_sent

    def look_and_note() -> None:
        time.sleep(0.1)  # what would slip past has the time to
        seen_at_sent.append(len(asked()))
        note()

    gate.note_sent = look_and_note  # type: ignore[method-assign]
    submit(session, gate)
    assert gate.is_sent
    assert seen_at_sent[0] == 0
    assert len(asked()) == 1
    if "upload" in way:
        assert b"%PDF" in asked()[0].body
        assert b'name="city"\r\n\r\nOslo' in asked()[0].body


@pytest.mark.parametrize("way", ["fetch kept alive while leaving", "beacon", "form, multipart", "worker", "link"])
def test_nothing_leaves_when_sent_fails(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]], asked: Any, way: str
) -> None:
    target.pages["GET /"] = WAYS[way]
    session.open("/")
    with pytest.raises(Fenced):
        submit(session, OneGate(sent_fails=Fenced("taken over")))
    assert asked() == []


@pytest.mark.parametrize("way", [way for way in WAYS if way not in BY_GET])
def test_unarmed_it_is_held_back(target: BrowserTarget, session: BrowserSession, asked: Any, way: str) -> None:
    target.pages["GET /"] = WAYS[way]
    session.open("/")
    try:
        session.click("Save")
    except RpaError as error:
        assert "nothing left" in str(error)  # noqa: PT017 - a beacon is held back without a word
    else:
        assert way == "beacon"
    session.page.pause(0.2)
    assert asked() == []


def test_what_nobody_can_hold_is_taken_away(target: BrowserTarget, session: BrowserSession) -> None:
    """A shared worker sends past Playwright; so may a fetchLater, and WebTransport is no HTTP that can be held."""
    target.pages |= {
        "GET /": "<iframe src=/inner></iframe><button onclick=\"window.open('/inner')\">Open</button>",
        "GET /inner": "<p>inner</p>",
    }
    session.open("/")
    session.click("Open")
    for page in session.window.context.pages:
        for frame in page.frames:
            found = frame.evaluate("['SharedWorker', 'fetchLater', 'WebTransport'].filter(name => name in globalThis)")
            assert found == [], frame.url
