from __future__ import annotations

import json
import time
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from rpa.sources.contract import SourceContext
from rpa.sources.form import exports
from tests.fakes.read_documents import ReadDocument, read_all

COLUMNS: dict[str, Any] = {"company": ["company.name", "Bedrijfsnaam"], "terms": ["payment_terms", "Betaaltermijn"]}


def read(ctx: SourceContext, name: str, content: bytes, **changes: Any) -> ReadDocument:
    (ctx.workspace.root / "inbox" / name).write_bytes(content)
    given: dict[str, Any] = {"path": f"inbox/{name}", "columns": COLUMNS, "settle": 0, **changes}
    (document,) = read_all(exports.read, exports.Params(**given), ctx)
    return document


def test_json_list_and_lines_and_object(ctx: SourceContext) -> None:
    entry = {"Company": {"name": " Jansen "}, "paymentTerms": 14.5}
    text = json.dumps(entry)
    for content in (f"[{text}, {text}]", f"{text}\n{text}\n"):
        document = read(ctx, "a.json", content.encode())
        assert document.problem == ""
        assert [item.values for item in document.items] == [{"company": "Jansen", "terms": Decimal("14.5")}] * 2
        assert str(document.items[1].place) == "inbox/a.json entry 2"
    assert len(read(ctx, "a.json", text.encode()).items) == 1
    assert len(read(ctx, "a.json", f'{{"data": {{"rows": [{text}]}}}}'.encode(), at="data.rows").items) == 1


def test_json_field_that_is_missing(ctx: SourceContext) -> None:
    document = read(ctx, "a.json", b'[{"company": {"name": "x"}, "paymentterm": 3}]')
    (item,) = document.items
    assert "'payment_terms' or 'Betaaltermijn'" in item.problems[0]
    assert "nearest is 'paymentterm'" in item.problems[0]
    assert read(ctx, "a.json", b'[{"company": {"name": "x"}}]', optional=["terms"]).items[0].problems == ()


def test_json_lines_of_an_entry(ctx: SourceContext) -> None:
    columns = {"number": "no", "lines": {"sku": "sku", "quantity": "qty"}}
    document = read(
        ctx, "a.json", b'{"no": 1, "Lines": [{"sku": "a", "qty": 2}, {"sku": "b", "qty": 3}]}', columns=columns
    )
    (item,) = document.items
    assert item.values["lines"] == [{"sku": "a", "quantity": 2}, {"sku": "b", "quantity": 3}]
    assert item.places["lines.1.sku"] == "entry 1, lines 2"
    assert read(ctx, "a.json", b'{"no": 1}', columns=columns).items[0].problems == ("entry 1 has no list 'lines'",)


def test_rows_as_they_came_keep_their_types(ctx: SourceContext) -> None:
    content = '{"a": 2.125, "b": "2.125", "c": true, "d": null, "e": 7, "f": [{"é": 2.125, "g": "\\""}, null]}'
    (item,) = read(ctx, "a.json", content.encode(), columns={"company": "b"}).items
    assert item.original == (
        {"a": Decimal("2.125"), "b": "2.125", "c": True, "d": None, "e": 7, "f": '[{"é": 2.125, "g": "\\""}, null]'},
    )
    assert [type(value) for value in item.original[0].values()] == [Decimal, str, bool, type(None), int, str]
    (item,) = read(ctx, "a.csv", b"b,c\n2.125,true\n", columns={"company": "b"}).items
    assert item.original == ({"b": "2.125", "c": "true"},)


@pytest.mark.parametrize(
    ("number", "kept"),
    [("1.50", "1.5"), ("1E+400", '"1E+400"'), ("0.12345678901234567890", '"0.12345678901234567890"')],
)
def test_a_list_as_it_came_keeps_its_digits(ctx: SourceContext, number: str, kept: str) -> None:
    (item,) = read(ctx, "a.json", f'{{"b": "x", "f": [{number}]}}'.encode(), columns={"company": "b"}).items
    assert item.original[0]["f"] == f"[{kept}]"


