"""Work items from mails in a folder: `.eml`, `.msg` and `.mbox` files, and Maildirs."""

from __future__ import annotations

import glob
import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from rpa.drivers import mbox_file
from rpa.drivers.mail_message import LARGEST_MAIL
from rpa.drivers.mailbox import read_mail, read_sent
from rpa.errors import BusinessException, EnvironmentNotReady
from rpa.model.item import Document, Place, RawItem
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.documents import SETTLE, Found, find_files, read_documents
from rpa.sources.mail.mails import item

_log = logging.getLogger(__name__)
ENDINGS = ("eml", "msg", "mbox")

EXAMPLES = (
    """\
mail.folder: inbox/mails
""",
    """\
mail.folder:
  path: [inbox/support, inbox/info]
  settle: 10
""",
)


class Params(SourceParams):
    """Where the mails are.

    The values of an item: `message_id` (of a mail without one, a name made of what it says), `from_name`,
    `from_address`, `to` and `cc` (addresses), `reply_to`, `in_reply_to` (a Message-ID, or empty), `subject`,
    `date` (aware), `text`, `reply` (the text without quoted mails and signature), `attachments` (each `name`,
    `path`, `size` in bytes, `content_type`), `files` (the same, attached mails and zip archives opened; `inside`
    says what a file was in), `language` (`nl`, `de`, `nb`, `en`, or none), `automatic` (whether a program wrote it)
    and `defects` (sentences: what could not be read).
    """

    shorthand: ClassVar[str | None] = "path"

    path: str | list[str] = Field(
        description="Folders relative to the workspace: their .eml, .msg and .mbox files, and the Maildirs in them. "
        "Or such files by their names, with * and ?: inbox/*.mbox."
    )
    settle: int = Field(2, ge=0, description=SETTLE)


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Read the mails, oldest first."""
    found = [
        file
        for folder in ([params.path] if isinstance(params.path, str) else params.path)
        for file in mails_in(folder.rstrip("/"), ctx, settle=params.settle)
    ]
    found = list({file.path: file for file in found}.values())
    found.sort(key=lambda file: (sent(file), file.name))
    for file in found:
        if file.path.suffix.lower() == ".mbox" and not file.problem:
            if file.is_as_found():
                yield Document(file.path, file.name, items_of_mbox(file.path, file.name, ctx))
        else:
            yield from read_documents([file], lambda path, name: (read_item(path, name, ctx),))


def items_of_mbox(path: Path, name: str, ctx: SourceContext) -> Iterator[RawItem]:
    """The mails of an mbox file, one item each.

    Raises:
        BusinessException: It is no such file, or cannot be read.
    """
    try:
        for number, content in enumerate(mbox_file.mails(path), 1):
            yield item_of_mbox(content, name, number, ctx)
    except BusinessException as error:
        raise BusinessException(error.message, place=name, hint=error.hint) from error
    except OSError as error:
        raise BusinessException(f"it cannot be read: {error.strerror}", place=name) from error


def item_of_mbox(content: bytes | None, name: str, number: int, ctx: SourceContext) -> RawItem:
    """One of its mails."""
    place = Place(name, f"mail {number}")
    if content is None:
        return RawItem({}, place, problems=(f"{place}: the mail is larger than {LARGEST_MAIL // 2**20} MB",))
    try:
        return replace(item(read_mail(content), content, str(place), ctx), place=place)
    except BusinessException as error:
        return RawItem({}, place, problems=(f"{place}: {error.message}",))


def mails_in(folder: str, ctx: SourceContext, *, settle: int) -> list[Found]:
    """The mails of a folder: its files, and those of Maildirs without the ones deleted or only drafted.

    Raises:
        EnvironmentNotReady: It is no folder, and does not name files of mails either.
    """
    root = ctx.workspace.root / folder
    if not root.is_dir() and root.suffix.lower().lstrip(".") in ENDINGS:
        return find_files([folder], ctx, settle=settle)
    if not root.is_dir() and (root.exists() or glob.has_magic(folder)):
        hint = "Name a folder, or files that end in .eml, .msg or .mbox."
        raise EnvironmentNotReady("this is not the name of a folder", place=folder, hint=hint)
    found = find_files([f"{folder}/*.{ending}" for ending in ENDINGS], ctx, settle=settle)
    for maildir in (root, *sorted(path for path in root.iterdir() if path.is_dir())):
        if maildir.name.startswith(".") or not all((maildir / part).is_dir() for part in ("cur", "new")):
            continue
        if not all((maildir / part).resolve().is_relative_to(root.resolve()) for part in ("cur", "new")):
            _log.warning("%s leads out of %s by a link; its mails are not read", maildir, folder)
            continue
        below = str(maildir.relative_to(root)) if maildir != root else ""
        patterns = [str(Path(folder, below, part, "*")) for part in ("new", "cur")]
        # A Maildir's mails are renamed into place when complete: there is nothing to wait for.
        found += [file for file in find_files(patterns, ctx, settle=0) if not set(flags(file)) & set("TD")]
    return found


def flags(file: Found) -> str:
    """The flags of a mail in a Maildir: `S` seen, `T` deleted, `D` draft."""
    return file.path.name.rpartition(":2,")[2] if ":2," in file.path.name else ""


def sent(file: Found) -> datetime:
    """When a mail was sent; of one that does not say, when its file was written."""
    if file.problem:
        return datetime.min.replace(tzinfo=UTC)
    try:
        with file.path.open("rb") as stream:
            stated = read_sent(stream.read(64 * 1024))
        return stated or datetime.fromtimestamp(file.path.stat().st_mtime, UTC)
    except OSError:  # gone or locked in the meantime: reading it will say so
        return datetime.min.replace(tzinfo=UTC)


def read_item(path: Path, name: str, ctx: SourceContext) -> RawItem:
    """One mail as an item.

    Raises:
        BusinessException: It is empty or too large.
    """
    with path.open("rb") as stream:
        content = stream.read(LARGEST_MAIL + 1)
    try:
        return item(read_mail(content), content, name, ctx)
    except BusinessException as error:
        raise BusinessException(error.message, place=name, hint=error.hint) from error
