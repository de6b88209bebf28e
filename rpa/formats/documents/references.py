"""Numbers that a label names: of the document, of the order, the customer's reference."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rpa.formats.documents.days import looks_like_a_date
from rpa.formats.documents.findings import Candidate, Finding, choose
from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import Token, around
from rpa.formats.documents.places import Place, Reader

PART = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9/._\-–+]{0,29}")
PREFIX = re.compile(r"[A-Z]{1,5}")
AMOUNT = re.compile(r"[-(]?[0-9]{1,3}(?:[.,'’ ]?[0-9]{3})*[.,][0-9]{2}\)?")
NOISE = frozenset(("nr", "no", "nummer", "number", "numero", "id", "num", "nº", "n"))
MOST_PARTS = 5
PAIRED = 3.0  # points between the edges of two values in a list
CREDIT = ("credit", "kredit", "gutschrift", "avoir", "korrektur", "storno")
DATED = frozenset(
    ("van", "vom", "of", "du", "av", "fra", "from", "dated", "dd", "datum", "date", "dato", "page", "pagina")
)


def spelt_number(tokens: Sequence[Token]) -> tuple[str, tuple[Token, ...], bool] | None:
    """The number at the start of some words.

    Returns:
        The number with single spaces, its words, and whether nothing unexplained follows; None when there is none.
    """
    start = 0
    while start < len(tokens) and tokens[start].key in NOISE and not PART.fullmatch(tokens[start].text):
        start += 1
    used: list[Token] = []
    for place, token in enumerate(tokens[start : start + MOST_PARTS], start):
        text = bare(token.text)
        is_prefix = not used and PREFIX.fullmatch(text) and place + 1 < len(tokens)
        if looks_like_a_date(tokens[place : place + 1], text) or AMOUNT.fullmatch(text):
            break
        if not is_prefix and not PART.fullmatch(text):
            break
        used.append(token)
        if token.text.endswith((",", ";")):
            break
    if not used or not any(char.isdigit() for token in used for char in token.text):
        return None
    if used[-1].text.endswith(("-", "/")):
        return None  # it goes on in the next line
    rest = tokens[start + len(used) :]
    is_clean = (
        not rest
        or rest[0].key in DATED
        or rest[0].text[:1] in "(|•·-–/"
        or looks_like_a_date(rest[:1], bare(rest[0].text))
    )
    number = " ".join(bare(token.text) for token in used)
    return (number, tuple(used), is_clean) if len(number) <= 40 else None


def bare(text: str) -> str:
    """A word without what stands around it."""
    return text.strip("()[]:;,.#*'\"")


def numbers_of(reader: Reader, labels: Sequence[Label], rank: int, grade: str) -> Iterator[Candidate]:
    """For each label the number that stands nearest to it."""
    for label in labels:
        for place in reader.places(label):
            spelt = spelt_number(place.tokens)
            if spelt is None or not may_follow(label, place):
                continue
            number, used, is_clean = spelt
            rule = (
                f"{place.side} the label '{label.text}'"
                if place.side != "right"
                else f"right of the label '{label.text}'"
            )
            is_plain = is_clean and not place.doubt
            yield Candidate(
                number,
                " ".join(token.text for token in used),
                around(used),
                f"{rule}; but {place.doubt}" if place.doubt else rule,
                grade if is_plain else "weak.place" if place.doubt else "weak",
                rank if is_plain else rank - 1,
            )
            break


def may_follow(label: Label, place: Place) -> bool:
    """Whether a label in the middle of a sentence is one: only when it has a colon, or the number is behind it."""
    return label.is_first or label.has_colon or place.side == "behind"


def find_number(reader: Reader, kind: str) -> Finding | None:
    """The number of the document itself."""
    labels = [label for label in reader.of("number") if not label.categories & {"other_number"}]
    if kind == "purchase_order":
        labels = [
            label for label in reader.of("number") + reader.of("order_number") if label.has_colon or label.is_first
        ]
    else:
        labels = [label for label in labels if "order_number" not in label.categories]
    candidates: list[Candidate] = []
    for label in labels:
        named = kind != "credit_note" or any(word in key(label) for word in CREDIT)
        candidates += numbers_of(reader, [label], 3 if named else 2, "labelled" if named else "weak.credit")
    if kind == "purchase_order" and not candidates:
        candidates += numbers_of(reader, reader.of("order_number_weak"), 2, "only")
    candidates += titled(reader, kind)
    if not candidates:
        candidates += numbers_of(reader, reader.of("number_weak"), 1, "weak")
    return choose("number", candidates)


def key(label: Label) -> str:
    """A label's words as one key."""
    return "".join(token.key for token in label.tokens)


