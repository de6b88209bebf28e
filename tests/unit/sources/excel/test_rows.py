from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pydantic import ValidationError

from rpa.errors import EnvironmentNotReady
from rpa.model.workspace import Workspace
from rpa.sources.contract import SourceContext
from rpa.sources.excel import rows
from tests.fakes.read_documents import ReadDocument, read_all

COLUMNS: dict[str, Any] = {
    "order_no": ["Bestelnummer", "Order no"],
    "ordered_on": ["Besteldatum", "Order date"],
    "lines": {"sku": ["Artikel", "Item"], "quantity": ["Aantal", "Quantity"]},
}
HEADINGS = ["Bestelnummer", "Besteldatum", "Artikel", "Aantal"]
DAY = dt.date(2026, 10, 1)


def write(path: Path, cells: Sequence[Sequence[object]], title: str = "Bestelling", merge: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in cells:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    book.save(path)
    return path


def read(ctx: SourceContext, **changes: Any) -> list[ReadDocument]:
    given: dict[str, Any] = {
        "path": "inbox/*.xlsx",
        "columns": COLUMNS,
        "group_by": "order_no",
        "settle": 0,
        **changes,
    }
    return read_all(rows.read, rows.Params(**given), ctx)


def read_one(ctx: SourceContext, table: Sequence[Sequence[object]], merge: str = "", **changes: Any) -> ReadDocument:
    write(ctx.workspace.root / "inbox" / "a.xlsx", table, merge=merge)
    (document,) = read(ctx, **changes)
    return document


def test_rows_of_one_order_become_one_item_with_lines(ctx: SourceContext) -> None:
    document = read_one(ctx, [HEADINGS, ["A1", DAY, "FP-1", 2], ["A1", DAY, "FP-2", 3.5], ["A2", DAY, "FP-1", "1,5"]])
    assert document.problem == ""
    assert [item.values["order_no"] for item in document.items] == ["A1", "A2"]
    assert document.items[0].values == {
        "order_no": "A1",
        "ordered_on": DAY,
        "lines": [{"sku": "FP-1", "quantity": 2}, {"sku": "FP-2", "quantity": Decimal("3.5")}],
    }
    assert document.items[0].places["lines.1.quantity"] == "Bestelling!D3"
    assert document.items[0].places["order_no"] == "Bestelling!A2"
    assert str(document.items[1].place) == "inbox/a.xlsx Bestelling!A4"
    assert document.items[1].original == (
        {"Bestelnummer": "A2", "Besteldatum": DAY, "Artikel": "FP-1", "Aantal": "1,5"},
    )


def test_table_below_title_and_head_block(ctx: SourceContext) -> None:
    document = read_one(
        ctx,
        [
            ["Bestelformulier Jansen"],
            [],
            ["Klant", "Bakkerij Jansen", None, "Land: NL"],
            ["Order no:", 4711],
            [],
            ["besteldatum ", "ARTIKEL", "Omschrijving", "aantal"],
            [DAY, "FP-1", "x", 2],
            [DAY, "FP-2", "y", 1],
            [],
            ["Totaal", None, None, 3],
            ["BTW 21%", None, None, 1],
            ["Graag leveren voor tien uur"],
        ],
        merge="A1:D1",
        cells={"customer": "Klant", "country": ["Land", "Country"]},
    )
    assert document.problem == ""
    (item,) = document.items
    assert item.problems == ()
    assert item.values["customer"] == "Bakkerij Jansen"
    assert item.values["country"] == "NL"
    assert item.values["order_no"] == 4711
    assert len(item.values["lines"]) == 2
    assert item.places["customer"] == "Bestelling!B3"
    assert item.places["country"] == "Bestelling!D3"
    assert item.original[0]["Klant"] == "Bakkerij Jansen"


def test_caption_without_a_value_does_not_take_its_neighbours(ctx: SourceContext) -> None:
    document = read_one(
        ctx,
        [["Klant", None, "Telefoon", "030"], HEADINGS, ["A1", DAY, "FP-1", 2]],
        cells={"customer": "Klant"},
    )
    assert document.items[0].values["customer"] is None


def test_captions_side_by_side_are_not_taken_for_each_others_values(ctx: SourceContext) -> None:
    rows: list[Any] = [["Klant", "Land"], ["Jansen", "NL"], HEADINGS, ["A1", DAY, "FP-1", 2]]
    document = read_one(ctx, rows, cells={"customer": "Klant", "country": "Land"})
    assert document.items == ()
    assert "right of the caption in Bestelling!A1 there is another one, 'Land', and no value" in document.problem


def test_order_number_merged_over_its_rows(ctx: SourceContext) -> None:
    document = read_one(
        ctx,
        [HEADINGS, ["A1", DAY, "FP-1", 2], [None, None, "FP-2", 3], ["A2", DAY, "FP-1", 1]],
        merge="A2:A3",
    )
    assert [len(item.values["lines"]) for item in document.items] == [2, 1]
    assert all(item.problems == () for item in document.items)


def test_row_without_order_number_is_a_problem_not_a_loss(ctx: SourceContext) -> None:
    document = read_one(ctx, [HEADINGS, ["A1", DAY, "FP-1", 2], [None, DAY, "FP-2", 3]])
    (item,) = document.items
    assert item.problems == ("Bestelling!A3: the row has values but no Bestelnummer",)


def test_order_that_comes_again_further_down_is_a_problem(ctx: SourceContext) -> None:
    document = read_one(ctx, [HEADINGS, ["A1", DAY, "FP-1", 2], ["A2", DAY, "FP-1", 2], ["A1", DAY, "FP-2", 3]])
    first, second = document.items
    assert "comes again here" in first.problems[0]
    assert "Bestelling!A4" in first.problems[0]
    assert second.problems == ()


def test_values_of_one_order_must_agree(ctx: SourceContext) -> None:
    document = read_one(ctx, [HEADINGS, ["A1", DAY, "FP-1", 2], ["A1", dt.date(2026, 10, 2), "FP-2", 3]])
    assert "Bestelling!B2" in document.items[0].problems[0]
    assert "Bestelling!B3" in document.items[0].problems[0]


def test_totals_word_as_an_article_is_no_total(ctx: SourceContext) -> None:
    document = read_one(ctx, [HEADINGS, ["A1", DAY, "Total cleaner", 2], ["Totaal", DAY, "FP-1", 1]])
    assert [item.values["order_no"] for item in document.items] == ["A1", "Totaal"]


def test_an_item_that_is_called_like_a_total_is_not_passed_over(ctx: SourceContext) -> None:
    rows: list[Any] = [
        ["Company", "E-mail", "Turnover", "Remark"],
        ["Bakker", "a@bakker.example", 3, "x"],
        ["Total", "info@total.example", None, None],
        ["Netto", "info@netto.example", None, None],
        ["Totaal", None, 3, "EUR"],
        ["Netto excl. btw", None, "€ 2,50", None],
    ]
    columns = {"company": "Company", "email": "E-mail", "turnover": "Turnover", "remark": "Remark"}
    document = read_one(ctx, rows, columns=columns, group_by="")
    assert [item.values["company"] for item in document.items] == ["Bakker", "Total", "Netto"]
    (problem,) = document.items[1].problems
    assert problem == (
        "Bestelling!A3: the row begins with 'Total' as a total does, and holds 'info@total.example', which no total "
        "does: delete it, or fill in every column"
    )
    assert document.items[2].problems == ()


def test_error_cells_and_formulas_without_result_are_problems(ctx: SourceContext) -> None:
    document = read_one(ctx, [HEADINGS, ["A1", DAY, "FP-1", "=1+1"], ["A2", DAY, "#N/A", 1]])
    assert document.items[0].problems == ("Bestelling!D2 holds a formula without a result",)
    assert document.items[1].problems == ("Bestelling!C3 holds #N/A",)
    assert document.items[1].values["lines"][0]["sku"] is None


def test_missing_heading_names_the_nearest(ctx: SourceContext) -> None:
    document = read_one(ctx, [["Bestelnummer", "Besteldatum", "Artikl", "Aantal"], ["A1", DAY, "FP-1", 2]])
    assert document.items == ()
    assert "'Artikel' or 'Item'" in document.problem
    assert "nearest is 'Artikl' at Bestelling!C1" in document.problem


def test_heading_that_is_there_twice(ctx: SourceContext) -> None:
    document = read_one(ctx, [[*HEADINGS, "aantal"], ["A1", DAY, "FP-1", 2, 3]])
    assert "stands at Bestelling!D1 and Bestelling!E1" in document.problem


def test_optional_column_may_be_missing(ctx: SourceContext) -> None:
    columns = {**COLUMNS, "reference": ["Referentie"]}
    document = read_one(ctx, [HEADINGS, ["A1", DAY, "FP-1", 2]], columns=columns, optional=["reference"])
    assert document.items[0].values["reference"] is None
    (again,) = read(ctx, columns=columns)
    assert "Referentie" in again.problem


def test_sheet_by_name_and_by_headings(ctx: SourceContext) -> None:
    path = ctx.workspace.root / "inbox" / "a.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Leeg"
    for title in ("Orders", "Kopie"):
        sheet = book.create_sheet(title)
        sheet.append(HEADINGS)
        sheet.append(["A1", DAY, "FP-1", 2])
    book.save(path)
    assert "'Orders' and 'Kopie'" in read(ctx)[0].problem
    assert read(ctx, sheet=["orders ", "Bestelling"])[0].items[0].values["order_no"] == "A1"
    missing = read(ctx, sheet="Blad1")[0].problem
    assert "'Blad1'" in missing
    assert "'Leeg', 'Orders', 'Kopie'" in missing


def test_no_rows_is_a_problem(ctx: SourceContext) -> None:
    assert "no rows" in read_one(ctx, [HEADINGS]).problem


def test_oldest_first_and_without_lock_files(ctx: SourceContext) -> None:
    inbox = ctx.workspace.root / "inbox"
    for name, age in (("b.xlsx", 300), ("a.xlsx", 100), ("c.xlsx", 200), (".h.xlsx", 50), ("~$b.xlsx", 50)):
        path = write(inbox / name, [HEADINGS, [name, DAY, "FP-1", 2]])
        os.utime(path, (time.time() - age, time.time() - age))
    assert [document.name for document in read(ctx)] == ["inbox/b.xlsx", "inbox/c.xlsx", "inbox/a.xlsx"]


def test_file_being_written_is_left_alone(ctx: SourceContext) -> None:
    write(ctx.workspace.root / "inbox" / "a.xlsx", [HEADINGS, ["A1", DAY, "FP-1", 2]])
    assert read(ctx, settle=60) == []


def test_link_out_of_the_inbox_is_refused(ctx: SourceContext, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    target = write(tmp_path / "elsewhere" / "secret.xlsx", [HEADINGS, ["A1", DAY, "FP-1", 2]])
    (ctx.workspace.root / "inbox" / "a.xlsx").symlink_to(target)
    (document,) = read(ctx)
    assert document.items == ()
    assert "link" in document.problem


def test_missing_folder_is_loud(ctx: SourceContext) -> None:
    with pytest.raises(EnvironmentNotReady, match="no folder"):
        read(ctx, path="outbox/*.xlsx")


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"%PDF-1.7", b"a;b\n1;2\n", b"<html></html>", b"\0" * 64])
def test_broken_files_are_problems(ctx: SourceContext, content: bytes) -> None:
    (ctx.workspace.root / "inbox" / "a.xlsx").write_bytes(content)
    (document,) = read(ctx)
    assert document.problem.startswith("inbox/a.xlsx: ")
    assert document.items == ()


