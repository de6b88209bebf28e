"""The actions against the sample company, through a real browser."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from rpa.actions.contract import Action
from rpa.demo.company.server import CompanyServer
from rpa.demo.company.settings import CompanySettings
from rpa.effects.browser import BrowserSession, BrowserSettings
from rpa.effects.gate import Mode, Planned
from rpa.model.effect import Intent, Receipt
from rpa.model.secret import Redactor, Secret
from rpa.model.workspace import Workspace


@dataclass
class Office:
    server: CompanyServer
    session: BrowserSession
    folder: Path
    mode: Mode = Mode.RUN
    receipts: list[Receipt] = field(default_factory=list)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        with sqlite3.connect(self.folder / "company.db") as db:
            rows = db.execute(sql).fetchall()
        db.close()
        return rows

    def run(self, action: Action, **params: Any) -> dict[str, Any]:
        """Run an action as the engine would; outputs as a mapping."""
        context: Any = SimpleNamespace(
            gate=SimpleNamespace(write=self._write),
            browser=lambda: self.session,
            locale="nl-NL",
            evidence=self.folder / "evidence",
            evidence_name=lambda path: path.name,
            extra={"timeout": 5.0},
        )
        return action.run(action.params(**params), context).model_dump()

    def _write(self, intent: Intent, act: Callable[[Callable[[], None]], Receipt]) -> Receipt:
        if self.mode is Mode.PLAN:
            raise Planned(intent)
        self.receipts.append(act(lambda: None))
        return self.receipts[-1]


OpenOffice = Callable[..., Office]


@pytest.fixture
def open_office(tmp_path: Path) -> Iterator[OpenOffice]:
    """Start the company with a signed-in browser."""
    started: list[Office] = []

    def start(mode: Mode = Mode.RUN, **company: Any) -> Office:
        server = CompanyServer(CompanySettings(database=tmp_path / "company.db", **company))
        server.__enter__()
        settings = BrowserSettings(
            server.address,
            signed_in="Sign out",
            dates="dd-mm-yyyy",
            pages_between=(("Scheduled maintenance tonight", "Continue"),),
            timeout=5,
        )
        password = Secret("office.password", server.settings.password)
        session = BrowserSession(settings, Workspace(tmp_path, tmp_path), Redactor([password]), mode)
        office = Office(server, session, tmp_path, mode)
        started.append(office)
        session.start()

        def sign_in() -> None:
            session.fill({"User name": server.settings.user, "Password": password})
            session.click("Sign in")

        session.sign_in(sign_in)
        return office

    yield start
    for office in started:
        office.session.close()
        office.server.__exit__(None, None, None)
