"""PDFs for tests, made by WeasyPrint, ReportLab and Chromium: ruled tables of many shapes, and text."""

from __future__ import annotations

import io
import random
from typing import Any

TEXT = """
    Artikel Menge Preis Bestelling Omschrijving levering Faktura beløp Total office final Straße naïve A4 100 12,50
    1.250,00 € kr Nr. 7 #9 x/y (a) schroef M6x40 doos à 100 Größe fjære
"""
WORDS = TEXT.split()
BORDERS = ("1px solid #000", "0.4pt solid #888", "2px solid red", "1.5pt solid black", "3px double #000")


def words(luck: random.Random, most: int = 5) -> str:
    """A few words."""
    return " ".join(luck.choice(WORDS) for _ in range(luck.randint(0, most)))


def table_html(luck: random.Random) -> str:
    """A ruled table: merged cells, several lines in a cell, headings on grey, wide and narrow columns."""
    columns, rows = luck.randint(2, 7), luck.randint(2, 9)
    border = luck.choice(BORDERS)
    heading = "".join(f"<th>{words(luck, 2)}</th>" for _ in range(columns))
    body = []
    covered: set[tuple[int, int]] = set()
    for row in range(rows):
        cells = []
        for column in range(columns):
            if (row, column) in covered:
                continue
            wide = 2 if luck.random() < 0.1 and column + 1 < columns and (row, column + 1) not in covered else 1
            tall = 2 if luck.random() < 0.1 and row + 1 < rows else 1
            covered |= {(row + down, column + right) for down in range(tall) for right in range(wide)}
            text = words(luck) + ("<br>" + words(luck, 2) if luck.random() < 0.2 else "")
            cells.append(f'<td colspan="{wide}" rowspan="{tall}">{text}</td>')
        body.append(f"<tr>{''.join(cells)}</tr>")
    size, room = luck.choice((7, 9, 11)), luck.choice((2, 4, 8))
    style = f"border-collapse:collapse;font-size:{size}pt;margin:10pt 0"
    cell = f"td,th{{border:{border};padding:{room}px;{luck.choice(('', 'text-align:right', 'vertical-align:top'))}}}"
    grey = "th{background:#ddd}" if luck.random() < 0.5 else ""
    rows_html = f"<thead><tr>{heading}</tr></thead>{''.join(body)}"
    return f"<style>{cell}{grey}</style><table style='{style}'>{rows_html}</table>"


def page_html(luck: random.Random) -> str:
    """Some text and a ruled table."""
    font = luck.choice(("DejaVu Sans", "serif", "monospace", "Liberation Sans"))
    return (
        "<html><head><meta charset='utf-8'>"
        f"<style>@page{{size:A4;margin:15mm}}body{{font-family:{font}}}</style></head>"
        f"<body><h2>{words(luck)}</h2><p>{words(luck, 30)}</p>{table_html(luck)}<p>{words(luck, 12)}</p>"
        "</body></html>"
    )


def by_weasyprint(html: str) -> bytes:
    """A PDF of a page."""
    import weasyprint

    made: bytes = weasyprint.HTML(string=html).write_pdf()
    return made


def by_reportlab(luck: random.Random) -> bytes:
    """A PDF with a table whose lines are stroked."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    sheet = getSampleStyleSheet()["Normal"]
    columns, rows = luck.randint(2, 6), luck.randint(2, 12)
    data: list[list[Any]] = [[Paragraph(words(luck, 2), sheet) for _ in range(columns)] for _ in range(rows)]
    style: list[Any] = [("GRID", (0, 0), (-1, -1), luck.choice((0.25, 0.5, 1, 2)), colors.black)]
    if luck.random() < 0.5:
        style.append(("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey))
    if luck.random() < 0.5 and columns > 2:
        style.append(("SPAN", (0, 1), (1, 1)))
        data[1][1] = ""
    table = Table(data, colWidths=[480 / columns] * columns)
    table.setStyle(TableStyle(style))
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4).build([Paragraph(words(luck, 20), sheet), Spacer(1, 12), table])
    return stream.getvalue()
