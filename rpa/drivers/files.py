"""Files written so that they are there whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

from rpa.errors import ApplicationException, EnvironmentNotReady

_NO_SECOND_NAME = (errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK)
"""What file systems say that know no hard links, and kernels for other people's files."""
LONGEST_NAME = 255  # bytes of a file's name, on every usual file system


def fitting(name: str, most: int = LONGEST_NAME) -> str:
    """A file's name of so many bytes at most: the end of one that is too long, behind a digest of the whole."""
    whole = os.fsencode(name)
    if len(whole) <= most:
        return name
    end = whole[9 - most :].decode("utf-8", "ignore")
    return f"{hashlib.sha256(whole).hexdigest()[:8]}-{end}"


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _explain(error: OSError, path: Path) -> Exception:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return EnvironmentNotReady("the disk is full", place=str(path), hint="Make room and run again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return EnvironmentNotReady("may not be written", place=str(path), hint="See: rpa doctor")
    return ApplicationException(f"could not be written: {error.strerror}", place=str(path))


def make_folder(folder: Path) -> None:
    """Make a folder and its parents, each durable in the one above it.

    Raises:
        EnvironmentNotReady: If it may not be made.
    """
    try:
        for one in (*reversed(folder.parents), folder):
            if not one.is_dir():
                one.mkdir(exist_ok=True)
                _sync_folder(one.parent)
    except OSError as error:
        raise _explain(error, folder) from error


def write_file(path: Path, content: bytes, *, mode: int = 0o640) -> str:
    """Write a file: to a temporary name, synced, then renamed into place and the folder synced.

    Args:
        path: Where to; parent folders are made.
        content: All of it.
        mode: Permissions.

    Returns:
        SHA-256 of the content, hex.

    Raises:
        EnvironmentNotReady: Disk full or not allowed.
        ApplicationException: Any other trouble of the file system.
    """
    make_folder(path.parent)
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:60]}.", suffix=".part")
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, mode)  # noqa: PTH101 - mkstemp gives a text path
        os.replace(temporary, path)  # noqa: PTH105
        _sync_folder(path.parent)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)  # noqa: PTH108
        raise _explain(error, path) from error
    return hashlib.sha256(content).hexdigest()


def same_content(one: Path, other: Path) -> bool:
    """True when two files hold the same bytes."""
    if one.stat().st_size != other.stat().st_size:
        return False
    with one.open("rb") as left, other.open("rb") as right:
        return hashlib.file_digest(left, "sha256").digest() == hashlib.file_digest(right, "sha256").digest()


def file_away(path: Path, folder: Path) -> Path:
    """Move a file into a folder, never over another one.

    A file of the same name and content that is there already makes this one superfluous: it is removed. One of other
    content keeps its name, and this one gets `-2`, `-3`, ... behind its own.

    Args:
        path: The file.
        folder: Where to; made when missing.

    Returns:
        Where it is now.

    Raises:
        EnvironmentNotReady: Disk full or not allowed.
        ApplicationException: Any other trouble of the file system.
    """
    make_folder(folder)
    # A Maildir name carries its flags behind a colon; in an archive it is a mail like any other.
    stem, suffix = (path.stem, path.suffix) if ":2," not in path.name else (path.name.split(":2,")[0], ".eml")
    try:
        for count in range(1, 100_000):
            target = folder / fitting(f"{stem}{suffix}" if count == 1 else f"{stem}-{count}{suffix}")
            if target.is_file():
                if target.name == path.name and folder.samefile(path.parent):
                    return target  # it lies there already: removing "the other one" would lose it
                if same_content(path, target):
                    path.unlink()
                    return target
            elif not os.path.lexists(target) and _move(path, target):
                _sync_folder(folder)
                return target
    except OSError as error:
        raise _explain(error, path) from error
    raise ApplicationException(f"there are too many files called {stem}{suffix} in {folder}", place=str(path))


def _move(path: Path, target: Path) -> bool:
    """Move a file to a name that nothing has; False when something has got that name meanwhile."""
    if path.parent.stat().st_dev == target.parent.stat().st_dev:
        return _rename(path, target)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name[:60]}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as copy, path.open("rb") as stream:
            shutil.copyfileobj(stream, copy)
            copy.flush()
            os.fsync(copy.fileno())
        shutil.copystat(path, part)
        moved = _rename(part, target)
    finally:
        part.unlink(missing_ok=True)
    if moved:
        _sync_folder(target.parent)  # before the original goes
        path.unlink()
    return moved


def _rename(path: Path, target: Path) -> bool:
    """Rename without replacing anything: a second name first, since that cannot hit a name in use."""
    try:
        os.link(path, target, follow_symlinks=False)
    except FileExistsError:
        return False
    except OSError as error:
        if error.errno not in _NO_SECOND_NAME:
            raise
        path.rename(target)
        return True
    path.unlink()
    return True


def write_lines(path: Path, lines: Iterable[str], *, mode: int = 0o600) -> int:
    """Write a text line by line, however long: to a temporary name, synced, then renamed into place.

    Args:
        path: Where to; parent folders are made.
        lines: With their line ends.
        mode: Permissions.

    Returns:
        How many lines.

    Raises:
        EnvironmentNotReady: Disk full or not allowed.
        ApplicationException: Any other trouble of the file system.
    """
    make_folder(path.parent)
    count, temporary = 0, ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:60]}.", suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as stream:
            for count, line in enumerate(lines, 1):  # noqa: B007 - counted
                stream.write(line)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, mode)  # noqa: PTH101 - mkstemp gives a text path
        os.replace(temporary, path)  # noqa: PTH105
        _sync_folder(path.parent)
    except OSError as error:
        raise _explain(error, path) from error
    finally:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
    return count
