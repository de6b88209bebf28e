"""Files on an SFTP server: what is known of them, and their names as the server has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RemoteFile:
    """A file on the server.

    Attributes:
        path: Absolute, or relative to where the user signs in. Bytes of a name that are no UTF-8 are kept as Python
            keeps those of local files (surrogates).
        folder: Below the folder that was listed; empty: directly in it.
        name: Its own name.
        size: Bytes.
        changed: Seconds since 1970, by the server's clock.
    """

    path: str
    folder: str
    name: str
    size: int
    changed: int

    @property
    def shown(self) -> str:
        """Its path for messages: a name may hold line ends, and signs that move a screen's cursor."""
        return "".join(char if char.isprintable() else "?" for char in self.path)


def raw(path: str) -> bytes:
    """A path as the server has it."""
    return path.encode("utf-8", "surrogateescape")


def is_same(file: RemoteFile, state: Any) -> bool:
    """Whether a file is still what it was listed as, by what the server says of it now."""
    return (state.st_size, int(state.st_mtime or 0)) == (file.size, file.changed)
