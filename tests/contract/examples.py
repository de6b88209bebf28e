"""The examples of actions and sources as whole recipes."""

from __future__ import annotations

import io
import re
from typing import Any

from ruamel.yaml import YAML

STAND_IN = re.compile(r"\bsteps\.([a-z_0-9]+)")


def loaded(text: str) -> Any:
    """The example as YAML."""
    return YAML(typ="safe", pure=True).load(text)


def dumped(content: Any) -> str:
    stream = io.StringIO()
    writer = YAML()
    writer.width = 10_000
    writer.dump(content, stream)
    return stream.getvalue()


def steps_of(example: str) -> list[dict[str, Any]]:
    """The steps an example shows: a list of them, or one without its dash."""
    found = loaded(example)
    return found if isinstance(found, list) else [found]


def recipe_around(example: str) -> str:
    """A recipe in which the example stands, with a stand-in for each step and secret it refers to."""
    steps = steps_of(example)
    own = {step.get("id") for step in steps}
    # A database gives columns that no check can know: each name behind the stand-in is possible.
    named = dict.fromkeys(name for name in STAND_IN.findall(example) if name not in own)
    before = [
        {"id": name, "browser.read": {"fields": dict.fromkeys(outputs_named(example, name), "Caption")}}
        for name in named
    ]
    content: dict[str, Any] = {
        "name": "example",
        "items": {"from": {"mail.folder": {"path": "inbox"}}, "key": "{{ item.key }}"},
        "browser": {"url": "https://office.example.org"},
        "steps": [*before, *steps],
    }
    return dumped(content)


def outputs_named(example: str, step: str) -> list[str]:
    """The outputs of a step that an example uses."""
    return re.findall(rf"\bsteps\.{step}\.([a-z_0-9]+)", example) or ["anything"]


def recipe_from(example: str) -> str:
    """A recipe whose items come from the source the example shows."""
    content: dict[str, Any] = {
        "name": "example",
        "params": {"inbox": {"type": "path", "default": "inbox"}},
        "items": {"from": loaded(example), "key": "{{ item.key }}"},
        "steps": [{"check": "{{ item.key is not none }}"}],
    }
    return dumped(content)
