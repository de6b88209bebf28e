"""What a page sends through a WebSocket while a write is armed waits until `sent` is durable."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from rpa.effects.browser import BrowserSession
from rpa.effects.gate import Mode
from rpa.effects.sockets import Sockets
from rpa.errors import ApplicationException, Fenced
from tests.fakes.browser_target import BrowserTarget
from tests.unit.effects.conftest import OneGate, Open
from tests.waiting import LONGEST

browser = pytest.mark.browser
PAGE = """
<p id=said></p><button onclick="socket.send(%s)">Save</button><button onclick="socket.send('look')">Look</button>
<script>
const socket = new WebSocket(location.origin.replace('http', 'ws') + '/live');
socket.binaryType = 'arraybuffer';
socket.onopen = () => { said.textContent = 'open'; socket.send('{"ping": 1}'); };
socket.onmessage = event => {
  said.textContent = typeof event.data == 'string' ? event.data : new TextDecoder().decode(event.data);
};
let beat = 1;
setInterval(() => socket.readyState == 1 && socket.send(`{"ping": ${++beat}}`), 40);
</script>
"""


def live(target: BrowserTarget, session: BrowserSession, sends: str = "'save 7'") -> None:
    target.pages["GET /"] = PAGE % sends
    target.reply = lambda message: "order saved" if message in ("save 7", b"save 7") else None
    session.open("/")
    until = time.monotonic() + LONGEST
    while not target.messages:
        assert time.monotonic() < until
        session.page.pause(0.02)


def others(target: BrowserTarget) -> list[str | bytes]:
    return [one for one in target.messages if not str(one).startswith('{"ping"')]


@browser
@pytest.mark.parametrize("sends", ["'save 7'", "new TextEncoder().encode('save 7')"])
def test_the_first_message_waits_for_sent(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]], sends: str
) -> None:
    live(target, session, sends)
    seen_at_sent: list[list[str | bytes]] = []
    gate = OneGate()
    note = gate.note_sent

    def look_and_note() -> None:
        time.sleep(0.1)  # what would slip past has the time to
        seen_at_sent.append(others(target))
        note()

    gate.note_sent = look_and_note  # type: ignore[method-assign]
    assert submit(session, gate)["confirmation"] == "saved"
    assert seen_at_sent[0] == []
    assert [str(one).strip("b'") for one in others(target)] == ["save 7"]


@browser
def test_nothing_leaves_when_sent_fails(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]]
) -> None:
    live(target, session)
    with pytest.raises(Fenced):
        submit(session, OneGate(sent_fails=Fenced("taken over")))
    session.page.pause(0.2)
    assert others(target) == []


@browser
def test_a_sign_of_life_does_not_make_a_write_of_a_click_that_sends_nothing(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]]
) -> None:
    live(target, session, "'' + socket.nothing()")
    before = len(target.messages)
    gate = OneGate()
    with pytest.raises(Exception, match="nothing was sent within"):
        submit(session, gate)
    assert not gate.is_sent
    assert len(target.messages) > before, "signs of life went on"


@browser
def test_a_message_without_an_answer_is_doubt(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]]
) -> None:
    live(target, session, "'lost'")
    gate = OneGate()
    with pytest.raises(ApplicationException, match="sent, but 'saved' did not appear"):
        submit(session, gate)
    assert gate.is_sent


@browser
def test_pages_talk_freely_while_nothing_is_armed(target: BrowserTarget, session: BrowserSession) -> None:
    live(target, session)
    target.reply = lambda message: "here you are" if message == "look" else None
    session.click("Look")
    session.page.pause(0.2)
    assert others(target) == ["look"]
    assert "here you are" in session.page.text()


@browser
def test_a_plan_closes_them(target: BrowserTarget, open_session: Open) -> None:
    target.pages["GET /"] = PAGE % "'save 7'" + "<script>socket.onclose = () => said.textContent = 'closed'</script>"
    session = open_session(Mode.PLAN)
    session.open("/")
    session.page.pause(0.3)
    assert "closed" in session.page.text()
    assert target.messages == []


@browser
def test_other_sites_are_left_alone(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]]
) -> None:
    with BrowserTarget() as chat:
        other = chat.url.replace("http", "ws")
        target.pages["GET /"] = (
            f"<script>const chat = new WebSocket('{other}/x');</script>"
            "<button onclick=\"chat.send('typing'); document.body.append('saved')\">Save</button>"
        )
        session.open("/")
        session.page.pause(0.3)
        gate = OneGate()
        submit(session, gate)
        session.page.pause(0.2)
        assert chat.messages == ["typing"]


def test_a_long_message_is_never_a_sign_of_life() -> None:
    armed: list[Any] = [None]
    sockets = Sockets(lambda: armed[0], lambda _url: True)
    assert sockets._may_leave("x" * 65)
    assert sockets._may_leave("ping 1")
    sent: list[str] = []

    class Write:
        failure: BaseException | None = None
        messages = 0

        def sent(self) -> None:
            sent.append("sent")

    armed[0] = Write()
    assert sockets._may_leave("ping 22")
    assert sent == []
    assert sockets._may_leave("x" * 65)
    assert (sent, armed[0].messages) == (["sent"], 1)
    assert sockets._may_leave("pong 1")
    assert len(sent) == 2
