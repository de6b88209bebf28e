"""The schema editors use."""

from __future__ import annotations

import json
from typing import Any

from rpa import catalog
from rpa.describe.json_schema import parameter_schema, recipe_schema


def references(node: Any) -> set[str]:
    """Every `$ref` below a node."""
    if isinstance(node, dict):
        own = {node["$ref"]} if isinstance(node.get("$ref"), str) else set()
        return own.union(*(references(part) for part in node.values()))
    return set().union(*(references(part) for part in node)) if isinstance(node, list) else set()


def test_the_schema_is_json_and_all_its_references_lead_somewhere() -> None:
    schema = recipe_schema()
    assert json.loads(json.dumps(schema)) == schema
    for reference in references(schema):
        assert reference.startswith("#/$defs/")
        assert reference.removeprefix("#/$defs/") in schema["$defs"], reference


def test_every_action_and_source_is_in_it() -> None:
    schema = recipe_schema()
    step = schema["$defs"]["step"]["properties"]
    assert set(catalog.action_names()) < set(step)
    assert {"id", "when", "for_each", "verify", "check"} < set(step)
    assert schema["$defs"]["step"]["additionalProperties"] is False
    assert set(catalog.source_names()) == set(schema["properties"]["items"]["properties"]["from"]["properties"])


def test_an_expression_may_stand_for_any_value() -> None:
    schema = recipe_schema()["$defs"]["step"]["properties"]["browser.form"]["properties"]
    assert {"$ref": "#/$defs/expression"} in schema["dialogs"]["anyOf"]
    assert {"$ref": "#/$defs/expression"} in schema["rows"]["anyOf"]
    assert schema["dialogs"]["description"]


def test_a_parameter_keeps_its_description() -> None:
    found = recipe_schema()["$defs"]["step"]["properties"]["mail.send"]
    assert found["properties"]["to"]["description"] == "Address of the receiver."
    assert found["description"] == catalog.summary("mail.send")


def test_the_parameters_of_one_action_alone() -> None:
    assert parameter_schema(catalog.action("mail.send").params)["additionalProperties"] is False
