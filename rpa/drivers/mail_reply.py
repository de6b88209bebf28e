"""What the writer of a mail wrote anew: without the mails that it quotes, and without a signature."""

from __future__ import annotations

import re

from rpa.drivers.mail_text import tidy

QUOTED = re.compile(r"\s*(?:>|\u203a)")
ATTRIBUTION = re.compile(
    r"\s*(?:Op|Am|Den|On|P\u00e5|Le|Vom)\s.{4,200}\b(?:schreef|geschreven|schrieb|skrev|wrote|a \u00e9crit)\b"
    r".{0,120}:\s*",
    re.IGNORECASE,
)
SEPARATOR = re.compile(
    r"\s*(?:-{2,}|_{2,})\s*(?:Oorspronkelijk bericht|Doorgestuurd bericht|Urspr\u00fcngliche Nachricht|Weitergeleitete "
    r"Nachricht|Opprinnelig melding|Videresendt melding|Original Message|Forwarded message)\s*(?:-{2,}|_{2,})?\s*",
    re.IGNORECASE,
)
FROM_LINE = re.compile(r"\s*\*?(?:Van|Von|Fra|From)\s?:\*?\s.+", re.IGNORECASE)
SUBJECT_LINE = re.compile(r"\s*\*?(?:Onderwerp|Betreff|Emne|Subject)\s?:", re.IGNORECASE)
SIGNATURE = re.compile(r"--\s*")
DEVICE = re.compile(
    r"\s*(?:Verzonden (?:vanaf|met|via) |Von meinem .{2,40} gesendet|Gesendet (?:von|mit) |Sendt fra |Sent from |"
    r"Get Outlook).*",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"\s*(?:met (?:vriendelijke|hartelijke) groet(?:en)?|(?:vriendelijke |hartelijke )?groet(?:en)?|mvg|"
    r"mit (?:freundlichen|besten) gr(?:\u00fc|ue)(?:\u00df|ss)en|"
    r"(?:freundliche|viele|beste) gr(?:\u00fc|ue)(?:\u00df|ss)e|"
    r"mfg|(?:med )?vennlig hilsen|mvh|hilsen|(?:(?:kind|best|warm) )?regards|yours (?:sincerely|faithfully)|sincerely)"
    r"[\s,.!]*",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"\s*(?:p\.?\s?s|n\.?b)\b", re.IGNORECASE)
MOST_SIGNATURE = 10  # lines a signature has at most


def without_quotes(text: str) -> str:
    """What the sender wrote anew: no quoted mails, no signature.

    Args:
        text: The text of a mail.

    Returns:
        The reply; the whole text when nothing would be left of it (a mail that was only passed on).
    """
    lines = text.split("\n")
    lines = lines[: beginning_of_quote(lines)]
    lines = [line for line in lines if not QUOTED.match(line)]
    return tidy("\n".join(lines[: beginning_of_signature(lines)])).strip() or text.strip()


def beginning_of_quote(lines: list[str]) -> int:
    """The line at which an older mail begins; the number of lines when there is none."""
    for at, line in enumerate(lines):
        if SEPARATOR.fullmatch(line):
            return at
        if FROM_LINE.fullmatch(line) and any(map(SUBJECT_LINE.match, lines[at + 1 : at + 7])):
            return at
        for height in (1, 2):  # the line is often broken in two
            if line.strip() and ATTRIBUTION.fullmatch(" ".join(lines[at : at + height])[:400]):
                rest = [other for other in lines[at + height :] if other.strip()]
                if not rest or QUOTED.match(rest[0]):
                    return at
    return len(lines)


def beginning_of_signature(lines: list[str]) -> int:
    """The line at which the signature begins; the number of lines when there is none."""
    for at, line in enumerate(lines):
        if SIGNATURE.fullmatch(line) or DEVICE.fullmatch(line):
            return at
        if CLOSING.fullmatch(line):
            rest = [other for other in lines[at + 1 :] if other.strip()]
            short = len(rest) <= MOST_SIGNATURE and all(len(other) <= 90 for other in rest)
            if short and not any(map(POSTSCRIPT.match, rest)):
                return at
    return len(lines)
