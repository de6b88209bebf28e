from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from rpa.drivers.workbook import CellError, HiddenRow, Merged, Row, address, number, open_workbook
from rpa.drivers.workbook_cells import column_letters, column_number
from rpa.errors import BusinessException

SHEET = "xl/worksheets/sheet1.xml"


def sample(rows: int = 3) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(rows):
        sheet.append([f"A{row}", row, row / 4, dt.date(2026, 10, 5)])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def changed(content: bytes, part: str, old: bytes, new: bytes) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert old in data
                data = data.replace(old, new, 1)
            target.writestr(name, data)
    return stream.getvalue()


def read_all(content: bytes, name: str = "a.xlsx") -> dict[str, list[Row]]:
    with open_workbook(content, name) as book:
        return {title: list(book.sheet(title).rows()) for title in book.sheet_names}


def test_cells_are_typed_and_never_float(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Orders"
    sheet["B2"], sheet["C2"], sheet["D2"], sheet["E2"] = 3, 0.1, True, "  x "
    noon = dt.datetime.fromisoformat("2026-03-04 12:30")
    sheet["F2"], sheet["G2"] = dt.date(2026, 3, 4), noon
    sheet["H2"] = 1234567890.12
    sheet.merge_cells("A4:C5")
    book.save(tmp_path / "a.xlsx")
    with open_workbook(tmp_path / "a.xlsx") as opened:
        assert opened.sheet_names == ("Orders",)
        read = opened.sheet("Orders")
        row = list(read.rows())[1]
    assert row == (
        None,
        3,
        Decimal("0.1"),
        True,
        "  x ",
        dt.date(2026, 3, 4),
        noon,
        Decimal("1234567890.12"),
    )
    assert not any(isinstance(cell, float) for cell in row)
    assert read.merged == (Merged(3, 0, 4, 2),)
    assert read.visible


def test_errors_are_not_empty() -> None:
    content = changed(sample(), SHEET, b"<v>0.25</v>", b"<f>1/4</f><v></v>")
    content = changed(content, SHEET, b'<c r="C3" t="n"><v>0.5</v>', b'<c r="C3" t="e"><v>#DIV/0!</v>')
    rows = read_all(content)["Sheet"]
    assert rows[1][2] == CellError("")
    assert rows[2][2] == CellError("#DIV/0!")
    assert str(rows[1][2]) == "a formula without a result"


def test_error_behind_the_last_value_of_a_row_is_kept() -> None:
    content = changed(sample(1), SHEET, b"</row>", b'<c r="H1" t="e"><v>#N/A</v></c></row>')
    (row,) = read_all(content)["Sheet"]
    assert row[7] == CellError("#N/A")


def test_a_nought_of_a_program_that_does_not_calculate_is_no_result() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Item", "Total"])
        for row in range(1, 60):
            sheet.write(row, 0, 0)
            sheet.write_formula(row, 1, f"=A{row + 1}*2", value=row if row % 2 else 0)
    with open_workbook(stream.getvalue()) as opened:
        rows = list(opened.sheet("Sheet1").rows())[1:]
    assert [row[0] for row in rows] == [0] * 59
    assert [row[1] for row in rows] == [row if row % 2 else CellError("") for row in range(1, 60)]
    saved = changed(stream.getvalue(), "xl/workbook.xml", b' fullCalcOnLoad="1"', b"")  # as Excel does
    with open_workbook(saved) as opened:
        assert [row[1] for row in opened.sheet("Sheet1").rows()][2] == 0


def test_empty_text_as_the_result_of_a_formula_is_empty() -> None:
    content = changed(sample(), SHEET, b'<c r="C2" t="n"><v>0.25</v>', b'<c r="C2" t="str"><f>""</f><v></v>')
    assert len(read_all(content)["Sheet"][1]) == 4
    assert read_all(content)["Sheet"][1][2] is None


@given(st.decimals(-10_000_000, 10_000_000, places=2))
def test_amounts_survive_the_float_of_a_cell(amount: Decimal) -> None:
    assert number(float(amount)) == amount


def test_residue_of_a_formula_is_cut_where_excel_cuts_it() -> None:
    assert number(0.1 + 0.2) == Decimal("0.3")
    assert number(1e15 + 1) == 10**15 + 1
    assert number(float("inf")) == CellError("#NUM!")


@given(st.integers(0, 16383))
def test_column_letters_and_numbers(column: int) -> None:
    assert column_number(column_letters(column)) == column


def test_address() -> None:
    assert address("Orders", 8, 3) == "Orders!D9"


def test_truncated_at_any_point() -> None:
    content = sample()
    for size in range(0, len(content), 97):
        with pytest.raises(BusinessException):
            open_workbook(content[:size], "a.xlsx")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"%PDF-1.7", "a PDF"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (b"a;b;c\r\n", "plain text"),
        (b"\x00\x01\x02", "unknown kind"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "damaged"),
        (b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook>', "an XML file"),
        (b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">', "an XML spreadsheet of 2003"),
        (b"\xef\xbb\xbf<table><tr><td>", "a web page"),
        (b"PK\x05\x06" + b"\0" * 18, "without a workbook"),
    ],
)
def test_what_is_no_workbook_is_named(content: bytes, message: str) -> None:
    with pytest.raises(BusinessException, match=message):
        open_workbook(content, "a.xlsx")


def test_billion_laughs() -> None:
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet'
    for part in (SHEET, "xl/styles.xml", "xl/workbook.xml"):
        tag = {SHEET: b"<worksheet", "xl/styles.xml": b"<styleSheet", "xl/workbook.xml": b"<workbook"}[part]
        with pytest.raises(BusinessException, match="declarations"):
            read_all(changed(sample(), part, tag, laughs))


def test_entities_hidden_in_another_encoding() -> None:
    with zipfile.ZipFile(io.BytesIO(sample())) as archive:
        text = archive.read(SHEET)
    with pytest.raises(BusinessException):
        read_all(changed(sample(), SHEET, text, text.decode().encode("utf-16")))


def test_zip_bomb_by_its_declared_size() -> None:
    stream = io.BytesIO(sample())
    with (
        zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/media/a.bin", "w") as part,
    ):
        for _ in range(600):
            part.write(b"\0" * 2**20)
    with pytest.raises(BusinessException, match="unpack to more"):
        open_workbook(stream.getvalue(), "a.xlsx")


def test_zip_bomb_that_lies_about_its_size() -> None:
    stream = io.BytesIO(sample())
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/a.bin", b"\0" * 20_000_000)
    content = stream.getvalue().replace(struct.pack("<L", 20_000_000), struct.pack("<L", 20))
    with pytest.raises(BusinessException, match="damaged"):
        open_workbook(content, "a.xlsx")


@pytest.mark.parametrize("row", ["1048576", "900000"])
def test_cell_at_the_far_end_is_read_without_making_room_for_all_before_it(row: str) -> None:
    far = f'</row><row r="{row}"><c r="XFD{row}"><v>7</v></c></row></sheetData>'
    with open_workbook(changed(sample(), SHEET, b"</row></sheetData>", far.encode()), "a.xlsx") as book:
        *_, (number, cells) = book.sheet("Sheet").numbered()
    assert (number, len(cells), cells[-1]) == (int(row) - 1, 16384, 7)


def test_rows_that_all_reach_to_the_far_end_are_too_much() -> None:
    rows = "".join(f'<row r="{row}"><c r="XFD{row}"><v>7</v></c></row>' for row in range(10, 13_000))
    far = changed(sample(), SHEET, b"</sheetData>", f"{rows}</sheetData>".encode())
    with pytest.raises(BusinessException, match="too far"), open_workbook(far, "a.xlsx") as book:
        for _ in book.sheet("Sheet").numbered():
            pass


@pytest.mark.parametrize(
    "cell",
    [
        '<row r="9"><c r="XFE9"><v>1</v></c></row>',
        '<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        '<row r="2"><c r="A2"><v>1</v></c></row>',
        '<row r="9"><c r="A8"><v>1</v></c></row>',
        '<row r="9"><c r="A0"><v>1</v></c></row>',
        '<row r="9"><c r="B9"><v>1</v></c><c r="A9"><v>1</v></c></row>',
        '<row r="9"><c r="A9"><v>1_000</v></c></row>',
        '<row r="9"><c r="A9"><v>nan</v></c></row>',
        '<row r="9"><c r="A9" t="s"><v>-1</v></c></row>',
        '<row r="9"><c r="A9" t="s"><v>99</v></c></row>',
        '<row r="9"><c r="A9" s="99"><v>1</v></c></row>',
        '<row r="9"><c r="A9" t="inlineStr"><is><t>&nbsp;</t></is></c></row>',
        '<row r="9"><c r="A9" t="x"><v>1</v></c></row>',
    ],
)
def test_what_no_spreadsheet_program_writes_is_damage(cell: str) -> None:
    with pytest.raises(BusinessException, match="damaged"):
        read_all(changed(sample(), SHEET, b"</sheetData>", f"{cell}</sheetData>".encode()))


def test_cells_in_a_namespace_of_their_own_are_read() -> None:
    content = sample()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(SHEET)
    prefixed = text.replace(b"xmlns=", b"xmlns:x=").replace(b"</", b"</x:").replace(b"<", b"<x:")
    prefixed = prefixed.replace(b"<x:/x:", b"</x:")
    assert read_all(changed(content, SHEET, text, prefixed)) == read_all(content)


def test_part_that_is_there_twice() -> None:
    stream = io.BytesIO(sample())
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(SHEET, b"<worksheet/>")
    with pytest.raises(BusinessException, match="twice"):
        open_workbook(stream.getvalue(), "a.xlsx")


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(BusinessException, match="cannot be read"):
        open_workbook(tmp_path / "none.xlsx")


def hidden_sample() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in range(6):
        sheet.append([row, f"t{row}", row / 4])
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("Old").sheet_state = "hidden"
    book.create_sheet("Older").sheet_state = "veryHidden"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def test_what_is_hidden_is_known() -> None:
    with open_workbook(hidden_sample(), "a.xlsx") as book:
        sheet = book.sheet("Sheet")
        assert sheet.hidden_columns == {1}
        assert [number for number, row in sheet.numbered() if isinstance(row, HiddenRow)] == [2]
        assert [book.sheet(name).visible for name in book.sheet_names] == [True, False, False]


def test_days_counted_from_1904() -> None:
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = dt.date(2026, 10, 5)
    stream = io.BytesIO()
    book.save(stream)
    assert read_all(stream.getvalue())["Sheet"] == [(dt.date(2026, 10, 5),)]


def quick(rows: str) -> bytes:
    """A sheet with forty rows that look alike, and some others behind them."""
    usual = "".join(
        f'<row r="{row}"><c r="A{row}" t="inlineStr"><is><t>a{row}</t></is></c><c r="B{row}"><v>{row}.5</v></c></row>'
        for row in range(1, 41)
    )
    content = sample()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(SHEET)
    begin, end = text.index(b"<sheetData>") + 11, text.index(b"</sheetData>")
    return changed(content, SHEET, text, text[:begin] + usual.encode() + rows.encode() + text[end:])


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ('<row r="50"><c r="B50"><v>1</v></c></row>', (None, 1)),
        ('<row r="50"><c r="A50" s="1"/><c r="B50"><v>2</v></c></row>', (None, 2)),
        ('<row r="50"><c r="B50" t="e"><v>#N/A</v></c></row>', (None, CellError("#N/A"))),
        ('<row r="50"><c r="B50"><f>1+1</f></c></row>', (None, CellError(""))),
        ('<row r="50"><c r="B50"><f>1+1</f><v></v></c></row>', (None, CellError(""))),
        ('<row r="50"><c r="B50"><f t="shared" si="0"/><v>2</v></c></row>', (None, 2)),
        ('<row r="50"><c r="A50" t="str"><f>""</f><v></v></c><c r="B50"><v>2</v></c></row>', (None, 2)),
        ('<row r="50"><c r="B50" t="b"><v>1</v></c></row>', (None, True)),
        ('<row r="50"><c r="B50" t="d"><v>2026-10-05</v></c></row>', (None, dt.date(2026, 10, 5))),
        ('<row r="50"><c><v>1</v></c><c><v>2</v></c></row>', (1, 2)),
        ("<row r='50'><c r='A50'><v>1</v></c></row>", (1,)),
        ('<row r="50">\n <c r="A50"><v>1</v></c>\n</row>', (1,)),
        ('<row r="50"><c r="A50" t="inlineStr"><is><t>R&amp;D &#8364; _x0041_</t></is></c></row>', ("R&D € A", None)),
        (
            '<row r="50"><c r="A50" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r><rPh><t>x</t></rPh></is></c></row>',
            ("ab",),
        ),
        ('<row r="50"><c r="A50"><v>1<!-- 2 -->3</v></c></row>', (13,)),
        ('<row r="50"><c r="A50" t="inlineStr"><is><t><![CDATA[<b>]]></t></is></c></row>', ("<b>",)),
        (
            '<row r="50"><c r="B50"><v>0.1</v></c><c r="D50"><v>1e-7</v></c></row>',
            (None, Decimal("0.1"), None, Decimal("1E-7")),
        ),
        ('<row r="50"><c r="B50"><v>0.30000000000000004</v></c></row>', (None, Decimal("0.3"))),
        ('<row r="50"><c r="B50"><v>12345678901234567890</v></c></row>', (None, Decimal("12345678901234600000"))),
        ('<row r="50"><c r="B50"><v>-0</v></c></row>', (None, 0)),
        ('<row r="50"><c r="B50"><v>2.50</v></c></row>', (None, Decimal("2.5"))),
    ],
)
def test_rows_that_look_otherwise_than_most_are_read_exactly(rows: str, expected: Row) -> None:
    with open_workbook(quick(rows), "a.xlsx") as book:
        *before, (number, cells) = book.sheet("Sheet").numbered()
    assert (number, cells) == (49, expected)
    assert [one for one, _ in before] == list(range(40))
    assert before[6][1][:2] == ("a7", Decimal("7.5"))


