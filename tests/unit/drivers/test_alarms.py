"""Who hears what a scheduled run has to say."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.drivers import alarms


@pytest.fixture
def sendmail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder with programs, and a mail program in it."""
    monkeypatch.setattr(alarms, "MAIL_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    program = tmp_path / "sendmail"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    return program


def test_without_a_mail_program_nobody_hears(sendmail: Path) -> None:
    sendmail.unlink()
    check = alarms.check_alarms(b"MAILTO=admin@example.nl\n")
    assert check.state == "warn"
    assert "no mail program" in check.seen
    assert "thrown away" in check.remedy


@pytest.mark.parametrize("line", [b'MAILTO=""', b"MAILTO=", b"MAILTO=a@example.nl\n MAILTO = ''"])
def test_mails_that_are_switched_off(sendmail: Path, line: bytes) -> None:
    assert sendmail.exists()
    assert alarms.check_alarms(line + b"\n0 3 * * * backup\n").state == "warn"


def test_who_gets_the_mails(sendmail: Path) -> None:
    assert sendmail.exists()
    check = alarms.check_alarms(b'#MAILTO=x\nMAILTO="admin@example.nl"\r\n')
    assert (check.state, check.seen) == ("ok", "cron mails to admin@example.nl")
    assert "this user's mailbox" in alarms.check_alarms(b"").seen
