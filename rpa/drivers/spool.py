"""Where submissions lie between the moment they are answered and the moment they are recorded, and behind it.

`.rpa/intake/NAME/` holds one file for each submission that waits, named after its receipt. Once recorded it goes into
the recipe's archive, or into `done/`. `seen/` remembers the receipts of those that had a name of their sender's, so
that the same delivery, sent again, is known.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rpa.drivers.files import file_away, write_file
from rpa.errors import EnvironmentNotReady
from rpa.model.workspace import Workspace

if TYPE_CHECKING:
    from rpa.drivers.machine import Check

LONGEST_WAIT = timedelta(days=1)
"""After this time somebody is told that submissions wait."""
ENDING = ".json"
DONE = "done"
SEEN = "seen"


def folder_of(workspace: Workspace, name: str) -> Path:
    """The spool of one intake; it need not be there."""
    return workspace.state / "intake" / name


def waiting(folder: Path) -> list[Path]:
    """Submissions that are not recorded yet, oldest first.

    Raises:
        EnvironmentNotReady: The folder is there and cannot be read.
    """
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(ENDING) and not entry.name.startswith("."):
                    state = entry.stat(follow_symlinks=False)
                    if stat.S_ISREG(state.st_mode):
                        found.append((state.st_mtime_ns, entry.name))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise EnvironmentNotReady(f"cannot be read: {error.strerror}", place=str(folder)) from error
    return [folder / name for _, name in sorted(found)]


def check_spools(workspace: Workspace) -> Iterator[Check]:
    """What doctor says about submissions that nobody works on; does not raise."""
    from rpa.drivers.machine import Check

    base = workspace.state / "intake"
    for folder in sorted(base.iterdir()) if base.is_dir() else ():
        try:
            lying = waiting(folder)
            since = datetime.fromtimestamp(lying[0].stat().st_mtime, UTC) if lying else None
        except (EnvironmentNotReady, OSError) as error:
            yield Check("intake", "warn", f"{folder.name}: {error}", "See who owns the folder.")
            continue
        if since is None or datetime.now(UTC) - since < LONGEST_WAIT:
            yield Check("intake", "ok", f"{folder.name}: {len(lying)} waiting")
            continue
        shown = since.astimezone(ZoneInfo(workspace.timezone)).strftime("%Y-%m-%d %H:%M")
        seen = f"{folder.name}: {len(lying)} waiting, the first since {shown}"
        yield Check(
            "intake", "warn", seen, f"Nothing reads them: run or schedule the recipe with form.intake: {folder.name}"
        )


def set_aside(path: Path, archive: Path | None, digest: str) -> None:
    """File a recorded submission away; one that is gone already is no trouble.

    Args:
        path: The file in its spool.
        archive: Where to; None: `done/` in the spool.
        digest: What its sender's name for it stands for from now on; empty: it has none.

    Raises:
        EnvironmentNotReady: Disk full or not allowed.
        ApplicationException: Any other trouble of the file system.
    """
    if not path.exists():
        return
    # The note first: between the two the submission is known by its file.
    if digest:
        write_file(path.parent / SEEN / path.stem, digest.encode(), mode=0o600)
    file_away(path, archive or path.parent / DONE)
