"""What a recipe may say about tables in files, the same for every source that reads them."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from rpa.sources.columns import (
    COLUMNS,
    DAY_NUMBERS,
    GROUP_BY,
    OPTIONAL,
    ROWS_APART,
    Columns,
    Headings,
    Layout,
    lay_out,
)
from rpa.sources.contract import SourceParams
from rpa.sources.documents import SETTLE
from rpa.sources.sheets import HIDDEN, Hidden

DECIMAL = (
    "The decimal mark of numbers that are written as text, ',' or '.'. Without it, a file of separated values is "
    "searched for numbers that prove it (1.250,00); what is proved nowhere, and could mean two numbers, is rejected."
)


class TableParams(SourceParams):
    """Where the files are and which column holds what."""

    path: str | list[str] = Field(description="Files with * and ?, relative to the workspace: inbox/*.xlsx.")
    sheet: str | list[str] = Field(
        default_factory=list,
        description="Name of the sheet, or names of which one is there; else the one with the headings.",
    )
    columns: Columns = Field(description=COLUMNS)
    cells: dict[str, Headings] = Field(
        default_factory=dict,
        description="Field name to the caption (or captions) that stands left of its value, above the table.",
    )
    group_by: str = Field("", description=GROUP_BY)
    rows_apart: Literal["refuse", "gather"] = Field("refuse", description=ROWS_APART)
    optional: list[str] = Field(default_factory=list, description=OPTIONAL)
    hidden: Hidden = Field("refuse", description=HIDDEN)
    day_numbers: list[str] = Field(default_factory=list, description=DAY_NUMBERS)
    decimal: Literal["", ",", "."] = Field("", description=DECIMAL)
    settle: int = Field(2, ge=0, description=SETTLE)

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse what contradicts itself."""
        self.layout()
        return self

    @property
    def sheets(self) -> list[str]:
        """The names of which one must be that of a sheet."""
        return [self.sheet] if isinstance(self.sheet, str) else self.sheet

    def layout(self) -> Layout:
        """The table as the reader wants it."""
        return lay_out(
            self.columns,
            cells=self.cells,
            group_by=self.group_by,
            optional=self.optional,
            day_numbers=self.day_numbers,
            gather=self.rows_apart == "gather",
        )
