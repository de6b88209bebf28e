"""Pages that say "saved" although it is not so yet: what was once reported done, or in doubt, and was not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from rpa.effects.browser import BrowserSession
from rpa.errors import ApplicationException, TargetBusy
from tests.fakes.browser_target import BrowserTarget, Reply
from tests.unit.effects.conftest import FORM, OneGate

pytestmark = pytest.mark.browser
Submit = Callable[..., dict[str, Any]]

SAY = "document.getElementById('o').textContent = 'saved'"


def page(script: str) -> str:
    return f'<p id=o></p><button onclick="{script}">Save</button>'


def test_a_page_that_says_saved_and_loses_the_connection_is_doubt(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    script = f"{SAY}; fetch('/api', {{method: 'POST'}}).catch(() => null)"
    target.pages |= {"GET /": page(script), "POST /api": Reply(drop=True)}
    session.open("/")
    gate = OneGate()
    with pytest.raises(ApplicationException, match="connection broke"):
        submit(session, gate)
    assert gate.is_sent


def test_a_page_that_says_saved_and_sends_later_is_waited_for(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    script = f"{SAY}; setTimeout(() => fetch('/api', {{method: 'POST'}}), 250)"
    target.pages |= {"GET /": page(script), "POST /api": "{}"}
    session.open("/")
    gate = OneGate()
    submit(session, gate)
    assert [one.path for one in target.writes] == ["/api"]
    assert gate.received_at_sent == 0


def test_a_page_that_says_saved_between_two_requests_sends_both(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    lines = "setTimeout(() => fetch('/lines', {method: 'POST'}), 150)"
    script = f"fetch('/api', {{method: 'POST'}}).then(() => {{ {SAY}; {lines} }})"
    target.pages |= {"GET /": page(script), "POST /api": "{}", "POST /lines": "{}"}
    session.open("/")
    submit(session, OneGate())
    assert [one.path for one in target.writes] == ["/api", "/lines"]


def test_a_second_request_that_fails_is_no_success(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    lines = "setTimeout(() => fetch('/lines', {method: 'POST'}), 150)"
    script = f"fetch('/api', {{method: 'POST'}}).then(() => {{ {SAY}; {lines} }})"
    target.pages |= {"GET /": page(script), "POST /api": "{}", "POST /lines": Reply("oops", 500)}
    session.open("/")
    with pytest.raises(ApplicationException, match="500"):
        submit(session, OneGate())


def test_a_target_that_answers_signed_out_has_not_taken_it(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    target.pages |= {"GET /": FORM, "POST /save": Reply("<h1>Sign in</h1>", 401)}
    session.open("/")
    with pytest.raises(TargetBusy, match="signed out"):
        submit(session, OneGate())


def test_an_empty_form_with_good_news_of_other_words_is_doubt_and_no_refusal(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    """Taken for a refusal, the item would be rejected, handed in again, and entered twice."""
    again = FORM + '<div class="alert alert-success" role=alert>Order 12 stored</div>'
    target.pages |= {"GET /": FORM, "POST /save": again}
    session.open("/")
    gate = OneGate()
    with pytest.raises(ApplicationException, match="did not appear"):
        submit(session, gate)
    assert gate.is_sent
