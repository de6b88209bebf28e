"""A mailbox on an IMAP server: what lies in a folder, its mails, and filing them away without harm to any other."""

from __future__ import annotations

import hashlib
import imaplib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rpa.drivers.imap_account import ImapAccount, hang_up, imap_errors, is_busy, sign_in
from rpa.drivers.imap_answers import Fetched, read_fetched
from rpa.drivers.imap_folders import Folder, find_folder, full_name, list_folders, no_such_folder
from rpa.errors import ApplicationException, EnvironmentNotReady

if TYPE_CHECKING:
    from imap_tools import BaseMailBox

HEAD = "(UID RFC822.SIZE INTERNALDATE BODY.PEEK[HEADER.FIELDS (FROM SENDER REPLY-TO TO CC SUBJECT DATE MESSAGE-ID)])"
AT_ONCE = 200
"""Mails whose heads are asked for in one go."""
FILED = "$RpaFiled"
"""The keyword of a mail that lies where it belongs and is to be removed here: it may be removed, others may not."""
FLAGS = {"seen": "\\Seen", "flagged": "\\Flagged", "answered": "\\Answered"}
MOST_ALIKE = 50  # mails of the same size that are compared with one that may have been copied already
MESSAGE_ID = re.compile(rb"^message-id:[ \t]*(?:\r?\n[ \t]+)?(<[^<>\s\"\\]{1,900}>)", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True)
class Head:
    """What is known of a mail before it is fetched.

    Attributes:
        uid: Its number in the folder; never used for another mail while the folder keeps its validity.
        size: In bytes, as the server says.
        received: When the server received it; None when it does not say.
        headers: From, To, Cc, Subject, Date and Message-ID as written.
    """

    uid: int
    size: int
    received: datetime | None
    headers: bytes = field(repr=False)


class CommandRefused(ApplicationException):
    """The server answered no to one command; the line stands."""


