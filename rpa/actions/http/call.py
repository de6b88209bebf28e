"""What reading and writing by HTTP have in common: the address, signing in, and what is taken from the answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from pydantic import Field, field_validator, model_validator

from rpa.actions.contract import ActionParams, Context
from rpa.drivers.http_message import HttpAnswer
from rpa.errors import BusinessException, StepFailed
from rpa.formats.json_text import BadJson, NoValue, is_path, read_json, value_at
from rpa.model.secret import Secret

NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
OURS = frozenset(("connection", "content-length", "host", "transfer-encoding"))
RESERVED = frozenset(("status", "location", "found", "data", "text"))
Text = str | Secret
Plain = str | bool | int | Decimal | date | Secret


class Auth(ActionParams):
    """How the target knows the robot: one of `bearer`, `user` with `password`, `header`."""

    bearer: Text | None = Field(None, description="A token, sent as Authorization: Bearer.")
    user: Text | None = Field(None, description="User name, sent with the password (basic authentication).")
    password: Text | None = Field(None, description="Password.")
    header: dict[str, Text] = Field(default_factory=dict, description="A header of the target's own: {X-API-Key: ...}.")

    @model_validator(mode="after")
    def _one(self) -> Auth:
        if (self.user is None) != (self.password is None):
            raise ValueError("give user and password together")
        if sum((self.bearer is not None, self.user is not None, bool(self.header))) != 1:
            raise ValueError("give one of bearer, user with password, header")
        return self

    def headers(self) -> dict[str, str]:
        """The headers it stands for, revealed."""
        if self.bearer is not None:
            return {"Authorization": f"Bearer {revealed(self.bearer)}"}
        if self.user is not None:
            from base64 import b64encode

            pair = f"{revealed(self.user)}:{revealed(self.password)}"
            return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        return {name: revealed(value) for name, value in self.header.items()}


class Call(ActionParams):
    """Parameters of every request."""

    url: Text = Field(description="Address: https://erp.example.org/api; one that is a secret is not shown.")
    path: list[str | int] = Field(
        default_factory=list,
        description='Parts added to the address, each made safe: [orders, "{{ item.order_no }}"].',
    )
    query: dict[str, Plain | None] = Field(
        default_factory=dict, description="What stands behind the question mark; what is none is left out."
    )
    headers: dict[str, Text] = Field(default_factory=dict, description="Further headers.")
    auth: Auth | None = Field(None, description="How the target knows the robot.")
    read: dict[str, str] = Field(
        default_factory=dict, description="Outputs from a JSON answer: {number: order.lines[0].number}."
    )

    @field_validator("read")
    @classmethod
    def _paths(cls, read: dict[str, str]) -> dict[str, str]:
        for name, path in read.items():
            if name in RESERVED:
                raise ValueError(f"{name!r} is an output of its own; choose another name")
            if not is_path(path):
                raise ValueError(f"{path!r} is no path such as order.lines[0].number")
        return read

    def address(self) -> str:
        """The whole address.

        Raises:
            StepFailed: It is none, or has a password or dots in it that lead elsewhere.
            BusinessException: A part of it would lead elsewhere: it may come from a stranger's order.
        """
        url = revealed(self.url)
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or not re.fullmatch(r"[!-~]+", url):
            raise StepFailed(f"{self.url!s:.200} is no address; expected https://...")
        if parts.username or parts.password:
            raise StepFailed("a password does not belong into an address", hint="Use auth: {user: ..., password: ...}.")
        if parts.fragment or {".", ".."} & set(parts.path.split("/")):
            raise StepFailed(f"{self.url} leads elsewhere", hint="Write it without .. and #, and use path: for parts.")
        segments = [str(part) for part in self.path]
        if bad := [part for part in segments if part in ("", ".", "..")]:
            raise BusinessException(f"{bad[0]!r} cannot be a part of an address", place=str(self.url))
        whole = url.partition("?")[0]
        if segments:
            whole = f"{whole.rstrip('/')}/{'/'.join(quote(part, safe='') for part in segments)}"
        pairs = [(name, revealed(value)) for name, value in self.query.items() if value is not None]
        query = "&".join(part for part in (parts.query, urlencode(pairs)) if part)
        return f"{whole}?{query}" if query else whole

    def place(self) -> str:
        """The address as messages show it: without its query, and of a secret one only the site."""
        if isinstance(self.url, Secret):
            return "://".join(urlsplit(self.url.reveal())[:2])
        return self.address().partition("?")[0]

    def all_headers(self) -> dict[str, str]:
        """Every header, revealed and proven to be sendable.

        Raises:
            BusinessException: A name or value cannot stand in a header.
        """
        found = {name: revealed(value) for name, value in self.headers.items()}
        found |= self.auth.headers() if self.auth else {}
        for name, value in found.items():
            if name.lower() in OURS:
                raise StepFailed(f"the header {name!r} is made by the program", hint="Leave it out.")
            if not NAME.fullmatch(name) or not re.fullmatch(r"[ -~]*", value) or value != value.strip():
                raise BusinessException(f"the header {name!r} holds what a header cannot: only plain letters, one line")
        return found

    def values(self, answer: HttpAnswer) -> dict[str, Any]:
        """The outputs that `read` names.

        Raises:
            StepFailed: The answer is no JSON, or has nothing there.
        """
        if not self.read:
            return {}
        content = json_of(answer, self.place())
        try:
            return {name: value_at(content, path) for name, path in self.read.items()}
        except NoValue as error:
            raise StepFailed(f"answer {answer.status}: {error}", place=self.place(), hint="Correct read:.") from None


def json_of(answer: HttpAnswer, place: str) -> Any:
    """The answer's JSON.

    Raises:
        StepFailed: It is none.
    """
    try:
        return read_json(answer.content)
    except BadJson as error:
        raise StepFailed(f"answer {answer.status} is no JSON: {error}", place=place) from None


def revealed(value: Any) -> str:
    """A text as it is sent."""
    if isinstance(value, Secret):
        return value.reveal()
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def timeout_of(ctx: Context) -> float | None:
    """The step's `timeout`, in seconds."""
    given = ctx.extra.get("timeout")
    return float(given) if given else None


def unveiled(value: Any) -> Any:
    """A value with its secrets revealed, on its way to the target."""
    match value:
        case Secret():
            return value.reveal()
        case Mapping():
            return {name: unveiled(part) for name, part in value.items()}
        case list() | tuple():
            return [unveiled(part) for part in value]
    return value
