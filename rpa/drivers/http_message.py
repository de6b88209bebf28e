"""What goes over HTTP and comes back: requests, files, answers, and how this machine reaches web services."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Upload:
    """A file in a multipart request.

    Attributes:
        part: Name of the form field.
        name: File name as the target sees it.
        content: Its bytes.
        kind: Media type.
    """

    part: str
    name: str
    content: bytes = field(repr=False)
    kind: str


@dataclass(frozen=True)
class HttpRequest:
    """One request, complete.

    Attributes:
        method: `GET`, `POST`, ...
        url: Absolute, with its query.
        place: The address as messages show it, without query and secrets.
        headers: Names and values, ASCII; secrets are revealed in here, so it is shown nowhere.
        body: What is sent; None: nothing, or `uploads`.
        form: Fields beside `uploads`.
        uploads: Files, sent as multipart/form-data.
        boundary: Between the parts of it: the same request is the same bytes.
    """

    method: str
    url: str = field(repr=False)
    place: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: bytes | None = field(default=None, repr=False)
    form: Mapping[str, str] = field(default_factory=dict, repr=False)
    uploads: tuple[Upload, ...] = ()
    boundary: str = ""


@dataclass(frozen=True)
class HttpAnswer:
    """What the server answered.

    Attributes:
        status: HTTP status.
        headers: By name in small letters.
        content: The body.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)

    @property
    def is_json(self) -> bool:
        """Whether it says that it is JSON."""
        kind = self.headers.get("content-type", "").partition(";")[0].strip().lower()
        return kind == "application/json" or kind.endswith("+json")


@dataclass(frozen=True)
class HttpWay:
    """How this machine reaches web services.

    Attributes:
        timeout: Longest wait for the connection and for each part of the answer, in seconds; four times that for all.
        proxy: Address of a proxy; empty: none. The environment's proxy settings and .netrc are not looked at.
        ca: File with further certificates that are trusted; None: the system's alone.
    """

    timeout: float = 60.0
    proxy: str = ""
    ca: Path | None = None
