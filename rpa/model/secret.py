"""Secrets as values that do not show themselves, and a redactor for everything that is written."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

MASK = "•••"


@dataclass(frozen=True)
class Secret:
    """A secret's value, shown nowhere.

    Attributes:
        name: Its dotted name, as in `secrets.backoffice.password`.
    """

    name: str
    value: str = field(repr=False)

    def reveal(self) -> str:
        """The value itself: called only where it is typed into its field or sent to its server."""
        return self.value

    def __str__(self) -> str:
        return MASK

    def __format__(self, spec: str) -> str:
        return MASK


class Redactor:
    """Replaces every known secret in a text, also where it stands encoded."""

    def __init__(self, secrets: Iterable[Secret] = ()) -> None:
        self._forms: dict[str, None] = {}
        for secret in secrets:
            self.learn(secret)

    def learn(self, secret: Secret) -> None:
        """Know one more secret; values of under four characters are too short to be told from plain text."""
        value = secret.value
        if len(value) < 4:
            return
        encoded = base64.b64encode(value.encode()).decode().rstrip("=")
        escaped = json.dumps(value)[1:-1]
        plain = json.dumps(value, ensure_ascii=False)[1:-1]
        html = value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        for form in (value, escaped, plain, quote(value), quote(value, safe=""), quote_plus(value), encoded, html):
            self._forms[form] = None
        self._forms = dict.fromkeys(sorted(self._forms, key=len, reverse=True))

    def redact(self, text: str) -> str:
        """The text with each known secret replaced by `•••`."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, MASK)
        return text
