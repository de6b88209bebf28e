from __future__ import annotations

import json
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rpa.model.values import content_hash
from rpa.sources.contract import SourceContext
from rpa.sources.einvoice import files
from tests.fakes.einvoices import DE, EVERY, NL, NO, changed, pdf_with
from tests.fakes.read_documents import ReadDocument, read_all


def read(ctx: SourceContext, **given: Any) -> list[ReadDocument]:
    params = files.Params.model_validate({"path": "inbox/*.*", "settle": 0, **given})
    return read_all(files.read, params, ctx)


def put(ctx: SourceContext, name: str, content: bytes) -> Path:
    path = ctx.workspace.root / "inbox" / name
    path.write_bytes(content)
    return path


def test_each_file_is_one_item(ctx: SourceContext) -> None:
    put(ctx, "a.xml", NL.read_bytes())
    put(ctx, "b.pdf", pdf_with({"factur-x.xml": DE.read_bytes()}))
    put(ctx, "C.XML", NO.read_bytes())
    found = {document.name: document.items for document in read(ctx)}
    assert {name: items[0].values["number"] for name, items in found.items()} == {
        "inbox/a.xml": "2026-0417",
        "inbox/b.pdf": "R-2026-9",
        "inbox/C.XML": "K-88",
    }
    (item,) = found["inbox/a.xml"]
    assert item.problems == ()
    assert item.values["total"] == Decimal("378.30")
    assert item.places["lines.1"] == "inbox/a.xml line 67"
    assert item.original[0]["Number"] == "2026-0417"


def test_enclosed_files_outlive_the_document(ctx: SourceContext) -> None:
    path = put(ctx, "a.xml", changed(NL, ("../../uren.csv", "uren.csv")))
    (document,) = read(ctx)
    path.unlink()
    first, second = document.items[0].values["enclosures"]
    assert first["path"].read_bytes() == b"uren;naam\n12;Anna\n"
    assert second["path"] is None


def test_two_enclosures_of_one_name_are_both_kept(ctx: SourceContext) -> None:
    twice = (
        "<cac:ExternalReference><cbc:URI>https://example.org/voorwaarden.pdf</cbc:URI></cac:ExternalReference>",
        (
            '<cbc:EmbeddedDocumentBinaryObject mimeCode="text/csv" filename="uren.csv">YQ=='
            "</cbc:EmbeddedDocumentBinaryObject>"
        ),
    )
    put(ctx, "a.xml", changed(NL, ("../../uren.csv", "uren.csv"), twice))
    first, second = read(ctx)[0].items[0].values["enclosures"]
    assert (first["path"].read_bytes(), second["path"].read_bytes()) == (b"uren;naam\n12;Anna\n", b"a")


def test_what_breaks_a_rule_is_rejected_with_the_rule_and_keeps_its_terms(ctx: SourceContext) -> None:
    put(ctx, "a.xml", changed(NL, (">300.00<", ">301.00<")))
    (item,) = read(ctx)[0].items
    assert len(item.problems) == 1
    assert item.problems[0].startswith("inbox/a.xml: BR-CO-16: ")
    assert item.values["number"] == "2026-0417"
    assert item.original[0]["To be paid"] == Decimal("301.00")
    assert read(ctx, rules="none")[0].items[0].problems == ()


def test_what_cannot_be_read_is_told_with_its_line(ctx: SourceContext) -> None:
    put(ctx, "a.xml", changed(NL, (">2026-10-05<", ">soon<")))
    (item,) = read(ctx)[0].items
    assert item.problems == ("inbox/a.xml line 6: IssueDate is 'soon'; expected a day such as 2026-10-05",)
    assert item.values["issued_on"] is None


def test_the_official_rules_can_be_asked_for(ctx: SourceContext) -> None:
    put(ctx, "a.xml", changed(NL, (">NL123456782B90<", ">123456782B90<")))
    assert read(ctx)[0].items[0].problems == ()
    (problem,) = read(ctx, rules="en16931")[0].items[0].problems
    assert problem.startswith("inbox/a.xml: BR-CO-09: ")


