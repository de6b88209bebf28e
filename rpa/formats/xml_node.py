"""Strict reading of single values from an XML tree, by exact names and namespaces.

What stands there but cannot be read is noted with its line, and counts as missing: the rest is read on, so that the
sender hears of everything at once.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from rpa.formats.xml_values import COMPACT, Edge, day_of, plain_decimal, short
from rpa.model.einvoice_terms import Identifier

MOST_PROBLEMS = 50
MEANINGFUL = ("unitCode", "currencyID", "schemeID", "listID", "format")  # attributes that change what a value means


class Element(Protocol):
    """What is used of an element of lxml."""

    @property
    def tag(self) -> Any:
        """`{namespace}name`."""

    @property
    def text(self) -> str | None:
        """The text before the first child."""

    @property
    def sourceline(self) -> int | None:
        """Line in the file, from 1."""

    def get(self, key: str) -> str | None:
        """An attribute."""

    def __iter__(self) -> Iterator[Any]:
        """Its children."""

    def __len__(self) -> int:
        """How many children it has."""


class Names:
    """The names of one syntax: prefixes, and what elements are called in it.

    Args:
        prefixes: Prefix to namespace.
        renamed: Local names of the usual version to those of this one.
    """

    def __init__(self, prefixes: Mapping[str, str], renamed: Mapping[str, str] | None = None) -> None:
        self._prefixes = dict(prefixes)
        self._renamed = dict(renamed or {})
        self._known: dict[str, tuple[str, ...]] = {}

    def steps(self, path: str) -> tuple[str, ...]:
        """`cac:Party/cbc:Name` as qualified names."""
        if (known := self._known.get(path)) is None:
            known = self._known[path] = tuple(map(self._qualified, path.split("/")))
        return known

    def _qualified(self, step: str) -> str:
        prefix, _, name = step.partition(":")
        return f"{{{self._prefixes[prefix]}}}{self._renamed.get(name, name)}"


@dataclass
class Findings:
    """What is noted while a document is read.

    Attributes:
        currency: The document's currency: amounts in another one are refused.
        problems: What could not be read.
        warnings: What a person should know.
    """

    currency: str | None = None
    problems: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def problem(self, place: str, words: str) -> None:
        """Note what could not be read, once; beyond fifty, no more: a person has seen enough."""
        text = f"{place}: {words}"
        if len(self.problems) < MOST_PROBLEMS and text not in self.problems:
            self.problems.append(text)


class Node:
    """An element, and how to read what is below it. Paths are exact: `cac:Party/cbc:EndpointID`."""

    __slots__ = ("_children", "_element", "_findings", "_names")

    def __init__(self, element: Element, names: Names, findings: Findings) -> None:
        self._element = element
        self._names = names
        self._findings = findings
        self._children: dict[str, list[Node]] | None = None

    @property
    def findings(self) -> Findings:
        """What was noted so far."""
        return self._findings

    @property
    def place(self) -> str:
        """Where it stands: `line 12`."""
        return place_of(self._element)

    def _below(self) -> dict[str, list[Node]]:
        """The children by name; made once, since every term below asks for them."""
        if self._children is None:
            self._children = {}
            for child in self._element:
                node = Node(child, self._names, self._findings)
                self._children.setdefault(child.tag, []).append(node)
        return self._children

    def forget(self) -> None:
        """Let go of what was kept of the elements below: a document may have ten thousand lines."""
        self._children = None

    def all(self, path: str) -> list[Node]:
        """All elements there, in order."""
        found = [self]
        for step in self._names.steps(path):
            if len(found) == 1:
                found = found[0]._below().get(step, [])
            else:
                found = [child for node in found for child in node._below().get(step, ())]
            if not found:
                break
        return found

    def child(self, path: str) -> Node | None:
        """The one element there; more than one is a problem, since nobody can say which counts."""
        found = self.all(path)
        if len(found) > 1:
            name = local_name(found[1]._element)
            self._findings.problem(found[1].place, f"there is a second {name}; the first stands in {found[0].place}")
        return found[0] if found else None

    def has(self, path: str) -> bool:
        """Whether there is such an element."""
        return bool(self.all(path))

    def text(self, path: str, *, lines: bool = False) -> str | None:
        """The text of the one element there; None when there is none, or it is empty.

        Args:
            path: Names of elements.
            lines: Keeps its line breaks; else white space is folded to single spaces.
        """
        return self._text(found, lines=lines) if (found := self._one(path)) is not None else None

    def texts(self, path: str, *, lines: bool = False) -> tuple[str, ...]:
        """The texts of all elements there, without the empty ones."""
        return tuple(text for node in self.all(path) if (text := self._text(node._element, lines=lines)))

    def attribute(self, path: str, name: str) -> str | None:
        """An attribute of the one element there."""
        found = self._one(path)
        return (" ".join((found.get(name) or "").split()) or None) if found is not None else None

    def identifier(self, path: str, scheme: str = "schemeID") -> Identifier | None:
        """The number there with its scheme."""
        found = self._one(path)
        return self._identifier(found, scheme) if found is not None else None

    def identifiers(self, path: str, scheme: str = "schemeID") -> tuple[Identifier, ...]:
        """All numbers there."""
        found = (self._identifier(node._element, scheme) for node in self.all(path))
        return tuple(one for one in found if one)

    def number(self, path: str) -> Decimal | None:
        """The number there: a quantity, a rate."""
        return self._decimal(found) if (found := self._one(path)) is not None else None

    def amount(self, path: str) -> Decimal | None:
        """The amount there, in the document's currency."""
        found = self._one(path)
        return self._amount(found) if found is not None else None

    def own_amount(self, *, any_currency: bool = False) -> Decimal | None:
        """The amount that this element itself is."""
        return self._decimal(self._element) if any_currency else self._amount(self._element)

    def own_attribute(self, name: str) -> str | None:
        """An attribute of this element itself."""
        return (self._element.get(name) or "").strip() or None

    def _amount(self, element: Element) -> Decimal | None:
        currency, expected = (element.get("currencyID") or "").strip(), self._findings.currency
        if currency and expected and currency != expected:
            self._findings.problem(
                place_of(element), f"{local_name(element)} is in {currency}, and the document in {expected}"
            )
            return None
        return self._decimal(element)

    def flag(self, path: str) -> bool | None:
        """True or false as XML writes them."""
        found = self._one(path)
        text = self._text(found) if found is not None else None
        if found is None or text is None:
            return None
        if text not in ("true", "false", "1", "0"):
            self._findings.problem(place_of(found), f"{local_name(found)} is {short(text)}; expected true or false")
            return None
        return text in ("true", "1")

    def day(self, path: str, edge: Edge | None = None) -> dt.date | None:
        """The day there, in ISO form, or in the form that its `format` names (102: 20261005).

        Args:
            path: Names of elements.
            edge: Of a period, which end: then a whole month (610) or week (616) gives its first or last day.
        """
        found = self._one(path)
        text = self._text(found) if found is not None else None
        if found is None or text is None:
            return None
        form = (found.get("format") or "").strip()
        day = day_of(text, form, edge)
        if day is None:
            unknown = f" in form {short(form)}, which is none of 102, 203, 204" if form and form not in COMPACT else ""
            expected = "20261005" if form else "2026-10-05"
            self._findings.problem(
                place_of(found), f"{local_name(found)} is {short(text)}{unknown}; expected a day such as {expected}"
            )
            return None
        return day

    def content(self, path: str) -> bytes | None:
        """The file that stands there in base 64."""
        found = self._one(path)
        if found is None or not found.text:
            return None
        try:
            return base64.b64decode("".join(found.text.split()), validate=True)
        except (binascii.Error, ValueError):
            self._findings.problem(place_of(found), f"{local_name(found)}: the enclosed file is damaged")
            return None

    def _one(self, path: str) -> Element | None:
        found = [node._element for node in self.all(path)]
        if len(found) > 1:
            texts = {self._stated(element) for element in found}
            if len(texts) > 1:
                both = " and ".join(short(text) for text in sorted(texts)[:2])
                self._findings.problem(place_of(found[1]), f"{local_name(found[1])} stands there twice: {both}")
                return None
        return found[0] if found else None

    def _stated(self, element: Element) -> str:
        """What an element says: its text, and the unit, currency, scheme or form it is in."""
        attributes = (element.get(name) for name in MEANINGFUL)
        return " ".join(filter(None, (self._text(element), *attributes)))

    def _text(self, element: Element, *, lines: bool = False) -> str | None:
        if len(element):
            self._findings.problem(
                place_of(element), f"{local_name(element)} holds further elements where a text is expected"
            )
            return None
        text = element.text or ""
        return (text.strip() if lines else " ".join(text.split())) or None

    def _identifier(self, element: Element, scheme: str) -> Identifier | None:
        text = self._text(element)
        return Identifier(text, (element.get(scheme) or "").strip() or None) if text else None

    def _decimal(self, element: Element) -> Decimal | None:
        text = self._text(element)
        if text is None:
            return None
        value = plain_decimal(text)
        if value is None:
            self._findings.problem(
                place_of(element), f"{local_name(element)} is {short(text)}; expected a number such as 1250.00"
            )
        return value


def place_of(element: Element) -> str:
    """Where an element stands: `line 12`."""
    return f"line {element.sourceline}" if element.sourceline else "the document"


def local_name(element: Element) -> str:
    """Its name without the namespace."""
    return str(element.tag).rpartition("}")[2]
