""" "Not there" is believed of a page only when nothing it asked for failed, in its frames and windows too."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from rpa.effects.browser import BrowserSession
from rpa.effects.browser_reading import read_values
from rpa.errors import ApplicationException, NotThere
from tests.fakes.browser_target import BrowserTarget, Reply
from tests.unit.effects.conftest import Open

pytestmark = pytest.mark.browser
NOTHING = "No orders found"
SHOW = f"document.body.insertAdjacentHTML('beforeend', '<p>{NOTHING}</p>')"
LIST = f"<p>Loading</p><script>fetch('/api/orders').then(() => {{ {SHOW} }})</script>"
TOLD = f"<p>Loading</p><script>onmessage = () => {{ {SHOW} }}</script>"
TELLS = "<script>fetch('/api/orders').then(() => (window.opener || parent).postMessage('nothing', '*'))</script>"
OPENS = "<button onclick=\"window.open('/list', 'list', 'width=400,height=300')\">Open list</button>"
WRITES = (
    "<script>const frame = document.createElement('iframe'); document.body.append(frame);"
    "frame.contentDocument.write(`" + LIST.replace("</script>", "<\\/script>") + "`)</script>"
)
UNPROVEN = "could not ask for all that it shows"


@pytest.fixture
def other() -> Iterator[BrowserTarget]:
    with BrowserTarget() as other:
        yield other


def look(session: BrowserSession) -> None:
    read_values(session, {"number": "Order id"}, row="A-1", absent=NOTHING)


def refused(session: BrowserSession, path: str = "/api/orders: answer 500") -> None:
    with pytest.raises(ApplicationException, match=f"{UNPROVEN}.*{path}") as error:
        look(session)
    assert "may_fail" in (error.value.hint or "")


def proven(session: BrowserSession) -> None:
    with pytest.raises(NotThere):
        look(session)


@pytest.mark.parametrize(
    "page",
    [
        "<iframe src=/list></iframe>",
        "<iframe src=/around></iframe>",
        f'<iframe srcdoc="{LIST}"></iframe>',
        WRITES,
    ],
    ids=["frame", "frame in a frame", "frame with its text in it", "frame that the page writes"],
)
def test_a_frame_that_could_not_ask(target: BrowserTarget, session: BrowserSession, page: str) -> None:
    target.pages |= {"GET /": f"<body>{page}", "GET /around": "<iframe src=/list></iframe>", "GET /list": LIST}
    target.pages["GET /api/orders"] = Reply("", 500)
    session.open("/")
    refused(session)
    target.pages["GET /api/orders"] = Reply("[]", 200)
    session.open("/")
    proven(session)


def test_a_frame_that_is_itself_an_error(target: BrowserTarget, session: BrowserSession) -> None:
    target.pages |= {"GET /": "<iframe src=/list></iframe>", "GET /list": Reply(f"<p>{NOTHING}</p>", 500)}
    session.open("/")
    refused(session, "/list: answer 500")
    target.pages["GET /list"] = f"<p>{NOTHING}</p>"
    session.open("/")
    proven(session)


def test_a_frame_of_another_origin_that_could_not_ask(
    target: BrowserTarget, session: BrowserSession, other: BrowserTarget
) -> None:
    target.pages["GET /"] = f"{TOLD}<iframe src={other.url}/list></iframe>"
    other.pages |= {"GET /list": TELLS, "GET /api/orders": Reply("", 500)}
    session.open("/")
    refused(session)
    other.pages["GET /api/orders"] = Reply("[]", 200)
    session.open("/")
    proven(session)


def test_a_frame_of_another_site_counts_only_where_the_recipe_works_in_it(
    target: BrowserTarget, session: BrowserSession, other: BrowserTarget
) -> None:
    elsewhere = other.url.replace("127.0.0.1", "localhost")
    target.pages["GET /"] = f"<p>{NOTHING}</p><iframe title=Shop src={elsewhere}/shop></iframe>"
    other.pages |= {
        "GET /shop": "<label>Card<input value=4></label><script>fetch('/api/seen')</script>",
        "GET /api/seen": Reply("", 500),
    }
    session.open("/")
    session.page.wait_quiet()
    proven(session)
    assert session.read({"label": "Card", "frame": "Shop"}) == "4"
    refused(session, "/api/seen: answer 500")


def test_a_frame_that_is_taken_away_again_has_told_its_page(target: BrowserTarget, session: BrowserSession) -> None:
    gone = TOLD.replace(SHOW, f"document.body.innerHTML = '<p>{NOTHING}</p>'")
    target.pages |= {"GET /": f"{gone}<iframe src=/list></iframe>", "GET /list": TELLS}
    target.pages["GET /api/orders"] = Reply("", 500)
    session.open("/")
    refused(session)
    assert len(session.window.tab.frames) == 1


@pytest.mark.parametrize("asks", ["itself", "its opener"])
def test_a_window_in_front_that_could_not_ask(target: BrowserTarget, session: BrowserSession, asks: str) -> None:
    asked = "fetch('/api/orders')" if asks == "itself" else "opener.ask()"
    target.pages |= {
        "GET /": f"<script>ask = () => fetch('/api/orders')</script>{OPENS}",
        "GET /list": f"<p>Loading</p><script>{asked}.then(() => {{ {SHOW} }})</script>",
        "GET /api/orders": Reply("", 500),
    }
    session.open("/")
    session.click("Open list")
    assert session.window.tab_count == 2
    refused(session)
    target.pages["GET /api/orders"] = Reply("[]", 200)
    session.open("/")
    session.click("Open list")
    proven(session)


def test_a_window_that_is_closed_again_has_told_who_opened_it(target: BrowserTarget, session: BrowserSession) -> None:
    closes = TELLS.replace("'*')", "'*')).then(() => setTimeout(() => window.close(), 20)")
    target.pages |= {"GET /": f"{TOLD}{OPENS}", "GET /list": closes, "GET /api/orders": Reply("", 500)}
    session.open("/")
    session.click("Open list")
    while session.window.tab_count > 1:
        session.page.pause(0.02)
    refused(session)


POLLS = f"<p>{NOTHING}</p><script>for (let n = 0; n < 60; n += 1) fetch('/news/' + n)</script>"


def test_what_fails_in_the_background_proves_nothing_unless_the_recipe_names_it(
    target: BrowserTarget, session: BrowserSession, open_session: Open
) -> None:
    target.pages |= {f"GET /news/{number}": Reply("", 500) for number in range(60)}
    target.pages["GET /"] = POLLS
    session.open("/")
    refused(session, "/news/")
    relaxed = open_session(may_fail=("/news/*",))
    relaxed.open("/")
    proven(relaxed)
    later = "<script>onload = () => setTimeout(() => fetch('/api/orders'), 300)</script>"
    target.pages |= {"GET /": POLLS + later, "GET /api/orders": Reply("", 500)}
    relaxed.open("/")
    refused(relaxed, "/api/orders: failed")
