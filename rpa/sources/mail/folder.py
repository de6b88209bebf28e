"""Work items from mails in a folder: `.eml` files, Maildirs, or both."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar

from pydantic import Field

from rpa.drivers.mail_message import LARGEST_MAIL
from rpa.drivers.mailbox import read_mail, read_sent
from rpa.errors import BusinessException
from rpa.model.item import Document, RawItem
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.documents import SETTLE, Found, find_files, read_documents
from rpa.sources.mail.mails import item

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

    The values of an item: `message_id`, `from_name`, `from_address`, `to` (addresses), `subject`, `date` (aware),
    `text`, `reply` (the text without quoted mails and signature), `attachments` (each `name`, `path`, `size` in
    bytes, `content_type`), `language` (`nl`, `de`, `nb`, `en`, or none) and `defects` (sentences).
    """

    shorthand: ClassVar[str | None] = "path"

    path: str | list[str] = Field(
        description="Folders relative to the workspace; their .eml files and the Maildirs in or directly below them."
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
    return read_documents(found, lambda path, name: (read_item(path, name, ctx),))


def mails_in(folder: str, ctx: SourceContext, *, settle: int) -> list[Found]:
    """The mails of a folder: its `.eml` files, and those of Maildirs without the ones deleted or only drafted."""
    found = find_files(f"{folder}/*.eml", ctx, settle=settle)
    root = ctx.workspace.root / folder
    for maildir in (root, *sorted(path for path in root.iterdir() if path.is_dir())):
        if maildir.name.startswith(".") or not all((maildir / part).is_dir() for part in ("cur", "new")):
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
