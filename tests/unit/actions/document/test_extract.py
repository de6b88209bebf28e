"""Fields of a PDF that a step reads."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from rpa.actions.document.extract import run
from rpa.drivers.paper import as_pdf
from rpa.drivers.pdf import PdfText, picture, read_pdf
from rpa.errors import BusinessException
from rpa.model.values import from_json, to_json
from tests.documents.layouts_b import din
from tests.documents.paper import paper
from tests.documents.printing import by_weasyprint
from tests.fakes.einvoices import DE, NL
from tests.fakes.one_step import OneStep

PAPER = paper("action", "nl", 1, 4, several_rates=False)


@pytest.fixture
def invoice(step: OneStep) -> OneStep:
    (step.root / "invoice.pdf").write_bytes(by_weasyprint(din(PAPER)))
    return step


def test_its_fields_are_outputs(invoice: OneStep) -> None:
    found = invoice.do(run, path="invoice.pdf")
    assert (found.kind, found.language) == ("invoice", "nl")
    assert (found.number, found.total, found.iban) == (PAPER.number, PAPER.total, PAPER.supplier.iban)
    assert found.vat_rates == [{"rate": PAPER.rates[0][0], "net": PAPER.net, "vat": PAPER.vat}]
    assert [line["net"] for line in found.lines] == [good.net for good in PAPER.goods]
    assert found.payable == PAPER.total
    assert found.unsure == []
    assert found.problems == []
    assert found.confidence["total"] >= Decimal("0.9")
    assert found.boxes["number"]["page"] == 1
    assert isinstance(found.boxes["number"]["left"], Decimal)
    assert "label" in found.rules["number"]
    assert found.einvoice is None


def test_the_ledger_can_keep_them(invoice: OneStep) -> None:
    found = invoice.do(run, path="invoice.pdf").model_dump()
    assert from_json(to_json(found)) == found
    assert json.loads(to_json(found))


def test_a_higher_threshold_asks_a_person_more_often(invoice: OneStep) -> None:
    found = invoice.do(run, path="invoice.pdf", threshold=Decimal("0.999"), review=False)
    assert set(found.unsure) >= {"number", "total", "iban"}


def test_what_is_needed_and_not_there_is_unsure(invoice: OneStep) -> None:
    found = invoice.do(run, path="invoice.pdf", needed=["payment_reference", "number"], review=False)
    assert found.unsure == ["payment_reference"]
    assert found.missing["payment_reference"]


def test_our_own_number_is_the_customers(step: OneStep) -> None:
    step.settings["company"] = {**step.settings["company"], "vat_number": PAPER.supplier.vat_number}
    (step.root / "invoice.pdf").write_bytes(by_weasyprint(din(PAPER)))
    assert step.do(run, path="invoice.pdf").customer_vat_number == PAPER.supplier.vat_number


def test_our_own_account_is_not_the_one_to_pay_to(step: OneStep) -> None:
    step.settings["company"] = {
        **step.settings["company"],
        "iban": f" {PAPER.supplier.iban[:4]} {PAPER.supplier.iban[4:].lower()}",
    }
    (step.root / "invoice.pdf").write_bytes(by_weasyprint(din(PAPER)))
    found = step.do(run, path="invoice.pdf")
    assert found.iban is None
    assert "it is our own account" in found.missing["iban"]


HYBRID = Path(__file__).resolve().parents[3] / "data" / "einvoice" / "factur-x" / "invoice_EN16931.pdf"


def test_an_electronic_invoice_inside_goes_before_the_page(step: OneStep) -> None:
    shutil.copy(HYBRID, step.root / "hybrid.pdf")
    found = step.do(run, path="hybrid.pdf", needed=["number", "total", "iban", "lines"])
    assert (found.kind, found.number, found.total) == ("invoice", "F20260023", Decimal("104.90"))
    assert found.issued_on == dt.date(2026, 1, 31)
    assert found.iban == "FR2012542547256985425874698"
    assert len(found.lines) == 3
    assert found.einvoice == "factur-x.xml"
    assert set(found.confidence.values()) == {Decimal(1)}
    assert found.rules["total"] == "stated by the electronic invoice inside the PDF (factur-x.xml)"
    assert (found.unsure, found.boxes) == ([], {})
    assert from_json(to_json(found.model_dump())) == found.model_dump()


def test_what_the_electronic_invoice_does_not_state_is_not_taken_from_the_page(step: OneStep) -> None:
    shutil.copy(HYBRID, step.root / "hybrid.pdf")
    found = step.do(run, path="hybrid.pdf", needed=["payment_reference"], review=False)
    assert found.payment_reference is None
    assert found.unsure == ["payment_reference"]
    assert "does not state it" in found.missing["payment_reference"]


def test_one_that_cannot_be_read_is_refused_whatever_the_page_says(invoice: OneStep) -> None:
    attach(invoice.root / "invoice.pdf", {"factur-x.xml": b"<x/>"})
    with pytest.raises(BusinessException, match=r"invoice\.pdf, file 'factur-x\.xml' inside it"):
        invoice.do(run, path="invoice.pdf")


def test_an_electronic_invoice_is_known_by_its_content_not_by_its_name(invoice: OneStep) -> None:
    attach(invoice.root / "invoice.pdf", {"e-rechnung.xml": DE.read_bytes(), "list.xml": b"<list/>"})
    found = invoice.do(run, path="invoice.pdf", needed=["number", "payable"])
    assert (found.einvoice, found.number) == ("e-rechnung.xml", "R-2026-9")


def test_an_electronic_invoice_that_is_paid_in_part_is_told_unless_what_is_to_be_paid_is_asked_for(
    invoice: OneStep,
) -> None:
    attach(invoice.root / "invoice.pdf", {"factur-x.xml": DE.read_bytes()})
    found = invoice.do(run, path="invoice.pdf", needed=["number", "payable"])
    assert (found.total, found.payable, found.problems) == (Decimal("387.30"), Decimal("300.00"), [])
    found = invoice.do(run, key="A-2", path="invoice.pdf", review=False)
    assert found.problems == ["87.30 of the total of 387.30 is paid: 300.00 is to be paid"]


def test_two_electronic_invoices_of_one_name_are_refused(invoice: OneStep) -> None:
    import pikepdf

    path = invoice.root / "invoice.pdf"
    with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
        for key, file in (("one", DE), ("two", NL)):
            pdf.attachments[key] = pikepdf.AttachedFileSpec(pdf, file.read_bytes(), filename="factur-x.xml")
        pdf.save(path)
    with pytest.raises(BusinessException, match=r"two electronic documents in the PDF: 'factur-x\.xml'"):
        invoice.do(run, path="invoice.pdf")


def test_another_xml_file_beside_a_page_changes_nothing(invoice: OneStep) -> None:
    attach(invoice.root / "invoice.pdf", {"list.xml": b"<list/>", "terms.txt": b"<Invoice/>"})
    found = invoice.do(run, path="invoice.pdf")
    assert (found.einvoice, found.number) == (None, PAPER.number)


def test_a_scanned_page_is_not_recognised_when_an_electronic_invoice_is_inside(
    step: OneStep, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = step.root / "scan.pdf"
    path.write_bytes(as_pdf(picture(by_weasyprint(din(PAPER)), 1), "scan.png"))
    attach(path, {"factur-x.xml": DE.read_bytes()})

    def without_recognition(content: bytes, name: str, *, ocr: bool = False) -> PdfText:
        assert not ocr
        return read_pdf(content, name)

    monkeypatch.setattr("rpa.actions.document.extract.read_pdf", without_recognition)
    assert step.do(run, path="scan.pdf", ocr=True, review=False).number == "R-2026-9"


def attach(path: Path, files: Mapping[str, bytes]) -> None:
    import pikepdf

    with pikepdf.open(io.BytesIO(path.read_bytes())) as pdf:
        for name, content in files.items():
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)
        pdf.save(path)


def test_a_path_does_not_lead_out_of_the_workspace(step: OneStep) -> None:
    with pytest.raises(BusinessException, match="leads out of the workspace"):
        step.do(run, path="../letter.pdf")


def test_a_file_that_is_not_there_or_no_pdf_is_told(step: OneStep) -> None:
    with pytest.raises(BusinessException, match="No such file"):
        step.do(run, path="none.pdf")
    (step.root / "text.pdf").write_text("Factuur 12")
    with pytest.raises(BusinessException, match="no PDF"):
        step.do(run, key="A-2", path="text.pdf")
