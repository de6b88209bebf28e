"""Mistakes in `rpa.toml`: told by check and doctor, and before anything runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from rpa.errors import EnvironmentNotReady, Problem, RpaError, SettingsError, UsageError
from rpa.model.mistakes import Mistake, find_mistakes
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.drivers.machine import Check

LEDGER = "ledger"
"""The part that the ledger itself refuses, as an environment that is not ready."""


def refuse_mistakes(workspace: Workspace, recipe: str = "") -> None:
    """Refuse to begin when `rpa.toml` has mistakes.

    Args:
        workspace: Its settings.
        recipe: Name or file of the recipe that is to run.

    Raises:
        SettingsError: With all of them. What is wrong in `[ledger]` alone is left to the opening of the ledger.
    """
    mistakes = all_mistakes(workspace, recipe)
    if any(mistake.path[0] != LEDGER for mistake in mistakes):
        raise SettingsError(_problems(workspace, mistakes))


def settings_problems(workspace: Workspace, recipes: tuple[str, ...] = ()) -> tuple[Problem, ...]:
    """Every mistake in `rpa.toml`, with its line.

    Args:
        workspace: Its settings.
        recipes: Names or files of recipes that may use parts of their own.
    """
    return tuple(sorted(_problems(workspace, all_mistakes(workspace, *recipes))))


def check_settings(workspace: Workspace) -> Iterator[Check]:
    """What doctor says about `rpa.toml`; does not raise. The ledger has a line of its own."""
    from rpa.drivers.machine import Check

    mistakes = [mistake for mistake in all_mistakes(workspace) if mistake.path[0] != LEDGER]
    if not mistakes:
        yield Check("settings", "ok", "rpa.toml has no mistake that can be seen")
    for problem in sorted(_problems(workspace, mistakes)):
        where = f"rpa.toml line {problem.line}" if problem.line else "rpa.toml"
        yield Check("settings", "missing", f"{where}: {problem.message}", problem.hint)


def all_mistakes(workspace: Workspace, *recipes: str) -> list[Mistake]:
    """Mistakes in every part, those that `[ledger]` and `[retention]` find themselves included."""
    found = list(find_mistakes(workspace.settings, lambda name: _is_used(workspace, name, recipes)))
    wrong = {mistake.path for mistake in found}
    if ("retention",) not in wrong:
        found += _retention_mistakes(workspace)
    if (LEDGER,) not in wrong:
        found += _ledger_mistakes(workspace)
    return found


def _retention_mistakes(workspace: Workspace) -> Iterator[Mistake]:
    from rpa.model.retention import read_retention

    for name, text in workspace.settings.get("retention", {}).items():
        try:
            read_retention({"retention": {name: text}})
        except UsageError as error:
            yield Mistake(("retention", name), f"[retention] {name}: {error.message}", error.hint)


def _ledger_mistakes(workspace: Workspace) -> Iterator[Mistake]:
    if not workspace.settings.get(LEDGER):
        return
    from rpa.ledger.opening import postgres_settings

    try:
        postgres_settings(workspace)
    except EnvironmentNotReady as error:
        yield Mistake((LEDGER,), f"[{LEDGER}] {error.message}", error.hint)


def _is_used(workspace: Workspace, name: str, recipes: tuple[str, ...]) -> bool:
    """Whether the text of a recipe names a part of the settings."""
    from rpa.recipe.library import SUFFIXES, read_recipe

    part = re.escape(name)
    use = re.compile(rf"\bsettings\s*(?:\.\s*{part}\b|\[\s*\\?['\"]{part}\\?['\"])")
    files = [file for folder in workspace.recipe_folders for file in folder.glob("*") if file.suffix in SUFFIXES]
    files += [file for given in recipes if given.endswith(SUFFIXES) and (file := Path(given)).is_file()]
    for file in files:
        try:
            if use.search(read_recipe(file)):
                return True
        except RpaError:
            continue  # the check of the recipe says why it cannot be read
    return False


def _problems(workspace: Workspace, mistakes: list[Mistake]) -> list[Problem]:
    from rpa.drivers.settings_file import find_line
    from rpa.drivers.workspace import SETTINGS_FILE

    file, here = workspace.root / SETTINGS_FILE, Path.cwd()
    shown = str(file.relative_to(here) if file.is_relative_to(here) else file)
    at = Problem(shown, 0, 0, "")
    problems = []
    for mistake in mistakes:
        line, column = find_line(file, mistake.path)
        problems.append(replace(at, line=line, column=column, message=mistake.message, hint=mistake.hint))
    return problems