def test_a_hidden_row_among_those_that_look_alike_is_known() -> None:
    rows = '<row r="50" hidden="1"><c r="A50" t="inlineStr"><is><t>a</t></is></c><c r="B50"><v>1</v></c></row>'
    with open_workbook(quick(rows), "a.xlsx") as book:
        *_, (_, cells) = book.sheet("Sheet").numbered()
    assert type(cells) is HiddenRow


ROW = '<row r="45"><c r="A45" t="inlineStr"><is><t>a</t></is></c><c r="B45"><v>9</v></c></row>'


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (f"<!-- {ROW} -->", None),
        (f"<!-- {ROW} --><row r='46'><c r='A46'><v>1</v></c></row>", (45, (1,))),
        (f'<row r="44"><c r="A44" t="inlineStr"><is><t><![CDATA[{ROW}]]></t></is></c></row>', (43, (ROW,))),
        (f"<?x {ROW} ?>", None),
    ],
)
def test_what_only_looks_like_a_row_is_none(rows: str, expected: tuple[int, Row] | None) -> None:
    with open_workbook(quick(rows), "a.xlsx") as book:
        found = list(book.sheet("Sheet").numbered())
    assert len(found) == 40 + (expected is not None)
    if expected is not None:
        assert found[-1] == expected


@pytest.mark.parametrize("rows", [f'<row x="{ROW}">', f"<row>{ROW}", f"{ROW}</row>", f"<row r='44'{ROW}"])
def test_rows_that_are_torn_are_damage(rows: str) -> None:
    with pytest.raises(BusinessException, match="damaged"):
        read_all(quick(rows))


