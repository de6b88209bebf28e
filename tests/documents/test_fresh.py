"""Ordinary documents of a week, written before anything read them and without a look at the reader: `tests/data/fresh`.

Pages are HTML, or PDFs drawn at places. In `truth.json` a list of texts is as good a truth as each of them (null: it
need not be found), `*` is a field that may be read in more than one way, and what is not named is not on the page.
`pytest tests/documents/test_fresh.py -s` prints the tables.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from rpa.model.extraction import FIELDS, Extraction
from tests.documents.judging import Verdict, as_markdown, extraction_of, line_verdicts, verdict
from tests.documents.printing import by_chromium, by_weasyprint

pytestmark = [pytest.mark.slow, pytest.mark.browser]
FOLDER = Path(__file__).resolve().parents[1] / "data" / "fresh"
TRUTHS: dict[str, dict[str, Any]] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
OPEN = "*"


def printed(folder: Path) -> dict[str, Path]:
    """Every document as a PDF."""
    paths = {name: folder / f"{name}.pdf" for name in TRUTHS}
    pages: list[tuple[str, Path]] = []
    for name, path in paths.items():
        engine = TRUTHS[name]["engine"]
        if engine == "drawn":
            paths[name] = FOLDER / f"{name}.pdf"
            continue
        html = (FOLDER / f"{name}.html").read_text(encoding="utf-8")
        if engine == "chromium":
            pages.append((html, path))
        else:
            path.write_bytes(by_weasyprint(html))
    by_chromium(pages)
    return paths


def judged(name: str, found: Extraction) -> Iterator[Verdict]:
    """Each field and each line of a document that has one truth."""
    truth = TRUTHS[name]
    for field in FIELDS:
        if truth.get(field) != OPEN:
            yield Verdict(name, name[:2], name, field, *verdict(found.field(field), truth.get(field)))
    if truth["lines"] != OPEN:
        for one in line_verdicts(truth["lines"], found):
            yield Verdict(name, name[:2], name, "lines", *one)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Extraction]:
    """What is found in every document."""
    return {name: extraction_of(path) for name, path in printed(tmp_path_factory.mktemp("fresh")).items()}


def test_of_what_is_sure_nothing_is_false(found: dict[str, Extraction]) -> None:
    verdicts = [verdict for name, extraction in found.items() for verdict in judged(name, extraction)]
    for by in ("field", "language"):
        sys.stdout.write(f"\n{as_markdown(verdicts, by)}\n")
    count = Counter(one.outcome for one in verdicts)
    assert [f"{one.document} {one.field}: {one.seen}" for one in verdicts if one.outcome == "wrong"] == []
    assert count["right"] >= 0.75 * sum(count[outcome] for outcome in ("right", "missed", "review"))


def test_no_kind_is_mistaken_without_a_word(found: dict[str, Extraction]) -> None:
    mistaken = {
        name: extraction.kind
        for name, extraction in found.items()
        if extraction.kind != TRUTHS[name]["kind"] and not extraction.problems
    }
    assert mistaken == {}


def test_every_page_has_its_truth() -> None:
    pages = {path.stem for path in FOLDER.iterdir() if path.suffix in (".html", ".pdf")}
    assert pages == set(TRUTHS)
    assert all(set(truth) <= {*FIELDS, "kind", "engine", "lines"} for truth in TRUTHS.values())
