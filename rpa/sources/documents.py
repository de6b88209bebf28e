"""The files an inbox holds: complete, in a fixed order, and none that lies somewhere else."""

from __future__ import annotations

import glob
import logging
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from pathlib import Path

from rpa.errors import BusinessException, EnvironmentNotReady
from rpa.model.item import Document, RawItem
from rpa.sources.contract import SourceContext
from rpa.sources.matches import matches

_log = logging.getLogger(__name__)
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".filepart")
LONGEST_WAIT = 5.0  # seconds that one file is waited for
SETTLE = "Seconds since its last change after which a file counts as completely written."


@dataclass(frozen=True)
class Found:
    """A file of the inbox.

    Attributes:
        path: Absolute, links not followed.
        name: Relative to the workspace where it lies inside, for messages.
        problem: Why it must not be read; empty when it may.
        is_ours: Whether it may be filed away; not, when a link to a folder elsewhere led to it.
        changed: When it was last changed, in nanoseconds since 1970.
    """

    path: Path
    name: str
    problem: str = ""
    is_ours: bool = True
    changed: int = 0

    def refused(self) -> Document:
        """The document that says why it is not read."""
        return Document(self.path if self.is_ours else None, self.name, (), self.problem)

    def unreadable(self, error: OSError) -> Document:
        """The document that says that the file itself cannot be got at; it may be later, and stays where it is."""
        return Document(None, self.name, (), f"{self.name}: it cannot be read: {error.strerror}. It stays where it is")

    def is_as_found(self) -> bool:
        """Whether it is still what it was when the folder was looked through, which may be long ago; else it is logged.

        Meanwhile somebody may have begun to write it anew, or moved it: mail programs rename the mails of a Maildir.
        """
        if last_change(self.path) == self.changed:
            return True
        _log.warning("%s has been changed or moved meanwhile; it is left for the next run", self.name)
        return False


def read_documents(found: Sequence[Found], read: Callable[[Path, str], Iterable[RawItem]]) -> Iterator[Document]:
    """Read files one by one; a file that cannot be read becomes a document with its problem.

    One that has changed since it was found is passed over. The first item of a file is read at once, the others while
    they are gone through.

    Args:
        found: The files.
        read: Takes path and name, gives the items; raises `BusinessException` for what cannot be read.
    """
    for file in found:
        if file.problem:
            yield file.refused()
            continue
        if not file.is_as_found():
            continue
        try:
            with file.path.open("rb"):  # said here, before a reader takes it for damage
                pass
            items = iter(read(file.path, file.name))
            first = list(islice(items, 1))
        except BusinessException as error:
            yield Document(file.path, file.name, (), told(error))
        except OSError as error:
            yield file.unreadable(error)
        else:
            yield Document(file.path, file.name, chain(first, items))


def told(error: BusinessException) -> str:
    """An error as sentences: where and what, then what to do."""
    text = f"{error.place}: {error.message}" if error.place else error.message
    return f"{text}. {error.hint}" if error.hint else text


def find_files(patterns: str | Sequence[str], ctx: SourceContext, *, settle: int) -> list[Found]:
    """List the files that match, oldest first, then by name.

    Hidden files, lock files of office programs (`~$x.xlsx`) and half-written downloads are left out,
    and so are files that are still being written (see `settled`).

    Args:
        patterns: File names with `*`, `?` and `**`, relative to the workspace or absolute.
        ctx: Gives the workspace.
        settle: In seconds.

    Raises:
        EnvironmentNotReady: A folder that is named without wildcards does not exist.
    """
    root, found = ctx.workspace.root, dict[Path, Found]()
    for pattern in [patterns] if isinstance(patterns, str) else patterns:
        base = fixed_folder(root, pattern)
        # abspath does not follow the link that is judged below.
        for text in matches(root, pattern, base):
            path = Path(os.path.abspath(root / text))  # noqa: PTH100
            if unwanted(path, base):
                continue
            changed = path.lstat().st_mtime_ns if leads_out(path, base) else settled(path, settle)
            if changed is not None:
                found[path] = replace(judged(path, base, root), changed=changed)
    return sorted(found.values(), key=lambda file: (file.changed, str(file.path)))


def fixed_folder(root: Path, pattern: str) -> Path:
    """The folder before the first wildcard, which must exist."""
    base = root
    for part in Path(pattern).parts[:-1]:
        if glob.has_magic(part):
            break
        base /= part
    if not base.is_dir():
        raise EnvironmentNotReady(
            f"there is no folder {base}", place=pattern, hint="Create it, or correct the path in the recipe."
        )
    return base.resolve()


def settled(path: Path, settle: int) -> int | None:
    """When a file was last changed, once it has kept still for `settle` seconds.

    A file that has only just come is waited for, so that nobody has to wonder why it was passed over; one that is still
    being written after that is left for the next run, and the log says so.

    Args:
        path: The file.
        settle: In seconds.

    Returns:
        Nanoseconds since 1970; None when it is no file (any more), or still being written.
    """
    changed = last_change(path)
    if changed is None or not 0 <= (age := time.time_ns() - changed) < settle * 10**9:
        return changed
    wait = settle - age / 10**9
    if wait <= LONGEST_WAIT:
        time.sleep(wait)
    if wait > LONGEST_WAIT or last_change(path) != changed:
        _log.warning("%s has not kept still for %s seconds; it is left for the next run", path, settle)
        return None
    return changed


def last_change(path: Path) -> int | None:
    """When a file was last changed, in nanoseconds since 1970; None when it is no file (any more)."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_mtime_ns if stat.S_ISREG(state.st_mode) else None


def unwanted(path: Path, base: Path) -> bool:
    """Whether a file is no input: hidden, a lock, or half-written."""
    try:
        below = path.relative_to(base).parts
    except ValueError:
        below = (path.name,)
    return any(part.startswith((".", "~$")) for part in below) or path.suffix.lower() in UNFINISHED


def leads_out(path: Path, base: Path) -> bool:
    """Whether a path is a link to a folder elsewhere."""
    return path.is_symlink() and path.is_dir() and not path.resolve().is_relative_to(base)


def judged(path: Path, base: Path, root: Path) -> Found:
    """Refuse a link that leads out of the inbox: the file it shows was never sent to us.

    A link itself is filed away; a file that a link to its folder led to stays where it is.
    """
    name = str(path.relative_to(root)) if path.is_relative_to(root) else str(path)
    real = path.resolve()
    if real.is_relative_to(base):
        return Found(path, name)
    if path.is_dir():
        problem = "is a link to a folder elsewhere; nothing in it is read or moved. Put the files themselves there."
        return Found(path, name, f"{name}: {problem}", is_ours=False)
    if path.parent.resolve().is_relative_to(base):
        problem = "is a link to a file outside of the folder; it is not read. Put the file itself there."
        return Found(path, name, f"{name}: {problem}")
    problem = "a link leads to it, out of the folder; it is neither read nor moved. Put the file itself there."
    return Found(path, name, f"{name}: {problem}", is_ours=False)
