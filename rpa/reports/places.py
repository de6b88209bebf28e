"""Where reports lie, and how they point to files beside them."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

from rpa.model.workspace import Workspace


def recipe_folder(workspace: Workspace, recipe: str) -> Path:
    """`reports/<recipe>`, or below the folder set as `[reports] folder`."""
    return workspace.reports / recipe


def report_folder(workspace: Workspace, recipe: str, run: int) -> Path:
    """`reports/<recipe>/run-0001`, or below the folder set as `[reports] folder`."""
    return recipe_folder(workspace, recipe) / f"run-{run:04}"


def link(path: Path, folder: Path) -> str:
    """The address of a file as seen from a folder: relative, so that the workspace may be moved as a whole."""
    relative = os.path.relpath(path, folder)
    # A leading ./ keeps a file called `javascript:...` a file.
    return quote(relative if relative.startswith("..") else f"./{relative}")
