"""Workbooks written in one piece: tables with headings, types, totals and charts. Texts stay texts, never formulas."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from rpa.model.money import Money

_FONT = "Calibri"
DIGITS = 15
LONGEST = 32_767  # characters in a cell
MOST_ROWS = 1_048_576
FIRST_DAY = date(1900, 3, 1)
"""Before it, workbooks count a day that was not (29 February 1900)."""


@dataclass(frozen=True)
class Chart:
    """A chart of a table's columns.

    Attributes:
        title: Heading.
        across: Heading of the column along the axis.
        values: Headings of the columns drawn.
        kind: How it is drawn.
    """

    title: str
    across: str
    values: tuple[str, ...]
    kind: Literal["column", "stacked", "line", "pie"] = "column"


@dataclass(frozen=True)
class Sheet:
    """One table on a sheet of its own.

    Attributes:
        name: At most 31 characters, without `[]:*?/` and backslash.
        columns: Headings.
        rows: Cells: None, bool, int, Decimal, Money, date, datetime or text.
        totals: Headings of columns summed below the table.
        chart: Drawn to the right of the table.
        widths: Heading to width in characters, where the measured one does not fit.
        title: Line above the table; empty: none.
        is_input: Whether it is filled in and read again: numbers show all their digits, and what is typed into an empty
            cell becomes a number or a date.
    """

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    totals: tuple[str, ...] = ()
    chart: Chart | None = None
    title: str = ""
    is_input: bool = False


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case Money() | Decimal():
            return f"{value:,.2f}" if isinstance(value, Decimal) else str(value)
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
    return str(value)


class _Formats:
    """Cell formats of one workbook."""

    def __init__(self, book: Any) -> None:
        base = {"font_name": _FONT, "font_size": 11, "valign": "top"}
        self.heading = book.add_format(
            {**base, "bold": True, "bg_color": "#0F4C5C", "font_color": "#FFFFFF", "text_wrap": True}
        )
        self.title = book.add_format({**base, "bold": True, "font_size": 14})
        self.text = book.add_format({**base, "text_wrap": True, "num_format": "@"})
        self.whole = book.add_format({**base, "num_format": "0"})
        self.amount = book.add_format({**base, "num_format": "#,##0.00"})
        self.day = book.add_format({**base, "num_format": "yyyy-mm-dd", "align": "left"})
        self.moment = book.add_format({**base, "num_format": "yyyy-mm-dd hh:mm", "align": "left"})
        self.free = book.add_format({**base, "text_wrap": True})
        self.sum = book.add_format({**base, "bold": True, "top": 1, "num_format": "#,##0.00"})
        self.sum_text = book.add_format({**base, "bold": True, "top": 1})


def _write_input(sheet: Any, row: int, column: int, value: Any, formats: _Formats) -> None:
    match value:
        case None | "":
            sheet.write_blank(row, column, None, formats.free)
        case bool():
            sheet.write_boolean(row, column, value, formats.free)
        case Decimal() if _is_exact(value):
            sheet.write_number(row, column, float(value), formats.free)
        case _:
            _write_cell(sheet, row, column, value, formats)


def _write_cell(sheet: Any, row: int, column: int, value: Any, formats: _Formats) -> None:
    match value:
        case None:
            sheet.write_blank(row, column, None, formats.text)
        case bool():
            sheet.write_boolean(row, column, value, formats.text)
        case Money() if _is_exact(value.amount):
            sheet.write_number(row, column, float(value.amount), formats.amount)
        case Decimal() if _is_exact(value):
            sheet.write_number(row, column, float(value), formats.amount)
        case int() if _is_exact(value):
            sheet.write_number(row, column, value, formats.whole)
        case datetime() if value.date() >= FIRST_DAY:
            sheet.write_datetime(row, column, value.replace(tzinfo=None), formats.moment)
        case date() if not isinstance(value, datetime) and value >= FIRST_DAY:
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), formats.day)  # noqa: DTZ001
        case _:
            # write_string, never write: a text that begins with = is no formula.
            sheet.write_string(row, column, _writable(str(value)), formats.text)


def _is_exact(number: int | Decimal) -> bool:
    """Whether a cell can hold a number: it keeps fifteen digits and rounds the rest away without a word."""
    if not Decimal(number).is_finite():
        return False
    digits = "".join(map(str, Decimal(number).as_tuple().digits))
    return len(digits.strip("0")) <= DIGITS and abs(Decimal(number).adjusted()) < 300


def _writable(text: str) -> str:
    """What a cell can hold of a text: bytes that were no text when they were read are shown as such."""
    return text.encode("utf-8", "replace").decode()[:LONGEST]


def _letter(column: int) -> str:
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def _write_sheet(book: Any, sheet: Sheet, formats: _Formats) -> None:
    page = book.add_worksheet(sheet.name)
    top = 2 if sheet.title else 0
    if sheet.title:
        page.write_string(0, 0, sheet.title, formats.title)
    for column, heading in enumerate(sheet.columns):
        page.write_string(top, column, heading, formats.heading)
        cells = [_text(row[column]) for row in sheet.rows[:1000]]
        longest = max((len(line) for cell in cells for line in cell.splitlines() or [""]), default=0)
        page.set_column(column, column, min(max(longest, len(heading)) + 2, 60))
    write = _write_input if sheet.is_input else _write_cell
    amounts = set() if sheet.is_input else _amount_columns(sheet)
    for number, row in enumerate(sheet.rows, top + 1):
        for column, value in enumerate(row):
            is_amount = column in amounts and isinstance(value, int) and not isinstance(value, bool)
            write(page, number, column, Decimal(value) if is_amount else value, formats)
    last = top + len(sheet.rows)
    if sheet.rows:
        page.autofilter(top, 0, last, len(sheet.columns) - 1)
    page.freeze_panes(top + 1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_paper(9)
    page.repeat_rows(top)
    if sheet.totals and sheet.rows:
        _write_totals(page, sheet, top, last, formats)
    if sheet.chart and sheet.rows:
        _draw(book, page, sheet, top, last)


def _amount_columns(sheet: Sheet) -> set[int]:
    """Columns with an amount in them: a database gives 1920 and 999.60, and both are amounts."""
    return {column for row in sheet.rows for column, value in enumerate(row) if isinstance(value, Decimal | Money)}


def _require_numbers(sheet: Sheet) -> None:
    for heading in sheet.totals:
        column = sheet.columns.index(heading)
        for count, row in enumerate(sheet.rows, 1):
            value = row[column]
            number = value.amount if isinstance(value, Money) else value
            if number is not None and (isinstance(number, bool) or not isinstance(number, int | Decimal)):
                raise ValueError(f"sheet {sheet.name}: {heading} of row {count} is {value!r}, which cannot be summed")


def _write_totals(page: Any, sheet: Sheet, top: int, last: int, formats: _Formats) -> None:
    for column, heading in enumerate(sheet.columns):
        if heading in sheet.totals:
            letter = _letter(column)
            numbers = [row[column] for row in sheet.rows if row[column] is not None]
            known = sum((Decimal(n.amount if isinstance(n, Money) else n) for n in numbers), Decimal(0))
            # The value is written beside the formula, so that programs that do not calculate see it as well.
            page.write_formula(
                last + 1, column, f"=SUM({letter}{top + 2}:{letter}{last + 1})", formats.sum, float(known)
            )
        else:
            page.write_blank(last + 1, column, None, formats.sum_text)


def _draw(book: Any, page: Any, sheet: Sheet, top: int, last: int) -> None:
    wanted = sheet.chart
    assert wanted is not None  # noqa: S101
    kind: Mapping[str, Mapping[str, str]] = {
        "column": {"type": "column"},
        "stacked": {"type": "column", "subtype": "stacked"},
        "line": {"type": "line"},
        "pie": {"type": "pie"},
    }
    chart = book.add_chart(dict(kind[wanted.kind]))
    across = sheet.columns.index(wanted.across)
    for colour, heading in zip(
        ("#0F4C5C", "#1F8A70", "#9FD3A8", "#D9A441", "#8A6FA8") * 5, wanted.values, strict=False
    ):
        column = sheet.columns.index(heading)
        series = {
            "name": [sheet.name, top, column],
            "categories": [sheet.name, top + 1, across, last, across],
            "values": [sheet.name, top + 1, column, last, column],
            "gap": 60,
        }
        chart.add_series(
            series if wanted.kind == "pie" else {**series, "fill": {"color": colour}, "line": {"color": colour}}
        )
    chart.set_title({"name": wanted.title, "name_font": {"name": _FONT, "size": 13}})
    chart.set_legend({"position": "bottom"} if len(wanted.values) > 1 or wanted.kind == "pie" else {"none": True})
    chart.set_size({"width": 620, "height": 340})
    page.insert_chart(top + 1, len(sheet.columns) + 1, chart)


def write_workbook(sheets: Sequence[Sheet], *, title: str = "") -> bytes:
    """Write a workbook.

    Args:
        sheets: In order, at least one.
        title: Title in the file's properties.

    Returns:
        The `.xlsx` file's bytes; the same sheets give the same bytes.

    Raises:
        ValueError: If a sheet's name, a total or a chart names something that is not there, a total is of texts, or
            there are more rows than a sheet holds.
    """
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import XlsxWriterException

    for sheet in sheets:
        named = (*sheet.totals, *((sheet.chart.across, *sheet.chart.values) if sheet.chart else ()))
        if unknown := [name for name in named if name not in sheet.columns]:
            raise ValueError(f"sheet {sheet.name}: no column {', '.join(unknown)}; it has {', '.join(sheet.columns)}")
        if len(sheet.rows) > MOST_ROWS - 4:  # title, an empty line, headings, totals
            raise ValueError(f"sheet {sheet.name}: {len(sheet.rows)} rows are more than a sheet can hold")
        _require_numbers(sheet)
    stream = io.BytesIO()
    try:
        book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
        # A fixed date: the file's bytes depend on its content alone.
        book.set_properties({"title": title, "created": datetime(2000, 1, 1)})  # noqa: DTZ001
        formats = _Formats(book)
        for sheet in sheets:
            _write_sheet(book, sheet, formats)
        book.close()
    except XlsxWriterException as error:
        raise ValueError(str(error)) from None
    return stream.getvalue()