class OpenMailbox:
    """A mailbox that is signed in to; every verb raises `ApplicationException` when the line breaks."""

    def __init__(self, account: ImapAccount, box: BaseMailBox) -> None:
        self.account = account
        self._box = box
        self._folders: list[Folder] | None = None
        self._archives: dict[str, str] = {}
        self._open = ""

    def close(self) -> None:
        """End the connection without waiting for the server's good-bye."""
        hang_up(self._box)

    def folders(self) -> list[Folder]:
        """Every folder that can be opened."""
        if self._folders is None:
            with imap_errors(self.account):
                self._folders = list_folders(self._box)
        return self._folders

    def open(self, name: str) -> tuple[str, int]:
        """Open a folder.

        Args:
            name: As a person writes it; `/` between a folder and one inside of it, whatever the server takes.

        Returns:
            Its name on the server, and its validity: with another validity, the numbers of mails mean other mails.

        Raises:
            EnvironmentNotReady: There is no such folder, or it may not be opened.
        """
        found = find_folder(self.folders(), name)
        if found is None:
            raise no_such_folder(name, self.folders(), self.account)
        return found.name, self._select(found.name)

    def _select(self, name: str) -> int:
        from imap_tools import MailboxFolderSelectError

        with imap_errors(self.account):
            try:
                self._box.folder.set(name)
            except MailboxFolderSelectError as error:
                message = f"the folder {name!r} cannot be opened: {error}"
                raise EnvironmentNotReady(message, place=self.account.place) from error
            self._open = name
            validity = self._box.client.untagged_responses.get("UIDVALIDITY") or [b"0"]
            return int(validity[-1]) if isinstance(validity[-1], bytes) else 0

    def search(self, criteria: str) -> list[int]:
        """The numbers of the mails that fit, the oldest first."""
        with imap_errors(self.account):
            return sorted(map(int, self._box.uids(criteria, charset=None)))

    def heads(self, uids: Sequence[int]) -> list[Head]:
        """What is known of mails, the oldest first; of those that are gone, nothing."""
        found = [
            Head(one.uid, one.size, one.received, one.content)
            for start in range(0, len(uids), AT_ONCE)
            for one in self._fetch(uids[start : start + AT_ONCE], HEAD)
        ]
        return sorted(found, key=lambda head: head.uid)

    def fetch(self, uid: int, *, headers_only: bool = False) -> bytes | None:
        """A mail as it was sent, left unread; None when it is gone."""
        part = "BODY.PEEK[HEADER]" if headers_only else "BODY.PEEK[]"
        found = [one for one in self._fetch([uid], f"(UID {part})") if one.uid == uid]
        return found[0].content if found else None

    def _fetch(self, uids: Sequence[int], parts: str) -> list[Fetched]:
        return read_fetched(self._ask("FETCH", ",".join(map(str, uids)), parts))

    def flag(self, uid: int, flag: str) -> None:
        """Mark a mail: `seen`, `flagged`, `answered`, or with a keyword of one's own."""
        self._ask("STORE", str(uid), "+FLAGS.SILENT", f"({FLAGS.get(flag, flag)})")

    def move(self, uid: int, folder: str) -> None:
        """Move a mail of the open folder to another one, which is made when it is not there.

        Where the server cannot move, the mail is copied, and removed here only then; a copy that an earlier try has
        left behind is found by its content, and not made again. Nothing but this mail is removed.

        Raises:
            EnvironmentNotReady: The folder is the open one, or cannot be made.
        """
        name = self._archive(folder)
        if "MOVE" in self._abilities:
            self._ask("MOVE", str(uid), _quoted(name))
            return
        content = self.fetch(uid)
        if content is None:
            return
        if not self._is_there(name, content):
            self._copy(uid, name)
        self._remove([uid])

    def clear_filed(self) -> None:
        """Remove what was copied to its archive by a run that died before it could be removed here."""
        if "MOVE" in self._abilities:
            return
        if left := self.search(f"DELETED KEYWORD {FILED}"):
            self._expunge(left)

    @property
    def _abilities(self) -> frozenset[str]:
        return frozenset(str(word).upper() for word in self._box.client.capabilities)

    def _archive(self, folder: str) -> str:
        if folder not in self._archives:
            found = find_folder(self.folders(), folder)
            name = found.name if found else self._make(folder)
            if name == self._open:
                message = f"archive: {folder} is the folder that is read"
                raise EnvironmentNotReady(message, place=self.account.place, hint="Name another folder in the recipe.")
            self._archives[folder] = name
        return self._archives[folder]

    def _make(self, folder: str) -> str:
        from imap_tools.errors import MailboxFolderCreateError

        with imap_errors(self.account):
            name = full_name(self._box, self.folders(), folder)
            try:
                self._box.folder.create(name)
            except MailboxFolderCreateError as error:
                if find_folder(list_folders(self._box), folder) is None:
                    message = f"the folder {folder!r} cannot be made: {error}"
                    raise EnvironmentNotReady(message, place=self.account.place) from error
            self._box.client.subscribe(_quoted(name))  # mail programs show only what is subscribed to
        self._folders = None
        return name

    def _copy(self, uid: int, name: str) -> None:
        self._ask("COPY", str(uid), _quoted(name))

    def _remove(self, uids: list[int]) -> None:
        """Remove mails of the open folder that lie elsewhere; where others' would go with them, only mark them."""
        numbers = ",".join(map(str, uids))
        try:
            self._ask("STORE", numbers, "+FLAGS.SILENT", f"(\\Deleted {FILED})")
        except CommandRefused:  # a server that keeps no keywords
            self._ask("STORE", numbers, "+FLAGS.SILENT", "(\\Deleted)")
        self._expunge(uids)

    def _expunge(self, uids: Iterable[int]) -> None:
        # Without UIDPLUS there is only EXPUNGE, which removes whatever anybody has marked: mail programs hide it.
        if "UIDPLUS" in self._abilities:
            self._ask("EXPUNGE", ",".join(map(str, uids)))

    def _is_there(self, name: str, content: bytes) -> bool:
        """Whether a folder has a mail of this very content."""
        source, digest = self._open, hashlib.sha256(content).digest()
        self._select(name)
        try:
            criteria = f"LARGER {len(content) - 1} SMALLER {len(content) + 1} UNDELETED"
            if found := MESSAGE_ID.search(content[: 64 * 1024]):
                criteria += f' HEADER Message-ID "{found[1].decode("ascii", "replace")}"'
            if not criteria.isascii():
                criteria = criteria.partition(" HEADER")[0]
            for uid in self.search(criteria)[-MOST_ALIKE:]:
                there = self.fetch(uid)
                if there is not None and hashlib.sha256(there).digest() == digest:
                    return True
            return False
        finally:
            self._select(source)

    def _ask(self, command: str, *words: str) -> list[Any]:
        with imap_errors(self.account):
            # Answers to an earlier command must not be taken for answers to this one.
            self._box.client.untagged_responses.pop("FETCH", None)
            try:
                status, data = self._box.client.uid(command, *words)
            except imaplib.IMAP4.abort:
                raise
            except imaplib.IMAP4.error as error:
                status, data = "BAD", [str(error).encode()]
            if status != "OK":
                said = " ".join(part.decode(errors="replace") for part in data if isinstance(part, bytes))
                message = f"the IMAP server refuses {command.lower()}: {said[:200]}"
                raise (ApplicationException if is_busy(said) else CommandRefused)(message, place=self.account.place)
            return list(data)


def open_mailbox(account: ImapAccount) -> OpenMailbox:
    """Sign in.

    Raises:
        EnvironmentNotReady: The sign-in is refused, or the certificate is not trusted.
        ApplicationException: The server does not answer.
    """
    return OpenMailbox(account, sign_in(account))


def _quoted(name: str) -> str:
    from imap_tools.utils import encode_folder

    return encode_folder(name).decode("ascii")
