from __future__ import annotations

from pathlib import Path

import pytest

from rpa.drivers import chromium
from rpa.drivers.chromium import find_browser
from rpa.errors import EnvironmentNotReady


def program(folder: Path, name: str, version: str = "Chromium 1.2.3") -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{version}'\n")
    path.chmod(0o755)
    return path


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any browser but those in the returned folder."""
    monkeypatch.setattr(chromium, "HEADLESS", ("chromium-headless-shell",))
    monkeypatch.setattr(chromium, "FULL", ("google-chrome", "chromium"))
    monkeypatch.setattr(chromium, "USUAL_FOLDERS", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("RPA_BROWSER", raising=False)
    monkeypatch.delenv("PLAYWRIGHT_BROWSERS_PATH", raising=False)
    return tmp_path


def test_a_setting_comes_before_everything(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare, "chromium")
    named = program(bare, "special")
    monkeypatch.setenv("RPA_BROWSER", "chromium")
    choice = find_browser(str(named))
    assert (choice.path, choice.found_by) == (named, "setting")


def test_the_environment_comes_before_the_system(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program(bare, "chromium")
    named = program(bare, "special")
    monkeypatch.setenv("RPA_BROWSER", str(named))
    assert find_browser().path == named


def test_the_headless_shell_is_preferred_unless_a_person_wants_to_see(bare: Path) -> None:
    shell, full = program(bare, "chromium-headless-shell"), program(bare, "google-chrome")
    assert find_browser().path == shell
    assert find_browser(headed=True).path == full


def test_playwrights_own_is_the_last_resort(bare: Path) -> None:
    (bare / ".cache" / "ms-playwright" / "chromium-1234").mkdir(parents=True)
    choice = find_browser()
    assert choice.path is None
    assert choice.found_by == "playwright"


def test_no_browser_says_how_to_get_one(bare: Path) -> None:
    with pytest.raises(EnvironmentNotReady, match="rpa doctor --fix"):
        find_browser()


def test_a_named_browser_that_is_not_there_is_never_replaced(bare: Path) -> None:
    program(bare, "chromium")
    with pytest.raises(EnvironmentNotReady, match="nothere"):
        find_browser("nothere")


def test_the_version_is_what_the_program_says(bare: Path) -> None:
    program(bare, "chromium", "Chromium 156.0.1 Debian")
    assert find_browser().version() == "Chromium 156.0.1 Debian"
