"""The forms of the back office: fields, what was typed, and what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
MONEY = re.compile(r"\d{1,9}(\.\d{1,2})?")
MAX_LENGTH = 500
MAX_TEXT_LENGTH = 20_000

Check = Callable[[str], str | None]


@dataclass(frozen=True)
class Field:
    """One field of a form.

    Attributes:
        name: Its name in the page.
        caption: What a person reads beside it.
        kind: ``text``, ``email``, ``number``, ``select``, ``textarea``, ``file``, ``files`` or ``checkbox``.
        options: The choices of a select.
        required: Whether it may be left empty.
        check: Says what is wrong with a text that is not empty, after the caption: ``must be ...``.
        placeholder: Shown while the field is empty.
    """

    name: str
    caption: str
    kind: str = "text"
    options: tuple[str, ...] = ()
    required: bool = True
    check: Check | None = None
    placeholder: str = ""


@dataclass
class Form:
    """What somebody typed into fields.

    Attributes:
        fields: The fields, in the order of the page.
        values: Text by field name, without blanks around it.
        errors: What is wrong, by field name.
        named: Translates a caption to what the page shows; mischief renames fields.
    """

    fields: Sequence[Field]
    values: dict[str, str]
    errors: dict[str, str] = field(default_factory=dict)
    named: Callable[[str], str] = str

    @classmethod
    def read(cls, fields: Sequence[Field], typed: Mapping[str, str], named: Callable[[str], str] = str) -> Form:
        """Read and check a posted form.

        Args:
            fields: The fields of the form.
            typed: What was posted.
            named: Translates a caption to what the page shows.

        Returns:
            The form, with its errors.
        """
        form = cls(fields, {f.name: typed.get(f.name, "").strip() for f in fields}, named=named)
        for each in fields:
            if each.kind not in ("file", "files"):
                form._examine(each, form.values[each.name])
        return form

    def fail(self, name: str, complaint: str) -> None:
        """Note that a field is wrong.

        Args:
            name: The name of the field.
            complaint: What follows the caption in the error list.
        """
        caption = next((f.caption for f in self.fields if f.name == name), name)
        self.errors.setdefault(name, f"{self.named(caption)} {complaint}")

    def _examine(self, each: Field, text: str) -> None:
        longest = MAX_TEXT_LENGTH if each.kind == "textarea" else MAX_LENGTH
        if not text:
            if each.required:
                self.fail(each.name, "is missing")
        elif len(text) > longest:
            self.fail(each.name, f"is longer than {longest} characters")
        elif each.options and text not in each.options:
            self.fail(each.name, "must be one of the list")
        elif each.check and (complaint := each.check(text)):
            self.fail(each.name, complaint)


def read_date(text: str) -> date | None:
    """Read a date as the back office writes it.

    Args:
        text: ``05-10-2026``, day first, two digits each.

    Returns:
        The date, or None when the text is none.
    """
    if not re.fullmatch(r"\d\d-\d\d-\d{4}", text):
        return None
    try:
        return datetime.strptime(text, "%d-%m-%Y").date()  # noqa: DTZ007 - a day has no time zone
    except ValueError:
        return None


def read_cents(text: str) -> int | None:
    """Read an amount as the back office writes it.

    Args:
        text: ``1234.50``: point for decimals, nothing between thousands.

    Returns:
        Whole cents, or None when the text is no amount.
    """
    return int(Decimal(text) * 100) if MONEY.fullmatch(text) else None


def write_cents(cents: int) -> str:
    """Write an amount as the back office does.

    Args:
        cents: Whole cents.

    Returns:
        Text such as ``1234.50``.
    """
    return f"{Decimal(cents) / 100:.2f}"


def write_date(day: str | date) -> str:
    """Write a day as the back office does.

    Args:
        day: A date, or its ISO text.

    Returns:
        Text such as ``05-10-2026``.
    """
    return (day if isinstance(day, date) else datetime.fromisoformat(day)).strftime("%d-%m-%Y")


def check_date(text: str) -> str | None:
    """Complain about a text that is no date."""
    return None if read_date(text) else "must be a date like 31-12-2026 (dd-mm-yyyy)"


def check_money(text: str) -> str | None:
    """Complain about a text that is no amount."""
    return None if read_cents(text) is not None else "must be an amount like 1234.50"


def check_email(text: str) -> str | None:
    """Complain about a text that is no e-mail address."""
    return None if EMAIL.fullmatch(text) else "must be an address like name@company.com"


def check_days(text: str) -> str | None:
    """Complain about a text that is no number of days."""
    return None if re.fullmatch(r"\d{1,3}", text) else "must be a whole number of days"
