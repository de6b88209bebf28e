"""Which paths a pattern of file names fits, without wandering off through links to folders."""

from __future__ import annotations

import glob
import logging
import os
from collections.abc import Iterator
from pathlib import Path

_log = logging.getLogger(__name__)
DEEP = "**"


def matches(root: Path, pattern: str, base: Path) -> Iterator[str]:
    """The paths that fit, relative to the root or absolute, in no order; some may come twice.

    As `glob` does it, hidden ones passed over, but `**` does not go through links to folders, which may lead to the
    whole machine, and round in circles: such links are among the paths themselves.

    Args:
        root: What relative patterns start from.
        pattern: With `*`, `?`, `[...]`, and `**` for folders of any depth.
        base: The folder before the first wildcard, links resolved: no search begins outside of it.
    """
    parts = Path(pattern).parts
    if DEEP not in parts:
        yield from glob.iglob(any_case(pattern), root_dir=root)  # noqa: PTH207 - pathlib lists hidden files
        return
    at = parts.index(DEEP)
    behind = os.path.join(*(parts[at + 1 :] or ("*",)))  # noqa: PTH118 - a pattern, no path
    above = os.path.join(*parts[:at]) if at else os.curdir  # noqa: PTH118
    for top in glob.iglob(above, root_dir=root):  # noqa: PTH207
        if not (root / top).resolve().is_relative_to(base):
            _log.warning("%s leads out of %s; nothing is looked for there", root / top, base)
            yield top
            continue
        for folder, below, _ in os.walk(root / top):
            shown = [path for name in below if not name.startswith(".") and (path := Path(folder, name)).is_symlink()]
            for link in shown:
                _log.warning("%s is a link to a folder; it is not gone through", link)
            yield from map(str, shown)
            below[:] = [name for name in below if not name.startswith(".") and Path(folder, name) not in shown]
            yield from matches(root, os.path.join(glob.escape(folder), behind), base)  # noqa: PTH118


def any_case(pattern: str) -> str:
    """The pattern with an ending in any case of letters: who sends `ORDER.XLSX` means `order.xlsx`."""
    stem, dot, ending = pattern.rpartition(".")
    if not dot or not ending.isalnum():
        return pattern
    return f"{stem}." + "".join(f"[{c.lower()}{c.upper()}]" if c.isalpha() else c for c in ending)
