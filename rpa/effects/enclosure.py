"""Files taken out of a document while it is read: kept with the item's pictures, changing nothing in the world."""

from __future__ import annotations

import re
from pathlib import Path

from rpa.drivers.files import fitting, write_file

CONTROL = re.compile(r"[\x00-\x1f\x7f/\\:]+")
LONGEST, LONGEST_KEPT = 120, 200  # characters, and bytes, of a name


def keep_enclosure(folder: Path, number: int, name: str, content: bytes) -> Path:
    """Keep a file.

    Args:
        folder: The step's own folder, absolute.
        number: Its number in the document: two files may have one name.
        name: What the document calls it; never used as a path.
        content: All of it.

    Returns:
        Where it is; the same again when the step is repeated.
    """
    safe = fitting(CONTROL.sub("_", name).strip(". ")[-LONGEST:] or "enclosure", LONGEST_KEPT)
    path = folder / "enclosures" / str(number) / safe
    if not path.exists():
        write_file(path, content)
    return path
