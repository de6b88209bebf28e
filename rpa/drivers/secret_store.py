"""Secrets by dotted name, from wherever the admin keeps them.

Looked up in this order, the first one wins: environment (`RPA_SECRET_BACKOFFICE_PASSWORD`), files (systemd
credentials, `/run/secrets`, the folder `secrets.folder` of the settings), the workspace's encrypted file, the
system's key ring (only with `keyring = true` under `[secrets]`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rpa.drivers.age_file import KEY_VARIABLE, AgeFile
from rpa.errors import EnvironmentNotReady, UsageError
from rpa.model.secret import Secret
from rpa.model.workspace import Workspace

NAME = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*")
PREFIX = "RPA_SECRET_"
DOCKER = Path("/run/secrets")
LARGEST = 64 << 10  # bytes; a certificate chain is smaller
KEYRING_SERVICE = "rpa"


class SecretMissing(EnvironmentNotReady):
    """No place knows this secret."""


@dataclass(frozen=True, order=True)
class KnownSecret:
    """A secret's name and where it comes from; never its value.

    Attributes:
        name: Dotted name.
        source: The place that wins, for a person to read.
    """

    name: str
    source: str


def check_name(name: str) -> str:
    """The name itself.

    Raises:
        UsageError: If no recipe could name it so (`secrets.<name>`).
    """
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} is no name for a secret",
            hint="Small letters, digits and _, with dots between the parts: backoffice.password",
        )
    return name


def variable(name: str) -> str:
    """The environment variable that sets a secret; `.` and `_` both stand as `_`."""
    return PREFIX + name.upper().replace(".", "_")


class SecretStore:
    """All places of one workspace.

    Args:
        workspace: Its settings say where the key and the files are.
        environment: Variables; default: the process's own.
        docker: Where Docker and Podman mount secrets.
    """

    def __init__(
        self, workspace: Workspace, *, environment: Mapping[str, str] | None = None, docker: Path = DOCKER
    ) -> None:
        self._environment = os.environ if environment is None else environment
        self._settings = self._read_settings(workspace)
        self._folders = tuple(self._find_folders(workspace, docker))
        self._state = workspace.state
        self._encrypted = AgeFile(
            workspace.state / "secrets.age", self._key_file(workspace), workspace.locks / "secrets.lock"
        )

    @property
    def key_file(self) -> Path:
        """Where the key of the encrypted file is, or would be made."""
        return self._encrypted.key_file

    def get(self, name: str) -> Secret:
        """The secret of this name.

        Raises:
            SecretMissing: No place knows it; the message names the ways to set it.
            EnvironmentNotReady: The place that has it cannot be read (key unsafe or wrong, file damaged).
        """
        for value in self._values(check_name(name)):
            return Secret(name, value)
        raise SecretMissing(
            f"the secret {name} is not set",
            hint=f"Set it with: rpa secret set {name} - or set the variable {variable(name)}, or put it into "
            f"a file: {', '.join(str(folder / name) for folder in self._folders)}",
        )

    def names(self) -> tuple[KnownSecret, ...]:
        """Every secret that can be found without knowing its name, sorted (a key ring cannot be listed).

        Raises:
            EnvironmentNotReady: The encrypted file cannot be opened.
        """
        found = dict.fromkeys(self._encrypted.read(), "encrypted file")
        for folder in reversed(self._folders):
            found |= {file.name: f"file in {folder}" for file in _secret_files(folder)}
        # A variable's name cannot tell `.` from `_`: a known name that it fits is meant, else dots are shown.
        known = {variable(name): name for name in found}
        for key in self._environment:
            if key.startswith(PREFIX) and self._environment[key]:
                name = known.get(key, key.removeprefix(PREFIX).lower().replace("_", "."))
                found[name] = f"variable {key}"
        return tuple(sorted(KnownSecret(name, source) for name, source in found.items()))

    def source(self, name: str) -> str:
        """Where a name that can be listed comes from; empty when it is not set."""
        return next((known.source for known in self.names() if known.name == name), "")

    def set(self, name: str, value: str) -> bool:
        """Put a secret into the workspace's encrypted file.

        Returns:
            True when the key was made for it just now.

        Raises:
            UsageError: The name or the value cannot be.
            EnvironmentNotReady: The encrypted file cannot be opened or written; it is as it was.
        """
        check_name(name)
        if not value or "\0" in value or len(value.encode()) > LARGEST:
            raise UsageError(f"the value for {name} is empty, holds a NUL, or is larger than 64 KiB")
        # Often the first command in a workspace: the folder that will hold the ledger is its owner's alone.
        with suppress(OSError):
            self._state.mkdir(mode=0o700, exist_ok=True)
        return self._encrypted.write(name, value)

    def remove(self, name: str) -> bool:
        """Remove a secret from the encrypted file; False when it was not in it."""
        return self._encrypted.write(check_name(name), None)

    def _values(self, name: str) -> Iterator[str]:
        if value := self._environment.get(variable(name)):
            yield value
        for folder in self._folders:
            file = folder / name
            if file.is_file():
                yield _read_secret_file(file)
        stored = self._encrypted.read().get(name)
        if stored is not None:
            yield stored
        if self._settings.get("keyring", False):
            ringed = _ask_keyring(name)
            if ringed is not None:
                yield ringed

    @staticmethod
    def _read_settings(workspace: Workspace) -> Mapping[str, Any]:
        settings = workspace.settings.get("secrets", {})
        place = str(workspace.root / "rpa.toml")
        if not isinstance(settings, Mapping):
            raise UsageError("secrets must be a table: [secrets]", place=place)
        expected = {"folder": str, "key_file": str, "keyring": bool}
        for key, value in settings.items():
            if key not in expected:
                raise UsageError(
                    f"[secrets] has no setting {key!r}",
                    place=place,
                    hint="There are folder, key_file and keyring. For a value: rpa secret set NAME",
                )
            if not isinstance(value, expected[key]):
                raise UsageError(
                    f"secrets.{key} must be a {'text' if expected[key] is str else 'true or false'}",
                    place=place,
                )
        return settings

    def _find_folders(self, workspace: Workspace, docker: Path) -> Iterator[Path]:
        if credentials := self._environment.get("CREDENTIALS_DIRECTORY"):
            yield Path(credentials)
        yield docker
        if folder := self._settings.get("folder"):
            yield workspace.inside(Path(folder).expanduser())

    def _key_file(self, workspace: Workspace) -> Path:
        if given := self._environment.get(KEY_VARIABLE) or self._settings.get("key_file"):
            return workspace.inside(Path(given).expanduser())
        return Path("~/.config/rpa/key.txt").expanduser()


def ledger_password(workspace: Workspace) -> Secret | None:
    """The password of the ledger's database (secret `ledger.password`); None when none is set.

    Raises:
        EnvironmentNotReady: The place that has it cannot be read.
    """
    try:
        return SecretStore(workspace).get("ledger.password")
    except SecretMissing:
        return None


def _secret_files(folder: Path) -> Iterator[Path]:
    if folder.is_dir() and os.access(folder, os.R_OK):
        yield from (file for file in folder.iterdir() if NAME.fullmatch(file.name) and file.is_file())


def _read_secret_file(file: Path) -> str:
    try:
        with file.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        value = content.decode().removesuffix("\n").removesuffix("\r")
    except OSError as error:
        raise EnvironmentNotReady(f"the secret cannot be read: {error.strerror}", place=str(file)) from None
    except UnicodeDecodeError:
        raise EnvironmentNotReady("the secret is no text in UTF-8", place=str(file)) from None
    if not value or len(content) > LARGEST:
        raise EnvironmentNotReady("the secret is empty or larger than 64 KiB", place=str(file))
    return value


def _ask_keyring(name: str) -> str | None:
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise EnvironmentNotReady(
            "secrets.keyring is true, and the key ring's library is not installed",
            hint="Install it: pip install 'rpa-backoffice[keyring]'",
        ) from None
    try:
        value = keyring.get_password(KEYRING_SERVICE, name)
    except KeyringError as error:
        raise EnvironmentNotReady(
            f"the system's key ring does not answer ({type(error).__name__})",
            hint="A server has none: set secrets.keyring = false in rpa.toml, and use rpa secret set.",
        ) from None
    return str(value) if value is not None else None
