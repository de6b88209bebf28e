from __future__ import annotations

import hashlib
import io
from pathlib import Path
from typing import Any

import pikepdf

from rpa.model.values import to_json
from rpa.sources.contract import SourceContext
from rpa.sources.document import files
from tests.fakes.pdf_documents import by_weasyprint
from tests.fakes.read_documents import ReadDocument, read_all

LETTER = "<p style='font-size:8pt'>Geachte heer, hierbij ontvangt u de factuur voor de levering van deze maand.</p>"


def read(ctx: SourceContext, **changes: Any) -> list[ReadDocument]:
    return read_all(files.read, files.Params(**{"path": "inbox/*.pdf", "settle": 0, **changes}), ctx)


def write(ctx: SourceContext, name: str, content: bytes) -> Path:
    path = ctx.workspace.root / "inbox" / name
    path.write_bytes(content)
    return path


def test_each_pdf_is_an_item_with_its_text_and_its_files_are_kept(ctx: SourceContext) -> None:
    with pikepdf.open(io.BytesIO(by_weasyprint(LETTER + "<p style='break-before:page'>Blad twee</p>"))) as document:
        document.attachments["x"] = pikepdf.AttachedFileSpec(document, b"<Invoice/>", filename="../../brief.PDF")
        stream = io.BytesIO()
        document.save(stream)
    path = write(ctx, "brief.PDF", stream.getvalue())
    (document_read,) = read(ctx)
    (item,) = document_read.items
    values = item.values
    assert (document_read.name, document_read.problem, item.problems) == ("inbox/brief.PDF", "", ())
    assert (values["name"], values["page_count"], values["language"]) == ("brief.PDF", 2, "nl")
    assert values["text"] == f"{LETTER[25:-4]}\fBlad twee"
    assert values["pages"][1] == {"number": 2, "text": "Blad twee", "is_scanned": False}
    assert values["digest"] == hashlib.sha256(path.read_bytes()).hexdigest()
    assert values["path"] != path
    assert values["path"].read_bytes() == path.read_bytes()
    (embedded,) = values["attachments"]
    assert (embedded["name"], embedded["size"], embedded["content_type"]) == ("brief.PDF", 10, "application/pdf")
    assert embedded["path"].read_bytes() == b"<Invoice/>"
    assert embedded["path"].is_relative_to(ctx.workspace.root / ".rpa")
    assert values["remarks"] == []
    to_json(dict(values))


def test_what_cannot_be_read_is_told_and_the_others_are_read(ctx: SourceContext) -> None:
    whole = by_weasyprint(LETTER)
    write(ctx, "1-cut.pdf", whole[: len(whole) // 2])
    write(ctx, "2-other.pdf", b"PK\3\4")
    write(ctx, "3-whole.pdf", whole)
    with (ctx.workspace.root / "inbox" / "4-huge.pdf").open("wb") as stream:
        stream.truncate(2 << 30)
    by_name = {found.name: found for found in read(ctx)}
    assert "not sent whole" in by_name["inbox/1-cut.pdf"].problem
    assert by_name["inbox/2-other.pdf"].problem.startswith("inbox/2-other.pdf: it is no PDF")
    assert len(by_name["inbox/3-whole.pdf"].items) == 1
    assert "200 MB" in by_name["inbox/4-huge.pdf"].problem


def test_too_many_pages_are_rejected(ctx: SourceContext) -> None:
    write(ctx, "a.pdf", by_weasyprint("<p>1</p><p style='break-before:page'>2</p>"))
    (found,) = read(ctx, most_pages=1)
    assert "2 pages" in found.problem
