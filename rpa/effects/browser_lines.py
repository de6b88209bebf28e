"""The lines of a form: a table with one row of fields for each entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rpa.drivers.page_target import FieldJob, TargetFormats, field_job, wire_target
from rpa.errors import StepFailed

WAYS = ("value", "choose", "look_up")


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
