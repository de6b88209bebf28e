"""Documents with all their items read, as the engine goes through them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from rpa.model.item import Document, RawItem
from rpa.sources.contract import Source, SourceContext


@dataclass(frozen=True)
class ReadDocument:
    """What became of one document.

    Attributes:
        document: As the source gave it.
        items: All of them.
    """

    document: Document
    items: tuple[RawItem, ...]

    @property
    def problem(self) -> str:
        return self.document.problem

    @property
    def name(self) -> str:
        return self.document.name


def read_all(source: Source, params: Any, ctx: SourceContext) -> list[ReadDocument]:
    """Everything a source has, in order."""
    return read(source.read(params, ctx))


def read(documents: Iterable[Document]) -> list[ReadDocument]:
    return [ReadDocument(one, tuple(one.items)) for one in documents]
