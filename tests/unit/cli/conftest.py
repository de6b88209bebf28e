"""A desk for commands that run recipes: a workspace and a world that does as it is told."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from rpa.model.workspace import Workspace
from tests.fakes.world import Desk, World, install

PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    made = World()
    install(made, monkeypatch.setattr, monkeypatch.setitem)
    return made


@pytest.fixture
def desk(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> Desk:
    quick = SimpleNamespace(sleep=lambda _seconds: None)
    monkeypatch.setattr("rpa.engine.doubts.time", quick)
    monkeypatch.setattr("rpa.engine.steps.time", quick)
    monkeypatch.setattr("rpa.engine.doubts._FIRST_WAIT", 0.001)
    monkeypatch.setattr("rpa.engine.items.LONGEST_PAUSE", 0.001)
    (tmp_path / "rpa.toml").write_text('timezone = "Europe/Amsterdam"\n')
    (tmp_path / "recipes").mkdir()
    return Desk(Workspace(tmp_path, PROJECT, {"timezone": "Europe/Amsterdam"}), world)
