"""The lines of an invoice in a file that a person has made: CSV, JSON or a workbook, headings in the first row."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.errors import UsageError
from rpa.formats.json_text import BadJson, read_json

LARGEST = 5 << 20  # bytes
MOST = 5_000  # lines
KINDS = ".csv, .tsv, .json, .xlsx"


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a file, heading to cell; cells are texts, numbers, or None.

    Raises:
        UsageError: It cannot be read, is of another kind, or has too many rows.
    """
    place = str(path)
    try:
        if path.stat().st_size > LARGEST:
            raise UsageError(f"the file has more than {LARGEST >> 20} MB", place=place)
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"the file cannot be read: {error.strerror}", place=place) from None
    match path.suffix.lower():
        case ".csv" | ".tsv" | ".txt":
            rows = under_headings(of_text(content, place), place)
        case ".json":
            rows = of_json(content, place)
        case ".xlsx":
            rows = under_headings(of_workbook(content, place), place)
        case _:
            raise UsageError(f"lines are read from {KINDS}", place=place)
    if not rows:
        raise UsageError("there is no line in the file", place=place)
    if len(rows) > MOST:
        raise UsageError(f"there are more than {MOST} lines in the file", place=place)
    return rows


def of_text(content: bytes, place: str) -> list[list[Any]]:
    """The cells of a CSV file: its separator is the one that the first line has most of."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UsageError("the file is not UTF-8 text", place=place, hint="Save it as UTF-8.") from None
    first = text.partition("\n")[0]
    separator = max(";\t,", key=first.count)
    try:
        return [list(row) for row in csv.reader(io.StringIO(text), delimiter=separator, strict=True)]
    except csv.Error as error:
        raise UsageError(f"the file is no CSV: {error}", place=place) from None


def of_json(content: bytes, place: str) -> list[dict[str, Any]]:
    """The objects of a JSON list."""
    try:
        found = read_json(content)
    except BadJson as error:
        raise UsageError(f"the file is no JSON: {error}", place=place) from None
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UsageError("expected a list of objects, one for each line", place=place)
    return found


def of_workbook(content: bytes, place: str) -> list[list[Any]]:
    """The cells of the first sheet of a workbook."""
    import zipfile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            rows = [[exact(cell) for cell in row] for row in sheet.iter_rows(max_row=MOST + 2, values_only=True)]
        finally:
            book.close()
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, IndexError, OSError) as error:
        raise UsageError(f"the workbook cannot be read: {error}", place=place) from None
    return rows


def exact(cell: Any) -> Any:
    """A cell without binary fractions."""
    return Decimal(repr(cell)) if isinstance(cell, float) else cell


def under_headings(rows: Sequence[Sequence[Any]], place: str) -> list[dict[str, Any]]:
    """Rows below their headings; empty rows are left out."""
    if not rows:
        return []
    names = [str(cell or "").strip() for cell in rows[0]]
    if len(set(filter(None, names))) < len([name for name in names if name]):
        raise UsageError("two columns have the same heading", place=place)
    found = []
    for number, row in enumerate(rows[1:], 2):
        cells = [None if cell is None or str(cell).strip() == "" else cell for cell in row]
        if any(cell is not None for cell in cells[len(names) :]):
            raise UsageError(f"row {number} has more cells than there are headings", place=place)
        if any(cell is not None for cell in cells):
            found.append({name: cell for name, cell in zip(names, cells, strict=False) if name})
    return found
