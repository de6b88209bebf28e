"""What was last seen of the ledger, in a small file beside it: an older copy of the ledger put in its place shows.

The file is a witness and no part of the ledger: it is written after each commit, without waiting for the disk, and so
never tells of more than the ledger has kept. A ledger that has less than the witness tells has lost something.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

_log = logging.getLogger(__name__)
_LINE = re.compile(r"(\d{20}) ([0-9a-f]{64})\n")


def seen_file(path: Path) -> Path:
    """Where the witness of a ledger file lies."""
    return path.with_name(path.name + "-seen")


def last_seen(path: Path) -> tuple[int, str] | None:
    """Number and hash of the last event seen in a ledger file; None without a witness that can be believed."""
    try:
        found = _LINE.fullmatch(seen_file(path).read_text("ascii"))
    except (OSError, UnicodeDecodeError):
        return None
    return (int(found[1]), found[2]) if found else None


class Seen:
    """Keeps the witness of one open ledger file.

    Args:
        path: The ledger's file.
    """

    def __init__(self, path: Path) -> None:
        self.path = seen_file(path)
        self._handle = -1

    def keep(self, number: int, kept: str) -> None:
        """Note the last event of a transaction; called behind its commit, which stands whatever happens here.

        When another process has added more events meanwhile, theirs may be noted first: the witness then tells of less
        than there is, never of more.
        """
        try:
            if self._handle < 0:
                self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
            os.pwrite(self._handle, f"{number:020} {kept}\n".encode("ascii"), 0)
        except OSError as error:
            _log.info("%s cannot be kept: %s", self.path, error)

    def close(self) -> None:
        """Let go of the file."""
        if self._handle >= 0:
            os.close(self._handle)
            self._handle = -1
