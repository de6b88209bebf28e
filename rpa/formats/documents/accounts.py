"""Account numbers of banks in a document: their form and check digits, and whose account it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from rpa.formats.documents.debits import Theirs, why_not_paid_to
from rpa.formats.documents.findings import Candidate, Finding, choose
from rpa.formats.documents.layout import Layout, Row, Token, around
from rpa.formats.documents.particulars import stands_among_particulars
from rpa.formats.documents.places import Reader
from rpa.model.extraction import Box

# Characters of an IBAN by country: SWIFT's registry, Europe.
LENGTHS = {
    "AD": 24, "AL": 28, "AT": 20, "BA": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18,
    "EE": 20, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GI": 23, "GL": 18, "GR": 27, "HR": 21, "HU": 28,
    "IE": 22, "IS": 26, "IT": 27, "LI": 21, "LT": 20, "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19,
    "MT": 31, "NL": 18, "NO": 15, "PL": 28, "PT": 25, "RO": 24, "RS": 22, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "TR": 26, "UA": 29, "XK": 20,
}  # fmt: skip
DIGITS_ONLY = ("AT", "BE", "CZ", "DE", "DK", "EE", "ES", "FI", "HR", "HU", "LT", "NO", "PL", "PT", "SE", "SI", "SK")
FORMS = {
    **dict.fromkeys(DIGITS_ONLY, "[0-9]+"),
    **dict.fromkeys(("NL", "GB", "IE", "LV", "RO", "BG"), "[A-Z]{4}[A-Z0-9]+"),
    "FR": "[0-9]{10}[A-Z0-9]{11}[0-9]{2}", "CH": "[0-9]{5}[A-Z0-9]{12}", "LU": "[0-9]{3}[A-Z0-9]{13}",
}  # fmt: skip
START = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]*|[A-Z]{2}")
PART = re.compile(r"[A-Z0-9]+")
DEBIT = "customer_iban"
PARTICULARS = frozenset(("vat_number", "registration", "phone"))
NOTHING_KNOWN = Theirs()


@dataclass(frozen=True)
class Account:
    """An account number on the page, and whether its check digits fit."""

    number: str
    text: str
    box: Box
    row: Row
    is_valid: bool


def accounts_in(layout: Layout) -> list[Account]:
    """Everything in a document that has the form and the length of an IBAN."""
    rows: list[Row | None] = [*layout.rows, None]
    return [one for row, below in pairwise(rows) if row for one in accounts_of(row, below)]


def accounts_of(row: Row, below: Row | None) -> Iterator[Account]:
    """The account numbers of a row; one that begins at its end may go on in the next."""
    tokens = row.tokens
    more = below.cells[0].tokens if below is not None and below.page == row.page else ()
    start = 0
    while start < len(tokens):
        end = account_end((*tokens, *more), start)
        if end is None:
            start += 1
            continue
        used = (*tokens, *more)[start:end]
        number = "".join(bare(token.text) for token in used)
        text = " ".join(token.text for token in used)
        yield Account(
            number,
            text.strip(".,;"),
            around([token for token in used if token in tokens]),
            row,
            has_right_check_digits(number),
        )
        start = end


def account_end(tokens: Sequence[Token], start: int) -> int | None:
    """Number of the first word behind an IBAN that begins at a word; None when none does."""
    number = ""
    for end in range(start, min(len(tokens), start + 10)):
        text = bare(tokens[end].text)
        if not (START if not number else PART).fullmatch(text):
            return None
        number += text
        length = LENGTHS.get(number[:2])
        if length is None or len(number) > length:
            return None
        if len(number) == length:
            return end + 1 if has_its_form(number) else None
    return None


def has_its_form(number: str) -> bool:
    """Whether letters and digits stand where the country has them."""
    form = FORMS.get(number[:2], r"[A-Z0-9]+")
    return number[2:4].isdigit() and re.fullmatch(form, number[4:]) is not None


def bare(text: str) -> str:
    """A word without what stands around it and between its parts."""
    return text.strip("():;,.").replace(".", "").replace("-", "")


def has_right_check_digits(number: str) -> bool:
    """Whether the check digits of an IBAN fit (ISO 7064, mod 97)."""
    return int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 == 1


def find_iban(reader: Reader, kind: str = "", theirs: Theirs = NOTHING_KNOWN) -> tuple[Finding | None, list[str]]:
    """The account that is to be paid to.

    A credit note may name the account that the money goes back to, in a sentence: there only an account among the
    sender's own particulars is sure. An invoice may name the account that the amount is taken from: one that stands
    near such words or in the customer's address is not sure, and our own is none at all.

    Returns:
        The finding, and account numbers whose check digits do not fit.
    """
    accounts = accounts_in(reader.layout)
    debited = {label.row.number for label in reader.of(DEBIT)}
    candidates: list[Candidate] = []
    for account in accounts:
        if not account.is_valid or account.number in theirs.own:
            continue
        above = reader.layout.rows[account.row.number - 1].box if account.row.number else account.box
        gap = account.row.box.top - above.bottom
        is_near = above.page == account.box.page and gap < account.row.box.bottom - account.row.box.top
        near = {account.row.number, account.row.number - is_near}
        if near & debited:
            continue
        why = "it is an account number with right check digits"
        is_senders = kind != "credit_note" or stands_among_particulars(reader, account.row, PARTICULARS)
        if doubt := why_not_paid_to(reader, account.row, account.box, theirs):
            why += f"; but {doubt}"
            candidates.append(Candidate(account.number, account.text, account.box, why, "weak.debit", 1))
        elif is_senders:
            candidates.append(Candidate(account.number, account.text, account.box, why, "checked", 2))
        else:
            why += "; but a credit note may name the account that is paid back to"
            candidates.append(Candidate(account.number, account.text, account.box, why, "weak.credit", 1))
    problems = [
        f"the account number '{account.text}' has wrong check digits: at least one character of it is wrong"
        for account in accounts
        if not account.is_valid and looks_meant(reader, account)
    ]
    found = choose("iban", candidates)
    if found is not None and debited and found.grade == "checked":
        found = found.doubted("the document also speaks of taking the amount from the customer's account", "weak")
    return found, problems


def looks_meant(reader: Reader, account: Account) -> bool:
    """Whether a number with wrong check digits is called an account number, or written like one."""
    named = {label.row.number for label in reader.of("iban")}
    return account.row.number in named or (
        account.number[:2] in ("NL", "DE", "NO", "FR", "GB", "BE") and " " in account.text
    )
