"""File servers over SSH: files listed, read and moved; a server whose key is not known is told nothing."""

from __future__ import annotations

import base64
import hashlib
import io
import logging
import posixpath
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from rpa.drivers.sftp_files import RemoteFile, is_same, raw
from rpa.errors import ApplicationException, EnvironmentNotReady, RpaError

CHUNK = 1 << 20
DEEPEST = 16
MOST_FILES = 100_000
EXTRA = "pip install 'rpa-backoffice[sftp]'"


@dataclass(frozen=True)
class SftpTarget:
    """A server and who signs in.

    Attributes:
        host: Name or address.
        user: Who signs in.
        fingerprints: Of the server's keys that are right, as `ssh-keygen -lf` shows them: `SHA256:...`.
        port: Its port.
        password: Revealed; empty: a key is used.
        key: A private key as text, revealed; empty: a password is used.
        passphrase: Of the key; empty: none.
        timeout: Longest wait for an answer, in seconds.
    """

    host: str
    user: str
    fingerprints: tuple[str, ...]
    port: int = 22
    password: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    passphrase: str = field(default="", repr=False)
    timeout: float = 30.0

    @property
    def place(self) -> str:
        """For messages."""
        port = "" if self.port == 22 else f":{self.port}"
        return f"sftp://{self.user}@{self.host}{port}"


