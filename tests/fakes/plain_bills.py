"""Small invoices as PDFs, line by line, for tests of what is read of them."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Placed = tuple[float, float, str]
"""Points from the left and from the top, and the words."""

BILL: tuple[Placed, ...] = (
    (60, 60, "Waterman Energie B.V."),
    (60, 74, "Havenstraat 12"),
    (60, 88, "3011 AB Rotterdam"),
    (60, 150, "Bakkerij Smit"),
    (60, 164, "Dorpsstraat 1"),
    (60, 178, "1011 AB Amsterdam"),
    (60, 230, "FACTUUR"),
    (60, 260, "Factuurnummer:"),
    (200, 260, "2026-0417"),
    (60, 276, "Factuurdatum:"),
    (200, 276, "12-03-2026"),
    (60, 292, "Contractnummer:"),
    (200, 292, "88123456"),
    (60, 340, "Omschrijving"),
    (300, 340, "Aantal"),
    (380, 340, "Prijs"),
    (480, 340, "Bedrag"),
    (60, 358, "Stroom maart"),
    (300, 358, "2"),
    (380, 358, "50,00"),
    (480, 358, "100,00"),
    (380, 400, "Subtotaal"),
    (480, 400, "€ 100,00"),
    (380, 416, "BTW 21%"),
    (480, 416, "€ 21,00"),
    (380, 432, "Totaal"),
    (480, 432, "€ 121,00"),
    (60, 780, "KvK 37073234   Btw-nr. NL764687657B01   IBAN NL76 RABO 7778 5121 07"),
)
PAID_IN_PART: tuple[Placed, ...] = (
    *BILL,
    (380, 448, "Reeds betaald"),
    (480, 448, "€ 50,00"),
    (380, 464, "Te betalen"),
    (480, 464, "€ 71,00"),
)


def bill(*changes: tuple[str, str], lines: Sequence[Placed] = BILL) -> bytes:
    """An invoice as a PDF.

    Args:
        changes: Words as they stand there, and those in their place; empty ones take the line out.
        lines: What stands on the page.
    """
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=A4, invariant=True)
    canvas.setFont("Helvetica", 10)
    instead = dict(changes)
    for left, top, words in lines:
        canvas.drawString(left, A4[1] - top, instead.get(words, words))
    canvas.showPage()
    canvas.save()
    return stream.getvalue()
