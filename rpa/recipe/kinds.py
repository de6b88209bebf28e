"""The kinds of fields and how a raw value is read as each of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.formats.reading import Unreadable
from rpa.model.money import Money

# Each reader imports its own library when it is first used: few recipes use many kinds.


def as_text(value: Any, _locale: str, options: Mapping[str, Any]) -> str:
    """A text of one line."""
    from rpa.formats.texts import read_text

    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise Unreadable(value, "a text")
    return read_text(f"{value:f}" if isinstance(value, Decimal) else str(value), lines=bool(options.get("lines")))


def as_integer(value: Any, locale: str, options: Mapping[str, Any]) -> int:
    """A whole number."""
    from rpa.formats.amounts import read_integer

    return read_integer(value, locale, decimal=options.get("decimal"), credit=options.get("credit"))


def as_decimal(value: Any, locale: str, options: Mapping[str, Any]) -> Decimal:
    """An exact number."""
    from rpa.formats.amounts import read_decimal

    return read_decimal(value, locale, decimal=options.get("decimal"), credit=options.get("credit"))


def as_percent(value: Any, locale: str, options: Mapping[str, Any]) -> Decimal:
    """A percentage: 21 for `21 %`."""
    from rpa.formats.amounts import read_percent

    return read_percent(value, locale, decimal=options.get("decimal"))


def as_quantity(value: Any, locale: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """A number of units."""
    from rpa.formats.quantities import read_quantity

    found = read_quantity(value, locale, decimal=options.get("decimal"), unit=options.get("unit", ""))
    return {"number": found.number, "unit": found.unit, "written": found.written}


def as_money(value: Any, locale: str, options: Mapping[str, Any]) -> Money:
    """An amount in one currency."""
    from rpa.formats.amounts import read_money

    if isinstance(value, Money):
        currency = options.get("currency") or value.currency
        if value.currency != currency:
            raise Unreadable(str(value), f"an amount in {currency}")
        return value
    return read_money(value, locale, options.get("currency"), options.get("decimal"), options.get("credit"))


def as_date(value: Any, locale: str, options: Mapping[str, Any]) -> date:
    """A day."""
    from rpa.formats.dates import read_date

    return read_date(value, locale, order=options.get("order"), century=options.get("century"))


def as_boolean(value: Any, locale: str, _options: Mapping[str, Any]) -> bool:
    """Yes or no."""
    from rpa.formats.texts import read_boolean

    return read_boolean(value, locale)


def as_email(value: Any, _locale: str, _options: Mapping[str, Any]) -> str:
    """An e-mail address."""
    from rpa.formats.texts import read_email

    return read_email(value)


def as_phone(value: Any, locale: str, options: Mapping[str, Any]) -> str:
    """A telephone number, of the declared country, the one it names, or the one of the locale."""
    from rpa.formats.phones import read_phone

    return read_phone(value, locale, options.get("country", ""))


def as_iban(value: Any, _locale: str, _options: Mapping[str, Any]) -> str:
    """An account number."""
    from rpa.formats.texts import read_iban

    return read_iban(value)


def as_vat_number(value: Any, locale: str, options: Mapping[str, Any]) -> str:
    """A VAT number, of the declared country, the one it begins with, or the one of the locale."""
    from rpa.formats.texts import read_text, read_vat_number

    text = read_text(value)
    stated = re.match("[A-Za-z]{2}", text)
    country = options.get("country") or (stated[0].upper() if stated else locale.rpartition("-")[2].upper())
    try:
        return read_vat_number(text, "GR" if country == "EL" else country)
    except Unreadable:
        raise
    except ValueError as error:
        raise Unreadable(text, "a VAT number", str(error)) from None


def as_country(value: Any, locale: str, _options: Mapping[str, Any]) -> str:
    """A country code."""
    from rpa.formats.countries import read_country

    return read_country(value, locale)


def as_address(value: Any, locale: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """A postal address."""
    from dataclasses import asdict

    from rpa.formats.addresses import read_address

    found = asdict(read_address(value, locale, options.get("country", "")))
    return {**found, "lines": list(found["lines"])}


def as_person(value: Any, _locale: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """The name of a person."""
    from rpa.formats.names import read_person

    found = read_person(value, options.get("names", ""))
    return {"whole": found.whole, "title": found.title, "given": found.given, "family": found.family}


def as_company(value: Any, _locale: str, _options: Mapping[str, Any]) -> dict[str, Any]:
    """The name of a company."""
    from rpa.formats.names import read_company

    found = read_company(value)
    return {"whole": found.whole, "name": found.name, "legal_form": found.legal_form}


def as_path(value: Any, locale: str, options: Mapping[str, Any]) -> Path:
    """A path."""
    return value if isinstance(value, Path) else Path(as_text(value, locale, options))


def as_it_is(value: Any, _locale: str, _options: Mapping[str, Any]) -> Any:
    """The value as it came."""
    return value


READERS: Mapping[str, Callable[[Any, str, Mapping[str, Any]], Any]] = {
    "text": as_text,
    "integer": as_integer,
    "decimal": as_decimal,
    "percent": as_percent,
    "quantity": as_quantity,
    "money": as_money,
    "date": as_date,
    "boolean": as_boolean,
    "email": as_email,
    "phone": as_phone,
    "iban": as_iban,
    "vat_number": as_vat_number,
    "country": as_country,
    "address": as_address,
    "person": as_person,
    "company": as_company,
    "path": as_path,
    "any": as_it_is,
}
"""How each kind is read."""

KINDS = tuple(READERS)
"""Names of all kinds."""

ADDRESS = ("street", "house_number", "suffix", "box", "postal_code", "place", "country")
PARTS: Mapping[str, Mapping[str, str]] = {
    "quantity": {"number": "decimal", "unit": "text", "written": "text"},
    "address": {"lines": "list", **dict.fromkeys(ADDRESS, "text")},
    "person": dict.fromkeys(("whole", "title", "given", "family"), "text"),
    "company": dict.fromkeys(("whole", "name", "legal_form"), "text"),
}
"""Kinds whose values have parts (`item.quantity.number`): each part and its kind."""
