"""Full disks and read-only disks, for real: small file systems in a mount namespace of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.crash.small_disk import KEYS

PROJECT = Path(__file__).resolve().parents[2]


def can_mount() -> bool:
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return False
    return (
        subprocess.run(
            ["unshare", "-m", "mount", "-t", "tmpfs", "x", "/mnt"], capture_output=True, check=False
        ).returncode
        == 0
    )


pytestmark = [
    pytest.mark.crash,
    pytest.mark.skipif(not can_mount(), reason="needs root and mount namespaces"),
]


def seen(what: str, root: Path) -> Any:
    done = subprocess.run(
        ["unshare", "-m", sys.executable, "-m", "tests.crash.small_disk", what, str(root)],
        capture_output=True,
        text=True,
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        timeout=280,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_a_disk_that_fills_at_any_place_loses_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    runs = seen("full", tmp_path)
    wanted = sorted([*KEYS, *(f"mail {key}" for key in KEYS)])
    for run in runs:
        assert run["there"] == wanted, run
        assert run["states"] == {"done": len(KEYS)}, run
        assert run["whole"], run
        if run["said"]:
            assert run["code"] == 6, run
            assert "full" in run["said"] or "No space" in run["said"], run
    # It stopped before the first write, in the middle, and not at all.
    assert {0, len(wanted)} <= {run["first"] for run in runs}
    assert len({run["first"] for run in runs}) > 6


def test_what_may_leave_no_room_for_its_receipt_is_not_begun(tmp_path: Path) -> None:
    found = seen("scarce", tmp_path / "work")
    assert found["scarce"]["code"] == 6
    assert "nearly full: 5 MiB are left, and nothing new is begun with less than 8" in found["scarce"]["err"]
    assert "Make room" in found["scarce"]["err"]
    assert found["scarce"]["out"] == ""
    assert found["out"] is False
    assert found["after"]["code"] == 0, found["after"]
    assert json.loads(found["after"]["out"])["totals"]["done"] == 1


def test_a_report_that_cannot_be_written_hides_no_totals_and_fails_no_item(tmp_path: Path) -> None:
    found = seen("no report", tmp_path / "work")
    assert found["text"]["code"] == 6
    assert found["text"]["out"].splitlines()[1].split("\t")[:3] == ["easy", "1", "1"]
    assert "the disk is full" in found["text"]["err"]
    assert "What was done is recorded. Once that is mended: rpa report 1" in found["text"]["err"]
    told = json.loads(found["json"]["out"])
    assert (found["json"]["code"], told["exit_code"], told["report"]) == (6, 6, None)
    assert (told["totals"]["skipped"], told["totals"]["failed"]) == (1, 0)
    assert found["report"]["code"] == 0
    assert (tmp_path / "work" / "reports" / "easy" / "run-0001" / "report.html").is_file()


def test_a_log_that_cannot_grow_is_said_once_and_stops_nothing(tmp_path: Path) -> None:
    found = seen("no log", tmp_path / "work")["run"]
    assert found["code"] == 0
    assert json.loads(found["out"])["totals"]["done"] == 1
    assert found["err"].count("cannot be written: No space left on device. The work goes on.") == 1
    assert "Traceback" not in found["err"]


def test_a_read_only_disk_is_named_and_nothing_is_done(tmp_path: Path) -> None:
    found = seen("read only", tmp_path / "work")
    for name in ("run", "items", "audit", "prune"):
        assert found[name]["code"] == 6, (name, found[name])
        assert "ead-only" in found[name]["err"], (name, found[name])
        assert "Traceback" not in found[name]["err"]
    assert found["after"]["code"] == 0
    assert json.loads(found["after"]["out"])["totals"]["skipped"] == 1
    assert found["whole"]["code"] == 0
