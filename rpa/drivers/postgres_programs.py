"""Where PostgreSQL's own programs are: distributions keep them out of PATH."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

from rpa.drivers.machine import Check

FOLDERS = (
    "/usr/lib/postgresql/*/bin",  # Debian, Ubuntu
    "/usr/pgsql-*/bin",  # the project's own packages for Fedora and Red Hat
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


def find_programs(patterns: Sequence[str] = FOLDERS) -> Path | None:
    """The folder with `initdb` and `postgres`: the newest version's, else the one in PATH; None when there is none.

    Args:
        patterns: Where to look, absolute, with `*` for the version.
    """
    found = [folder for pattern in patterns for folder in Path("/").glob(pattern.lstrip("/"))]
    complete = [folder for folder in found if (folder / "initdb").is_file() and (folder / "postgres").is_file()]
    if complete:
        return max(complete, key=_version)
    program = shutil.which("initdb")
    return Path(program).resolve().parent if program else None


def check_postgres() -> Check:
    """`initdb` and `postgres` are there: the tests start a server of their own."""
    found = find_programs()
    if found is None:
        remedy = "Tests of the ledger on PostgreSQL need it. Install it: rpa doctor --fix --for-tests"
        return Check("PostgreSQL", "missing", "there is no initdb", remedy, part="postgres")
    return Check("PostgreSQL", "ok", str(found))


def _version(folder: Path) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", str(folder)))
