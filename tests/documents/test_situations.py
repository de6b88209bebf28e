"""Situations of bookkeeping, drawn by hand to find values that are sure and false: `tests/data/situations`.

Each page is HTML, or a PDF where words stand at given places. In `truth.json` a list of texts is as good a truth as each
of them, `*` is a field that may be read in more than one way, and what is not named is not on the page; `least` is how
many fields have been sure and right.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from rpa.drivers.pdf import read_pdf
from rpa.formats.documents.extraction import extract
from rpa.model.extraction import FIELDS
from tests.documents.judging import has_truth
from tests.documents.printing import by_weasyprint

pytestmark = pytest.mark.slow
FOLDER = Path(__file__).resolve().parents[1] / "data" / "situations"
TRUTHS: dict[str, dict[str, Any]] = json.loads((FOLDER / "truth.json").read_text(encoding="utf-8"))
OPEN = "*"


def content_of(name: str) -> bytes:
    """The PDF."""
    drawn = FOLDER / f"{name}.pdf"
    return drawn.read_bytes() if drawn.exists() else by_weasyprint((FOLDER / f"{name}.html").read_text("utf-8"))


@pytest.mark.parametrize("name", sorted(TRUTHS))
def test_of_what_is_sure_nothing_is_false(name: str) -> None:
    truth = TRUTHS[name]
    found = extract(read_pdf(content_of(name), name))
    assert found.kind == truth["kind"] or found.problems, f"it is taken for {found.kind} without a word"
    sure = [one for one in found.fields if one.is_sure and truth.get(one.name) != OPEN]
    wrong = [
        f"{one.name}: {one.value} ({one.confidence}: {one.rule})"
        for one in sure
        if not has_truth(one, truth.get(one.name))
    ]
    assert wrong == []
    assert len(sure) >= truth["least"]


def test_every_page_has_its_truth() -> None:
    pages = {path.stem for path in FOLDER.iterdir() if path.suffix in (".html", ".pdf")}
    assert pages == set(TRUTHS)
    assert len(pages) >= 60
    assert all(set(truth) <= {*FIELDS, "kind", "least", "lines"} for truth in TRUTHS.values())
