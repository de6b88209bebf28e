"""What came of a submit: done, refused, nothing sent, or not clear."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from rpa.effects.browser import BrowserSession
from rpa.errors import ApplicationException, BusinessException, RpaError, StepFailed, TargetBusy, TargetRefusal
from tests.fakes.browser_target import Asked, BrowserTarget, Reply
from tests.unit.effects.conftest import FORM, OneGate, Open, saved

pytestmark = pytest.mark.browser
Submit = Callable[..., dict[str, Any]]


def test_named_groups_and_readings_become_outputs(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    page = "<p>Order  10042 saved</p><dl><dt>Total<dd>1.250,50 EUR<dt>Due<dd>03-04-2026</dl>"
    target.pages |= {"GET /": FORM, "POST /save": saved, "GET /done": page}
    session.open("/")
    outputs = submit(session, OneGate(), expect="Order (?P<number>[0-9]+) saved", read={"due": "Due"})
    assert outputs["number"] == "10042"
    assert outputs["due"] == "03-04-2026"
    assert outputs["confirmation"] == "Order 10042 saved"


@pytest.mark.parametrize("status", [400, 403, 409, 422])
def test_an_answer_4xx_is_a_refusal(
    target: BrowserTarget, session: BrowserSession, submit: Submit, status: int
) -> None:
    answer = Reply("<div role=alert>Order number is taken</div>", status)
    target.pages |= {"GET /": FORM, "POST /save": answer}
    session.open("/")
    gate = OneGate()
    with pytest.raises(TargetRefusal, match="Order number is taken"):
        submit(session, gate)
    assert gate.is_sent


def test_the_same_form_with_complaints_is_a_refusal(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    again = FORM + "<ul class=errors><li>City does not exist</li></ul>"
    target.pages |= {"GET /": FORM, "POST /save": again}
    session.open("/")
    with pytest.raises(TargetRefusal, match="City does not exist"):
        submit(session, OneGate())


def test_complaints_on_another_page_are_doubt(target: BrowserTarget, session: BrowserSession, submit: Submit) -> None:
    target.pages |= {"GET /": FORM, "POST /save": "<div role=alert>The mail could not be sent</div>"}
    session.open("/")
    with pytest.raises(ApplicationException, match="could not be sent"):
        submit(session, OneGate())


@pytest.mark.parametrize(
    ("status", "kind"), [(500, ApplicationException), (503, ApplicationException), (401, TargetBusy)]
)
def test_server_errors_are_doubt(
    target: BrowserTarget, session: BrowserSession, submit: Submit, status: int, kind: type[RpaError]
) -> None:
    target.pages |= {"GET /": FORM, "POST /save": Reply("<h1>Oops</h1>", status)}
    session.open("/")
    gate = OneGate()
    with pytest.raises(kind):
        submit(session, gate)
    assert gate.is_sent


def test_no_clear_answer_is_doubt(target: BrowserTarget, session: BrowserSession, submit: Submit) -> None:
    target.pages |= {"GET /": FORM, "POST /save": "<p>Thank you</p>"}
    session.open("/")
    gate = OneGate()
    with pytest.raises(ApplicationException, match="sent, but 'saved' did not appear within 2 seconds"):
        submit(session, gate)
    assert gate.is_sent


def test_the_browsers_own_validation_sends_nothing(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    target.pages |= {"GET /": FORM.replace("name=city", "name=city required"), "POST /save": saved}
    session.open("/")
    gate = OneGate()
    with pytest.raises(BusinessException, match="City: ") as caught:
        submit(session, gate)
    assert not isinstance(caught.value, TargetRefusal)
    assert not gate.is_sent
    assert target.writes == []


def test_the_pages_own_validation_sends_nothing(target: BrowserTarget, session: BrowserSession, submit: Submit) -> None:
    script = (
        "event.preventDefault(); document.body.insertAdjacentHTML('beforeend', '<p role=alert>City is missing</p>')"
    )
    target.pages["GET /"] = FORM.replace("<form ", f'<form onsubmit="{script}" ')
    session.open("/")
    gate = OneGate()
    with pytest.raises(BusinessException, match="City is missing"):
        submit(session, gate)
    assert not gate.is_sent


def test_a_click_without_effect_is_the_recipes_fault(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    target.pages["GET /"] = "<button type=button>Save</button>"
    session.open("/")
    gate = OneGate()
    with pytest.raises(StepFailed, match="nothing was sent"):
        submit(session, gate)
    assert not gate.is_sent


def test_a_text_that_was_there_before_is_no_confirmation(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    target.pages["GET /"] = "<p>Order 1 saved</p><button type=button>Save</button>"
    session.open("/")
    with pytest.raises(StepFailed, match="was on the page before"):
        submit(session, OneGate())


def test_dialogs_and_pages_on_the_way(target: BrowserTarget, session: BrowserSession, submit: Submit) -> None:
    ask = "event.preventDefault(); d.hidden = false"
    dialog = '<div id=d role=dialog hidden><button onclick="document.forms[0].submit()">Yes, save</button></div>'
    target.pages |= {
        "GET /": FORM.replace("<form ", f'<form onsubmit="{ask}" ') + dialog,
        "POST /save": "<form method=post action=/confirm><button>Confirm and file</button></form>",
        "POST /confirm": saved,
        "GET /done": "<p>Return saved</p>",
    }
    session.open("/")
    gate = OneGate()
    submit(session, gate, confirm="Yes, save", then=("Confirm and file",))
    assert [one.path for one in target.writes] == ["/save", "/confirm"]
    assert gate.received_at_sent == 0


def test_a_confirmation_of_the_same_name_is_another_button(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    ask = "event.preventDefault(); setTimeout(() => { d.hidden = false }, 200)"
    dialog = '<div id=d hidden><button onclick="document.forms[0].submit()">Save</button></div>'
    target.pages |= {
        "GET /": FORM.replace("<form ", f'<form onsubmit="{ask}" ') + dialog,
        "POST /save": saved,
        "GET /done": "<p>Order saved</p>",
    }
    session.open("/")
    submit(session, OneGate(), confirm="Save")
    assert len(target.writes) == 1


def test_a_slow_answer_is_never_clicked_again(target: BrowserTarget, session: BrowserSession, submit: Submit) -> None:
    def slowly(asked: Asked) -> Reply:
        time.sleep(0.6)
        return Reply(FORM)

    target.pages |= {"GET /": FORM, "POST /save": slowly}
    session.open("/")
    with pytest.raises(RpaError):
        submit(session, OneGate(), confirm="Save and close", then=("Save",))
    assert len(target.writes) == 1


def test_an_error_page_that_holds_the_expected_words(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    target.pages |= {"GET /": FORM, "POST /save": Reply("<h1>Order could not be saved</h1>", 500)}
    session.open("/")
    with pytest.raises(ApplicationException, match="500"):
        submit(session, OneGate())


def test_a_button_that_is_not_there_begins_nothing(
    target: BrowserTarget, session: BrowserSession, submit: Submit
) -> None:
    target.pages |= {"GET /": FORM}
    session.open("/")
    gate = OneGate()
    with pytest.raises(StepFailed, match="did you mean 'Save'"):
        submit(session, gate, click="Safe")
    assert gate.intent is None


@pytest.mark.parametrize(("accept", "count"), [(True, 1), (False, 0)])
def test_the_browsers_confirm_box(
    target: BrowserTarget, session: BrowserSession, submit: Submit, accept: bool, count: int
) -> None:
    target.pages |= {
        "GET /": FORM.replace("<form ", "<form onsubmit=\"return confirm('Really?')\" "),
        "POST /save": saved,
        "GET /done": "saved",
    }
    session.open("/")
    if accept:
        submit(session, OneGate(), dialogs=True)
    else:
        with pytest.raises(RpaError, match="Really"):
            submit(session, OneGate(), dialogs=False)
    assert len(target.writes) == count


def test_a_single_page_application(target: BrowserTarget, session: BrowserSession, submit: Submit) -> None:
    show = "setTimeout(() => { o.textContent = 'Order 7 saved' }, 300)"
    script = f"fetch('/api', {{method: 'POST', body: '{{}}'}}).then(() => {show})"
    target.pages |= {"GET /": f'<p id=o></p><button onclick="{script}">Save</button>', "POST /api": "{}"}
    session.open("/")
    gate = OneGate()
    outputs = submit(session, gate, expect="Order (?P<number>.+) saved")
    assert outputs["number"] == "7"
    assert gate.received_at_sent == 0


def test_a_page_between_after_the_submit(target: BrowserTarget, open_session: Open, submit: Submit) -> None:
    target.pages |= {
        "GET /": FORM,
        "POST /save": saved,
        "GET /done": "<h1>Maintenance tonight</h1><a href=/shown>Continue</a>",
        "GET /shown": "<p>Order saved</p>",
    }
    session = open_session(pages_between=(("Maintenance tonight", "Continue"),))
    session.open("/")
    submit(session, OneGate())
    assert len(target.writes) == 1
