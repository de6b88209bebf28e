"""From values that a person has put right to a template for the sender: where on the page do they stand?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rpa.formats.documents.credit_signs import turned_value
from rpa.formats.documents.layout import Cell, Layout, Token, around, lay_out
from rpa.formats.documents.places import is_under
from rpa.formats.documents.spelling import key_of
from rpa.formats.documents.sums import is_money
from rpa.formats.documents.templates.extraction import read_with
from rpa.formats.documents.templates.values import read_words
from rpa.model.extraction import FIELDS, Box
from rpa.model.field_template import KINDS, FieldRule, FieldTemplate, Kind, Region
from rpa.model.page_text import PagedText

MOST_PLACES = 40  # of one value
LONGEST_VALUE = 12  # words
LONGEST_LABEL = 6  # words
ROOM = 4.0  # points around a region
RATE = re.compile(r"[0-9]{1,2}(?:[.,][0-9]+)? ?%")
FARTHEST_ABOVE = 3.0  # heights of a row between a label and the value below it
NEVER = ("vat_rates", "lines", "currency")


@dataclass(frozen=True)
class Suggestion:
    """A template as it is proposed.

    Attributes:
        template: The template.
        remarks: Field to what a person should know of its rule; among them those for which none was found.
    """

    template: FieldTemplate
    remarks: Mapping[str, str]


def suggest(document: PagedText, values: Mapping[str, Any], sender: str, identities: Sequence[str]) -> Suggestion:
    """Propose a template that finds the values that a person has put right.

    Args:
        document: The words of the pages.
        values: Field to the right value, typed; None for one that the document does not have.
        sender: Name of the supplier.
        identities: The supplier's VAT number and IBAN as far as they are known.

    Returns:
        A template with a rule for each value that stands on the pages: by its label, else by its region. Each rule
        was tried: it finds this value in this document and no other.
    """
    layout = lay_out(document)
    base = FieldTemplate("suggested", "suggested", sender, keywords_of(layout, sender), identities=tuple(identities))
    rules: list[FieldRule] = []
    remarks: dict[str, str] = {}
    for name, value in values.items():
        if value is None or name in NEVER or name not in FIELDS:
            continue
        rule, remark = rule_for(document, layout, base, name, value)
        if rule is not None:
            rules.append(rule)
        if remark:
            remarks[name] = remark
    return Suggestion(
        FieldTemplate("suggested", "suggested", sender, base.keywords, identities=base.identities, fields=tuple(rules)),
        remarks,
    )


def keywords_of(layout: Layout, sender: str) -> tuple[str, ...]:
    """The sender's name, when it stands on the pages as it is called."""
    text = key_of(layout.text.replace("\n", ""))
    return (sender,) if sender and key_of(sender) and key_of(sender) in text else ()


def rule_for(
    document: PagedText, layout: Layout, base: FieldTemplate, name: str, value: Any
) -> tuple[FieldRule | None, str]:
    """A rule that finds a value, and what is to be said of it."""
    places = list(places_of(layout, name, value))[:MOST_PLACES]
    if not places:
        return None, f"'{value}' does not stand on the pages in this form: no rule was found for it"
    for place in places:
        for rule in label_rules(layout, name, place):
            if finds(document, base, rule, value):
                return rule, ""
    for place in places:
        rule = region_rule(layout, name, place)
        if finds(document, base, rule, value):
            return rule, "by its place: no words beside or above it tell it apart. A label would be surer"
    return None, f"'{value}' stands on page {places[0][0].box.page}, but neither a label nor a place tells it apart"


def places_of(layout: Layout, name: str, value: Any) -> Iterator[tuple[Token, ...]]:
    """Every run of words that reads as the value."""
    kind = KINDS.get(name, "text")
    wanted = str(value)
    for row in layout.rows:
        for cell in row.cells:
            for start in range(len(cell.tokens)):
                for end in range(start + 1, min(len(cell.tokens), start + LONGEST_VALUE) + 1):
                    words = cell.tokens[start:end]
                    if kind == "text":
                        if key_of(" ".join(one.text for one in words)) == key_of(wanted):
                            yield words
                            break
                        continue
                    if not {value, turned_value(value)}.isdisjoint(
                        readings(kind, words)
                    ):  # a credit has a minus, or none
                        yield words
                        break