TEXTS = "xl/sharedStrings.xml"


def with_shared_texts() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("Sheet")
        bold = book.add_format({"bold": True})
        sheet.write_row(0, 0, ["one", "R&D <x>", " two\nlines ", "_x0041_", "last"])
        sheet.write_rich_string(1, 0, "a", bold, "b", "c")
    return stream.getvalue()


def test_shared_texts() -> None:
    first, second = read_all(with_shared_texts())["Sheet"]
    assert first == ("one", "R&D <x>", " two\nlines ", "_x0041_", "last")
    assert second[0] == "abc"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<si>", "<!-- <si><t>no</t></si> --><si>"),
        ("<si><t>one</t></si>", "<si>\n<t>one</t>\n</si>"),
        ("<si><t>one</t></si>", "<si><t>o</t><rPh sb='0' eb='1'><t>x</t></rPh><r><t>ne</t></r></si>"),
        ("<si><t>one</t></si>", "<si><t><![CDATA[one]]></t></si>"),
        ("<si><t>one</t></si>", '<si xml:lang="nl"><t>one</t></si>'),
        ("<si><t>one</t></si>", "<si><t>&#111;ne</t></si>"),
    ],
)
def test_shared_texts_in_other_forms(old: str, new: str) -> None:
    content = changed(with_shared_texts(), TEXTS, old.encode(), new.encode())
    assert read_all(content) == read_all(with_shared_texts())


@pytest.mark.parametrize("text", ["<si><t>&none;</t></si>", "<si><t>a\x01</t></si>", "<si><t>a</si>", "<si><t>a"])
def test_broken_shared_texts_are_damage(text: str) -> None:
    with pytest.raises(BusinessException, match="damaged"):
        read_all(changed(with_shared_texts(), TEXTS, b"<si><t>last</t></si>", text.encode()))
