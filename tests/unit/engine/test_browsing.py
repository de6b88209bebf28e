"""The worker's browser: one, signed in once, renewed after trouble, back on the item's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from rpa.engine import browsing
from rpa.errors import ApplicationException, EnvironmentNotReady, SessionLost, StepFailed
from rpa.model.item import ItemState
from tests.fakes.world import Desk, Trouble, World

HEAD = """\
name: chores
locale: nl-NL
items:
  from: {world.items: x}
  key: "{{ item.no }}"
browser:
  url: "http://office.test/app/"
  sign_in: [{world.page: sign-in}]
  signed_in: Sign out
  timeout: 7s
"""
PAGE = HEAD + 'steps: [{id: it, world.page: "{{ item.no }}"}]\n'


@dataclass
class FakeSession:
    """Stands in for the real session; `said` holds what it was asked to do, of all sessions together."""

    settings: Any
    said: list[str]
    troubles: dict[str, list[Exception]]
    address: str = "http://office.test/app/start?x=1#top"
    window: ClassVar[Any] = SimpleNamespace(is_alive=False)  # nothing to take a picture of

    def _do(self, what: str) -> None:
        self.said.append(what)
        if self.troubles.get(what):
            raise self.troubles[what].pop(0)

    def start(self) -> None:
        self._do("start")

    def limit(self, seconds: float | None) -> None:
        assert seconds is None or seconds > 0

    def sign_in(self, steps: Callable[[], None]) -> None:
        self._do("sign in")
        steps()

    def reopen(self, address: str) -> None:
        self._do(f"reopen {address}")

    def renew(self) -> None:
        self._do("renew")

    def kill(self) -> None:
        self._do("kill")

    def close(self) -> None:
        self._do("close")


@dataclass
class Browsers:
    said: list[str] = field(default_factory=list)
    troubles: dict[str, list[Exception]] = field(default_factory=dict)
    made: list[FakeSession] = field(default_factory=list)

    def make(self, settings: Any, *_: Any) -> FakeSession:
        session = FakeSession(settings, self.said, self.troubles)
        self.made.append(session)
        return session


@pytest.fixture
def browsers(monkeypatch: pytest.MonkeyPatch) -> Browsers:
    made = Browsers()
    monkeypatch.setattr("rpa.effects.browser.BrowserSession", made.make)
    return made


def test_one_browser_signed_in_once_for_all_items(desk: Desk, world: World, browsers: Browsers) -> None:
    world.add("A", "B")
    assert desk.run(desk.recipe("", PAGE)).totals.done == 2
    assert browsers.said == ["start", "sign in", "close"]
    assert world.asked == ["sign-in", "A", "B"]
    settings = browsers.made[0].settings
    assert (settings.url, settings.locale, settings.timezone) == (
        "http://office.test/app/",
        "nl-NL",
        "Europe/Amsterdam",
    )
    assert (settings.signed_in, settings.timeout) == ("Sign out", 7.0)


def test_a_run_without_work_starts_no_browser(desk: Desk, world: World, browsers: Browsers) -> None:
    desk.run(desk.recipe("", PAGE))
    assert browsers.said == []


def test_after_trouble_the_session_is_renewed_and_signed_in_again(desk: Desk, world: World, browsers: Browsers) -> None:
    world.add("A")
    world.looks.extend([None, SessionLost("signed out")])
    assert desk.run(desk.recipe("", PAGE)).totals.done == 1
    assert browsers.said == ["start", "sign in", "renew", "sign in", "close"]


def test_a_browser_that_cannot_be_renewed_is_replaced(desk: Desk, world: World, browsers: Browsers) -> None:
    world.add("A")
    world.looks.extend([None, ApplicationException("hangs")])
    browsers.troubles["renew"] = [RuntimeError("it is gone")]
    assert desk.run(desk.recipe("", PAGE)).totals.done == 1
    assert browsers.said == ["start", "sign in", "renew", "kill", "start", "sign in", "close"]
    assert len(browsers.made) == 2


@pytest.mark.parametrize("error", [ApplicationException("slow"), RuntimeError("odd"), StepFailed("no button")])
def test_a_sign_in_that_did_not_work_is_never_taken_for_done(
    desk: Desk, world: World, browsers: Browsers, error: Exception
) -> None:
    world.add("A", "B")
    browsers.troubles["sign in"] = [error]
    desk.run(desk.recipe("", PAGE))
    assert browsers.said[:4] == ["start", "sign in", "renew", "sign in"]
    assert desk.item("B").state is ItemState.DONE


def test_a_resumed_item_goes_back_to_its_page(desk: Desk, world: World, browsers: Browsers) -> None:
    world.add("A")
    steps = """
