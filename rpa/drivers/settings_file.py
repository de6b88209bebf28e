"""Where a setting stands in `rpa.toml`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*\[\[?\s*({_DOTTED})\s*\]")
_KEY = re.compile(rf"\s*({_DOTTED})\s*=")

Names = tuple[str, ...]


def find_line(file: Path, path: Names) -> tuple[int, int]:
    """Line and column, from 1, of a setting or of the nearest part around it; (0, 0) when it is not found.

    It looks at lines only: what stands within a text of several lines may mislead it.
    """
    best, depth = (0, 0), 0
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return best
    for line, column, names in _named(text):
        shared = names[: len(path)]
        if shared == path:
            return line, column
        if len(names) > depth and names == path[: len(names)]:
            best, depth = (line, column), len(names)
    return best


def _named(text: str) -> Iterator[tuple[int, int, Names]]:
    part: Names = ()
    for number, line in enumerate(text.splitlines(), start=1):
        if found := _HEADER.match(line):
            part = _names(found[1])
            yield number, found.start(1) + 1, part
        elif found := _KEY.match(line):
            yield number, found.start(1) + 1, (*part, *_names(found[1]))


def _names(dotted: str) -> Names:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))
