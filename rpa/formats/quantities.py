"""Quantities with their unit as people write them: `12 stk`, `2,5 kg`, `1 doos`; two numbers are refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from rpa.formats.amounts import read_decimal, typed_number
from rpa.formats.currencies import SHORTENED
from rpa.formats.numerals import DIGITS, LETTER, MINUS, NO_CENTS
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.formats.units import KNOWN, unit_codes
from rpa.model.money import CURRENCIES

LONGEST = 64  # characters
EXPECTED = "a quantity such as 2,5 kg"
WORD = rf"{LETTER}+\.?"
UNIT = rf"(?:{LETTER}+(?:[²³]|[23](?![0-9]))|{WORD}(?:[ /.-]{{1,2}}{WORD}){{0,5}}|%)"
NO_UNITS = frozenset(("euro", "euros", "kr", "e", "de", "ste", "er", "ème", "nd", "rd", "th"))
NUMBER = rf"\(?[{MINUS}+]? ?{DIGITS}(?:{NO_CENTS})?(?:[{MINUS})](?!{LETTER}))?"  # 5-kg is no minus
NUMBER_FIRST = re.compile(rf"(?P<number>{NUMBER}) *(?P<unit>{UNIT})?")
UNIT_FIRST = re.compile(rf"(?P<unit>{UNIT}) *(?P<number>{NUMBER})")
PRODUCT = re.compile(
    rf"(?P<times>{DIGITS}) *(?:{WORD} *)?[x×*] *(?P<number>{DIGITS}) *(?P<unit>{UNIT})?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of units.

    Attributes:
        number: How many, exact.
        unit: Code of UN/ECE Recommendation 20, `KGM`; empty when none is written, or none that is known.
        written: The unit as it was written; empty when there was none.
    """

    number: Decimal
    unit: str = ""
    written: str = ""


def read_quantity(value: str | int | Decimal, locale: str, *, decimal: str | None = None, unit: str = "") -> Quantity:
    """Read a quantity.

    Args:
        value: A text, or a number from a typed cell, which has no unit.
        locale: Where it was written; its language decides between the meanings of a unit (`t` is a tonne in German,
            and a tonne or hours in Norwegian).
        decimal: The source's decimal mark, `,` or `.`.
        unit: The code that is declared for the source; it is that of a text without a unit, and one that is written
            must be the same.

    Raises:
        Ambiguous: Its number means two numbers, its unit two units, or it is a product (`3 × 10 m`).
        Unreadable: It is no quantity, has two numbers, or another unit than the declared one.
    """
    if unit and unit not in KNOWN:
        raise ValueError(f"{unit!r} is not a code of a unit known here; such as H87, KGM or HUR")
    if not isinstance(value, str):
        return Quantity(typed_number(value, locale), unit)
    text = " ".join(value.split()) if len(value) <= LONGEST else ""
    refuse_product(value, text)
    found = NUMBER_FIRST.fullmatch(text) or UNIT_FIRST.fullmatch(text)
    if found is None or (found.re is UNIT_FIRST and not unit_codes(found["unit"], locale)):
        hint = "it has two numbers" if len(re.findall(DIGITS, text)) > 1 else "" if text else "it is empty or too long"
        raise Unreadable(value, EXPECTED, hint)
    number = read_decimal(found["number"].strip(), locale, decimal=decimal)
    written = (found["unit"] or "").strip()
    return Quantity(number, unit_meant(value, written, locale, unit), written)


def refuse_product(value: str, text: str) -> None:
    """Refuse `3 × 10 m` with both meanings: three pieces of ten metres, or thirty metres."""
    found = PRODUCT.fullmatch(text)
    if found is None:
        return
    behind = f" {found['unit']}" if found["unit"] else ""
    readings = (f"{found['times']} of {found['number']}{behind} each", "their product")
    raise Ambiguous(value, "one quantity", readings, "write one number and its unit")


def unit_meant(value: str, written: str, locale: str, declared: str) -> str:
    """The code of the unit that was written or declared."""
    codes = unit_codes(written, locale) if written else ()
    if declared and codes:
        codes = tuple(code for code in codes if code == declared)
    if declared and written and not codes:
        raise Unreadable(value, f"a quantity in {declared}", f"it says '{written}'")
    if not codes and is_no_unit(written):
        raise Unreadable(value, EXPECTED, f"'{written}' is no unit")
    if len(codes) > 1:
        raise Ambiguous(value, "a quantity in one unit", codes, "declare the unit of the source (unit: HUR)")
    return codes[0] if codes else declared


def is_no_unit(written: str) -> bool:
    """Whether a word makes of its number something else: a shortened one, an amount of money, an ordinal."""
    plain = written.casefold().strip(" .")
    return plain.upper() in SHORTENED or written in CURRENCIES or plain in NO_UNITS
