"""The texts that the cells of a workbook point to: in memory while few, else in a temporary file."""

from __future__ import annotations

import os
import tempfile
import weakref
from array import array
from typing import IO

MOST_IN_MEMORY = 8_000_000  # characters, and a tenth as many texts
BUFFERED = 2**20
LONGEST = 1_000_000  # characters of one text; a cell holds 32,767


class TextStore:
    """Texts by their number, added one after another.

    Empty texts are None, as the cells that point to them are.
    """

    def __init__(self) -> None:
        self.texts: list[str | None] = []
        self.size = 0
        self.ends: array[int] = array("Q")
        self.file: IO[bytes] | None = None
        self.pending: list[bytes] = []
        self.pending_size = 0

    def add(self, text: str) -> None:
        """Keep the next text.

        Raises:
            ValueError: It is longer than any cell's.
        """
        if len(text) > LONGEST:
            raise ValueError("a text is too long for a cell")
        if self.file is not None:
            self.append(text)
            return
        self.texts.append(text or None)
        self.size += len(text) + 10
        if self.size > MOST_IN_MEMORY:
            self.spill()

    def spill(self) -> None:
        """Move all texts to a file that nobody else sees and that ends with the process."""
        self.file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the store
        weakref.finalize(self, self.file.close)
        for text in self.texts:
            self.append(text or "")
        self.texts = []

    def append(self, text: str) -> None:
        """Put a text behind the others."""
        content = text.encode("utf-8", "surrogatepass")
        self.pending.append(content)
        self.pending_size += len(content)
        self.ends.append((self.ends[-1] if self.ends else 0) + len(content))
        if self.pending_size > BUFFERED:
            self.flush()

    def flush(self) -> None:
        """Write what was only kept in memory."""
        if self.file is not None and self.pending:
            self.file.write(b"".join(self.pending))
            self.file.flush()
            self.pending, self.pending_size = [], 0

    def __len__(self) -> int:
        """How many texts there are."""
        return len(self.texts) if self.file is None else len(self.ends)

    def __getitem__(self, number: int) -> str | None:
        """A text by its number from 0.

        Raises:
            IndexError: There is none with that number.
        """
        if number < 0:
            raise IndexError(number)
        if self.file is None:
            return self.texts[number]
        self.flush()
        end, start = self.ends[number], self.ends[number - 1] if number else 0
        return os.pread(self.file.fileno(), end - start, start).decode("utf-8", "surrogatepass") or None
