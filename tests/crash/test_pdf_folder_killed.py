"""A run that reads a folder of PDFs is killed again and again: none is lost, none done twice, no reader is left."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.crash.harness import SEED
from tests.fakes.pdf_documents import by_weasyprint

pytestmark = pytest.mark.crash

RECIPE = """\
name: letters
description: Read letters.
items:
  from:
    document.files: {path: "inbox/*.pdf", settle: 0}
  key: "{{ item.digest }}"
  archive: filed
  fields: {name: text, path: path, text: text, digest: text, page_count: integer}
steps:
  - id: read
    document.text: "{{ item.path }}"
  - check: "{{ steps.read.pages == item.page_count }}"
"""
LETTERS = 12
MOST_KILLS = 12


def readers_of(folder: Path) -> list[int]:
    """Reading processes that were started in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (
                b"rpa.drivers.pdf_reader" in (process / "cmdline").read_bytes()
                and (process / "cwd").resolve() == folder
            ):
                found.append(int(process.name))
        except OSError:
            continue
    return found


def test_no_pdf_is_lost_or_done_twice(tmp_path: Path) -> None:
    for name in ("recipes", "inbox"):
        (tmp_path / name).mkdir()
    (tmp_path / "rpa.toml").touch()
    (tmp_path / "recipes" / "letters.yaml").write_text(RECIPE)
    for number in range(LETTERS):
        (tmp_path / "inbox" / f"{number}.pdf").write_bytes(by_weasyprint(f"<p>Letter {number}</p>"))
    luck, kills = random.Random(SEED), 0
    command = [sys.executable, "-m", "rpa.cli.main"]
    while True:
        run = subprocess.Popen(
            [*command, "run", "letters", "-q"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            # The first one early enough to come in time on a fast machine.
            first = luck.uniform(0.2, 0.6) if not kills else luck.uniform(0.3, 3.0)
            code = run.wait(first if kills < MOST_KILLS else 120)
        except subprocess.TimeoutExpired:
            os.kill(run.pid, signal.SIGKILL)
            run.wait()
            kills += 1
            continue
        assert code == 0
        if not list((tmp_path / "inbox").glob("*.pdf")):
            break
    told = subprocess.run(
        [*command, "items", "letters", "--json"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    items = json.loads(told.stdout)
    assert kills
    assert sorted(item["state"] for item in items) == ["done"] * LETTERS
    assert len(list((tmp_path / "filed").glob("*.pdf"))) == LETTERS
    end = time.monotonic() + 20
    while readers_of(tmp_path) and time.monotonic() < end:
        time.sleep(0.1)
    assert readers_of(tmp_path) == []
