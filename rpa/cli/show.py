"""Show what a recipe takes, does and writes, step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from rpa.cli.options import json_option, workspace_option
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.recipe.plan import Recipe, Step


def describe(recipe: Recipe) -> dict[str, Any]:
    """A recipe as plain data."""
    return {
        "name": recipe.name,
        "file": str(recipe.file),
        "description": recipe.description,
        "locale": recipe.locale,
        "schedule": recipe.schedule,
        "params": [
            {
                "name": p.name,
                "type": p.type,
                "default": None if p.required else p.default,
                "required": p.required,
                "help": p.help,
            }
            for p in recipe.params
        ],
        "items": recipe.items.source_name if recipe.items else None,
        "fields": [field.name for field in recipe.items.fields] if recipe.items else [],
        "secrets": list(recipe.secrets),
        "steps": _steps(recipe.steps),
        "finally": _steps(recipe.final),
    }


def _steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    return [
        {
            "step": number,
            "id": step.id,
            "name": step.name,
            "action": step.action,
            "effect": str(step.spec.effect) if step.spec else "pure",
            "repeats": step.for_each is not None,
            "verified": bool(step.verify),
        }
        for number, step in enumerate(steps, 1)
    ]


@click.command("show")
@click.argument("recipe")
@json_option
@workspace_option
@click.pass_context
def command(ctx: click.Context, recipe: str, as_json: bool, workspace: Workspace) -> None:
    """Show RECIPE: its parameters, where its work comes from, its steps and what each of them does to the world."""
    from rpa.cli.terminal import print_json, table
    from rpa.recipe.library import load_recipe

    found = describe(load_recipe(workspace, recipe))
    if as_json:
        print_json(found)
        return
    facts = [("Recipe", found["name"]), ("File", found["file"]), ("Does", found["description"])]
    facts += [("Schedule", found["schedule"] or "none"), ("Locale", found["locale"])]
    facts += [("Items from", found["items"] or "one a day")]
    if found["items"]:
        facts += [("Fields", ", ".join(found["fields"]) or "as the source gives them")]
    facts += [("Secrets", ", ".join(found["secrets"]) or "none")]
    table(["What", "Value"], facts)
    if found["params"]:
        rows = [
            [p["name"], p["type"], "required" if p["required"] else p["default"], p["help"]] for p in found["params"]
        ]
        table(["Parameter", "Type", "Default", "What for"], rows, title="Parameters (-p name=value)")
    for first, title, steps in (
        ("No", "Steps", found["steps"]),
        ("Finally", "At the end of each run", found["finally"]),
    ):
        rows = [
            [
                s["step"],
                s["name"],
                s["action"],
                s["effect"],
                "each" if s["repeats"] else "",
                "yes" if s["verified"] else "",
            ]
            for s in steps
        ]
        if rows:
            table([first, "Step", "Action", "Effect", "For each", "Verify"], rows, title=title)
