"""An endpoint in this process, with the spool of a workspace of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from rpa.drivers.spool import folder_of, waiting
from rpa.formats.submission import Submission, read_submission
from rpa.model.workspace import Workspace
from rpa.sources.form.intake import Params
from rpa.web.desk import Desk, Opening
from rpa.web.intake import create_app
from rpa.web.store import Store


@dataclass
class Endpoint:
    """The application with what it has kept and logged."""

    client: FlaskClient
    store: Store
    lines: list[str]
    now: list[float]
    names: list[str] = field(default_factory=list)

    def post(self, name: str, **more: Any) -> Any:
        return self.client.post(f"/intake/{name}", **more)

    def kept(self, name: str) -> list[Submission]:
        folder = folder_of(self.store.workspace, name)
        return [read_submission(path.read_bytes()) for path in waiting(folder)]


Made = Callable[..., Endpoint]


@pytest.fixture
def endpoint(tmp_path: Path) -> Made:
    """Makes an endpoint from the parameters of its intakes."""

    def make(*given: dict[str, Any]) -> Endpoint:
        workspace = Workspace(tmp_path, tmp_path)
        store = Store(workspace, least_free=0)
        openings = {}
        for one in given:
            params = Params.model_validate(one)
            store.prepare(params.name)
            openings[params.name] = Opening("recipe", params, params.signature.secrets() if params.signature else ())
        lines: list[str] = []
        now = [time.time()]
        app = create_app(Desk(openings, store, lambda: now[0]), lines.append)
        return Endpoint(app.test_client(), store, lines, now)

    return make
