"""Text and ruled tables beside pdfplumber and RPA.PDF: `python -m tests.bench.bench_pdf [ROUNDS [PAGES]]`, 200 pages.

Each is a whole process, in turn, the first round not counted. Ours and pdfplumber give text and tables, and it is told
whether the cells agree; RPA.PDF gives text only, for it knows no tables.
"""

from __future__ import annotations

import io
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.bench.peers import environment
from tests.bench.spending import Spent, least, middle, say, spent_by
from tests.fakes.pdf_documents import words

OURS = """\
import json, sys
from pathlib import Path
from rpa.drivers.pdf import read_pdf, tables
pdf = read_pdf(Path(sys.argv[1]).read_bytes(), "a.pdf", most_pages=10_000)
found = [(page.text, [table.rows for table in tables(page)]) for page in pdf.pages]
json.dump(found, open(sys.argv[2], "w"))
"""
PDFPLUMBER = """\
import json, sys
import pdfplumber
found = []
with pdfplumber.open(sys.argv[1]) as pdf:
    for page in pdf.pages:
        found.append((page.extract_text(), page.extract_tables()))
        page.close()
json.dump(found, open(sys.argv[2], "w"))
"""
RPA_PDF = """\
import json, sys
from RPA.PDF import PDF
pdf = PDF()
found = pdf.get_text_from_pdf(sys.argv[1])
json.dump(list(found.items()), open(sys.argv[2], "w"))
"""


def made(pages: int) -> bytes:
    """A PDF with four paragraphs and a table of 21 rows on each page."""
    from reportlab.lib import colors
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import getSampleStyleSheet
    from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

    luck, style = random.Random(1), getSampleStyleSheet()["Normal"]
    grid = TableStyle(
        [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey)]
    )
    flow: list[Any] = []
    for page in range(1, pages + 1):
        flow += [
            Paragraph(f"Page {page}", style),
            *(Paragraph(words(luck, 120), style) for _ in range(4)),
            Spacer(1, 8),
        ]
        rows = [["No", "Article", "Description", "Quantity", "Price", "Total"]]
        for number in range(20):
            price, count = luck.randint(1, 99_999), luck.randint(1, 99)
            amounts = f"{price // 100},{price % 100:02}", f"{price * count // 100},{price * count % 100:02}"
            rows.append([str(number), f"A-{luck.randint(100, 999)}", words(luck, 3), str(count), *amounts])
        flow += [Table(rows, style=grid), PageBreak()]
    stream = io.BytesIO()
    SimpleDocTemplate(stream, pagesize=A4).build(flow)
    return stream.getvalue()


def cells(path: Path) -> list[Any]:
    """The tables of each page, with empty for what a merged cell covers."""
    found = json.loads(path.read_text())
    return [[[[cell or "" for cell in row] for row in table] for table in tables] for _, tables in found]


def main(rounds: int, pages: int) -> None:
    """Time all three in turn and print a table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        document = folder / "a.pdf"
        document.write_bytes(made(pages))
        programs = {"ours": (sys.executable, OURS), "pdfplumber": (sys.executable, PDFPLUMBER)}
        other = environment("rpa-bench-pdf", ("rpaframework-pdf",))
        if isinstance(other, Path):
            programs["RPA.PDF (text only)"] = (str(other), RPA_PDF)
        else:
            say(f"RPA.PDF: not measured: {other}")
        taken: dict[str, list[Spent]] = {program: [] for program in programs}
        for number in range(rounds + 1):
            for program, (python, text) in programs.items():
                one = spent_by([python, "-c", text, str(document), str(folder / f"{program[:4]}.json")])
                if number:
                    taken[program].append(one)
        say(f"{pages} pages, {document.stat().st_size >> 10} KiB, {rounds} rounds")
        say(f"{'':20} {'median s':>9} {'least s':>9} {'cpu s':>9} {'MiB':>6} {'times ours':>11} {'cpu times':>10}")
        own = taken["ours"]
        for program, spent in taken.items():
            ratio, by_cpu = middle(spent) / middle(own), middle(spent, "cpu") / middle(own, "cpu")
            say(
                f"{program:20} {middle(spent):9.2f} {least(spent):9.2f} {middle(spent, 'cpu'):9.2f}"
                f" {middle(spent, 'peak'):6.0f} {ratio:11.1f} {by_cpu:10.1f}"
            )
        ours, theirs = cells(folder / "ours.json"), cells(folder / "pdfp.json")
        count = sum(len(row) for page in ours for table in page for row in table)
        differing = [number for number, (one, two) in enumerate(zip(ours, theirs, strict=True), 1) if one != two]
        say(
            f"{count} cells: " + (f"not the same on pages {differing[:9]}" if differing else "the same as pdfplumber's")
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, int(sys.argv[2]) if len(sys.argv) > 2 else 200)
