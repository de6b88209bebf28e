"""Whether anybody hears what a scheduled run says: cron only mails it, and only where something delivers mail."""

from __future__ import annotations

import os
import re
import shutil

from rpa.drivers.crontab import Crontab
from rpa.drivers.machine import Check
from rpa.errors import EnvironmentNotReady

MAIL_FOLDERS = ("/usr/sbin", "/usr/lib", "/usr/local/sbin")


def check_alarms(content: bytes | None = None) -> Check:
    """Cron can mail what a run says: there is a mail program, and `MAILTO` does not switch it off.

    Args:
        content: The user's crontab; None: as it is.
    """
    if shutil.which("sendmail", path=os.pathsep.join((os.environ.get("PATH", ""), *MAIL_FOLDERS))) is None:
        remedy = (
            "What a scheduled run has to say is thrown away. Install one (postfix, msmtp-mta, dma), "
            "or keep the output another way: docs/operate.md, Cron"
        )
        return Check("alarms", "warn", "there is no mail program (sendmail) for cron to use", remedy)
    address = _mailto(_crontab() if content is None else content)
    if address == "":
        remedy = "What a scheduled run has to say is thrown away. Write an address: MAILTO=you@example.org (crontab -e)"
        return Check("alarms", "warn", 'MAILTO="" in the crontab switches cron\'s mails off', remedy)
    if address is None:
        seen = "cron mails to this user's mailbox on this machine; MAILTO=you@example.org in the crontab sends them on"
        return Check("alarms", "ok", seen)
    return Check("alarms", "ok", f"cron mails to {address}")


def _crontab() -> bytes:
    try:
        return Crontab().read()
    except EnvironmentNotReady:
        return b""  # the check of cron says so


def _mailto(content: bytes) -> str | None:
    """The address that holds at the end of a crontab, where schedules are put; None when it says nothing."""
    found = re.findall(rb"^[ \t]*MAILTO[ \t]*=[ \t]*(.*?)[ \t\r]*$", content, re.MULTILINE)
    return found[-1].decode(errors="replace").strip("\"'") if found else None
