"""Work items from the PDFs of a folder: one item for each, with its text.

The text of scanned pages is recognised, which takes seconds for each page and needs the extra `ocr`. A PDF that is
locked, damaged or cut off is rejected with the reason. Scripts in it are never run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar

from pydantic import Field

from rpa.drivers.pdf import LARGEST_FILE, PdfText, read_pdf
from rpa.errors import BusinessException
from rpa.formats.languages import guess_language
from rpa.model.item import Document, Place, RawItem
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.documents import SETTLE, find_files, read_documents

EXAMPLES = (
    """\
document.files: inbox/invoices/*.pdf
""",
    """\
document.files:
  path: [inbox/invoices/*.pdf, inbox/receipts/*.pdf]
  ocr: false
  most_pages: 20
""",
)
KINDS = {".pdf": "application/pdf", ".xml": "application/xml"}
LAY = frozenset(("path", "name"))
"""Values that say where a file lay, not what it is."""


class Params(SourceParams):
    """Where the documents are.

    The values of an item: `name`, `digest` (SHA-256 of the file: the same file again has the same), `path` (where the
    file is kept, also after it has been filed away), `text`, `page_count`, `pages` (each `number`, `text`,
    `is_scanned`), `fields` (of a form, name to value), `attachments` (each `name`, `path`, `size` in bytes,
    `content_type`), `language` (`nl`, `de`, `nb`, `en`, or none) and `remarks` (sentences).
    """

    shorthand: ClassVar[str | None] = "path"

    path: str | list[str] = Field(description="Files with * and ?, relative to the workspace: inbox/*.pdf.")
    ocr: bool = Field(True, description="Whether the text of scanned pages is recognised; else they have none.")
    most_pages: int = Field(200, ge=1, le=10_000, description="A PDF with more pages is rejected.")
    settle: int = Field(2, ge=0, description=SETTLE)


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Read the documents."""

    def items(path: Path, name: str) -> tuple[RawItem, ...]:
        if path.stat().st_size > LARGEST_FILE:
            raise BusinessException(
                f"the file has more than {LARGEST_FILE >> 20} MB", place=name, hint="Ask the sender for a smaller one."
            )
        content = path.read_bytes()
        pdf = read_pdf(content, name, ocr=params.ocr, most_pages=params.most_pages)
        found = values(pdf, path.name, content, ctx)
        return (RawItem(found, Place(name), original=({"File": path.name},), incidental=LAY),)

    return read_documents(find_files(params.path, ctx, settle=params.settle), items)


def values(pdf: PdfText, name: str, content: bytes, ctx: SourceContext) -> Mapping[str, Any]:
    """The values of a PDF; it and its attachments are kept where they outlive the file."""
    digest = hashlib.sha256(content).hexdigest()
    text = pdf.text
    return {
        "name": name,
        "digest": digest,
        "path": ctx.keep(digest, name, content),
        "text": text,
        "page_count": len(pdf.pages),
        "pages": [{"number": page.number, "text": page.text, "is_scanned": page.is_scanned} for page in pdf.pages],
        "fields": {field.name: field.value for page in pdf.pages for field in page.fields},
        "attachments": [attachment(title, file, ctx) for title, file in pdf.attachments.items()],
        "language": guess_language(text),
        "remarks": list(pdf.remarks),
    }


def attachment(title: str, content: bytes, ctx: SourceContext) -> Mapping[str, Any]:
    """An embedded file, kept."""
    kept = ctx.keep(hashlib.sha256(content).hexdigest(), title.replace("\\", "/").rpartition("/")[2], content)
    kind = KINDS.get(kept.suffix.lower(), "application/octet-stream")
    return {"name": kept.name, "path": kept, "size": len(content), "content_type": kind}
