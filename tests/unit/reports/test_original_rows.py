"""Rows as they came keep the order of their columns, through the ledger into the hand-back."""

from __future__ import annotations

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from rpa.ledger.sqlite import SqliteLedger
from rpa.reports.item_text import tell
from rpa.reports.standing import tell_item
from tests.fakes.sample_ledger import RECIPE, Sample, arrival, make_workspace


def test_columns_keep_the_order_of_the_source(tmp_path: Path) -> None:
    sample = Sample(make_workspace(tmp_path))
    run = sample.start()
    original = ({"Zip": "1", "Name": "x", "Amount": "3", "$mapping": "4"},)
    sample.ledger.record(run, RECIPE, [arrival(1, original=original)])
    (item,) = sample.ledger.items(RECIPE)
    assert [list(row.items()) for row in item.original] == [list(original[0].items())]
    sample.ledger.close()


TYPED = {
    "Hours": Decimal("2.125"),
    "Label": "2.125",
    "Day": date(2026, 4, 3),
    "Start": datetime(2026, 4, 3, 8, 30, 15),  # noqa: DTZ001
    "Paid": False,
    "Count": 0,
    "Rest": None,
}


def test_typed_cells_stay_typed_in_the_ledger_and_are_shown_plainly(tmp_path: Path) -> None:
    sample = Sample(make_workspace(tmp_path))
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1, original=(TYPED,), values={}, reason="no good")])
    (item,) = sample.ledger.items(RECIPE)
    sample.ledger.close()
    assert item.original == (TYPED,)
    assert [type(value) for value in item.original[0].values()] == [type(value) for value in TYPED.values()]
    shown = ("2.125", "2.125", "2026-04-03", "2026-04-03 08:30:15", "no", "0", "")
    zone = ZoneInfo("Europe/Amsterdam")
    (table,) = tell_item(item, run, zone, steps=()).original
    assert (table.columns, table.rows) == (tuple(TYPED), (shown,))
    lines = tell(item, [], [], zone).splitlines()
    came = [line.split(":", 1) for line in lines[lines.index("As it came") + 1 :]]
    assert [(name.strip(), text.strip()) for name, text in came] == list(zip(TYPED, shown, strict=True))[:-1]


@pytest.mark.parametrize("kept", [[{"A": "1", "B": "2"}], [[["A", "1"], ["B", "2"]]]], ids=["mappings", "texts"])
def test_rows_of_an_older_ledger_can_be_read(tmp_path: Path, kept: list[object]) -> None:
    import sqlite3

    sample = Sample(make_workspace(tmp_path))
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1)])
    sample.ledger.close()
    with sqlite3.connect(sample.workspace.ledger_file) as connection:
        connection.execute("UPDATE item SET original = ?", (json.dumps(kept),))
    connection.close()
    ledger = SqliteLedger.open(sample.workspace.ledger_file)
    assert ledger.items(RECIPE)[0].original == ({"A": "1", "B": "2"},)
    ledger.close()
