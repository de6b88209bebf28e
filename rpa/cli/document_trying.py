"""A document read on trial, and its places drawn on pictures of the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import click

from rpa.cli.terminal import say
from rpa.drivers.facturx import einvoice_among
from rpa.drivers.files import write_file
from rpa.drivers.marked_picture import marked_picture
from rpa.drivers.paper import as_pdf, can_recognise
from rpa.drivers.pdf import PdfText, read_pdf
from rpa.drivers.seen_fields import looked_at
from rpa.drivers.template_folder import find_template, load_template, load_templates
from rpa.effects.document_question import Asking, frames
from rpa.errors import BusinessException
from rpa.formats.documents.layout import lay_out
from rpa.formats.documents.templates.extraction import TemplateReading, read_document, read_with
from rpa.formats.documents.templates.fitting import Seen, missing_words
from rpa.model.workspace import Workspace

MOST_PICTURES = 20


@dataclass(frozen=True)
class Trial:
    """What was read.

    Attributes:
        document: Its words.
        paper: The PDF that is drawn.
        reading: The fields.
        unfit: What keeps the template that was named from fitting by itself.
        remarks: What else a person should know, sentences.
        einvoice: Name of the electronic invoice inside the PDF, whose values these are; empty: the page was read.
    """

    document: PdfText
    paper: bytes
    reading: TemplateReading
    unfit: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    einvoice: str = ""


def read(
    name: str, content: bytes, workspace: Workspace | None, template: str | None, kind: str, ocr: bool | None
) -> Trial:
    """Read a document.

    Args:
        name: Of the file.
        content: The file.
        workspace: Whose templates and company are used, if there is one.
        template: The only template to use: a name or a file.
        kind: What it is; empty to find out.
        ocr: Whether scanned pages are recognised; None: when that is installed.

    Raises:
        BusinessException: It cannot be read, is an e-invoice in XML, or holds one that `document.extract` refuses.
        MistakesFound: A template has mistakes.
    """
    from rpa.actions.document.extract import own_of, read_einvoice, recognised

    paper = as_pdf(content, name)
    wanted = can_recognise() if ocr is None else ocr
    document = read_pdf(paper, name)
    if template is None and (found_inside := read_einvoice(document, workspace.root if workspace else Path.cwd())):
        return Trial(document, paper, found_inside[1], einvoice=found_inside[0])
    document = recognised(document, paper) if wanted else document
    own = own_of(workspace.settings if workspace else {})
    remarks = [one[0].upper() + one[1:] for one in document.remarks]
    if any(page.is_scanned for page in document.pages) and not wanted:
        extra = "Text of pictures is recognised with the extra: pip install 'rpa-backoffice[ocr]'"
        remarks.append("To have the text of pictures recognised, leave --no-ocr out" if can_recognise() else extra)
    if template is not None:
        remarks += on_einvoice(document)
        found = load_template(find_template(workspace, template), workspace)
        reading = looked_at(read_with(document, found, kind, own), document, paper)
        unfit = tuple(missing_words(found, Seen(lay_out(document))))
        return Trial(document, paper, reading, unfit, tuple(remarks))
    templates = load_templates(workspace) if workspace is not None else []
    reading = looked_at(read_document(document, templates, kind, own), document, paper)
    return Trial(document, paper, reading, (), tuple(remarks))


def on_einvoice(document: PdfText) -> list[str]:
    """What is to be said of an electronic invoice inside a PDF: `document.extract` takes that, not the page."""
    try:
        found = einvoice_among(document.attachments.items(), document.name)
    except BusinessException as error:
        return [f"The PDF holds an e-invoice that cannot be read, and document.extract refuses it: {error}"]
    return [f"The PDF holds the e-invoice {found[0]}: document.extract takes that, it is exact"] if found else []


def draw(trial: Trial, folder: Path, threshold: Decimal) -> list[Path]:
    """Draw all places on pictures of the pages that have any, the first page at least.

    Raises:
        EnvironmentNotReady: The folder may not be written.
    """
    if trial.einvoice:
        return []  # its values stand nowhere on the page
    asking = Asking(trial.reading, trial.document, trial.paper, (), threshold, folder, str)
    found = []
    for page in trial.document.pages[:MOST_PICTURES]:
        boxes = frames(asking, page.number, {})
        if not boxes and page.number > 1:
            continue
        picture = marked_picture(trial.paper, page.number, boxes, width=page.width, name=trial.document.name)
        path = folder / f"{trial.document.name}.page-{page.number}.png"
        write_file(path, picture)
        found.append(path)
    return found


def opened(paths: Sequence[Path]) -> None:
    """Open pictures where there is a screen."""
    from rpa.cli.review import has_screen

    if not has_screen():
        say("No picture can be opened here. Copy them to your own machine.")
        return
    for path in paths:
        click.launch(str(path))
