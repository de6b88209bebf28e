from __future__ import annotations

from pathlib import Path

import pytest

from rpa.sources.matches import matches

NAMES = ("a.pdf", "b.PDF", "c.txt", "x/a.pdf", "x/y/a.pdf", "x/.h/a.pdf", ".h/a.pdf", "[z]/a.pdf", "x/.a.pdf")


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("in/*.pdf", {"a.pdf", "b.PDF"}),
        ("in/?.txt", {"c.txt"}),
        ("in/**/*.pdf", {"a.pdf", "b.PDF", "x/a.pdf", "x/y/a.pdf", "[z]/a.pdf"}),
        ("in/**/a.pdf", {"a.pdf", "x/a.pdf", "x/y/a.pdf", "[z]/a.pdf"}),
        ("in/*/**/a.pdf", {"x/a.pdf", "x/y/a.pdf", "[z]/a.pdf"}),
        ("in/**/y/**/*.pdf", {"x/y/a.pdf"}),
        ("in/x/**", {"x/a.pdf", "x/y/a.pdf"}),
        ("**/y/*", {"x/y/a.pdf"}),
        ("in/nowhere/**/*.pdf", set()),
    ],
)
@pytest.mark.parametrize("absolute", [False, True])
def test_files_that_fit(tmp_path: Path, pattern: str, expected: set[str], absolute: bool) -> None:
    folder = tmp_path / "in"
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"")
    asked = str(tmp_path / pattern) if absolute else pattern
    found = [tmp_path / text for text in matches(tmp_path, asked, tmp_path)]
    assert {str(path.relative_to(folder)) for path in found if path.is_file()} == expected
