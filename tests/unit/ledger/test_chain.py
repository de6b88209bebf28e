from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from rpa.ledger.chain import FIRST_HASH, Event, first_break
from rpa.ledger.sqlite import SqliteLedger

EVENT = Event(1, "2026-07-01T07:15:00.000000+00:00", "item.new", 1, 1, '{"key":"A-1"}')


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[SqliteLedger]:
    ledger = SqliteLedger.open(tmp_path / "ledger.sqlite")
    for number in range(5):
        ledger.start_run("orders", "orders.yaml", f"name: orders # {number}", {})
    yield ledger
    ledger.close()


@pytest.mark.parametrize(
    "changed",
    [{"id": 2}, {"at": "2026-07-02"}, {"kind": "item.done"}, {"item": None}, {"run": 2}, {"data": "{}"}],
)
def test_every_part_of_an_event_counts(changed: dict[str, Any]) -> None:
    assert EVENT.hash_after(FIRST_HASH) != EVENT._replace(**changed).hash_after(FIRST_HASH)
    assert EVENT.hash_after(FIRST_HASH) != EVENT.hash_after("1" * 64)


def test_an_outsider_can_compute_it() -> None:
    text = "0" * 64 + '\n[1,"2026-07-01T07:15:00.000000+00:00","item.new",1,1,"{\\"key\\":\\"A-1\\"}"]'
    assert EVENT.hash_after(FIRST_HASH) == hashlib.sha256(text.encode()).hexdigest()


@given(st.text(), st.text(), st.none() | st.integers(0), st.none() | st.integers(0))
def test_it_is_the_hash_of_canonical_json(kind: str, data: str, item: int | None, run: int | None) -> None:
    assume(not any("\ud800" <= sign <= "\udfff" for sign in kind + data))
    parts = [7, EVENT.at, kind, item, run, data]
    text = f"{FIRST_HASH}\n{json.dumps(parts, ensure_ascii=False, separators=(',', ':'))}"
    event = Event(7, EVENT.at, kind, item, run, data)
    assert event.hash_after(FIRST_HASH) == hashlib.sha256(text.encode()).hexdigest()


def test_a_whole_chain_is_whole(ledger: SqliteLedger) -> None:
    assert first_break([]) is None
    assert ledger.verify_chain() is None


@pytest.mark.parametrize(
    ("tampering", "found"),
    [
        ("update event set data = '{}' where id = 3", 3),
        ("update event set at = '2020-01-01' where id = 1", 1),
        ("update event set hash = 'x' where id = 2", 2),
        ("delete from event where id = 2", 3),
        ("delete from event where id = 1", 2),
    ],
)
def test_tampering_shows(ledger: SqliteLedger, tampering: str, found: int) -> None:
    connection = ledger.database.connection
    connection.execute("drop trigger event_is_never_changed")
    connection.execute("drop trigger event_is_never_deleted")
    connection.execute(tampering)
    assert ledger.verify_chain() == found
