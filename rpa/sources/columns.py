"""What a recipe says about a table: which column holds which field, and which rows belong together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Headings = str | list[str]
Columns = dict[str, Headings | dict[str, Headings]]

FIELD = re.compile(r"[a-z][a-z0-9_]*")

COLUMNS = (
    "Field name to the heading of its column, or to a list of headings of which the first that is there is "
    "taken. Case, spaces, punctuation and accents make no difference. A mapping instead of a heading is the "
    "list of lines: its columns belong to the lines of an item, all others to the item as a whole."
)
GROUP_BY = (
    "The field that makes rows one item: adjacent rows with the same value. Without it, every row is an "
    "item; or, with lines, all rows of the document are one item."
)
DAY_NUMBERS = (
    "Fields whose column holds days as the plain numbers that spreadsheets count them by (46300 for 5 October 2026). "
    "Cells that are formatted as dates need no mention."
)
ROWS_APART = (
    "What becomes of an item whose rows do not stand together: refuse (it is rejected, with both places), or gather "
    "(they are one item all the same)."
)
OPTIONAL = "Fields whose column may be missing; they are empty then."


def folded(text: str) -> str:
    """A heading without case, spaces, punctuation and accents: `Order-Nr.` and `ordernr` are the same."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in plain if char.isalnum())


@dataclass(frozen=True)
class Layout:
    """The columns of a table, checked.

    Attributes:
        fields: Field of the item to its headings, in order of preference.
        lines: Name of the list of lines; empty when rows have none.
        line_fields: Field of a line to its headings.
        cells: Field to its captions; their values stand beside the caption, above the table.
        group_by: The field that makes rows one item; empty: see `GROUP_BY`.
        optional: Fields that may be missing.
        day_numbers: Fields whose column holds days as numbers.
        gather: Whether rows of one group may stand apart.
    """

    fields: Mapping[str, tuple[str, ...]]
    lines: str = ""
    line_fields: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    cells: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    group_by: str = ""
    optional: frozenset[str] = frozenset()
    day_numbers: frozenset[str] = frozenset()
    gather: bool = False

    @property
    def single(self) -> bool:
        """Whether a document is one item."""
        return bool(self.lines) and not self.group_by

    @property
    def in_table(self) -> dict[str, tuple[str, ...]]:
        """All fields that may have a column."""
        return {**self.fields, **self.line_fields}


def lay_out(
    columns: Columns,
    *,
    cells: Mapping[str, Headings] | None = None,
    group_by: str = "",
    optional: Sequence[str] = (),
    day_numbers: Sequence[str] = (),
    gather: bool = False,
) -> Layout:
    """Check what a recipe says about a table.

    Raises:
        ValueError: It contradicts itself; the message says how.
    """
    nested = {name: headings for name, headings in columns.items() if isinstance(headings, dict)}
    if len(nested) > 1:
        raise ValueError(f"only one list of lines is possible, found {' and '.join(nested)}")
    lines, line_headings = next(iter(nested.items()), ("", {}))
    layout = Layout(
        {name: listed(name, value) for name, value in columns.items() if not isinstance(value, dict)},
        lines,
        {name: listed(name, value) for name, value in line_headings.items()},
        {name: listed(name, value) for name, value in (cells or {}).items()},
        group_by,
        frozenset(optional),
        frozenset(day_numbers),
        gather,
    )
    check(layout)
    return layout


def listed(name: str, headings: Headings) -> tuple[str, ...]:
    """Headings as a tuple."""
    variants = (headings,) if isinstance(headings, str) else tuple(headings)
    if not variants or not all(map(folded, variants)):
        raise ValueError(f"{name}: a heading must hold a letter or digit")
    return variants


def check(layout: Layout) -> None:
    """Refuse contradictions."""
    names = [*layout.fields, *layout.line_fields, *layout.cells]
    check_names(layout, names)
    if layout.group_by and (layout.group_by not in layout.fields or not layout.lines):
        raise ValueError(
            f"group_by needs a field of the item and a list of lines; fields are {', '.join(layout.fields)}"
        )
    if unknown := sorted(layout.optional - set(names)):
        raise ValueError(f"optional names {unknown[0]}, which is no field here")
    if unknown := sorted(layout.day_numbers - set(layout.in_table)):
        raise ValueError(f"day_numbers names {unknown[0]}, which is no column here")
    taken: dict[str, str] = {}
    for name, headings in layout.in_table.items():
        for heading in headings:
            if taken.setdefault(folded(heading), name) != name:
                raise ValueError(f"heading {heading!r} is given to {taken[folded(heading)]} and to {name}")


def check_names(layout: Layout, names: Sequence[str]) -> None:
    """Refuse names that are none, or are there twice."""
    for name in [*names, *([layout.lines] if layout.lines else [])]:
        if not FIELD.fullmatch(name):
            raise ValueError(f"{name!r} is no field name; use small letters, digits and _")
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise ValueError(f"{twice[0]} is named twice")
    if not layout.in_table:
        raise ValueError("no column is named")
    if layout.lines and not layout.line_fields:
        raise ValueError(f"{layout.lines} has no columns")
    if layout.lines in names:
        raise ValueError(f"{layout.lines} is a field and a list of lines")
