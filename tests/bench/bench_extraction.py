"""Template-free extraction beside invoice2data: what each finds in made invoices, and in how much time.

`python -m tests.bench.bench_extraction`. invoice2data lives in an environment of its own, in the cache folder. It
finds nothing without a template, so it is asked twice: with the templates that it comes with, and with one written for
each document, which knows the document's own words for number, date and total. That is more than its users have.
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
shipped = read_templates()
found, seconds = {}, 0.0
for path, own in json.load(sys.stdin):
    templates = read_templates(own) if own else shipped
    begin = time.perf_counter()
    try:
        values = extract_data(path, templates=templates)
    except Exception as error:
        values = {"error": repr(error)}
    seconds += time.perf_counter() - begin
    found[path] = {name: str(value) for name, value in (values or {}).items()}
print(json.dumps({"seconds": seconds, "found": found}))
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


def peers_answer(python: Path, asked: list[tuple[str, str]]) -> tuple[float, dict[str, dict[str, str]]]:
    """Seconds, and what invoice2data finds in each file, with the templates of a folder or with its own."""
    command = [str(python), "-c", PROGRAM]
    done = subprocess.run(command, input=json.dumps(asked), capture_output=True, text=True, check=True)
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["seconds"], answer["found"]


def write_template(document: Made, folder: Path) -> str:
    """A template for one document, in a folder of its own: its supplier, and its own words before each value."""
    folder.mkdir(parents=True)
    number, day, total = (re.escape(label) for label in document.labels)
    patterns = {
        "invoice_number": number + r":?\s+(\S+)",
        "date": day + r":?\s+(\d{1,4}[-./]\d{1,2}[-./]\d{1,4}|\d{1,2}\.? \w+ \d{4})",
        "amount": total + r"[^\d\n]*(\d[\d., \u00a0\u202f]*[.,]\d\d)",
    }
    written = {
        "issuer": document.truth["supplier"],
        "keywords": [re.escape(document.truth["number"])],
        "fields": patterns,
        "options": {
            "currency": document.truth["currency"] or "EUR",
            "decimal_separator": "." if document.language == "en" else ",",
            "languages": [document.language.replace("nb", "no")],
            "date_formats": ["%d-%m-%Y", "%d.%m.%Y", "%d/%m/%Y", "%Y-%m-%d"],
        },
    }
    (folder / "template.json").write_text(json.dumps(written, ensure_ascii=False))
    return str(folder)


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
    """Tell what each finds, and milliseconds for one document."""
    python = environment()
    documents = held_out(range(1))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        paths = print_all(documents, folder / "pdf")
        count_ours(documents[:3], paths)  # warm: imports and the reading process
        ours, reading, finding = count_ours(documents, paths)
        own = [(str(paths[one.name]), write_template(one, folder / "templates" / one.name)) for one in documents]
        answers = {
            "with the templates it comes with": peers_answer(python, [(path, "") for path, _ in own]),
            "with one written for each": peers_answer(python, own),
        }
    each = 1000 / len(documents)
    lines = [
        f"{len(documents)} documents; number, date and total of each: {3 * len(documents)} values",
        f"here, no template: {dict(ours)}",
        f"  {reading * each:.0f} ms a document to read the PDF, {finding * each:.0f} ms to find all fields and lines",
    ]
    for what, (seconds, found) in answers.items():
        lines += [
            f"invoice2data, {what}: {dict(count_peer(documents, found, paths))}",
            f"  {seconds * each:.0f} ms a document",
        ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
