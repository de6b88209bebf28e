"""Numbered items, as many as are asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from pydantic import Field

from rpa.model.item import Document, Place, RawItem
from rpa.sources.contract import SourceContext, SourceParams, source


class Params(SourceParams):
    """How many."""

    shorthand: ClassVar[str | None] = "count"
    count: int = Field(description="How many items.")
    at_once: int = Field(1000, description="How many in one document.")


EXAMPLES = ("target.keys: 10",)


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Give them."""
    for first in range(1, params.count + 1, params.at_once):
        numbers = range(first, min(first + params.at_once, params.count + 1))
        items = tuple(RawItem({"no": f"K-{number}"}, Place("keys", f"row {number}")) for number in numbers)
        yield Document(None, f"keys from {first}", items)