class SftpSession:
    """A session with one server.

    Args:
        target: The server.

    Raises:
        EnvironmentNotReady: It cannot be reached, has another key, does not let us in, or the library is missing.
    """

    def __init__(self, target: SftpTarget) -> None:
        self.target = target
        with self._told():
            self._transport = self._connect()
            try:
                self._client = self._sign_in()
            except BaseException:
                self._transport.close()
                raise

    def close(self) -> None:
        """End the session."""
        self._transport.close()

    def files(self, folder: str, wanted: Callable[[str], bool], *, deep: bool) -> list[RemoteFile]:
        """The files of a folder, oldest first.

        Args:
            folder: Which.
            wanted: Says of a name whether it is meant; hidden files and folders never are.
            deep: Also those of its subfolders.

        Raises:
            EnvironmentNotReady: It is not there or cannot be read.
        """
        with self._told(folder):
            found = list(self._below(folder, "", DEEPEST if deep else 0))
        return sorted((one for one in found if wanted(one.name)), key=lambda one: (one.changed, one.path))

    def read(self, file: RemoteFile, limit: int) -> bytes | None:
        """The content of a file; None when it is not what it was listed as any more, or has more than `limit` bytes.

        Raises:
            EnvironmentNotReady: It cannot be read.
        """
        with self._told(file.shown):
            try:
                with self._client.open(raw(file.path), "rb") as stream:
                    stream.prefetch(min(file.size, limit))
                    content = bytearray()
                    # A server that says how much there is may still give more, and never end.
                    while len(content) <= min(file.size, limit) and (chunk := stream.read(CHUNK)):
                        content += chunk
                    state = stream.stat()
            except FileNotFoundError:
                return None
        return bytes(content) if is_same(file, state) and len(content) == file.size <= limit else None

    def move(self, file: RemoteFile, folder: str) -> None:
        """Move a file into a folder of the server, never over another; one that is gone already is no trouble.

        What has come under its name since it was listed is another file, and stays where it is.

        Args:
            file: The file.
            folder: Where to; made when missing.

        Raises:
            ApplicationException: It cannot be moved, or is another one by now.
        """
        stem, suffix = posixpath.splitext(file.name)
        try:
            with self._told(file.shown):
                self._make(folder)
                for count in range(1, 10_000):
                    target = posixpath.join(folder, file.name if count == 1 else f"{stem}-{count}{suffix}")
                    if self._state(target) is not None:
                        continue
                    if (state := self._state(file.path)) is None:
                        return
                    if not is_same(file, state):
                        raise ApplicationException("it has changed since it was read", place=self._place(file.shown))
                    self._client.rename(raw(file.path), raw(target))
                    return
        except RpaError as error:
            raise ApplicationException(error.message, place=error.place, hint=error.hint) from error
        raise ApplicationException(f"there are too many files of this name in {folder}", place=file.shown)

    def _connect(self) -> Any:
        paramiko = _library()
        line = socket.create_connection((self.target.host, self.target.port), timeout=self.target.timeout)
        try:
            transport = paramiko.Transport(line)
            transport.banner_timeout = transport.auth_timeout = self.target.timeout
            transport.start_client(timeout=self.target.timeout)
            self._refuse_stranger(transport)
        except BaseException:
            line.close()
            raise
        return transport

    def _refuse_stranger(self, transport: Any) -> None:
        """Refuse a server that shows a key which nobody has vouched for."""
        key = transport.get_remote_server_key()
        shown = fingerprint(key.asbytes())
        if shown not in self.target.fingerprints:
            transport.close()
            raise EnvironmentNotReady(
                f"the server shows another key than the one that is known: {shown} ({key.get_name()})",
                place=self.target.place,
                hint="Nothing was sent. Ask who runs it whether this is theirs, then put it into host_key:.",
            )

    def _sign_in(self) -> Any:
        paramiko = _library()
        if self.target.key:
            self._transport.auth_publickey(self.target.user, private_key(self.target))
        else:
            self._transport.auth_password(self.target.user, self.target.password, fallback=True)
        client = paramiko.SFTPClient.from_transport(self._transport)
        client.get_channel().settimeout(self.target.timeout)
        return client

    def _below(self, folder: str, below: str, depth: int) -> Iterator[RemoteFile]:
        for name, entry in self._entries(folder):
            mode = entry.st_mode or 0
            # What a server calls its files is its own affair: no name leads to another folder.
            if name.startswith(".") or "/" in name or "\0" in name:
                continue
            path = posixpath.join(folder, name)
            if stat.S_ISREG(mode):
                yield RemoteFile(path, below, name, entry.st_size or 0, int(entry.st_mtime or 0))
            elif stat.S_ISDIR(mode) and depth > 0:
                yield from self._below(path, posixpath.join(below, name), depth - 1)

    def _entries(self, folder: str) -> list[tuple[str, Any]]:
        """Names and attributes of everything in a folder.

        The library's own way stops at the first name that is no UTF-8, and with it all files behind that.
        """
        from paramiko import SFTPAttributes
        from paramiko.sftp import CMD_CLOSE, CMD_OPENDIR, CMD_READDIR

        found = list[tuple[str, Any]]()
        handle = self._client._request(CMD_OPENDIR, raw(folder))[1].get_string()
        while True:
            try:
                answer = self._client._request(CMD_READDIR, handle)[1]
            except EOFError:  # this is how the end is told
                self._client._request(CMD_CLOSE, handle)
                return found
            for _ in range(answer.get_int()):
                name, _words = answer.get_string().decode("utf-8", "surrogateescape"), answer.get_string()
                found.append((name, SFTPAttributes._from_msg(answer)))
            if len(found) > MOST_FILES:
                raise EnvironmentNotReady(f"there are more than {MOST_FILES} files", place=folder, hint="Tidy up.")

    def _make(self, folder: str) -> None:
        """Make a folder and those above it."""
        if not folder or folder == "/" or self._state(folder) is not None:
            return
        self._make(posixpath.dirname(folder))
        with suppress(OSError):  # somebody else may have been quicker; the move says what is wrong
            self._client.mkdir(raw(folder))

    def _state(self, path: str) -> Any:
        """What the server says of a file, links not followed; None when there is none."""
        try:
            return self._client.lstat(raw(path))
        except FileNotFoundError:
            return None

    def _place(self, path: str) -> str:
        return posixpath.join(self.target.place, path.lstrip("/")) if path else self.target.place

    @contextmanager
    def _told(self, path: str = "") -> Iterator[None]:
        """Say what went wrong in words."""
        place = self._place(path)
        paramiko = _library()
        try:
            yield
        except paramiko.AuthenticationException:
            hint = "See user, password or key of the recipe, and: rpa secret set"
            raise EnvironmentNotReady("the server does not let us in", place=place, hint=hint) from None
        except FileNotFoundError:
            message, hint = "there is no such file or folder", "Correct path: of the recipe."
            raise EnvironmentNotReady(message, place=place, hint=hint) from None
        except PermissionError:
            raise EnvironmentNotReady("the server does not allow it", place=place, hint="Ask who runs it.") from None
        except (TimeoutError, EOFError, OSError, ValueError, paramiko.SSHException) as error:
            reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
            message = f"the server does not answer as it should: {reason}"
            raise EnvironmentNotReady(message, place=place, hint="Run again later; see host and port.") from error


def fingerprint(key: bytes) -> str:
    """The fingerprint of a server's key, as OpenSSH shows it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(key).digest()).decode().rstrip("=")


def private_key(target: SftpTarget) -> Any:
    """The private key.

    Raises:
        EnvironmentNotReady: It cannot be read; the message says nothing of its content.
    """
    paramiko = _library()
    for kind in (paramiko.Ed25519Key, paramiko.ECDSAKey, paramiko.RSAKey):
        with suppress(paramiko.SSHException, ValueError, IndexError, TypeError):
            return kind.from_private_key(io.StringIO(target.key.strip() + "\n"), target.passphrase or None)
    hint = "Ed25519, ECDSA or RSA, as ssh-keygen writes it; with a passphrase, give that too."
    raise EnvironmentNotReady("the private key cannot be read", place=target.place, hint=hint)


def _library() -> Any:
    try:
        import paramiko
    except ImportError:
        raise EnvironmentNotReady("reading from SFTP servers is not installed", hint=f"Install it: {EXTRA}") from None
    # What it has to say of broken lines belongs into our message, not on the screen.
    log = logging.getLogger("paramiko")
    if not log.handlers:
        log.addHandler(logging.NullHandler())
        log.propagate = False
    return paramiko