def test_an_item_is_the_same_whatever_rules_were_asked_for(ctx: SourceContext) -> None:
    put(ctx, "a.xml", NL.read_bytes())
    plain, strict = (read(ctx, rules=rules)[0].items[0].values for rules in ("none", "en16931"))
    assert content_hash(plain) == content_hash(strict)


def test_files_of_other_kinds_are_documents_with_a_problem(ctx: SourceContext) -> None:
    put(ctx, "a.pdf", pdf_with({}))
    put(ctx, "b.xml", b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>")
    put(ctx, "c.txt", b"hello")
    put(ctx, "d.xml", b"")
    problems = {document.name: document.problem for document in read(ctx)}
    assert "no electronic invoice or order inside it" in problems["inbox/a.pdf"]
    assert "document type" in problems["inbox/b.xml"]
    assert "no XML" in problems["inbox/c.txt"]
    assert "the file is empty" in problems["inbox/d.xml"]


def test_other_files_can_be_left_where_they_lie_but_no_damaged_ones(ctx: SourceContext) -> None:
    put(ctx, "a.pdf", pdf_with({}))
    put(ctx, "b.pdf", pdf_with({"factur-x.xml": b"<broken"}))
    put(ctx, "c.xml", b"<other/>")
    put(ctx, "d.xml", b"<other>")
    assert [document.name for document in read(ctx, others="leave")] == ["inbox/b.pdf", "inbox/d.xml"]


def test_a_link_out_of_the_inbox_is_not_read_to_see_what_it_is(ctx: SourceContext) -> None:
    outside = ctx.workspace.root / "outside.xml"
    outside.write_bytes(b"<other/>")
    (ctx.workspace.root / "inbox" / "a.xml").symlink_to(outside)
    (document,) = read(ctx, others="leave")
    assert "link to a file outside" in document.problem


def test_a_word_that_is_no_choice_is_refused() -> None:
    with pytest.raises(ValidationError):
        files.Params.model_validate({"path": "x", "others": "ignore"})


RECIPE = """\
name: invoices
description: Look at every invoice.
locale: nl-NL
items:
  from:
    einvoice.files: {path: "inbox/*.*", settle: 0}
  key: "{{ item.supplier_vat_number }} {{ item.number }}"
  archive: done
  fields:
    number: text
    supplier_vat_number: text
    issued_on: date
    total: {type: decimal}
    currency: text
    lines: [{description: text, quantity: decimal}]
steps:
  - check: "{{ item.total > 0 }}"
    message: nothing to pay
"""


def test_a_recipe_takes_them_in_once_and_files_them_away(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (tmp_path / "invoices.yaml").write_text(RECIPE, encoding="utf-8")
    (tmp_path / "rpa.toml").write_text("", encoding="utf-8")
    shutil.copy(NL, inbox / "a.xml")
    (inbox / "b.xml").write_bytes(changed(NL, (">300.00<", ">301.00<"), (">2026-0417<", ">2026-0418<")))

    def run() -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "rpa.cli.main", "run", "invoices.yaml"]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    first = run()
    assert first.returncode == 4, first.stderr
    assert list(inbox.glob("*.xml")) == []
    shutil.copy(NL, inbox / "again.xml")
    assert run().returncode in (0, 4)
    listed = [sys.executable, "-m", "rpa.cli.main", "items", "invoices", "--json"]
    told = json.loads(subprocess.run(listed, cwd=tmp_path, capture_output=True, text=True, check=True).stdout)
    states = {item["key"]: (item["state"], item["reason"]) for item in told}
    assert states["NL123456782B90 2026-0417"] == ("done", "")
    state, reason = states["NL123456782B90 2026-0418"]
    assert state == "rejected"
    assert "BR-CO-16: the total, less what is paid, with rounding, makes what is to be paid (BT-115)" in reason
    assert len(told) == 2


def test_every_kept_document_becomes_an_item(ctx: SourceContext) -> None:
    for path in EVERY:
        shutil.copy(path, ctx.workspace.root / "inbox" / path.name)
    found = read(ctx)
    assert len(found) == len(EVERY)
    assert [document.name for document in found if document.problem] == []
    assert [document.name for document in found if document.items[0].problems] == ["inbox/zugferd-extended.xml"]
