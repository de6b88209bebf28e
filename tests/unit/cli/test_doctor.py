"""`rpa doctor`: what it prints, how it ends, and that --fix installs and looks again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from rpa.cli import demo
from rpa.cli.doctor import command
from rpa.drivers import machine, packages
from rpa.drivers.machine import Check
from rpa.drivers.packages import Installer
from rpa.drivers.workspace import open_workspace
from rpa.engine.hand import NAME
from rpa.engine.presence import open_presence
from rpa.engine.runs import open_ledger
from rpa.errors import EnvironmentNotReady, UsageError
from rpa.model.item import Arrival

GOOD = Check("Python", "ok", "3.11.7")
WARN = Check("cron", "warn", "no crontab", "Needed to schedule.", part="cron")
BAD = Check("browser", "missing", "none found", "Install Chromium.", part="browser")


class Machine:
    """A machine whose missing browser appears after a certain command."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *, cure: str, reason: str = "") -> None:
        self.commands: list[tuple[str, ...]] = []
        self.cure, self.bad, self.trouble = cure, BAD, "chromium-headless-shell"
        monkeypatch.setattr(machine, "check_machine", self.check)
        monkeypatch.setattr(machine, "check_browser", lambda workspace: self.browser())
        monkeypatch.setattr(packages, "find_installer", lambda: Installer("apt-get", "debian", reason=reason))
        monkeypatch.setattr(packages, "install", self.install)

    def browser(self) -> Check:
        cured = any(self.cure in command for command in self.commands)
        return Check("browser", "ok", "Chromium 156") if cured else self.bad

    def check(self, workspace: object, *, for_tests: bool = False) -> Iterator[Check]:
        yield from (GOOD, self.browser())

    def install(self, installer: Installer, command: tuple[str, ...]) -> str:
        self.commands.append(command)
        return "exit code 100" if self.trouble in command else ""


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RPA_WORKSPACE", raising=False)


def test_what_is_missing_ends_with_6(monkeypatch: pytest.MonkeyPatch) -> None:
    Machine(monkeypatch, cure="nothing")
    answer = CliRunner().invoke(command, [])
    assert isinstance(answer.exception, EnvironmentNotReady)
    assert answer.exception.exit_code == 6
    assert "rpa doctor --fix" in str(answer.exception)
    assert "MISSING browser    none found\n" in answer.stdout
    assert "Install Chromium." in answer.stdout


def test_a_warning_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "check_machine", lambda workspace, *, for_tests: iter((GOOD, WARN)))
    answer = CliRunner().invoke(command, [])
    assert answer.exit_code == 0
    assert "Needed to schedule." in answer.stdout
    assert "ready" in answer.stderr


def test_fix_takes_the_first_way_that_works(monkeypatch: pytest.MonkeyPatch) -> None:
    there = Machine(monkeypatch, cure="chromium")
    answer = CliRunner().invoke(command, ["--fix"])
    assert answer.exit_code == 0, answer.output
    assert [command[-1] for command in there.commands] == ["-q", "chromium-headless-shell", "chromium"]
    assert "ok      browser    Chromium 156" in answer.stdout


@pytest.mark.parametrize("works", [True, False])
def test_fix_installs_no_server_that_would_be_started(monkeypatch: pytest.MonkeyPatch, works: bool) -> None:
    there = Machine(monkeypatch, cure="openssh-server")
    there.bad = Check("sshd", "missing", "there is no sshd", "Tests need it.", part="sshd")
    there.trouble = "" if works else "/etc/ssh/sshd_not_to_be_run"
    monkeypatch.setattr(machine, "check_program", lambda part: there.browser())
    answer = CliRunner().invoke(command, ["--fix"])
    commands = [command[-1] for command in there.commands]
    assert commands == ["-q", "/etc/ssh/sshd_not_to_be_run", *["openssh-server"] * works]
    assert (answer.exit_code == 0) is works
    assert ("sshd is not installed: it would start a server" in answer.stderr) is not works


