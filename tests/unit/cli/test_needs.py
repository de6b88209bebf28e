"""What recipes lack before they run: told by doctor, by the schedule's install, and by the list of secrets."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from rpa.cli import doctor, schedule, secret
from rpa.cli.init import SETTINGS, make_workspace
from rpa.drivers import machine
from rpa.drivers.machine import Check
from rpa.errors import EnvironmentNotReady
from rpa.ledger.postgres import PostgresLedger
from rpa.ledger.postgres_connection import Server
from tests.fakes.imap_server import PASSWORD, USER, dovecot, imap_server

RECIPE = """name: {name}
locale: nl-NL
schedule: "15 7 * * *"
steps:
- mail.send:
    to: a@example.org
    subject: Hello
    text: "{{{{ secrets.{secret} }}}}"
"""
SERVER = SETTINGS.replace("# host =", "host =")


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in os.environ:
        if name.startswith("RPA_"):
            monkeypatch.delenv(name)
    programs = tmp_path / "bin"
    programs.mkdir()
    crontab = programs / "crontab"
    crontab.write_text('#!/bin/sh\n[ "$1" = -l ] && { echo "no crontab for x" >&2; exit 1; }\ncat > /dev/null\n')
    crontab.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("HOME", str(tmp_path))
    ready = Check("secrets", "ok", "none set")
    monkeypatch.setattr(machine, "check_machine", lambda workspace, *, for_tests: iter((ready,)))
    folder = tmp_path / "office"
    make_workspace(folder, settings=SERVER)
    for name, word in (("orders", "backoffice.password"), ("tickets", "desk.token")):
        (folder / "recipes" / f"{name}.yaml").write_text(RECIPE.format(name=name, secret=word))
    return folder


def set_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("BACKOFFICE_PASSWORD", "DESK_TOKEN", "MAIL_USER", "MAIL_PASSWORD"):
        monkeypatch.setenv(f"RPA_SECRET_{name}", "a word of its own")


def test_doctor_names_every_missing_secret_at_once(root: Path) -> None:
    answer = CliRunner().invoke(doctor.command, ["-C", str(root)])
    assert isinstance(answer.exception, EnvironmentNotReady)
    (line,) = (line for line in answer.stdout.splitlines() if line.startswith("MISSING"))
    for word in ("backoffice.password (orders)", "desk.token (tickets)", "mail.user ([mail] host", "mail.password"):
        assert word in line
    assert "rpa secret set desk.token" in answer.stdout
    assert "none set" not in answer.stdout
    assert "ready" not in answer.stderr


def test_doctor_warns_of_untouched_examples(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch)
    answer = CliRunner().invoke(doctor.command, ["-C", str(root)])
    assert answer.exit_code == 0, answer.output
    assert "[company] name is still 'Our Company B.V.'" in answer.stdout
    assert "[backoffice] url is still 'http://127.0.0.1:8080'" in answer.stdout
    assert "warning" in answer.stderr
    own = SERVER.replace("Our Company B.V.", "Jansen B.V.").replace("office@example.org", "post@jansen.example")
    (root / "rpa.toml").write_text(own.replace("127.0.0.1:8080", "erp.jansen.example"))
    assert "is still" not in CliRunner().invoke(doctor.command, ["-C", str(root)]).stdout


def test_a_recipe_with_mistakes_is_named(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch)
    (root / "recipes" / "orders.yaml").write_text("name: orders\n")
    answer = CliRunner().invoke(doctor.command, ["-C", str(root)])
    assert "orders cannot run" in answer.stdout
    assert "rpa check orders" in answer.stdout


def test_schedules_are_not_installed_without_their_secrets(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = CliRunner().invoke(schedule.command, ["install", "-C", str(root)])
    assert isinstance(answer.exception, EnvironmentNotReady)
    for word in ("backoffice.password (orders)", "desk.token (tickets)", "mail.user (orders, tickets)"):
        assert word in str(answer.exception)
    one = CliRunner().invoke(schedule.command, ["install", "orders", "-C", str(root)])
    assert "desk.token" not in str(one.exception)
    set_all(monkeypatch)
    answer = CliRunner().invoke(schedule.command, ["install", "-C", str(root)])
    assert "not set" not in str(answer.exception)


def test_the_list_of_secrets_shows_what_is_not_set(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RPA_SECRET_DESK_TOKEN", "a word")
    answer = CliRunner().invoke(secret.command, ["list", "-C", str(root)])
    assert "backoffice.password\tnot set; used by orders\n" in answer.stdout
    assert "desk.token\tvariable RPA_SECRET_DESK_TOKEN\n" in answer.stdout
    found = json.loads(CliRunner().invoke(secret.command, ["list", "--json", "-C", str(root)]).stdout)
    assert {"name": "backoffice.password", "source": None, "used_by": ["orders"]} in found


def test_doctor_says_whether_the_ledgers_database_can_be_reached(
    root: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_all(monkeypatch)
    settings = root / "rpa.toml"
    before = settings.read_text()

    def ledger_line(url: str) -> str:
        settings.write_text(
            f'{before}\n[ledger]\nurl = "{url}"\nschema = "{postgres.schema}"\naccept_no_fsync = true\n'
        )
        lines = CliRunner().invoke(doctor.command, ["-C", str(root)]).stdout.splitlines()
        (found,) = (line for line in lines if line[8:].startswith("ledger"))
        return found

    assert ledger_line(postgres.url).startswith("warn")
    settings.write_text("")
    assert "PostgreSQL" in ledger_line(postgres.url)
    assert ledger_line("postgresql://rpa@127.0.0.1:1/rpa").startswith("MISSING")
    assert "a password stands in the url" in ledger_line("postgresql://rpa:s3cret@127.0.0.1:1/rpa")
    assert not PostgresLedger.exists(postgres), "looking makes nothing"


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        ('[mail]\nfrom = "o@x.nl"\n', "warn    mail       mails go into the folder outbox/: no server is named"),
        ('[mail]\noutbox = "uit/"\n', "warn    mail       mails go into the folder uit/: no server is named"),
        ('[mail]\ncollected = "gone"\n', "ok      mail       mails go into the folder outbox/: no server is named"),
        ('[mail]\nhost = "smtp.x.nl"\n', ""),
    ],
)
def test_doctor_says_where_mails_go_when_no_server_sends_them(
    root: Path, monkeypatch: pytest.MonkeyPatch, settings: str, line: str
) -> None:
    set_all(monkeypatch)
    (root / "rpa.toml").write_text(settings)
    answer = CliRunner().invoke(doctor.command, ["-C", str(root)])
    assert answer.exit_code == 0, answer.output
    lines = [one for one in answer.stdout.splitlines() if one[8:].startswith("mail ")]
    assert lines == ([line] if line else [])
    assert ("orders, tickets: no mail leaves this machine" in answer.stdout) == line.startswith("warn")


def test_doctor_tells_every_mistake_in_the_settings(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch)
    (root / "rpa.toml").write_text('[mail]\nhots = "h"\noutbx = "uit"\n')
    answer = CliRunner().invoke(doctor.command, ["-C", str(root)])
    assert isinstance(answer.exception, EnvironmentNotReady)
    assert "MISSING settings   rpa.toml line 2: [mail] has no setting 'hots'" in answer.stdout
    assert "MISSING settings   rpa.toml line 3: [mail] has no setting 'outbx'" in answer.stdout


READS = """name: mails
items:
  from: {mail.imap: INBOX}
  key: "{{ item.message_id }}"
