"""`rpa document`: what is read of a document is shown with its places; templates are checked."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from rpa.cli.check import command as check_command
from rpa.cli.document import command
from rpa.cli.drawing_columns import whole_words
from rpa.errors import BusinessException, MistakesFound, UsageError
from tests.fakes.einvoices import DE, pdf_with
from tests.fakes.plain_bills import PAID_IN_PART, bill

TEMPLATE = "sender: Waterman Energie B.V.\nkeywords: Waterman\nfields:\n  reference: Contractnummer\n"


def call(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def tried(path: Path, *more: str) -> Any:
    return json.loads(call("try", str(path), "--json", *more).stdout)


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "bill.pdf"
    path.write_bytes(bill())
    return path


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    root = tmp_path / "office"
    (root / "templates" / "documents").mkdir(parents=True)
    (root / "recipes").mkdir()
    (root / "rpa.toml").write_text("")
    return root


def test_every_field_is_shown_with_its_value_reason_and_place(paper: Path) -> None:
    result = call("try", str(paper))
    rows = {line.split("\t")[0]: line.split("\t") for line in result.stdout.splitlines()}
    assert rows["total"][1:4] == ["121.00", "0.99", "page 1, 480 right, 423 down"]
    assert "net and VAT make the total" in rows["total"][4]
    assert rows["1"][1] == "Stroom maart"
    # Fields that are missing for the same reason are told together.
    told = " ".join(result.stderr.split())
    assert told.count("no label for it was found on the pages") == 1
    assert "due_on" in told.partition(": no label for it was found")[0]
    picture = paper.parent / "bill.pdf.page-1.png"
    assert "bill.pdf.page-1.png" in result.stderr
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_a_machine_gets_the_same(paper: Path, tmp_path: Path) -> None:
    found = tried(paper, "--pictures", str(tmp_path / "seen"))
    assert found["fields"]["total"]["value"] == "121.00"
    assert found["fields"]["total"]["is_sure"] is True
    assert found["lines"][0]["net"] == "100.00"
    assert [Path(one).name for one in found["pictures"]] == ["bill.pdf.page-1.png"]
    assert (tmp_path / "seen" / "bill.pdf.page-1.png").exists()


def test_what_is_to_be_paid_is_shown_and_told_before_the_total_is_paid(tmp_path: Path) -> None:
    path = tmp_path / "paid.pdf"
    path.write_bytes(bill(lines=PAID_IN_PART))
    result = call("try", str(path), "--no-pictures")
    rows = {line.split("\t")[0]: line.split("\t") for line in result.stdout.splitlines()}
    assert (rows["total"][1], rows["payable"][1], rows["payable"][3]) == (
        "121.00",
        "71.00",
        "page 1, 480 right, 455 down",
    )
    told = "50.00 of the total of 121.00 is paid: 71.00 is to be paid"
    assert f"Before the total is paid\n  {told}.\n" in result.stderr
    found = tried(path, "--no-pictures")
    assert (found["cautions"], found["problems"]) == ([told], [])


def test_the_template_that_fits_is_taken_and_said(paper: Path, workspace: Path) -> None:
    (workspace / "templates" / "documents" / "waterman.yaml").write_text(TEMPLATE)
    found = tried(paper, "--no-pictures", "-C", str(workspace))
    assert found["template"] == "templates/documents/waterman.yaml"
    assert found["fields"]["reference"]["value"] == "88123456"
    assert "by the template: beside the label 'Contractnummer'" in found["fields"]["reference"]["rule"]
    other = workspace / "templates" / "documents" / "other.yaml"
    other.write_text("keywords: Rotterdam\nfields: {reference: Factuurnummer}\n")
    result = call("try", str(paper), "--no-pictures", "-C", str(workspace))
    assert "2 templates fit, so none was taken" in result.stderr


def test_one_template_alone_says_why_it_would_not_be_taken(paper: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text("keywords: [Waterman, Creditnota]\nfields: {reference: Contractnumber}\n")
    result = call("try", str(paper), "--template", str(own), "--no-pictures")
    told = " ".join(result.stderr.split())
    assert "By itself this template would not be taken: 'Creditnota' is not in the document" in told
    assert "reference: the label 'Contractnumber' is not on the pages; nearly: 'Contractnummer'" in told


def test_a_template_with_mistakes_is_not_tried(paper: Path, tmp_path: Path) -> None:
    own = tmp_path / "mine.yaml"
    own.write_text("keywords: x\nfields: {referense: y}\n")
    with pytest.raises(MistakesFound) as caught:
        call("try", str(paper), "--template", str(own))
    assert caught.value.problems[0].hint.startswith("Did you mean 'reference'?")


def test_an_e_invoice_only_says_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "bill.xml"
    path.write_text('<?xml version="1.0"?>\n<Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"/>')
    with pytest.raises(BusinessException, match=r"it is an e-invoice \(UBL\): there is no page to look at"):
        call("try", str(path))


def test_of_an_e_invoice_inside_its_values_are_shown_as_the_recipe_gets_them(tmp_path: Path) -> None:
    path = tmp_path / "bill.pdf"
    path.write_bytes(pdf_with({"rechnung.xml": DE.read_bytes()}))
    found = tried(path)
    assert found["einvoice"] == "rechnung.xml"
    assert found["fields"]["total"]["rule"].startswith("stated by the electronic invoice inside the PDF")
    assert found["pictures"] == []
    told = call("try", str(path))
    assert "These are the values of the e-invoice rechnung.xml inside the PDF" in told.stderr
    assert f"total\t{found['fields']['total']['value']}\t" in told.stdout


def test_with_a_template_the_page_is_read_beside_an_e_invoice(tmp_path: Path) -> None:
    path, template = tmp_path / "bill.pdf", tmp_path / "any.yaml"
    path.write_bytes(pdf_with({"rechnung.xml": DE.read_bytes()}))
    template.write_text(TEMPLATE)
    found = tried(path, "--template", str(template))
    assert found["einvoice"] is None
    assert "total" in found["missing"]
    assert any("holds the e-invoice rechnung.xml: document.extract takes that" in one for one in found["remarks"])


def test_a_broken_e_invoice_inside_is_refused_as_the_recipe_refuses_it(tmp_path: Path) -> None:
    path = tmp_path / "bill.pdf"
    path.write_bytes(pdf_with({"rechnung.xml": b"<"}))
    with pytest.raises(BusinessException, match=r"bill\.pdf, file 'rechnung\.xml'"):
        call("try", str(path))


def test_on_a_narrow_screen_no_word_is_broken() -> None:
    columns = ("Field", "Value", "Sure", "Where", "Why")
    rows = [
        ("supplier_vat_number", "NL764687657B01", "0.99", "page 1, 44 right, 760 down", "beside 'Btw-nr.'"),
        ("iban", "DE72100700000532013000", "0.85 ask", "page 1, 44 right, 760 down", "check digits are right " * 4),
    ]
    for width in (60, 80, 100, 200):
        lines = list(whole_words(columns, rows, width, ("Why", "Where")))
        assert max(map(len, lines)) <= width
        words = " ".join(lines).split()
        assert all(word in words for row in rows for cell in row for word in cell.split()), lines
    assert len(list(whole_words(columns, rows, 200, ("Why", "Where")))) == 3
    assert any(
        line.strip().startswith("Why: check digits") for line in whole_words(columns, rows, 80, ("Why", "Where"))
    )


def test_a_picture_is_read_as_a_scanned_page(tmp_path: Path) -> None:
    pytest.importorskip("rapidocr")
    from rpa.drivers.pdf import picture

    path = tmp_path / "photo.png"
    path.write_bytes(picture(bill(), 1, scale=2.5))
    found = tried(path)
    assert found["fields"]["total"]["value"] == "121.00"
    assert any("its text was recognised" in remark for remark in found["remarks"])
    without = call("try", str(path), "--no-ocr", "--no-pictures")
    assert "leave --no-ocr out" in without.stderr
    assert "the pages have no words" in " ".join(without.stderr.split())


@pytest.mark.parametrize("content", [b"\x89PNG\r\n\x1a\nrubbish", b"BM" + b"\0" * 60, b"GIF89a" + b"\xff" * 40])
def test_a_damaged_picture_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "photo.png"
    path.write_bytes(content)
    with pytest.raises(BusinessException, match=r"photo\.png"):
        call("try", str(path))


@pytest.mark.parametrize(
    ("is_installed", "told"), [(True, "leave --no-ocr out"), (False, "pip install 'rpa-backoffice[ocr]'")]
)
def test_what_keeps_a_picture_unread_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_installed: bool, told: str
) -> None:
    Image.new("L", (600, 800), 255).save(tmp_path / "scan.pdf")
    monkeypatch.setattr("rpa.cli.document_trying.can_recognise", lambda: is_installed)
    said = " ".join(call("try", str(tmp_path / "scan.pdf"), "--no-pictures", "--no-ocr").stderr.split())
    assert told in said
    assert said.count("the pages have no words") == 1


def test_templates_are_checked_all_at_once(workspace: Path) -> None:
    folder = workspace / "templates" / "documents"
    (folder / "good.yaml").write_text(TEMPLATE)
    (folder / "bad.yaml").write_text("keywords: x\nfields:\n  totl: Totaal\n  net: {lable: Netto}\n")
    (folder / "other.yml").write_text(
        "issuer: X\nkeywords: [X]\nfields: {amount: 'Total (\\d+)'}\noptions: {locale: nl}\n"
    )
    result = call("check", "-C", str(workspace))
    assert result.exit_code == 2
    assert "OK templates/documents/good.yaml (1 field)" in result.stdout
    assert "OK templates/documents/other.yml (1 field, of invoice2data)" in result.stdout
    assert "not supported: options: locale is not used" in result.stderr
    assert "bad.yaml:3:3: there is no field 'totl'" in result.stderr
    assert "Did you mean 'total'?" in result.stderr
    assert call("check", str(folder / "good.yaml")).exit_code == 0
    assert [one["ok"] for one in json.loads(call("check", "--json", "-C", str(workspace)).stdout)] == [
        False,
        True,
        True,
    ]


def test_a_recipe_is_checked_with_the_templates_it_may_take(workspace: Path) -> None:
    recipe = workspace / "recipes" / "bills.yaml"
    recipe.write_text("name: bills\nsteps:\n  - id: bill\n    document.extract: inbox/bill.pdf\n")

    def checked() -> Result:
        return CliRunner().invoke(check_command, ["bills", "-C", str(workspace)], catch_exceptions=False)

    assert checked().exit_code == 0
    (workspace / "templates" / "documents" / "bad.yaml").write_text("keywords: x\nfields: {totl: Totaal}\n")
    result = checked()
    assert result.exit_code == 2
    assert "templates/documents/bad.yaml:2:10: there is no field 'totl'" in result.stderr
    recipe.write_text(recipe.read_text().replace("inbox/bill.pdf", "{path: inbox/bill.pdf, template: waterman}"))
    assert "there is no template 'waterman'" in checked().stderr
    (workspace / "templates" / "documents" / "waterman.yaml").write_text(TEMPLATE)
    assert checked().exit_code == 0, "only the one that is named counts"


def test_without_a_workspace_templates_must_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RPA_WORKSPACE", raising=False)
    with pytest.raises(UsageError, match="no template is named"):
        call("check")