steps:
  - {world.page: first}
  - {id: it, world.write: "{{ item.no }}"}
  - {id: after, world.page: "after {{ item.no }}"}
"""
    world.looks.extend([None, None, ApplicationException("away")])
    assert desk.run(desk.recipe(steps, HEAD)).totals.done == 1
    assert world.there == ["A"]
    reopen = "reopen /app/start?x=1#top"
    assert browsers.said == ["start", "sign in", "renew", "sign in", reopen, "close"]


def test_the_page_of_a_write_that_did_not_happen_is_not_gone_back_to(
    desk: Desk, world: World, browsers: Browsers
) -> None:
    """The steps before it are done again, and they began on another page."""
    world.add("A")
    steps = """
steps:
  - {world.page: first}
  - {id: it, world.write: "{{ item.no }}"}
"""
    world.troubles.append(Trouble("intent", ApplicationException("away")))
    assert desk.run(desk.recipe(steps, HEAD)).totals.done == 1
    assert browsers.said == ["start", "sign in", "renew", "sign in", "close"]


def test_verify_asks_with_a_fresh_session(desk: Desk, world: World, browsers: Browsers) -> None:
    world.add("A")
    steps = """
steps:
  - {world.page: first}
  - id: it
    world.write: "{{ item.no }}"
    verify: [{world.page: "{{ item.no }}"}]
"""
    world.troubles.append(Trouble("arrived", ApplicationException("connection lost")))
    assert desk.run(desk.recipe(steps, HEAD)).totals.done == 1
    assert world.there == ["A"]
    assert browsers.said[:4] == ["start", "sign in", "renew", "sign in"]


def test_an_address_elsewhere_is_kept_whole(desk: Desk, world: World, browsers: Browsers) -> None:
    from zoneinfo import ZoneInfo

    from rpa.effects.gate import Mode
    from rpa.engine.browsing import Browsing
    from rpa.model.clock import Clock
    from rpa.model.secret import Redactor

    here = Browsing(desk.workspace, Redactor(), Clock(ZoneInfo("UTC")), Mode.RUN)
    assert here.address() == ""
    session, is_fresh = here.session(desk.recipe("", PAGE), {"settings": {}}, lambda *_: None)
    assert is_fresh
    assert here.session(desk.recipe("", PAGE), {}, lambda *_: None) == (session, False)
    assert here.address() == "/app/start?x=1#top"
    browsers.made[0].address = "https://other.test/pay"
    assert here.address() == "https://other.test/pay"
    here.discard()
    assert here.address() == ""
    here.close()
    here.close()
    assert browsers.said[-1] == "close"


def test_a_browser_that_does_not_close_is_killed(desk: Desk, world: World, browsers: Browsers) -> None:
    world.add("A")
    browsers.troubles["close"] = [ApplicationException("hangs")]
    assert desk.run(desk.recipe("", PAGE)).totals.done == 1
    assert browsers.said[-2:] == ["close", "kill"]


def test_an_application_that_does_not_answer_costs_no_item_an_attempt(
    desk: Desk, world: World, browsers: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.add("A")
    monkeypatch.setattr(browsing, "PATIENCE", (0.0, 0.0))
    away = "the page does not open: net::ERR_CONNECTION_REFUSED"
    browsers.troubles["sign in"] = [ApplicationException(away) for _ in range(3)]
    with pytest.raises(EnvironmentNotReady, match="the application does not answer"):
        desk.run(desk.recipe("", PAGE))
    assert browsers.said.count("sign in") == 3
    row = desk.item("A")
    assert (row.state, row.attempts) == (ItemState.NEW, 0)
    assert desk.run(desk.recipe("", PAGE)).totals.done == 1
