"""Field and kind of evidence to how often it was right and how often it occurred; written by a tool, not by hand."""

from __future__ import annotations

MEASURED: dict[tuple[str, str], tuple[int, int]] = {}
