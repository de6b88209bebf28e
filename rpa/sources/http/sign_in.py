"""How a web service knows the robot: a token, user and password, a header of its own, or OAuth2 client credentials."""

from __future__ import annotations

import re
from base64 import b64encode
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rpa.drivers.http_token import Client
from rpa.model.secret import Secret

NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
VALUE = re.compile(r"[!-~](?:[ -~]*[!-~])?")
Text = str | Secret


class Oauth(BaseModel):
    """OAuth2, client credentials."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    token_url: str = Field(description="Where tokens are given: https://login.example.org/oauth2/token.")
    client_id: Text = Field(description="The client's id.")
    client_secret: Text = Field(description="The client's secret.")
    scope: str = Field("", description="What is asked for; several with spaces between.")
    audience: str = Field("", description="Sent along where the service wants it.")
    send: Literal["header", "form"] = Field("header", description="Where id and secret are sent.")

    def client(self) -> Client:
        """Who asks for the token."""
        more = (("audience", self.audience),) if self.audience else ()
        client_id, secret = plain(self.client_id), plain(self.client_secret)
        return Client(self.token_url, client_id, secret, self.scope, more, self.send == "form")


class SignIn(BaseModel):
    """One of `bearer`, `user` with `password`, `header`, `oauth`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    bearer: Text | None = Field(None, description="A token, sent as Authorization: Bearer.")
    user: Text | None = Field(None, description="User name, sent with the password (basic authentication).")
    password: Text | None = Field(None, description="Password.")
    header: dict[str, Text] = Field(default_factory=dict, description="A header of its own: {X-API-Key: ...}.")
    oauth: Oauth | None = Field(None, description="OAuth2 client credentials; the token is kept in memory only.")

    @model_validator(mode="after")
    def one(self) -> Self:
        """Refuse none, several, and half of one."""
        if (self.user is None) != (self.password is None):
            raise ValueError("give user and password together")
        given = (self.bearer is not None, self.user is not None, bool(self.header), self.oauth is not None)
        if sum(given) != 1:
            raise ValueError("give one of bearer, user with password, header, oauth")
        if bad := [name for name in self.header if not NAME.fullmatch(name)]:
            raise ValueError(f"{bad[0]!r} is no name of a header")
        for value in (*self.header.values(), *([self.bearer] if self.bearer is not None else [])):
            if not VALUE.fullmatch(plain(value)):
                raise ValueError("a token or key holds what a header cannot: only plain letters, one line")
        return self

    def headers(self) -> dict[str, str]:
        """The headers it stands for, revealed; those of oauth need a token."""
        if self.bearer is not None:
            return {"Authorization": f"Bearer {plain(self.bearer)}"}
        if self.user is not None and self.password is not None:
            pair = f"{plain(self.user)}:{plain(self.password)}"
            return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
        return {name: plain(value) for name, value in self.header.items()}


def plain(value: Text) -> str:
    """A text as it is sent."""
    return value.reveal() if isinstance(value, Secret) else value
