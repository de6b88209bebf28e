"""The schema editors use."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from rpa import catalog
from rpa.describe.json_schema import parameter_schema, recipe_schema
from rpa.model.item import Changed, Failed
from rpa.recipe import checker, queue, sections
from rpa.recipe.times import read_duration, read_rate


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


def test_every_word_that_the_checker_knows_is_in_it_and_no_other() -> None:
    found = recipe_schema()["properties"]
    assert set(found) == set(checker.KEYS)
    assert set(found["items"]["properties"]) == set(sections.ITEM_KEYS)
    assert set(found["limits"]["properties"]) == set(queue.LIMIT_KEYS)
    again = found["items"]["properties"]["again"]["properties"]
    assert {name: set(part["enum"]) for name, part in again.items()} == {
        "changed": set(Changed),
        "failed": set(Failed),
    }
    assert set(again) == set(queue.AGAIN_KEYS)


@pytest.mark.parametrize("text", ["500ms", "2 s", "10 min", "1h", "10 minutes", "10", "1.5h", "-1s"])
def test_a_time_is_what_the_checker_takes_for_one(text: str) -> None:
    pattern = recipe_schema()["$defs"]["duration"]["pattern"]
    assert bool(re.search(pattern, text)) == (read_duration(text) is not None)


@pytest.mark.parametrize("text", ["30/min", "2/s", "500/h", "30 / min", "30", "30/minute", "2.5/s"])
def test_a_rate_is_what_the_checker_takes_for_one(text: str) -> None:
    pattern = recipe_schema()["properties"]["limits"]["properties"]["rate"]["pattern"]
    assert bool(re.search(pattern, text)) == (read_rate(text) is not None)
