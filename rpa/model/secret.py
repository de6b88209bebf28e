"""Secrets as values that do not show themselves, and a redactor for everything that is written."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from urllib.parse import quote, quote_plus

MASK = "•••"
SHORTEST_INSIDE = 8
"""Letters of Base64 below which a piece of it may as well be something else."""


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
        quoted = [json.dumps(value), json.dumps(value, ensure_ascii=False), repr(value)]
        addresses = [quote(value), quote(value, safe=""), quote_plus(value)]
        markup = [escape(value, quote=False), escape(value), escape(value).replace("&quot;", "&#34;")]
        markup.append(markup[-1].replace("&#x27;", "&#39;"))
        forms = [value, *(text[1:-1] for text in quoted), *addresses, *markup, *_in_base64(value.encode())]
        self._forms |= dict.fromkeys(forms)
        self._forms = dict.fromkeys(sorted(self._forms, key=len, reverse=True))

    def redact(self, text: str) -> str:
        """The text with each known secret replaced by `•••`."""
        for form in self._forms:
            if form in text:
                text = text.replace(form, MASK)
        return text


def _in_base64(value: bytes) -> list[str]:
    """The value in Base64: alone, and what shows of it inside something longer (`user:password`), at each offset."""
    found = [base64.b64encode(value).decode().rstrip("=")]
    for before in range(3):
        whole = len(value) + before
        text = base64.b64encode(b"\0" * before + value).decode().rstrip("=")
        # The first letters hold bits of what stands before, the last one of what follows.
        inner = text[before + 1 if before else 0 : whole * 8 // 6]
        found += [inner] if len(inner) >= SHORTEST_INSIDE else []
    return found
