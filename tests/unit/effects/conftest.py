"""Sessions in a real browser against a tiny application that counts what it gets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from rpa.effects.browser import BrowserSession, BrowserSettings
from rpa.effects.browser_writing import Writing, write
from rpa.effects.gate import Gate, Mode, Planned
from rpa.model.effect import Intent, Receipt
from rpa.model.secret import Redactor
from rpa.model.workspace import Workspace
from tests.fakes.browser_target import Asked, BrowserTarget, Reply


@dataclass
class OneGate(Gate):
    """A gate without a ledger: it notes when `sent` was called, and by then what the target had received."""

    ledger: Any = None
    claim: Any = None
    step: str = "order"
    mode: Mode = Mode.RUN
    target: BrowserTarget | None = None
    received_at_sent: int = -1
    sent_fails: BaseException | None = None
    finished: list[Any] = field(default_factory=list)

    def write(
        self,
        intent: Intent,
        act: Callable[[Callable[[], None]], Receipt],
        known: Mapping[str, Any] | None = None,
    ) -> Receipt:
        self.intent = intent
        if self.mode is Mode.PLAN:
            raise Planned(intent)
        self.receipt = act(self.note_sent)
        return self.receipt

    def note_sent(self) -> None:
        if self.sent_fails is not None:
            raise self.sent_fails
        if not self.is_sent:
            self.is_sent = True
            self.received_at_sent = len(self.target.writes) if self.target else -1


@dataclass
class Surroundings:
    session: BrowserSession
    gate: Gate
    evidence: Path
    locale: str = "nl-NL"
    extra: Mapping[str, Any] = field(default_factory=lambda: {"timeout": 2.0})

    def browser(self) -> BrowserSession:
        return self.session

    def evidence_name(self, path: Path) -> str:
        return path.name


Open = Callable[..., BrowserSession]


@pytest.fixture(scope="session")
def target_server() -> Iterator[BrowserTarget]:
    with BrowserTarget() as target:
        yield target


@pytest.fixture
def target(target_server: BrowserTarget) -> BrowserTarget:
    target_server.reset()
    return target_server


@pytest.fixture
def open_session(target: BrowserTarget, tmp_path: Path) -> Iterator[Open]:
    """Start a session; `settings` are those of `BrowserSettings` besides the address."""
    started = []

    def start(mode: Mode = Mode.RUN, **settings: Any) -> BrowserSession:
        known = {"url": target.url + "/", "timeout": 1.5, **settings}
        session = BrowserSession(BrowserSettings(**known), Workspace(tmp_path, tmp_path), Redactor(), mode)
        session.start()
        started.append(session)
        return session

    yield start
    for session in started:
        session.close()


@pytest.fixture
def session(open_session: Open) -> BrowserSession:
    return open_session()


@pytest.fixture
def submit(tmp_path: Path, target: BrowserTarget) -> Callable[..., dict[str, Any]]:
    """Submit the page in front through a gate; returns the outputs."""

    def press(session: BrowserSession, gate: OneGate, **words: Any) -> dict[str, Any]:
        gate.target = target
        writing = Writing(**{"click": "Save", "expect": "saved", **words})
        return write(Surroundings(session, gate, tmp_path / "evidence"), writing, ())

    return press


FORM = "<form method=post action=/save><label>City<input name=city></label><button>Save</button></form>"


def saved(asked: Asked) -> Reply:
    """Answer a post by a redirect to the page that says so."""
    return Reply(status=302, headers={"Location": f"/done?city={asked.form.get('city', '')}"})
