from __future__ import annotations

import re
from pathlib import Path

import pytest

import rpa.ledger
from rpa.ledger.statements import FILES, read_statements, sql_folder, statements


def test_queries_have_a_name_a_purpose_and_one_statement() -> None:
    (first, second) = read_statements(
        "-- name: one\n-- Takes one,\n-- or none.\nselect 1;\n\n-- name: two\n-- Two.\nselect 2;\n"
    )
    assert (first.name, first.purpose, first.sql) == ("one", "Takes one, or none.", "select 1;")
    assert second.name == "two"


@pytest.mark.parametrize("text", ["-- name: one\nselect 1;\n", "-- name: one\n-- Why.\n"])
def test_incomplete_queries_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="query one needs"):
        read_statements(text)


def test_names_are_unique_and_every_query_is_used() -> None:
    texts = [(sql_folder() / f"{file}.sql").read_text("utf-8") for file in FILES]
    names = [statement.name for text in texts for statement in read_statements(text)]
    assert len(names) == len(set(names)) == len(statements())
    folder = Path(rpa.ledger.__path__[0])
    code = "\n".join(file.read_text("utf-8") for file in folder.glob("*.py"))
    assert [name for name in names if not re.search(rf'"{name}"', code)] == []
