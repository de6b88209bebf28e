"""The types of parameters in words, for pages and help texts."""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

WORDS: Mapping[Any, str] = {
    str: "text",
    int: "whole number",
    Decimal: "number",
    bool: "true or false",
    date: "date",
    datetime: "date and time",
    timedelta: "duration",
    Path: "path",
    Any: "any value",
    dict: "mapping",
    Mapping: "mapping",
    list: "list",
    Sequence: "list",
    type(None): "nothing",
}


def parts_of(annotation: Any) -> tuple[Any, ...]:
    """The alternatives of a type, without None."""
    if typing.get_origin(annotation) is typing.Annotated:
        return parts_of(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) in (typing.Union, types.UnionType):
        return tuple(one for part in typing.get_args(annotation) for one in parts_of(part) if one is not type(None))
    return (annotation,)


def models_in(annotation: Any) -> tuple[type[BaseModel], ...]:
    """The mappings with parts of their own that a type allows directly."""
    return tuple(part for part in parts_of(annotation) if isinstance(part, type) and issubclass(part, BaseModel))


def in_words(annotation: Any) -> str:
    """A type as a person says it: `text, or list of text`."""
    return ", or ".join(dict.fromkeys(_one(part) for part in parts_of(annotation)))


def _one(part: Any) -> str:
    origin, arguments = typing.get_origin(part), typing.get_args(part)
    if origin is typing.Literal:
        return " | ".join(str(value) for value in arguments)
    if origin in (list, tuple, set, frozenset, Sequence):
        inside = in_words(arguments[0]) if arguments else "any value"
        return f"list of {inside}"
    if origin in (dict, Mapping):
        return f"mapping of names to {in_words(arguments[1])}"
    if isinstance(part, type) and issubclass(part, Enum):
        return " | ".join(str(value.value) for value in part)
    if isinstance(part, type) and issubclass(part, BaseModel):
        return f"mapping with {', '.join(names_of(part))}"
    return WORDS.get(part, getattr(part, "__name__", str(part)).lower())


def names_of(model: type[BaseModel]) -> tuple[str, ...]:
    """The names of a model's fields as recipes use them."""
    return tuple(of.alias or name for name, of in model.model_fields.items())


def default_in_words(of: FieldInfo) -> str:
    """`required`, the default, or nothing when there is none worth telling."""
    if of.is_required():
        return "required"
    default = of.default if of.default_factory is None else None
    if default is None or default in ("", [], {}, ()):
        return ""
    return "true" if default is True else "false" if default is False else str(default)
