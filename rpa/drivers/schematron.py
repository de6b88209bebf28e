"""Schematron rules (.sch) as XSLT, which Saxon can run.

What Peppol, XRechnung and their like use of ISO Schematron: patterns and rules, also abstract ones; asserts and
reports; `let`, `value-of` and `name`; functions, keys and parameters of XSLT; included files beside it. Phases are
not looked at: every pattern holds. In a pattern, a node meets the first rule whose context fits.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from rpa.drivers.xml_file import parse_xml
from rpa.errors import BusinessException

SCH = "{http://purl.oclc.org/dsdl/schematron}"
XSL = "{http://www.w3.org/1999/XSL/Transform}"
COPIED = ("function", "key", "param", "variable", "template")
BINDINGS = ("xslt2", "xslt3", "xpath2", "xpath3", "xslt")
DEEPEST_INCLUDE = 8


def stylesheet_of(path: Path, folder: Path) -> str:
    """The rules of a `.sch` file as XSLT 3.

    Args:
        path: The file.
        folder: The rule pack, out of which nothing is included.

    Raises:
        BusinessException: It is no Schematron, or uses what is not known here.
    """
    schema = included(parse_xml(path.read_bytes(), str(path)), path, folder, 0)
    if schema.tag != f"{SCH}schema":
        raise BusinessException("this is no Schematron (ISO): its root is no 'schema'", place=str(path))
    binding = schema.get("queryBinding", "xslt2").lower()
    if binding not in BINDINGS:
        raise BusinessException(
            f"its query language {binding!r} is not known; {', '.join(BINDINGS)} are", place=str(path)
        )
    patterns = list(concrete(schema, str(path)))
    modes = "".join(f'<xsl:mode name="p{number}" on-no-match="shallow-skip"/>' for number in range(len(patterns)))
    runs = "".join(f'<xsl:apply-templates select="/" mode="p{number}"/>' for number in range(len(patterns)))
    shared = shared_lets(schema, patterns)
    body = "".join(
        rules_of(pattern, f"p{number}", schema, shared, str(path)) for number, pattern in enumerate(patterns)
    )
    spaces = "".join(f" xmlns:{ns.get('prefix')}={quoteattr(ns.get('uri'))}" for ns in schema.iter(f"{SCH}ns"))
    return (
        '<xsl:stylesheet version="3.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"'
        f' xmlns:svrl="http://purl.oclc.org/dsdl/svrl"{spaces}>'
        f'<xsl:output method="xml"/>{modes}{verbatim(schema)}{variables(shared)}'
        f'<xsl:template match="/"><svrl:schematron-output>{runs}</svrl:schematron-output></xsl:template>'
        f"{body}</xsl:stylesheet>"
    )


def included(element: Any, path: Path, folder: Path, depth: int) -> Any:
    """The same element, with what it includes in place.

    Raises:
        BusinessException: It leads out of the pack, or in a circle.
    """
    for one in list(element.iter(f"{SCH}include")):
        target = (path.parent / (one.get("href") or "")).resolve()
        if not target.is_relative_to(folder.resolve()) or not target.is_file() or depth >= DEEPEST_INCLUDE:
            raise BusinessException(
                f"it includes {one.get('href')!r}, which is no file of the rule pack", place=str(path)
            )
        inside = included(parse_xml(target.read_bytes(), str(target)), target, folder, depth + 1)
        one.getparent().replace(one, inside)
    return element


def concrete(schema: Any, place: str) -> Iterator[Any]:
    """The patterns to run: those that stand for themselves, and abstract ones with their parameters filled in."""
    models = {one.get("id"): one for one in schema.iter(f"{SCH}pattern") if one.get("abstract") == "true"}
    for pattern in schema.iter(f"{SCH}pattern"):
        if pattern.get("abstract") == "true":
            continue
        if (name := pattern.get("is-a")) is None:
            yield pattern
            continue
        if name not in models:
            raise BusinessException(f"there is no abstract pattern {name!r}", place=place)
        filled = copy.deepcopy(models[name])
        for param in sorted(pattern.iter(f"{SCH}param"), key=lambda one: -len(one.get("name", ""))):
            fill(filled, param.get("name"), param.get("value"))
        yield filled


def fill(element: Any, name: str, value: str) -> None:
    """Put a parameter's value where an abstract pattern names it."""
    pattern = re.compile(rf"\${re.escape(name)}(?![\w.-])")
    for one in element.iter():
        for key, text in one.attrib.items():
            one.set(key, pattern.sub(lambda _: value, text))


def verbatim(schema: Any) -> str:
    """What is XSLT already: functions, keys."""
    from lxml import etree

    kept = [child for child in schema if child.tag in {f"{XSL}{name}" for name in COPIED}]
    return "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in kept)


