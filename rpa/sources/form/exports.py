"""Work items from exports of web forms: JSON, JSON lines and CSV."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Self

from pydantic import Field, model_validator

from rpa.drivers.json_file import LARGEST_FILE, read_json
from rpa.drivers.text_table import TextTable, open_text_table
from rpa.errors import BusinessException
from rpa.formats.json_text import BadJson, bounded
from rpa.model.item import Document, Place, RawItem
from rpa.sources.columns import COLUMNS, GROUP_BY, OPTIONAL, Columns, Layout, lay_out
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.documents import SETTLE, find_files, read_documents
from rpa.sources.entries import LINES_AT, Names, TwoNames, from_entry
from rpa.sources.table_files import placed, text_grid
from rpa.sources.tables import stream_table

TABLES = (".csv", ".tsv", ".txt")
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
            return from_table(open_text_table(path, name), layout, name)
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
        try:
            content = Names().find(content, at)[1]
        except TwoNames as both:
            raise BusinessException(
                f"there are {both} for {at}", place=name, hint="Correct at: of the recipe."
            ) from None
    entries = content if isinstance(content, list) else [content]
    if content is None or not entries:
        raise BusinessException(f"there are no entries{f' at {at}' if at else ''}", place=name)
    for number, entry in enumerate(entries, 1):
        place = Place(name, f"entry {number}")
        if isinstance(entry, Mapping):
            yield from_entry(entry, layout, place, lines_at)
        else:
            yield RawItem({}, place, problems=(f"{place}: an object with fields was expected, not {entry!r:.60}",))
