"""Values that stand in the PDF and cannot be seen on its page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from rpa.drivers.pdf import read_pdf
from rpa.drivers.seen_fields import MOST, looked_at
from rpa.formats.documents.templates.extraction import TemplateReading, read_document
from tests.documents.printing import by_weasyprint

PAGE = """<meta charset=utf-8><style>@page{size:A4;margin:15mm}td{padding:2pt 8pt}</style>
<h3>Kaashandel De Boer B.V.</h3><p>Van Dalen Groothandel B.V.<br>Industrieweg 14<br>7418 AB Deventer</p><h2>Factuur</h2>
<p>Factuurnummer: W-1<br>Factuurdatum: 03-02-2026</p>
<table><tr><td>Subtotaal<td>1.000,00<tr><td>Btw 9%<td>90,00<tr><td>Totaal<td>€ 1.090,00</table>"""
IBAN = "NL46 RABO 0307 6543 21"
WHITE_PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC"
)


def looked(text: str) -> TemplateReading:
    content = by_weasyprint(PAGE + text)
    document = read_pdf(content, "page.pdf")
    return looked_at(read_document(document, ()), document, content)


@pytest.mark.parametrize(
    "text",
    [
        f"<p style='color:#fff'>IBAN {IBAN}</p>",
        f"<p style='color:#fdfdfd'>IBAN {IBAN}</p>",
        f"<p style='background:#124;color:#124'>IBAN {IBAN}</p>",
        (
            f"<div style='position:relative'>IBAN {IBAN}<img src='{WHITE_PICTURE}' "
            "style='position:absolute;left:0;top:-5pt;width:400pt;height:30pt'></div>"
        ),
    ],
)
def test_what_nobody_can_see_is_not_sure(text: str) -> None:
    found = looked(text).extraction
    field = found.field("iban")
    assert field is not None
    assert field.confidence <= MOST
    assert field.rule.endswith("; but nothing is to be seen there")
    assert found.problems == (f"iban '{IBAN}' on page 1: nothing is to be seen there",)
    total = found.field("total")
    assert total is not None
    assert total.is_sure


def test_a_line_that_nobody_can_see_is_not_sure() -> None:
    row = "<tr style='{}'><td>{}<td>2<td>500,00<td>1.000,00"
    head = "<table><tr><td>Omschrijving<td>Aantal<td>Prijs<td>Bedrag"
    text = f"{head}{row.format('', 'Kaas')}{row.format('color:#fff', 'Water')}</table>"
    found = looked(text.replace("</table>", "</table><p>Einde</p>")).extraction
    assert [line.description for line in found.lines] == ["Kaas", "Water"]
    assert found.lines[1].confidence <= MOST < found.lines[0].confidence
    assert found.problems[-1] == "line 2 of the table, on page 1: nothing is to be seen there"


def test_a_scan_is_not_looked_at() -> None:
    content = by_weasyprint(PAGE + f"<p style='color:#fff'>IBAN {IBAN}</p>")
    read = read_pdf(content, "page.pdf")
    document = replace(read, pages=tuple(replace(page, is_scanned=True) for page in read.pages))
    reading = read_document(document, ())
    assert looked_at(reading, document, content) is reading


@pytest.mark.parametrize(
    "style", ["", "background:#123;color:#fff", "color:#999", "font-size:6pt", "background:#eee;color:#06c"]
)
def test_what_can_be_seen_stays_sure(style: str) -> None:
    found = looked(f"<p style='{style}'>IBAN {IBAN}</p>").extraction
    field = found.field("iban")
    assert field is not None
    assert field.is_sure
    assert found.problems == ()
