from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rpa.model.clock import Clock
from rpa.model.workspace import Workspace
from rpa.sources.contract import SourceContext


@pytest.fixture
def ctx(tmp_path: Path) -> SourceContext:
    (tmp_path / "inbox").mkdir()

    def keep(digest: str, name: str, content: bytes) -> Path:
        folder = tmp_path / ".rpa" / "artifacts" / digest[:12]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
        return folder / name

    clock = Clock(ZoneInfo("Europe/Amsterdam"), date(2026, 10, 5))
    return SourceContext(Workspace(tmp_path, tmp_path), "nl-NL", clock, keep)
