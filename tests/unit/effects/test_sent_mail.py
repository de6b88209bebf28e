"""What the folder of sent mails proves, on a real Dovecot and a real SMTP server."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from rpa.actions.mail.send import Params, run
from rpa.effects.sent_mail import read_settings
from rpa.errors import ApplicationException, EnvironmentNotReady
from rpa.ledger.protocol import Claim
from rpa.model.answer import Answer, Happened, Repeat, Unclear
from rpa.model.clock import Clock
from rpa.model.secret import Secret
from rpa.model.workspace import Workspace
from tests.crash.mail_server import Answers, mail_server
from tests.fakes.imap_server import PASSWORD, USER, ImapServer, dovecot, imap_server
from tests.fakes.one_step import OneStep

needs_dovecot = pytest.mark.skipif(dovecot() is None or os.geteuid() != 0, reason="needs Dovecot 2.3, and root")
GIVEN: dict[str, Any] = {"to": "kari@firma.no", "subject": "Faktura 7", "text": "Hei"}


@pytest.fixture(scope="module")
def imap() -> Iterator[ImapServer]:
    with imap_server() as running:
        yield running


class Office:
    """A workspace that sends by SMTP and looks into a folder of sent mails."""

    def __init__(self, folder: Path, imap_port: int, answers: Answers, smtp_port: int) -> None:
        self.step = OneStep(folder, secrets={"mail.user": USER, "mail.password": PASSWORD})
        self.answers = answers
        self.sent: dict[str, Any] = {"host": "127.0.0.1", "port": imap_port, "security": "none"}
        self.step.settings["mail"] = {
            "host": "127.0.0.1", "port": smtp_port, "security": "none", "sign_in": False, "sent": self.sent
        }  # fmt: skip

    def send(self, claim: Claim, **more: Any) -> Any:
        outputs = run.run(Params(**GIVEN, **more), self.step.context(claim))
        assert self.step.gate is not None
        return outputs, self.step.gate.receipt

    def ask(self, claim: Claim, later: timedelta = timedelta(0)) -> Answer | None:
        class Later(Clock):
            def now(self) -> datetime:
                return datetime.now(UTC) + later

        assert run.verify is not None
        clock = Later(self.step.context(claim).clock.zone)
        return run.verify(Params(**GIVEN), self.step.context(claim, clock=clock))


@pytest.fixture
def office(tmp_path: Path, imap: ImapServer) -> Iterator[Office]:
    answers = Answers()
    with mail_server(answers) as port:
        made = Office(tmp_path, imap.port, answers, port)
        yield made
        made.step.ledger.close()


def lost(office: Office, claim: Claim) -> None:
    """Send a mail whose answer is lost."""
    office.answers.data.append("die")
    with pytest.raises(OSError, match=r".*"):
        office.send(claim)


@needs_dovecot
def test_a_copy_is_filed_and_settles_a_doubt(office: Office, imap: ImapServer, tmp_path: Path) -> None:
    claim = office.step.claim(str(tmp_path))
    outputs, receipt = office.send(claim)
    assert receipt.details["copy"] == "in the folder of sent mails"
    assert imap.ids().count(outputs.message_id) == 1
    found = office.ask(claim)
    assert isinstance(found, Happened)
    assert found.outputs == {"message_id": outputs.message_id, "subject": "Faktura 7"}
    assert found.receipt.reference == outputs.message_id


@needs_dovecot
def test_a_changed_sender_is_still_the_same_mail(office: Office, tmp_path: Path) -> None:
    claim = office.step.claim(str(tmp_path))
    office.send(claim)
    office.step.settings["mail"]["from"] = "Office <office@new-name.example>"
    assert isinstance(office.ask(claim), Happened)


@needs_dovecot
def test_no_copy_proves_nothing_when_the_copy_is_ours(office: Office, tmp_path: Path) -> None:
    claim = office.step.claim(str(tmp_path))
    lost(office, claim)
    found = office.ask(claim)
    assert isinstance(found, Unclear)
    assert "server_files_sent is not set" in found.reason


@needs_dovecot
def test_with_a_server_that_files_everything_not_there_is_a_proof(office: Office, tmp_path: Path) -> None:
    office.sent |= {"server_files_sent": True, "settle": 5}
    claim = office.step.claim(str(tmp_path))
    lost(office, claim)
    assert office.ask(claim) == Repeat("not in the folder of sent mails", timedelta(seconds=5))
    for later in (timedelta(hours=25), timedelta(hours=-1)):  # tidied up meanwhile; or the clock was set back
        found = office.ask(claim, later)
        assert isinstance(found, Unclear)
        assert "somebody may have moved it" in found.reason


@needs_dovecot
def test_such_a_server_gets_no_copy(office: Office, imap: ImapServer, tmp_path: Path) -> None:
    office.sent["server_files_sent"] = True
    outputs, receipt = office.send(office.step.claim(str(tmp_path)))
    assert "copy" not in receipt.details
    assert outputs.message_id not in imap.ids()


@needs_dovecot
@pytest.mark.parametrize("wrong", [{"port": 1}, {"folder": "Nowhere"}])
def test_a_copy_that_fails_is_no_failure_of_the_mail(office: Office, tmp_path: Path, wrong: dict[str, Any]) -> None:
    office.sent |= wrong
    _, receipt = office.send(office.step.claim(str(tmp_path)))
    assert receipt.details["copy"].startswith("not filed: imap://127.0.0.1")
    assert len(office.answers.received) == 1


@needs_dovecot
def test_trouble_in_sending_is_not_taken_for_trouble_in_filing(office: Office, tmp_path: Path) -> None:
    office.answers.rcpt.append("451 later")
    with pytest.raises(ApplicationException, match="451 later"):
        office.send(office.step.claim(str(tmp_path)))


def test_without_the_setting_nobody_is_asked(tmp_path: Path) -> None:
    step = OneStep(tmp_path)
    assert run.verify is not None
    assert run.verify(Params(**GIVEN), step.context(step.claim("A"))) is None
    step.ledger.close()


@pytest.mark.parametrize(
    "table", ["imap.x.nl", {}, {"host": "h", "prot": 1}, {"host": "h", "port": "x"}, {"host": "h", "security": "ssl"}]
)
def test_settings_that_are_wrong(table: Any, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentNotReady, match=r"rpa.toml \[mail\]"):
        read_settings(table, lambda name: Secret(name, "x"), Workspace(tmp_path, tmp_path))