steps:
- check: "{{ item.subject != '' }}"
"""


def test_a_mailbox_needs_its_secrets(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch)
    (root / "recipes/mails.yaml").write_text(READS)
    token = '[mail.inbox]\nhost = "127.0.0.1"\nport = 1\nuser = "a@x.example"\nsign_in = "token"\n'
    (root / "rpa.toml").write_text(SERVER + token)
    answer = CliRunner().invoke(doctor.command, ["-C", str(root)])
    assert "mail.token (mails)" in answer.output
    assert "inbox: the secret mail.token is not set" in answer.output


def test_doctor_names_a_mailbox_that_is_not_set(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_all(monkeypatch)
    (root / "recipes/mails.yaml").write_text(READS.replace("mail.imap: INBOX", "mail.imap: {account: invoices}"))
    answer = CliRunner().invoke(doctor.command, ["-C", str(root)])
    assert "mails reads the mailbox invoices, which rpa.toml does not name" in answer.output
    assert "[mail.accounts.invoices] host" in answer.output


def test_doctor_says_whether_a_mailbox_answers(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if dovecot() is None or os.geteuid() != 0:
        pytest.skip("needs Dovecot 2.3, and root")
    set_all(monkeypatch)
    monkeypatch.setenv("RPA_SECRET_MAIL_USER", USER)
    monkeypatch.setenv("RPA_SECRET_MAIL_PASSWORD", PASSWORD)
    monkeypatch.setenv("RPA_SECRET_MAIL_OLD_PASSWORD", "not this one")
    with imap_server() as server:
        line = f'host = "127.0.0.1"\nport = {server.port}\nsecurity = "none"\n'
        (root / "rpa.toml").write_text(f'{SERVER}[mail.inbox]\n{line}[mail.accounts.old]\n{line}user = "{USER}"\n')
        answer = CliRunner().invoke(doctor.command, ["-C", str(root)])
        assert f"inbox: imap://127.0.0.1:{server.port} answers, 2 folders" in answer.output
        assert f"old: imap://127.0.0.1:{server.port}: the IMAP server refuses the password" in answer.output
        assert "rpa secret set mail.old.password" in answer.output
        assert "not this one" not in answer.output
    assert isinstance(answer.exception, EnvironmentNotReady)