def readings(kind: Kind, words: Sequence[Token]) -> set[Any]:
    """All that words may mean, whatever the order of day and month or the decimal mark; amounts look like money."""
    if kind != "amount":
        return {one.value for order in ("dmy", "mdy") for one in read_words(kind, words, "", order).found}
    reads = [one for mark in ("", ",", ".") for one in read_words(kind, words, mark, "").found]
    return {one.value for one in reads if one.figure is not None and is_money(one.figure)}


def label_rules(layout: Layout, name: str, place: Sequence[Token]) -> Iterator[FieldRule]:
    """Rules by the words before a value in its row, and by those above it."""
    kind = KINDS.get(name, "text")
    number, cell = cell_of(layout, place)
    row = layout.rows[number]
    before = cell.tokens[: cell.tokens.index(place[0])]
    if not before:
        left = [one for one in row.cells if one.box.right <= cell.box.left]
        before = left[-1].tokens if left else ()
    for words in endings(before):
        yield FieldRule(name, kind, labels=(words,))
        yield FieldRule(name, kind, labels=(words,), side="beside")
    above = cell_above(layout, number, cell)
    if above is not None:
        yield FieldRule(name, kind, labels=(label_text(above.tokens),), side="below")


def endings(tokens: Sequence[Token]) -> Iterator[str]:
    """The words before a value, then less and less of them; none with figures: the next document has others."""
    words = [token for token in tokens if token.key]
    for start in range(max(0, len(words) - LONGEST_LABEL), len(words)):
        text = label_text(words[start:])
        if any(char.isdigit() for char in RATE.sub("", text)):
            continue
        if sum(char.isalpha() for char in text) >= 2:
            yield text


def label_text(tokens: Sequence[Token]) -> str:
    """Words as a label is written."""
    return " ".join(token.text for token in tokens).strip(" :")


def cell_of(layout: Layout, place: Sequence[Token]) -> tuple[int, Cell]:
    """The row and the cell in which words stand."""
    for row in layout.rows:
        for cell in row.cells:
            if place[0] in cell.tokens:
                return row.number, cell
    raise LookupError("the words are of another document")


def cell_above(layout: Layout, number: int, cell: Cell) -> Cell | None:
    """The nearest cell above, when it holds words and no figures."""
    height = cell.box.bottom - cell.box.top
    for row in reversed(layout.rows[max(0, number - 4) : number]):
        if row.page != layout.rows[number].page or cell.box.top - row.box.bottom > FARTHEST_ABOVE * height:
            return None
        over = [one for one in row.cells if is_under(cell.box, one.box)]
        if over:
            text = over[0].text
            return (
                over[0] if any(char.isalpha() for char in text) and not any(char.isdigit() for char in text) else None
            )
    return None


def region_rule(layout: Layout, name: str, place: Sequence[Token]) -> FieldRule:
    """A rule by the place of words on their page."""
    box: Box = around(place)
    sheet = layout.sheet(box.page)
    region = Region(
        max(0.0, round(box.left - ROOM)),
        max(0.0, round(box.top - ROOM)),
        min(round(sheet.width), round(box.right + ROOM)),
        min(round(sheet.height), round(box.bottom + ROOM)),
    )
    return FieldRule(name, KINDS.get(name, "text"), region=region, page=box.page)


def finds(document: PagedText, base: FieldTemplate, rule: FieldRule, value: Any) -> bool:
    """Whether a rule finds a value in a document, and nothing else."""
    template = FieldTemplate(base.name, base.file, "", base.keywords, identities=base.identities, fields=(rule,))
    field = read_with(document, template).extraction.field(rule.name)
    if field is None or field.others or "by the template" not in field.rule:
        return False
    if isinstance(value, str) and isinstance(field.value, str):
        return key_of(field.value) == key_of(value)
    return bool(field.value == value)
