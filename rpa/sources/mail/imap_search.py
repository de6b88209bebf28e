"""Which mails of a mailbox are meant: what the server can be trusted to tell, and what is compared here.

Servers disagree about what it means that a subject holds a word (some look for whole words, some take no letters but
English ones), and about whose midnight a day begins at. So they are asked for marks and, generously, for days; words
and exact days are compared here, the same with every server.
"""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from rpa.drivers.mail_message import Mail

Words = str | list[str]


class Search(BaseModel):
    """Which mails are meant; all of what is said must hold. Without any of it: every mail in the folder."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    unseen: bool = Field(False, description="Only mails that nobody has opened yet.")
    flagged: bool = Field(False, description="Only mails with a flag (a star).")
    from_: Words = Field("", alias="from", description="Part of the sender's name or address; of several, any.")
    to: Words = Field("", description="Part of an address in To or Cc; of several, any.")
    subject: Words = Field("", description="Part of the subject, in any case of letters; of several, any.")
    since: date | None = Field(None, description="Received on this day or later.")
    before: date | None = Field(None, description="Received before this day.")

    @property
    def is_lasting(self) -> bool:
        """Whether a mail that does not fit now will not fit later either."""
        return not (self.unseen or self.flagged or self.before)

    def asked(self) -> str:
        """What the server is asked for."""
        words = ["UNDELETED", "UNDRAFT"]
        words += ["UNSEEN"] if self.unseen else []
        words += ["FLAGGED"] if self.flagged else []
        words += [f"SINCE {imap_day(self.since - timedelta(1))}"] if self.since else []
        words += [f"BEFORE {imap_day(self.before + timedelta(1))}"] if self.before else []
        return " ".join(words)

    def fits(self, mail: Mail, received: datetime | None, zone: ZoneInfo) -> bool:
        """Whether a mail is meant, by its headers.

        Args:
            mail: Its headers as read.
            received: When the server received it, aware.
            zone: The company's time zone, in which days begin.
        """
        day = received.astimezone(zone).date() if received else None
        in_time = day is None or ((not self.since or day >= self.since) and (not self.before or day < self.before))
        return (
            in_time
            and any_in(self.from_, f"{mail.from_name} <{mail.from_address}>")
            and any_in(self.to, " ".join(f"<{address}>" for address in (*mail.to, *mail.cc)))
            and any_in(self.subject, mail.subject)
        )


def imap_day(day: date) -> str:
    """A day as IMAP writes it: in English, whatever the machine's language."""
    months = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{day.day:02}-{months[day.month - 1]}-{day.year:04}"


def any_in(wanted: Words, text: str) -> bool:
    """Whether one of the wanted texts stands in another; nothing wanted: yes."""
    several = [wanted] if isinstance(wanted, str) else wanted
    written = folded(text)
    return not any(several) or any(folded(one) in written for one in several if one)


def folded(text: str) -> str:
    """A text in which case, and how its accents and spaces are stored, make no difference."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
