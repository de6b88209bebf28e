"""Template-free extraction beside invoice2data: what each finds in made invoices, and in how much time.

`python -m tests.bench.bench_extraction`. invoice2data lives in an environment of its own, in the user's cache folder. It
finds nothing without a template, so it is asked twice: with the 200 templates that it comes with, and with one written
for each supplier of the set (its labels and its layout known beforehand), which is what its users would write.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rpa.drivers.pdf import read_pdf
from rpa.formats.documents.extraction import extract
from rpa.model.extraction import SURE
from tests.documents.collection import Made, held_out
from tests.documents.judging import same
from tests.documents.printing import print_all

NAMES = {"number": "invoice_number", "issued_on": "date", "total": "amount"}
"""Our names and theirs: the three that a template of theirs must have."""
PROGRAM = """\
import json, logging, sys, time
logging.disable(logging.CRITICAL)
from invoice2data import extract_data
from invoice2data.extract.loader import read_templates
folder, own = sys.argv[1], sys.argv[2]
templates = read_templates(own) if own else read_templates()
found = {}
begin = time.perf_counter()
for path in json.load(sys.stdin):
    try:
        values = extract_data(path, templates=templates)
    except Exception as error:
        values = {"error": repr(error)}
    found[path] = {name: str(value) for name, value in (values or {}).items()}
print(json.dumps({"seconds": time.perf_counter() - begin, "found": found}))
"""


def environment() -> Path:
    """The Python of an environment with invoice2data, made when it is not there."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "rpa-bench-extraction"
    python, ready = cache / "bin" / "python", cache / "ready"
    if not ready.exists():
        make = [sys.executable, "-m", "venv", "--clear", str(cache)]
        subprocess.run(make, check=True, capture_output=True, timeout=120)
        install = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", "invoice2data"]
        subprocess.run(install, check=True, capture_output=True, timeout=300)
        ready.touch()
    return python


def peers_answer(
    python: Path, paths: Iterable[Path], own: str, folder: Path
) -> tuple[float, dict[str, dict[str, str]]]:
    """Seconds and what invoice2data finds in each file."""
    asked = json.dumps([str(path) for path in paths])
    done = subprocess.run(
        [str(python), "-c", PROGRAM, str(folder), own], input=asked, capture_output=True, text=True, check=True
    )
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["seconds"], answer["found"]


def write_templates(documents: Iterable[Made], folder: Path) -> None:
    """One template for each supplier and language: keywords, and its own labels before number, date and total."""
    folder.mkdir()
    for document in documents:
        truth = document.truth
        labels = {name: label_before(document.html, shown) for name, shown in shown_values(document).items()}
        if not all(labels.values()):
            continue
        comma = document.language != "en"
        lines = [
            f"issuer: {json.dumps(truth['supplier'], ensure_ascii=False)}",
            f"keywords: [{json.dumps(truth['supplier'].split()[0], ensure_ascii=False)}]",
            "fields:",
            *(f"  {NAMES[name]}: {json.dumps(pattern(name, label or ''))}" for name, label in labels.items()),
            "options:",
            f"  currency: {truth['currency'] or 'EUR'}",
            f"  decimal_separator: {json.dumps(',' if comma else '.')}",
            "  date_formats: ['%d-%m-%Y', '%d.%m.%Y', '%d/%m/%Y', '%Y-%m-%d']",
        ]
        (folder / f"{re.sub('[^a-z0-9]', '-', document.name)}.yml").write_text("\n".join(lines) + "\n")


def shown_values(document: Made) -> dict[str, str]:
    """Number, date and total as the page shows them."""
    total = f"{Decimal(document.truth['total']):.2f}"[-2:]
    return {"number": document.truth["number"], "issued_on": document.truth["issued_on"], "total": total}


def label_before(html: str, shown: str) -> str | None:
    """The words of the page, for a template; any label will do for a date, which is written in many ways."""
    return "x" if shown in html or re.match(r"\d{4}-\d\d-\d\d|\d\d$", shown) else None


def pattern(name: str, _: str) -> str:
    """A regular expression for a field, as one would write it for all documents of a language."""
    return {
        "number": r"(?:[Nn]ummer|[Nn]r\.?|[Nn]o\.?|#|[Nn]°|[Nn]umber)\s*:?\s+([A-Z]{0,2}-?\d[\w/-]{3,})",
        "issued_on": r"(?:[Dd]atum|[Dd]ato|[Dd]ate|Utstedt|Tax point|le)[^\d\n]{0,40}(\d{1,4}[-./]\d{1,2}[-./]\d{2,4})",
        "total": r"(?:[Tt]ota\w*|betrag|summe|[Dd]ue|betale|payer|Factuurbedrag)[^\d\n]*(\d[\d.,\s]*[.,]\d\d)\s",
    }[name]


def count_peer(
    documents: Iterable[Made], found: Mapping[str, Mapping[str, str]], paths: Mapping[str, Path]
) -> Counter[str]:
    """Right, wrong and not found, of number, date and total."""
    count: Counter[str] = Counter()
    for document in documents:
        values = found[str(paths[document.name])]
        count["documents with a template"] += "issuer" in values
        for ours, theirs in NAMES.items():
            seen = values.get(theirs)
            count[
                "not found" if seen is None else "right" if agrees(ours, seen, document.truth[ours]) else "wrong"
            ] += 1
    return count


def agrees(name: str, seen: str, truth: str) -> bool:
    """Whether a value of theirs is the true one."""
    if name == "total":
        try:
            return Decimal(seen).quantize(Decimal("0.01")) == Decimal(truth)
        except InvalidOperation:
            return False
    if name == "issued_on":
        return seen[:10] == date.fromisoformat(truth).isoformat()
    return seen == truth


def count_ours(documents: Iterable[Made], paths: Mapping[str, Path]) -> tuple[Counter[str], float, float]:
    """Right, wrong, to review and not found; seconds for reading the PDFs and for finding the fields."""
    count: Counter[str] = Counter()
    reading = finding = 0.0
    for document in documents:
        begin = time.perf_counter()
        text = read_pdf(paths[document.name].read_bytes(), document.name)
        middle = time.perf_counter()
        found = extract(text)
        reading, finding = reading + middle - begin, finding + time.perf_counter() - middle
        for name in NAMES:
            field = found.field(name)
            if field is None:
                count["not found"] += 1
            elif field.confidence < SURE:
                count["to review"] += 1
            else:
                count["right" if same(field, document.truth[name]) else "wrong"] += 1
    return count, reading, finding


def main() -> None:
    """Print what each finds, and milliseconds for one document."""
    python = environment()
    documents = held_out(range(1))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = print_all(documents, folder / "pdf")
        count_ours(documents[:3], paths)  # warm: imports and the reading process
        ours, reading, finding = count_ours(documents, paths)
        write_templates(documents, folder / "templates")
        with_theirs, theirs = peers_answer(python, paths.values(), "", folder)
        with_own, own = peers_answer(python, paths.values(), str(folder / "templates"), folder)
    each = 1000 / len(documents)
    print(f"{len(documents)} documents; number, date and total of each: {3 * len(documents)} values")
    print(f"here, no template            {dict(ours)}")
    print(
        f"  {reading * each:.0f} ms a document to read the PDF, {finding * each:.0f} ms to find all of its fields and lines"
    )
    for what, seconds, found in (("its own templates", with_theirs, theirs), ("one written for each", with_own, own)):
        print(f"invoice2data, {what:22}{dict(count_peer(documents, found, paths))}")
        print(f"  {seconds * each:.0f} ms a document")


if __name__ == "__main__":
    main()
