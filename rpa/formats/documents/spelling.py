"""Words as they are compared: without case, accents, hyphens, dots and spaces."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

NUMBER_SIGNS = {"#": "no", "№": "no", "nº": "no", "n°": "no", "nos": "no", "n.º": "no"}
NOT_LETTERS = re.compile(r"[\W_]+")


@lru_cache(maxsize=4096)
def key_of(text: str) -> str:
    """Letters and digits of a text, folded: `N°` is `no`, `Fälligkeits-Datum:` is `falligkeitsdatum`."""
    plain = text.casefold().strip(" :.,;()")
    if plain in NUMBER_SIGNS:
        return NUMBER_SIGNS[plain]
    plain = plain.replace("n°", "no").replace("nº", "no").replace("№", "no").replace("#", "no")
    plain = plain.replace("ø", "o").replace("æ", "ae").replace("œ", "oe")
    parts = unicodedata.normalize("NFD", plain)
    return NOT_LETTERS.sub("", "".join(char for char in parts if not unicodedata.combining(char)))
