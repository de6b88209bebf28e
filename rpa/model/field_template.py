"""What a person says about the documents of one sender: how they are recognised, and where their fields stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["text", "amount", "date", "iban", "vat_number", "currency"]
SIDES = ("beside", "below")
LINE_FIELDS = ("description", "sku", "quantity", "unit", "unit_price", "net", "vat_rate")
USUAL_PRIORITY = 5
KINDS: dict[str, Kind] = {
    **dict.fromkeys(("net", "vat", "total", "payable"), "amount"),
    **dict.fromkeys(("issued_on", "due_on", "delivered_on"), "date"),
    **dict.fromkeys(("supplier_vat_number", "customer_vat_number"), "vat_number"),
    "iban": "iban",
    "currency": "currency",
}
"""Kinds of the fields that are no plain text."""


@dataclass(frozen=True)
class Region:
    """A part of a page.

    Attributes:
        left: In points from the left edge, or in percent of the page's width.
        top: In points from the upper edge, or in percent of its height.
        right: Like `left`.
        bottom: Like `top`.
        in_percent: Which of `left`, `top`, `right`, `bottom` are in percent.
    """

    left: float
    top: float
    right: float
    bottom: float
    in_percent: frozenset[str] = frozenset()


@dataclass(frozen=True)
class FieldRule:
    """Where one field stands.

    Attributes:
        name: One of the known fields, or a name of the template's own.
        kind: How its text is read.
        labels: Words beside or below which the value stands; any of them.
        side: `beside` or `below` the label; empty: the nearer of both.
        region: The part of the page it stands in.
        column: Words of the heading below which it stands.
        patterns: Regular expressions for the value; with a label, a region or a column, inside of what stands there.
            The first group counts, else the whole match.
        value: What it always is, for this sender.
        page: Only on this page; -1 for the last one, 0 for any.
        which: `first`, `last`, `least` or `most` of several, or all of them `joined` to one text; empty: several values
            are an open question.
        is_added: Whether several amounts are added up.
        changes: Pattern and replacement, made in the value before it is read.
        between: Patterns between which the value is looked for; None: anywhere.
        group: Name of the group of the pattern that counts.
    """

    name: str
    kind: Kind = "text"
    labels: tuple[str, ...] = ()
    side: str = ""
    region: Region | None = None
    column: str = ""
    patterns: tuple[str, ...] = ()
    value: str = ""
    page: int = 0
    which: str = ""
    is_added: bool = False
    changes: tuple[tuple[str, str], ...] = ()
    between: tuple[str, str] | None = None
    group: str = ""

    @property
    def how(self) -> str:
        """In words, for messages."""
        parts = [f"label '{label}'" for label in self.labels]
        parts += [f"column '{self.column}'"] * bool(self.column)
        parts += ["region"] * (self.region is not None)
        parts += ["pattern"] * bool(self.patterns)
        return " and ".join(parts) or "fixed value"


@dataclass(frozen=True)
class LinesRule:
    """Where the lines stand: below which headings, and where the table ends.

    Attributes:
        columns: Field of a line to the words of its heading.
        end: Words of the row behind the last line; empty: the first row of the totals.
    """

    columns: Mapping[str, str]
    end: str = ""


@dataclass(frozen=True)
class BlockRule:
    """Where the lines or rates stand, by regular expressions with named groups.

    Attributes:
        start: Matches right before the block.
        end: Matches right behind it.
        first: Begins a line; groups are its fields.
        more: Continues a line.
        last: Ends a line.
        skipped: Rows that are passed over.
        separator: Between two rows.
        is_to_last: Whether the block goes to the last match of `end`.
    """

    start: str
    end: str
    first: tuple[str, ...]
    more: tuple[str, ...] = ()
    last: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    separator: str = r"\n"
    is_to_last: bool = False


@dataclass(frozen=True)
class TextChanges:
    """What is done with a document's text before patterns are looked for.

    Attributes:
        without_spaces: Blanks are taken out.
        without_accents: Accents are taken off.
        in_lower_case: Letters are made small.
        replaced: Pattern and replacement, in order.
    """

    without_spaces: bool = False
    without_accents: bool = False
    in_lower_case: bool = False
    replaced: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class FieldTemplate:
    """A template.

    Attributes:
        name: Its file without the suffix, with its folder below `templates/documents`.
        file: As a person would name it.
        sender: Name of the supplier; empty when it is not said.
        keywords: All of them stand in the document.
        excluded: None of them does.
        identities: VAT numbers and IBANs of the sender; any one is enough beside the keywords.
        priority: Of two templates that fit, the higher one is taken.
        kind: Of document; empty to find out.
        language: Empty to find out.
        currency: Code; empty to find out.
        decimal: `,` or `.`; empty: as the document proves.
        order: `dmy`, `mdy` or `ymd`; empty: as the document proves.
        fields: Where they stand.
        lines: Where the lines stand.
        blocks: The same by regular expressions.
        rates: Likewise where the VAT rates stand, each with what is taxed.
        needed: Fields that must be found, else the template does not fit after all.
        changes: What is done with the text before patterns are looked for.
        is_foreign: Whether it is one of invoice2data.
        remarks: What of it is not supported, by name.
    """

    name: str
    file: str
    sender: str = ""
    keywords: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()
    priority: int = USUAL_PRIORITY
    kind: str = ""
    language: str = ""
    currency: str = ""
    decimal: str = ""
    order: str = ""
    fields: tuple[FieldRule, ...] = ()
    lines: LinesRule | None = None
    blocks: tuple[BlockRule, ...] = ()
    rates: tuple[BlockRule, ...] = ()
    needed: tuple[str, ...] = ()
    changes: TextChanges = field(default_factory=TextChanges)
    is_foreign: bool = False
    remarks: tuple[str, ...] = ()
