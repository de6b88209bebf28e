"""Find the browser: a setting, the system's own Chromium or Chrome, or the one Playwright brings."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from rpa.errors import EnvironmentNotReady

ENVIRONMENT = "RPA_BROWSER"
# Debian's /usr/bin/chromium-headless-shell is a shell script that does not replace itself: the program comes first.
HEADLESS = (
    "/usr/lib/chromium/chromium-headless-shell",
    "/usr/lib64/chromium-browser/headless_shell",
    "chromium-headless-shell",
    "chrome-headless-shell",
)
FULL = (
    "google-chrome-stable",
    "google-chrome",
    "chromium",
    "chromium-browser",
    "microsoft-edge-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
USUAL_FOLDERS = ("/usr/local/bin", "/usr/bin", "/bin", "/snap/bin", "/opt/homebrew/bin", "/opt/google/chrome")
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-quic",
    "--disable-sync",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--metrics-recording-only",
    "--mute-audio",
    "--no-default-browser-check",
    "--no-first-run",
    "--no-pings",
)


@dataclass(frozen=True)
class BrowserChoice:
    """The browser a run works with.

    Attributes:
        path: Its program; None for the one Playwright has downloaded, which Playwright finds itself.
        name: What to call it in messages: the program's name, or `Playwright's Chromium`.
        found_by: Why this one: `setting`, `RPA_BROWSER`, `system` or `playwright`.
    """

    path: Path | None
    name: str
    found_by: str

    def version(self) -> str:
        """Ask the program for its version, such as `Chromium 156.0.8078.79`; empty when it does not say.

        Starts the program once; takes some 50 ms.
        """
        if self.path is None:
            return ""
        command = [str(self.path), "--version", *(["--no-sandbox"] if is_root() else [])]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
        except (OSError, subprocess.TimeoutExpired):
            return ""
        return answer.stdout.strip().splitlines()[0].strip() if answer.stdout.strip() else ""


def find_browser(setting: str | None = None, *, headed: bool = False) -> BrowserChoice:
    """Find the browser to drive.

    Args:
        setting: What the workspace says (`browser.path`): a path or a program's name. None or empty: not said.
        headed: A person wants to see the browser: the headless shell will not do.

    Returns:
        In this order: the setting, the environment's `RPA_BROWSER`, the system's headless shell, Chrome, Chromium or
        Edge, Playwright's own download.

    Raises:
        EnvironmentNotReady: If there is none, or the one that was named is not there.
    """
    for found_by, named in (("setting", setting), (ENVIRONMENT, os.environ.get(ENVIRONMENT))):
        if named:
            return named_browser(named, found_by)
    for candidate in (*(() if headed else HEADLESS), *FULL):
        path = locate(candidate)
        if path is not None:
            return BrowserChoice(path, path.name, "system")
    if playwright_has_one():
        return BrowserChoice(None, "Playwright's Chromium", "playwright")
    raise EnvironmentNotReady(
        "no browser found: looked for the Chromium headless shell, Chrome, Chromium, Edge and Playwright's own.",
        hint="Run `rpa doctor --fix`, or name one in RPA_BROWSER.",
    )


def named_browser(named: str, found_by: str) -> BrowserChoice:
    """The browser that was named, which must be there."""
    path = locate(named)
    if path is None:
        raise EnvironmentNotReady(
            f"the browser {named} ({found_by}) is not there or cannot be executed.",
            hint="Name an existing one, or remove the setting and run `rpa doctor`.",
        )
    return BrowserChoice(path, path.name, found_by)


def locate(candidate: str) -> Path | None:
    """The program of a path, or of a name on PATH or in the usual folders (cron's PATH is short)."""
    if "/" in candidate:
        path = Path(candidate).expanduser()
        return path if path.is_file() and os.access(path, os.X_OK) else None
    folders = os.pathsep.join((os.environ.get("PATH", ""), *USUAL_FOLDERS))
    found = shutil.which(candidate, path=folders)
    return Path(found) if found else None


def playwright_has_one() -> bool:
    """Whether Playwright has downloaded a browser of its own."""
    asked = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    folders = (
        [Path(asked)]
        if asked and asked != "0"
        else [Path.home() / ".cache" / "ms-playwright", Path.home() / "Library" / "Caches" / "ms-playwright"]
    )
    return any(next(folder.glob("chromium*"), None) is not None for folder in folders if folder.is_dir())


def launch_arguments() -> list[str]:
    """Arguments for a quiet browser; without its sandbox only where the kernel refuses it: for root."""
    return [*QUIET, *(["--no-sandbox"] if is_root() else [])]


def is_root() -> bool:
    """Whether this process runs as root."""
    return hasattr(os, "geteuid") and os.geteuid() == 0
