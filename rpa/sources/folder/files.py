"""Work items from the files of a folder: each file is one item, kept where it outlives its filing away.

The values of an item: `path` (the kept copy), `name`, `folder` (below the part of the pattern without wildcards; empty:
directly in it), `size` in bytes and `sha256`. A file that is still being written is left for the next run.
"""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from rpa.errors import BusinessException
from rpa.model.item import Document, Place, RawItem
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.documents import LONGEST_WAIT, SETTLE, Found, find_files, fixed_folder, told

_log = logging.getLogger(__name__)

EXAMPLES = (
    """\
folder.files: inbox/contracts/*.pdf
""",
    """\
folder.files:
  path: [inbox/scans/**/*.pdf, inbox/scans/**/*.tif]
  settle: 10
  largest: 50
""",
)
LAY = frozenset(("path", "name", "folder"))
"""Values that say where a file lay, not what it is."""


class Params(SourceParams):
    """Which files."""

    shorthand: ClassVar[str | None] = "path"

    path: str | list[str] = Field(
        description="Files with * and ?, and ** for subfolders, relative to the workspace: inbox/scans/**/*.pdf."
    )
    settle: int = Field(2, ge=0, description=SETTLE)
    largest: int = Field(100, ge=1, le=2000, description="Megabytes of one file; a larger one is rejected.")


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Read the files, oldest first."""
    patterns = [params.path] if isinstance(params.path, str) else params.path
    bases = [fixed_folder(ctx.workspace.root, pattern) for pattern in patterns]
    for file in find_files(patterns, ctx, settle=params.settle):
        if file.problem:
            yield file.refused()
            continue
        if not file.is_as_found():
            continue
        try:
            content = whole(file, params)
        except BusinessException as error:
            yield Document(file.path, file.name, (), told(error))
        except OSError as error:
            yield file.unreadable(error)
        else:
            if content is not None:
                yield Document(file.path, file.name, (item(file, content, bases, ctx),))


def whole(file: Found, params: Params) -> bytes | None:
    """The content of a file; None while it is being written, whatever its date says.

    Programs that copy a file give it the date of the original, often before its last byte. What no program can set is
    when its entry was last changed, and its size.

    Raises:
        BusinessException: It is too large.
    """
    before = file.path.stat()
    if not quiet(before.st_ctime_ns, params.settle):
        after = file.path.stat()
        if (after.st_size, after.st_ctime_ns) != (before.st_size, before.st_ctime_ns):
            _log.warning("%s is still being written; it is left for the next run", file.name)
            return None
    limit = params.largest << 20
    with file.path.open("rb") as stream:
        first = os.fstat(stream.fileno())
        if first.st_size > limit:
            size = f"{first.st_size / (1 << 20):.1f} MB; {params.largest} MB are taken"
            raise BusinessException(f"it has {size}", place=file.name, hint="Raise largest: if it is meant.")
        content = stream.read(limit + 1)
        last = os.fstat(stream.fileno())
    if (first.st_size, first.st_mtime_ns) != (last.st_size, last.st_mtime_ns) or len(content) != last.st_size:
        _log.warning("%s changed while it was read; it is left for the next run", file.name)
        return None
    return content


def quiet(changed: int, settle: int) -> bool:
    """Whether an entry has not been touched (ns since 1970) for `settle` seconds; a recent one is waited for."""
    age = (time.time_ns() - changed) / 10**9
    if 0 <= age < settle:
        time.sleep(min(settle - age, LONGEST_WAIT))
        return False
    return True


def item(file: Found, content: bytes, bases: list[Path], ctx: SourceContext) -> RawItem:
    """A file as an item."""
    digest = hashlib.sha256(content).hexdigest()
    parent = file.path.parent
    real = parent.resolve()  # the inbox itself may be a link
    below = next((real.relative_to(base) for base in bases if real.is_relative_to(base)), Path())
    values = {
        "path": ctx.keep(digest, file.path.name, content),
        "name": file.path.name,
        "folder": below.as_posix() if below.parts else "",
        "size": len(content),
        "sha256": digest,
    }
    original = {"File": file.name, "Bytes": len(content), "SHA-256": digest}
    return RawItem(values, Place(file.name), original=(original,), incidental=LAY)
