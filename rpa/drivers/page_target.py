"""Names of things on a page, and values on their way into its fields."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.errors import StepFailed
from rpa.model.money import Money
from rpa.model.secret import MASK, Secret

WAYS = {"label": "label", "placeholder": "placeholder", "title": "title", "name": "name", "test_id": "test id"}
PLACES = ("inside", "frame", "table", "column", "row")
TARGET_WORDS = (*WAYS, "css", "text", "role", *PLACES)
VALUE_WORDS = ("value", "choose", "look_up")
LOOK_UP_WORDS = ("open", "filter", "choose", "confirm")

TargetValue = str | Mapping[str, Any]


def wire_target(target: TargetValue) -> dict[str, Any]:
    """Turn a target as a recipe writes it into what the script in the page takes.

    Args:
        target: A name as a person sees it, or a mapping of the words in `TARGET_WORDS`.

    Raises:
        StepFailed: If a word is unknown, or nothing says which thing is meant.
    """
    if isinstance(target, str):
        if not target.strip():
            raise StepFailed("an empty name fits nothing on a page", hint="Name the field or button as it is shown.")
        return {"name": target}
    wire: dict[str, Any] = {place: target[place] for place in (*PLACES, "css", "role") if place in target}
    for word, way in WAYS.items():
        if word in target:
            wire["name"] = str(target[word])
            if word != "label" and "role" not in target:
                wire["by"] = way
    if "text" in target:
        wire["name"] = str(target["text"])
    if "row" in wire and not isinstance(wire["row"], int):
        wire["row"] = str(wire["row"])
    require_complete(target, wire)
    return wire


def require_complete(target: Mapping[str, Any], wire: Mapping[str, Any]) -> None:
    """Refuse a target that does not say which thing is meant."""
    unknown = [word for word in target if word not in TARGET_WORDS]
    if unknown:
        known = ", ".join(TARGET_WORDS)
        raise StepFailed(f"{unknown[0]!r} does not say where something is on a page; expected {known}.")
    if "column" in wire and "row" not in wire:
        raise StepFailed(f"column {wire['column']!r} needs a row: a text in it, or its number from 1.")
    if not wire or set(wire) <= {"inside", "frame", "table"}:
        raise StepFailed(
            "the target names a place, but nothing in it.", hint="Add label, text, css, or column and row."
        )


def target_name(target: TargetValue) -> str:
    """What to call a target in messages."""
    if isinstance(target, str):
        return target
    words = [f"{word} {value!r}" for word, value in target.items() if word in TARGET_WORDS]
    return ", ".join(words)


@dataclass(frozen=True)
class TargetFormats:
    """How the target system writes dates and numbers.

    Attributes:
        dates: Pattern of `d dd m mm yy yyyy` and signs: `dd-mm-yyyy`.
        decimal: Decimal mark: `.` or `,`.
    """

    dates: str = "yyyy-mm-dd"
    decimal: str = "."

    def date_text(self, day: dt.date) -> str:
        """The day as the target writes it."""
        text = self.dates.lower()
        parts = (
            ("yyyy", f"{day.year:04}"),
            ("yy", f"{day.year % 100:02}"),
            ("mm", f"{day.month:02}"),
            ("dd", f"{day.day:02}"),
        )
        for pattern, digits in parts:
            text = text.replace(pattern, digits)
        return text.replace("m", str(day.month)).replace("d", str(day.day))

    def number_text(self, number: Decimal | int) -> str:
        """The number as the target writes it, without grouping."""
        return plain(number).replace(".", self.decimal)


def plain(number: Decimal | int) -> str:
    """Digits with a dot at most: never an exponent."""
    return f"{number:f}" if isinstance(number, Decimal) else str(number)


@dataclass(frozen=True)
class FieldJob:
    """One field to fill.

    Attributes:
        caption: What the recipe calls it.
        target: Where it is, for the script in the page.
        kind: `plain`, `file`, `choose` or `look_up`.
        wire: The value for the script in the page (`text`, `iso`, `number`, `tick`, `secret`); not for files.
        files: Files to upload.
        look_up: The words of a look-up.
        shown: The value as intents and messages show it; masked for secrets.
    """

    caption: str
    target: Mapping[str, Any]
    kind: str
    shown: str
    wire: Mapping[str, Any] = field(default_factory=dict, repr=False)
    files: tuple[Path, ...] = ()
    look_up: Mapping[str, Any] = field(default_factory=dict)

    def for_page(self) -> dict[str, Any]:
        """What the script in the page takes."""
        return {"caption": self.caption, "target": dict(self.target), "value": dict(self.wire)}


def field_job(caption: str, value: Any, formats: TargetFormats) -> FieldJob:
    """Prepare one field of a `fill:` mapping.

    Args:
        caption: The field's name as a person sees it.
        value: A typed value, a `Secret`, one or more paths, or a mapping: `{value: .., css: ..}`, `{choose: ..}`
            (with `type: ..` when another text finds the option), `{look_up: .., open: .., filter: .., choose: ..,
            confirm: ..}`.
        formats: How the target writes dates and numbers.

    Raises:
        StepFailed: If the value cannot go into a field, a binary floating point number among them.
    """
    target: dict[str, Any] = {"name": caption}
    if not isinstance(value, Mapping):
        return value_job(caption, target, value, formats)
    words = {word: part for word, part in value.items() if word not in (*VALUE_WORDS, "type")}
    if "look_up" in value:
        return look_up_job(caption, target, value, formats)
    kinds = [word for word in VALUE_WORDS if word in value]
    if len(kinds) != 1:
        raise StepFailed(f"field {caption!r}: expected one of {', '.join(VALUE_WORDS)} in {sorted(map(str, value))}.")
    if words:
        named = any(word in words for word in (*WAYS, "css", "role", "text", "column"))
        target = wire_target(words if named else {"label": caption, **words})
    if kinds[0] == "choose":
        wire = wire_value(caption, value["choose"], formats)
        typed = wire_value(caption, value["type"], formats)["text"] if "type" in value else wire["text"]
        return FieldJob(caption, target, "choose", wire["text"], {**wire, "typed": typed})
    return value_job(caption, target, value["value"], formats)


def look_up_job(caption: str, target: Mapping[str, Any], value: Mapping[str, Any], formats: TargetFormats) -> FieldJob:
    """Prepare a field that is filled through a list in a window of its own."""
    unknown = [word for word in value if word not in (*LOOK_UP_WORDS, "look_up", *TARGET_WORDS)]
    if unknown or "open" not in value:
        what = f"{unknown[0]!r} is unknown" if unknown else "`open:` is missing"
        raise StepFailed(f"field {caption!r}: {what}; a look-up has look_up, open, filter, choose, confirm.")
    wire = wire_value(caption, value["look_up"], formats)
    places = {word: value[word] for word in TARGET_WORDS if word in value}
    if places:
        named = any(word in places for word in (*WAYS, "css", "role", "text", "column"))
        target = wire_target(places if named else {"label": caption, **places})
    words = {word: value[word] for word in LOOK_UP_WORDS if word in value}
    return FieldJob(caption, target, "look_up", wire["text"], wire, look_up=words)


def value_job(caption: str, target: Mapping[str, Any], value: Any, formats: TargetFormats) -> FieldJob:
    """Prepare a field that takes its value directly."""
    paths = [value] if isinstance(value, Path) else list(value) if is_paths(value) else []
    if paths:
        names = ", ".join(path.name for path in paths)
        return FieldJob(caption, target, "file", names, {"text": names}, files=tuple(paths))
    wire = wire_value(caption, value, formats)
    return FieldJob(caption, target, "plain", MASK if wire.get("secret") else wire["text"], wire)


def is_paths(value: Any) -> bool:
    """Whether a value is a list of files."""
    return (
        isinstance(value, Sequence)
        and not isinstance(value, str)
        and bool(value)
        and all(isinstance(part, Path) for part in value)
    )


def wire_value(caption: str, value: Any, formats: TargetFormats) -> dict[str, Any]:
    """Turn a typed value into what the script in the page takes.

    Raises:
        StepFailed: For values that no field takes.
    """
    match value:
        case None:
            return {"text": ""}
        case bool():
            return {"text": str(value).lower(), "tick": value}
        case str():
            return {"text": value}
        case Secret():
            return {"text": value.reveal(), "secret": True}
        case Money():
            return wire_value(caption, value.amount, formats)
        case Decimal() | int():
            return {"text": formats.number_text(value), "number": plain(value), "decimal": formats.decimal}
        case dt.datetime():
            text = f"{formats.date_text(value.date())} {value:%H:%M}"
            return {"text": text, "iso": value.strftime("%Y-%m-%dT%H:%M")}
        case dt.date():
            return {"text": formats.date_text(value), "iso": value.isoformat()}
    raise StepFailed(
        f"field {caption!r}: a {type(value).__name__} cannot be typed into a field; "
        "expected a text, a number, a date, true or false, or a file."
    )