def test_lines_may_lie_deeper(ctx: SourceContext) -> None:
    columns = {"number": "order.no", "lines": {"sku": "sku"}}
    content = b'{"order": {"no": 1, "rows": [{"sku": "a"}]}}\n\n{"order": {"no": 2, "rows": []}}\n'
    items = read(ctx, "a.jsonl", content, columns=columns, lines_at="order.rows").items
    assert [item.values for item in items] == [{"number": 1, "lines": [{"sku": "a"}]}, {"number": 2, "lines": []}]


@pytest.mark.parametrize("content", [b"[" * 500 + b"]" * 500, b'{"b": 1e999999999}'])
def test_what_would_break_a_run_is_refused(ctx: SourceContext, content: bytes) -> None:
    assert "it cannot be taken" in read(ctx, "a.json", content, columns={"company": "b"}).problem


def test_csv_of_an_office_program(ctx: SourceContext) -> None:
    content = "Bedrijfsnaam;Betaaltermijn;Opmerking\r\nBäckerei;14;\r\n;;\r\nTotal;30;x\r\n".encode("cp1252")
    document = read(ctx, "a.csv", content)
    assert [item.values for item in document.items] == [
        {"company": "Bäckerei", "terms": "14"},
        {"company": "Total", "terms": "30"},
    ]
    assert document.items[1].places["terms"] == "line 4, column 2"
    assert document.items[0].original == ({"Bedrijfsnaam": "Bäckerei", "Betaaltermijn": "14", "Opmerking": None},)


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.json", b"", "empty"),
        ("a.json", b"[]", "no entries"),
        ("a.json", b"null", "no entries"),
        ("a.json", b"{", "no JSON"),
        ("a.csv", b"\0\0", "no text"),
        ("a.csv", b"x;y\n1;2\n", "nothing is headed"),
        ("a.xml", b"<x/>", "'.xml'"),
    ],
)
def test_broken_exports_are_problems(ctx: SourceContext, name: str, content: bytes, message: str) -> None:
    document = read(ctx, name, content)
    assert message in document.problem
    assert document.problem.startswith(f"inbox/{name}")


def test_entry_that_is_no_object(ctx: SourceContext) -> None:
    assert "an object with fields" in read(ctx, "a.json", b"[1]").items[0].problems[0]


def test_params_are_checked() -> None:
    with pytest.raises(ValidationError, match="no column is named"):
        exports.Params(path="x", columns={})


def test_two_fields_of_one_name_are_told_unless_the_recipe_names_one_letter_by_letter(ctx: SourceContext) -> None:
    content = b'{"E-mail": "old@x.example", "e_mail": "new@x.example", "lines": [], "Lines": [{"sku": 1}]}'
    columns = {"email": "email", "lines": {"sku": "sku"}}
    (item,) = read(ctx, "a.json", content, columns=columns).items
    assert item.problems == (
        "entry 1 has 'E-mail' and 'e_mail' (for email): write in the recipe the one that is meant, letter by letter",
    )
    assert item.values == {"email": None, "lines": []}
    (item,) = read(ctx, "a.json", content, columns={**columns, "email": "e_mail"}).items
    assert (item.values["email"], item.problems) == ("new@x.example", ())
    document = read(ctx, "a.json", b'{"Rows": [], "rows ": []}', columns={"email": "email"}, at="ROWS")
    assert "there are 'Rows' and 'rows ' for ROWS" in document.problem


def test_json_that_is_mostly_utf8_is_not_read_as_something_else(ctx: SourceContext) -> None:
    content = '[{"b": "Müller"},\n {"b": "?"}]'.encode().replace(b"?", b"\xfc")
    document = read(ctx, "a.json", content, columns={"company": "b"})
    assert document.items == ()
    assert document.problem == ("inbox/a.json:2: most of it is UTF-8, but this line is not. Export it again, as UTF-8.")
    (item,) = read(ctx, "a.json", '{"b": "Müller"}'.encode("cp1252"), columns={"company": "b"}).items
    assert item.values == {"company": "Müller"}


def test_an_object_of_very_many_fields_does_not_hold_up_a_run(ctx: SourceContext) -> None:
    names = ", ".join(f'"key {number}": 1' for number in range(200_000))
    columns = {f"field_{number}": f"field {number}" for number in range(20)}
    began = time.process_time()
    (item,) = read(ctx, "a.json", f"{{{names}}}".encode(), columns=columns).items
    assert len(item.problems) == 20
    assert time.process_time() - began < 15
