"""What every page of the back office works with."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app

from rpa.demo.company.mischief import MischiefMaker
from rpa.demo.company.settings import CompanySettings
from rpa.demo.company.store import Store

EXTENSION = "company"


@dataclass(frozen=True)
class Office:
    """The settings, the database and the mischief of one back office."""

    settings: CompanySettings
    store: Store
    maker: MischiefMaker


def find_office() -> Office:
    """The office of the application that handles this request.

    Returns:
        The office that ``create_app`` made.
    """
    office = current_app.extensions[EXTENSION]
    assert isinstance(office, Office)  # noqa: S101 - tells mypy what create_app put there
    return office


def rename(caption: str) -> str:
    """The caption of a form field, as the mischief in force has it.

    Args:
        caption: The caption in good times.

    Returns:
        What the page shows.
    """
    return find_office().maker.current.rename_field.get(caption, caption)
