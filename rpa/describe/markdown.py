"""Pages about actions and sources, made from their parameter models."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

from pydantic import BaseModel

from rpa import catalog
from rpa.describe.types import default_in_words, in_words, models_in


def describe_action(name: str) -> str:
    """A page in Markdown about one action.

    Args:
        name: `noun.verb`.

    Raises:
        rpa.catalog.Unknown: There is no such action.
        EnvironmentNotReady: It cannot be loaded.
    """
    found = catalog.action(name)
    effect = {
        "pure": "Computes only; it may be repeated at will.",
        "read": "Looks at the world and leaves it as it was.",
        "write": "Writes: it passes the gate and happens exactly once.",
    }[str(found.effect)]
    browser = " Works on the page in the browser." if found.uses_browser else ""
    parts = [f"## {name}", catalog.documentation(name), f"**Effect:** {found.effect}. {effect}{browser}"]
    parts += _short_form(name, found.params.shorthand, whole=found.params.whole)
    parts += _parameters(found.params)
    parts += _outputs(found.outputs, found.outputs.open_ended)
    parts += _examples(name, catalog.ACTIONS)
    return "\n\n".join(part for part in parts if part) + "\n"


def describe_source(name: str) -> str:
    """A page in Markdown about one source.

    Args:
        name: `noun.kind`.

    Raises:
        rpa.catalog.Unknown: There is no such source.
        EnvironmentNotReady: It cannot be loaded.
    """
    found = catalog.source(name)
    parts = [f"## {name}", catalog.documentation(name), "**Source** of work items, named under `items: from:`."]
    parts += _values(found.params)
    parts += _short_form(name, found.params.shorthand, whole=found.params.whole)
    parts += _parameters(found.params)
    parts += _examples(name, catalog.SOURCES)
    return "\n\n".join(part for part in parts if part) + "\n"


def describe_all() -> str:
    """One page in Markdown about all actions and sources."""
    actions = "\n".join(describe_action(name) for name in catalog.action_names())
    sources = "\n".join(describe_source(name) for name in catalog.source_names())
    return f"# Actions\n\n{actions}\n# Sources\n\n{sources}"


def _short_form(name: str, shorthand: str | None, *, whole: bool) -> list[str]:
    if shorthand is None:
        return []
    kind = "mapping" if whole else "value"
    return [f"Short form: `{name}: ...` with the {kind} of `{shorthand}` directly behind the name."]


def _parameters(model: type[BaseModel]) -> list[str]:
    if not model.model_fields:
        return ["**Parameters:** none."]
    return ["\n".join(["| Parameter | Type | Default | Meaning |", "|---|---|---|---|", *_parameter_rows(model)])]


def _parameter_rows(model: type[BaseModel], before: str = "") -> Iterator[str]:
    """A row for each parameter, and below it one for each part of those that are mappings with parts of their own."""
    for name, of in model.model_fields.items():
        path = f"{before}{of.alias or name}"
        yield _row(f"`{path}`", in_words(of.annotation), default_in_words(of), of.description or "")
        for part in models_in(of.annotation):
            if any(info.description for info in part.model_fields.values()):
                yield from _parameter_rows(part, f"{path}.")


def _values(model: type[BaseModel]) -> list[str]:
    """What a source's model says behind its first line: mostly, which values an item has."""
    return [" ".join(paragraph.split()) for paragraph in (inspect.getdoc(model) or "").split("\n\n")[1:]]


def _outputs(model: type[BaseModel], open_ended: str | None) -> list[str]:
    rows = [_row(f"`{name}`", in_words(of.annotation), of.description or "") for name, of in model.model_fields.items()]
    found = ["\n".join(["| Output | Type | Meaning |", "|---|---|---|", *rows])] if rows else []
    if open_ended is not None:
        found.append(f"Every name in `{open_ended}` is an output as well.")
    return found or ["**Outputs:** none."]


def _examples(name: str, group: str) -> list[str]:
    return [f"```yaml\n{text}\n```" for text in catalog.examples(name, group)]


def _row(*cells: str) -> str:
    escaped = (cell.replace("|", "\\|").replace("\n", " ") for cell in cells)
    return f"| {' | '.join(escaped)} |"
