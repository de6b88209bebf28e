"""Checks of the machine and the ways to install what it lacks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace

import pytest

from rpa.drivers import machine, packages
from rpa.drivers.packages import Installer, describe, find_installer, install
from rpa.drivers.secret_store import SecretStore
from rpa.model.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path, tmp_path, {"secrets": {"key_file": "key.txt"}})


def test_every_check_says_what_it_saw_and_what_to_do(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_probe", lambda program, *arguments: (False, "it broke"))
    checks = list(machine.check_machine(workspace, for_tests=True))
    assert [check.name for check in checks] == [
        *("Python", "SQLite", "encoding", "driver", "browser", "PDF", "fonts", "time", "cron"),
        *("workspace", "secrets", "PostgreSQL", "poppler", "imap", "mariadb", "sshd"),
    ]
    for check in checks:
        assert check.seen
        assert check.remedy or check.state == "ok"
    broken = {check.name: check for check in checks if check.seen == "it broke"}
    assert {name: check.part for name, check in broken.items()} == {"browser": "browser", "PDF": "pdf"}


@pytest.mark.browser
def test_the_browser_is_really_started() -> None:
    check = machine.check_browser(None)
    if check.state == "missing" and "no browser found" in check.seen:
        pytest.skip(check.seen)
    assert check.state == "ok", check.seen


def test_a_browser_that_does_not_start(tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 3\n")
    program.chmod(0o755)
    check = machine.check_browser(Workspace(tmp_path, tmp_path, {"browser": {"program": str(program)}}))
    assert check.state == "missing"
    assert "Correct [browser] program in rpa.toml" in check.remedy
    assert (check.part, "Traceback" in check.seen) == ("", False)


def test_a_wrong_variable_is_to_be_corrected_and_not_installed_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RPA_BROWSER", "/nowhere/chromium")
    check = machine.check_browser(None)
    assert (check.state, check.part) == ("missing", "")
    assert check.seen.startswith("the browser /nowhere/chromium (RPA_BROWSER) is not there")
    assert "Correct RPA_BROWSER" in check.remedy


def test_a_pdf_is_really_made() -> None:
    assert machine.check_pdf().state == "ok"


def test_a_probe_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "TIME_LIMIT", 1)
    assert machine._probe("import time; time.sleep(60)") == (False, "no answer within 1 seconds")


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("raise OSError('cannot load library pango')", "cannot load library pango"),
        ("import sys; sys.exit(4)", "exit code 4"),
        ("import nothing_of_the_kind", "No module named 'nothing_of_the_kind'"),
    ],
)
def test_a_probe_says_why(program: str, said: str) -> None:
    assert machine._probe(program) == (False, said)


def test_old_sqlite() -> None:
    assert machine.check_sqlite((3, 34, 9)).state == "missing"
    assert machine.check_sqlite((3, 35, 0)).state == "ok"


def test_old_python(monkeypatch: pytest.MonkeyPatch) -> None:
    class Version(tuple[int, ...]):
        major, minor, micro = 3, 10, 2

    monkeypatch.setattr(machine.sys, "version_info", Version((3, 10, 2)))  # type: ignore[attr-defined]
    assert machine.check_python().state == "missing"


def test_time(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    assert machine.check_time(workspace).state == "ok"
    nowhere = Workspace(workspace.root, workspace.root, {"timezone": "Europe/Nowhere"})
    assert "Europe/Nowhere" in machine.check_time(nowhere).seen
    monkeypatch.setattr(machine, "CLOCK_FLOOR", datetime.now(UTC) + timedelta(days=1))
    assert "clock is wrong" in machine.check_time(workspace).remedy


@pytest.mark.parametrize(("free", "state"), [(100 << 20, "missing"), (1 << 30, "warn"), (10 << 30, "ok")])
def test_room_on_the_disk(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, free: int, state: str) -> None:
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda path: SimpleNamespace(free=free))  # type: ignore[attr-defined]
    assert machine.check_folder(workspace).state == state
    assert list(workspace.state.iterdir()) == []


def test_a_folder_that_may_not_be_written(workspace: Workspace) -> None:
    workspace.state.write_text("a file in its place")
    check = machine.check_folder(workspace)
    assert check.state == "missing"
    assert "chown" in check.remedy


def test_the_key_of_the_secrets(workspace: Workspace) -> None:
    assert machine.check_secrets(workspace).seen == "none set"
    SecretStore(workspace).set("a.b", "Kn0ckKn0ck")
    assert machine.check_secrets(workspace).seen == "1 set"
    (workspace.root / "key.txt").chmod(0o644)
    check = machine.check_secrets(workspace)
    assert check.state == "missing"
    assert "chmod 600" in check.remedy


def test_without_crontab_only_scheduling_suffers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.shutil, "which", lambda name, path=None: None)  # type: ignore[attr-defined]
    assert (machine.check_cron().state, machine.check_cron().part) == ("warn", "cron")
    assert machine.check_cron(required=True).state == "missing"


def test_fonts_are_found_without_fontconfigs_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.shutil, "which", lambda name, path=None: None)  # type: ignore[attr-defined]
    monkeypatch.setattr(machine, "FONT_FOLDERS", (str(tmp_path), str(tmp_path / "none")))
    assert machine.check_fonts().part == "fonts"
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype/LiberationSans-Bold.ttf").touch()
    assert machine.check_fonts().seen == "Liberation"


def test_ubuntus_chromium_is_a_snap_so_playwrights_own_is_taken() -> None:
    ubuntu = list(Installer("apt-get", "ubuntu").ways("browser"))
    assert len(ubuntu) == 1
    assert "playwright" in ubuntu[0]
    debian = list(Installer("apt-get", "debian").ways("browser"))
    assert debian[0][-1] == "chromium-headless-shell"
    assert debian[-1] == ubuntu[0]


@pytest.mark.parametrize("manager", ["apt-get", "dnf", "brew"])
def test_every_part_can_be_installed(manager: str) -> None:
    for part in ("browser", "pdf", "fonts", "poppler", "imap", "postgres", "mariadb", "sshd"):
        way = next(Installer(manager, "x").ways(part))
        assert way[0] == manager
        assert "install" in way


def test_servers_for_tests_are_found_where_no_path_leads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(machine, "SERVER_FOLDERS", str(tmp_path / "sbin"))
    checks = {program: partial(machine.check_program, part) for part, (program, _) in machine.TESTED_WITH.items()}
    for check in checks.values():
        assert (check().state, check().part) == ("missing", check().name)
        assert "rpa doctor --fix --for-tests" in check().remedy
    (tmp_path / "sbin").mkdir()
    for program, check in checks.items():
        (tmp_path / "sbin" / program).write_text("#!/bin/sh\n")
        (tmp_path / "sbin" / program).chmod(0o755)
        assert (check().state, check().seen) == ("ok", str(tmp_path / "sbin" / program))


def test_installing_a_server_for_tests_starts_no_service() -> None:
    debian, fedora = Installer("apt-get", "debian", ("sudo", "-n")), Installer("dnf", "fedora")
    assert next(debian.ways("mariadb"))[-1] == "mariadb-server-core"  # mariadb-server would be a service
    assert debian.first("mariadb") == ()
    assert debian.first("sshd")[:3] == ("sudo", "-n", "install")
    assert debian.first("sshd")[-1] == "/etc/ssh/sshd_not_to_be_run"
    assert fedora.first("sshd")[:2] == ("systemctl", "mask")
    (line,) = describe(debian, ["sshd"])
    assert line.index("sshd_not_to_be_run && sudo apt-get") < line.index("openssh-server")


def test_debians_word_against_starting_is_known_to_its_service() -> None:
    units = [file for file in (Path("/lib/systemd/system/ssh.service"), Path("/etc/init.d/ssh")) if file.is_file()]
    if not units:
        pytest.skip("there is no OpenSSH server of Debian's on this machine")
    assert all(packages.FIRST["apt-get"]["sshd"][-1] in file.read_text() for file in units)


def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *programs: str, user: int = 1000) -> Installer:
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in programs:
        (folder / name).write_text("#!/bin/sh\n")
        (folder / name).chmod(0o755)
    release = tmp_path / "os-release"
    release.write_text('NAME="Debian GNU/Linux"\n# a comment\nID=debian\nVERSION_ID="12"\n')
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(packages.os, "geteuid", lambda: user)  # type: ignore[attr-defined]
    return find_installer(release)


def test_root_needs_no_sudo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert system(tmp_path, monkeypatch, "apt-get", user=0) == Installer("apt-get", "debian")


def test_sudo_never_asks_when_nobody_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packages.sys, "stdin", None)  # type: ignore[attr-defined]
    found = system(tmp_path, monkeypatch, "dnf", "sudo")
    assert found.prefix[:2] == ("sudo", "-n")
    assert next(found.ways("cron"))[-1] == "cronie"


@pytest.mark.parametrize(("programs", "said"), [(("apt-get",), "no sudo"), ((), "neither apt-get, dnf nor brew")])
def test_who_cannot_install_is_told_what_to_type(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, programs: tuple[str, ...], said: str
) -> None:
    found = system(tmp_path, monkeypatch, *programs)
    assert said in found.reason
    assert describe(found, ["fonts"])[0].startswith("fonts: apt-get")


def test_a_command_that_fails_hangs_or_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Installer("apt-get", "debian")
    assert install(here, ("sh", "-c", "exit 7")) == "exit code 7"
    assert install(here, ("sh", "-c", "read answer && exit 0; exit 9")) == "exit code 9"
    assert "No such file" in install(here, ("/nothing/of/the/kind",))
    monkeypatch.setattr(packages, "TIME_LIMIT", 0.2)
    assert "no end" in install(here, ("sleep", "60"))
