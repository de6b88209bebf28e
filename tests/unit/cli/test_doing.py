"""`rpa do`: what an action gives, as people write it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from rpa.cli.do import command
from tests.fakes.plain_bills import bill


@pytest.fixture
def office(tmp_path: Path) -> Path:
    (tmp_path / "rpa.toml").write_text('timezone = "Europe/Amsterdam"\n')
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "bill.pdf").write_bytes(bill())
    return tmp_path


def test_outputs_are_printed_as_people_write_them(office: Path) -> None:
    words = ["document.extract", "--path", "inbox/bill.pdf", "--no-review", "-C", str(office)]
    done = CliRunner().invoke(command, words, catch_exceptions=False)
    rows = dict(line.split("\t", 1) for line in done.stdout.splitlines())
    assert rows["issued_on"] == "2026-03-12"
    assert rows["total"] == "121.00"
    assert rows["due_on"] == ""
    assert rows["vat_rates"] == "rate: 21; net: 100.00; vat: 21.00"
    for python in ("Decimal(", "datetime", "None", "{"):
        assert python not in done.stdout
    data = json.loads(CliRunner().invoke(command, [*words, "--json"], catch_exceptions=False).stdout)
    assert data["outputs"]["due_on"] is None
