"""Templates of documents' fields: where they lie, found by name, read once as long as their files do not change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from rpa.drivers.template_reader import read_template
from rpa.errors import MistakesFound, Problem, UsageError
from rpa.model.field_template import FieldTemplate
from rpa.model.workspace import Workspace

FOLDER = "documents"
SUGGESTED = "suggested"
"""Below the folder: what the toolkit proposes. Nothing in there is used before a person has moved it up."""
SUFFIXES = (".yaml", ".yml", ".json")
MOST = 2_000
LARGEST = 256 << 10  # bytes


def suggested_folder(workspace: Workspace) -> Path:
    """Where suggestions are written."""
    return workspace.template_folders[0] / FOLDER / SUGGESTED


def template_files(workspace: Workspace) -> dict[str, Path]:
    """Name to file of every template in use, the workspace's own before what comes with the toolkit.

    Raises:
        UsageError: There are far too many.
    """
    found: dict[str, Path] = {}
    for folder in workspace.template_folders:
        for path in files_in(folder / FOLDER):
            name = path.relative_to(folder / FOLDER).with_suffix("").as_posix()
            found.setdefault(name, path)
            if len(found) > MOST:
                raise UsageError(f"more than {MOST} templates of documents", place=str(folder / FOLDER))
    return found


def files_in(folder: Path) -> Iterator[Path]:
    """Every template in a folder and those below it, but for the suggestions."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else []:
        inside = path.relative_to(folder)
        if (
            path.suffix in SUFFIXES
            and inside.parts[0] != SUGGESTED
            and not path.name.startswith(".")
            and path.is_file()
        ):
            yield path


def find_template(workspace: Workspace | None, word: str) -> Path:
    """The file of a template: by its name, or a path.

    Raises:
        UsageError: There is none.
    """
    path = Path(word)
    if path.suffix in SUFFIXES and path.is_file():
        return path
    files = template_files(workspace) if workspace is not None else {}
    if word in files:
        return files[word]
    if workspace is not None and (inside := workspace.inside(word)).suffix in SUFFIXES and inside.is_file():
        return inside
    from rpa.drivers.yaml_problems import proposal

    hint = proposal(word, files) if files else f"Templates lie in templates/{FOLDER}/."
    raise UsageError(f"there is no template {word!r}", hint=hint)


def load_template(path: Path, workspace: Workspace | None = None) -> FieldTemplate:
    """Read one template.

    Raises:
        MistakesFound: With all of its mistakes, or because the file cannot be read.
    """
    shown = as_named(path, workspace)
    try:
        status = path.stat()
        if status.st_size > LARGEST:
            raise MistakesFound([Problem(shown, 0, 0, f"the file has more than {LARGEST >> 10} KiB: no template has")])
        return _read(path, shown, status.st_mtime_ns, status.st_size)
    except OSError as error:
        raise MistakesFound([Problem(shown, 0, 0, f"cannot be read: {error.strerror}")]) from None


@lru_cache(maxsize=MOST)
def _read(path: Path, shown: str, changed: int, size: int) -> FieldTemplate:  # noqa: ARG001 - what makes it a new file
    return read_template(path.read_bytes(), path.stem, shown)


def load_templates(workspace: Workspace, names: Sequence[str] = ()) -> list[FieldTemplate]:
    """Read the templates in use, or those named.

    Raises:
        MistakesFound: With the mistakes of all of them.
        UsageError: One that is named is not there.
    """
    paths = [find_template(workspace, name) for name in names] if names else list(template_files(workspace).values())
    found, wrong = list[FieldTemplate](), list[Problem]()
    for path in paths:
        try:
            found.append(load_template(path, workspace))
        except MistakesFound as error:
            wrong += error.problems
    if wrong:
        raise MistakesFound(wrong)
    return found


def as_named(path: Path, workspace: Workspace | None) -> str:
    """A file as a person in the workspace would name it."""
    for root in (workspace.root if workspace is not None else None, Path.cwd()):
        if root is not None and path.is_absolute() and path.is_relative_to(root):
            return path.relative_to(root).as_posix()
    return str(path)
