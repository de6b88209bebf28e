from __future__ import annotations

import shutil
from datetime import date
from decimal import Decimal

import pytest

from rpa.actions.einvoice.read import run
from rpa.errors import BusinessException
from tests.fakes.einvoices import DE, FACTUR_X, NL, NO, changed, pdf_with
from tests.fakes.one_step import OneStep


def test_the_terms_are_outputs(step: OneStep) -> None:
    shutil.copy(NL, step.root / "a.xml")
    found = step.do(run, file="a.xml")
    assert (found.found, found.kind, found.number) == (True, "invoice", "2026-0417")
    assert found.issued_on == date(2026, 10, 5)
    assert (found.supplier, found.iban, found.currency) == ("Molen en Zonen B.V.", "NL91ABNA0417164300", "USD")
    assert (found.net, found.vat, found.total, found.payable) == tuple(
        map(Decimal, ("330.00", "48.30", "378.30", "300.00"))
    )
    assert [line["unit"] for line in found.lines] == ["piece", "hour", "lump sum"]
    assert found.terms["vat_accounting"] == Decimal("44.12")
    assert (found.rules, found.warnings) == (["arithmetic"], [])


def test_enclosed_files_are_kept_under_safe_names(step: OneStep) -> None:
    shutil.copy(NL, step.root / "a.xml")
    first, second = step.do(run, file="a.xml").enclosures
    assert first["name"] == "../../uren.csv"
    assert first["path"].read_bytes() == b"uren;naam\n12;Anna\n"
    assert first["path"].parent.parent == step.root / "evidence" / "enclosures"
    assert first["size"] == 18
    assert (second["path"], second["url"]) == (None, "https://example.org/voorwaarden.pdf")
    assert step.do(run, key="A-2", file="a.xml").enclosures[0]["path"] == first["path"]


def test_a_long_name_of_an_enclosed_file_fits_the_disk(step: OneStep) -> None:
    (step.root / "a.xml").write_bytes(changed(NL, ("../../uren.csv", "\u6f22" * 119 + ".csv")))
    path = step.do(run, file="a.xml").enclosures[0]["path"]
    assert path.read_bytes() == b"uren;naam\n12;Anna\n"
    assert path.name.endswith("\u6f22.csv")


def test_a_pdf_with_xml_inside_is_read(step: OneStep) -> None:
    shutil.copy(FACTUR_X / "invoice_EN16931.pdf", step.root / "a.pdf")
    found = step.do(run, file="a.pdf", rules="en16931")
    assert (found.number, found.total) == ("F20260023", Decimal("104.90"))
    assert found.rules == ["arithmetic", "EN 16931 (CII)"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (changed(NL, (">300.00<", ">301.00<")), "a.xml: BR-CO-16: the total, less what is paid"),
        (changed(NL, (">2026-10-05<", ">5 okt<"), (">300.00<", ">x<")), "IssueDate is '5 okt'; expected a day such as"),
        (pdf_with({"a.txt": b""}), "the PDF has no electronic invoice or order inside it"),
        (b"<!DOCTYPE a><a/>", "document type"),
    ],
)
def test_a_document_that_is_not_whole_is_rejected(step: OneStep, content: bytes, words: str) -> None:
    (step.root / "a.xml").write_bytes(content)
    with pytest.raises(BusinessException) as caught:
        step.do(run, file="a.xml")
    assert words in str(caught.value)


def test_everything_that_is_wrong_is_said_at_once(step: OneStep) -> None:
    (step.root / "a.xml").write_bytes(
        changed(DE, (">20260504<", ">2026<"), ("<ram:CalculatedAmount>54.15", "<ram:CalculatedAmount>60.15"))
    )
    with pytest.raises(BusinessException) as caught:
        step.do(run, file="a.xml")
    for part in ("line 7: DateTimeString is '2026'", "BR-CO-14", "BR-CO-17"):
        assert part in str(caught.value)


def test_a_plain_pdf_can_be_told_instead(step: OneStep) -> None:
    (step.root / "a.pdf").write_bytes(pdf_with({"a.txt": b""}))
    found = step.do(run, file="a.pdf", others="tell")
    assert (found.found, found.kind, found.number, found.lines, found.terms) == (False, None, None, [], {})
    (step.root / "b.xml").write_bytes(b"<other/>")
    assert not step.do(run, key="A-2", file="b.xml", others="tell").found
    (step.root / "c.xml").write_bytes(b"<broken")
    with pytest.raises(BusinessException):
        step.do(run, key="A-3", file="c.xml", others="tell")


def test_rules_can_be_left_out(step: OneStep) -> None:
    (step.root / "a.xml").write_bytes(changed(NL, (">300.00<", ">301.00<")))
    assert step.do(run, file="a.xml", rules="none").payable == Decimal("301.00")


@pytest.mark.parametrize("file", ["missing.xml", "../a.xml"])
def test_a_file_that_is_not_there_or_outside_is_refused(step: OneStep, file: str) -> None:
    with pytest.raises(BusinessException):
        step.do(run, file=file)


def test_a_credit_note_states_what_is_credited_without_a_minus(step: OneStep) -> None:
    (step.root / "a.xml").write_bytes(NO.read_bytes())
    found = step.do(run, file="a.xml")
    assert (found.kind, found.net, found.total, found.payable) == (
        "credit_note",
        *map(Decimal, ("1050.00", "1312.50", "1312.50")),
    )
    assert found.warnings == []


def test_a_credit_note_or_an_invoice_with_a_negative_total_stays_as_it_is_and_is_told(step: OneStep) -> None:
    negative = tuple((f">{one}<", f">-{one}<") for one in ("262.50", "1050.00", "1312.50"))
    content = changed(NO, *negative, (">3<", ">-3<"))
    (step.root / "a.xml").write_bytes(content)
    found = step.do(run, file="a.xml")
    assert (found.kind, found.total, found.payable) == ("credit_note", Decimal("-1312.50"), Decimal("-1312.50"))
    assert [one for one in found.warnings if "the total of this credit note is negative, -1312.50" in one]
    (step.root / "b.xml").write_bytes(
        content.replace(b"CreditNote", b"Invoice").replace(b"Credited", b"Invoiced").replace(b">381<", b">380<")
    )
    found = step.do(run, key="A-2", file="b.xml")
    assert (found.kind, found.total, found.payable) == ("invoice", Decimal("-1312.50"), Decimal("-1312.50"))
    assert [one for one in found.warnings if "the total of this invoice is negative, -1312.50" in one]
