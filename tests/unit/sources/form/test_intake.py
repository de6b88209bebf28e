from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rpa.drivers.spool import folder_of
from rpa.formats.submission import SentFile, Submission, write_submission
from rpa.model.secret import Secret
from rpa.sources.contract import SourceContext
from rpa.sources.form import intake
from tests.fakes.read_documents import ReadDocument, read_all

AT = datetime(2026, 10, 5, 8, 30, tzinfo=UTC)


def put(ctx: SourceContext, receipt: str, **sent: Any) -> Path:
    folder = folder_of(ctx.workspace, "contact")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{receipt}.json"
    path.write_bytes(write_submission(Submission(receipt, AT, **sent)))
    return path


def read(ctx: SourceContext, **given: Any) -> list[ReadDocument]:
    return read_all(intake.read, intake.Params(name="contact", **given), ctx)


def test_what_never_came_is_no_error(ctx: SourceContext) -> None:
    assert read(ctx) == []


def test_fields_as_the_recipe_names_them(ctx: SourceContext) -> None:
    put(ctx, "r1", form=(("E-mail", " a@x.example "), ("Colour", "red"), ("Colour", "blue")), headers={"event": "push"})
    (document,) = read(ctx, columns={"email": "e-mail", "colours": "colour"}, headers={"event": "X-Event"})
    values = dict(document.items[0].values)
    assert values == {
        "receipt": "r1",
        "received_at": AT,
        "files": [],
        "event": "push",
        "email": "a@x.example",
        "colours": ["red", "blue"],
    }
    assert document.items[0].problems == ()


def test_without_columns_what_was_sent(ctx: SourceContext) -> None:
    put(ctx, "r1", body='{"order": {"total": 12.50}}')
    (document,) = read(ctx)
    assert document.items[0].values["data"] == {"order": {"total": Decimal("12.50")}}


def test_lines_out_of_nested_json(ctx: SourceContext) -> None:
    put(ctx, "r1", body='{"order": {"number": "A-1", "rows": [{"sku": "x"}, {"sku": "y"}]}}')
    (document,) = read(ctx, columns={"number": "order.number", "rows": {"sku": "sku"}}, lines_at="order.rows")
    assert document.items[0].problems == ()
    assert document.items[0].values["rows"] == [{"sku": "x"}, {"sku": "y"}]


def test_a_missing_field_is_a_problem_of_the_item(ctx: SourceContext) -> None:
    put(ctx, "r1", form=(("mail", "a@x.example"),))
    (document,) = read(ctx, columns={"email": "E-mail"})
    assert "has no field 'E-mail' (for email)" in document.items[0].problems[0]


def test_files_of_one_name_are_both_kept(ctx: SourceContext) -> None:
    put(ctx, "r1", form=(), files=(SentFile("a", "x.pdf", "application/pdf", b"1"), SentFile("b", "x.pdf", "", b"2")))
    (document,) = read(ctx)
    files = document.items[0].values["files"]
    assert [one["path"].read_bytes() for one in files] == [b"1", b"2"]
    assert files[0]["content_type"] == "application/pdf"


def test_a_changed_or_broken_submission_is_said(ctx: SourceContext) -> None:
    path = put(ctx, "r1", form=(("a", "1"),))
    path.write_text(path.read_text().replace('"1"', '"2"'))
    (path.parent / "r2.json").write_text("{")
    assert [one.problem.partition(": ")[2] for one in read(ctx)] == [
        "it was changed since it was received",
        "it is no submission as this program writes them (JSONDecodeError)",
    ]


def test_it_is_filed_away_into_the_archive_or_among_those_that_are_done(ctx: SourceContext) -> None:
    path = put(ctx, "r1", form=(("a", "1"),), delivery="d-1")
    other = put(ctx, "r2", form=(("a", "1"),))
    first, second = read(ctx)
    assert first.document.file_away is not None
    assert second.document.file_away is not None
    for _ in range(2):
        first.document.file_away("")
        second.document.file_away("archive/contact")
    assert (path.parent / "done" / "r1.json").is_file()
    assert (path.parent / "seen" / "r1").is_file()
    assert (ctx.workspace.root / "archive" / "contact" / "r2.json").is_file()
    assert not path.exists()
    assert not other.exists()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"name": "../x"}, "no name"),
        ({"name": "Contact"}, "no name"),
        ({"name": "a", "columns": {"receipt": "x"}}, "a field already"),
        ({"name": "a", "columns": {"x": "x"}, "headers": {"x": "X"}}, "a field already"),
        ({"name": "a", "headers": {"x": "X Y"}}, "no name of a header"),
        ({"name": "a", "origins": ["*"]}, "no site"),
        ({"name": "a", "thanks": "javascript:x"}, "no address"),
        ({"name": "a", "signature": {"secret": "x", "signed": "{timestamp}"}}, "must hold {body}"),
        ({"name": "a", "signature": {"secret": "x", "signed": "{body}", "timestamp": "T"}}, "proves nothing"),
        ({"name": "a", "signature": {"secret": "x", "signed": "{timestamp}{body}"}}, "in which header"),
        ({"name": "a", "unknown": 1}, "Extra inputs"),
    ],
)
def test_contradictions_are_refused(given: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        intake.Params.model_validate(given)


def test_the_usual_prefix_is_the_senders() -> None:
    secret = Secret("a", "eight letters")
    assert intake.Signature(secret=secret).rule().prefix == "sha256="
    assert intake.Signature(secret=secret, header="X-Other").rule().prefix == ""
    pairs = intake.Signature(secret=secret, style="pairs").rule()
    assert (pairs.prefix, pairs.timestamp, pairs.signed) == ("v1", "t", "{timestamp}.{body}")
