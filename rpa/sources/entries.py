"""Objects of JSON, and forms, as items: fields found by their names, lines in a list."""

from __future__ import annotations

import difflib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from typing import Any

from rpa.model.item import Place, RawItem
from rpa.sources.columns import Layout, folded
from rpa.sources.tables import as_came

LINES_AT = "In JSON: where each entry has its list of lines, with dots, when not under their own name: order.rows."
MOST_LIKENED = 1000  # names among which the nearest is looked for
LONGEST_LIKENED = 80
ONE = "write in the recipe the one that is meant, letter by letter"


class TwoNames(LookupError):
    """Two fields of an object are the one that is wanted; the message names both."""


@dataclass
class Names:
    """Finds fields by their names; of each object, the names are folded once.

    A name that is written as in the recipe goes first; else case, spaces, punctuation and accents make no difference.
    """

    _known: dict[int, tuple[Mapping[str, Any], dict[str, list[str]]]] = field(default_factory=dict)

    def find(self, entry: Any, path: str) -> tuple[bool, Any]:
        """Whether there is a field at the end of a path with dots, and its value.

        Raises:
            TwoNames: There are two, and none is written as in the path.
        """
        for part in path.split("."):
            if not isinstance(entry, Mapping):
                return False, None
            name = part if part in entry else self._named(entry, part)
            if name is None:
                return False, None
            entry = entry[name]
        return True, entry

    def _named(self, entry: Mapping[str, Any], wanted: str) -> str | None:
        if id(entry) not in self._known:
            index: dict[str, list[str]] = {}
            for name in entry:
                index.setdefault(folded(name), []).append(name)
            self._known[id(entry)] = entry, index  # the object is kept, so that no other one gets its id
        there = self._known[id(entry)][1].get(folded(wanted), [])
        if len(there) > 1:
            raise TwoNames(f"{there[0]!r} and {there[1]!r}")
        return there[0] if there else None


def step_down(entry: Any, path: str) -> Any:
    """The value at the end of a path with dots; None when there is none, or when two names fit.

    See `Names.find`.
    """
    try:
        return Names().find(entry, path)[1]
    except TwoNames:
        return None


def from_entry(entry: Mapping[str, Any], layout: Layout, place: Place, lines_at: str = "") -> RawItem:
    """One item from an object; a list in it becomes the lines.

    Args:
        entry: The object.
        layout: What the recipe says.
        place: Where it stands.
        lines_at: Where the list is, with dots; empty: under the name of the lines.
    """
    picking = Picking(layout)
    values = picking.fields(entry, layout.fields, place.detail)
    places = dict.fromkeys(layout.fields, place.detail)
    if layout.lines:
        values[layout.lines] = []
        for number, line in enumerate(picking.lines(entry, lines_at or layout.lines, place.detail)):
            spot = f"{place.detail}, {layout.lines} {number + 1}"
            if not isinstance(line, Mapping):
                picking.problems.append(f"{spot} is no object with fields")
                continue
            values[layout.lines].append(picking.fields(line, layout.line_fields, spot))
            places.update({f"{layout.lines}.{number}.{name}": spot for name in layout.line_fields})
    return RawItem(values, place, places, tuple(picking.problems), (as_sent(entry),))


@dataclass
class Picking:
    """Picks the fields of one item.

    Attributes:
        layout: What the recipe says.
        problems: What is missing, or there twice.
    """

    layout: Layout
    problems: list[str] = field(default_factory=list)
    _names: Names = field(default_factory=Names)

    def fields(self, entry: Mapping[str, Any], wanted: Mapping[str, tuple[str, ...]], place: str) -> dict[str, Any]:
        """The fields of an object; texts without the spaces around them."""
        found: dict[str, Any] = {}
        for name, headings in wanted.items():
            value = self._first(entry, name, headings, place)
            found[name] = (value.strip() or None) if isinstance(value, str) else value
        return found

    def lines(self, entry: Mapping[str, Any], path: str, place: str) -> list[Any]:
        """The list at a path."""
        try:
            found = self._names.find(entry, path)[1]
        except TwoNames as both:
            self.problems.append(f"{place} has {both} for {path!r}: {ONE}")
            return []
        if isinstance(found, list):
            return found
        self.problems.append(f"{place} has no list {path!r}")
        return []

    def _first(self, entry: Mapping[str, Any], name: str, headings: tuple[str, ...], place: str) -> Any:
        for heading in headings:
            try:
                is_there, value = self._names.find(entry, heading)
            except TwoNames as both:
                self.problems.append(f"{place} has {both} (for {name}): {ONE}")
                return None
            if is_there:
                return value
        if name not in self.layout.optional:
            there = [key for key in islice(entry, MOST_LIKENED) if len(key) <= LONGEST_LIKENED]
            near = difflib.get_close_matches(headings[0], there, n=1, cutoff=0.6)
            hint = f"; nearest is {near[0]!r}" if near else ""
            self.problems.append(f"{place} has no field {' or '.join(map(repr, headings))} (for {name}){hint}")
        return None


def as_sent(entry: Mapping[str, Any]) -> dict[str, Any]:
    """An object for the hand-back: its fields as they came, lists and objects in them as JSON."""
    return {
        str(name): json_text(value) if isinstance(value, Mapping | list) else as_came(value)
        for name, value in entry.items()
    }


def json_text(value: Any) -> str:
    """An object or a list as JSON again."""
    return json.dumps(value, ensure_ascii=False, default=json_number)


def json_number(value: Decimal) -> float | str:
    """A number as JSON writes it; as text where that would lose digits."""
    plain = float(value)
    return plain if Decimal(repr(plain)) == value else str(value)
