"""Values as the ledger keeps them: JSON and texts with secrets masked, times as texts that sort."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rpa.model.secret import Redactor
from rpa.model.values import to_json

NO_DEADLINE = "9999"
"""Sorts behind every deadline."""

UNTOUCHED = ("$decimal", "$date", "$datetime", "$money")
_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def moment_text(moment: datetime) -> str:
    """An aware moment as ISO 8601 in UTC, always 32 characters.

    Raises:
        ValueError: The moment has no time zone.
    """
    if moment.tzinfo is None:
        message = f"{moment.isoformat()} has no time zone; the ledger keeps only moments that have one"
        raise ValueError(message)
    return (moment if moment.tzinfo is UTC else moment.astimezone(UTC)).isoformat(timespec="microseconds")


def kept(text: str) -> str:
    """A text with what no database keeps written out: NUL, and halves of characters (cut texts, odd file names)."""
    return text if text.isprintable() else _UNKEPT.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


@dataclass(frozen=True)
class Texts:
    """Writes values for the ledger.

    Attributes:
        redactor: Knows the secrets; None when there are none.
    """

    redactor: Redactor | None = None

    def text(self, text: str) -> str:
        """A text without secrets, as the database can keep it (see `kept`)."""
        return kept(text if self.redactor is None else self.redactor.redact(text))

    def json(self, value: Any) -> str:
        """Typed values as JSON without secrets.

        Secrets are masked in texts, names of fields and paths. Numbers, amounts and dates stay: a secret is
        never one, and a mask in an amount would be written to the world.

        Raises:
            TypeError: A value that the ledger cannot keep, a float or a secret among them.
        """
        text = to_json(value)
        # With an escape in it, a secret may stand in a form that only shows after decoding.
        if self.redactor is None or ("\\" not in text and self.redactor.redact(text) == text):
            return text
        return json.dumps(self._masked(json.loads(text)), sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def rows(self, rows: Iterable[Mapping[str, Any]]) -> str:
        """Rows as they came as JSON: pairs of caption and value, in the order of the source, without secrets.

        Other than in `json`, a number or date that shows a secret is masked too: nothing is done with a row as it came.
        """
        return self.json([[[name, self._harmless(value)] for name, value in row.items()] for row in rows])

    def _harmless(self, value: Any) -> Any:
        if self.redactor is None or value is None or isinstance(value, str | bool):
            return value
        shown = str(value)
        return value if self.redactor.redact(shown) == shown else self.text(shown)

    def _masked(self, value: Any) -> Any:
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, list):
            return [self._masked(part) for part in value]
        if isinstance(value, dict):
            if len(value) == 1 and next(iter(value)) in UNTOUCHED:
                return value
            return {self.text(name): self._masked(part) for name, part in value.items()}
        return value
