"""What the fields, types and formats of an invoice2data template are called here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rpa.drivers.yaml_nodes import ListNode, MappingNode, Node, ScalarNode, plain_data
from rpa.formats.documents.templates.patterns import compiled
from rpa.model.extraction import FIELDS
from rpa.model.field_template import KINDS, FieldRule, Kind

NAMES = {
    "invoice_number": "number", "date": "issued_on", "date_due": "due_on", "due_date": "due_on", "amount": "total",
    "amount_untaxed": "net", "amount_tax": "vat", "vat": "supplier_vat_number", "vatin": "supplier_vat_number",
    "issuer": "supplier", "partner_name": "supplier", "partner_coc": "supplier_registration",
    "siren": "supplier_registration", "iban": "iban", "IBAN": "iban", "currency": "currency",
    "company_vat": "customer_vat_number", "purchase_order_id": "order_number", "customer_order_number": "order_number",
    "order_number": "order_number", "payment_reference": "payment_reference", "reference": "reference",
}  # fmt: skip
TYPES: dict[str, Kind] = {"int": "amount", "float": "amount", "date": "date", "datetime": "date"}
LANGUAGES = {"nl": "nl", "de": "de", "nb": "nb", "no": "nb", "en": "en", "fr": "fr"}


def named(title: str, *, patterns: tuple[str, ...] = (), value: str = "", kind: Kind | None = None) -> FieldRule:
    """A rule under the name that a field has here; one that is not known here keeps its own."""
    name = NAMES.get(title, title)
    usual: Kind = "text"
    if title.startswith("date") or title.endswith("date"):
        usual = "date"
    elif title.startswith("amount"):
        usual = "amount"
    known = KINDS.get(name, "text") if name in FIELDS else kind or usual
    return FieldRule(name, "text" if value else known, patterns=patterns, value=value)


def groups_of(pattern: str) -> list[str]:
    """Names of the groups of a pattern."""
    return list(compiled(pattern).groupindex)


def order_of(form: str) -> str:
    """The order of day and month in a format such as `%d/%m/%Y`; empty when it has no numbers of months."""
    letters = [char for char in form if char in "dmY"]
    if "%m" not in form or "%d" not in form:
        return ""
    if letters[0] == "Y":
        return "ymd"
    return "dmy" if form.index("%d") < form.index("%m") else "mdy"


def as_text(node: Node | None) -> str:
    """A single value as text; empty for none and for anything else."""
    return node.text if isinstance(node, ScalarNode) and node.value is not None else ""


def as_texts(node: Node | None) -> tuple[str, ...]:
    """A value, or those of a list."""
    nodes = node.items if isinstance(node, ListNode) else [node]
    return tuple(as_text(one) for one in nodes if as_text(one))


def as_mapping(node: Node | None) -> Mapping[str, Any]:
    """A mapping's values; empty for anything else."""
    data = plain_data(node) if isinstance(node, MappingNode) else {}
    return data if isinstance(data, dict) else {}
