"""A desk for the engine: a workspace, a ledger, and a world that does as it is told."""

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
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The engine's waits: noted instead of waited for; an item is tried again at once."""
    noted: list[float] = []
    quick = SimpleNamespace(sleep=noted.append)
    monkeypatch.setattr("rpa.engine.doubts.time", quick)
    monkeypatch.setattr("rpa.engine.steps.time", quick)
    monkeypatch.setattr("rpa.engine.doubts._FIRST_WAIT", 0.001)
    monkeypatch.setattr("rpa.engine.items.LONGEST_PAUSE", 0.001)
    return noted


@pytest.fixture
def desk(tmp_path: Path, world: World, waits: list[float]) -> Desk:
    (tmp_path / "rpa.toml").write_text('timezone = "Europe/Amsterdam"\n')
    return Desk(Workspace(tmp_path, PROJECT, {"timezone": "Europe/Amsterdam"}), world)
