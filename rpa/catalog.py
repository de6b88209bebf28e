"""Finds actions and sources by path and entry point, and imports only what is asked for."""

from __future__ import annotations

import ast
import keyword
import textwrap
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rpa.actions.contract import Action
from rpa.errors import EnvironmentNotReady, UsageError
from rpa.sources.contract import Source

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

ACTIONS, SOURCES = "rpa.actions", "rpa.sources"


class Unknown(UsageError):
    """There is no action or source of that name."""


def action_names() -> tuple[str, ...]:
    """The names of all actions, `noun.verb`, sorted."""
    return tuple(sorted(modules(ACTIONS)))


def source_names() -> tuple[str, ...]:
    """The names of all sources, `noun.kind`, sorted."""
    return tuple(sorted(modules(SOURCES)))


def action(name: str) -> Action:
    """An action, imported now.

    Raises:
        Unknown: There is none of that name.
        EnvironmentNotReady: A library it needs is missing, or an entry point leads nowhere.
    """
    found = loaded(ACTIONS, name, "run")
    if not isinstance(found, Action):
        raise EnvironmentNotReady(f"{modules(ACTIONS)[name]}.run is not declared with @action", place=name)
    return found


def source(name: str) -> Source:
    """A source, imported now.

    Raises:
        Unknown: There is none of that name.
        EnvironmentNotReady: A library it needs is missing, or an entry point leads nowhere.
    """
    found = loaded(SOURCES, name, "read")
    if not isinstance(found, Source):
        raise EnvironmentNotReady(f"{modules(SOURCES)[name]}.read is not declared with @source", place=name)
    return found


def examples(name: str, group: str = ACTIONS) -> tuple[str, ...]:
    """The YAML examples of an action or source."""
    return tuple(textwrap.dedent(text).strip() for text in getattr(module_of(group, name), "EXAMPLES", ()))


def summary(name: str) -> str:
    """The first line of an action's or source's docstring, read without importing it; empty for an unknown name."""
    return documentation(name).partition("\n")[0]


def documentation(name: str) -> str:
    """The docstring of an action's or source's file, read without importing it; empty for an unknown name."""
    for group in (ACTIONS, SOURCES):
        target = files(group).get(name) or modules(group).get(name)
        file = file_of(target) if target else None
        if file:
            return ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return ""


@cache
def modules(group: str) -> dict[str, str]:
    """Name to module, of our files and of entry points; another package cannot take the name of one of our files.

    Args:
        group: `rpa.actions` or `rpa.sources`.
    """
    found = dict(files(group))
    for point in plugins(group):
        found.setdefault(point.name, point.value.partition(":")[0])
    return found


@cache
def files(group: str) -> dict[str, str]:
    """Name to module, of the files beside the contract."""
    folder = Path(import_module(group).__file__ or "").parent
    return {
        f"{file.parent.name}.{file.stem}": f"{group}.{file.parent.name}.{file.stem}"
        for file in folder.glob("*/*.py")
        if file.stem != "__init__" and declares(file, "read" if group == SOURCES else "run")
    }


def declares(file: Path, function: str) -> bool:
    """Whether a file has the decorated function; other files in the folder are parts several of them share."""
    return f"\ndef {function}(" in file.read_text(encoding="utf-8")


def plugins(group: str) -> tuple[EntryPoint, ...]:
    """Entry points of other packages."""
    from importlib.metadata import entry_points

    return tuple(
        point
        for point in entry_points(group=group)
        if all(part and not keyword.iskeyword(part) for part in point.name.split("."))
    )


def loaded(group: str, name: str, attribute: str) -> Any:
    """One object of the module behind a name."""
    return getattr(module_of(group, name), attribute, None)


def module_of(group: str, name: str) -> Any:
    """The module behind a name, imported now."""
    kind = "action" if group == ACTIONS else "source"
    # Asking for all entry points reads every installed package: only for names that are no file of ours.
    target = files(group).get(name) or modules(group).get(name)
    if target is None:
        raise Unknown(f"there is no {kind} {name!r}", hint="See: rpa actions")
    try:
        return import_module(target)
    except ImportError as error:
        raise EnvironmentNotReady(
            f"the {kind} {name} cannot be loaded: {error}", hint="Run: rpa doctor --fix"
        ) from error


def file_of(module: str) -> Path | None:
    """The file of a module, found without importing the module itself."""
    try:
        spec = find_spec(module)
    except ImportError:
        return None
    return Path(spec.origin) if spec and spec.origin else None
