"""Finds recipes by name: the workspace's own before the ones that come with the package."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import Path

from rpa.errors import EnvironmentNotReady, UsageError
from rpa.model.workspace import Workspace
from rpa.recipe.checker import check_recipe
from rpa.recipe.plan import Recipe

SUFFIXES = (".yaml", ".yml")


def recipe_files(workspace: Workspace) -> dict[str, Path]:
    """Name (the file's, without its suffix) to file, sorted by name."""
    found: dict[str, Path] = {}
    for folder in reversed(workspace.recipe_folders):
        if folder.is_dir():
            found |= {file.stem: file for file in sorted(folder.iterdir()) if file.suffix in SUFFIXES}
    return dict(sorted(found.items()))


def find_recipe(workspace: Workspace, name: str) -> Path:
    """The file of a recipe.

    Args:
        workspace: Where to look.
        name: A recipe's name, or the path of a file.

    Raises:
        UsageError: If there is none; names the nearest.
    """
    if name.endswith(SUFFIXES) or "/" in name:
        file = Path(name)
        for candidate in (file, workspace.root / file):
            if candidate.is_file():
                return candidate
        raise UsageError("there is no such file", place=name)
    files = recipe_files(workspace)
    if name in files:
        return files[name]
    near = get_close_matches(name, files, 1)
    hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(files) or 'none'}."
    raise UsageError(f"there is no recipe {name}", place=str(workspace.root), hint=hint)


def read_recipe(file: Path) -> str:
    """The text of a recipe's file.

    Raises:
        UsageError: If it is no UTF-8 text.
        EnvironmentNotReady: If it cannot be read.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"byte {error.start} is no UTF-8", place=str(file), hint="Save the recipe as UTF-8.") from None
    except OSError as error:
        raise EnvironmentNotReady(f"cannot be read: {error.strerror}", place=str(file)) from None


def load_recipe(workspace: Workspace, name: str) -> Recipe:
    """Find, read and check a recipe.

    Raises:
        UsageError: If there is none, or if another file of the workspace is a recipe of the same name.
        RecipeError: With all its mistakes.
    """
    file = find_recipe(workspace, name)
    recipe = check_recipe(file, read_recipe(file), settings=workspace.settings, is_new=True)
    _refuse_namesake(workspace, file, recipe.name)
    return recipe


def _refuse_namesake(workspace: Workspace, file: Path, name: str) -> None:
    """Two recipes of one name would take each other's work for done: the ledger keeps keys under the name."""
    own = workspace.root / "recipes"
    for other in (own / f"{name}{suffix}" for suffix in SUFFIXES):
        if other.is_file() and not other.samefile(file):
            raise UsageError(
                f"another file is a recipe of the name {name} too: {other}",
                place=str(file),
                hint="Give one of them another name, or remove it: each would skip what the other has done.",
            )
