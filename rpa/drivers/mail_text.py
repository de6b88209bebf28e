"""The text of a mail: HTML without its markup, replies without what they quote."""

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

QUOTED = re.compile(r"\s*(?:>|\u203a)")
ATTRIBUTION = re.compile(
    r"\s*(?:Op|Am|Den|On|P\u00e5|Le|Vom)\s.{4,200}\b(?:schreef|geschreven|schrieb|skrev|wrote|a \u00e9crit)\b"
    r".{0,120}:\s*",
    re.IGNORECASE,
)
SEPARATOR = re.compile(
    r"\s*(?:-{2,}|_{2,})\s*(?:Oorspronkelijk bericht|Doorgestuurd bericht|Urspr\u00fcngliche Nachricht|Weitergeleitete "
    r"Nachricht|Opprinnelig melding|Videresendt melding|Original Message|Forwarded message)\s*(?:-{2,}|_{2,})?\s*",
    re.IGNORECASE,
)
FROM_LINE = re.compile(r"\s*\*?(?:Van|Von|Fra|From)\s?:\*?\s.+", re.IGNORECASE)
SUBJECT_LINE = re.compile(r"\s*\*?(?:Onderwerp|Betreff|Emne|Subject)\s?:", re.IGNORECASE)
SIGNATURE = re.compile(r"--\s*")
DEVICE = re.compile(
    r"\s*(?:Verzonden (?:vanaf|met|via) |Von meinem .{2,40} gesendet|Gesendet (?:von|mit) |Sendt fra |Sent from |"
    r"Get Outlook).*",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"\s*(?:met (?:vriendelijke|hartelijke) groet(?:en)?|(?:vriendelijke |hartelijke )?groet(?:en)?|mvg|"
    r"mit (?:freundlichen|besten) gr(?:\u00fc|ue)(?:\u00df|ss)en|"
    r"(?:freundliche|viele|beste) gr(?:\u00fc|ue)(?:\u00df|ss)e|"
    r"mfg|(?:med )?vennlig hilsen|mvh|hilsen|(?:(?:kind|best|warm) )?regards|yours (?:sincerely|faithfully)|sincerely)"
    r"[\s,.!]*",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"\s*(?:p\.?\s?s|n\.?b)\b", re.IGNORECASE)
MOST_SIGNATURE = 10  # lines a signature has at most


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


def without_quotes(text: str) -> str:
    """What the sender wrote anew: no quoted mails, no signature.

    Args:
        text: The text of a mail.

    Returns:
        The reply; the whole text when nothing would be left of it (a mail that was only passed on).
    """
    lines = text.split("\n")
    lines = lines[: beginning_of_quote(lines)]
    lines = [line for line in lines if not QUOTED.match(line)]
    return tidy("\n".join(lines[: beginning_of_signature(lines)])).strip() or text.strip()


def beginning_of_quote(lines: list[str]) -> int:
    """The line at which an older mail begins; the number of lines when there is none."""
    for at, line in enumerate(lines):
        if SEPARATOR.fullmatch(line):
            return at
        if FROM_LINE.fullmatch(line) and any(map(SUBJECT_LINE.match, lines[at + 1 : at + 7])):
            return at
        for height in (1, 2):  # the line is often broken in two
            if line.strip() and ATTRIBUTION.fullmatch(" ".join(lines[at : at + height])[:400]):
                rest = [other for other in lines[at + height :] if other.strip()]
                if not rest or QUOTED.match(rest[0]):
                    return at
    return len(lines)


def beginning_of_signature(lines: list[str]) -> int:
    """The line at which the signature begins; the number of lines when there is none."""
    for at, line in enumerate(lines):
        if SIGNATURE.fullmatch(line) or DEVICE.fullmatch(line):
            return at
        if CLOSING.fullmatch(line):
            rest = [other for other in lines[at + 1 :] if other.strip()]
            short = len(rest) <= MOST_SIGNATURE and all(len(other) <= 90 for other in rest)
            if short and not any(map(POSTSCRIPT.match, rest)):
                return at
    return len(lines)
