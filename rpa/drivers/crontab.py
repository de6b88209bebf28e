"""The user's crontab: one marked line per scheduled recipe, and every other line left alone, byte for byte."""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

from rpa.errors import EnvironmentNotReady, UsageError
from rpa.formats.cron import machine_times, read_schedule
from rpa.model.workspace import Workspace

LOCALTIME = Path("/etc/localtime")
MARK = re.compile(rb"\S.* # rpa:(?P<workspace>[0-9a-f]{12}):(?P<recipe>[^\s:]+)\s*")
RECIPE = re.compile(r"[\w.-]+")
LONGEST_COMMAND = 990  # Debian's cron cuts a command off at 1000 characters
PATH = "/usr/local/bin:/usr/bin:/bin"
TIME_LIMIT = 30  # seconds


def workspace_id(workspace: Workspace) -> str:
    """Twelve hexadecimal digits that tell this workspace's lines from another's; made from its folder."""
    return hashlib.sha256(os.fsencode(workspace.root)).hexdigest()[:12]


def machine_zone(localtime: Path = LOCALTIME) -> tuple[str, tzinfo]:
    """The machine's own time zone, which cron works in, whatever `TZ` says here.

    Returns:
        Its name, and the zone; UTC when the machine says nothing.

    Raises:
        EnvironmentNotReady: If what it says is no time zone.
    """
    try:
        with localtime.open("rb") as stream:
            zone = ZoneInfo.from_file(stream)
    except FileNotFoundError:
        return "UTC", UTC
    except (OSError, ValueError) as error:
        raise EnvironmentNotReady(f"the machine's time zone cannot be read: {error}", place=str(localtime)) from None
    _, found, name = str(localtime.resolve()).partition("zoneinfo/")
    return (name.removeprefix("Etc/") if found else "the machine's own zone"), zone


@dataclass(frozen=True)
class Entry:
    """One scheduled recipe.

    Attributes:
        recipe: Its name.
        line: The whole line, without its end.
    """

    recipe: str
    line: bytes


def program() -> tuple[str, ...]:
    """How this very installation is called from a place that knows no PATH."""
    beside = Path(sys.executable).with_name("rpa")
    return (str(beside),) if os.access(beside, os.X_OK) else (sys.executable, "-m", "rpa.cli.main")


def make_entry(workspace: Workspace, recipe: str, expression: str, now: datetime, machine: tzinfo) -> Entry:
    """The line that runs a recipe on its schedule.

    Args:
        workspace: Its time zone is the one the schedule is meant in.
        recipe: Name of the recipe.
        expression: Its schedule.
        now: Aware.
        machine: The zone cron works in.

    Raises:
        Unreadable: The expression is no schedule.
        UsageError: The recipe or the workspace's folder has a name that a crontab cannot hold.
    """
    if not RECIPE.fullmatch(recipe):
        raise UsageError(
            f"a crontab cannot hold the name {recipe!r}", hint="Name its file with letters, digits, - _ and . only."
        )
    schedule = read_schedule(expression)
    times = machine_times(schedule, ZoneInfo(workspace.timezone), machine, now)
    arguments = [*program(), "run", recipe, "-C", str(workspace.root)]
    if not times.exact:
        arguments += ["--due", schedule.expression]
    command = f"TZ={shlex.quote(workspace.timezone)} PATH={PATH} LC_ALL=C.UTF-8 exec {shlex.join(arguments)}"
    if re.search(r"[\\\x00-\x1f\x7f]", command) or len(os.fsencode(command)) > LONGEST_COMMAND:
        raise UsageError(
            "a crontab cannot hold this command: it is too long, or has a backslash or a line break in it",
            place=command[:200],
            hint="Move the workspace to a folder with a plain, short name.",
        )
    # Cron ends the command at a bare %; for sh, what follows # is a comment.
    escaped = command.replace("%", r"\%")
    return Entry(recipe, os.fsencode(f"{times.fields} {escaped} # rpa:{workspace_id(workspace)}:{recipe}"))


