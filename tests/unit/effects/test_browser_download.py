"""Fetching files behind links, in a real browser."""

from __future__ import annotations

from typing import Any

import pytest

from rpa.effects.browser import BrowserSession
from rpa.effects.browser_download import fetch_link
from rpa.errors import ApplicationException, RpaError, SessionLost, StepFailed
from tests.fakes.browser_target import Asked, BrowserTarget, Reply

pytestmark = pytest.mark.browser


@pytest.fixture
def page(target: BrowserTarget, session: BrowserSession) -> BrowserSession:
    target.pages["GET /list"] = Reply(
        "<a href=/files/7.pdf>Receipt</a><a href=gone.pdf>Old one</a><a href=http://other.example/x>Elsewhere</a>"
        "<a href=/signed-out>Lost</a><a href=/empty>Empty</a><a href=/drop>Broken</a><button>Press</button>",
        headers={"Set-Cookie": "session=abc"},
    )
    session.open("/list")
    return session


def test_the_file_is_fetched_as_the_signed_in_person(target: BrowserTarget, page: BrowserSession) -> None:
    seen: list[Asked] = []

    def give(asked: Asked) -> Reply:
        seen.append(asked)
        return Reply("%PDF-1.7 x", headers={"Content-Type": "application/pdf"})

    target.pages["GET /files/7.pdf"] = give
    assert fetch_link(page, "Receipt") == b"%PDF-1.7 x"
    assert "session=abc" in {name.lower(): value for name, value in seen[0].headers.items()}["cookie"]
    assert target.writes == []


@pytest.mark.parametrize(
    ("link", "error", "message"),
    [
        ("Old one", ApplicationException, "the server answers 404"),
        ("Elsewhere", StepFailed, "leads to another site: http://other.example/x"),
        ("Lost", SessionLost, "gave another page instead of a file"),
        ("Empty", ApplicationException, "has 0 bytes"),
        ("Broken", ApplicationException, "cannot be fetched"),
        ("Press", StepFailed, "is no link to a file"),
    ],
)
def test_what_is_no_file(
    target: BrowserTarget, page: BrowserSession, link: str, error: type[RpaError], message: str
) -> None:
    pages: dict[str, Any] = {
        "GET /signed-out": Reply("", 302, {"Location": "/login"}),
        "GET /login": "<h1>Sign in</h1>",
        "GET /empty": Reply("", headers={"Content-Type": "application/pdf"}),
        "GET /drop": Reply(drop=True),
    }
    target.pages.update(pages)
    with pytest.raises(error, match=message):
        fetch_link(page, link)
