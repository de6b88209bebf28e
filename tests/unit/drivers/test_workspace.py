"""Finding a workspace and reading its settings."""

from __future__ import annotations

from pathlib import Path

import pytest

from rpa.drivers.workspace import find_workspace, open_workspace, shipped_folder
from rpa.errors import EnvironmentNotReady, UsageError


@pytest.fixture(autouse=True)
def no_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RPA_WORKSPACE", raising=False)


def test_found_from_a_folder_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rpa.toml").write_text('timezone = "Europe/Oslo"\n')
    (tmp_path / "a" / "b").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "a" / "b")
    workspace = find_workspace()
    assert (workspace.root, workspace.timezone) == (tmp_path.resolve(), "Europe/Oslo")


def test_a_folder_that_is_named_is_the_one_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "rpa.toml").write_text("")
    (tmp_path / "a").mkdir()
    with pytest.raises(UsageError, match=r"there is no rpa.toml here\. Make one with: rpa init"):
        find_workspace(tmp_path / "a")
    monkeypatch.setenv("RPA_WORKSPACE", str(tmp_path))
    assert find_workspace().root == tmp_path.resolve()


def test_no_workspace_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="here nor in a folder above"):
        find_workspace()


@pytest.mark.parametrize("zone", ['"Europe/Amstredam"', '"../etc/passwd"', '""', '"Europe"', "5", '"\\u0000"'])
def test_unknown_time_zones(tmp_path: Path, zone: str) -> None:
    (tmp_path / "rpa.toml").write_text(f"timezone = {zone}\n")
    with pytest.raises(UsageError, match=r'is no time zone\. Write for example "Europe/Amsterdam"'):
        open_workspace(tmp_path)


@pytest.mark.parametrize("content", [b"a = \n", b"\xff\xfe", b"[a\n"])
def test_what_is_no_toml(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "rpa.toml").write_bytes(content)
    with pytest.raises(UsageError, match=r"rpa.toml: not readable as TOML"):
        open_workspace(tmp_path)


def test_without_settings(tmp_path: Path) -> None:
    assert open_workspace(tmp_path).settings == {}
    (tmp_path / "rpa.toml").mkdir()
    assert open_workspace(tmp_path).settings == {}


def test_what_ships_is_found() -> None:
    assert (shipped_folder() / "recipes" / "order-to-invoice.yaml").is_file()


def test_an_incomplete_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "is_dir", lambda _self: False)
    with pytest.raises(EnvironmentNotReady, match="Install the package again"):
        shipped_folder()
