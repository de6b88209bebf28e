"""Rows of any table: what its sender has hidden, merged or written in his own way is read right, or told."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rpa.errors import BusinessException
from rpa.recipe.fields import Field, read_fields
from rpa.sources.contract import SourceContext
from rpa.sources.excel import rows as excel_rows
from rpa.sources.table import rows
from tests.fakes.read_documents import ReadDocument, read_all
from tests.fakes.workbook_files import WRITERS, Calculated, Failed, Page, Pages

KINDS = sorted(WRITERS)
COLUMNS: dict[str, Any] = {
    "order_no": ["Bestelnummer", "Order no", "Ordrenr."],
    "ordered_on": ["Besteldatum", "Order date"],
    "lines": {"sku": ["Artikel", "Item"], "quantity": ["Aantal", "Quantity"]},
}
HEADINGS = ["ORDRE NR", " order  date", "Artikel", "aantal"]
DAY = dt.date(2026, 10, 1)
ROWS: list[list[Any]] = [HEADINGS, ["A1", DAY, "FP-1", 2], ["A1", DAY, "FP-2", 3.5], ["A2", DAY, "FP-1", 1]]


def put(ctx: SourceContext, name: str, content: bytes) -> None:
    (ctx.workspace.root / "inbox" / name).write_bytes(content)


def read(ctx: SourceContext, **changes: Any) -> ReadDocument:
    given = {"path": "inbox/*", "columns": COLUMNS, "group_by": "order_no", "settle": 0, **changes}
    (document,) = read_all(rows.read, rows.Params(**given), ctx)
    return document


def read_page(ctx: SourceContext, kind: str, page: Page, more: Pages | None = None, **changes: Any) -> ReadDocument:
    put(ctx, f"a.{kind}", WRITERS[kind]({"Orders": page, **(more or {})}))
    return read(ctx, **changes)


def read_text(
    ctx: SourceContext, text: str, encoding: str = "utf-8", name: str = "a.csv", **changes: Any
) -> ReadDocument:
    put(ctx, name, text.encode(encoding))
    return read(ctx, **changes)


def lines_of(document: ReadDocument) -> list[tuple[Any, list[Any]]]:
    return [(item.values["order_no"], [line["quantity"] for line in item.values["lines"]]) for item in document.items]


@pytest.mark.parametrize("kind", KINDS)
def test_rows_of_every_kind_of_workbook(ctx: SourceContext, kind: str) -> None:
    document = read_page(ctx, kind, Page(ROWS))
    assert document.problem == ""
    assert lines_of(document) == [("A1", [2, Decimal("3.5")]), ("A2", [1])]
    first, second = document.items
    assert first.problems == second.problems == ()
    assert first.values["ordered_on"] == DAY
    assert first.places["lines.1.quantity"] == "Orders!D3"
    assert str(second.place) == f"inbox/a.{kind} Orders!A4"


@pytest.mark.parametrize("kind", KINDS)
def test_excel_rows_reads_every_kind_of_workbook_too(ctx: SourceContext, kind: str) -> None:
    put(ctx, f"a.{kind.upper()}", WRITERS[kind]({"Orders": Page(ROWS)}))
    params = excel_rows.Params(path="inbox/*", columns=COLUMNS, group_by="order_no", settle=0)
    (document,) = read_all(excel_rows.read, params, ctx)
    assert lines_of(document) == [("A1", [2, Decimal("3.5")]), ("A2", [1])]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.txt"])
def test_rows_of_text_files(ctx: SourceContext, name: str) -> None:
    separator = "\t" if name == "a.tsv" else ";"
    cells: list[list[Any]] = [
        ["Ordre-nr", "Order date", "Item", "Quantity"],
        ["A1", "01-10-2026", "FP, 1", "2"],
        ["A1", "", "x", "3"],
    ]
    document = read_text(ctx, "\r\n".join(map(separator.join, cells)), name=name)
    assert lines_of(document) == [("A1", ["2", "3"])]
    assert document.items[0].places["lines.1.quantity"] == "line 3, column 4"
    assert document.items[0].places["ordered_on"] == "line 2, column 2"


@pytest.mark.parametrize("kind", KINDS)
def test_errors_in_cells_are_told_with_the_cell(ctx: SourceContext, kind: str) -> None:
    cells: list[list[Any]] = [
        HEADINGS,
        ["A1", DAY, Failed("#N/A"), 2],
        ["A2", Failed("#REF!"), "FP-1", Failed("#DIV/0!")],
    ]
    first, second = read_page(ctx, kind, Page(cells), optional=["ordered_on"]).items
    assert first.problems == ("Orders!C2 holds #N/A",)
    assert second.problems == ("Orders!B3 holds #REF!", "Orders!D3 holds #DIV/0!")


@pytest.mark.parametrize("code", ["#N/A", "#NV", "#N/B", "#DEEL/0!", "Err:502", "#VERDI!", "######", "#verw!"])
def test_errors_in_exports_are_told_with_the_cell(ctx: SourceContext, code: str) -> None:
    document = read_text(ctx, f"Order no;Order date;Item;Quantity\nA1;2026-10-01;FP-1;{code}\n")
    assert document.items[0].problems == (f"line 2, column 4 holds {code}",)


def test_what_only_begins_like_an_error_is_text(ctx: SourceContext) -> None:
    document = read_text(ctx, "Order no;Order date;Item;Quantity\n#4711;2026-10-01;#1 cleaner;2\nErr;x;F;1\n")
    assert [item.problems for item in document.items] == [(), ()]
    assert document.items[0].values["order_no"] == "#4711"


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_rows_are_told_read_or_left_out(ctx: SourceContext, kind: str) -> None:
    page = Page(ROWS, hidden_rows=[2])
    first, second = read_page(ctx, kind, page).items
    assert first.problems[0].startswith("Orders!A3: the row is hidden; show or delete it, or say in the recipe")
    assert second.problems == ()
    assert lines_of(read(ctx, hidden="read")) == [("A1", [2, Decimal("3.5")]), ("A2", [1])]
    assert all(not item.problems for item in read(ctx, hidden="read").items)
    assert lines_of(read(ctx, hidden="leave_out")) == [("A1", [2]), ("A2", [1])]


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_columns_are_told_read_or_left_out(ctx: SourceContext, kind: str) -> None:
    page = Page([[*HEADINGS, "Aantal"], ["A1", DAY, "FP-1", 7, 2]], hidden_columns=[3])
    assert "stands at Orders!D1 and Orders!E1" in read_page(ctx, kind, page).problem
    assert lines_of(read(ctx, hidden="leave_out")) == [("A1", [2])]
    page = Page(ROWS, hidden_columns=[3])
    told = read_page(ctx, kind, page).problem
    assert f"inbox/a.{kind}: the column of 'aantal' (for quantity) is hidden, at Orders!D1" in told
    assert lines_of(read(ctx, hidden="read"))[0] == ("A1", [2, Decimal("3.5")])
    assert "nothing is headed 'Aantal'" in read(ctx, hidden="leave_out").problem


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_columns_that_no_field_needs_do_no_harm(ctx: SourceContext, kind: str) -> None:
    document = read_page(ctx, kind, Page([[*HEADINGS, "Marge"], ["A1", DAY, "FP-1", 2, 0.3]], hidden_columns=[4]))
    assert document.problem == ""
    assert document.items[0].problems == ()


@pytest.mark.parametrize("kind", KINDS)
def test_hidden_sheets_are_told_read_or_left_out(ctx: SourceContext, kind: str) -> None:
    old = {"Old": Page([HEADINGS, ["A9", DAY, "x", 9]], hidden=True)}
    assert lines_of(read_page(ctx, kind, Page(ROWS), old))[0][0] == "A1"
    assert "on the sheets 'Orders' and 'Old'" in read(ctx, hidden="read").problem
    assert lines_of(read(ctx, sheet="old")) == [("A9", [9])]
    document = read_page(ctx, kind, Page([["Notes"]]), old)
    assert "the headings are only on the hidden sheet 'Old'" in document.problem


@pytest.mark.parametrize("kind", KINDS)
def test_values_merged_over_the_rows_of_an_order(ctx: SourceContext, kind: str) -> None:
    cells: list[list[Any]] = [
        HEADINGS,
        ["A1", DAY, "FP-1", 2],
        [None, None, "FP-2", 3],
        [None, None, "FP-3", 4],
        ["A2", DAY, "FP-1", 1],
    ]
    document = read_page(ctx, kind, Page(cells, merged=[(1, 0, 3, 0), (1, 1, 3, 1)]))
    assert lines_of(document) == [("A1", [2, 3, 4]), ("A2", [1])]
    assert all(item.problems == () for item in document.items)
    assert document.items[0].places["lines.2.quantity"] == "Orders!D4"


@pytest.mark.parametrize("kind", KINDS)
def test_a_quantity_merged_over_two_lines_is_told(ctx: SourceContext, kind: str) -> None:
    cells: list[list[Any]] = [HEADINGS, ["A1", DAY, "FP-1", 2], ["A1", DAY, "FP-2", None], ["A2", DAY, "FP-1", 1]]
    first, second = read_page(ctx, kind, Page(cells, merged=[(1, 3, 2, 3)])).items
    assert first.problems == ("Orders!D3 is part of the merged cells D2:D3: undo the merging and fill in each cell",)
    assert second.problems == ()


@pytest.mark.parametrize("kind", KINDS)
def test_cells_merged_to_the_right_are_told(ctx: SourceContext, kind: str) -> None:
    cells: list[list[Any]] = [HEADINGS, ["A1", DAY, "FP-1", None], ["A2", DAY, "FP-1", 1]]
    first, second = read_page(ctx, kind, Page(cells, merged=[(1, 2, 1, 3)])).items
    assert "Orders!D2 is part of the merged cells C2:D2" in first.problems[0]
    assert second.problems == ()


def test_without_grouping_a_merged_value_is_not_repeated(ctx: SourceContext) -> None:
    cells: list[list[Any]] = [["Naam", "Bedrag"], ["a", 10], ["b", None]]
    page = Page(cells, merged=[(1, 1, 2, 1)])
    columns = {"name": "Naam", "amount": "Bedrag"}
    first, second = read_page(ctx, "xlsx", page, columns=columns, group_by="").items
    assert first.problems == ()
    assert "Orders!B3 is part of the merged cells B2:B3" in second.problems[0]


def test_rows_apart_are_refused_or_gathered(ctx: SourceContext) -> None:
    cells: list[list[Any]] = [*ROWS, ["A1", DAY, "FP-9", 9]]
    first, second = read_page(ctx, "xlsx", Page(cells)).items
    assert "Orders!A5: A1 comes again here, after other rows; it began at Orders!A2" in first.problems[0]
    assert second.problems == ()
    gathered = read(ctx, rows_apart="gather")
    assert lines_of(gathered) == [("A1", [2, Decimal("3.5"), 9]), ("A2", [1])]
    assert all(not item.problems for item in gathered.items)
    assert gathered.items[0].places["lines.2.sku"] == "Orders!C5"


def long_text(count: int, apart: Sequence[int] = ()) -> str:
    lines = ["Order no;Order date;Item;Quantity"]
    for order in range(count):
        lines += [f"A{order};2026-10-01;FP-1;1", f"A{order};2026-10-01;FP-2;2"]
    lines += [f"A{order};2026-10-01;FP-3;3" for order in apart]
    return "\n".join(lines)


def test_a_long_table_is_grouped_like_a_short_one(ctx: SourceContext) -> None:
    document = read_text(ctx, long_text(12_000, apart=[5, 11_000]))
    assert document.problem == ""
    assert len(document.items) == 12_000
    apart = [item for item in document.items if item.problems]
    assert [item.values["order_no"] for item in apart] == ["A5", "A11000"]
    assert "line 24002, column 1: A5 comes again here" in apart[0].problems[0]
    assert [len(item.values["lines"]) for item in document.items[:3]] == [2, 2, 2]
    gathered = read(ctx, rows_apart="gather")
    assert len(gathered.items) == 12_000
    assert sorted(len(item.values["lines"]) for item in gathered.items)[-2:] == [3, 3]


def test_numbers_of_days(ctx: SourceContext) -> None:
    columns = {"name": "Naam", "day": "Datum"}
    text = "Naam;Datum\na;46300\nb;5-10-2026\nc;60\nd;\n"
    items = read_text(ctx, text, columns=columns, group_by="", day_numbers=["day"]).items
    assert [item.values["day"] for item in items] == [dt.date(2026, 10, 5), "5-10-2026", None, None]
    assert items[2].problems == ("line 4, column 2 holds 60, which is the number of no day",)
    with pytest.raises(ValidationError, match="day_numbers names nothing"):
        read(ctx, day_numbers=["nothing"])


def test_numbers_of_days_in_a_workbook(ctx: SourceContext) -> None:
    page = Page([["Naam", "Datum"], ["a", 46300], ["b", DAY], ["c", 46300.5]])
    columns = {"name": "Naam", "day": "Datum"}
    items = read_page(ctx, "xlsx", page, columns=columns, group_by="", day_numbers=["day"]).items
    assert [item.values["day"] for item in items] == [
        dt.date(2026, 10, 5),
        DAY,
        dt.datetime.fromisoformat("2026-10-05 12:00"),
    ]


FIELDS = (Field("name"), Field("amount", "decimal"))


def amounts(document: ReadDocument) -> list[Any]:
    found = []
    for item in document.items:
        values, problems = read_fields(FIELDS, item, "nl-NL")
        found.append(problems[0] if problems else values["amount"])
    return found


def test_other_numbers_of_the_file_decide_what_could_be_two(ctx: SourceContext) -> None:
    columns = {"name": "Naam", "amount": "Bedrag"}
    document = read_text(ctx, "Naam;Bedrag\na;1.250\nb;1.250,50\n", columns=columns, group_by="")
    assert amounts(document) == [1250, Decimal("1250.5")]
    document = read_text(ctx, "Naam;Bedrag\na;1.250\nb;125.50\n", columns=columns, group_by="")
    assert amounts(document) == [Decimal("1.25"), Decimal("125.5")]
    document = read_text(ctx, "Naam;Bedrag\na;1.250\nb;3\n", columns=columns, group_by="")
    assert "1250" in amounts(document)[0]
    assert "1.25" in amounts(document)[0]
    assert amounts(document)[1] == 3
    document = read_text(ctx, "Naam;Bedrag\na;1.250\n", columns=columns, group_by="", decimal=",")
    assert amounts(document) == [1250]


def test_numbers_stored_as_text_in_a_workbook(ctx: SourceContext) -> None:
    page = Page([["Naam", "Bedrag"], ["a", "1.250"], ["b", " 12,50 "], ["c", 12.5]])
    columns = {"name": "Naam", "amount": "Bedrag"}
    assert amounts(read_page(ctx, "xlsx", page, columns=columns, group_by="", decimal=",")) == [
        1250,
        Decimal("12.5"),
        Decimal("12.5"),
    ]


def test_a_field_that_declares_its_mark_keeps_it(ctx: SourceContext) -> None:
    columns = {"name": "Naam", "amount": "Bedrag"}
    document = read_text(ctx, "Naam;Bedrag\na;1.250\n", columns=columns, group_by="", decimal=",")
    values, problems = read_fields((Field("amount", "decimal", options={"decimal": "."}),), document.items[0], "nl-NL")
    assert (values, problems) == ({"amount": Decimal("1.250")}, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_letters_are_found_out(ctx: SourceContext, encoding: str) -> None:
    document = read_text(ctx, "Naam;Bedrag\nMøller;1\n", encoding, columns={"name": "Naam"}, group_by="")
    assert document.items[0].values["name"] == "Møller"


def test_letters_of_dos_are_refused_until_they_are_declared(ctx: SourceContext) -> None:
    document = read_text(ctx, "Naam;Bedrag\nMøller;1\n", "cp850", columns={"name": "Naam"}, group_by="")
    assert "or in DOS ('Møller')" in document.problem
    declared = read(ctx, columns={"name": "Naam"}, group_by="", encoding="CP850")
    assert declared.items[0].values["name"] == "Møller"
    with pytest.raises(ValidationError, match="'koi7' is none of"):
        read(ctx, encoding="koi7")


def test_declared_separator(ctx: SourceContext) -> None:
    text = "Naam,rest;Bedrag\nx,1;2\n"
    assert "may be separated by" in read_text(ctx, text, columns={"name": "Naam"}, group_by="").problem
    document = read(ctx, columns={"name": "rest;Bedrag"}, group_by="", separator="comma")
    assert document.items[0].values["name"] == "1;2"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.xls", b"<html><table><tr><td>1</td></tr></table></html>", "this is a web page, not a workbook"),
        ("a.xls", b"Order;Qty\n1;2\n", "this is plain text, not a workbook"),
        ("a.xlsx", WRITERS["xls"]({"S": Page([["a"]])}), "the name ends in '.xlsx', but this is a workbook of the old"),
        ("a.csv", WRITERS["xlsx"]({"S": Page([["a"]])}), "this is a workbook, though its name says otherwise"),
        ("a.csv", b"<!DOCTYPE html><html>", "this is a web page"),
        ("a.pdf", b"%PDF", "'.pdf' files are no tables"),
    ],
)
def test_what_is_not_what_its_name_says(ctx: SourceContext, name: str, content: bytes, message: str) -> None:
    put(ctx, name, content)
    document = read(ctx)
    assert document.items == ()
    assert document.problem.startswith(f"inbox/{name}: ")
    assert message in document.problem


def test_what_is_broken_behind_the_first_rows_ends_the_reading_with_its_line(ctx: SourceContext) -> None:
    put(ctx, "a.csv", (long_text(12_000) + '\nA;2026-10-01;"x;1\n').encode())
    given = {"path": "inbox/*", "columns": {"sku": "Item"}, "settle": 0}
    (document,) = rows.read.read(rows.Params(**given), ctx)
    assert document.problem == ""
    with pytest.raises(BusinessException, match=r"inbox/a\.csv:24002: the row that begins here"):
        list(document.items)


def test_uncalculated_formula_in_an_old_workbook(ctx: SourceContext, tmp_path: Path) -> None:
    import xlwt

    book = xlwt.Workbook()
    sheet = book.add_sheet("Orders")
    for column, value in enumerate(HEADINGS):
        sheet.write(0, column, value)
    for column, value in enumerate(["A1", "1-10-2026", "FP-1", xlwt.Formula("1+1")]):
        sheet.write(1, column, value)
    book.save(str(tmp_path / "inbox" / "a.xls"))
    assert read(ctx).items[0].problems == ("Orders!D2 holds a formula without a result",)


def test_calculated_formula_is_its_result(ctx: SourceContext) -> None:
    document = read_page(ctx, "xlsb", Page([HEADINGS, ["A1", DAY, Calculated("FP-1"), Calculated(2)]]))
    assert document.items[0].values["lines"] == [{"sku": "FP-1", "quantity": 2}]


@pytest.mark.parametrize(
    ("row", "behind"),
    [("2,Jansen, Piet,3,10.00", "'10.00'"), ("3,Bakker,1,5,99", "'99'")],
    ids=["name", "decimal comma"],
)
def test_a_separator_in_a_value_does_not_move_values_into_other_columns(
    ctx: SourceContext, row: str, behind: str
) -> None:
    columns = {"no": "No", "name": "Name", "quantity": "Quantity", "price": "Price"}
    text = f"No,Name,Quantity,Price\n1,Visser,2,12.50,\n{row}\n"
    document = read_text(ctx, text, columns=columns, group_by="")
    good, bad = document.items
    assert good.problems == ()
    (problem,) = bad.problems
    assert problem == (
        f"line 3, column 5: {behind} stands behind the last heading: if a value of the row holds the separator, "
        "it must stand in quotation marks"
    )
