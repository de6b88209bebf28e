"""Rows as they came keep the order of their columns, through the ledger into the hand-back."""

from __future__ import annotations

import json
from pathlib import Path

from rpa.ledger.sqlite import SqliteLedger
from tests.fakes.sample_ledger import RECIPE, Sample, arrival, make_workspace


def test_columns_keep_the_order_of_the_source(tmp_path: Path) -> None:
    sample = Sample(make_workspace(tmp_path))
    run = sample.start()
    original = ({"Zip": "1", "Name": "x", "Amount": "3", "$mapping": "4"},)
    sample.ledger.record(run, RECIPE, [arrival(1, original=original)])
    (item,) = sample.ledger.items(RECIPE)
    assert [list(row.items()) for row in item.original] == [list(original[0].items())]
    sample.ledger.close()


def test_rows_of_an_older_ledger_can_be_read(tmp_path: Path) -> None:
    import sqlite3

    sample = Sample(make_workspace(tmp_path))
    run = sample.start()
    sample.ledger.record(run, RECIPE, [arrival(1)])
    sample.ledger.close()
    with sqlite3.connect(sample.workspace.ledger_file) as connection:
        connection.execute("UPDATE item SET original = ?", (json.dumps([{"A": "1", "B": "2"}]),))
    connection.close()
    ledger = SqliteLedger.open(sample.workspace.ledger_file)
    assert ledger.items(RECIPE)[0].original == ({"A": "1", "B": "2"},)
    ledger.close()
