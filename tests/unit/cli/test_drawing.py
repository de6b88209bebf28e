"""Tables on screens that are too narrow for them."""

from __future__ import annotations

import re

from rpa.cli.drawing import Table, cells

PATH = "demo-company/reports/form-to-customer/run-0001/hand back.xlsx"
REASON = "Enter the order: the connection broke after sending. It may have happened; look at the target."


def draw(columns: tuple[str, ...], *rows: tuple[str, ...], width: int = 80) -> list[str]:
    return list(Table(columns, rows, width, False).lines())


def plain(lines: list[str]) -> list[str]:
    return [re.sub(r"\x1b\[\d*m", "", line) for line in lines]


def test_what_fits_stays_in_its_row() -> None:
    lines = plain(draw(("Item", "Key"), ("9", "SO-1"), ("10", "SO-2")))
    assert lines == ["Item  Key", "──────────", "   9  SO-1", "  10  SO-2"]


def test_running_text_goes_below_and_is_broken_between_words_only() -> None:
    columns = ("Item", "Recipe", "Key", "State", "From", "Reason")
    lines = plain(draw(columns, ("9", "order-to-invoice", "SO-2026-0008", "in_doubt", "orders.xlsx Orders!A9", REASON)))
    assert max(map(cells, lines)) <= 80
    assert lines[2].startswith("   9  order-to-invoice  SO-2026-0008  in_doubt")
    told = {word for line in lines[3:] for word in line.split()}
    assert told <= {"Reason:", "From:", *REASON.split(), "orders.xlsx", "Orders!A9"}
    assert "    Enter the order" in "\n".join(lines)


def test_a_path_stays_on_one_line() -> None:
    lines = plain(draw(("Look at", "Of", "File"), ("hand-back", "form-to-customer", PATH)))
    assert f"    {PATH}" in lines
    assert f"{PATH}{PATH}" in "\n".join(plain(draw(("Look at", "File"), ("report", PATH + PATH))))


def test_the_last_text_is_wrapped_in_its_column_where_there_is_room() -> None:
    lines = plain(draw(("Name", "What it does"), ("mail.send", REASON), width=60))
    assert lines[2].startswith("mail.send  Enter the order")
    assert lines[3].startswith("           ")
    assert max(map(cells, lines)) <= 60


def test_wide_letters_take_two_columns() -> None:
    lines = plain(draw(("Key", "State"), ("株式会社", "done"), ("A", "done")))
    assert lines[2:] == ["株式会社  done", "A         done"]


def test_headings_are_never_broken() -> None:
    lines = plain(draw(("Recipe", "In review", "Skipped"), ("order-to-invoice", "12", "3"), width=20))
    assert "In review: 12" in "\n".join(lines)
