"""The text of a mail that is HTML: without markup, scripts and what nobody sees."""

from __future__ import annotations

import re
from html.parser import HTMLParser

LARGEST_HTML = 2_000_000  # characters; a newsletter has fewer
SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object", "iframe"})
VOID_TAGS = "area base br col embed hr img input link meta source track wbr"
VOID = frozenset(VOID_TAGS.split())
BLOCK_TAGS = """
    address article aside blockquote dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr li main nav
    ol p pre section table tr ul
"""
BLOCKS = frozenset(BLOCK_TAGS.split())
INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.IGNORECASE)


class TextOfHtml(HTMLParser):
    """Collects the text a person would see."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.silent: list[str] = []
        self.quotes = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or a part that is not seen."""
        if self.silent:
            if tag == self.silent[0] and tag not in VOID:
                self.silent.append(tag)
            return
        given = dict(attrs)
        hidden = "hidden" in given or INVISIBLE.search(given.get("style") or "") is not None
        if (tag in SILENT or hidden) and tag not in VOID:
            self.silent.append(tag)
            return
        if tag == "blockquote":
            self.quotes += 1
        self.separate(tag)

    def separate(self, tag: str) -> None:
        """Put between two texts what their tags mean."""
        if tag in BLOCKS or tag == "br":
            self.pieces.append("\n" + "> " * min(self.quotes, 3))
        if tag == "li":
            self.pieces.append("- ")
        elif tag in {"td", "th"}:
            self.pieces.append("  ")

    def handle_endtag(self, tag: str) -> None:
        """End a line, or a part that is not seen."""
        if self.silent:
            if tag == self.silent[-1]:
                self.silent.pop()
            return
        if tag == "blockquote" and self.quotes:
            self.quotes -= 1
        if tag in BLOCKS:
            self.separate(tag if tag != "li" else "div")

    def handle_data(self, data: str) -> None:
        """Take text, its line breaks meaning nothing."""
        if not self.silent:
            self.pieces.append(re.sub(r"\s+", " ", data))


def html_to_text(html: str) -> str:
    """The text of a page of HTML, without markup, scripts, styles and hidden parts; quotations begin with `> `."""
    reader = TextOfHtml()
    try:
        reader.feed(html[:LARGEST_HTML])
        reader.close()
    except (AssertionError, ValueError):
        pass  # a declaration the parser does not know ends the text here; what came before is kept
    lines = [re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in "".join(reader.pieces).split("\n")]
    return tidy("\n".join(line if line.strip("> ") else "" for line in lines))


def tidy(text: str) -> str:
    """Text with plain line ends, no control characters, and never more than one empty line in a row."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = "".join(char for char in text if char.isprintable() or char in "\n\t\u00a0\u202f")
    lines = [line.rstrip() for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