def titled(reader: Reader, kind: str) -> Iterator[Candidate]:
    """Numbers that stand right behind the title: `Factuur 2026-014`."""
    for label in reader.of(f"title_{kind}"):
        if not label.is_first or label.row.page != 1:
            continue
        words = label.rest or named_in_a_list(reader, label)
        spelt = spelt_number(words)
        stands_out = label.has_colon or label.row.cells[0] is label.cell or is_large(reader, label)
        if spelt is not None and spelt[2] and (stands_out or not label.rest):
            rule = f"behind the title '{label.text}'"
            yield Candidate(spelt[0], " ".join(token.text for token in spelt[1]), around(spelt[1]), rule, "title", 2)


def is_large(reader: Reader, label: Label) -> bool:
    """Whether a title is printed larger than the usual text of the first page."""
    sizes = sorted(token.size for row in reader.layout.on_page(1) for token in row.tokens)
    return label.cell.size > 1.2 * sizes[len(sizes) // 2]


def named_in_a_list(reader: Reader, label: Label) -> Sequence[Token]:
    """What stands beside a title that is one name of a list of names and values: `Invoice  4711`, `Date  1 May`."""
    right = next((place for place in reader.places(label) if place.side == "right"), None)
    if right is None:
        return ()
    for step in (1, -1):
        other = reader.neighbour(label.cell, step)
        if other is None or not reader.is_label(other) or abs(other.size - label.cell.size) > 0.3:
            continue
        row = reader.layout.rows[reader.row_of[id(other)]]
        value = next((cell for cell in row.cells if cell.box.left > other.box.right), None)
        edges = around(right.tokens)
        if value is not None and min(abs(value.box.left - edges.left), abs(value.box.right - edges.right)) < PAIRED:
            return right.tokens
    return ()


def find_order_number(reader: Reader) -> Finding | None:
    """The customer's own order, as the supplier repeats it."""
    labels = [label for label in reader.of("order_number") if label.is_first or label.has_colon]
    candidates = list(numbers_of(reader, labels, 3, "labelled"))
    weak = [label for label in reader.of("order_number_weak") if label.is_first or label.has_colon]
    candidates += numbers_of(reader, weak, 1, "weak")
    return choose("order_number", candidates)


def find_reference(reader: Reader, name: str, number: Finding | None) -> Finding | None:
    """The customer's reference, or the one to pay with (`payment_reference`); the document's own number is neither."""
    labels = [label for label in reader.of(name) if label.is_first or label.has_colon]
    candidates = [one for label in labels for one in texts_of(reader, label, 2)]
    if name == "reference" and number is not None:
        candidates = [one for one in candidates if one.value != number.value]
    return choose(name, candidates)


def texts_of(reader: Reader, label: Label, rank: int) -> Iterator[Candidate]:
    """The text that stands nearest to a label, as it is."""
    for place in reader.places(label):
        tokens = place.tokens
        text = " ".join(token.text for token in tokens).strip(" :;,")
        if not may_follow(label, place) or not 1 < len(text) <= 40 or looks_like_a_date(tokens[:1], text):
            continue
        side = "right of" if place.side == "right" else place.side
        plain = [token for token in tokens if not any(char.isdigit() for char in token.text)]
        is_code = len(plain) < len(tokens) and len(plain) < 2 and "other_number" not in label.categories
        grade = "labelled" if is_code else "weak.words"
        yield Candidate(text, text, around(tokens), f"{side} the label '{label.text}'", grade, rank if is_code else 1)
        return
