"""Work items from exports of web forms: JSON, JSON lines and CSV."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from rpa.drivers.tables import LARGEST_FILE, read_csv, read_json
from rpa.drivers.text_table import TextTable
from rpa.errors import BusinessException
from rpa.formats.json_text import BadJson, bounded
from rpa.model.item import Document, Place, RawItem
from rpa.sources.columns import COLUMNS, GROUP_BY, OPTIONAL, Columns, Layout, folded, lay_out
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.documents import SETTLE, find_files, read_documents
from rpa.sources.table_files import placed, text_grid
from rpa.sources.tables import as_came, stream_table

TABLES = (".csv", ".tsv", ".txt")
LINES_AT = "In JSON: where each entry has its list of lines, with dots, when not under their own name: order.rows."
OBJECTS = (".json", ".jsonl", ".ndjson")

EXAMPLES = (
    """\
form.exports:
  path: [inbox/forms/*.json, inbox/forms/*.csv]
  columns:
    submission: [id, Submission]
    company: [company.name, Company name, Bedrijfsnaam]
    email: [email, E-mail]
    vat_number: [VAT number, Btw-nummer]
  optional: [vat_number]
""",
)


class Params(SourceParams):
    """Where the exports are and which column holds what."""

    path: str | list[str] = Field(description="Files with * and ?, relative to the workspace: inbox/forms/*.csv.")
    columns: Columns = Field(
        description=f"{COLUMNS} In JSON a heading is the name of a field, with dots into nested objects: company.name."
    )
    group_by: str = Field("", description=f"{GROUP_BY} Only for CSV; in JSON the lines are a list in each entry.")
    at: str = Field(
        "", description="In JSON: the field that holds the list of entries, with dots; by default the whole."
    )
    lines_at: str = Field("", description=LINES_AT)
    optional: list[str] = Field(default_factory=list, description=OPTIONAL)
    settle: int = Field(2, ge=0, description=SETTLE)

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse what contradicts itself."""
        self.layout()
        return self

    def layout(self) -> Layout:
        """The table as the reader wants it."""
        return lay_out(self.columns, group_by=self.group_by, optional=self.optional)


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Read the exports."""
    layout = params.layout()

    def items(path: Path, name: str) -> Iterator[RawItem]:
        kind = path.suffix.lower()
        if kind in TABLES:
            return from_table(read_csv(path, name), layout, name)
        if kind not in OBJECTS:
            known = ", ".join(TABLES + OBJECTS)
            raise BusinessException(
                f"'{path.suffix}' is none of the kinds that are read: {known}",
                place=name,
                hint="Export it as one of them.",
            )
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
        return from_entries(sound(read_json(content, name), name), params.at, layout, name, params.lines_at)

    return read_documents(find_files(params.path, ctx, settle=params.settle), items)


def sound(content: Any, name: str) -> Any:
    """A JSON document that can be worked with.

    Raises:
        BusinessException: It is nested without end, or holds a number of endless digits.
    """
    try:
        return bounded(content)
    except BadJson as error:
        raise BusinessException(f"it cannot be taken: {error}", place=name, hint="Export it again.") from None


def from_table(table: TextTable, layout: Layout, name: str) -> Iterator[RawItem]:
    """The items of a CSV, while it is read."""
    try:
        yield from stream_table(text_grid(table), layout, name, totals=False)
    except BusinessException as error:
        raise placed(error, name) from error


def from_entries(content: Any, at: str, layout: Layout, name: str, lines_at: str = "") -> Iterator[RawItem]:
    """The items of a JSON document.

    Raises:
        BusinessException: There are no entries in it.
    """
    if layout.group_by:
        raise BusinessException("group_by is for CSV; in JSON the lines are a list in each entry", place=name)
    if at:
        content = step_down(content, at)
    entries = content if isinstance(content, list) else [content]
    if content is None or not entries:
        raise BusinessException(f"there are no entries{f' at {at}' if at else ''}", place=name)
    for number, entry in enumerate(entries, 1):
        place = Place(name, f"entry {number}")
        if isinstance(entry, Mapping):
            yield from_entry(entry, layout, place, lines_at)
        else:
            yield RawItem({}, place, problems=(f"{place}: an object with fields was expected, not {entry!r:.60}",))


def from_entry(entry: Mapping[str, Any], layout: Layout, place: Place, lines_at: str = "") -> RawItem:
    """One item from an object; a list in it becomes the lines.

    Args:
        entry: The object.
        layout: What the recipe says.
        place: Where it stands.
        lines_at: Where the list is, with dots; empty: under the name of the lines.
    """
    problems: list[str] = []
    values = picked(entry, layout.fields, layout, problems, place.detail)
    places = dict.fromkeys(layout.fields, place.detail)
    if layout.lines:
        listed = lines_at or layout.lines
        lines = step_down(entry, listed)
        values[layout.lines] = []
        if not isinstance(lines, list):
            problems.append(f"{place.detail} has no list {listed!r}")
            lines = []
        for number, line in enumerate(lines):
            spot = f"{place.detail}, {layout.lines} {number + 1}"
            if not isinstance(line, Mapping):
                problems.append(f"{spot} is no object with fields")
                continue
            values[layout.lines].append(picked(line, layout.line_fields, layout, problems, spot))
            places.update({f"{layout.lines}.{number}.{name}": spot for name in layout.line_fields})
    original = {
        str(key): json_text(value) if isinstance(value, Mapping | list) else as_came(value)
        for key, value in entry.items()
    }
    return RawItem(values, place, places, tuple(problems), (original,))


def json_text(value: Any) -> str:
    """An object or a list as JSON again."""
    return json.dumps(value, ensure_ascii=False, default=json_number)


def json_number(value: Decimal) -> float | str:
    """A number as JSON writes it; as text where that would lose digits."""
    plain = float(value)
    return plain if Decimal(repr(plain)) == value else str(value)


def picked(
    entry: Mapping[str, Any],
    fields: Mapping[str, tuple[str, ...]],
    layout: Layout,
    problems: list[str],
    place: str,
) -> dict[str, Any]:
    """The fields of an object."""
    found: dict[str, Any] = {}
    for name, headings in fields.items():
        there = [heading for heading in headings if has(entry, heading)]
        value = step_down(entry, there[0]) if there else None
        found[name] = (value.strip() or None) if isinstance(value, str) else value
        if not there and name not in layout.optional:
            near = difflib.get_close_matches(headings[0], map(str, entry), n=1, cutoff=0.6)
            hint = f"; nearest is {near[0]!r}" if near else ""
            problems.append(f"{place} has no field {' or '.join(map(repr, headings))} (for {name}){hint}")
    return found


def has(entry: Any, path: str) -> bool:
    """Whether an object has a field, at the end of a path with dots."""
    head, _, rest = path.partition(".")
    if not isinstance(entry, Mapping):
        return False
    found = [key for key in entry if folded(key) == folded(head)]
    return bool(found) and (not rest or has(entry[found[0]], rest))


def step_down(entry: Any, path: str) -> Any:
    """The value at the end of a path with dots; None when there is none."""
    for part in path.split("."):
        if not isinstance(entry, Mapping):
            return None
        entry = next((value for key, value in entry.items() if folded(key) == folded(part)), None)
    return entry
