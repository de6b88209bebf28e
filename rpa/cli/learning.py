"""What a person has put right, kept as the suggestion of a template for the sender."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rpa.cli.confirming_documents import is_document
from rpa.cli.terminal import say, short
from rpa.drivers.pdf_marks import Rule, Word
from rpa.drivers.pdf_page import PdfPage, PdfText
from rpa.drivers.template_folder import suggested_folder
from rpa.drivers.template_writing import slug, write_suggestion
from rpa.errors import RpaError
from rpa.formats.documents.templates.suggesting import suggest
from rpa.model.question import Question
from rpa.model.workspace import Workspace

HEADING = (
    "A suggestion, from values that a person has put right in: {document}",
    "It is not used. Try it:           rpa document try DOCUMENT --template {{file}}",
    "Take it into use: move it to      templates/documents/{{name}}",
)
IN_USE = "There is a template of this name in use already: take from here what it lacks."


def learn(workspace: Workspace, question: Question, outputs: Mapping[str, Any]) -> Path | None:
    """Write the suggestion of a template, when a person has put values of a document right.

    Nothing of it can undo or hinder the answer: what goes wrong is said, and that is all.

    Returns:
        The file; None when there is nothing to learn.
    """
    if not is_document(question):
        return None
    changed = {
        name: value
        for name, value in outputs.items()
        if value != question.outputs.get(name) and not isinstance(value, list | dict)
    }
    sender = str(outputs.get("supplier") or "")
    if not changed or not sender:
        return None
    document = kept_words(workspace, question)
    if document is None:
        say("No template is suggested: the words of the document are not kept any more.")
        return None
    identities = [str(outputs[name]) for name in ("supplier_vat_number", "iban") if outputs.get(name)]
    found = suggest(document, changed, sender, identities)
    if not found.template.fields or not (found.template.keywords or found.template.identities):
        told = "; ".join(f"{name}: {why}" for name, why in found.remarks.items())
        say(f"No template is suggested{': ' + told if told else ''}.")
        return None
    heading = [line.format(document=printable_name(question)) for line in HEADING]
    if any((folder / "documents" / f"{slug(sender)}.yaml").exists() for folder in workspace.template_folders):
        heading.append(IN_USE)
    try:
        path, _ = write_suggestion(suggested_folder(workspace), found.template, found.remarks, heading)
    except (RpaError, FileExistsError) as error:
        say(f"The template could not be suggested: {error}")
        return None
    say(f"A template is suggested for {sender}: {short(path)}")
    return path


def printable_name(question: Question) -> str:
    """The document's name on one line, without braces."""
    name = str(question.details.get("document") or question.about)
    return "".join(char for char in name if char.isprintable() and char not in "{}")


def kept_words(workspace: Workspace, question: Question) -> PdfText | None:
    """The words of the document as they were kept with the question; None when they are not there any more."""
    path = (workspace.artifacts / str(question.details.get("words", ""))).resolve()
    if not path.is_relative_to(workspace.artifacts.resolve()) or not path.is_file():
        return None
    try:
        parts = json.loads(path.read_text(encoding="utf-8"))
        pages = tuple(
            PdfPage(
                int(page["number"]),
                float(page["width"]),
                float(page["height"]),
                tuple(Word(*word) for word in page["words"]),
                tuple(Rule(*rule) for rule in page["rules"]),
                is_scanned=False,
            )
            for page in parts["pages"]
        )
        return PdfText(str(parts["name"]), pages)
    except (OSError, ValueError, KeyError, TypeError):
        return None
