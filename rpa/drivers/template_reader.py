"""Reads a template of a document's fields: its own form here, invoice2data's in the module beside this one."""

from __future__ import annotations

import re

from rpa.drivers.template_foreign import is_foreign, read_foreign
from rpa.drivers.template_nodes import Names, checked_pattern, texts
from rpa.drivers.yaml_file import read_yaml
from rpa.drivers.yaml_nodes import ListNode, MappingNode, Mark, Node, ScalarNode
from rpa.drivers.yaml_problems import Problems, proposal, scalar_text
from rpa.errors import MistakesFound
from rpa.model.extraction import FIELDS
from rpa.model.extraction import KINDS as DOCUMENTS
from rpa.model.field_template import (
    KINDS,
    LINE_FIELDS,
    SIDES,
    USUAL_PRIORITY,
    FieldRule,
    FieldTemplate,
    LinesRule,
    Region,
)
from rpa.model.money import CURRENCIES

TOP = (
    "sender", "keywords", "exclude", "vat_number", "iban", "priority", "kind", "language", "currency", "decimal",
    "dates", "fields", "lines",
)  # fmt: skip
FIELD = ("label", "side", "region", "column", "pattern", "value", "page", "which", "type")
WAYS = ("label", "region", "column", "pattern", "value")
EDGES = ("left", "top", "right", "bottom")
LANGUAGES = ("nl", "de", "nb", "en", "fr")
ORDERS = ("dmy", "mdy", "ymd")
TYPES = ("text", "amount", "date", "iban", "vat_number", "currency")
NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
NOT_BY_A_TEMPLATE = ("vat_rates",)
EXAMPLE = "number: Invoice no.   or   number: {label: Invoice no., side: below}"


def read_template(content: bytes, name: str, file: str) -> FieldTemplate:
    """Read a template.

    Args:
        content: The file.
        name: What it is called.
        file: As a person would name the file.

    Raises:
        MistakesFound: With all of its mistakes, each with its place.
    """
    root, source = read_yaml(content, file)
    problems = Problems(source)
    if not isinstance(root, MappingNode):
        if not problems.any:
            problems.at(1, 1, "this is no template: expected keywords: and fields:", "See: docs/documents.md")
        raise MistakesFound(source.problems)
    found = read_foreign(root, problems, name) if is_foreign(root) else Reader(problems).template(root, name)
    problems.raise_any(MistakesFound)
    return found


