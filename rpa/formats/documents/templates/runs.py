"""Words that a rule points at: in a column, in a region, on a page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rpa.formats.documents.layout import Layout, Token
from rpa.formats.documents.templates.laid_text import LaidText
from rpa.formats.documents.templates.phrases import column_below, phrases
from rpa.model.field_template import FieldRule, Region


@dataclass(frozen=True)
class Run:
    """Words that a rule points at.

    Attributes:
        tokens: The words.
        where: In words: `beside the label 'Total'`.
        grade: Kind of evidence.
    """

    tokens: tuple[Token, ...]
    where: str
    grade: str


def is_on_page(run: Run, rule: FieldRule, layout: Layout) -> bool:
    """Whether words stand on the page that the rule names."""
    page = layout.sheets[-1].number if rule.page < 0 and layout.sheets else rule.page
    return not page or run.tokens[0].box.page == page


def lay_words(tokens: Sequence[Token]) -> LaidText:
    """Some words as a text with single blanks."""
    text, owners = "", list[int]()
    for number, token in enumerate(tokens):
        if text:
            text, owners = text + " ", [*owners, -1]
        text += token.text
        owners += [number] * len(token.text)
    return LaidText(text, tuple(owners), tuple(tokens))


def in_column(rule: FieldRule, layout: Layout, misses: list[str]) -> Iterator[Run]:
    """The cells below a heading."""
    headings = phrases(layout, rule.column)
    if not headings:
        misses.append(f"the heading '{rule.column}' is not on the pages")
    for heading in headings:
        cells = list(column_below(layout, heading))
        if not cells:
            misses.append(f"below the heading '{rule.column}' on page {heading.box.page} stands nothing")
        for cell in cells:
            yield Run(cell, f"in the column '{rule.column}'", "labelled.template")


def in_region(rule: FieldRule, region: Region, layout: Layout, misses: list[str]) -> Iterator[Run]:
    """The words whose middles lie in a part of a page."""
    for sheet in layout.sheets:
        page = layout.sheets[-1].number if rule.page < 0 else rule.page or 1
        if sheet.number != page:
            continue
        sizes = {"left": sheet.width, "right": sheet.width, "top": sheet.height, "bottom": sheet.height}
        edges = {
            name: getattr(region, name) * (size / 100 if name in region.in_percent else 1)
            for name, size in sizes.items()
        }
        words = tuple(
            token
            for row in layout.on_page(sheet.number)
            for token in row.tokens
            if edges["left"] <= (token.box.left + token.box.right) / 2 <= edges["right"]
            and edges["top"] <= (token.box.top + token.box.bottom) / 2 <= edges["bottom"]
        )
        if words:
            yield Run(words, f"in the region on page {page}", "weak.region")
        else:
            misses.append(f"no word stands in the region on page {page}")
        return
    misses.append("the document does not have the page of the region")