def test_fix_that_does_not_help_says_what_to_type(monkeypatch: pytest.MonkeyPatch) -> None:
    Machine(monkeypatch, cure="nothing")
    answer = CliRunner().invoke(command, ["--fix"])
    assert isinstance(answer.exception, EnvironmentNotReady)
    assert "by hand" in str(answer.exception)
    assert "chromium-headless-shell" in str(answer.exception)


def test_fix_without_the_right_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    there = Machine(monkeypatch, cure="nothing", reason="installing needs root, and there is no sudo")
    answer = CliRunner().invoke(command, ["--fix"])
    assert there.commands == []
    assert "no sudo" in answer.stderr
    assert isinstance(answer.exception, EnvironmentNotReady)


def test_json_for_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    Machine(monkeypatch, cure="nothing")
    answer = CliRunner().invoke(command, ["--json"])
    assert [row["state"] for row in json.loads(answer.stdout)] == ["ok", "missing"]
    assert isinstance(answer.exception, EnvironmentNotReady)


def test_a_workspace_that_was_named_must_be_there(tmp_path: Path) -> None:
    answer = CliRunner().invoke(command, ["-C", str(tmp_path)])
    assert isinstance(answer.exception, UsageError)


class TestRunsThatNobodyWasToldOf:
    """A recipe that was killed and is never started again would tell nobody."""

    @pytest.fixture
    def here(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        monkeypatch.setattr(machine, "check_machine", lambda workspace, *, for_tests: iter((GOOD,)))
        (tmp_path / "rpa.toml").touch()
        return tmp_path

    @staticmethod
    def record(here: Path, owner: str, recipe: str = "forms") -> None:
        """A run without an end, with an item that is left and one that two contents claim."""
        with closing(open_ledger(open_workspace(here))) as ledger:
            run = ledger.start_run(recipe, f"{recipe}.yaml", f"name: {recipe}\n", {}, owner)
            ledger.record(run, recipe, [Arrival("C", "one", {}, "list"), Arrival("C", "two", {}, "list")])

    def test_are_named_with_what_to_do(self, here: Path) -> None:
        self.record(here, "elsewhere:1:dead")
        answer = CliRunner().invoke(command, ["-C", str(here)])
        assert "warn    runs       nobody was told of run 1 of forms (its process was killed)" in answer.stdout
        assert ": 1 item for a person, 1 item left\n" in answer.stdout
        assert "To look at them: rpa review forms. To be told, and to go on: rpa run forms\n" in answer.stdout

    def test_one_under_way_is_none(self, here: Path) -> None:
        with closing(open_presence(open_workspace(here))) as presence:
            self.record(here, presence.name)
            assert "nobody was told" not in CliRunner().invoke(command, ["-C", str(here)]).stdout
        assert "nobody was told" in CliRunner().invoke(command, ["-C", str(here)]).stdout

    def test_what_the_demo_has_shown_is_none(self, here: Path) -> None:
        self.record(here, "elsewhere:1:dead")
        with closing(open_ledger(open_workspace(here))) as ledger:
            ledger.finish_run(1, ledger.totals(1))
        demo._keep_told(open_workspace(here), {"forms": 1})
        assert "nobody was told" not in CliRunner().invoke(command, ["-C", str(here)]).stdout

    def test_an_action_by_hand_is_none(self, here: Path) -> None:
        self.record(here, "elsewhere:1:dead", NAME)
        assert "nobody was told" not in CliRunner().invoke(command, ["-C", str(here)]).stdout

    def test_looking_makes_no_ledger(self, here: Path) -> None:
        assert "nobody was told" not in CliRunner().invoke(command, ["-C", str(here)]).stdout
        assert not open_workspace(here).ledger_file.exists()

    def test_a_ledger_that_cannot_be_read_is_said(self, here: Path) -> None:
        self.record(here, "elsewhere:1:dead")
        open_workspace(here).ledger_file.write_bytes(b"no database" * 1000)
        answer = CliRunner().invoke(command, ["-C", str(here)])
        assert "MISSING ledger" in answer.stdout
        assert isinstance(answer.exception, EnvironmentNotReady)
