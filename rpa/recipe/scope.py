"""Which names an expression may use where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rpa.recipe.fields import Field

ALWAYS = frozenset(("params", "settings", "today", "now"))
ROOTS = frozenset(("params", "item", "steps", "settings", "secrets", "run", "today", "now", "locale", "self"))
"""Names that a `for_each` cannot take."""


@dataclass
class Known:
    """What is known of a recipe while it is checked.

    Attributes:
        params: Names of its parameters.
        fields: The contract of its items; None: values are taken as the source gives them.
        has_items: False: there is no `items:`, so nothing is known of an item.
        secrets: Names of the secrets there are; None: not known while checking.
        settings: What `rpa.toml` says; None: not known while checking.
        param_kinds: Name of each parameter to its type.
        used_secrets: Dotted names of the secrets it uses, as far as checked.
        ids: Every step id and the line it stands on.
    """

    params: frozenset[str] = frozenset()
    fields: tuple[Field, ...] | None = None
    has_items: bool = False
    secrets: frozenset[str] | None = None
    settings: Mapping[str, Any] | None = None
    param_kinds: Mapping[str, str] = field(default_factory=dict)
    used_secrets: set[str] = field(default_factory=set)
    ids: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Scope:
    """The names at one place of a recipe.

    Attributes:
        roots: First parts that may be used.
        where: The place in words: `items: from:`.
        known: What is known of the recipe.
        steps: Id of each step before this one to its outputs; None: not known.
        bound: Name of a `for_each` to the field that an element is; None: not known.
        raw_item: True: `item` is as the source gave it, before the contract.
    """

    roots: frozenset[str]
    where: str
    known: Known
    steps: Mapping[str, frozenset[str] | None] = field(default_factory=dict)
    bound: Mapping[str, Field | None] = field(default_factory=dict)
    raw_item: bool = False

    def after(self, step_id: str, outputs: frozenset[str] | None) -> Scope:
        """The scope of the steps behind a step."""
        return replace(self, steps={**self.steps, step_id: outputs})

    def inside(self, name: str, element: Field | None) -> Scope:
        """The scope within a `for_each`."""
        return replace(self, bound={**self.bound, name: element})

    @property
    def names(self) -> frozenset[str]:
        """All first parts of names."""
        return self.roots | frozenset(self.bound)


def item_field(scope: Scope) -> Field | None:
    """The item as one field; None when its fields are not known."""
    if scope.raw_item or scope.known.fields is None:
        return None
    return Field("item", "mapping", children=scope.known.fields)


def element_of(scope: Scope, parts: tuple[str, ...]) -> Field | None:
    """What one element of a list is, given the list's dotted name; None when not known."""
    found = item_field(scope) if parts[:1] == ("item",) else scope.bound.get(parts[0]) if parts else None
    for part in parts[1:]:
        if found is None:
            return None
        found = as_element(found) if found.kind == "list" else found.child(part)
    return as_element(found) if found is not None and found.kind == "list" else None


def as_element(of: Field) -> Field:
    """One element of a list as a field of its own."""
    return of.children[0] if of.holds_values else Field(of.name, "mapping", children=of.children)