class Reader:
    """Turns the nodes of a template into what it means; every mistake is kept.

    Args:
        problems: Where mistakes go.
    """

    def __init__(self, problems: Problems) -> None:
        self.problems = problems

    def template(self, root: MappingNode, name: str) -> FieldTemplate:
        """The template."""
        say = self.problems
        say.known_keys(root, TOP, "a template")
        identities = texts(root.get("vat_number"), say, "a VAT number") + texts(root.get("iban"), say, "an IBAN")
        keywords = texts(root.get("keywords"), say, "words that stand in every document of the sender")
        if not keywords and not identities:
            at = root.key("keywords") or Mark(1, 1)
            say.say(
                at,
                "nothing says which documents this template is for",
                "Add: keywords: [Name of the sender], or vat_number: or iban: of the sender.",
            )
        if "fields" not in root and "lines" not in root:
            say.say(Mark(1, 1), "the template has no fields", f"Add: fields:, and below it: {EXAMPLE}")
        return FieldTemplate(
            name,
            say.file,
            sender=scalar_text(root.get("sender")) or "",
            keywords=keywords,
            excluded=texts(root.get("exclude"), say, "words"),
            identities=identities,
            priority=self.whole(root.get("priority"), USUAL_PRIORITY),
            kind=self.one_of(root.get("kind"), DOCUMENTS),
            language=self.one_of(root.get("language"), LANGUAGES),
            currency=self.one_of(root.get("currency"), sorted(CURRENCIES), "a currency's code, such as EUR"),
            decimal=self.one_of(root.get("decimal"), (",", ".")),
            order=self.one_of(root.get("dates"), ORDERS),
            fields=self.fields(root.get("fields")),
            lines=self.lines(root.get("lines")),
        )

    def one_of(self, node: Node | None, names: Names, expected: str = "") -> str:
        """A value that is one of some names."""
        if node is None:
            return ""
        text = scalar_text(node)
        if text in names:
            return text or ""
        told = expected or " or ".join(repr(one) for one in names)
        near = proposal(text, names) if text and len(text) > 1 else ""
        self.problems.wants(node, told, near if near.startswith("Did") else "")
        return ""

    def whole(self, node: Node | None, usual: int) -> int:
        """A whole number."""
        if node is None:
            return usual
        if isinstance(node, ScalarNode) and isinstance(node.value, int) and not isinstance(node.value, bool):
            return node.value
        self.problems.wants(node, "a whole number")
        return usual

    def fields(self, node: Node | None) -> tuple[FieldRule, ...]:
        """The rules of all fields."""
        if node is None:
            return ()
        if not isinstance(node, MappingNode):
            self.problems.wants(node, "a field on each line", EXAMPLE)
            return ()
        return tuple(rule for one in node if (rule := self.rule(one.key, one.value)) is not None)

    def rule(self, key: ScalarNode, node: Node) -> FieldRule | None:
        """The rule of one field."""
        name = key.text
        if name in NOT_BY_A_TEMPLATE or name == "lines":
            hint = "Put lines: beside fields:, not below it." if name == "lines" else "They are found without it."
            self.problems.say(key, f"{name} cannot be given under fields:", hint)
            return None
        is_own = name not in FIELDS
        if is_own and (near := proposal(name, FIELDS)).startswith("Did") and "type" not in keys_of(node):
            hint = f"{near} A field of your own says its type: {{label: ..., type: text}}"
            self.problems.say(key, f"there is no field {name!r}", hint)
            return None
        if not NAME.fullmatch(name):
            self.problems.say(key, f"{name!r} is no name of a field", "Small letters, figures and _: contract_number.")
            return None
        if isinstance(node, ScalarNode):
            return self.short(name, node)
        if not isinstance(node, MappingNode):
            self.problems.wants(node, "a label, or {label: ...}, {region: ...}, {pattern: ...}, {column: ...}", EXAMPLE)
            return None
        return self.long(name, node, is_own=is_own)

    def short(self, name: str, node: ScalarNode) -> FieldRule | None:
        """A field whose label stands directly behind its name."""
        text = scalar_text(node)
        if not text:
            self.problems.wants(node, "the label beside which it stands", EXAMPLE)
            return None
        return FieldRule(name, KINDS.get(name, "text"), labels=(text,))

    def long(self, name: str, node: MappingNode, *, is_own: bool) -> FieldRule | None:
        """A field with all that is said of it."""
        say = self.problems
        say.known_keys(node, FIELD, "a field")
        if not any(way in node for way in WAYS):
            say.say(node, f"nothing says where {name} stands", f"Add one of: {', '.join(WAYS)}.")
            return None
        if "value" in node and len([way for way in WAYS if way in node]) > 1:
            say.say(node, "value: says what it always is; the other words are of no use beside it", "Keep one.")
        if not is_own and "type" in node:
            say.say(node.key("type") or node, f"the type of {name} is known", "Remove type:.")
        kind = self.one_of(node.get("type"), TYPES) if is_own else KINDS.get(name, "text")
        patterns = texts(node.get("pattern"), say, "a regular expression")
        for pattern, at in zip(patterns, scalars(node.get("pattern")), strict=False):
            checked_pattern(pattern, at, say)
        side = self.one_of(node.get("side"), SIDES)
        if side and "label" not in node:
            say.say(node.key("side") or node, "side: says where the value stands beside its label", "Add: label:")
        return FieldRule(
            name,
            kind or "text",  # type: ignore[arg-type]  # one of TYPES
            labels=texts(node.get("label"), say, "the words beside which it stands"),
            side=side,
            region=self.region(node.get("region")),
            column=scalar_text(node.get("column")) or "",
            patterns=patterns,
            value=scalar_text(node.get("value")) or "",
            page=self.page(node.get("page") or page_of(node.get("region"))),
            which=self.one_of(node.get("which"), ("first", "last", "least", "most")),
        )

    def page(self, node: Node | None) -> int:
        """A page: its number, or `last`."""
        if node is None:
            return 0
        if scalar_text(node) in ("first", "last"):
            return 1 if scalar_text(node) == "first" else -1
        if isinstance(node, ScalarNode) and isinstance(node.value, int) and node.value > 0:
            return node.value
        self.problems.wants(node, "the number of a page, first or last")
        return 0

    def region(self, node: Node | None) -> Region | None:
        """A region, its edges in points or percent."""
        if node is None:
            return None
        if not isinstance(node, MappingNode):
            self.problems.wants(node, "a region", "{page: 1, left: 60%, top: 10%, right: 95%, bottom: 20%}")
            return None
        self.problems.known_keys(node, (*EDGES, "page"), "a region")
        edges: dict[str, float] = {}
        percent: set[str] = set()
        for name in EDGES:
            found = self.edge(node, name)
            if found is not None:
                edges[name], is_percent = found
                percent |= {name} if is_percent else set()
        if len(edges) < len(EDGES):
            return None
        for one, two in (("left", "right"), ("top", "bottom")):
            if ((one in percent) == (two in percent)) and edges[one] >= edges[two]:
                self.problems.say(node.key(two) or node, f"{two} is not behind {one}", "Points from the top left.")
        return Region(**edges, in_percent=frozenset(percent))

    def edge(self, node: MappingNode, name: str) -> tuple[float, bool] | None:
        """One edge of a region, and whether it is in percent."""
        at = node.get(name)
        if at is None:
            self.problems.say(
                node, f"the region has no {name}", "Points from the top left of the page, or percent: 60%"
            )
            return None
        text = (scalar_text(at) or "").strip()
        match = re.fullmatch(r"([0-9]{1,5}(?:\.[0-9]{1,4})?)\s*(%|pt)?", text)
        if match is None or (match[2] == "%" and float(match[1]) > 100):
            self.problems.wants(at, "a number of points (1/72 inch), or percent: 60%")
            return None
        return float(match[1]), match[2] == "%"

    def lines(self, node: Node | None) -> LinesRule | None:
        """Where the lines stand."""
        if node is None:
            return None
        if not isinstance(node, MappingNode):
            self.problems.wants(
                node, "columns: and below it a heading for each", "columns: {description: Item, net: Sum}"
            )
            return None
        self.problems.known_keys(node, ("columns", "end"), "lines:")
        columns = node.get("columns")
        if not isinstance(columns, MappingNode):
            self.problems.say(
                columns or node, "expected columns: with a heading for each", "{description: Item, net: Sum}"
            )
            return None
        self.problems.known_keys(columns, LINE_FIELDS, "a line")
        headings = {one.key.text: scalar_text(one.value) or "" for one in columns}
        for one in columns:
            if not scalar_text(one.value):
                self.problems.wants(one.value, "the words of the heading")
        if not {"net", "unit_price"} & headings.keys():
            self.problems.say(columns, "no column with an amount is named", "Add net: with its heading.")
        return LinesRule({name: words for name, words in headings.items() if words}, scalar_text(node.get("end")) or "")


def keys_of(node: Node) -> tuple[str, ...]:
    """The keys of a mapping; none of anything else."""
    return node.names if isinstance(node, MappingNode) else ()


def page_of(node: Node | None) -> Node | None:
    """The page that a region names."""
    return node.get("page") if isinstance(node, MappingNode) else None


def scalars(node: Node | None) -> list[Node]:
    """The single values of a list, or the only one."""
    if isinstance(node, ListNode):
        return list(node.items)
    return [node] if node is not None else []
