"""Installs what the machine lacks with its own package manager; never waits for an answer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

OS_RELEASE = Path("/etc/os-release")
TIME_LIMIT = 15 * 60  # seconds for one command

# Part -> one or more ways to install it, tried in turn until one works. Each way is the names of packages.
PACKAGES: dict[str, dict[str, tuple[tuple[str, ...], ...]]] = {
    "apt-get": {
        "driver": (("libatomic1",),),
        "browser": (("chromium-headless-shell",), ("chromium",)),
        "pdf": (
            ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
            ("libpango-1.0-0", "libpangoft2-1.0-0"),
        ),
        "fonts": (("fonts-dejavu-core", "fonts-liberation"),),
        "cron": (("cron",),),
        "poppler": (("poppler-utils",),),
        "postgres": (("postgresql",),),
        "imap": (("dovecot-imapd",),),
        # The server without the package that makes it a service; making its tables wants a client's program.
        "mariadb": (("mariadb-client-core", "mariadb-server-core"),),
        "sshd": (("openssh-server",),),
    },
    "dnf": {
        "driver": (("libatomic",),),
        "browser": (("chromium-headless",), ("chromium",)),
        "pdf": (("pango",),),
        "fonts": (("dejavu-sans-fonts", "liberation-fonts"), ("dejavu-sans-fonts",)),
        "cron": (("cronie",),),
        "poppler": (("poppler-utils",),),
        "postgres": (("postgresql-server",),),
        "imap": (("dovecot",),),
        "mariadb": (("mariadb-server",),),
        "sshd": (("openssh-server",),),
    },
    "brew": {
        "browser": (("--cask", "chromium"), ("--cask", "google-chrome")),
        "pdf": (("pango",),),
        "fonts": (("--cask", "font-dejavu", "font-liberation"),),
        "poppler": (("poppler",),),
        "postgres": (("postgresql@16",),),
        "imap": (("dovecot",),),
        "mariadb": (("mariadb",),),
        "sshd": (("openssh",),),
    },
}
INSTALL = {
    "apt-get": ("apt-get", "-o", "DPkg::Lock::Timeout=300", "install", "-y", "--no-install-recommends"),
    "dnf": ("dnf", "install", "-y"),
    "brew": ("brew", "install"),
}
# Part -> what is done first, so that installing it starts no server on this machine, now or when it is started again.
FIRST: dict[str, dict[str, tuple[str, ...]]] = {
    # Debian's own word for it: neither ssh.service, ssh.socket nor /etc/init.d/ssh starts while the file is there.
    "apt-get": {"sshd": ("install", "-D", "-m", "644", "/dev/null", "/etc/ssh/sshd_not_to_be_run")},
    "dnf": {"sshd": ("systemctl", "mask", "sshd.service", "sshd.socket")},
}
ASKING_NOBODY = ("-n", "DEBIAN_FRONTEND=noninteractive")
"""Words that a person who types a command has no use for."""
PLAYWRIGHT = (sys.executable, "-m", "playwright", "install", "--with-deps", "--only-shell", "chromium")


@dataclass(frozen=True)
class Installer:
    """How things are installed on this machine.

    Attributes:
        manager: `apt-get`, `dnf`, `brew`; empty where there is none of them.
        system: `ID` of the system (`debian`, `ubuntu`, `fedora`, `darwin`).
        prefix: What stands before a command that needs root.
        reason: Why nothing can be installed; empty when it can.
    """

    manager: str
    system: str
    prefix: tuple[str, ...] = ()
    reason: str = ""

    def ways(self, part: str) -> Iterator[tuple[str, ...]]:
        """Commands that would install a part, the best first."""
        packages = PACKAGES.get(self.manager, {}).get(part, ())
        # On Ubuntu Chromium is a snap, which needs a running snapd and hides folders from its browser.
        if not (part == "browser" and self.system == "ubuntu"):
            for names in packages:
                yield (*self.prefix, *INSTALL[self.manager], *names)
        if part == "browser":
            yield PLAYWRIGHT

    def first(self, part: str) -> tuple[str, ...]:
        """The command to run before a part is installed; without its success it is not; empty when there is none."""
        command = FIRST.get(self.manager, {}).get(part, ())
        return (*self.prefix, *command) if command else ()

    def refresh(self) -> tuple[str, ...]:
        """The command that brings the list of packages up to date; empty when there is none to run."""
        return (
            (*self.prefix, "apt-get", "-o", "DPkg::Lock::Timeout=300", "update", "-q")
            if self.manager == "apt-get"
            else ()
        )


def find_installer(release: Path = OS_RELEASE) -> Installer:
    """Look which package manager there is and whether this user may use it."""
    system = "darwin" if sys.platform == "darwin" else _release(release).get("ID", "")
    manager = next((name for name in INSTALL if shutil.which(name)), "")
    if not manager:
        return Installer("", system, reason="there is neither apt-get, dnf nor brew on this machine")
    if manager == "brew" or os.geteuid() == 0:
        return Installer(manager, system)
    if shutil.which("sudo") is None:
        return Installer(manager, system, reason="installing needs root, and there is no sudo")
    # Without a person at a terminal sudo must not ask for a password: it would wait for ever.
    sudo = ("sudo",) if sys.stdin is not None and sys.stdin.isatty() else ("sudo", "-n")
    return Installer(manager, system, prefix=(*sudo, ASKING_NOBODY[1]))


def install(installer: Installer, command: tuple[str, ...]) -> str:
    """Run one command; its output goes to stderr as it comes.

    Returns:
        Why it failed; empty when it worked.
    """
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "HOMEBREW_NO_AUTO_UPDATE": "1"}
    interactive = installer.prefix[:1] == ("sudo",) and "-n" not in installer.prefix
    try:
        answer = subprocess.run(
            command,
            stdin=None if interactive else subprocess.DEVNULL,
            stdout=sys.stderr.fileno() if _has_descriptor() else subprocess.DEVNULL,
            env=environment,
            timeout=TIME_LIMIT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"no end within {TIME_LIMIT // 60} minutes"
    except OSError as error:
        return str(error)
    return "" if answer.returncode == 0 else f"exit code {answer.returncode}"


def describe(installer: Installer, parts: Iterable[str]) -> list[str]:
    """Commands a person can type to install the parts, one line each."""
    lines = []
    for part in parts:
        known = installer if installer.manager else Installer("apt-get", "debian")
        commands = [one for one in (known.first(part), next(known.ways(part), ())) if one]
        plain = [" ".join(word for word in one if word not in ASKING_NOBODY) for one in commands]
        lines.append(f"{part}: {' && '.join(plain)}" if plain else f"{part}: by hand")
    return lines


def _has_descriptor() -> bool:
    try:
        sys.stderr.fileno()
    except (OSError, ValueError):
        return False
    return True


def _release(file: Path) -> dict[str, str]:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return {}
    pairs = (line.partition("=") for line in lines if "=" in line and not line.startswith("#"))
    return {key.strip(): value.strip().strip("\"'") for key, _, value in pairs}
