"""The session: signed in, lost and found, read, ended."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import pytest

from rpa.drivers.processes import descendants
from rpa.effects.browser import BrowserSession
from rpa.effects.browser_evidence import keep_evidence
from rpa.effects.browser_reading import read_values
from rpa.errors import ApplicationException, BusinessException, NotThere, SessionLost, StepFailed
from tests.fakes.browser_target import Asked, BrowserTarget, Reply
from tests.unit.effects.conftest import Open

pytestmark = pytest.mark.browser
SIGN_IN = (
    "<form method=post action=/sign-in><label>User<input name=u></label>"
    "<label>Password<input type=password name=p></label><button>Sign in</button></form>"
)


def protected(text: str) -> object:
    def page(asked: Asked) -> str | Reply:
        if "session=1" not in asked.headers.get("Cookie", ""):
            return Reply(status=302, headers={"Location": "/sign-in"})
        return f"<p>{text}</p><a href=/out>Sign out</a>"

    return page


@pytest.fixture
def office(target: BrowserTarget) -> BrowserTarget:
    def enter(asked: Asked) -> Reply:
        if asked.form.get("p") != "secret":
            return Reply(SIGN_IN + "<p role=alert>Wrong password</p>")
        return Reply(status=302, headers={"Location": "/", "Set-Cookie": "session=1; Path=/"})

    target.pages |= {"GET /": protected("Home"), "GET /orders": protected("Orders")}  # type: ignore[dict-item]
    target.pages |= {"GET /sign-in": SIGN_IN, "POST /sign-in": enter}
    return target


def steps(session: BrowserSession, password: str = "secret") -> None:
    session.fill({"User": "kim", "Password": password})
    session.click("Sign in")


def test_signing_in_once_and_again_when_the_session_is_lost(office: BrowserTarget, open_session: Open) -> None:
    session = open_session(signed_in="Sign out")
    session.sign_in(lambda: steps(session))
    assert session.is_signed_in()
    session.sign_in(lambda: pytest.fail("signed in already"))
    session.open("/orders")
    address = session.address
    session.window.context.clear_cookies()
    with pytest.raises(SessionLost):
        session.open("/orders")
    session.sign_in(lambda: steps(session))
    session.reopen(address)
    assert session.address == address
    assert "Orders" in session.page.text()


def test_a_renewed_session_starts_signed_out(office: BrowserTarget, open_session: Open) -> None:
    session = open_session(signed_in="Sign out")
    session.sign_in(lambda: steps(session))
    session.renew()
    assert session.address == ""
    assert not session.is_signed_in()
    session.sign_in(lambda: steps(session))
    assert session.is_signed_in()


def test_a_wrong_password_says_what_the_page_says(office: BrowserTarget, open_session: Open) -> None:
    session = open_session(signed_in="Sign out", timeout=0.5)
    with pytest.raises(ApplicationException, match="Wrong password"):
        session.sign_in(lambda: steps(session, "wrong"))


def test_pages_between_are_passed(target: BrowserTarget, open_session: Open) -> None:
    target.pages |= {
        "GET /": "<h1>Maintenance tonight</h1><a href=/real>Continue</a>",
        "GET /real": "<p>Home</p>",
    }
    session = open_session(pages_between=(("Maintenance tonight", "Continue"),))
    session.open("/")
    assert "Home" in session.page.text()


def test_a_failing_server_is_an_application_exception(target: BrowserTarget, session: BrowserSession) -> None:
    target.pages["GET /"] = Reply("<h1>Server error</h1>", 500)
    with pytest.raises(ApplicationException, match="500: Server error"):
        session.open("/")


def test_no_server_is_an_application_exception(open_session: Open) -> None:
    with pytest.raises(ApplicationException, match="does not open"):
        open_session(url="http://127.0.0.1:9/").open("/")


@pytest.mark.parametrize("status", [401, 500])
def test_absence_is_not_proven_by_a_page_that_could_not_ask(
    target: BrowserTarget, session: BrowserSession, status: int
) -> None:
    ask = "fetch('/api/orders').then(() => { document.body.innerHTML = '<p>No orders found</p>' })"
    target.pages |= {"GET /": f"<p>Loading</p><script>{ask}</script>", "GET /api/orders": Reply("", status)}
    session.open("/")
    with pytest.raises(ApplicationException, match=f"could not ask for all that it shows.*answer {status}"):
        read_values(session, {"number": "Order id"}, row="A-1", absent="No orders found")
    target.pages["GET /api/orders"] = Reply("[]", 200)
    session.open("/")
    with pytest.raises(NotThere):
        read_values(session, {"number": "Order id"}, row="A-1", absent="No orders found")


@pytest.mark.parametrize("path", ["/etc/hostname", "../letter.pdf", ".rpa/secrets.age"])
def test_no_file_from_elsewhere_is_uploaded(target: BrowserTarget, session: BrowserSession, path: str) -> None:
    target.pages["GET /"] = "<form><label>Letter<input type=file></label></form>"
    session.open("/")
    with pytest.raises(BusinessException, match=r"leads out of the workspace|closed to steps"):
        session.fill({"Letter": [Path(path)]})


def test_absence_is_proven_or_no_answer(target: BrowserTarget, session: BrowserSession) -> None:
    table = "<table><tr><th>Order id<th>No<tr><td>7<td>A-1</table>"
    target.pages |= {"GET /": table, "GET /none": "<p>No orders found</p>", "GET /odd": "<p>Welcome</p>"}
    wanted = {"number": "Order id"}
    session.open("/")
    assert read_values(session, wanted, row="A-1", absent="No orders found") == {"number": "7"}
    session.open("/none")
    with pytest.raises(NotThere, match="No orders found"):
        read_values(session, wanted, row="A-1", absent="No orders found")
    session.open("/odd")
    with pytest.raises(StepFailed, match="Nor does it say 'No orders found'"):
        read_values(session, wanted, row="A-1", absent="No orders found")


def test_two_browsers_side_by_side(target: BrowserTarget, open_session: Open) -> None:
    target.pages["GET /"] = "<p>Home</p>"
    one, other = open_session(), open_session()
    one.open("/")
    other.open("/")
    one.kill()
    other.open("/")
    assert "Home" in other.page.text()
    one.renew()
    one.open("/")
    assert "Home" in one.page.text()


def test_evidence_is_kept_of_every_frame(target: BrowserTarget, session: BrowserSession, tmp_path: Path) -> None:
    target.pages |= {"GET /": "<p>outer</p><iframe src=/in></iframe>", "GET /in": "<p>inner</p>"}
    assert keep_evidence(session, tmp_path) == []
    session.open("/")
    kept = keep_evidence(session, tmp_path / "step")
    assert [file.name for file in kept] == ["failure.png", "failure.html", "failure-frame-1.html"]
    assert "inner" in kept[2].read_text()


def test_a_hanging_browser_is_ended_by_the_watch(target: BrowserTarget, session: BrowserSession) -> None:
    target.pages["GET /"] = "<button onclick='for(;;);'>Hang</button>"
    session.open("/")
    session._watch._allowance = -1.0
    with pytest.raises(ApplicationException, match="hung"):
        session.click("Hang")


def test_a_hanging_browser_can_be_killed_from_outside(target: BrowserTarget, session: BrowserSession) -> None:
    target.pages["GET /"] = "<button onclick='for(;;);'>Hang</button>"
    session.open("/")
    processes = [one for child in session.window._processes for one in (child, *descendants(child))]
    assert processes
    threading.Timer(0.5, session.kill).start()
    started = time.monotonic()
    with pytest.raises(ApplicationException):
        session.click("Hang")
    assert time.monotonic() - started < 10
    session.renew()
    target.pages["GET /"] = "<p>Alive</p>"
    session.open("/")
    assert "Alive" in session.page.text()
    session.close()
    assert not [one for one in processes if is_running(one)]


def is_running(process: int) -> bool:
    stat = Path(f"/proc/{process}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"
