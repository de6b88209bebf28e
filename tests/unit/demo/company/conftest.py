"""A back office with its sample data, in a folder that goes away."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from rpa.demo.company.app import create_app
from rpa.demo.company.settings import CompanySettings

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(frozen=True)
class Visitor:
    """Somebody at a browser without scripts."""

    client: FlaskClient
    settings: CompanySettings

    def open(self, address: str) -> str:
        """The text of a page, wherever it leads."""
        return self.client.get(address, follow_redirects=True).get_data(as_text=True)

    def post(self, address: str, form: dict[str, Any], *, page: str | None = None) -> TestResponse:
        """Post a form with the token of the page it is on; redirects are not followed."""
        found = TOKEN.search(self.open(page or address))
        assert found
        return self.client.post(address, data={**form, "csrf_token": found[1]})

    def sign_in(self) -> TestResponse:
        return self.post("/sign-in", {"user": self.settings.user, "password": self.settings.password})

    def counts(self) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get("/counts").get_json()
        return found

    def misbehave(self, **mischief: object) -> TestResponse:
        return self.client.post(
            "/mischief", data=json.dumps(mischief), headers={"X-Company-Token": self.settings.token}
        )


@pytest.fixture
def settings(tmp_path: Path) -> CompanySettings:
    return CompanySettings(tmp_path / "company.db", interstitial_every=0)


@pytest.fixture
def open_office(settings: CompanySettings) -> Callable[..., Visitor]:
    """Opens the back office with other settings, and walks in."""

    def enter(**changes: Any) -> Visitor:
        mine = replace(settings, **changes)
        return Visitor(create_app(mine).test_client(), mine)

    return enter


@pytest.fixture
def visitor(open_office: Callable[..., Visitor]) -> Visitor:
    """Somebody who has signed in."""
    somebody = open_office()
    assert somebody.sign_in().status_code == 302
    return somebody
