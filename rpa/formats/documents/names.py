"""Names of companies and people in addresses, and what is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rpa.formats.documents.blocks import LEGAL_FORM, POSTAL, Block
from rpa.formats.documents.labels import labels_in
from rpa.formats.documents.layout import Cell, Row
from rpa.formats.documents.spelling import key_of
from rpa.model.extraction import Box

PERSON = re.compile(
    r"^(?:mr\.? (?:and|&) mrs\.?|"
    r"t\.?a\.?v\.?|z\.?\s?hd\.?|attn\.?|att\.?|attention|v/|c/o|p\.a\.|[aà] l'attention|herrn?|frau|de heer|"
    r"mevrouw|mr\.?|mrs\.?|ms\.?|firma|to|an|aan|til)\b[.:]?\s*",
    re.IGNORECASE,
)
DOMAIN = re.compile(
    r"(?:@|www\.|https?://)((?:[a-z0-9-]+\.)+[a-z]{2,})|\b((?:[a-z0-9-]{3,}\.)+(?:nl|de|no|com|fr|be|eu|at|ch|co\.uk|ie|net|org|test|example))\b",
    re.IGNORECASE,
)
SEPARATED = re.compile(r"\s*(?:[·•|*]|\s[-–—]\s|,\s)\s*")
STREET = re.compile(r"\s\d{1,4}(?:\s?[a-zA-Z]|[-/]\d+)?$|^\d{1,4}(?:\s?(?:bis|ter|[a-zA-Z]))?,?\s")
GOES_ON = re.compile(r"\([^()]{3,40}\)|(?:GmbH )?& Co\.? ?(?:KG|OHG)")
FORMED = re.compile(rf"(.*?{LEGAL_FORM.pattern}),\s")
"""A name with its legal form, before more behind a comma: its bank, its street."""
LONGEST = 60  # characters of a name


@dataclass(frozen=True)
class Named:
    """A name that may be a party's, and one reason."""

    name: str
    box: Box
    why: str
    weight: int = 1

    @property
    def key(self) -> str:
        """The name without legal form, case and signs: two spellings of one name agree."""
        return key_of(LEGAL_FORM.sub(" ", self.name)) or key_of(self.name)


def is_name(text: str) -> bool:
    """Whether a text may be a name: letters enough, not too long, no sentence, no address of its own."""
    letters = sum(char.isalpha() for char in text)
    if STREET.search(text) or POSTAL.search(" " + text):
        return False
    return (
        letters >= 2
        and len(text) <= LONGEST
        and "@" not in text
        and letters >= 0.5 * len(text.replace(" ", ""))
        and not text.endswith((":", "?"))
    )


def name_in(cells: Sequence[Cell]) -> tuple[str, Box, bool] | None:
    """The name in the lines of an address, and whether it is plain.

    Labels and lines for a person (`t.a.v.`) are passed over. Several lines before the street may be a person or a
    department and a company, or one name that is broken: plain is only a first line with a legal form.
    """
    names: list[tuple[str, Box]] = []
    for cell in cells:
        label = next(labels_in(Row(0, (cell,)), cell), None)
        rest = cell.tokens
        if label is not None and label.start == 0 and (label.has_colon or label.end == len(cell.tokens)):
            if names and not label.rest:
                break
            rest = label.rest
        plain = " ".join(token.text for token in rest).strip(" :,;")
        text = PERSON.sub("", plain).strip(" :,;")
        if STREET.search(plain) or POSTAL.search(" " + plain) or DOMAIN.search(plain):
            break
        if names and (GOES_ON.fullmatch(plain) or LEGAL_FORM.fullmatch(plain)):
            names[-1] = (f"{names[-1][0]} {plain}", names[-1][1])
        elif is_name(text) and not (names and text != plain):
            names.append((text, cell.box))
    formed = [one for one in names if LEGAL_FORM.search(one[0])]
    if not names:
        return None
    best = formed[0] if formed else names[0]
    return (*best, len(names) == 1 or (len(formed) == 1 and best == names[0]))


def first_name(block: Block) -> tuple[str, Box] | None:
    """The name in an address, when there is one only."""
    found = name_in(block.cells)
    return (found[0], found[1]) if found else None
