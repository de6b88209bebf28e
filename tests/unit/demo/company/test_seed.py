from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from stdnum.de import vat as german
from stdnum.nl import btw
from stdnum.no import mva

from rpa.demo.company.seed import CUSTOMERS
from rpa.demo.company.store import Store


def dump(path: Path) -> list[str]:
    with Store(path).reading() as db:
        return list(db.iterdump())


def test_sample_data_are_the_same_every_time(tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        Store(tmp_path / name).create(seeded=True)
    assert dump(tmp_path / "a.db") == dump(tmp_path / "b.db")


def test_sample_data_are_sown_once(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.db")
    store.create(seeded=True)
    before = dump(store.path)
    store.create(seeded=True)
    assert dump(store.path) == before


def test_history_adds_up(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.db")
    store.create(seeded=True)
    with store.reading() as db:
        wrong = db.execute(
            "SELECT i.number FROM invoices i JOIN invoice_lines l ON l.invoice_id = i.id GROUP BY i.id"
            " HAVING i.total_cents <> sum(l.net_cents + l.vat_cents) OR i.vat_cents <> sum(l.vat_cents)"
        ).fetchall()
        taxed_abroad = db.execute(
            "SELECT count(*) FROM invoice_lines WHERE vat_treatment <> 'domestic' AND vat_cents <> 0"
        ).fetchone()[0]
        invoices = db.execute("SELECT count(*), min(invoiced_on), max(invoiced_on) FROM invoices").fetchone()
    assert wrong == []
    assert taxed_abroad == 0
    assert tuple(invoices) == (80, "2026-07-01", "2026-09-29")


def test_vat_numbers_have_valid_check_digits_and_addresses_reach_nobody() -> None:
    check = {"Netherlands": btw.is_valid, "Germany": german.is_valid, "Norway": mva.is_valid}
    for customer in CUSTOMERS:
        assert check[customer[4]](customer[7]), customer[0]
        assert customer[5].endswith(".test")


def test_failed_write_leaves_nothing(tmp_path: Path) -> None:
    store = Store(tmp_path / "a.db")
    store.create(seeded=False)

    def add_twice() -> None:
        with store.writing() as db:
            for _ in range(2):
                db.execute("INSERT INTO products VALUES ('X', 'x', 1, 21, 1)")

    with pytest.raises(sqlite3.IntegrityError):
        add_twice()
    with store.reading() as db:
        assert db.execute("SELECT count(*) FROM products").fetchone()[0] == 0
