from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from rpa.demo.inbox import Delivery, Expected, deliver
from rpa.demo.inbox_catalog import sample_catalog
from rpa.formats.dates import read_date
from rpa.formats.reading import Ambiguous
from rpa.formats.texts import read_email
from rpa.model.clock import Clock
from rpa.model.item import Document, RawItem
from rpa.model.values import content_hash
from rpa.model.workspace import Workspace
from rpa.sources.contract import SourceContext
from rpa.sources.excel import rows
from rpa.sources.form import exports
from rpa.sources.mail import folder

ORDERS: dict[str, Any] = {
    "path": "inbox/orders/*.xlsx",
    "cells": {
        "customer": ["Klant", "Kunde", "Customer"],
        "country": ["Land", "Country"],
        "email": ["E-mail", "E-post"],
        "street": ["Straße"],
    },
    "columns": {
        "order_no": ["Bestelnummer", "Bestellnummer", "Ordrenr", "Order no"],
        "ordered_on": ["Besteldatum", "Bestelldatum", "Ordredato", "Order date"],
        "reference": ["Referentie", "Referenz", "Referanse", "Reference"],
        "total": ["Ordertotaal", "Auftragssumme", "Ordresum", "Order total"],
        "lines": {
            "sku": ["Artikelnummer", "Varenr", "Item"],
            "quantity": ["Aantal", "Menge", "Antall", "Quantity"],
            "unit_price": ["Prijs per stuk", "Einzelpreis", "Pris pr. stk", "Unit price"],
        },
    },
    "group_by": "order_no",
    "optional": ["reference", "total", "street"],
}
FORMS: dict[str, Any] = {
    "path": ["inbox/forms/*.json", "inbox/forms/*.jsonl", "inbox/forms/*.csv"],
    "columns": {
        "submission_id": ["submission_id", "Inzending"],
        "name": ["name", "Bedrijfsnaam"],
        "city": ["city", "Plaats"],
        "email": ["email", "E-mailadres"],
        "payment_terms": ["payment_terms", "Betaaltermijn (dagen)"],
    },
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("workspace")


@pytest.fixture(scope="module")
def delivery(root: Path) -> Delivery:
    return deliver(root)


@pytest.fixture
def ctx(root: Path) -> SourceContext:
    def keep(digest: str, name: str, content: bytes) -> Path:
        path = root / digest[:8] / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        return path

    return SourceContext(Workspace(root, root), "nl-NL", Clock(ZoneInfo("Europe/Amsterdam"), date(2026, 10, 5)), keep)


def orders(ctx: SourceContext) -> list[tuple[Document, RawItem]]:
    documents = list(rows.read.read(rows.Params(**ORDERS), ctx))
    assert [document.problem for document in documents if document.problem] == []
    return [(document, item) for document in documents for item in document.items]


def reasons(found: list[tuple[Document, RawItem]]) -> Counter[str]:
    """What a careful clerk would do with each order."""
    stock = {product.sku: product.stock for product in sample_catalog().products}
    customers = {customer.name for customer in sample_catalog().customers}
    seen: dict[str, str] = {}
    told: Counter[str] = Counter()
    for _, item in found:
        assert item.problems == ()
        key, content = str(item.values["order_no"]), content_hash(dict(item.values))
        if key in seen:
            told["repeated" if seen[key] == content else "held"] += 1
            continue
        seen[key] = content
        told["done" if acceptable(item, stock, customers) else "rejected"] += 1
    return told


def acceptable(item: RawItem, stock: dict[str, int], customers: set[str]) -> bool:
    lines = item.values["lines"]
    try:
        day = read_date(
            item.values["ordered_on"], {"NL": "nl-NL", "DE": "de-DE", "NO": "nb-NO"}[item.values["country"]]
        )
    except Ambiguous:
        return False
    assert date(2026, 9, 28) <= day <= date(2026, 10, 5)
    total = sum(line["quantity"] * price(line["unit_price"]) for line in lines)
    if any(line["quantity"] > stock.get(line["sku"], 0) for line in lines):
        return False
    for line in lines:
        stock[line["sku"]] -= line["quantity"]
    known = item.values["customer"] in customers or item.values["street"] is not None
    return bool(item.values["customer"]) and known and item.values["total"] in (None, total)


def price(value: Any) -> Decimal:
    return Decimal(value.replace(",", ".")) if isinstance(value, str) else Decimal(value)


def test_orders_come_out_as_expected(ctx: SourceContext, delivery: Delivery) -> None:
    found = orders(ctx)
    expected = delivery.orders
    assert reasons(found) == Counter(
        done=expected.done, rejected=expected.rejected, repeated=expected.repeated, held=expected.held
    )
    assert len(found) == expected.items == 31
    assert max(len(item.values["lines"]) for _, item in found) == 28
    places = {(document.name, str(item.values["order_no"])) for document, item in found}
    assert {(refused.file, refused.key) for refused in expected.refused} <= places


def test_repeats_come_after_what_they_repeat(ctx: SourceContext) -> None:
    names = [document.name for document in rows.read.read(rows.Params(**ORDERS), ctx)]
    assert names[-2:] == [
        "inbox/orders/bestellijst De Groot nogmaals.xlsx",
        "inbox/orders/bestelling-VDB-0921 gewijzigd.xlsx",
    ]


def test_workbooks_look_like_an_office_made_them(root: Path, delivery: Delivery) -> None:
    kinds: Counter[str] = Counter()
    for form in delivery.workbooks:
        book = openpyxl.load_workbook(root / "inbox" / "orders" / form.name)
        sheet = book.worksheets[0]
        assert "A1" in sheet.merged_cells
        assert sheet["A1"].value.startswith(("Best", "Purchase"))
        assert sheet.freeze_panes
        kinds["spare"] += len(book.worksheets) > 1
        kinds["merged"] += len(sheet.merged_cells.ranges) > 1
        kinds[form.language] += 1
    assert all(kinds[kind] for kind in ("spare", "merged", "nl", "de", "nb", "en"))


def test_mails_come_out_as_expected(ctx: SourceContext, delivery: Delivery) -> None:
    documents = list(folder.read.read(folder.Params(path="inbox/mails"), ctx))
    assert len(documents) == delivery.mails.items == 18
    items = [item for document in documents for item in document.items]
    assert all(item.problems == () for item in items)
    good = {item.values["message_id"]: item for item in items if item.values["from_address"]}
    assert len(items) - len(good) == delivery.mails.rejected
    for letter in delivery.letters:
        item = good[letter.message_id]
        assert item.values["language"] == letter.language
        assert len(item.values["attachments"]) == letter.attachments
        assert item.values["reply"]
        assert "Ignore all" not in item.values["text"]
        assert item.values["defects"] == []
    (broken,) = (item for item in items if not item.values["from_address"])
    assert {"the sender cannot be read", "it has no Message-ID"} <= set(broken.values["defects"])
    assert "Er ontbreken twee dozen" in broken.values["text"]
    assert Counter(letter.kind for letter in delivery.letters) == Counter(
        {"Order question": 5, "Complaint": 4, "Invoice question": 4, "Other": 4}
    )


def test_forms_come_out_as_expected(ctx: SourceContext, delivery: Delivery) -> None:
    documents = list(exports.read.read(exports.Params(**FORMS), ctx))
    items = [item for document in documents for item in document.items]
    assert (len(documents), len(items)) == (delivery.forms.files, delivery.forms.items)
    refused = {item.values["submission_id"] for item in items if not sound(item)}
    assert refused == {entry.key for entry in delivery.forms.refused}
    known = {customer.email for customer in sample_catalog().customers}
    assert sum(item.values["email"] in known for item in items) == 3


def sound(item: RawItem) -> bool:
    assert item.problems == ()
    try:
        read_email(item.values["email"])
    except ValueError:
        return False
    return bool(item.values["name"])


def test_counts_add_up(delivery: Delivery) -> None:
    for expected in (delivery.orders, delivery.mails, delivery.forms):
        assert isinstance(expected, Expected)
        assert expected.items == expected.done + len(expected.refused)
        assert len(expected.refused) == expected.rejected + expected.repeated + expected.held


def digests(root: Path) -> dict[str, str]:
    return {
        str(path.relative_to(root)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted((root / "inbox").rglob("*"))
        if path.is_file()
    }


def test_same_seed_same_bytes(tmp_path: Path, root: Path, delivery: Delivery) -> None:
    again = deliver(tmp_path / "again")
    assert again == delivery
    assert digests(tmp_path / "again") == digests(root)


def test_other_seeds_have_the_same_outcome(tmp_path: Path, ctx: SourceContext) -> None:
    for seed in (1, 2, 3):
        home = tmp_path / str(seed)
        expected = deliver(home, seed=seed).orders
        found = orders(SourceContext(Workspace(home, home), ctx.locale, ctx.clock, ctx.keep))
        assert reasons(found)["done"] == expected.done
