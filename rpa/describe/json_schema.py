"""A JSON Schema of recipes, so that an editor completes and checks while one writes."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue

from rpa import catalog
from rpa.errors import EnvironmentNotReady
from rpa.formats.locales import CONVENTIONS
from rpa.formats.units import KNOWN
from rpa.model.item import Changed, Failed
from rpa.recipe.contract_fields import OF_KIND
from rpa.recipe.kinds import KINDS
from rpa.recipe.parameters import TYPES
from rpa.recipe.queue import AFTER_DEADLINE, HIGHEST, MOST_AT_ONCE

EXPRESSION: dict[str, Any] = {"type": "string", "pattern": r"\{\{", "description": "An expression: {{ item.total }}"}
DURATION = {"type": "string", "pattern": "^[0-9]+ ?(ms|s|min|h)$", "description": "500ms, 30s, 5min or 1h"}
RATE = {"type": "string", "pattern": "^[0-9]+/(s|min|h)$", "description": "Items begun: 2/s, 30/min or 500/h."}
TEXT = {"type": "string"}


class _Lenient(GenerateJsonSchema):
    """Types JSON knows nothing of are left open."""

    def handle_invalid_for_json_schema(self, schema: Any, error_info: str) -> JsonSchemaValue:  # noqa: ARG002
        return {}


def recipe_schema() -> dict[str, Any]:
    """The schema of a recipe, JSON Schema 2020-12, with every action and source the catalog has."""
    defs: dict[str, Any] = {"expression": EXPRESSION, "duration": DURATION}
    defs["step"] = _step(defs)
    defs["steps"] = {"type": "array", "items": {"$ref": "#/$defs/step"}}
    defs["field"] = _field()
    defs["fields"] = _mapping_of("#/$defs/field", "Name to kind: the contract of an item.")
    properties = {
        "name": {"type": "string", "pattern": "^[a-z0-9]+([-_][a-z0-9]+)*$", "description": "As in rpa run <name>."},
        "description": {**TEXT, "description": "One sentence for a person."},
        "locale": {"enum": list(CONVENTIONS), "description": "How amounts and dates are read and written."},
        "params": {"type": "object", "additionalProperties": _param(), "description": "Set with -p name=value."},
        "schedule": {**TEXT, "description": "Five cron fields: minute hour day month weekday."},
        "items": _items(defs),
        "browser": _browser(),
        "steps": {"$ref": "#/$defs/steps"},
        "finally": {"$ref": "#/$defs/steps", "description": "Once per run, also after failures."},
        "attempts": {"type": "integer", "minimum": 1, "maximum": 100, "description": "Tries of an item in all."},
        "breaker": {"type": "integer", "minimum": 1, "description": "Failures in a row that stop the run."},
        "pause": _duration("First wait before another attempt; doubled each time, 10min at most."),
        "timeout": _duration("Longest time for one item, all its steps together."),
        "limits": _limits(),
        "overlap": {"type": "boolean", "description": "Several runs of this recipe may be under way at once."},
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Recipe",
        **_closed(properties, ["name", "steps"]),
        "$defs": defs,
    }


def parameter_schema(model: type[BaseModel]) -> dict[str, Any]:
    """The schema of one parameter model alone."""
    return model.model_json_schema(schema_generator=_Lenient)


def _closed(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    made: dict[str, Any] = {"type": "object", "properties": properties, "additionalProperties": False}
    return {**made, "required": required} if required else made


def _duration(description: str) -> dict[str, Any]:
    return {"$ref": "#/$defs/duration", "description": description}


def _limits() -> dict[str, Any]:
    at_once = {"type": "integer", "minimum": 1, "maximum": MOST_AT_ONCE, "description": "Items at once."}
    description = "How hard to press on the target, all workers and runs together."
    return {**_closed({"rate": RATE, "concurrency": at_once}), "description": description}


def _again() -> dict[str, Any]:
    properties = {
        "changed": {"enum": list(map(str, Changed)), "description": "Done or begun before, now with other content."},
        "failed": {"enum": list(map(str, Failed)), "description": "Failed or rejected before."},
    }
    return {**_closed(properties), "description": "What becomes of an arrival whose key is known."}


def _mapping_of(ref: str, description: str) -> dict[str, Any]:
    return {"type": "object", "additionalProperties": {"$ref": ref}, "description": description}


def _step(defs: dict[str, Any]) -> dict[str, Any]:
    expression, duration = {"$ref": "#/$defs/expression"}, {"$ref": "#/$defs/duration"}
    words = {
        "id": {"type": "string", "pattern": "^[a-z][a-z0-9_]*$", "description": "For {{ steps.<id>.<output> }}."},
        "name": {**TEXT, "description": "What a person calls the step."},
        "when": {**expression, "description": "Run only if true."},
        "for_each": {"type": "object", "additionalProperties": expression, "minProperties": 1, "maxProperties": 1},
        "retry": {"type": "integer", "minimum": 0, "maximum": 20},
        "timeout": duration,
        "verify": {"$ref": "#/$defs/steps", "description": "Asked after a crash: did the write happen?"},
        "on_error": {"enum": ["stop", "go_on"]},
        "message": {**TEXT, "description": "The reason a failed check gives."},
        "check": {**expression, "description": "A condition the item must meet."},
    }
    actions: dict[str, Any] = {}
    for name in catalog.action_names():
        try:
            found = catalog.action(name)
        except EnvironmentNotReady:
            continue  # an extra that is not installed here; the rest of the schema is still of use
        actions[name] = _call(name, found.params, found.params.shorthand, found.params.whole, defs)
    return _closed({**words, **actions}) | {"anyOf": [{"required": [name]} for name in ("check", *actions)]}


def _call(
    name: str, model: type[BaseModel], shorthand: str | None, whole: bool, defs: dict[str, Any]
) -> dict[str, Any]:
    """What may stand behind the name of an action or source."""
    made = model.model_json_schema(ref_template=f"#/$defs/{name}.{{model}}", schema_generator=_Lenient)
    for inner, schema in made.pop("$defs", {}).items():
        defs[f"{name}.{inner}"] = _with_expressions(schema)
    long = _with_expressions(made) | {"description": catalog.summary(name)}
    short = long["properties"].get(shorthand) if shorthand else None
    if short is None:
        return long
    if whole:
        return {**short, "description": catalog.summary(name)}
    return {"anyOf": [short, long], "description": catalog.summary(name)}


def _with_expressions(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema in whose values an expression may stand as well."""
    changed = dict(schema)
    for keyword in ("properties", "patternProperties"):
        if keyword in changed:
            changed[keyword] = {name: _or_expression(part) for name, part in changed[keyword].items()}
    for keyword in ("items", "additionalProperties"):
        if isinstance(changed.get(keyword), dict):
            changed[keyword] = _or_expression(changed[keyword])
    if "anyOf" in changed:
        changed["anyOf"] = [_with_expressions(part) for part in changed["anyOf"]]
    return changed


