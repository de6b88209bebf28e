"""Where submissions are made durable before anybody is told that they were taken."""

from __future__ import annotations

import contextlib
import errno
import shutil
import threading
import time
from pathlib import Path

from rpa.drivers.files import make_folder, write_file
from rpa.drivers.spool import DONE, ENDING, SEEN, folder_of
from rpa.errors import EnvironmentNotReady
from rpa.formats.submission import Damaged, Submission, read_submission, write_submission
from rpa.model.workspace import Workspace

LEAST_FREE = 64 << 20
"""Bytes of the disk that are left to the ledger and the robots, which have to work off what was taken."""
PART_SECONDS = 3600
SEEN_SECONDS = 90 * 86400
"""After this time a delivery that comes again is taken for a new one; no sender tries for so long."""


class NoRoom(EnvironmentNotReady):
    """The disk is full, or nearly so."""


class OtherContent(Exception):
    """The delivery was taken before with other content."""


class Store:
    """The spools of a workspace, as the endpoint writes them.

    Args:
        workspace: Where.
        least_free: Bytes that have to stay free.
    """

    def __init__(self, workspace: Workspace, least_free: int = LEAST_FREE) -> None:
        self.workspace = workspace
        self.least_free = least_free
        self._lock = threading.Lock()

    def prepare(self, name: str) -> None:
        """Make the spool of an intake, and tidy up what a kill left.

        Raises:
            EnvironmentNotReady: It may not be made.
        """
        folder = folder_of(self.workspace, name)
        make_folder(folder)
        folder.chmod(0o700)
        _remove_older(folder, ".*.part", PART_SECONDS)
        _remove_older(folder / SEEN, "*", SEEN_SECONDS)

    def keep(self, name: str, submission: Submission) -> None:
        """Make a submission durable: when this returns, it survives a power cut.

        Raises:
            OtherContent: Its delivery was taken before with other content; nothing was kept.
            NoRoom: The disk is full; nothing was kept.
            EnvironmentNotReady: The spool cannot be written; nothing was kept.
            ApplicationException: The same.
        """
        folder = folder_of(self.workspace, name)
        content = write_submission(submission)
        file = folder / f"{submission.receipt}{ENDING}"
        if not submission.delivery:
            self._write(file, content)
            return
        with self._lock:  # the same delivery may come twice at once
            earlier = self._earlier(file)
            if earlier and earlier != submission.digest():
                raise OtherContent
            if not earlier:
                self._write(file, content)

    def is_ready(self) -> bool:
        """Whether there is room for more."""
        try:
            return shutil.disk_usage(self.workspace.root).free >= self.least_free
        except OSError:
            return False

    def _write(self, file: Path, content: bytes) -> None:
        try:
            if shutil.disk_usage(self.workspace.root).free < self.least_free + len(content):
                raise NoRoom("the disk is nearly full", place=str(file.parent), hint="Make room.")
        except OSError as error:
            raise EnvironmentNotReady(f"cannot be looked at: {error.strerror}", place=str(file.parent)) from error
        try:
            write_file(file, content, mode=0o600)
        except EnvironmentNotReady as error:
            cause = error.__cause__
            if isinstance(cause, OSError) and cause.errno in (errno.ENOSPC, errno.EDQUOT):
                raise NoRoom(error.message, place=error.place) from error
            raise

    def _earlier(self, file: Path) -> str:
        """The digest under which a delivery was taken before; empty when it is new.

        The file is looked for first: whoever files it away notes it down before.
        """
        for place in (file, file.parent / DONE / file.name):
            with contextlib.suppress(OSError):
                try:
                    return read_submission(place.read_bytes()).digest()
                except Damaged:
                    return "damaged"
        try:
            return (file.parent / SEEN / file.stem).read_text("ascii")
        except (OSError, ValueError):
            return ""


def _remove_older(folder: Path, pattern: str, seconds: float) -> None:
    for path in folder.glob(pattern):
        with contextlib.suppress(OSError):
            if path.is_file() and time.time() - path.stat().st_mtime > seconds:
                path.unlink()
