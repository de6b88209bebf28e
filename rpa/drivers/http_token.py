"""Signing in to web services by OAuth2 client credentials: a token for the program itself, kept in memory only."""

from __future__ import annotations

import time
from base64 import b64encode
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from rpa.drivers.http import exchange
from rpa.drivers.http_message import HttpRequest, HttpWay
from rpa.errors import EnvironmentNotReady, RpaError
from rpa.formats.json_text import BadJson, read_json

EARLY = 30.0
"""Seconds before its end at which a token is renewed."""
USUAL = 300.0
"""Seconds for which a token is used whose answer does not say how long it lives."""


@dataclass(frozen=True)
class Client:
    """Who asks for a token, and where.

    Attributes:
        url: Of the token, absolute.
        id: The client's.
        secret: Revealed.
        scope: What it asks for; empty: the usual.
        more: Further fields of the request, such as `audience`.
        in_form: Id and secret are sent as fields instead of by basic authentication.
    """

    url: str
    id: str
    secret: str = field(repr=False)
    scope: str = ""
    more: tuple[tuple[str, str], ...] = ()
    in_form: bool = False

    @property
    def place(self) -> str:
        """The address for messages."""
        return self.url.partition("?")[0]


@dataclass
class TokenKeeper:
    """One client's token, asked for when it is first needed, and again when it has ended.

    Attributes:
        client: Whose.
        way: How the service is reached.
    """

    client: Client
    way: HttpWay
    _token: str = field(default="", repr=False)
    _until: float = 0.0

    def token(self) -> str:
        """A token that is good for now.

        Raises:
            EnvironmentNotReady: The service does not give one.
        """
        if not self._token or time.monotonic() >= self._until:
            self._token, seconds = self._ask()
            self._until = time.monotonic() + seconds - min(EARLY, seconds / 2)
        return self._token

    def forget(self) -> None:
        """Do not use this token any more: the service has refused it."""
        self._token = ""

    def _ask(self) -> tuple[str, float]:
        client = self.client
        fields = [("grant_type", "client_credentials"), *client.more]
        fields += [("scope", client.scope)] if client.scope else []
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Accept": "application/json"}
        if client.in_form:
            fields += [("client_id", client.id), ("client_secret", client.secret)]
        else:
            # The standard has both parts written as in a form first.
            pair = f"{quote(client.id, safe='')}:{quote(client.secret, safe='')}"
            headers["Authorization"] = f"Basic {b64encode(pair.encode()).decode()}"
        request = HttpRequest("POST", client.url, client.place, headers, urlencode(fields).encode())
        hint = "See oauth: of the recipe, and: rpa secret set"
        try:
            answer = exchange(request, self.way)
        except RpaError as error:
            raise EnvironmentNotReady(f"no token: {error.message}", place=client.place, hint=hint) from error
        if answer.status != 200:
            raise EnvironmentNotReady(f"no token: answer {answer.status}", place=client.place, hint=hint)
        try:
            found = read_json(answer.content)
        except BadJson as error:
            raise EnvironmentNotReady(f"no token: the answer is no JSON: {error}", place=client.place) from None
        token = found.get("access_token") if isinstance(found, dict) else None
        if not isinstance(token, str) or not token.isascii() or not token.isprintable() or not token:
            raise EnvironmentNotReady("no token: the answer holds no access_token", place=client.place)
        lives = found.get("expires_in")
        return token, float(lives) if isinstance(lives, int) and 0 < lives < 10**8 else USUAL
