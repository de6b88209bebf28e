"""Copies of the ledger from before it is migrated: consistent, durable, and there before anything is changed."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from rpa.errors import LedgerError, LedgerNotReady
from rpa.ledger.sqlite_database import in_words, sync_folder

KEPT = 3
NO_ROOM = "there is no room for the copy that is made before a ledger is migrated"
UNCHANGED = "The ledger is as it was."


def backup_folder(path: Path) -> Path:
    """Where the copies of a ledger file lie."""
    return path.parent / "backups"


def back_up(path: Path, number: int, now: str) -> Path:
    """Copy a ledger file; the caller keeps others from writing meanwhile.

    Args:
        path: The file.
        number: Its format: how many migrations it has had.
        now: The time as ISO text.

    Returns:
        The copy. Of older ones the newest stay, `KEPT` with this one.

    Raises:
        LedgerError: There is no room for it, or the ledger is damaged; nothing was changed.
    """
    folder = backup_folder(path)
    at = datetime.fromisoformat(now).astimezone(UTC)
    copy = folder / f"{path.stem}-{number}-{at:%Y%m%dT%H%M%SZ}.sqlite"
    part = copy.with_suffix(".part")
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in folder.glob("*.part*"):
            left.unlink()
        _require_room(path, folder)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        try:
            _copy(path, part)
            _sync(part)
            part.rename(copy)
        finally:
            part.unlink(missing_ok=True)
        sync_folder(folder)
        for old in sorted(folder.glob(f"{path.stem}-*.sqlite"), key=lambda file: file.stat().st_mtime)[:-KEPT]:
            old.unlink()
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        message = f"{NO_ROOM}." if full else f"the copy before a migration cannot be made: {error.strerror}."
        hint = "Make room on the disk, and start again." if full else "See: rpa doctor"
        raise LedgerNotReady(f"{message} {UNCHANGED}", place=str(folder), hint=hint) from error
    return copy


def _require_room(path: Path, folder: Path) -> None:
    wal = path.with_name(path.name + "-wal")
    size = path.stat().st_size + (wal.stat().st_size if wal.exists() else 0)
    if shutil.disk_usage(folder).free < size:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _copy(path: Path, part: Path) -> None:
    try:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(part)) as target:
            source.backup(target)
            found = target.execute("pragma quick_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_FULL:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        raise in_words(error, str(path)) from error
    if found != "ok":
        message = f"the ledger is damaged ({found}), and is not migrated. {UNCHANGED}"
        raise LedgerError(message, place=str(path), hint="Keep a copy of it, and put the last backup back.")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
