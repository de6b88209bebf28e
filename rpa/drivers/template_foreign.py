"""Reads a template of invoice2data as it is; what of it is not supported is said by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from rpa.drivers.template_foreign_names import (
    LANGUAGES,
    NAMES,
    TYPES,
    as_mapping,
    as_text,
    as_texts,
    groups_of,
    named,
    order_of,
)
from rpa.drivers.template_nodes import checked_pattern
from rpa.drivers.yaml_nodes import ListNode, MappingNode, Mark, Node, ScalarNode, plain_data
from rpa.drivers.yaml_problems import Problems
from rpa.model.field_template import (
    USUAL_PRIORITY,
    BlockRule,
    FieldRule,
    FieldTemplate,
    Region,
    TextChanges,
)
from rpa.model.money import CURRENCIES

TOP = (
    "issuer", "keywords", "exclude_keywords", "fields", "lines", "tables", "options", "required_fields", "priority",
    "template_name",
)  # fmt: skip
SIGNS = ("issuer", "exclude_keywords", "options", "required_fields", "tables", "input_module", "template_name")
OPTIONS = (
    "currency", "date_formats", "languages", "decimal_separator", "replace", "remove_whitespace", "remove_accents",
    "lowercase",
)  # fmt: skip
FIELD = ("parser", "regex", "value", "type", "group", "area", "replace")
BLOCK = (
    "start",
    "end",
    "end_match",
    "line",
    "first_line",
    "last_line",
    "skip_line",
    "types",
    "line_separator",
    "parser",
)
GROUPS = {"first": "first", "last": "last", "min": "least", "max": "most", "join": "joined"}
RATES = ("tax_lines", "vat_lines")
INCH = 72.0


def is_foreign(root: MappingNode) -> bool:
    """Whether a template is one of invoice2data."""
    fields = root.get("fields")
    if any(name in root for name in SIGNS):
        return True
    if not isinstance(fields, MappingNode):
        return False
    if any(name in fields for name in ("amount", "invoice_number", "date")):
        return True
    return any(isinstance(one.value, MappingNode) and "parser" in one.value for one in fields)


def read_foreign(root: MappingNode, problems: Problems, name: str) -> FieldTemplate:
    """Read a template of invoice2data; mistakes go to `problems`."""
    return Foreign(root, problems).template(name)


class Foreign:
    """Turns a template of invoice2data into what it means here.

    Args:
        root: The template.
        problems: Where mistakes go.
    """

    def __init__(self, root: MappingNode, problems: Problems) -> None:
        self.root = root
        self.problems = problems
        self.remarks: list[str] = []
        options = root.get("options")
        self.options: Mapping[str, Any] = as_mapping(options)
        self.blocks: list[BlockRule] = []
        self.rates: list[BlockRule] = []

    def template(self, name: str) -> FieldTemplate:
        """The template."""
        root = self.root
        keywords = as_texts(root.get("keywords"))
        if not keywords:
            self.problems.say(root.key("keywords") or Mark(1, 1), "the template has no keywords")
        if not isinstance(root.get("fields"), MappingNode):
            self.problems.say(root.key("fields") or Mark(1, 1), "the template has no fields")
        self.remarks += [f"{one.key.text} is not used" for one in root if one.key.text not in TOP]
        self.remarks += [f"options: {key} is not used" for key in self.options if key not in OPTIONS]
        fields = self.fields()
        self.blocks += self.read_blocks(root.get("lines"), "lines")
        fields += self.tables()
        issuer = as_text(root.get("issuer"))
        if not issuer and keywords:
            self.remarks.append("there is no issuer: the first keyword is not taken for the supplier's name")
        priority = plain_data(root.get("priority") or ScalarNode(Mark(0, 0), USUAL_PRIORITY, "", ""))
        currency = str(self.options.get("currency") or "")
        return FieldTemplate(
            name,
            self.problems.file,
            sender=issuer,
            keywords=keywords,
            excluded=as_texts(root.get("exclude_keywords")),
            priority=priority if isinstance(priority, int) else USUAL_PRIORITY,
            language=self.language(),
            currency=currency if currency in CURRENCIES else "",
            decimal=str(self.options.get("decimal_separator") or ""),
            order=self.order(),
            fields=tuple(fields),
            blocks=tuple(self.blocks),
            rates=tuple(self.rates),
            needed=tuple(NAMES.get(one, one) for one in as_texts(root.get("required_fields"))),
            changes=self.changes(),
            is_foreign=True,
            remarks=tuple(dict.fromkeys(self.remarks)),
        )

    def language(self) -> str:
        """The first language that is known here."""
        found = self.options.get("languages") or []
        names = found if isinstance(found, list) else [found]
        return next((LANGUAGES[str(one)] for one in names if str(one) in LANGUAGES), "") if len(names) == 1 else ""

    def order(self) -> str:
        """The order of day and month that the formats of dates have in common."""
        formats = self.options.get("date_formats") or []
        orders = {order_of(str(one)) for one in (formats if isinstance(formats, list) else [formats])} - {""}
        return orders.pop() if len(orders) == 1 else ""

    def changes(self) -> TextChanges:
        """What is done with the text first."""
        at = self.root.get("options")
        node = at.get("replace") if isinstance(at, MappingNode) else None
        return TextChanges(
            without_spaces=self.options.get("remove_whitespace") is True,
            without_accents=self.options.get("remove_accents") is True,
            in_lower_case=self.options.get("lowercase") is True,
            replaced=self.pairs(node),
        )

    def pairs(self, node: Node | None) -> tuple[tuple[str, str], ...]:
        """Pattern and replacement: one pair, or a list of them."""
        if not isinstance(node, ListNode):
            return ()
        nodes = [node] if all(isinstance(one, ScalarNode) for one in node.items) else list(node.items)
        found = []
        for pair in nodes:
            parts = pair.items if isinstance(pair, ListNode) else ()
            if len(parts) != 2:
                self.problems.say(pair, "expected a pattern and what stands in its place: [pattern, text]")
                continue
            pattern, text = as_text(parts[0]), as_text(parts[1])
            if checked_pattern(pattern, parts[0], self.problems):
                found.append((pattern, text))
        return tuple(found)

    def fields(self) -> list[FieldRule]:
        """The rules of all fields."""
        node = self.root.get("fields")
        if not isinstance(node, MappingNode):
            return []
        found = []
        for one in node:
            rule = self.field(one.key.text, one.value)
            if rule is not None:
                found.append(rule)
        return found

    def field(self, title: str, node: Node) -> FieldRule | None:
        """The rule of one field; None for one that is not supported, or always the same in another way."""
        if isinstance(node, MappingNode):
            return self.parsed(title, node)
        if title.startswith("static_"):
            return named(title.removeprefix("static_"), value=as_text(node))
        is_sum = title.startswith("sum_amount")
        patterns = self.patterns(node)
        if not patterns:
            return None
        return replace(named(title.removeprefix("sum_") if is_sum else title, patterns=patterns), is_added=is_sum)

    def parsed(self, title: str, node: MappingNode) -> FieldRule | None:
        """A field with its parser."""
        parser = as_text(node.get("parser"))
        if parser == "static":
            return named(title, value=as_text(node.get("value")))
        if parser == "lines":
            if title == "lines":
                self.blocks += self.read_blocks(node, "fields: lines")
            elif title in RATES:
                self.rates += self.read_blocks(node, f"fields: {title}")
            else:
                self.remarks.append(f"fields: {title} is not read: of rows only lines and tax_lines are")
            return None
        if parser != "regex":
            self.problems.say(node.get("parser") or node, f"expected parser: regex, static or lines for {title}")
            return None
        self.remarks += [f"fields: {title}: {key} is not used" for key in node.names if key not in FIELD]
        patterns = self.patterns(node.get("regex"))
        if not patterns:
            return None
        rule = named(title, patterns=patterns, kind=TYPES.get(as_text(node.get("type"))))
        group = as_text(node.get("group"))
        if group not in ("", "sum", *GROUPS) or (group == "join" and rule.kind != "text"):
            self.remarks.append(f"fields: {title}: group {group} is not used")
            group = ""
        region, page = self.area(title, node.get("area"))
        return replace(
            rule,
            is_added=group == "sum",
            which=GROUPS.get(group, ""),
            changes=self.pairs(node.get("replace")),
            region=region,
            page=page,
        )

    def area(self, title: str, node: Node | None) -> tuple[Region | None, int]:
        """A part of a page as pdftotext takes it: `f` and `l` pages, `r` dots per inch, `x`, `y`, `W`, `H` in dots."""
        if node is None:
            return None, 0
        values = as_mapping(node)
        try:
            first, last = int(values["f"]), int(values["l"])
            scale = INCH / float(values["r"])
            left, top, wide, high = (float(values[key]) * scale for key in ("x", "y", "W", "H"))
        except (KeyError, ValueError, TypeError, ZeroDivisionError):
            self.problems.say(node, "an area has f, l, r, x, y, W and H, all of them numbers")
            return None, 0
        if first != last:
            self.remarks.append(f"fields: {title}: area goes over pages {first} to {last}; only the first is looked at")
        return Region(left, top, left + wide, top + high), first

    def patterns(self, node: Node | None) -> tuple[str, ...]:
        """The regular expressions of a value, or of a list."""
        nodes = list(node.items) if isinstance(node, ListNode) else [node] if node is not None else []
        return tuple(
            as_text(one) for one in nodes if as_text(one) and checked_pattern(as_text(one), one, self.problems)
        )

    def read_blocks(self, node: Node | None, title: str) -> Iterator[BlockRule]:
        """The rules of the lines or rates."""
        if node is None:
            return
        rules = node.get("rules") if isinstance(node, MappingNode) and "rules" in node else node
        for one in rules.items if isinstance(rules, ListNode) else [rules]:
            if not isinstance(one, MappingNode):
                continue
            self.remarks += [f"{title}: {key} is not used" for key in one.names if key not in BLOCK]
            rows = {key: self.patterns(one.get(key)) for key in ("line", "first_line", "last_line", "skip_line")}
            start, end = self.patterns(one.get("start")), self.patterns(one.get("end"))
            if not (start and end and rows["line"]):
                self.problems.say(one, f"{title}: expected start, end and line")
                continue
            alone = not rows["first_line"] and not rows["last_line"]
            yield BlockRule(
                start[0],
                end[0],
                rows["line"] if alone else rows["first_line"],
                rows["line"],
                rows["last_line"],
                rows["skip_line"],
                (self.patterns(one.get("line_separator")) or (r"\n",))[0],
                is_to_last=as_text(one.get("end_match")) == "last",
            )

    def tables(self) -> list[FieldRule]:
        """Fields that stand in a table: a pattern with named groups between two others."""
        node = self.root.get("tables")
        found = []
        for one in node.items if isinstance(node, ListNode) else []:
            if not isinstance(one, MappingNode):
                continue
            start, end, body = (self.patterns(one.get(key)) for key in ("start", "end", "body"))
            if not (start and end and body):
                self.problems.say(one, "tables: expected start, end and body")
                continue
            self.remarks += [
                f"tables: {k} is not used" for k in one.names if k not in ("start", "end", "body", "types")
            ]
            types = as_mapping(one.get("types"))
            for group in groups_of(body[0]):
                rule = named(group, patterns=body, kind=TYPES.get(str(types.get(group))))
                found.append(replace(rule, between=(start[0], end[0]), group=group))
        return found
