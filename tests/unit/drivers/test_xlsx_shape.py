"""The quick look takes what the usual programs write; what it takes, the exact look reads the same."""

from __future__ import annotations

import datetime as dt
import io
import random
import zipfile
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from rpa.drivers.serials import Shown
from rpa.drivers.text_store import TextStore
from rpa.drivers.workbook import Row
from rpa.drivers.xlsx_exact import ExactRows
from rpa.drivers.xlsx_rows import SheetRows
from rpa.drivers.xlsx_shape import learn
from rpa.drivers.xlsx_values import Values

SHEET = "xl/worksheets/sheet1.xml"
CELLS: list[list[Any]] = [
    ["Order", "Day", "Text", "Number", "Yes"],
    *([f"A{row}", dt.date(2026, 10, 1 + row % 20), "R&D", row / 7, row % 2 == 0] for row in range(60)),
]


def by_xlsxwriter(*, constant_memory: bool) -> bytes:
    stream = io.BytesIO()
    options = {"default_date_format": "dd-mm-yyyy", "constant_memory": constant_memory}
    with xlsxwriter.Workbook(stream, options) as book:
        sheet = book.add_worksheet()
        for row, cells in enumerate(CELLS):
            sheet.write_row(row, 0, cells)
    return stream.getvalue()


def by_openpyxl() -> bytes:
    book = openpyxl.Workbook()
    for cells in CELLS:
        book.active.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


WRITTEN = {
    "xlsxwriter": by_xlsxwriter(constant_memory=False),
    "xlsxwriter, texts in their cells": by_xlsxwriter(constant_memory=True),
    "openpyxl": by_openpyxl(),
}


def values() -> Values:
    texts = TextStore()
    for number in range(200):
        texts.add(f"t{number}")
    return Values(texts, [Shown.NUMBER, Shown.DATE, Shown.DATE], since_1904=False)


def sheet_of(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(SHEET)


@pytest.mark.parametrize("program", WRITTEN)
def test_rows_of_the_usual_programs_are_taken_at_once(program: str) -> None:
    text = sheet_of(WRITTEN[program]).decode()
    rows = text[text.index("<sheetData>") + 11 : text.index("</sheetData>")]
    shape = learn(rows, values())
    assert shape is not None
    between, taken = shape.split(rows)
    assert len(taken) == len(CELLS) - 1
    assert [one.count("<row") for one in between if one] == [1]  # the headings
    assert between[0].startswith("<row")


def both(sheet: bytes, size: int) -> tuple[list[tuple[int, Row]], list[tuple[int, Row]]]:
    """Rows by the quick look, given pieces of a size, and by the exact one."""
    pieces = [sheet[at : at + size] for at in range(0, len(sheet), size)]
    quick = [(number, trimmed(row)) for number, row in SheetRows(iter(pieces), values())]
    exact = [(number, trimmed(row)) for number, row in ExactRows(values()).feed(sheet)]
    return [pair for pair in quick if pair[1]], [pair for pair in exact if pair[1]]


def trimmed(row: Row) -> Row:
    while row and row[-1] is None:
        row = row[:-1]
    return row


@pytest.mark.parametrize("size", [1, 7, 100, 1_000, 100_000])
@pytest.mark.parametrize("program", WRITTEN)
def test_wherever_pieces_end_the_rows_are_the_same(program: str, size: int) -> None:
    quick, exact = both(sheet_of(WRITTEN[program]), size)
    assert quick == exact
    assert len(quick) == len(CELLS)


KINDS = (
    '<c r="{a}"><v>{n}</v></c>',
    '<c r="{a}" s="0"><v>{n}.25</v></c>',
    '<c r="{a}" s="1"><v>4{n}</v></c>',
    '<c r="{a}" t="n" s="2"><v>46300</v></c>',
    '<c r="{a}" s="1"/>',
    '<c r="{a}" t="s"><v>{n}</v></c>',
    '<c r="{a}" s="1" t="s"><v>{n}</v></c>',
    '<c r="{a}" t="b"><v>1</v></c>',
    '<c r="{a}" t="e"><v>#N/A</v></c>',
    '<c r="{a}"><f>A1</f><v>{n}</v></c>',
    '<c r="{a}"><f>A1</f></c>',
    '<c r="{a}" t="str"><f t="shared" si="1"/><v>x{n}</v></c>',
    '<c r="{a}" t="inlineStr"><is><t xml:space="preserve"> y{n} </t></is></c>',
    '<c r="{a}" t="inlineStr"><is><r><t>z</t></r></is></c>',
    "",
)


@pytest.mark.parametrize("seed", range(60))
def test_any_mixture_of_cells_is_read_the_same(seed: int) -> None:
    chance = random.Random(seed)
    usual = [chance.choice(KINDS) for _ in range(6)]
    rows = ""
    for number in range(1, 60):
        cells = ""
        for place, kind in enumerate(usual):
            written = kind if chance.random() < 0.9 else chance.choice(KINDS)
            cells += written.format(a=f"{'ABCDEF'[place]}{number}", n=number)
        hidden = chance.choice(("", "", "", ' hidden="1"', ' spans="1:6"'))
        rows += f'<row r="{number}"{hidden}>{cells}</row>' if cells else f'<row r="{number}"/>'
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
    quick, exact = both(sheet, chance.choice((50, 500, 5_000)))
    assert quick == exact
    assert [type(row) for _, row in quick] == [type(row) for _, row in exact]
