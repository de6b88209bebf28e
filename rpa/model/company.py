"""The company itself, as `[company]` of the settings describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from rpa.errors import EnvironmentNotReady
from rpa.model.invoice import Party


def own_company(settings: Mapping[str, Any]) -> Party:
    """The company as seller and sender.

    Args:
        settings: The workspace's settings.

    Raises:
        EnvironmentNotReady: If something an invoice needs is missing or unknown.
    """
    found = settings.get("company")
    known = {field.name for field in fields(Party)} | {"logo"}
    place = "rpa.toml [company]"
    if not isinstance(found, Mapping):
        hint = "Add name, street, postal_code, city, country, vat_number, iban."
        raise EnvironmentNotReady("the company is not described", place=place, hint=hint)
    if unknown := sorted(set(found) - known):
        hint = f"It has: {', '.join(sorted(known))}."
        raise EnvironmentNotReady(f"unknown: {', '.join(unknown)}", place=place, hint=hint)
    needed = ("name", "street", "postal_code", "city", "country")
    if missing := [name for name in needed if not found.get(name)]:
        raise EnvironmentNotReady(f"missing: {', '.join(missing)}", place=place, hint="Add it and run again.")
    try:
        return Party(**{name: str(value) for name, value in found.items() if name != "logo"})
    except ValueError as error:
        raise EnvironmentNotReady(str(error), place=place) from None
