"""Access tokens (OAuth 2.0) for mail servers that take no passwords: asked for, and used until they end."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

from rpa.drivers.http import exchange
from rpa.drivers.http_message import HttpRequest, HttpWay
from rpa.drivers.imap_account import is_this_machine
from rpa.errors import ApplicationException, EnvironmentNotReady
from rpa.model.secret import Redactor, Secret

EARLY = 60.0  # seconds before its end at which a token is not used any more
USUAL_LIFE = 300  # seconds, when the answer does not say

TOKEN_ADDRESS = "Compare token_url"  # noqa: S105 - the advice when it does not answer


@dataclass
class TokenDesk:
    """Where tokens are asked for.

    Attributes:
        url: Address of the token endpoint.
        client: The number under which this program is registered there.
        client_secret: Its secret; None: a program that has none.
        refresh_token: What a person's consent has given; None: the program asks for itself (client credentials).
        scope: What the token is for; empty: what was agreed.
        way: Proxy and certificates.
        setting: Where it is set, for messages.
        remedy: The commands that set its secrets.
    """

    url: str
    client: str
    client_secret: Secret | None
    refresh_token: Secret | None
    scope: str
    way: HttpWay
    setting: str
    remedy: str
    _kept: Secret | None = field(default=None, repr=False)
    _until: float = 0.0

    def __post_init__(self) -> None:
        """Refuse to send a secret in the clear."""
        parts = urlsplit(self.url)
        if parts.scheme != "https" and not (parts.scheme == "http" and is_this_machine(parts.hostname or "")):
            raise ValueError(f"token_url is {self.url!r}; expected an address with https://")

    def token(self) -> Secret:
        """A token that is good for a while.

        Raises:
            EnvironmentNotReady: It is refused, or the certificate is not trusted.
            ApplicationException: No answer, or none that can be understood.
        """
        if self._kept is None or time.monotonic() >= self._until:
            self._kept, life = self._ask()
            self._until = time.monotonic() + life - EARLY
        return self._kept

    def _ask(self) -> tuple[Secret, float]:
        form = {"grant_type": "refresh_token" if self.refresh_token else "client_credentials", "client_id": self.client}
        if self.client_secret:
            form["client_secret"] = self.client_secret.reveal()
        if self.refresh_token:
            form["refresh_token"] = self.refresh_token.reveal()
        if self.scope:
            form["scope"] = self.scope
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        place = f"{urlsplit(self.url).scheme}://{urlsplit(self.url).netloc}{urlsplit(self.url).path}"
        try:
            answer = exchange(HttpRequest("POST", self.url, place, headers, urlencode(form).encode()), self.way)
        except ApplicationException as error:
            hint = f"{TOKEN_ADDRESS} in {self.setting}."
            raise ApplicationException(f"no access token: {error.message}", place=error.place, hint=hint) from error
        told = _read(answer.content)
        token = told.get("access_token")
        if answer.status == 200 and isinstance(token, str) and token.isascii():
            life = told.get("expires_in")
            seconds = int(life) if isinstance(life, int) or (isinstance(life, str) and life.isdecimal()) else USUAL_LIFE
            return Secret("mail.token", token), float(seconds)
        said = self._words(told)
        if answer.status == 429 or answer.status >= 500 or answer.status == 200:
            raise ApplicationException(f"no access token: answer {answer.status}{said}", place=place)
        message = f"no access token is given: answer {answer.status}{said}"
        raise EnvironmentNotReady(
            message, place=place, hint=f"Compare {self.setting} with the registration. {self.remedy}"
        )

    def _words(self, told: dict[str, object]) -> str:
        known = [secret for secret in (self.client_secret, self.refresh_token) if secret]
        words = [str(told[name]).splitlines()[0] for name in ("error", "error_description") if told.get(name)]
        return Redactor(known).redact(f", {': '.join(words)[:300]}") if words else ""


def _read(content: bytes) -> dict[str, object]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}
