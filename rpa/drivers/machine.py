"""What this machine has and lacks: each check says what it saw, what it means, and what to do.

Needs nothing but the standard library and this package: what it looks for may be missing.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from rpa.errors import EnvironmentNotReady, RpaError
from rpa.model.workspace import Workspace

State = Literal["ok", "warn", "missing"]
OLDEST_PYTHON = (3, 11)
OLDEST_SQLITE = (3, 35, 0)
LEAST_SPACE = 200 << 20  # bytes: below this a run may stop in the middle
SCARCE_SPACE = 2 << 30
CLOCK_FLOOR = datetime(2026, 1, 1, tzinfo=UTC)  # this program is not older: an earlier clock is wrong
TIME_LIMIT = 60  # seconds for one probe
SERVER_FOLDERS = "/usr/sbin:/usr/libexec:/usr/local/sbin:/opt/homebrew/sbin:/opt/homebrew/bin"  # not all in PATH
TESTED_WITH = {
    "poppler": ("pdftoppm", "Tests that look at pages"),
    "imap": ("dovecot", "Tests of mailboxes"),
    "mariadb": ("mariadbd", "Tests of databases"),
    "sshd": ("sshd", "Tests that fetch files by SFTP"),
}
"""Part -> program, and what needs it."""
FONTS = ("DejaVu", "Liberation")
FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "~/Library/Fonts",
    "~/.local/share/fonts",
)

LAUNCH = """
import sys
from playwright.sync_api import sync_playwright
from rpa.drivers.chromium import find_browser, launch_arguments
choice = find_browser(sys.argv[1] or None)
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=choice.path, args=launch_arguments(), timeout=30_000)
    page = browser.new_page()
    page.set_content("<title>ready</title>")
    assert page.title() == "ready"
    print(f"{choice.name} {browser.version} ({choice.path or 'downloaded by Playwright'})")
    browser.close()
"""
RENDER = """
import weasyprint
content = weasyprint.HTML(string="<p style='font-family: DejaVu Sans'>Amounts: \\u20ac 1.250,00</p>").write_pdf()
assert content.startswith(b"%PDF")
print(f"WeasyPrint {weasyprint.__version__}")
"""


@dataclass(frozen=True)
class Check:
    """What was found out about one thing.

    Attributes:
        name: The thing.
        state: `ok`; `warn`: some things will not work, or may not; `missing`: required, and not there.
        seen: What was seen.
        remedy: What to do; empty when all is well.
        part: What to install (`browser`, `pdf`, `fonts`, `cron`, ...); empty when installing does not help.
    """

    name: str
    state: State
    seen: str
    remedy: str = ""
    part: str = ""


def check_machine(workspace: Workspace | None, *, for_tests: bool = False) -> Iterator[Check]:
    """All checks, one after the other; none raises.

    Args:
        workspace: The workspace to look at; None: only the machine.
        for_tests: Also what the project's own tests need.
    """
    from rpa.drivers.browser_driver import check_driver

    checks: list[Callable[[], Check]] = [
        check_python,
        check_sqlite,
        check_encoding,
        check_driver,
        lambda: check_browser(workspace),
        check_pdf,
        check_fonts,
        lambda: check_time(workspace),
        lambda: check_cron(required=for_tests),
    ]
    if workspace is not None:
        checks += [lambda: check_folder(workspace), lambda: check_secrets(workspace)]
    if for_tests:
        from rpa.drivers.postgres_programs import check_postgres

        checks += [check_postgres, *(partial(check_program, part) for part in TESTED_WITH)]
    for check in checks:
        yield check()


def check_python() -> Check:
    """The interpreter's version."""
    seen = f"{sys.version_info.major}.{sys.version_info.minor}.{sys.version_info.micro} ({sys.executable})"
    if sys.version_info[:2] < OLDEST_PYTHON:
        return Check("Python", "missing", seen, "Install Python 3.11 or newer, and this program into it.")
    return Check("Python", "ok", seen)


