"""Read a PDF: its text, its ruled tables, and what is filled into its forms.

Tables that go on over pages are one table, with their headings once. The text of scanned pages is recognised, which
takes seconds for each page and needs the extra `ocr`. Scripts in a PDF are never run.
"""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.drivers.pdf import LARGEST_FILE, joined_tables, read_pdf
from rpa.effects.file import file_to_read
from rpa.errors import BusinessException, StepFailed
from rpa.model.effect import Effect

EXAMPLES = (
    """
    - id: letter
      document.text: "{{ item.attachments[0].path }}"
    """,
    """
    - id: terms
      document.text: {path: templates/terms.pdf, ocr: false}
    - check: "{{ steps.terms.pages == 2 }}"
      message: The terms have two pages
    """,
)


class Params(ActionParams):
    """Parameters of `document.text`."""

    shorthand: ClassVar[str | None] = "path"

    path: Path = Field(description="The PDF, relative to the workspace.")
    ocr: bool = Field(True, description="Whether the text of scanned pages is recognised; else they have none.")
    most_pages: int = Field(200, ge=1, le=10_000, description="A PDF with more pages is refused.")


class Outputs(ActionOutputs):
    """What later steps can use."""

    text: str = Field(description="The text of all pages, in order of reading; a form feed stands between two.")
    pages: int = Field(description="How many pages it has.")
    page_texts: list[str] = Field(description="The text of each page.")
    tables: list[list[list[str]]] = Field(
        description="The ruled tables, each a list of rows of texts; a place covered by a merged cell is empty."
    )
    fields: dict[str, str] = Field(description="Name to value of the form fields that are filled in.")
    scanned_pages: list[int] = Field(description="Numbers of the pages that are pictures, from 1.")
    remarks: list[str] = Field(description="What to know about how it was read, as sentences.")


@action(Effect.READ)
def run(params: Params, ctx: Context) -> Outputs:
    """Read the file."""
    path = file_to_read(ctx.workspace, params.path)
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BusinessException(f"the file has more than {LARGEST_FILE >> 20} MB", place=str(params.path))
        content = path.read_bytes()
    except OSError as error:
        raise StepFailed(f"the PDF cannot be read: {error.strerror}", place=str(path)) from None
    pdf = read_pdf(content, path.name, ocr=params.ocr, most_pages=params.most_pages)
    return Outputs(
        text=pdf.text,
        pages=len(pdf.pages),
        page_texts=[page.text for page in pdf.pages],
        tables=[[list(row) for row in table.rows] for table in joined_tables(pdf.pages)],
        fields={field.name: field.value for page in pdf.pages for field in page.fields},
        scanned_pages=[page.number for page in pdf.pages if page.is_scanned],
        remarks=list(pdf.remarks),
    )
