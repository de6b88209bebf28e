"""Files that may be removed when they are old: measured and removed without ever following a link."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from rpa.errors import EnvironmentNotReady


@dataclass(frozen=True)
class Lying:
    """A file, or a folder with all that is in it.

    Attributes:
        path: Where.
        files: How many files.
        size: Bytes.
        changed: When the newest of them was changed, aware, UTC.
    """

    path: Path
    files: int
    size: int
    changed: datetime


def lying(path: Path) -> Lying | None:
    """Measure a file or folder; None when it is neither (a link, something of the system), or is gone."""
    if path.is_symlink():
        return None
    try:
        if path.is_file():
            found = [path.stat()]
        elif path.is_dir():
            found = [state for state in map(_state, _below(path)) if state is not None]
        else:
            return None
        newest = max((state.st_mtime for state in found), default=path.stat().st_mtime)
    except OSError:
        return None
    return Lying(path, len(found), sum(state.st_size for state in found), datetime.fromtimestamp(newest, UTC))


def inside(folder: Path, pattern: str) -> Iterator[Path]:
    """What lies in a folder under names of a pattern, sorted; nothing when there is no such folder, or it is a link."""
    if folder.is_dir() and not folder.is_symlink():
        yield from sorted(folder.glob(pattern))


def remove(one: Lying) -> None:
    """Remove a file, or a folder with all that is in it; one that is gone already is no trouble.

    Raises:
        EnvironmentNotReady: It may not be removed.
    """
    try:
        if one.path.is_dir() and not one.path.is_symlink():
            shutil.rmtree(one.path)
        else:
            one.path.unlink(missing_ok=True)
    except FileNotFoundError:
        return
    except OSError as error:
        message = f"cannot be removed: {error.strerror}"
        raise EnvironmentNotReady(message, place=str(error.filename or one.path), hint="See: rpa doctor") from error


def remove_empty(folder: Path) -> None:
    """Remove a folder if nothing is left in it."""
    try:
        folder.rmdir()
    except OSError:
        return


def _below(folder: Path) -> Iterator[Path]:
    for place, _, names in os.walk(folder, followlinks=False):
        yield from (Path(place) / name for name in names)


def _state(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except FileNotFoundError:
        return None
