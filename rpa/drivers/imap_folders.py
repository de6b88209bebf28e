"""The folders of a mailbox, by the names people write, whatever stands between them on the server."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rpa.drivers.imap_account import ImapAccount
from rpa.errors import EnvironmentNotReady

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

MOST_NAMED = 40
NAMESPACE = re.compile(rb'^\(\(\s*"((?:[^"\\]|\\.)*)"\s+(?:"((?:[^"\\]|\\.)*)"|NIL)', re.IGNORECASE)


@dataclass(frozen=True)
class Folder:
    """A folder.

    Attributes:
        name: On the server.
        between: What the server puts between a folder and one inside of it; empty: it has no folders in folders.
    """

    name: str
    between: str

    @property
    def shown(self) -> str:
        """The name as people write it."""
        return self.name.replace(self.between, "/") if self.between else self.name


def list_folders(box: BaseMailBox) -> list[Folder]:
    """Every folder that can be opened, in the server's order."""
    closed = {"\\noselect", "\\nonexistent"}
    return [
        Folder(found.name, found.delim or "")
        for found in box.folder.list()
        if not closed & {flag.lower() for flag in found.flags}
    ]


def find_folder(folders: Sequence[Folder], name: str) -> Folder | None:
    """The folder that a person means: by its name, else in any case, else inside of INBOX."""
    wanted = unicodedata.normalize("NFC", name).strip("/")
    for written in (str, folded):
        for before in ("", "INBOX/"):
            for folder in folders:
                if written(before + wanted) in {written(folder.name), written(folder.shown)}:
                    return folder
    return None


def folded(name: str) -> str:
    """A name in which case makes no difference."""
    return unicodedata.normalize("NFC", name).casefold()


def full_name(box: BaseMailBox, folders: Sequence[Folder], name: str) -> str:
    """What a new folder is called on the server: below the place the server has for people's own folders."""
    between = next((folder.between for folder in folders if folder.between), "/")
    prefix = _prefix(box)
    inside = name.strip("/").replace("/", between)
    return inside if not prefix or folded(inside).startswith(folded(prefix)) else f"{prefix}{inside}"


def _prefix(box: BaseMailBox) -> str:
    """What the names of people's own folders begin with: nothing, or as on some servers `INBOX.`."""
    if "NAMESPACE" not in box.client.capabilities:
        return ""
    status, data = box.client.namespace()
    found = NAMESPACE.match(data[0]) if status == "OK" and data and isinstance(data[0], bytes) else None
    return re.sub(r"\\(.)", r"\1", found[1].decode("ascii", "replace")) if found else ""


def no_such_folder(name: str, folders: Sequence[Folder], account: ImapAccount) -> EnvironmentNotReady:
    """The error for a folder that is not there: the nearest name, and all there are."""
    from rapidfuzz import process

    shown = [folder.shown for folder in folders]
    near = process.extractOne(folded(name), [folded(one) for one in shown], score_cutoff=70)
    hint = f"Did you mean {shown[near[2]]!r}? " if near else ""
    more = f" and {len(shown) - MOST_NAMED} more" if len(shown) > MOST_NAMED else ""
    hint += f"There are: {', '.join(sorted(shown)[:MOST_NAMED])}{more}."
    return EnvironmentNotReady(f"there is no folder {name!r}", place=account.place, hint=hint)
