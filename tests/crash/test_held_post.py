"""An intent without `sent` is proof: killed while `sent` is being made durable, nothing reaches the target."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.fakes.browser_target import BrowserTarget, Reply

pytestmark = [pytest.mark.browser, pytest.mark.crash]
FORM = "<form method=post action=/save><label>City<input name=city></label><button>Save</button></form>"
ROBOT = Path(__file__).with_name("held_post.py")


def run_robot(target: BrowserTarget, folder: Path, instant: str) -> int:
    root = Path(__file__).parents[2]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    command = [sys.executable, str(ROBOT), target.url + "/", str(folder), instant]
    return subprocess.run(command, env=environment, timeout=60, check=False, capture_output=True).returncode


@pytest.mark.parametrize("attempt", range(5))
def test_killed_in_sent_nothing_has_left(tmp_path: Path, attempt: int) -> None:
    with BrowserTarget() as target:
        target.pages |= {"GET /": FORM, "POST /save": Reply("<p>saved</p>")}
        assert run_robot(target, tmp_path, "in sent") == -9
        assert (tmp_path / "dying").exists()
        time.sleep(0.5)
        assert target.writes == []


def test_not_killed_it_has_left_once(tmp_path: Path) -> None:
    with BrowserTarget() as target:
        target.pages |= {"GET /": FORM, "POST /save": Reply("<p>saved</p>")}
        assert run_robot(target, tmp_path, "never") == 0
        assert (tmp_path / "done").exists()
        assert len(target.writes) == 1
