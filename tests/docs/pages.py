"""The pages of the documentation, taken apart: code blocks with what stands before them, links, headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>[^>]*) -->\n)?^```(?P<language>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
SPAN = re.compile(r"`([^`\n]+)`")


@dataclass(frozen=True)
class Block:
    """One code block.

    Attributes:
        page: Its page, relative to the root.
        line: Line of its first line of text, from 1.
        language: Word behind the fence.
        mark: The HTML comment directly before it; empty without one.
        text: What is in it.
    """

    page: str
    line: int
    language: str
    mark: str
    text: str

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Page:
    """One page: its name relative to the root, and its text."""

    name: str
    text: str

    def __str__(self) -> str:
        return self.name

    @property
    def blocks(self) -> tuple[Block, ...]:
        """Its code blocks, in order."""
        return tuple(
            Block(
                self.name,
                self.text.count("\n", 0, found.start("text")) + 1,
                found["language"],
                found["mark"] or "",
                found["text"],
            )
            for found in BLOCK.finditer(self.text)
        )

    @property
    def prose(self) -> str:
        """The text without its code blocks."""
        return BLOCK.sub("", self.text)

    @property
    def links(self) -> tuple[str, ...]:
        """Where its links lead."""
        return tuple(found["target"] for found in LINK.finditer(self.prose))

    @property
    def anchors(self) -> frozenset[str]:
        """What a `#` link can name: its headings."""
        titles = re.findall(r"^#+ (.*)$", self.prose, re.MULTILINE)
        return frozenset(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles)

    @property
    def code_words(self) -> frozenset[str]:
        """Every word that stands in code, in a block or inside a line."""
        spans = [*SPAN.findall(self.prose), *(block.text for block in self.blocks)]
        return frozenset(word for span in spans for word in re.findall(r"\w+", span))

    def table(self, heading: str) -> list[dict[str, str]]:
        """The first table below a heading, one mapping a row; code marks taken off."""
        rest = self.text.partition(f"\n## {heading}\n")[2].splitlines()
        start = next(number for number, line in enumerate(rest) if line.startswith("|"))
        rows = []
        for line in rest[start:]:
            if not line.startswith("|"):
                break
            rows.append([cell.strip().strip("`") for cell in line.strip("|").split("|")])
        return [dict(zip(rows[0], row, strict=True)) for row in rows[2:]]


@cache
def page(name: str) -> Page:
    """A page by its name relative to the root."""
    return Page(name, (ROOT / name).read_text(encoding="utf-8"))


def pages() -> list[Page]:
    """Every page."""
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    return [page(file.relative_to(ROOT).as_posix()) for file in sorted(files)]


def blocks(language: str) -> list[Block]:
    """Every block of a language, on all pages."""
    return [block for one in pages() for block in one.blocks if block.language == language]
