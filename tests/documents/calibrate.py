"""Measure how often each kind of evidence is right, and write `rpa/formats/documents/measured.py`.

It is measured on the calibrating half, as it is and spoiled. Run it by hand after a change of the rules: `python -m tests.documents.calibrate [seeds]`.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from pathlib import Path

from rpa.drivers.pdf import read_pdf
from rpa.formats.documents import confidence
from rpa.formats.documents.extraction import graded
from tests.documents.collection import Made, calibrating
from tests.documents.distorting import distorted
from tests.documents.judging import same
from tests.documents.printing import print_all

TARGET = Path(confidence.__file__).with_name("measured.py")
HEAD = '''"""Field and kind of evidence to how often it was right and how often it occurred; written by a tool, not by hand.

`python -m tests.documents.calibrate`: {count} documents of the calibrating half, two thirds of them spoiled.
"""

from __future__ import annotations

MEASURED: dict[tuple[str, str], tuple[int, int]] = {{
{rows}
}}
'''


def measured(documents: list[Made], paths: dict[str, Path]) -> dict[tuple[str, str], tuple[int, int]]:
    """Field and kind of evidence to right and seen."""
    right: Counter[tuple[str, str]] = Counter()
    seen: Counter[tuple[str, str]] = Counter()
    for document in documents:
        path = paths[document.name]
        for field, grade in graded(read_pdf(path.read_bytes(), path.name)):
            key = (field.name, grade)
            truth = document.truth.get(field.name)
            seen[key] += 1
            right[key] += truth is not None and same(field, truth)
    return {key: (right[key], seen[key]) for key in sorted(seen)}


def main() -> None:
    """Print, read, count and write."""
    plain = calibrating(range(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
    documents = [*plain, *distorted(plain, 0), *distorted(plain, 1)]
    with tempfile.TemporaryDirectory() as folder:
        found = measured(documents, print_all(documents, Path(folder)))
    rows = "\n".join(f'    ("{name}", "{grade}"): {counts},' for (name, grade), counts in found.items())
    TARGET.write_text(HEAD.format(count=len(documents), rows=rows))
    for (name, grade), (right, count) in found.items():
        sys.stdout.write(f"{name:24}{grade:18}{right:5} of {count:5}\n")


if __name__ == "__main__":
    main()
