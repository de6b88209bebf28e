"""What a report of rules (SVRL) says: which rules a document breaks, in words, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from rpa.model.einvoice import Breach

SVRL = "{http://purl.oclc.org/dsdl/svrl}"
BROKEN = (f"{SVRL}failed-assert", f"{SVRL}successful-report")
MILD = frozenset(("warning", "warn", "information", "info", "hint"))
STEP = re.compile(
    r"/(?:\*:(?P<name>[\w.-]+)\[namespace-uri\(\)='(?P<space>[^']*)'\]"
    r"|Q\{(?P<uri>[^}]*)\}(?P<local>[\w.-]+)|(?:[\w.-]+:)?(?P<bare>[\w.-]+))(?:\[(?P<number>[0-9]+)\])?"
)
NUMBER_IN_FRONT = re.compile(r"^\s*\[(?P<rule>[A-Za-z0-9_.-]+)\]\s*[-–:]*\s*")
MOST = 200


def breaches(report: bytes, root: Any) -> tuple[Breach, ...]:
    """The rules that a report says are broken.

    Args:
        report: The SVRL, made by our own rules.
        root: The document's root element, for the lines.
    """
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.fromstring(report, parser)
    found = dict.fromkeys(breach for element in tree.iter(*BROKEN) for breach in breach_of(element, root))
    return tuple(found)[:MOST]


def breach_of(element: Any, root: Any) -> Iterator[Breach]:
    """One entry of a report."""
    text = " ".join("".join(element.itertext()).split())
    in_front = NUMBER_IN_FRONT.match(text)
    rule = element.get("id") or (in_front["rule"] if in_front else "")
    words = (text[in_front.end() :] if in_front else text) or f"it must hold: {element.get('test')}"
    grade = (element.get("flag") or element.get("role") or "fatal").lower()
    yield Breach(
        rule or "a rule without a number", words, where(element.get("location") or "", root), grade not in MILD
    )


def where(location: str, root: Any) -> str:
    """The line that a path leads to; the last name of the path, where it leads nowhere."""
    steps = list(STEP.finditer(location.partition("/@")[0]))
    found: Any = root
    for step in steps[1:]:
        space, name = step["space"] or step["uri"], step["name"] or step["local"] or step["bare"]
        position = int(step["number"] or 1)
        fitting = [child for child in found if isinstance(child.tag, str) and fits(child.tag, space, name)]
        if len(fitting) < position:
            return f"at {name}"
        found = fitting[position - 1]
    line = getattr(found, "sourceline", None)
    return f"line {line}" if line and len(steps) > 1 else ""


def fits(tag: str, space: str | None, name: str) -> bool:
    """Whether an element has that name."""
    own_space, _, own = tag.rpartition("}")
    return own == name and (space is None or own_space.removeprefix("{") == space)
