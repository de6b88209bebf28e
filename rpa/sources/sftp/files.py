"""Work items from the files on an SFTP server: each file is one item, downloaded and kept.

The values of an item: `path` (the kept copy), `name`, `folder` (below the one that is read; empty: directly in it),
`size` in bytes and `sha256`. Once recorded, a file is moved on the server into the recipe's `archive`, a folder below
the one that is read unless it begins with a slash. A file that grows while it is looked at is left for the next run.
"""

from __future__ import annotations

import hashlib
import logging
import posixpath
import re
import time
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import partial
from typing import Self

from pydantic import Field, field_validator, model_validator

from rpa.drivers.sftp import SftpSession, SftpTarget
from rpa.drivers.sftp_files import RemoteFile
from rpa.model.item import Document, Place, RawItem
from rpa.model.secret import Secret
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.documents import UNFINISHED

_log = logging.getLogger(__name__)
FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}")
Text = str | Secret

EXAMPLES = (
    """\
sftp.files:
  host: files.bank.example
  user: "{{ secrets.bank.user }}"
  key: "{{ secrets.bank.key }}"
  host_key: SHA256:uNiVztksCsDhcc0u9e8BgrJXVGDDDIZDfHCqc1eZqbk
  folder: /outgoing
  match: "*.xml"
""",
)
LAY = frozenset(("path", "name", "folder"))
"""Values that say where a file lay, not what it is."""


class Params(SourceParams):
    """Which server, and which of its files."""

    host: str = Field(description="Name or address of the server.")
    port: int = Field(22, ge=1, le=65535, description="Its port.")
    user: Text = Field(description="Who signs in.")
    password: Text | None = Field(None, description="Password; or a key.")
    key: Text | None = Field(None, description="Private key as ssh-keygen writes it, out of the secrets.")
    passphrase: Text | None = Field(None, description="Of the key.")
    host_key: str | list[str] = Field(
        description="Fingerprint of the server's key, SHA256:..., as ssh-keygen -lf shows it; several while it changes."
    )
    folder: str = Field(".", description="Folder on the server.")
    match: str | list[str] = Field("*", description="Names with * and ?, any case of letters.")
    subfolders: bool = Field(False, description="Also files in folders below; let the archive be none of them: /done.")
    settle: int = Field(2, ge=0, le=60, description="Seconds for which files are watched before they are taken.")
    largest: int = Field(100, ge=1, le=2000, description="Megabytes of one file; a larger one is rejected.")

    @field_validator("host_key")
    @classmethod
    def _fingerprints(cls, given: str | list[str]) -> str | list[str]:
        for one in [given] if isinstance(given, str) else given:
            if not FINGERPRINT.fullmatch(one) and "{{" not in one:
                raise ValueError(f"{one!r} is no fingerprint: SHA256: and 43 letters, from ssh-keygen -lf")
        if not given:
            raise ValueError("the server's key must be known")
        return given

    @model_validator(mode="after")
    def one(self) -> Self:
        """Refuse none and both ways to sign in."""
        if (self.password is None) == (self.key is None):
            raise ValueError("give password or key")
        if self.passphrase is not None and self.key is None:
            raise ValueError("a passphrase is for a key")
        return self

    def target(self) -> SftpTarget:
        """The server, secrets revealed."""
        keys = (self.host_key,) if isinstance(self.host_key, str) else tuple(self.host_key)
        return SftpTarget(
            self.host,
            plain(self.user),
            keys,
            self.port,
            plain(self.password),
            plain(self.key),
            plain(self.passphrase),
        )

    def wants(self, name: str) -> bool:
        """Whether a file of this name is meant."""
        patterns = [self.match] if isinstance(self.match, str) else self.match
        is_whole = posixpath.splitext(name)[1].lower() not in UNFINISHED and not name.startswith("~$")
        return is_whole and any(fnmatchcase(name.lower(), pattern.lower()) for pattern in patterns)


def plain(value: Text | None) -> str:
    """A text as it is sent."""
    return value.reveal() if isinstance(value, Secret) else value or ""


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Read the files, oldest first.

    Raises:
        EnvironmentNotReady: The server cannot be reached, has another key, or does not let us in.
    """
    session = SftpSession(params.target())
    try:
        for file in settled(session, params):
            name = posixpath.join(session.target.place, file.shown.lstrip("/"))
            move = partial(file_away, session, file, params.folder)
            if file.size > params.largest << 20:
                problem = f"{name}: it has {file.size / (1 << 20):.1f} MB; {params.largest} MB are taken"
                yield Document(None, name, (), problem, file_away=move)
                continue
            content = session.read(file, params.largest << 20)
            if content is None:
                _log.warning("%s changed while it was read; it is left for the next run", name)
                continue
            yield Document(None, name, (item(file, content, name, ctx),), file_away=move)
    finally:
        session.close()


def settled(session: SftpSession, params: Params) -> list[RemoteFile]:
    """The files that keep still, by two looks: the server's clock is not ours."""
    first = session.files(params.folder, params.wants, deep=params.subfolders)
    if not first or not params.settle:
        return first
    time.sleep(params.settle)
    still = set(first)
    again = session.files(params.folder, params.wants, deep=params.subfolders)
    for file in again:
        if file not in still:
            _log.warning("%s is new or still being written; it is left for the next run", file.shown)
    return [file for file in again if file in still]


def file_away(session: SftpSession, file: RemoteFile, below: str, archive: str) -> None:
    """Move a recorded file into the archive on the server; without one it stays, and so does one that lies there."""
    target = posixpath.normpath(posixpath.join(below, archive))
    if archive and posixpath.normpath(posixpath.dirname(file.path)) != target:
        session.move(file, target)


def item(file: RemoteFile, content: bytes, name: str, ctx: SourceContext) -> RawItem:
    """A file as an item."""
    digest = hashlib.sha256(content).hexdigest()
    values = {
        "path": ctx.keep(digest, file.name, content),
        "name": file.name,
        "folder": file.folder,
        "size": len(content),
        "sha256": digest,
    }
    original = {"File": name, "Bytes": len(content), "SHA-256": digest}
    return RawItem(values, Place(name), original=(original,), incidental=LAY)