def find_entries(content: bytes, workspace: str) -> dict[str, Entry]:
    """A workspace's own lines, by recipe; a line that was commented out is nobody's."""
    found: dict[str, Entry] = {}
    for line in content.splitlines():
        mark = _own_mark(line, workspace)
        if mark is not None:
            found[mark] = Entry(mark, line.rstrip())
    return found


def change(content: bytes, workspace: str, entries: Mapping[str, Entry | None]) -> bytes:
    """Put entries in and take entries out.

    Args:
        content: The crontab as it is.
        workspace: As `workspace_id`; lines of other workspaces are foreign.
        entries: By recipe; None takes the line out.

    Returns:
        The new crontab: a line that was there is replaced where it stands, a new one comes last.
    """
    kept: list[bytes] = []
    left = dict(entries)
    for line in content.splitlines(keepends=True):
        recipe = _own_mark(line, workspace)
        if recipe is None or recipe not in entries:
            kept.append(line)
        elif (entry := left.pop(recipe, None)) is not None:
            kept.append(entry.line + b"\n")
    added = [entry.line + b"\n" for entry in left.values() if entry is not None]
    if kept and not kept[-1].endswith((b"\n", b"\r")) and (added or b"".join(kept) != content):
        kept[-1] += b"\n"  # crontab accepts no last line without an end
    return b"".join(kept + added)


def _own_mark(line: bytes, workspace: str) -> str | None:
    mark = None if line.lstrip().startswith(b"#") else MARK.fullmatch(line)
    if mark is None or mark["workspace"].decode() != workspace:
        return None
    return mark["recipe"].decode(errors="surrogateescape")


class Crontab:
    """The crontab of the user who runs this."""

    def __init__(self) -> None:
        found = shutil.which("crontab", path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/bin", "/bin")))
        if found is None:
            raise EnvironmentNotReady(
                "there is no crontab on this machine, so nothing can be scheduled",
                hint="Install cron with: rpa doctor --fix",
            )
        self._program = found

    def read(self) -> bytes:
        """The whole crontab; empty when the user has none.

        Raises:
            EnvironmentNotReady: If the machine does not let this user have one.
        """
        answer = self._call("-l")
        if answer.returncode == 0:
            return answer.stdout
        if b"no crontab for" in answer.stderr.lower():
            return b""
        raise self._refused("be read", answer)

    def update(self, workspace: str, entries: Mapping[str, Entry | None]) -> bool:
        """Change a workspace's lines in one step; nothing else changes.

        Args:
            workspace: As `workspace_id`.
            entries: By recipe; None takes the line out.

        Returns:
            False when everything was so already, and nothing was written.

        Raises:
            EnvironmentNotReady: If the crontab cannot be read or written; it is as it was.
        """
        with _alone():
            before = self.read()
            after = change(before, workspace, entries)
            if after == before:
                return False
            answer = self._call("-", content=after)
            if answer.returncode != 0:
                raise self._refused("be written", answer)
            if find_entries(self.read(), workspace) != find_entries(after, workspace):
                raise EnvironmentNotReady(
                    "the crontab does not hold what was written into it",
                    hint="Somebody else may be editing it: look at it with crontab -l, and try again.",
                )
        return True

    def _call(self, argument: str, content: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        environment = {**os.environ, "LC_ALL": "C"}  # its messages are read here
        command = [self._program, argument]
        try:
            return subprocess.run(
                command, input=content, capture_output=True, env=environment, timeout=TIME_LIMIT, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EnvironmentNotReady(f"crontab does not work: {error}", place=self._program) from None

    def _refused(self, what: str, answer: subprocess.CompletedProcess[bytes]) -> EnvironmentNotReady:
        said = answer.stderr.decode(errors="replace").strip() or f"exit code {answer.returncode}"
        return EnvironmentNotReady(f"the crontab cannot {what}: {said}", place=self._program)


@contextmanager
def _alone() -> Iterator[None]:
    """Keep two of these commands from overwriting each other's lines, also from different workspaces."""
    file = Path("~/.config/rpa/crontab.lock").expanduser()
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise EnvironmentNotReady(f"cannot be written: {error.strerror}", place=str(file)) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
