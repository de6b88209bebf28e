"""What the writer of a mail wrote anew: without the mails that it quotes, and without a signature."""

from __future__ import annotations

import re

from rpa.drivers.mail_text import tidy

QUOTED = re.compile(r"\s*(?:>|\u203a)")
VERBS = r"(?:schreef|geschreven|schrieb|skrev|wrote|a \u00e9crit)"
ATTRIBUTION = re.compile(
    rf"\s*(?:Op|Am|Den|On|P\u00e5|Le|Vom)\s.{{4,200}}\b{VERBS}\b.{{0,120}}:\s*"
    r"|\s*(?:\w{3,9}\.?,?\s)?\d{1,4}[-./\s].{4,80}\d[:.]\d\d.{0,20}\bskrev\b.{2,120}:\s*",
    re.IGNORECASE,
)
"""How mail programs begin a quotation: "On 5 Oct 2026, at 09:12, Piet <piet@x.example> wrote:"."""
NAME_FIRST = re.compile(rf".{{2,200}}\b{VERBS}\s(?:am|on|op|den|le)\b.{{0,40}}\d.{{0,40}}:\s*", re.IGNORECASE)
"""The same with the writer in front: "Piet wrote on 5 Oct 2026:"; always one line."""
SURE = re.compile(r".*\d.*<[^<>\s]+@[^<>\s]+>.*")
"""An attribution that nobody writes by hand: with a number and an address."""
ORIGINAL = (
    "Oorspronkelijk bericht|Doorgestuurd bericht|"
    "Urspr\u00fcngliche Nachricht|Originalnachricht|Weitergeleitete Nachricht|"
    "Opprinnelig melding|Original melding|Videresendt melding|"
    "Oprindelig meddelelse|Original meddelelse|Videresendt meddelelse|"
    "Ursprungligt meddelande|Originalmeddelande|Vidarebefordrat meddelande|"
    "Message d['\u2019]origine|Message original|Message transf\u00e9r\u00e9|"
    "Original Message|Original Appointment|Forwarded message"
)
SEPARATOR = re.compile(rf"\s*(?:-{{2,}}|_{{2,}})\s*(?:{ORIGINAL})\s*(?:-{{2,}}|_{{2,}})?\s*", re.IGNORECASE)
PASSED_ON = re.compile(
    r"\s*(?:Begin forwarded message|Begin doorgestuurd bericht|Anfang der weitergeleiteten (?:Nachricht|E-Mail)|"
    r"(?:Start p\u00e5 )?videresendt (?:melding|besked|e-mail)|Vidarebefordrat (?:brev|meddelande)|"
    r"D\u00e9but du message (?:r\u00e9exp\u00e9di\u00e9|transf\u00e9r\u00e9))\s*:\s*",
    re.IGNORECASE,
)
FROM_LINE = re.compile(r"\s*\*?(?:Van|Von|Fra|Fr\u00e5n|De|From)\s?:\*?\s.+", re.IGNORECASE)
SUBJECT_LINE = re.compile(r"\s*\*?(?:Onderwerp|Betreff|Emne|\u00c4mne|Objet|Subject)\s?:", re.IGNORECASE)
SIGNATURE = re.compile(r"--\s*")
RULE = re.compile(r"\s*[-_\u2014=*]{5,}\s*")
DEVICE = re.compile(
    r"\s*(?:Verzonden (?:vanaf|met|via|vanuit) |Verstuurd vanaf |Von meinem .{2,40} gesendet|Gesendet (?:von|mit|aus) |"
    r"Diese Nachricht wurde von meinem .{2,60} gesendet|Sendt fra |Skickat fr\u00e5n |"
    r"Envoy\u00e9 (?:de mon|depuis|\u00e0 partir de|avec) |Sent from |Get Outlook|.*<?https://aka\.ms/\w+>?\s*$).*",
    re.IGNORECASE,
)
CLOSING = re.compile(
    r"\s*(?:met (?:vriendelijke|hartelijke|beste) groet(?:en)?|(?:vriendelijke |hartelijke )?groet(?:en|jes)?|"
    r"m\.?v\.?g\.?|hoogachtend|vr\.? ?gr\.?|"
    r"mit (?:freundlichen|besten|herzlichen|lieben|vielen) gr(?:\u00fc|ue)(?:\u00df|ss)en|"
    r"mit freundlichem gru(?:\u00df|ss)|"
    r"(?:freundliche|viele|beste|liebe|herzliche|sch\u00f6ne) gr(?:\u00fc|ue)(?:\u00df|ss)e|"
    r"mfg|vg|lg|hochachtungsvoll|"
    r"(?:med )?ve(?:nn|n)lig hilsen|(?:de )?(?:bedste|beste) hilsner|beste hilsen|mvh|(?:mange )?hils(?:en|ner)|dbh|"
    r"(?:med )?v\u00e4nlig(?:a)? h\u00e4lsning(?:ar)?|(?:b\u00e4sta )?h\u00e4lsningar|"
    r"(?:bien )?cordialement|cdt|bien \u00e0 vous|"
    r"(?:meilleures |sinc\u00e8res )?salutations(?: distingu\u00e9es| cordiales)?|"
    r"(?:(?:kind|best|warm|with best) )?regards|best wishes|all the best|yours (?:sincerely|faithfully|truly)|"
    r"sincerely)"
    r"[\s,.!]*",
    re.IGNORECASE,
)
POSTSCRIPT = re.compile(r"\s*(?:p\.?\s?s|n\.?b)\b", re.IGNORECASE)
MOST_LINES = 5000  # in which the beginning of an older mail is looked for
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
    while lines and (not lines[-1].strip() or RULE.fullmatch(lines[-1])):  # the line above a quotation
        lines.pop()
    return tidy("\n".join(lines[: beginning_of_signature(lines)])).strip() or text.strip()


def beginning_of_quote(lines: list[str]) -> int:
    """The line at which an older mail begins; the number of lines when there is none."""
    for at, line in enumerate(lines[:MOST_LINES]):
        if SEPARATOR.fullmatch(line) or PASSED_ON.fullmatch(line):
            return at
        if FROM_LINE.fullmatch(line) and any(map(SUBJECT_LINE.match, lines[at + 1 : at + 7])):
            return at
        if line.strip() and is_attribution(lines, at):
            return at
    return len(lines)


def is_attribution(lines: list[str], at: int) -> bool:
    """Whether a quotation is begun at a line; what begins it is often broken in two or three."""
    for height in (1, 2, 3):
        text = " ".join(lines[at : at + height])[:400].rstrip()
        if not text.endswith(":"):
            continue
        if ATTRIBUTION.fullmatch(text) or (height == 1 and NAME_FIRST.fullmatch(text)):
            following = (other for other in lines[at + height : at + height + 20] if other.strip())
            behind = next(following, None)
            if behind is None or QUOTED.match(behind) or SURE.fullmatch(text):
                return True
    return False


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
