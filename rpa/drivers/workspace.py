"""Finds a workspace on disk and reads its settings (`rpa.toml`)."""

from __future__ import annotations

import os
import tomllib
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from rpa.errors import EnvironmentNotReady, UsageError
from rpa.model.workspace import Workspace

SETTINGS_FILE = "rpa.toml"


def shipped_folder() -> Path:
    """The folder with the recipes and templates that come with the package.

    Raises:
        EnvironmentNotReady: If the installation is incomplete.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "shipped", package.parent):
        if (folder / "recipes").is_dir() and (folder / "templates").is_dir():
            return folder
    raise EnvironmentNotReady(
        "the recipes and templates that come with the package are not there",
        place=str(package),
        hint="Install the package again.",
    )


def _read_settings(file: Path) -> dict[str, object]:
    try:
        settings = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(
            f"not readable as TOML: {error}", place=str(file), hint="Mend the line and run again."
        ) from None
    except OSError as error:
        raise EnvironmentNotReady(f"cannot be read: {error.strerror}", place=str(file)) from None
    zone = settings.get("timezone", "Europe/Amsterdam")
    try:
        ZoneInfo(str(zone))
    except (OSError, ValueError, ZoneInfoNotFoundError):
        raise UsageError(
            f"timezone = {zone!r} is no time zone", place=str(file), hint='Write for example "Europe/Amsterdam".'
        ) from None
    return settings


def open_workspace(root: Path) -> Workspace:
    """The workspace in this very folder; without an `rpa.toml` it has no settings."""
    root = root.resolve()
    file = root / SETTINGS_FILE
    return Workspace(root, shipped_folder(), _read_settings(file) if file.is_file() else {})


def keep_private(workspace: Workspace) -> None:
    """See to it that only its owner can look into `.rpa`: it holds the ledger and pictures of customers' data."""
    try:
        mode = workspace.state.stat().st_mode
        if mode & 0o077:
            workspace.state.chmod(0o700)
    except OSError:
        return  # not there yet, or somebody else's: whoever makes it makes it so


def find_workspace(start: Path | None = None) -> Workspace:
    """The workspace around a folder.

    Args:
        start: Folder to look in, then in its parents; default: `RPA_WORKSPACE`, else the current folder.

    Raises:
        UsageError: If there is no `rpa.toml` in it or above it.
    """
    given = start or (Path(found) if (found := os.environ.get("RPA_WORKSPACE")) else None)
    start = (given or Path.cwd()).resolve()
    for folder in (start, *(() if given else start.parents)):
        if (folder / SETTINGS_FILE).is_file():
            return open_workspace(folder)
    raise UsageError(
        f"no workspace: there is no {SETTINGS_FILE} here" + ("" if given else " nor in a folder above"),
        place=str(start),
        hint="Make one with: rpa init",
    )
