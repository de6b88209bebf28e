"""Sort a text by the words in it, with rules the recipe spells out.

Each kind has its words or phrases; the kind of which most different ones occur wins, and of two equals the one that
stands first in the recipe. Words count as whole words, whatever their case; `klacht*` also finds `klachten`.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from pydantic import Field, field_validator

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.model.effect import Effect

EXAMPLES = (
    """
    - id: kind
      text.classify:
        text: "{{ item.subject }} {{ item.reply }}"
        rules:
          Complaint: [klacht*, complaint, Beschwerde*, klage, kapot, damaged]
          Invoice question: [factuur, invoice, Rechnung, faktura]
        otherwise: Other
    """,
)


class Params(ActionParams):
    """Parameters of `text.classify`."""

    text: str = Field(description="The text to sort.")
    rules: dict[str, list[str]] = Field(description="Kind to words or phrases.", min_length=1)
    otherwise: str = Field(description="The kind of a text in which none of them occurs.")

    @field_validator("rules")
    @classmethod
    def _have_letters(cls, rules: dict[str, list[str]]) -> dict[str, list[str]]:
        for kind, words in rules.items():
            for one in words:
                if not all(part.strip("*") for part in one.split()) or not one.strip():
                    raise ValueError(f"{kind}: {one!r} would be found in every text")
        return rules


class Outputs(ActionOutputs):
    """What later steps can use."""

    kind: str = Field(description="The kind with the most words in the text.")
    matched: list[str] = Field(description="The words of it that were found.")


@lru_cache(maxsize=2048)
def _pattern(words: str) -> re.Pattern[str]:
    parts = [re.escape(word).replace(r"\*", r"\w*") for word in _composed(words).split()]
    phrase = r"\s+".join(parts)
    return re.compile(rf"(?<!\w){phrase}(?!\w)", re.IGNORECASE)


def _different(rules: list[str]) -> list[str]:
    """The rules without those that only repeat an earlier one."""
    found: dict[str, str] = {}
    for words in rules:
        found.setdefault(" ".join(_composed(words).casefold().split()), words)
    return list(found.values())


def _composed(text: str) -> str:
    """A text with its accents in one form: mails from a Mac have `u` and two dots where the recipe has `ü`."""
    return unicodedata.normalize("NFC", text)


@action(Effect.PURE)
def run(params: Params, ctx: Context) -> Outputs:
    """Count the words of each kind."""
    text = _composed(params.text)
    found = {
        kind: [words for words in _different(rules) if _pattern(words).search(text)]
        for kind, rules in params.rules.items()
    }
    best = max(found, key=lambda kind: len(found[kind]))
    if not found[best]:
        return Outputs(kind=params.otherwise, matched=[])
    return Outputs(kind=best, matched=found[best])
