"""HTML to PDF: archivable, repeatable, and closed to everything outside its folder."""

from __future__ import annotations

import io
import logging
from pathlib import Path

import pikepdf
import pytest

from rpa.drivers.html_pdf import DocumentError, lay_out, write_pdf

PAGE = """<!DOCTYPE html>
<html lang="nl-NL"><head><title>Factuur 7</title><meta name="author" content="Polder">
<meta name="dcterms.created" content="2026-11-20"></head>
<body style="font-family: 'Liberation Sans', 'DejaVu Sans', sans-serif">{}</body></html>"""


def fonts_of(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [font for page in pdf.pages for font in page.resources.get("/Font", {}).values()]


def test_the_pdf_is_pdf_a_3b_and_carries_its_fonts(tmp_path: Path) -> None:
    with pikepdf.open(io.BytesIO(write_pdf(PAGE.format("<h1>Factuur €</h1>"), base_dir=tmp_path))) as pdf:
        assert pdf.Root.OutputIntents[0].S == "/GTS_PDFA1"
        assert pdf.Root.Lang == "nl-NL"
        with pdf.open_metadata() as metadata:
            assert metadata["pdfaid:part"] == "3"
            assert metadata["pdfaid:conformance"] == "B"
            assert metadata["dc:title"] == "Factuur 7"
            assert metadata["dc:creator"] == ["Polder"]
            assert metadata["xmp:CreateDate"].startswith("2026-11-20")
        fonts = fonts_of(pdf)
        assert fonts
        for font in fonts:
            assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor


def test_the_same_page_gives_the_same_bytes(tmp_path: Path) -> None:
    page = PAGE.format("<p>Steeds hetzelfde</p>")
    assert write_pdf(page, base_dir=tmp_path) == write_pdf(page, base_dir=tmp_path)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ('<img src="file:///etc/passwd">', "/etc/passwd is outside"),
        ('<img src="../elsewhere.png">', "is outside"),
        ('<img src="..%2f..%2fetc%2fpasswd">', "is outside"),
        ('<img src="http://127.0.0.1:9/x.png">', "is on the network"),
        ('<img src="https://example.org/x.png">', "is on the network"),
        ('<img src="ftp://example.org/x.png">', "is on the network"),
        ('<img src="//example.org/x.png">', "is outside"),
        ('<link rel="stylesheet" href="file:///etc/passwd">', "/etc/passwd is outside"),
        ('<link rel="attachment" href="file:///etc/passwd">', "/etc/passwd is outside"),
        ('<style>@import "http://example.org/x.css";</style>', "is on the network"),
        (
            "<style>@font-face {font-family: X; src: url(file:///etc/passwd)} p {font-family: X}</style><p>x",
            "is outside",
        ),
        ('<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', "is outside"),
        ('<img src="missing.png">', "missing.png does not exist"),
    ],
)
def test_what_is_outside_is_refused_and_named(tmp_path: Path, content: str, says: str) -> None:
    with pytest.raises(DocumentError) as problem:
        write_pdf(PAGE.format(content), base_dir=tmp_path)
    assert says in str(problem.value)


def test_a_link_to_the_outside_inside_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "logo.svg").symlink_to("/etc/passwd")
    with pytest.raises(DocumentError, match="is outside"):
        write_pdf(PAGE.format('<img src="logo.svg">'), base_dir=tmp_path)


def test_pictures_of_the_folder_and_data_addresses_are_read(tmp_path: Path) -> None:
    square = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    (tmp_path / "my logo.svg").write_text(square, encoding="utf-8")
    inline = "data:image/svg+xml,%3Csvg xmlns=%22http://www.w3.org/2000/svg%22/%3E"
    page = PAGE.format(f'<img src="my%20logo.svg"><img src="{inline}">')
    assert write_pdf(page, base_dir=tmp_path).startswith(b"%PDF-1.7")


def test_an_unknown_variant_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"'pdf/b' is not known; expected one of .*pdf/a-3b"):
        write_pdf(PAGE.format(""), base_dir=tmp_path, variant="pdf/b")


def test_remarks_on_css_stay_off_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    before = logging.getLogger("weasyprint").propagate
    write_pdf(PAGE.format('<p style="colour: octarine; float: sideways">x</p>'), base_dir=tmp_path)
    assert capfd.readouterr() == ("", "")
    assert not caplog.records
    assert logging.getLogger("weasyprint").propagate == before


def test_places_are_told_page_by_page(tmp_path: Path) -> None:
    layout = lay_out(
        PAGE.format('<p id="a" style="height: 30px; margin: 0">x<p id="b" style="break-before: page">y'),
        base_dir=tmp_path,
    )
    assert len(layout.pages) == 2
    assert layout.pages[0]["a"].height == pytest.approx(30)
    assert "b" not in layout.pages[0]
    assert "b" in layout.pages[1]
    for page in layout.pages:
        assert page["page-top"].top < page["page-bottom"].top
