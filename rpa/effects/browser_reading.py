"""Values read from a page: texts, or typed by the formats of the application."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import Any

from rpa.drivers.page_failures import in_words
from rpa.effects.browser import BrowserSession
from rpa.errors import ApplicationException, NotThere, RpaError, StepFailed
from rpa.formats.amounts import read_decimal, read_integer
from rpa.formats.dates import read_date
from rpa.formats.reading import Ambiguous, Unreadable

TYPES = ("text", "integer", "decimal", "percent", "date")


def read_values(
    session: BrowserSession,
    fields: Mapping[str, Any],
    *,
    row: str | int | None = None,
    absent: str = "",
    locale: str = "en-GB",
) -> dict[str, Any]:
    """Read values of the page in front, waiting until all are there.

    Args:
        session: The browser.
        fields: Output name to caption, target, or `{target: .., as: integer | decimal | percent | date | text}`.
        row: Text in a table row (or its number, from 1): captions are then column headings.
        absent: Text the page shows when there is nothing.
        locale: For messages about numbers and dates.

    Raises:
        NotThere: `absent` is shown and the values are not.
        StepFailed: Neither the values nor `absent` are shown, or a value is not of its type.
        ApplicationException: `absent` is shown, but requests of the page have failed: it may not know.
    """
    places = {name: placed(value, row) for name, value in fields.items()}
    until = time.monotonic() + session.settings.timeout
    with session.working("browser.read"):
        while True:
            try:
                texts = {name: session.page.read(target) for name, (target, _) in places.items()}
            except StepFailed as error:
                if session.pass_pages_between():
                    continue
                if absent and shows_text(session, absent):
                    refuse_unproven(session, absent)
                    where = f" for {row!r}" if row is not None else ""
                    raise NotThere(f"the page says {absent!r}{where}", place=session.address) from error
                if time.monotonic() > until:
                    raise with_absent(error, absent) from error
            else:
                break
            session.page.pause(0.05)
    return {name: typed(session, name, texts[name], kind, locale) for name, (_, kind) in places.items()}


def refuse_unproven(session: BrowserSession, absent: str) -> None:
    """Refuse to take "nothing there" for an answer of a page that could not ask for all it shows.

    Raises:
        ApplicationException: Requests of its scripts, its frames or its windows have failed.
    """
    failed = session.page.failures()
    if failed:
        hint = "If such a request has no say in what the page shows, name its path under browser: may_fail:."
        message = f"the page says {absent!r}, but could not ask for all that it shows ({in_words(failed)})."
        raise ApplicationException(message, place=session.address, hint=hint)


def shows_text(session: BrowserSession, text: str) -> bool:
    """Whether the page at rest shows a text."""
    return session.page.wait_quiet(1) and " ".join(text.split()) in " ".join(session.page.text().split())


def with_absent(error: StepFailed, absent: str) -> StepFailed:
    """The error, naming the text that would have meant "not there"."""
    if not absent:
        return error
    return StepFailed(f"{error.message} Nor does it say {absent!r}.", place=error.place, hint=error.hint)


def placed(value: Any, row: str | int | None) -> tuple[Any, str]:
    """The target of a value, and its type."""
    kind = "text"
    if isinstance(value, Mapping):
        words = dict(value)
        kind = str(words.pop("as", "text"))
        if kind not in TYPES:
            raise StepFailed(f"as: {kind!r} is no type; expected {', '.join(TYPES)}.")
        value = words.pop("target", words)
        if isinstance(value, Mapping) and words is not value:
            value = {**value, **words}
    if row is not None:
        value = {"column": value, "row": row} if isinstance(value, str) else {"row": row, **value}
    return value, kind


def typed(session: BrowserSession, name: str, text: str, kind: str, locale: str) -> Any:
    """A text as its type.

    Raises:
        StepFailed: If it is none.
    """
    try:
        match kind:
            case "integer":
                return read_integer(text, locale, decimal=session.settings.decimal)
            case "decimal":
                return read_decimal(re.sub(r"[€£$]|\b[A-Z]{3}\b", "", text), locale, decimal=session.settings.decimal)
            case "percent":
                return read_decimal(text.strip().removesuffix("%").strip(), locale, decimal=session.settings.decimal)
            case "date":
                return read_date(text, locale, order=order_of(session.settings.dates))
    except (Ambiguous, Unreadable) as error:
        message = f"{name}: {text!r} is no {kind}: {error}"
        raise StepFailed(message, place=session.address) from error
    return text


def order_of(pattern: str) -> str:
    """`dmy`, `mdy` or `ymd` of a pattern such as `dd-mm-yyyy`."""
    return "".join(dict.fromkeys(letter for letter in pattern.lower() if letter in "dmy"))


def read_after(session: BrowserSession, fields: Mapping[str, Any], locale: str) -> dict[str, Any]:
    """Read values of the page that confirmed a write; what fails here must not look like a write that failed.

    Raises:
        RpaError: With the addition that the write was confirmed.
    """
    try:
        return read_values(session, fields, locale=locale)
    except RpaError as error:
        error.message = f"the target confirmed, but its answer could not be read: {error.message}"
        raise
