"""Electronic invoices taken in by a robot that is killed again and again: none lost, doubled, or filed too early."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from tests.crash.harness import at_most, killed_when
from tests.fakes.einvoices import DE, NL, changed, pdf_with
from tests.waiting import LONGEST

pytestmark = [pytest.mark.crash, pytest.mark.slow]

RECIPE = """\
name: invoices
description: Take every invoice in.
locale: nl-NL
items:
  from:
    einvoice.files: {path: "inbox/*.*", settle: 0}
  key: "{{ item.number }}"
  archive: done
steps:
  - check: "{{ item.payable > 0 }}"
    message: nothing to pay
"""
COUNT = 24
KILLED_AFTER = (1, 5, 10, 16)
"""As soon as so many invoices are filed away: the last leaves time enough before all are."""


def fill(folder: Path) -> None:
    """Invoices in XML with a file enclosed, and in PDFs."""
    (folder / "inbox").mkdir()
    (folder / "invoices.yaml").write_text(RECIPE, encoding="utf-8")
    (folder / "rpa.toml").write_text("", encoding="utf-8")
    for number in range(COUNT):
        if number % 3:
            content = changed(NL, (">2026-0417<", f">N-{number}<"))
            (folder / "inbox" / f"{number}.xml").write_bytes(content)
        else:
            content = changed(DE, ("<ram:ID>R-2026-9<", f"<ram:ID>N-{number}<"))
            (folder / "inbox" / f"{number}.pdf").write_bytes(pdf_with({"factur-x.xml": content}))


def rpa(folder: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "rpa.cli.main", *words]
    return subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def known(folder: Path) -> dict[str, str]:
    """The items in the ledger, key to state; none while there is no ledger."""
    out, _ = rpa(folder, "items", "invoices", "--json").communicate(timeout=LONGEST)
    return {item["key"]: item["state"] for item in json.loads(out or "[]")}


def test_killed_at_any_moment_every_invoice_is_taken_in_once(tmp_path: Path) -> None:
    fill(tmp_path)
    inbox, ledger = tmp_path / "inbox", tmp_path / ".rpa" / "ledger.sqlite"
    assert killed_when(rpa(tmp_path, "run", "invoices.yaml"), ledger.exists)
    for filed in KILLED_AFTER:
        process = rpa(tmp_path, "run", "invoices.yaml")
        assert killed_when(process, partial(at_most, inbox, COUNT - filed))
        left = {path.stem for path in inbox.iterdir()}
        assert left, "all was filed before it was killed"
        recorded = {key.removeprefix("N-") for key in known(tmp_path)}
        assert {str(number) for number in range(COUNT)} - left <= recorded, "filed away before it was recorded"
    process = rpa(tmp_path, "run", "invoices.yaml")
    _, said = process.communicate(timeout=120)
    assert process.returncode == 0, said
    assert known(tmp_path) == {f"N-{number}": "done" for number in range(COUNT)}
    assert list((tmp_path / "inbox").iterdir()) == []
    assert len([path for path in (tmp_path / "done").rglob("*") if path.is_file()]) == COUNT
    kept = [path for path in (tmp_path / ".rpa" / "artifacts" / "inputs").rglob("*") if path.is_file()]
    assert {path.read_bytes() for path in kept} == {b"uren;naam\n12;Anna\n", b"a;1\n"}
