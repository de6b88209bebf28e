"""Mails, read back from the outbox."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rpa.actions.mail.send import Params, run
from rpa.errors import BusinessException, EnvironmentNotReady, StepFailed
from rpa.model.item import ItemState
from tests.fakes.one_step import OneStep

GIVEN: dict[str, Any] = {"to": "kari@firma.no", "subject": "Hei", "text": "Takk for bestillingen.\n"}


def outbox(step: OneStep) -> list[EmailMessage]:
    files = sorted((step.root / "outbox" / "new").glob("*"))
    return [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files]


def test_a_mail_with_attachments(step: OneStep) -> None:
    (step.root / "a.pdf").write_bytes(b"%PDF-1.7")
    (step.root / "b.csv.gz").write_bytes(b"\x1f\x8b")
    (step.root / "c.eml").write_bytes(b"Subject: x\n\ny")
    found = step.do(run, to_name="Kari, Nordmann", cc=["b@b.nl"], attach=["a.pdf", "b.csv.gz", "c.eml"], **GIVEN)
    (message,) = outbox(step)
    assert message["To"].addresses[0].display_name == "Kari, Nordmann"
    assert (message["Message-ID"], message["Subject"]) == (found.message_id, "Hei")
    assert message["Auto-Submitted"] == "auto-generated"
    kinds = [(part.get_filename(), part.get_content_type()) for part in message.iter_attachments()]
    assert kinds == [
        ("a.pdf", "application/pdf"),
        ("b.csv.gz", "application/octet-stream"),
        ("c.eml", "application/octet-stream"),
    ]
    assert [part.get_content() for part in message.iter_attachments()][2] == b"Subject: x\n\ny"


def test_the_same_item_and_step_is_the_same_mail(step: OneStep) -> None:
    claim = step.claim("A-1")
    first = step.do(run, claim=claim, **GIVEN)
    again = run.run(Params(**GIVEN), step.context(claim, "it-too"))
    assert first.message_id != again.message_id  # type: ignore[attr-defined]
    other = OneStep.context(step, step.claim("A-2"))
    assert run.run(Params(**GIVEN), other).message_id != first.message_id  # type: ignore[attr-defined]


def test_a_mail_that_a_person_wants_once_more_is_another_mail(step: OneStep) -> None:
    """With the old Message-ID the outbox would take it for the one that lies there, and a server for a double."""
    claim = step.claim("A-1")
    first = step.do(run, claim=claim, **GIVEN)
    step.ledger.settle(claim, ItemState.DONE)
    assert step.ledger.reopen(claim.item, ["it"], "anna")
    second = step.do(run, claim=step.claim("A-1"), **GIVEN)
    assert second.message_id != first.message_id
    assert {message["Message-ID"] for message in outbox(step)} == {first.message_id, second.message_id}


def test_nothing_a_stranger_writes_becomes_a_header(step: OneStep) -> None:
    evil = "x\r\nBcc: all@evil.example\r\n\r\nbody"
    step.do(run, **{**GIVEN, "subject": evil, "to_name": evil, "in_reply_to": "<1@x>\r\nBcc: a@evil.example"})
    (message,) = outbox(step)
    assert message["Bcc"] is None
    assert message.get_content() == GIVEN["text"]
    assert message["Subject"] == "x Bcc: all@evil.example body"


@pytest.mark.parametrize("to", ["kari", "a@b, c@d.nl", "", "a@b.nl\nBcc: x@y.nl", "jörg@example.org"])
def test_addresses_that_are_none(step: OneStep, to: str) -> None:
    with pytest.raises(BusinessException, match="the mail cannot be addressed"):
        step.do(run, **{**GIVEN, "to": to})
    assert step.gate is not None
    assert step.gate.intent is None


def test_a_domain_with_an_umlaut(step: OneStep) -> None:
    step.do(run, **{**GIVEN, "to": "info@müller.de"})
    assert outbox(step)[0]["To"].addresses[0].addr_spec == "info@xn--mller-kva.de"


def test_from_a_template_with_its_html(step: OneStep) -> None:
    folder = step.root / "templates"
    folder.mkdir()
    (folder / "hello.txt.j2").write_text("Subject: Order {{ number }}\n\nFrom {{ company.name }}\n")
    (folder / "hello.html.j2").write_text("<p>{{ number }}</p>")
    (folder / "bad.txt.j2").write_text("Order\n")
    step.do(run, to="kari@firma.no", template="hello.txt.j2", values={"number": "<7>"})
    (message,) = outbox(step)
    assert message["Subject"] == "Order <7>"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert plain.get_content() == "From Van Dijk Groothandel B.V.\n"
    assert "&lt;7&gt;" in html.get_content()
    with pytest.raises(StepFailed, match=r"bad.txt.j2: the first line is not"):
        step.do(run, key="A-2", to="kari@firma.no", template="bad.txt.j2")
    with pytest.raises(StepFailed, match=r"none\.txt\.j2"):
        step.do(run, key="A-3", to="kari@firma.no", template="none.txt.j2")


@pytest.mark.parametrize("more", [{}, {"subject": "x"}, {"subject": "x", "text": "y", "template": "z"}])
def test_one_text(more: dict[str, str]) -> None:
    with pytest.raises(ValidationError, match="give either a template, or subject and text"):
        Params(to="a@b.nl", **more)


def test_attachments_that_cannot_go(step: OneStep) -> None:
    with pytest.raises(StepFailed, match="the file to attach is not there"):
        step.do(run, attach=["none.pdf"], **GIVEN)
    with pytest.raises(BusinessException, match="leads out of the workspace"):
        step.do(run, key="A-2", attach=["../../etc/passwd"], **GIVEN)
    (step.root / "big").write_bytes(bytes(26 << 20))
    with pytest.raises(BusinessException, match=r"the attachments have 26.0 MB"):
        step.do(run, key="A-3", attach=["big"], **GIVEN)


def test_a_plan_shows_the_mail_and_sends_none(step: OneStep) -> None:
    planned = step.plan(run, attach=["not-made-yet.pdf"], **GIVEN)
    assert dict(planned.intent.fields)["Attachment"] == "not-made-yet.pdf"
    assert planned.intent.repeatable
    assert not (step.root / "outbox").exists()


def test_a_sender_that_is_no_address(step: OneStep) -> None:
    step.settings["mail"] = {"from": "Office"}
    with pytest.raises(EnvironmentNotReady, match="'Office' is no address"):
        step.do(run, **GIVEN)
    assert Path(step.root).is_dir()
