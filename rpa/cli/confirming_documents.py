"""What a person says of a document's fields, looked at before it is taken: check digits, arithmetic, lines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.drivers.line_file import read_lines
from rpa.errors import UsageError
from rpa.formats.amounts import read_decimal
from rpa.formats.documents.accounts import LENGTHS, has_its_form, has_right_check_digits
from rpa.formats.reading import Unreadable
from rpa.model.extraction import SURE
from rpa.model.field_template import LINE_FIELDS
from rpa.model.question import Question
from rpa.recipe.parameters import typed
from rpa.recipe.problems import proposal

LEARNS = "document"
AMOUNTS = ("net", "vat", "total")
FILE = "@"
NUMBERS = ("quantity", "unit_price", "net", "vat_rate")
CENT = Decimal("0.01")


def is_document(question: Question) -> bool:
    """Whether a question is about a document's fields."""
    return question.details.get("learns") == LEARNS


def given_lines(given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Lines that are given as a file (`lines=@FILE`), typed; and the other values.

    Raises:
        UsageError: The file cannot be taken: with every cell that is wrong.
    """
    rest = dict(given)
    text = rest.pop("lines", None)
    if text is None:
        return {}, rest
    if not text.startswith(FILE):
        raise UsageError(
            "lines are given as a file",
            place="--output",
            hint="lines=@FILE, with the headings " + ", ".join(LINE_FIELDS),
        )
    path = Path(text.removeprefix(FILE)).expanduser()
    rows, wrong = read_lines(path), list[str]()
    for name in dict.fromkeys(name for row in rows for name in row):
        if name not in LINE_FIELDS:
            wrong.append(f"there is no field {name!r} of a line. {proposal(name, LINE_FIELDS)}")
    lines = [typed_line(number, row, wrong) for number, row in enumerate(rows, 1)]
    if wrong:
        raise UsageError("; ".join(wrong[:10]), place=str(path))
    return {"lines": lines}, rest


def given_more(question: Question, given: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Fields of a template's own that are given, typed like what was read; and the other values.

    Raises:
        UsageError: A text is none of the type.
    """
    own = {one.name: one.value for one in question.readings if one.name not in question.outputs}
    own |= question.outputs.get("more", {})
    own.pop("lines", None)
    found: dict[str, Any] = {}
    for name in own.keys() & given.keys():
        text = given[name]
        try:
            found[name] = like(own[name], text) if text else None
        except Unreadable as trouble:
            raise UsageError(f"{name}: {trouble}", place="--output") from None
    return found, {name: text for name, text in given.items() if name not in found}


def like(value: Any, text: str) -> Any:
    """A text as a value of the type that another one has, as commands write it: an amount, a day, or a text.

    Raises:
        Unreadable: It is none of the type; says how it is to be written.
    """
    if isinstance(value, Decimal):
        return typed("decimal", text)
    return typed("date", text) if isinstance(value, dt.date) else text


def typed_line(number: int, row: Mapping[str, Any], wrong: list[str]) -> dict[str, Any]:
    """A line as `document.extract` gives it; what cannot be read goes to `wrong`."""
    line: dict[str, Any] = {"description": "", "sku": "", "quantity": None, "unit": "", "unit_price": None}
    line |= {"net": None, "vat_rate": None, "confidence": Decimal(1), "box": None}
    for name in LINE_FIELDS:
        value = row.get(name)
        if value is None:
            continue
        if name not in NUMBERS:
            line[name] = str(value).strip()
            continue
        try:
            line[name] = exact(value)
        except Unreadable as trouble:
            wrong.append(f"line {number}, {name}: {trouble}")
    return line


def exact(value: Any) -> Decimal:
    """A number of a cell; a text has to prove its decimal mark.

    Raises:
        Unreadable: It is none, or could be two.
    """
    if isinstance(value, bool):
        raise Unreadable(str(value), "is no number")
    return (
        Decimal(value)
        if isinstance(value, int | Decimal)
        else read_decimal(str(value).strip().removesuffix("%"), "nl-NL")
    )


def mended(outputs: Mapping[str, Any], question: Question) -> dict[str, Any]:
    """Numbers as they are written once: an IBAN and a VAT number without spaces.

    What is to be paid and was not asked about goes with a total that is put right: it is the new one, or not known.
    """
    found = dict(outputs)
    was = question.outputs.get("total"), question.outputs.get("payable")
    is_asked = any(one.name == "payable" for one in question.readings)
    if found.get("total") != was[0] and found.get("payable") == was[1] and not is_asked:
        found["payable"] = found.get("total") if was[0] == was[1] else None
    for name in ("iban", "supplier_vat_number", "customer_vat_number"):
        if isinstance(found.get(name), str):
            found[name] = "".join(found[name].split()).upper()
    return found


def refuse_wrong_account(outputs: Mapping[str, Any], given: Mapping[str, str]) -> None:
    """Refuse an IBAN that a person gives and that cannot be.

    Raises:
        UsageError: Its check digits, length or form are wrong.
    """
    number = outputs.get("iban")
    if "iban" not in given or not number:
        return
    fits = number.isalnum() and number.isascii()
    known = LENGTHS.get(number[:2])
    if not fits or (known is not None and (len(number) != known or not has_its_form(number))):
        raise UsageError(f"iban: {number} is no account number of its country", place="--output")
    if not has_right_check_digits(number):
        raise UsageError(
            f"iban: {number} has wrong check digits: at least one character of it is wrong", place="--output"
        )


def is_proven(outputs: Mapping[str, Any], question: Question) -> bool:
    """Whether the amounts are those that were read and are sure: the document rounds its total, for one."""
    asked = {one.name for one in question.readings}
    sure: Mapping[str, Decimal] = question.outputs.get("confidence") or {}
    return all(
        outputs[name] == question.outputs.get(name) and name not in asked and sure.get(name, Decimal(0)) >= SURE
        for name in AMOUNTS
    )


def contradictions(outputs: Mapping[str, Any], question: Question) -> list[str]:
    """What does not add up in the values as they would be taken, sentences."""
    amounts = [value for name in AMOUNTS if isinstance(value := outputs.get(name), Decimal)]
    told = []
    if len(amounts) == 3 and amounts[0] + amounts[1] != amounts[2] and not is_proven(outputs, question):
        net, vat, total = amounts
        told.append(f"net {net:f} and VAT {vat:f} make {net + vat:f}, not {total:f}")
    whole, left = outputs.get("total"), outputs.get("payable")
    if outputs.get("kind") == "credit_note" and isinstance(whole, Decimal) and whole < 0:
        told.append(f"the total {whole:f} has a minus, and what a credit note credits is given without")
    was = question.outputs
    if left is not None and whole != was.get("total") and left == was.get("payable") != whole:
        told.append(f"the total is {whole} now, and what is to be paid is {left} as before: is it?")
    issued, due = outputs.get("issued_on"), outputs.get("due_on")
    if issued is not None and due is not None and due < issued:
        told.append(f"it would be due on {due}, before it was issued on {issued}")
    return told
