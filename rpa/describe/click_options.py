"""The options of `rpa do noun.verb`, made from an action's parameter model."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from enum import Enum
from typing import Any

import click
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from rpa.describe.types import default_in_words, in_words, parts_of
from rpa.drivers.yaml_file import load_yaml
from rpa.drivers.yaml_nodes import plain_data
from rpa.errors import RecipeError

PREFIX = "param_"
TAKEN = frozenset(("workspace", "json", "today", "plan", "help"))


def options_for(model: type[BaseModel]) -> list[click.Option]:
    """One option for each parameter.

    Texts and numbers are written as they are; a list repeats its option; a mapping repeats `NAME=VALUE`; what is
    nested deeper is written as YAML.
    """
    return [_option(of.alias or name, of) for name, of in model.model_fields.items()]


def values_from(model: type[BaseModel], given: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters that were given, by name, ready for the model.

    Args:
        model: The model `options_for` was called with.
        given: What click hands over, by the options' internal names.

    Raises:
        click.BadParameter: A `NAME=VALUE` has no `=`, or a YAML value cannot be read.
    """
    values: dict[str, Any] = {}
    for name, of in model.model_fields.items():
        known = of.alias or name
        value = given.get(PREFIX + known)
        if value is None or value == ():
            continue
        values[known] = _value(known, of, value)
    return values


def _option(name: str, of: FieldInfo) -> click.Option:
    flag = name.replace("_", "-")
    flag = f"param-{flag}" if flag in TAKEN else flag
    kind = _kind(of)
    default = "" if of.is_required() else default_in_words(of)
    text = f"{of.description or ''} [default: {default}]" if default else of.description or ""
    shared: dict[str, Any] = {"help": text.strip(), "required": of.is_required(), "default": None}
    if kind == "flag":
        return click.Option([f"--{flag}/--no-{flag}", PREFIX + name], **shared)
    choices = _choices(of)
    if choices:
        return click.Option([f"--{flag}", PREFIX + name], type=click.Choice(choices), **shared)
    meta = {"list": "VALUE", "mapping": "NAME=VALUE", "yaml": "YAML"}.get(kind, in_words(of.annotation).upper()[:24])
    many = kind in ("list", "mapping")
    return click.Option([f"--{flag}", PREFIX + name], multiple=many, metavar=meta, **shared)


def _kind(of: FieldInfo) -> str:
    """How a parameter is written on the command line: flag, list, mapping, yaml or value."""
    parts = parts_of(of.annotation)
    if parts == (bool,):
        return "flag"
    lists = [part for part in parts if _origin(part) in (list, tuple, set, Sequence)]
    if lists:
        return "list" if all(_is_single(inner) for part in lists for inner in typing.get_args(part)[:1]) else "yaml"
    if all(_origin(part) in (dict, Mapping) for part in parts):
        return "mapping" if all(_is_single(inner) for part in parts for inner in typing.get_args(part)[1:]) else "yaml"
    if any(not _is_single(part) for part in parts):
        return "yaml"
    return "value"


def _origin(part: Any) -> Any:
    return typing.get_origin(part) or part


def _is_single(annotation: Any) -> bool:
    """Whether a type is a single value that a text can stand for."""
    return all(
        part is Any
        or typing.get_origin(part) is typing.Literal
        or (isinstance(part, type) and not issubclass(part, dict | list | tuple | BaseModel))
        for part in parts_of(annotation)
    )


def _choices(of: FieldInfo) -> list[str]:
    parts = parts_of(of.annotation)
    if all(typing.get_origin(part) is typing.Literal for part in parts):
        return [str(value) for part in parts for value in typing.get_args(part)]
    if len(parts) == 1 and isinstance(parts[0], type) and issubclass(parts[0], Enum):
        return [str(value.value) for value in parts[0]]
    return []


def _value(name: str, of: FieldInfo, value: Any) -> Any:
    kind = _kind(of)
    if kind == "mapping":
        return dict(_pair(name, text) for text in value)
    if kind == "yaml":
        is_text = str in parts_of(of.annotation) and not value.lstrip().startswith(("{", "["))
        return value if is_text else _yaml(name, value)
    if kind == "list":
        single = any(_origin(part) not in (list, tuple, set, Sequence) for part in parts_of(of.annotation))
        return value[0] if single and len(value) == 1 else list(value)
    return value


def _pair(name: str, text: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise click.BadParameter(f"{text!r} is not of the form NAME=VALUE", param_hint=f"--{name}")
    return key.strip(), value


def _yaml(name: str, text: str) -> Any:
    try:
        return plain_data(load_yaml(text, f"--{name}"))
    except RecipeError as error:
        raise click.BadParameter(
            "; ".join(problem.message for problem in error.problems), param_hint=f"--{name}"
        ) from None
