"""Check recipes and settings: every mistake at once, with its place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rpa.cli.options import json_option, workspace_around
from rpa.errors import Problem, RecipeError, UsageError

if TYPE_CHECKING:
    from rpa.model.workspace import Workspace
    from rpa.recipe.plan import Recipe

READS_DOCUMENTS = "document.extract"
"""The action whose templates are checked with the recipe."""


@click.command("check")
@click.argument("recipes", nargs=-1)
@json_option
@click.option(
    "--workspace",
    "-C",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder of the workspace (default: the one around the current folder). Files are checked without one.",
)
@click.pass_context
def command(ctx: click.Context, recipes: tuple[str, ...], as_json: bool, folder: Path | None) -> None:
    """Check RECIPES (names or files; all of the workspace when none is named). Nothing runs, nothing is looked up.

    Inside a workspace its rpa.toml is checked too. Ends with 0 when all are fine and with 2 when there is a mistake.
    """
    from rpa.cli.settings import settings_problems
    from rpa.cli.terminal import print_json

    names = recipes or _all_names(folder)
    workspace = workspace_around(folder)
    wrong = settings_problems(workspace, names) if workspace else ()
    settings = workspace.settings if workspace else None
    results = [_check(_file_of(name, folder), settings, workspace) for name in names]
    if as_json:
        told = [_as_data("", wrong)] if wrong else []
        print_json([*told, *(_as_data(name, found) for name, found in zip(names, results, strict=True))])
    else:
        _print(names, results, wrong)
    ctx.exit(2 if wrong or any(not _is_fine(found) for found in results) else 0)


def _all_names(folder: Path | None) -> tuple[str, ...]:
    from rpa.drivers.workspace import find_workspace
    from rpa.recipe.library import recipe_files

    workspace = find_workspace(folder)
    names = tuple(recipe_files(workspace))
    if not names:
        raise UsageError(
            "there are no recipes to check.", place=str(workspace.root), hint="Name a file, or add recipes/."
        )
    return names


def _file_of(name: str, folder: Path | None) -> Path:
    from rpa.drivers.workspace import find_workspace
    from rpa.recipe.library import SUFFIXES, find_recipe

    if name.endswith(SUFFIXES) and Path(name).is_file():
        return Path(name)
    return find_recipe(find_workspace(folder), name)


def _check(file: Path, settings: Mapping[str, Any] | None, workspace: Workspace | None) -> Recipe | tuple[Problem, ...]:
    from rpa.recipe.checker import check_recipe

    try:
        content = file.read_bytes()
    except OSError as error:
        return (Problem(str(file), 0, 0, f"cannot be read: {error.strerror}"),)
    try:
        recipe = check_recipe(_as_named(file), content, settings=settings, is_new=True)
    except RecipeError as error:
        return error.problems
    return _template_problems(recipe, workspace) or recipe


def _template_problems(recipe: Recipe, workspace: Workspace | None) -> tuple[Problem, ...]:
    """The mistakes of the templates that a recipe's steps may take."""
    steps = [step for step in recipe.steps if step.action == READS_DOCUMENTS]
    if not steps or workspace is None:
        return ()
    from rpa.drivers.template_folder import load_templates
    from rpa.errors import MistakesFound

    named = [step.params.get("template") if isinstance(step.params, Mapping) else None for step in steps]
    found: list[Problem] = []
    for names in [[one] for one in named if isinstance(one, str)] + ([[]] if None in named else []):
        try:
            load_templates(workspace, names)
        except MistakesFound as error:
            found += error.problems
        except UsageError as error:
            found.append(Problem(str(recipe.file), 0, 0, error.message, error.hint))
    return tuple(dict.fromkeys(found))


def _as_named(file: Path) -> Path:
    """The file as a person at this place in the file system would name it."""
    here = Path.cwd()
    return file.relative_to(here) if file.is_absolute() and file.is_relative_to(here) else file


def _is_fine(found: Recipe | tuple[Problem, ...]) -> bool:
    return not isinstance(found, tuple)


def _print(names: tuple[str, ...], results: list[Recipe | tuple[Problem, ...]], wrong: tuple[Problem, ...]) -> None:
    from rpa.cli.terminal import say

    mistakes = len(wrong)
    for problem in wrong:
        say(f"{problem}\n")
    for name, found in zip(names, results, strict=True):
        if isinstance(found, tuple):
            mistakes += len(found)
            for problem in found:
                say(f"{problem}\n")
        else:
            steps = len(found.steps)
            click.echo(f"OK {name} ({steps} step{'s' if steps != 1 else ''})")
    if mistakes:
        say(f"{mistakes} mistake{'s' if mistakes != 1 else ''} found; nothing ran.")


def _as_data(name: str, found: Recipe | tuple[Problem, ...]) -> dict[str, Any]:
    if not isinstance(found, tuple):
        return {"recipe": name, "file": str(found.file), "ok": True, "problems": []}
    problems = [
        {
            "file": problem.file,
            "line": problem.line,
            "column": problem.column,
            "message": problem.message,
            "hint": problem.hint,
            "excerpt": problem.excerpt,
        }
        for problem in found
    ]
    return {"recipe": name, "file": found[0].file, "ok": False, "problems": problems}
