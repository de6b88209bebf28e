"""Locks that the kernel frees when their process dies, however it dies: no clock and no time-out decides."""

from __future__ import annotations

import fcntl
import json
import os
import socket
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from rpa.errors import AlreadyRunning, EnvironmentNotReady


def _made(file: Path) -> int:
    """Open a lock file, made when it is missing.

    Raises:
        EnvironmentNotReady: The disk is full or read-only, or the folder is somebody else's.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        message = f"a lock cannot be made: {error.strerror}"
        raise EnvironmentNotReady(message, place=str(file), hint="Nothing was started. See: rpa doctor") from error


class OwnerLock:
    """A process's sign of life: a locked file named after it.

    Attributes:
        name: The owner as the ledger knows it: `host:pid:random`.
        file: Locked while the process lives, absolute.
    """

    def __init__(self, folder: Path) -> None:
        self.name = f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:12]}"
        self.file = folder.resolve() / f"{self.name}.lock"
        # Locked under another name first: a visible lock file is a locked one, always.
        part = self.file.with_suffix(".part")
        self._handle = _made(part)
        fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        part.rename(self.file)

    def __enter__(self) -> OwnerLock:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.unlink(missing_ok=True)
        os.close(self._handle)


def is_alive(folder: Path, owner: str) -> bool:
    """True while the owner's process lives; the lock file of a dead one is removed."""
    file = folder / f"{owner}.lock"
    try:
        handle = os.open(file, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        file.unlink(missing_ok=True)
        return False
    finally:
        os.close(handle)


def living_owners(folder: Path) -> list[str]:
    """Names of all owners in a folder whose processes live."""
    return sorted(file.stem for file in folder.glob("*.lock") if lock_state(str(file)))


def lock_state(file: str) -> bool | None:
    """Whether a lock file is held; None when there is none that this process may look at. It stays where it is."""
    try:
        handle = os.open(file, os.O_RDWR)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    else:
        return False
    finally:
        os.close(handle)


@contextmanager
def recipe_lock(folder: Path, recipe: str) -> Iterator[None]:
    """Hold the right to run a recipe.

    Raises:
        AlreadyRunning: If another living process holds it; says which one, since when.
    """
    file = folder / f"{recipe}.run"
    handle = _made(file)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise AlreadyRunning(
                f"{recipe} is already running{_holder(file)}.", hint="Wait for it to end; nothing was started."
            ) from None
        _sign(handle)
        yield
    finally:
        os.close(handle)


def _sign(handle: int) -> None:
    """Say who holds it; that it is held does not depend on it, so a full disk is no reason to stop."""
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "since": datetime.now(UTC).isoformat()}
    with suppress(OSError):
        os.ftruncate(handle, 0)
        os.pwrite(handle, json.dumps(holder).encode(), 0)


def _holder(file: Path) -> str:
    try:
        found = json.loads(file.read_text())
        since = datetime.fromisoformat(found["since"]).astimezone().strftime("%Y-%m-%d %H:%M:%S %Z")
        return f": process {found['pid']} on {found['host']} since {since}"
    except (OSError, ValueError, KeyError):
        # The holder is between locking and signing; that it holds the lock is certain all the same.
        return ""
