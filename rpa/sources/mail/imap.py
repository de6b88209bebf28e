"""Work items from a mailbox on a mail server (IMAP)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, Literal

from pydantic import Field

from rpa.drivers.mail_accounts import find_account
from rpa.model.item import Document
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.mail.imap_reading import Reading
from rpa.sources.mail.imap_search import Search

EXAMPLES = (
    """\
mail.imap: INBOX
""",
    """\
mail.imap:
  account: invoices
  folder: [INBOX, Leveranciers/Facturen]
  search: {subject: [factuur, invoice, Rechnung], since: "{{ today - days(60) }}"}
""",
    """\
mail.imap:
  folder: INBOX
  search: {unseen: true, from: "@leverancier.example"}
  flag: seen
  most: 100
""",
)


class Params(SourceParams):
    """Which mailbox, and which of its mails.

    The settings name the server (`[mail.inbox]` in rpa.toml), the secrets sign in. The values of an item are those of
    `mail.folder`. With `archive:` under `items:`, a mail is moved to that folder of the mailbox once it is recorded.
    """

    shorthand: ClassVar[str | None] = "folder"

    account: str = Field("inbox", description="`inbox`, or a name under `[mail.accounts]` in rpa.toml.")
    folder: str | list[str] = Field("INBOX", description="Folders of the mailbox, with / for a folder inside another.")
    search: Search = Field(default_factory=Search, description="Which mails; without it every mail in the folders.")
    flag: Literal["seen", "flagged", "answered", "none"] = Field(
        "seen", description="How a recorded mail is marked when the recipe names no archive."
    )
    largest: int = Field(50, ge=1, le=50, description="In MB; a larger mail is rejected, and says so.")
    most: int = Field(500, ge=1, le=100_000, description="Mails that are read in one run at most, the oldest first.")


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Read the mails, oldest first.

    Raises:
        EnvironmentNotReady: The mailbox is not set, cannot be reached, lets nobody in, or has no such folder.
    """
    account = find_account(ctx.workspace, params.account, ctx.secrets)
    folders = [params.folder] if isinstance(params.folder, str) else params.folder
    reading = Reading(account, params.search, "" if params.flag == "none" else params.flag, params.largest << 20, ctx)
    return reading.documents(folders, params.most)
