"""The lines of a form: a table with one row of fields for each entry."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rpa.drivers.page_form import fill_form
from rpa.drivers.page_target import FieldJob, TargetFormats, TargetValue, field_job, target_name, wire_target
from rpa.effects.browser import BrowserSession
from rpa.errors import StepFailed

WAYS = ("value", "choose", "look_up")


def fill_lines(
    session: BrowserSession,
    rows: Sequence[Mapping[str, Any]],
    columns: Mapping[str, Any],
    add: TargetValue | None,
    table: str | None = None,
) -> list[FieldJob]:
    """Fill the lines of a form, pressing `add` for each that has no row yet.

    Args:
        session: The browser, with the form in front.
        rows: One mapping for each line.
        columns: See `line_jobs`.
        add: The button that adds a line; None: there are enough.
        table: Heading above the table or its caption; None: the one table with all these columns.

    Returns:
        What was filled, row by row.

    Raises:
        StepFailed: If there are too few rows and no way to add one.
    """
    jobs = line_jobs(rows, columns, table, session.formats)
    place = {} if table is None else {"table": table}
    with session.working("browser.fill"):
        there = count_lines(session, place, columns)
        while there < len(rows):
            if add is None:
                message = f"the form has {there} lines, {len(rows)} are to be filled"
                raise StepFailed(message, place=session.address, hint="Name the button that adds one: add: Add line.")
            session.page.click(add)
            there = one_line_more(session, place, columns, there, add)
        fill_form(session.page, jobs)
    return jobs


def count_lines(session: BrowserSession, place: Mapping[str, Any], columns: Mapping[str, Any]) -> int:
    """How many rows with fields the table has."""
    return int(session.page.ask("lineCount", dict(place), list(columns)))


def one_line_more(
    session: BrowserSession, place: Mapping[str, Any], columns: Mapping[str, Any], there: int, add: TargetValue
) -> int:
    """Wait for the row that the button adds; returns how many there are then."""
    until = time.monotonic() + session.settings.timeout
    while True:
        now = count_lines(session, place, columns)
        if now > there:
            return now
        if time.monotonic() > until:
            raise StepFailed(f"{target_name(add)!r} adds no line", place=session.address)
        session.page.pause(0.02)


def line_jobs(
    rows: Sequence[Mapping[str, Any]], columns: Mapping[str, Any], table: Any, formats: TargetFormats
) -> list[FieldJob]:
    """Prepare the fields of all lines, row by row.

    Args:
        rows: One mapping for each line.
        columns: Heading of a column to the name of the entry's value; or to a mapping `{field: .., by: choose}`,
            `{field: .., by: look_up, open: .., filter: .., confirm: ..}`.
        table: Heading above the table or its caption; None: the one table with all these columns.
        formats: How the target writes dates and numbers.

    Raises:
        StepFailed: If an entry has no such value.
    """
    jobs = []
    for number, row in enumerate(rows, 1):
        for column, source in columns.items():
            words = dict(source) if isinstance(source, Mapping) else {"field": source}
            job = line_job(number, row, column, words, formats)
            target = {"line": number, "columns": list(columns), "column": column}
            if table is not None:
                target["table"] = table if isinstance(table, str) else wire_target(table)
            jobs.append(replace(job, target=target))
    return jobs


def line_job(
    number: int, row: Mapping[str, Any], column: str, words: dict[str, Any], formats: TargetFormats
) -> FieldJob:
    """Prepare one field of one line."""
    name = words.pop("field", None)
    way = words.pop("by", "value")
    if name is None or way not in WAYS:
        raise StepFailed(f"column {column!r}: expected the name of a value, or field: and by: ({', '.join(WAYS)}).")
    if name not in row:
        known = ", ".join(str(one) for one in row)
        raise StepFailed(f"column {column!r}: line {number} has no {name!r}; it has {known}.")
    value = row[name]
    caption = f"{column} (line {number})"
    if way == "value" and not words:
        return field_job(caption, value, formats)
    return field_job(caption, {way: value, **words}, formats)
