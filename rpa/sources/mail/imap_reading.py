"""A mailbox while it is read: mail by mail, each filed away only when the engine says that it is recorded."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from rpa.drivers.access_token import TOKEN_ADDRESS
from rpa.drivers.imap_account import ImapAccount
from rpa.drivers.imap_mailbox import AT_ONCE, CommandRefused, Head, OpenMailbox, open_mailbox
from rpa.drivers.mail_message import Mail
from rpa.drivers.mailbox import read_headers, read_mail
from rpa.errors import ApplicationException, BusinessException, EnvironmentNotReady
from rpa.model.item import Document, Mark, RawItem
from rpa.sources.contract import SourceContext
from rpa.sources.mail.imap_search import Search
from rpa.sources.mail.mails import item

_log = logging.getLogger(__name__)
T = TypeVar("T")
MARK_EVERY = 50
"""Mails after which the mark is kept anew; after a crash, so many are looked at again at most."""
GOES_ON = "What is recorded stays recorded; the next run goes on from there."


@dataclass
class Reading:
    """One mailbox, read by one run.

    Attributes:
        account: Where it is.
        search: Which mails.
        flag: How a recorded mail is marked without an archive; empty: not at all.
        largest: In bytes.
        ctx: Keeps attachments and marks.
    """

    account: ImapAccount
    search: Search
    flag: str
    largest: int
    ctx: SourceContext
    _box: OpenMailbox | None = field(default=None, repr=False)

    def documents(self, folders: Sequence[str], most: int) -> Iterator[Document]:
        """The mails of several folders, each a document."""
        try:
            box = self._reached()
            for name in folders:  # a folder that is missing is said before anything is read
                box.open(name)
            for name in folders:
                for document in FolderReading(self, name).documents(most):
                    most -= bool(document.items)
                    yield document
        finally:
            if self._box is not None:
                self._box.close()

    def _reached(self) -> OpenMailbox:
        if self._box is None:
            try:
                self._box = open_mailbox(self.account)
            except ApplicationException as error:
                raise self.lost(error) from error
        return self._box

    def lost(self, error: ApplicationException) -> EnvironmentNotReady:
        """The error that ends the reading: the mailbox cannot be reached."""
        own = error.hint if error.hint.startswith(TOKEN_ADDRESS) else ""  # the mailbox was not even asked
        hint = f"{own or f'Compare host, port and security in {self.account.setting}.'} {GOES_ON}"
        return EnvironmentNotReady(error.message, place=error.place, hint=hint)

    def ask(self, ask: Callable[[OpenMailbox], T], reopen: Callable[[OpenMailbox], object]) -> T:
        """Ask the mailbox; once again over a new line when the first one breaks.

        Raises:
            CommandRefused: The server says no.
            EnvironmentNotReady: The second line breaks as well, or there is none.
        """
        try:
            if self._box is None:
                reopen(self._reached())
            return ask(self._reached())
        except CommandRefused:
            raise
        except ApplicationException as error:
            _log.warning("%s; connecting again", error)
        self._drop()
        try:
            reopen(self._reached())
            return ask(self._reached())
        except CommandRefused:
            raise
        except ApplicationException as error:
            self._drop()
            raise self.lost(error) from error

    def _drop(self) -> None:
        if self._box is not None:
            self._box.close()
            self._box = None


class FolderReading:
    """One folder of it.

    Args:
        reading: The mailbox.
        folder: As the recipe names it.
    """

    def __init__(self, reading: Reading, folder: str) -> None:
        self.reading, self.folder, self.search = reading, folder, reading.search
        self.validity = 0
        self.name = self._ask(self._opened)
        whom = hashlib.sha256(reading.account.user.reveal().encode()).hexdigest()[:8]
        words = self.search.model_dump_json(by_alias=True, exclude={"since"}, exclude_defaults=True)
        self.mark_name = f"{reading.account.place} {whom} {self.name} {words}"
        self.read_to = self._marked()
        self.is_whole = True
        self.is_cleared = False
        self.gone = set[int]()

    def _opened(self, box: OpenMailbox) -> str:
        name, validity = box.open(self.folder)
        if self.validity not in {0, validity}:
            message = f"the folder {self.folder!r} was made anew while it was read"
            raise EnvironmentNotReady(message, place=self.reading.account.place, hint="Run again.")
        self.validity = validity
        return name

    def _ask(self, ask: Callable[[OpenMailbox], T]) -> T:
        return self.reading.ask(ask, self._opened)

    def _marked(self) -> int:
        """The number up to which mails need not be looked at again.

        Servers give every new mail a higher number, as long as the folder keeps its validity. A mail that does not fit
        today because somebody has opened it may fit tomorrow: such a search has no mark.
        """
        mark = self.reading.ctx.mark(self.mark_name) if self.search.is_lasting else {}
        if mark.get("uidvalidity") != self.validity or not self.validity:
            return 0
        # It was made by looking at mails since a day; those before that day have not been looked at.
        return int(mark["uid"]) if str(mark["since"]) <= self._since else 0

    @property
    def _since(self) -> str:
        return self.search.since.isoformat() if self.search.since else ""

    def documents(self, most: int) -> Iterator[Document]:
        """The mails that fit and are not known to be done, oldest first."""
        before = self.read_to
        for count, (head, headers) in enumerate(self._fitting(before), 1):
            if count > most:
                _log.info("%s has more mails; the next run reads them", self.folder)
                break
            yield self._document(head, headers, is_marked=count % MARK_EVERY == 0)
        if self.read_to > before and (mark := self._mark()):
            # The mark is always kept before the last mail is filed away; here it is brought up to it.
            yield Document(None, self.folder, (), mark=mark, file_away=lambda _folder: None)

    def _fitting(self, before: int) -> Iterator[tuple[Head, Mail]]:
        """The mails behind a number that fit, with their headers."""
        uids = [uid for uid in self._ask(lambda box: box.search(self.search.asked())) if uid > before]
        for start in range(0, len(uids), AT_ONCE):
            some = uids[start : start + AT_ONCE]
            heads = self._ask(partial(OpenMailbox.heads, uids=some))
            self.is_whole = self.is_whole and len(heads) == len(some)
            for head in heads:
                headers = read_headers(head.headers.strip() + b"\r\n\r\n")
                if self.search.fits(headers, head.received, self.reading.ctx.clock.zone):
                    yield head, headers
                else:
                    self._passed(head.uid)

    def _document(self, head: Head, headers: Mail, *, is_marked: bool) -> Document:
        name, mark = described(headers, self.folder), self._mark() if is_marked else None
        return Document(None, name, self._items(head, name), mark=mark, file_away=partial(self._file_away, head.uid))

    def _mark(self) -> Mark | None:
        return Mark(self.mark_name, self._told) if self.search.is_lasting and self.validity else None

    def _told(self) -> Mapping[str, Any]:
        return {"uidvalidity": self.validity, "uid": self.read_to, "since": self._since}

    def _items(self, head: Head, name: str) -> Iterator[RawItem]:
        """The item of a mail; none when the mail is gone."""
        is_large = head.size > self.reading.largest
        try:
            content = self._ask(lambda box: box.fetch(head.uid, headers_only=is_large))
        except CommandRefused as error:
            self._insist(head, error)
            # One mail that the server cannot hand out must not keep those behind it waiting for ever.
            raise BusinessException(error.message, place=name, hint="Open it in a mail program.") from error
        if content is None:  # somebody has moved it; if not, the next run meets it again
            self.gone.add(head.uid)
            return
        size, limit = head.size / 2**20, self.reading.largest >> 20
        problems = [f"{name}: the mail is {size:.1f} MB; up to {limit} MB are read"] if is_large else []
        try:
            yield item(read_mail(content), content, name, self.reading.ctx, problems=tuple(problems))
        except BusinessException as error:
            raise BusinessException(error.message, place=name, hint=error.hint) from error

    def _insist(self, head: Head, refused: CommandRefused) -> None:
        """See that it is this one mail that the server does not hand out, and not that it hands out nothing now."""
        try:
            self._ask(partial(OpenMailbox.heads, uids=[head.uid]))
        except CommandRefused:
            raise self.reading.lost(refused) from refused

    def _clear(self) -> None:
        """Once, and only when something is filed away: a plan changes nothing."""
        if not self.is_cleared:
            self.is_cleared = True
            self._ask(OpenMailbox.clear_filed)

    def _passed(self, uid: int) -> None:
        if self.is_whole:
            self.read_to = uid

    def _file_away(self, uid: int, folder: str) -> None:
        """Move the mail, or mark it; from one that stays where it is, the mark does not go on."""
        was_whole, self.is_whole = self.is_whole, False
        if uid in self.gone:
            return
        try:
            if folder:
                self._clear()
                self._ask(lambda box: box.move(uid, folder))
            elif self.reading.flag:
                self._ask(lambda box: box.flag(uid, self.reading.flag))
        except CommandRefused as error:
            raise EnvironmentNotReady(error.message, place=error.place) from error
        self.is_whole = was_whole
        self._passed(uid)


def described(mail: Mail, folder: str) -> str:
    """A mail in words that are the same whenever it is met, and wherever in the folder it lies."""
    day = f", {mail.date:%Y-%m-%d}" if mail.date else ""
    return f"{folder}: {mail.subject[:80] or '(no subject)'}, from {mail.from_address or 'unknown'}{day}"