def shared_lets(schema: Any, patterns: list[Any]) -> dict[str, str]:
    """The variables of the whole schema: its own, and those of patterns.

    Those of a pattern hold for all, also in the contexts of rules, as in the usual implementation: XRechnung has
    a pattern that only declares them. A name that two patterns give different values stays each pattern's own.
    """
    found = {one.get("name"): one.get("value") or "()" for one in schema.iterchildren(f"{SCH}let")}
    of_patterns: dict[str, set[str]] = {}
    for pattern in patterns:
        for one in pattern.iterchildren(f"{SCH}let"):
            of_patterns.setdefault(one.get("name"), set()).add(one.get("value") or "()")
    return found | {
        name: values.pop() for name, values in of_patterns.items() if len(values) == 1 and name not in found
    }


def variables(values: dict[str, str]) -> str:
    """Variables with their values."""
    return "".join(
        f"<xsl:variable name={quoteattr(name)} select={quoteattr(value)}/>" for name, value in values.items()
    )


def own_lets(pattern: Any, shared: dict[str, str]) -> str:
    """The variables that are a pattern's own; they are worked out at the root, wherever its rules stand."""
    found = []
    for one in pattern.iterchildren(f"{SCH}let"):
        name, value = one.get("name"), one.get("value") or "()"
        if shared.get(name) != value:
            inner = f'<xsl:for-each select="root(.)"><xsl:sequence select={quoteattr(value)}/></xsl:for-each>'
            found.append(f'<xsl:variable name={quoteattr(name)} as="item()*">{inner}</xsl:variable>')
    return "".join(found)


def rules_of(pattern: Any, mode: str, schema: Any, shared: dict[str, str], place: str) -> str:
    """The templates of a pattern; the first rule goes before the second."""
    rules = [one for one in pattern.iterchildren(f"{SCH}rule") if one.get("abstract") != "true"]
    models = {one.get("id"): one for one in schema.iter(f"{SCH}rule") if one.get("abstract") == "true"}
    models |= {one.get("id"): one for one in pattern.iterchildren(f"{SCH}rule") if one.get("abstract") == "true"}
    own = own_lets(pattern, shared)
    return "".join(
        f'<xsl:template match={quoteattr(rule.get("context"))} mode="{mode}" priority="{len(rules) - number}">'
        f"{own}{checks(rule, models, place)}"
        f'<xsl:apply-templates select="@*, node()" mode="{mode}"/></xsl:template>'
        for number, rule in enumerate(rules)
    )


def checks(rule: Any, models: dict[str, Any], place: str) -> str:
    """The variables and checks of a rule, in order, with those of the abstract rules that it extends."""
    parts = []
    for one in rule:
        if one.tag == f"{SCH}let":
            parts.append(variables({one.get("name"): one.get("value") or "()"}))
        elif one.tag == f"{SCH}extends":
            if one.get("rule") not in models:
                raise BusinessException(f"there is no abstract rule {one.get('rule')!r}", place=place)
            parts.append(checks(models[one.get("rule")], models, place))
        elif one.tag in (f"{SCH}assert", f"{SCH}report"):
            parts.append(check(one))
    return "".join(parts)


def check(one: Any) -> str:
    """One assert or report."""
    is_report = one.tag == f"{SCH}report"
    test = one.get("test")
    condition = test if is_report else f"not({test})"
    name = "successful-report" if is_report else "failed-assert"
    said = "".join(
        f'<xsl:attribute name="{key}">{escape(one.get(key))}</xsl:attribute>'
        for key in ("id", "flag", "role")
        if one.get(key)
    )
    return (
        f'<xsl:if test={quoteattr(condition)}><svrl:{name}>{said}<xsl:attribute name="location" select="path()"/>'
        f"<svrl:text>{message(one)}</svrl:text></svrl:{name}></xsl:if>"
    )


def message(one: Any) -> str:
    """The words of a check, with the values in them."""
    parts = [f"<xsl:text>{escape(one.text or '')}</xsl:text>"]
    for child in one:
        if child.tag == f"{SCH}value-of":
            parts.append(f"<xsl:value-of select={quoteattr(child.get('select'))}/>")
        elif child.tag == f"{SCH}name":
            of = f"name({child.get('path', '.')})"
            parts.append(f"<xsl:value-of select={quoteattr(of)}/>")
        else:
            parts.append(f"<xsl:text>{escape(''.join(child.itertext()))}</xsl:text>")
        parts.append(f"<xsl:text>{escape(child.tail or '')}</xsl:text>")
    return "".join(parts)
