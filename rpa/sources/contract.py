"""What a source is: it reads documents and yields work items, and leaves everything as it found it.

A source is one file, `rpa/sources/<noun>/<kind>.py`, called `noun.kind` in a recipe's `items: from:`. It holds a
docstring (first line: the short help), `class Params(SourceParams)`, `EXAMPLES` (YAML texts) and one function
decorated with `@source`. Filing an input away is the engine's work, after the items are recorded.
"""

from __future__ import annotations

import hashlib
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict

from rpa.errors import EnvironmentNotReady
from rpa.model.clock import Clock
from rpa.model.item import Document
from rpa.model.secret import Secret
from rpa.model.workspace import Workspace


class SourceParams(BaseModel):
    """Parameters of a source: the only declaration of them. Every field carries a description."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    shorthand: ClassVar[str | None] = None
    whole: ClassVar[bool] = False


def no_secrets(name: str) -> Secret:
    """Where nobody keeps secrets.

    Raises:
        EnvironmentNotReady: Always.
    """
    raise EnvironmentNotReady(f"the secret {name} is not set", hint=f"Run: rpa secret set {name}")


@dataclass(frozen=True)
class SourceContext:
    """What a source may use.

    Attributes:
        workspace: Paths and settings; relative paths in parameters are relative to its root.
        locale: The recipe's locale, BCP 47.
        clock: The run's time.
        keep: Keeps bytes taken out of a document (an attachment) where items find them after the document has been
            filed away: `keep(document_bytes_sha256_hex, file_name, content) -> absolute path`. The same call again
            gives the same path. The name is made safe: no folders, no control characters, at most 200 bytes.
        mark: What the source last wanted to know when it is read again, by the name it gave (`Document.mark`); empty
            when it never did. All that lies before it is recorded.
        secrets: Looks up a secret by its dotted name; it is shown nowhere from then on.
    """

    workspace: Workspace
    locale: str
    clock: Clock
    keep: Callable[[str, str, bytes], Path]
    mark: Callable[[str], Mapping[str, Any]] = lambda _name: {}
    secrets: Callable[[str], Secret] = no_secrets


S = TypeVar("S", bound=SourceParams)


@dataclass(frozen=True)
class Source:
    """A source as the catalog hands it out.

    Attributes:
        params: Model of its parameters.
        read: Yields the documents, oldest first; a document that cannot be read carries its `problem`, it never raises.
    """

    params: type[SourceParams]
    read: Callable[[Any, SourceContext], Iterator[Document]]


def source(function: Callable[[S, SourceContext], Iterator[Document]]) -> Source:
    """Declare the function of a source: `read(params: Params, ctx: SourceContext) -> Iterator[Document]`."""
    return Source(typing.get_type_hints(function)["params"], function)


def file_digest(path: Path) -> str:
    """SHA-256 (hex) of a file, read in pieces."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