def check_sqlite(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> Check:
    """The SQLite that Python brings; the ledger needs RETURNING."""
    seen = ".".join(map(str, version))
    if version < OLDEST_SQLITE:
        return Check("SQLite", "missing", seen, "The ledger needs SQLite 3.35: install a newer Python.")
    return Check("SQLite", "ok", seen)


def check_encoding() -> Check:
    """File names and output are UTF-8, whatever the locale says."""
    names, output = sys.getfilesystemencoding(), getattr(sys.stdout, "encoding", None) or "utf-8"
    seen = f"file names in {names}, output in {output}"
    if names.lower() != "utf-8":
        return Check("encoding", "missing", seen, "Start it with PYTHONUTF8=1, or with a locale such as C.UTF-8.")
    if output.lower().replace("-", "") != "utf8":
        return Check("encoding", "warn", seen, "Names with accents may print wrongly: set LC_ALL=C.UTF-8.")
    return Check("encoding", "ok", seen)


def check_browser(workspace: Workspace | None) -> Check:
    """A browser is found, starts, and shows a page."""
    table = workspace.settings.get("browser", {}) if workspace else {}
    setting = str(table.get("program") or "") if isinstance(table, dict) else ""
    worked, said = _probe(LAUNCH, setting)
    if worked:
        return Check("browser", "ok", said)
    named = "[browser] program in rpa.toml" if setting else "RPA_BROWSER" if os.environ.get("RPA_BROWSER") else ""
    if named:
        # Installing another one would not help: the one that was named comes first.
        remedy = f"Recipes that use a browser will not run. Correct {named}, or take it out."
        return Check("browser", "missing", said, remedy)
    remedy = "Recipes that use a browser will not run. Install Chromium: rpa doctor --fix"
    return Check("browser", "missing", said, remedy, part="browser")


def check_pdf() -> Check:
    """WeasyPrint finds its system libraries (Pango, HarfBuzz, Fontconfig) and makes a PDF."""
    worked, said = _probe(RENDER)
    if worked:
        return Check("PDF", "ok", said)
    return Check("PDF", "missing", said, "Invoices cannot be made. Install Pango: rpa doctor --fix", part="pdf")


def check_fonts() -> Check:
    """Fonts with all European letters, the same on every machine."""
    there = [family for family in FONTS if _has_font(family)]
    if there:
        return Check("fonts", "ok", ", ".join(there))
    remedy = "Documents would be set in whatever font there is, or in none. Install them: rpa doctor --fix"
    return Check("fonts", "missing", "neither DejaVu nor Liberation", remedy, part="fonts")


def check_time(workspace: Workspace | None) -> Check:
    """The workspace's time zone is one, and the clock is not obviously wrong."""
    name = workspace.timezone if workspace else "UTC"
    now = datetime.now(UTC)
    try:
        zone = ZoneInfo(name)
    except (OSError, ValueError, KeyError):
        remedy = 'Write a name such as timezone = "Europe/Amsterdam" into rpa.toml.'
        return Check("time", "missing", f"there is no time zone {name!r}", remedy)
    seen = f"{now.astimezone(zone):%Y-%m-%d %H:%M %Z} in {name}"
    if now < CLOCK_FLOOR:
        return Check("time", "missing", seen, "The machine's clock is wrong: set it, and keep it right by NTP.")
    return Check("time", "ok", seen)


def check_cron(*, required: bool = False) -> Check:
    """`crontab` is there, and a cron daemon runs."""
    folders = os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin", "/usr/bin", "/bin"))
    if shutil.which("crontab", path=folders) is None or (required and shutil.which("cron", path=folders) is None):
        remedy = "Needed only to schedule recipes. Install it: rpa doctor --fix"
        return Check("cron", "missing" if required else "warn", "there is no crontab", remedy, part="cron")
    if sys.platform == "linux" and not _is_running({"cron", "crond"}):
        remedy = "Schedules will not run until it is started: sudo systemctl enable --now cron"
        return Check("cron", "ok" if required else "warn", "crontab is there, the daemon does not run", remedy)
    return Check("cron", "ok", "crontab is there")


def check_folder(workspace: Workspace) -> Check:
    """The workspace can be written, and has room."""
    root = workspace.root
    try:
        workspace.state.mkdir(mode=0o700, exist_ok=True)
        with tempfile.TemporaryFile(dir=workspace.state) as probe:
            probe.write(b"x")
    except OSError as error:
        remedy = f"Run as the user who owns it, or give it to this one: sudo chown -R {os.geteuid()} '{root}'"
        return Check("workspace", "missing", f"{root} may not be written: {error.strerror}", remedy)
    free = shutil.disk_usage(root).free
    seen = f"{root}, {free / (1 << 30):.1f} GiB free"
    if free < SCARCE_SPACE:
        state: State = "missing" if free < LEAST_SPACE else "warn"
        return Check("workspace", state, seen, "Make room: a run that finds the disk full stops.")
    return Check("workspace", "ok", seen)


def check_secrets(workspace: Workspace) -> Check:
    """The key of the encrypted secrets is its owner's alone, and opens them."""
    from rpa.drivers.secret_store import SecretStore

    try:
        names = SecretStore(workspace).names()
    except EnvironmentNotReady as error:
        seen = f"{error.place}: {error.message}" if error.place else error.message
        return Check("secrets", "missing", seen, error.hint)
    except RpaError as error:
        return Check("secrets", "missing", str(error), error.hint)
    return Check("secrets", "ok", f"{len(names)} set" if names else "none set")


def check_program(part: str) -> Check:
    """A program that the project's own tests start is there; `part` is one of `TESTED_WITH`."""
    program, users = TESTED_WITH[part]
    found = shutil.which(program) or shutil.which(program, path=SERVER_FOLDERS)
    if found:
        return Check(part, "ok", found)
    return Check(part, "missing", f"there is no {program}", f"{users} need it: rpa doctor --fix --for-tests", part)


def _probe(program: str, *arguments: str) -> tuple[bool, str]:
    """Run a piece of Python of its own: what fails or hangs in there does not matter here."""
    return answer_of((sys.executable, "-c", program, *(arguments or ("",))))


def answer_of(command: Sequence[str]) -> tuple[bool, str]:
    """Whether a program ended well, and the line it said that tells most; Python in it finds what is found here."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    try:
        answer = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            env=environment,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False, f"no answer within {TIME_LIMIT} seconds"
    except OSError as error:
        return False, str(error)
    lines = [line.strip() for line in (answer.stdout if answer.returncode == 0 else answer.stderr).splitlines()]
    lines = [line for line in lines if line] or [f"exit code {answer.returncode}"]
    # The last line of a traceback names the cause; of a longer message the first line behind the error's name does.
    errors = [line for line in lines if line.partition(":")[0].endswith(("Error", "NotReady"))]
    said = (errors or lines)[-1]
    # The name of an exception's class says nothing to the person who reads this.
    said = re.sub(r"^[\w.]*(?:Error|NotReady):\s*", "", said) or said
    return answer.returncode == 0, said[:300]


def _has_font(family: str) -> bool:
    if shutil.which("fc-list"):
        answer = subprocess.run(
            ["fc-list", ":", "family"], capture_output=True, text=True, timeout=TIME_LIMIT, check=False
        )
        return family in answer.stdout
    folders = (Path(folder).expanduser() for folder in FONT_FOLDERS)
    return any(file.name.startswith(family) for folder in folders for file in folder.rglob("*.[to]tf"))


def _is_running(names: set[str]) -> bool:
    for file in Path("/proc").glob("[0-9]*/comm"):
        try:
            if file.read_text().strip() in names:
                return True
        except OSError:
            continue  # it ended while we looked
    return False
