"""Accounts that money is taken from, not paid to: words of a direct debit near a number, and what is the customer's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rpa.formats.documents.blocks import LEGAL_FORM
from rpa.formats.documents.layout import Row
from rpa.formats.documents.places import Reader
from rpa.formats.documents.spelling import key_of
from rpa.formats.documents.tax_numbers import inside
from rpa.model.extraction import Box

NEAR = 3.0  # heights of its row between an account number and what is said of it
LONGEST = 3  # words of a wording
WORDS = re.compile(
    r"\w*(?:incasso(?!kosten|bureau|procedure)|incasse|geincass|afgeschreven|afschrij|machtig|mandaat|mandat(?!aire)"
    r"|lastschrift|einzug|eingezogen|einziehen|abgebucht|abbuch|avtalegiro|trekkes|autogiro|prelev|directdebit)\w*"
    r"|direct debit\w*|(?:debited|collected|taken) from"
)


@dataclass(frozen=True)
class Theirs:
    """What tells that an account is the customer's.

    Attributes:
        boxes: Where the customer's address stands.
        lone_address: Where the only address stands, when it may be the customer's.
        names: How the customer is called.
        own: Accounts of the company that reads, canonical.
    """

    boxes: Sequence[Box] = ()
    lone_address: Box | None = None
    names: Sequence[str] = ()
    own: frozenset[str] = frozenset()


def why_not_paid_to(reader: Reader, row: Row, box: Box, theirs: Theirs) -> str:
    """Why an account may be the one that the amount is taken from; empty when nothing speaks for that.

    Args:
        reader: The document.
        row: The row in which the account number stands, or begins.
        box: Where it stands.
        theirs: What is the customer's.
    """
    if any(inside(box, outer) for outer in theirs.boxes):
        return "it stands in the customer's address"
    if theirs.lone_address is not None and inside(box, theirs.lone_address):
        return "it stands in the only address of the document, which may be the customer's"
    near = list(rows_near(reader, row))
    if holder := customer_holds(reader, {one.number for one in near}, theirs.names):
        return f"'{holder}' near it names the customer"
    if word := next((word for one in near if (word := debit_in(one))), ""):
        return f"'{word}' near it speaks of taking the amount from the customer's account"
    return ""


def rows_near(reader: Reader, row: Row) -> Iterator[Row]:
    """A row and those close above and below it."""
    most = NEAR * (row.box.bottom - row.box.top)
    for one in reader.layout.on_page(row.page):
        if max(one.box.top - row.box.bottom, row.box.top - one.box.bottom) < most:
            yield one


def debit_in(row: Row) -> str:
    """The words of a row that speak of a direct debit, as they stand there; empty when none do."""
    tokens = row.tokens
    for start in range(len(tokens)):
        words = tokens[start : start + LONGEST]
        if match := WORDS.match(" ".join(token.key for token in words)):
            return " ".join(token.text for token in words[: match[0].count(" ") + 1]).strip(" .,;:()")
    return ""


def customer_holds(reader: Reader, rows: set[int], names: Sequence[str]) -> str:
    """The label in some rows that says that the account is in the customer's name; empty when none does."""
    keys = {bare_name(name) for name in names}
    for label in reader.of("account_holder"):
        if label.row.number in rows:
            for place in reader.places(label):
                if bare_name(" ".join(token.text for token in place.tokens)) in keys:
                    return label.text
    return ""


def bare_name(name: str) -> str:
    """A name without its legal form, as names are compared."""
    return key_of(LEGAL_FORM.sub(" ", name))
