"""A workspace's own secrets: one file encrypted with age for a key that lies outside the workspace."""

from __future__ import annotations

import fcntl
import json
import os
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from rpa.drivers.files import write_file
from rpa.errors import EnvironmentNotReady

if TYPE_CHECKING:
    from pyrage.x25519 import Identity

KEY_VARIABLE = "RPA_KEY_FILE"
VERSION = 1


class KeyMissing(EnvironmentNotReady):
    """There are secrets, and the key that opens them is not there."""


class KeyUnsafe(EnvironmentNotReady):
    """The key may be read by others, or belongs to someone else: it is not used."""


class KeyUnreadable(EnvironmentNotReady):
    """The key file is there and holds no key."""


class WrongKey(EnvironmentNotReady):
    """The secrets were encrypted for another key."""


class StoreDamaged(EnvironmentNotReady):
    """The file of secrets is there and is not what was written."""


def key_problem(file: Path) -> KeyUnsafe | None:
    """What is wrong with who may read or owns a key file; None when all is well or there is no such file."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    except PermissionError:
        return KeyUnsafe("the key file may not be read", place=str(file), hint="Run as the user who owns it.")
    if found.st_uid != os.geteuid():
        return KeyUnsafe(
            f"the key file belongs to user {found.st_uid}, and this is user {os.geteuid()}",
            place=str(file),
            hint=f"Run as the user who owns it, or give it to this one: sudo chown {os.geteuid()} '{file}'",
        )
    if stat.S_IMODE(found.st_mode) & 0o077:
        return KeyUnsafe(
            f"other users may use the key file (permissions {stat.S_IMODE(found.st_mode):04o})",
            place=str(file),
            hint=f"Close it: chmod 600 '{file}' - and if others can sign in here, set the secrets anew.",
        )
    return None


class AgeFile:
    """Names and values in one encrypted file; decrypted once, when first asked.

    Args:
        file: The encrypted file.
        key_file: The x25519 key, as `age-keygen` writes it; made by the first `write`.
        lock_file: Held while the file is changed, so that no change is lost.
    """

    def __init__(self, file: Path, key_file: Path, lock_file: Path) -> None:
        self.file = file
        self.key_file = key_file
        self._lock_file = lock_file
        self._values: Mapping[str, str] | None = None

    def read(self) -> Mapping[str, str]:
        """All secrets by name; empty when nothing was ever set.

        Raises:
            KeyMissing, KeyUnsafe, KeyUnreadable, WrongKey, StoreDamaged: Each says what to do.
        """
        if self._values is None:
            self._values = self._decrypt()
        return self._values

    def write(self, name: str, value: str | None) -> bool:
        """Set one secret, or remove it.

        Args:
            name: Dotted name.
            value: The value; None removes it.

        Returns:
            True when a key file was made for it, or (removing) when there was something to remove.

        Raises:
            EnvironmentNotReady: As `read`; or the file may not be written. The old file then stays as it was.
        """
        with self._locked():
            values = dict(self._decrypt())
            existed = name in values
            made = False
            if value is None:
                if not existed:
                    return False
                del values[name]
            else:
                values[name] = value
                made = self._make_key()
            self._encrypt(values)
            self._values = values
        return made if value is not None else existed

    def _decrypt(self) -> Mapping[str, str]:
        import pyrage

        try:
            content = self.file.read_bytes()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise EnvironmentNotReady(f"the secrets cannot be read: {error.strerror}", place=str(self.file)) from None
        key = self._key()
        try:
            plain = pyrage.decrypt(content, [key])
        except pyrage.DecryptError as error:
            if "No matching keys" in str(error):
                raise WrongKey(
                    f"the secrets were encrypted for another key than the one in {self.key_file}",
                    place=str(self.file),
                    hint=f"Point {KEY_VARIABLE} or secrets.key_file in rpa.toml to the right key; if it is "
                    "lost, move this file away and set each secret anew.",
                ) from None
            raise self._damaged(str(error)) from None
        return self._parse(plain)

    def _parse(self, plain: bytes) -> Mapping[str, str]:
        try:
            document = json.loads(plain)
            values = document["secrets"]
            known = document["version"] == VERSION and all(isinstance(value, str) for value in values.values())
        except (ValueError, KeyError, TypeError, AttributeError):
            # The parser's own message would repeat what it read, which is secret.
            raise self._damaged("what it holds is not a list of secrets") from None
        if not known:
            raise self._damaged("it was written by another version of this program")
        return dict(values)

    def _damaged(self, reason: str) -> StoreDamaged:
        return StoreDamaged(
            f"the file of secrets is damaged ({reason})",
            place=str(self.file),
            hint="Bring it back from a backup, or move it away and set each secret anew: rpa secret set NAME",
        )

    def _key(self) -> Identity:
        from pyrage import IdentityError, x25519

        problem = key_problem(self.key_file)
        if problem is not None:
            raise problem
        try:
            lines = self.key_file.read_text(encoding="ascii").splitlines()
        except FileNotFoundError:
            raise KeyMissing(
                f"the key that opens {self.file} is not there",
                place=str(self.key_file),
                hint=f"Bring the key file back from its copy, or point {KEY_VARIABLE} or secrets.key_file in "
                "rpa.toml to it; if it is lost, move the encrypted file away and set each secret anew.",
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise KeyUnreadable(f"the key file cannot be read: {error}", place=str(self.key_file)) from None
        for line in lines:
            if line and not line.startswith("#"):
                try:
                    return x25519.Identity.from_str(line.strip())
                except IdentityError:
                    break  # the message below says it without the line, which may be most of a key
        raise KeyUnreadable(
            "the file holds no age key",
            place=str(self.key_file),
            hint="One line must read AGE-SECRET-KEY-1...; bring it back from its copy.",
        )

    def _make_key(self) -> bool:
        from pyrage import x25519

        if self.key_file.exists():
            return False
        identity = x25519.Identity.generate()
        text = f"# keep a copy in a safe place\n# public key: {identity.to_public()}\n{identity}\n"
        part = self.key_file.with_name(f".{self.key_file.name}.{os.getpid()}.part")
        try:
            self.key_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            write_file(part, text.encode("ascii"), mode=0o600)
            self.key_file.hardlink_to(part)  # fails when there is one: a key is never replaced
        except FileExistsError:
            return False  # another workspace made it in the same moment: that one is used
        except OSError as error:
            raise EnvironmentNotReady(
                f"the key cannot be made: {error.strerror}",
                place=str(self.key_file),
                hint=f"Set {KEY_VARIABLE} or secrets.key_file in rpa.toml to a place that may be written.",
            ) from None
        finally:
            if part.parent.is_dir():
                part.unlink(missing_ok=True)
        return True

    def _encrypt(self, values: Mapping[str, str]) -> None:
        import pyrage

        document = json.dumps({"version": VERSION, "secrets": dict(sorted(values.items()))})
        write_file(self.file, pyrage.encrypt(document.encode(), [self._key().to_public()]), mode=0o600)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        try:
            self._lock_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle = os.open(self._lock_file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise EnvironmentNotReady(
                f"the secrets cannot be changed: {error.strerror}",
                place=str(self._lock_file),
                hint="See: rpa doctor",
            ) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
