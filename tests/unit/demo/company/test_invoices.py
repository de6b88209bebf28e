from __future__ import annotations

import io
from typing import Any

import pytest

PDF = b"%PDF-1.7\nan invoice"
INVOICE = {
    "number": "2026-00942",
    "invoiced_on": "05-10-2026",
    "total": "602.58",
    "vat": "104.58",
}


def upload(content: bytes = PDF, name: str = "2026-00942.pdf") -> tuple[io.BytesIO, str]:
    return io.BytesIO(content), name


def test_invoice_is_registered_with_its_pdf(visitor: Any) -> None:
    answer = visitor.post("/orders/10008/invoice", INVOICE | {"pdf": upload()})
    page = visitor.open(answer.location)
    assert "Invoice 2026-00942 registered" in page
    assert "<dt>Status</dt><dd>Invoiced</dd>" in page
    assert visitor.client.get("/files/invoices/81").data == PDF
    counts = visitor.counts()
    assert (counts["writes"]["invoice"], counts["log"][0]["reference"]) == (1, "2026-00942")
    assert "602.58" in visitor.open("/invoices?q=2026-00942")
    assert "No invoices found" in visitor.open("/invoices?q=2026-0094")


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({}, "Invoice PDF is missing"),
        ({"pdf": b"MZ no pdf"}, "Invoice PDF must be a PDF file"),
        ({"pdf": PDF, "total": "1.234,50"}, "Total including VAT must be an amount like 1234.50"),
        ({"pdf": PDF, "invoiced_on": "05/10/2026"}, "Invoice date must be a date"),
    ],
)
def test_wrong_invoice_is_refused(visitor: Any, changes: dict[str, Any], complaint: str) -> None:
    if "pdf" in changes:
        changes = changes | {"pdf": upload(changes["pdf"])}
    page = visitor.post("/orders/10008/invoice", INVOICE | changes).get_data(as_text=True)
    assert complaint in page
    assert visitor.counts()["writes"]["invoice"] == 0


def test_invoice_of_an_unknown_order_is_not_found(visitor: Any) -> None:
    assert visitor.client.get("/orders/1/invoice").status_code == 404
    assert visitor.client.get("/files/invoices/1").status_code == 404
