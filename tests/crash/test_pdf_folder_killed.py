"""A run that reads a folder of PDFs is killed again and again: none is lost, none done twice, no reader is left."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.crash.harness import SEED, at_most, killed_when
from tests.fakes.pdf_documents import by_weasyprint
from tests.waiting import wait_until

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
    luck = random.Random(SEED)
    command = [sys.executable, "-m", "rpa.cli.main"]

    def started() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [*command, "run", "letters", "-q"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    assert killed_when(started(), (tmp_path / ".rpa" / "ledger.sqlite").exists)
    assert killed_when(started(), lambda: bool(readers_of(tmp_path)))
    for filed in range(1, LETTERS - 1, 2):
        assert killed_when(started(), partial(at_most, tmp_path / "inbox", LETTERS - filed), luck.uniform(0, 0.02))
    assert started().wait(120) == 0
    assert at_most(tmp_path / "inbox", 0)
    told = subprocess.run(
        [*command, "items", "letters", "--json"], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    items = json.loads(told.stdout)
    assert sorted(item["state"] for item in items) == ["done"] * LETTERS
    assert len(list((tmp_path / "filed").glob("*.pdf"))) == LETTERS
    wait_until(lambda: not readers_of(tmp_path), "no reader is left")