def _or_expression(schema: dict[str, Any]) -> dict[str, Any]:
    inside = _with_expressions(schema)
    if inside.get("type") == "string" and not inside.keys() & {"enum", "const", "format", "pattern"}:
        return inside
    described: dict[str, Any] = {
        name: inside.pop(name) for name in ("description", "title", "default") if name in inside
    }
    return {"anyOf": [inside, {"$ref": "#/$defs/expression"}], **described}


def _param() -> dict[str, Any]:
    kind = {"enum": list(TYPES)}
    long = _closed({"type": kind, "default": {}, "help": TEXT}, ["type"])
    return {"anyOf": [kind, long]}


def _field() -> dict[str, Any]:
    options: dict[str, Any] = {name: {} for names in OF_KIND.values() for name in names}
    options |= {"type": {"enum": list(KINDS)}, "optional": {"type": "boolean"}, "default": {}, "pattern": TEXT}
    options |= {"choices": {"type": "array"}, "decimal": {"enum": [",", "."]}, "order": {"enum": ["dmy", "mdy", "ymd"]}}
    options |= {"decide": {"enum": ["document"]}, "credit": {"enum": ["minus", "plus"]}}
    options |= {"century": {"enum": [1900, 2000, 2100]}, "unit": {"enum": sorted(KNOWN)}}
    options |= {"names": {"enum": ["given_first", "family_first"]}}
    nested = {"type": "object", "additionalProperties": {"$ref": "#/$defs/field"}}
    many = {"type": "array", "items": {"$ref": "#/$defs/field"}, "minItems": 1, "maxItems": 1}
    return {"anyOf": [{"enum": list(KINDS)}, _closed(options, ["type"]), nested, many]}


def _items(defs: dict[str, Any]) -> dict[str, Any]:
    sources: dict[str, Any] = {}
    for name in catalog.source_names():
        try:
            found = catalog.source(name)
        except EnvironmentNotReady:
            continue
        sources[name] = _call(name, found.params, found.params.shorthand, found.params.whole, defs)
    properties = {
        "from": {**_closed(sources), "minProperties": 1, "maxProperties": 1},
        "key": {"$ref": "#/$defs/expression", "description": "The business key: one item of that key, ever."},
        "fields": {"$ref": "#/$defs/fields"},
        "locale": {"$ref": "#/$defs/expression"},
        "archive": {**TEXT, "description": "Folder an input is filed away to."},
        "priority": {
            "anyOf": [
                {"type": "integer", "minimum": -HIGHEST, "maximum": HIGHEST},
                {"$ref": "#/$defs/expression"},
            ],
            "description": "A whole number; the higher, the earlier.",
        },
        "deadline": {"$ref": "#/$defs/expression", "description": "A date or moment; the nearest goes first."},
        "after_deadline": {"enum": list(AFTER_DEADLINE), "description": "For an item not begun by its deadline."},
        "again": _again(),
        "one_at_a_time": {
            "$ref": "#/$defs/expression",
            "description": "Items for which this gives the same are never done at once: {{ item.email }}.",
        },
    }
    return _closed(properties, ["from", "key"])


def _browser() -> dict[str, Any]:
    page = _closed({"text": TEXT, "click": TEXT}, ["text", "click"])
    properties = {
        "url": {**TEXT, "description": "Address of the application."},
        "sign_in": {"$ref": "#/$defs/steps"},
        "signed_in": {**TEXT, "description": "Visible while the session is alive."},
        "reads": {"type": "array", "items": TEXT, "description": "Requests that read although they are no GET."},
        "may_fail": {"type": "array", "items": TEXT, "description": "Paths asked in the background that may fail."},
        "dates": {**TEXT, "description": "How the target writes dates: dd-mm-yyyy."},
        "decimal": {"enum": [",", "."]},
        "pages_between": {"anyOf": [page, {"type": "array", "items": page}]},
        "settle": {"$ref": "#/$defs/duration"},
        "timeout": {"$ref": "#/$defs/duration"},
    }
    return _closed(properties, ["url"])
