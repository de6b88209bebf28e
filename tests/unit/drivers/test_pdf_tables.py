from __future__ import annotations

import io
import logging
import random
import time

import pytest

from rpa.drivers.pdf import Table, joined_tables, read_pdf, tables
from rpa.drivers.pdf_grid import grids
from rpa.drivers.pdf_marks import Rule
from tests.fakes.pdf_documents import by_reportlab, by_weasyprint, page_html

Cells = list[list[list[str]]]


def ours(content: bytes) -> Cells:
    return [[list(row) for row in table.rows] for page in read_pdf(content, "a.pdf").pages for table in tables(page)]


def pdfplumbers(content: bytes) -> Cells:
    import pdfplumber

    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    with pdfplumber.open(io.BytesIO(content)) as document:
        found = [table for page in document.pages for table in page.extract_tables()]
    return [[[cell or "" for cell in row] for row in table] for table in found]


@pytest.mark.parametrize("seed", range(20))
def test_weasyprints_tables_have_pdfplumbers_cells(seed: int) -> None:
    content = by_weasyprint(page_html(random.Random(seed)))
    assert ours(content)
    assert ours(content) == pdfplumbers(content)


@pytest.mark.parametrize("seed", range(20))
def test_reportlabs_tables_have_pdfplumbers_cells(seed: int) -> None:
    content = by_reportlab(random.Random(seed))
    assert ours(content)
    assert ours(content) == pdfplumbers(content)


@pytest.fixture(scope="module")
def chromium_prints() -> list[bytes]:
    from playwright.sync_api import sync_playwright

    from rpa.drivers.chromium import find_browser

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=str(find_browser().path), args=["--no-sandbox"])
        page = browser.new_page()
        prints = []
        for seed in range(20):
            page.set_content(page_html(random.Random(seed)))
            prints.append(page.pdf(prefer_css_page_size=True))
        browser.close()
    return prints


@pytest.mark.browser
def test_chromiums_tables_have_pdfplumbers_cells(chromium_prints: list[bytes]) -> None:
    for seed, content in enumerate(chromium_prints):
        assert ours(content), seed
        assert ours(content) == pdfplumbers(content), seed


def made(html: str) -> tuple[Table, ...]:
    style = "<style>table{border-collapse:collapse}td,th{border:1px solid;padding:3px}</style>"
    return joined_tables(read_pdf(by_weasyprint(style + html), "a.pdf").pages)


def test_a_merged_cell_says_what_it_covers() -> None:
    (table,) = made(
        "<table><tr><th colspan=2>Both</th><th>C</th></tr><tr><td rowspan=2>Tall</td><td>1</td><td>2</td></tr>"
        "<tr><td>3</td><td>4</td></tr></table>"
    )
    assert table.rows == (("Both", "", "C"), ("Tall", "1", "2"), ("", "3", "4"))
    spans = {cell.text: (cell.row, cell.column, cell.rows, cell.columns) for cell in table.cells}
    assert spans["Both"] == (0, 0, 1, 2)
    assert spans["Tall"] == (1, 0, 2, 1)
    assert spans["4"] == (2, 2, 1, 1)


def test_a_table_over_pages_is_one_with_its_headings_once() -> None:
    rows = "".join(f"<tr><td>{number}</td><td>Thing {number}</td></tr>" for number in range(120))
    (table,) = made(
        "<style>@page{@bottom-center{content:'Page ' counter(page)}}</style>"
        f"<p>Before</p><table><thead><tr><th>No</th><th>What</th></tr></thead>{rows}</table><p>After</p>"
    )
    assert table.page == 1
    assert table.last_page > 2
    assert table.rows == (("No", "What"), *((str(number), f"Thing {number}") for number in range(120)))
    assert [cell.row for cell in table.cells if cell.column == 0] == list(range(121))
    assert {cell.page for cell in table.cells} == set(range(1, table.last_page + 1))


def test_tables_of_other_columns_or_with_text_between_are_not_joined() -> None:
    table = "<table><tr><td>{}</td><td style='width:200px'>b</td></tr><tr><td>c</td><td>d</td></tr></table>"
    other = table.replace("200px", "300px")
    end = "<div style='break-after:page'></div>"
    assert len(made(table.format("a") + end + other.format("a"))) == 2
    assert len(made(table.format("a") + end + table.format("e"))) == 1
    letter = "".join(f"<p>Line {number} of a letter</p>" for number in range(8))
    assert len(made(table.format("a") + end + letter + table.format("e"))) == 2


def test_words_are_cut_where_a_rule_crosses_them() -> None:
    (table,) = made(
        "<style>td{padding:0 !important}</style><table style='font:10pt monospace;table-layout:fixed;width:120px'>"
        "<tr><td style='width:60px'>1234567890</td><td>x</td></tr><tr><td>a</td><td>b</td></tr></table>"
    )
    assert table.rows[0][0]
    assert not table.rows[0][0].endswith("0")


def test_single_boxes_and_single_lines_are_no_table() -> None:
    frame = [Rule(0, 0, 100, 0), Rule(0, 50, 100, 50), Rule(0, 0, 0, 50), Rule(100, 0, 100, 50)]
    assert grids(frame) == []
    assert grids(frame[:2]) == []
    assert len(grids([*frame, Rule(50, 0, 50, 50)])[0]) == 2


def test_thousands_of_cells_take_no_long_time() -> None:
    level = [Rule(0, y * 10.0, 500, y * 10.0) for y in range(1_000)]
    upright = [Rule(x * 10.0, 0, x * 10.0, 9990) for x in range(51)]
    start = time.monotonic()
    (cells,) = grids(level + upright)
    assert len(cells) == 999 * 50
    assert time.monotonic() - start < 20


def test_a_hatching_is_no_table_and_takes_no_long_time() -> None:
    luck = random.Random(1)
    level = [Rule(luck.random() * 500, y * 3.1, 500 + luck.random() * 500, y * 3.1) for y in range(1_400)]
    upright = [Rule(x * 3.1, luck.random() * 500, x * 3.1, 500 + luck.random() * 500) for x in range(1_400)]
    start = time.monotonic()
    grids(level + upright)
    assert time.monotonic() - start < 30
