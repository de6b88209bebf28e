"""No write passes the boundary unarmed; an armed one waits until `sent` is durable, and leaves once."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rpa.effects.boundary import Boundary, site_of
from rpa.effects.browser import BrowserSession
from rpa.effects.gate import Mode, Planned
from rpa.errors import ApplicationException, Fenced, WriteRefused
from tests.fakes.browser_target import BrowserTarget, Reply
from tests.unit.effects.conftest import FORM, OneGate, Open, saved

browser = pytest.mark.browser
DONE = "<p>Order saved</p>"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("https://erp.example.com/a", "https://api.example.com/b", True),
        ("https://erp.example.com", "https://example.org", False),
        ("https://a.co.uk", "https://b.co.uk", False),
        ("https://x.a.co.uk", "https://y.a.co.uk:8443", True),
        ("http://127.0.0.1:1", "http://127.0.0.1:2", False),
        ("http://localhost:80", "http://localhost", True),
        ("https://erp", "wss://erp", True),
    ],
)
def test_what_belongs_to_the_target(one: str, other: str, same: bool) -> None:
    assert (site_of(one) == site_of(other)) is same


def test_a_plan_is_never_armed() -> None:
    with pytest.raises(RuntimeError), Boundary("http://x", plan=True).armed(lambda: None):
        pass


@browser
def test_a_click_that_posts_is_refused_and_nothing_arrives(target: BrowserTarget, session: BrowserSession) -> None:
    target.pages |= {"GET /": FORM, "POST /save": "stored"}
    session.open("/")
    with pytest.raises(WriteRefused, match=r"POST /save.*nothing left.*browser\.submit"):
        session.click("Save")
    assert target.writes == []
    assert "City" in session.page.text()


@browser
def test_a_fetch_that_posts_is_refused_and_the_line_for_reads_proposed(
    target: BrowserTarget, session: BrowserSession, open_session: Open
) -> None:
    script = "fetch('/api/search', {method: 'POST', body: 'query Orders'}).then(() => document.title = 'found')"
    target.pages |= {"GET /": f'<button onclick="{script}">Search</button>', "POST /api/search": "[]"}
    session.open("/")
    with pytest.raises(WriteRefused, match=r'reads: \["POST /api/search"\]'):
        session.click("Search")
    assert target.writes == []
    session.close()
    for pattern in ("POST /api/*", "POST /api/search query Orders"):
        reading = open_session(reads=(pattern,))
        reading.open("/")
        reading.click("Search")
        assert reading.window.tab.title() == "found"
        reading.close()
    assert len(target.writes) == 2
    other = open_session(reads=("POST /api/search mutation",))
    other.open("/")
    with pytest.raises(WriteRefused):
        other.click("Search")
    assert len(target.writes) == 2


@browser
def test_filling_that_posts_is_refused(target: BrowserTarget, session: BrowserSession) -> None:
    target.pages["GET /"] = "<label>City<input onchange=\"fetch('/draft', {method: 'PUT'})\"></label>"
    session.open("/")
    with pytest.raises(WriteRefused, match="PUT /draft"):
        session.fill({"City": "Oslo"})
    assert target.writes == []


@browser
def test_an_armed_post_waits_until_sent_has_returned(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]]
) -> None:
    target.pages |= {"GET /": FORM, "POST /save": saved, "GET /done": DONE}
    session.open("/")
    session.fill({"City": "Oslo"})
    gate = OneGate()
    assert submit(session, gate)["confirmation"] == "saved"
    assert gate.received_at_sent == 0
    assert [one.form for one in target.writes] == [{"city": "Oslo"}]


@browser
def test_nothing_leaves_when_sent_fails(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]]
) -> None:
    target.pages |= {"GET /": FORM, "POST /save": saved}
    session.open("/")
    with pytest.raises(Fenced):
        submit(session, OneGate(sent_fails=Fenced("taken over")))
    assert target.writes == []


@browser
def test_a_dropped_connection_does_not_make_the_browser_send_again(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]]
) -> None:
    target.pages |= {"GET /": FORM, "POST /save": Reply(drop=True)}
    session.open("/")
    session.open("/")  # the connection is now one that was used before
    gate = OneGate()
    with pytest.raises(ApplicationException, match="connection broke"):
        submit(session, gate)
    assert gate.is_sent
    assert len(target.writes) == 1


@browser
def test_a_plan_writes_nothing_and_keeps_the_picture(
    target: BrowserTarget, open_session: Open, submit: Callable[..., dict[str, Any]]
) -> None:
    leave = "fetch('/beat', {method: 'POST'}); new WebSocket('ws://' + location.host + '/live')"
    target.pages |= {"GET /": f"{FORM}<script>{leave}</script>", "POST /save": saved}
    session = open_session(Mode.PLAN)
    session.open("/")
    session.boundary.take_refused()
    session.fill({"City": "Oslo"})
    with pytest.raises(Planned) as planned:
        submit(session, OneGate(mode=Mode.PLAN))
    assert planned.value.picture == "before-submit.png"
    assert planned.value.intent.summary.startswith("Save at http://127.0.0.1")
    assert target.writes == []
    assert not [one for one in target.asked if one.path == "/live"]


@browser
def test_other_sites_pass_in_a_run_and_not_in_a_plan(target: BrowserTarget, open_session: Open) -> None:
    with BrowserTarget() as counter:
        counter.pages["POST /count"] = Reply(headers={"Access-Control-Allow-Origin": "*"})
        script = f"fetch('{counter.url}/count', {{method: 'POST'}})"
        target.pages["GET /"] = f'<button onclick="{script}">Look</button>'
        run = open_session()
        run.open("/")
        run.click("Look")
        assert len(counter.writes) == 1
        run.close()
        plan = open_session(Mode.PLAN)
        plan.open("/")
        with pytest.raises(WriteRefused):
            plan.click("Look")
        assert len(counter.writes) == 1


@browser
def test_a_link_that_writes_waits_for_sent(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]]
) -> None:
    seen_at_sent = []
    target.pages |= {"GET /": "<a href=/approve>Approve</a>", "GET /approve": "<p>Approved and saved</p>"}
    session.open("/")
    gate = OneGate()
    note = gate.note_sent

    def look_and_note() -> None:
        seen_at_sent.append([one.path for one in target.asked])
        note()

    gate.note_sent = look_and_note  # type: ignore[method-assign]
    submit(session, gate, click="Approve")
    assert gate.is_sent
    assert "/approve" not in seen_at_sent[0]


@browser
def test_a_popup_is_guarded_as_well(target: BrowserTarget, session: BrowserSession) -> None:
    target.pages |= {
        "GET /": "<button onclick=\"window.open('/popup')\">Open</button>",
        "GET /popup": "<script>fetch('/save', {method: 'POST'})</script><p>popup</p>",
    }
    session.open("/")
    with pytest.raises(WriteRefused):
        session.click("Open")
    assert target.writes == []


@browser
def test_a_post_redirected_with_its_method_is_one_armed_write(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]]
) -> None:
    target.pages |= {
        "GET /": FORM,
        "POST /save": Reply(status=307, headers={"Location": "/really"}),
        "POST /really": DONE,
    }
    session.open("/")
    session.fill({"City": "Oslo"})
    gate = OneGate()
    submit(session, gate)
    assert gate.received_at_sent == 0
    assert [one.path for one in target.writes] == ["/save", "/really"]
    assert target.writes[1].form == {"city": "Oslo"}


@browser
def test_an_upload_arrives_whole(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]], tmp_path: Path
) -> None:
    content = random.Random(1).randbytes(3_000_000)
    (tmp_path / "scan.pdf").write_bytes(content)
    form = FORM.replace("method=post", "method=post enctype=multipart/form-data")
    target.pages |= {
        "GET /": form.replace("<button>", "<label>Scan<input type=file name=scan></label><button>"),
        "POST /save": DONE,
    }
    session.open("/")
    session.fill({"City": "Tromsø", "Scan": Path("scan.pdf")})
    submit(session, OneGate())
    body = target.writes[0].body
    assert content in body
    assert "Tromsø".encode() in body


@browser
def test_cookies_of_the_answer_are_kept(
    target: BrowserTarget, session: BrowserSession, submit: Callable[..., dict[str, Any]]
) -> None:
    target.pages |= {
        "GET /": FORM,
        "POST /save": Reply(status=303, headers={"Location": "/done", "Set-Cookie": "seen=1; Path=/"}),
        "GET /done": lambda asked: f"<p>saved {asked.headers.get('Cookie')}</p>",
    }
    session.open("/")
    assert submit(session, OneGate(), expect="saved (?P<cookie>.*)")["cookie"] == "seen=1"
