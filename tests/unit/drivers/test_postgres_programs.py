from __future__ import annotations

from pathlib import Path

import pytest

from rpa.drivers import postgres_programs
from rpa.drivers.postgres_programs import check_postgres, find_programs


def installed(folder: Path, *programs: str) -> Path:
    folder.mkdir(parents=True)
    for program in programs:
        (folder / program).write_text("")
        (folder / program).chmod(0o755)
    return folder


def test_the_newest_complete_version_is_taken(tmp_path: Path) -> None:
    installed(tmp_path / "9.6/bin", "initdb", "postgres")
    newest = installed(tmp_path / "15/bin", "initdb", "postgres")
    installed(tmp_path / "16/bin", "psql")
    assert find_programs([f"{tmp_path}/*/bin"]) == newest


def test_the_path_is_looked_at_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = installed(tmp_path / "bin", "initdb")
    monkeypatch.setenv("PATH", str(folder))
    assert find_programs([f"{tmp_path}/none/*/bin"]) == folder


def test_nothing_there_is_told_with_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert find_programs([f"{tmp_path}/none"]) is None
    monkeypatch.setattr(postgres_programs, "find_programs", lambda: None)
    check = check_postgres()
    assert (check.state, check.part) == ("missing", "postgres")
    assert "rpa doctor --fix --for-tests" in check.remedy
