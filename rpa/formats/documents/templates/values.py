"""Words of a document read as the value of a field: strictly, or not at all, and then why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from rpa.formats.documents.accounts import START, account_end, bare, has_right_check_digits
from rpa.formats.documents.days import days_in
from rpa.formats.documents.figures import Figure, currency_of, figures_in
from rpa.formats.documents.layout import Token
from rpa.formats.documents.sums import is_money
from rpa.formats.documents.tax_numbers import numbers_among, validated
from rpa.formats.documents.templates.laid_text import box_of
from rpa.model.extraction import Box, Value
from rpa.model.field_template import Kind

LONGEST_TEXT = 200  # characters of a value that is a text
AROUND = " :;,|#"
WANTED: dict[Kind, str] = {
    "text": "text", "amount": "amount", "date": "date", "iban": "account number (IBAN)", "vat_number": "VAT number",
    "currency": "currency",
}  # fmt: skip


@dataclass(frozen=True)
class Read:
    """A value with its place.

    Attributes:
        value: Typed.
        text: As it stands there.
        box: Where; None when nowhere.
        figure: An amount as it stands on the page.
        is_checked: Whether its check digits fit.
    """

    value: Value
    text: str
    box: Box | None
    figure: Figure | None = None
    is_checked: bool = False


@dataclass(frozen=True)
class Reading:
    """What words were read as.

    Attributes:
        found: The values, in order; none when the words are none of the kind.
        why: Why there is none.
    """

    found: tuple[Read, ...] = ()
    why: str = ""


def read_words(kind: Kind, tokens: Sequence[Token], mark: str, order: str) -> Reading:
    """Read words as values of a kind.

    Args:
        kind: Of the field.
        tokens: Words from the left; at least one.
        mark: Decimal mark; empty when each number must prove its own.
        order: Of day and month; empty when nothing decides.
    """
    text = shown(tokens)
    match kind:
        case "amount":
            found = amounts(tokens, mark)
            expected = f"an amount{f' with {mark!r} as decimal mark' if mark else ''}"
        case "date":
            found, why = dates(tokens, order)
            if why:
                return Reading(why=why)
            expected = "a date"
        case "iban":
            found, why = ibans(tokens)
            if why:
                return Reading(why=why)
            expected = "an account number (IBAN)"
        case "vat_number":
            found, why = vat_numbers(tokens)
            if why:
                return Reading(why=why)
            expected = "a VAT number"
        case "currency":
            found = currencies(tokens)
            expected = "a currency"
        case _:
            found, expected = texts(tokens), "a text"
    return Reading(found) if found else Reading(why=f"'{text}' is not {expected}")


def shown(tokens: Sequence[Token]) -> str:
    """Words for a message, shortened."""
    text = " ".join(token.text for token in tokens)
    return text if len(text) <= 60 else text[:60] + "…"


def amounts(tokens: Sequence[Token], mark: str) -> tuple[Read, ...]:
    """The amounts of money among words; a whole number counts when there is nothing else."""
    figures = figures_in(tokens, mark)
    chosen = [figure for figure in figures if is_money(figure)] or (figures if len(figures) == 1 else [])
    return tuple(Read(figure.value, figure.text, figure.box, figure) for figure in chosen)


def dates(tokens: Sequence[Token], order: str) -> tuple[tuple[Read, ...], str]:
    """The dates among words; one that can be two days is none."""
    days = days_in(tokens, order)
    for day in days:
        if day.value is None:
            readings = " or ".join(str(value) for value in day.values)
            return (), f"'{day.text}' could be {readings}; say dates: dmy (or mdy) in the template"
    return tuple(Read(day.value, day.text, day.box) for day in days if day.value is not None), ""


def ibans(tokens: Sequence[Token]) -> tuple[tuple[Read, ...], str]:
    """The account numbers among words whose check digits fit."""
    found: list[Read] = []
    for start, token in enumerate(tokens):
        if not START.fullmatch(bare(token.text)):
            continue
        end = account_end(tokens, start)
        if end is None:
            continue
        used = tuple(tokens[start:end])
        number = "".join(bare(one.text) for one in used)
        if not has_right_check_digits(number):
            return (), f"'{shown(used)}' has wrong check digits: at least one character of it is wrong"
        found.append(Read(number, shown(used), box_of(used), is_checked=True))
    return tuple(found), ""


def vat_numbers(tokens: Sequence[Token]) -> tuple[tuple[Read, ...], str]:
    """The VAT numbers among words whose check digits fit."""
    found: list[Read] = []
    for country, number, words in numbers_among(tokens):
        used, valid = tuple(words), validated(number, country)
        if valid is None:
            return (), f"'{shown(used)}' has wrong check digits: it is no VAT number of {country}"
        found.append(Read(valid, shown(used), box_of(used), is_checked=True))
    return tuple(found), ""


def currencies(tokens: Sequence[Token]) -> tuple[Read, ...]:
    """The currencies that words name; a sign of several countries is none."""
    named = [(currency_of(token.text), token) for token in tokens]
    return tuple(Read(code, token.text, token.box) for code, token in named if len(code) == 3)


def texts(tokens: Sequence[Token]) -> tuple[Read, ...]:
    """The words as one text."""
    text = " ".join(token.text for token in tokens).strip(AROUND)
    return (Read(text[:LONGEST_TEXT], text[:LONGEST_TEXT], box_of(tuple(tokens))),) if text else ()


def distinct(found: Sequence[Read]) -> list[Read]:
    """One for each different value, in order."""
    kept: dict[str, Read] = {}
    for one in found:
        kept.setdefault(str(one.value) if not isinstance(one.value, Decimal) else f"{one.value:f}", one)
    return list(kept.values())