def test_wrong_extension(ctx: SourceContext) -> None:
    write(ctx.workspace.root / "inbox" / "a.xlsx", [HEADINGS]).rename(ctx.workspace.root / "inbox" / "a.csv")
    assert "'.csv' files" in read(ctx, path="inbox/*")[0].problem


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"group_by": "sku"}, "group_by needs a field of the item"),
        ({"columns": {"a": "X", "b": "x"}, "group_by": ""}, "given to a and to b"),
        ({"columns": {"a": "X", "l": {"a": "Y"}}, "group_by": ""}, "named twice"),
        ({"columns": {"a": "--"}, "group_by": ""}, "letter or digit"),
        ({"optional": ["nothing"]}, "no field here"),
    ],
)
def test_contradictions_are_refused(ctx: SourceContext, changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValidationError, match=message):
        read(ctx, **changes)


def test_ten_thousand_rows_without_grouping(ctx: SourceContext) -> None:
    document = read_one(
        ctx,
        [["Naam", "Bedrag"], *([f"n{n}", n / 100] for n in range(10_000))],
        columns={"name": "Naam", "amount": "Bedrag"},
        group_by="",
    )
    assert len(document.items) == 10_000
    assert document.items[1].values == {"name": "n1", "amount": Decimal("0.01")}


def test_ending_in_capitals_is_the_same_ending(ctx: SourceContext) -> None:
    write(ctx.workspace.root / "inbox" / "A.XLSX", [HEADINGS, ["A1", DAY, "FP-1", 2]])
    assert [document.name for document in read(ctx)] == ["inbox/A.XLSX"]


def test_workspace_whose_name_looks_like_a_pattern(ctx: SourceContext, tmp_path: Path) -> None:
    home = tmp_path / "ws [1]"
    (home / "inbox").mkdir(parents=True)
    write(home / "inbox" / "a.xlsx", [HEADINGS, ["A1", DAY, "FP-1", 2]])
    there = SourceContext(Workspace(home, home), ctx.locale, ctx.clock, ctx.keep)
    assert len(read(there)) == 1
