"""The toolkit's own settings, as the table has them, as their readers do, and as the documentation does."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from rpa.effects import sent_mail
from rpa.ledger.opening import EXPECTED
from rpa.model.invoice import Party
from rpa.model.retention import Kind
from rpa.model.settings import SECTIONS, SENT

OPERATE = Path(__file__).resolve().parents[3] / "docs" / "operate.md"


def documented() -> dict[str, set[str]]:
    part = OPERATE.read_text("utf-8").partition("\n## Settings\n")[2].partition("\n### ")[0]
    rows = re.findall(r"^\| `\[(\w+)\]` \| (.*) \|$", part, re.MULTILINE)
    return {name: set(re.findall(r"`(\w+)`", words)) for name, words in rows}


def test_every_setting_is_documented() -> None:
    found = documented()
    assert set(found) == set(SECTIONS) - {"timezone"}
    for name, words in found.items():
        assert set(SECTIONS[name].inside) <= words, name
    assert set(EXPECTED) - {"accept_no_fsync"} <= found["ledger"]
    assert set(Kind) <= found["retention"]


def test_the_table_and_the_readers_know_the_same_names() -> None:
    assert set(SECTIONS["company"].inside) == {field.name for field in fields(Party)} | {"logo"}
    assert set(SENT) == sent_mail.KNOWN


@pytest.mark.parametrize("name", SECTIONS)
def test_every_setting_says_what_it_does(name: str) -> None:
    assert all(setting.meaning and setting.kind.expected for setting in SECTIONS[name].inside.values())
    assert SECTIONS[name].meaning
