"""Lines of an invoice in a file of a person's own making."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from rpa.cli.confirming_documents import given_lines
from rpa.drivers.line_file import read_lines
from rpa.errors import UsageError


def test_a_workbook_a_table_of_text_and_json_say_the_same(tmp_path: Path) -> None:
    book = Workbook()
    book.active.append(["description", "quantity", "net"])
    book.active.append(["Stroom", 2, 100.1])
    book.active.append([None, None, None])
    book.save(tmp_path / "lines.xlsx")
    (tmp_path / "lines.csv").write_text('description,quantity,net\n"Stroom",2,"100,10"\n')
    (tmp_path / "lines.tsv").write_text("description\tquantity\tnet\nStroom\t2\t100.10\n")
    (tmp_path / "lines.json").write_text('[{"description": "Stroom", "quantity": 2, "net": 100.10}]')
    for kind in ("xlsx", "csv", "tsv", "json"):
        (line,) = given_lines({"lines": f"@{tmp_path / f'lines.{kind}'}"})[0]["lines"]
        assert (line["description"], line["quantity"], line["net"]) == ("Stroom", Decimal(2), Decimal("100.1")), kind


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.csv", b"description;net\nx;1.250\n", "line 1, net"),
        ("a.csv", b"description;net\n", "there is no line"),
        ("a.csv", b"net;net\n1;2\n", "two columns have the same heading"),
        ("a.csv", b"net;unit\n1;x;2\n", "row 2 has more cells"),
        ("a.csv", b"\xff\xfe\xfa", "not UTF-8"),
        ("a.json", b'{"net": 1}', "expected a list of objects"),
        ("a.json", b"[1", "the file is no JSON"),
        ("a.xlsx", b"PK nothing", "the workbook cannot be read"),
        ("a.doc", b"x", "lines are read from .csv"),
    ],
)
def test_what_cannot_be_taken_is_said(tmp_path: Path, name: str, content: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UsageError) as caught:
        given_lines({"lines": f"@{tmp_path / name}"})
    assert told in str(caught.value)


def test_lines_are_a_file_and_it_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="lines are given as a file"):
        given_lines({"lines": "3 lines"})
    with pytest.raises(UsageError, match="cannot be read"):
        read_lines(tmp_path / "none.csv")
