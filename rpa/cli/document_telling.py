"""What was read of a document, told to a person or to a machine."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click

from rpa.cli.document_trying import Trial
from rpa.cli.drawing_columns import whole_words
from rpa.cli.terminal import harmless, is_terminal, say, screen_width, table
from rpa.model.extraction import Box, Field, Line, VatRate
from rpa.reports.matter_text import wrapped
from rpa.reports.wording import written

COLUMNS = ("Field", "Value", "Sure", "Where", "Why")
YIELDING = ("Why", "Description", "Where", "Article", "Sure")
"""Columns that stand below their row on a narrow screen, those first that leave it first."""
LINE_COLUMNS = ("Line", "Description", "Article", "Quantity", "Unit", "Price", "Amount", "VAT %", "Sure")


def tell(trial: Trial, threshold: Decimal) -> None:
    """Tell a person."""
    reading, found = trial.reading, trial.reading.extraction
    say(f"{trial.document.name}: {found.kind.replace('_', ' ')}, language {found.language or 'not known'}")
    say(told_template(trial))
    for remark in (*trial.remarks, *told_unfit(trial)):
        say(f"{remark}.", colour="yellow")
    rows = [row_of(one, threshold) for one in (*found.fields, *reading.more)]
    show(COLUMNS, rows)
    if found.lines:
        say()
        show(LINE_COLUMNS, [line_row(number, one, threshold) for number, one in enumerate(found.lines, 1)])
    for title, sentences in sections(trial):
        say(f"\n{title}")
        for sentence in sentences:
            for line in wrapped(harmless(sentence), min(screen_width(), 120) - 2, "  "):
                say(line)


def show(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    """A table on stdout: drawn for a person, with tabs in a pipe."""
    if not is_terminal():
        table(columns, rows)
        return
    cells = [tuple(harmless(cell) for cell in row) for row in rows]
    for line in whole_words(columns, cells, screen_width(), YIELDING):
        click.echo(line)


def told_template(trial: Trial) -> str:
    """Which template was taken, and which others fit; or that the page was not read."""
    if trial.einvoice:
        told = f"These are the values of the e-invoice {trial.einvoice} inside the PDF, as document.extract gives them."
        return f"{told} The page was not read; with --template it is."
    template, choice = trial.reading.template, trial.reading.choice
    if template is None:
        return choice.problem + "." if choice.problem else "No template fits: read without one."
    others = [one.file for one in choice.fitting if one is not template]
    behind = f" (before {', '.join(others)}, by its priority)" if others else ""
    return f"Template: {template.file}{behind}"


def told_unfit(trial: Trial) -> Iterator[str]:
    """Why the template that was named would not be taken by itself."""
    if trial.unfit:
        yield f"By itself this template would not be taken: {'; '.join(trial.unfit)}"
    template = trial.reading.template
    for remark in template.remarks if template else ():
        yield f"Not supported: {remark}"


def sections(trial: Trial) -> Iterator[tuple[str, list[str]]]:
    """What else is to be told: what contradicts itself, what the template did not find, what is missing."""
    reading, found = trial.reading, trial.reading.extraction
    if found.problems:
        yield "What contradicts itself", [problem + "." for problem in found.problems]
    if found.cautions:
        yield "Before the total is paid", [caution + "." for caution in found.cautions]
    if reading.unmet:
        yield (
            "What the template says and the document does not have",
            [f"{name}: {'; '.join(dict.fromkeys(told))}." for name, told in reading.unmet.items()],
        )
    if found.missing:
        together: dict[str, list[str]] = {}
        for name in found.missing:
            together.setdefault("; ".join(reading.why_missing(name)), []).append(name)
        yield "Not found", [f"{', '.join(names)}: {why}." for why, names in together.items()]


def row_of(field: Field, threshold: Decimal) -> tuple[str, ...]:
    """A field as a row."""
    return field.name, shown(field), sure(field.confidence, threshold), place(field.box), field.rule


def sure(confidence: Decimal, threshold: Decimal) -> str:
    """A confidence, marked when a person would be asked."""
    return f"{confidence:.2f}{'' if confidence >= threshold else ' ask'}"


def shown(field: Field) -> str:
    """A value for a person."""
    if isinstance(field.value, tuple):
        return "; ".join(told_rate(one) for one in field.value)
    return written(field.value)


def told_rate(rate: VatRate) -> str:
    """A VAT rate for a person."""
    base = f" of {rate.net:f}" if rate.net is not None else ""
    return f"{rate.rate:f} %{base} is {rate.vat:f}"


def place(box: Box | None) -> str:
    """A place for a person: page and points from the top left."""
    return f"page {box.page}, {box.left:.0f} right, {box.top:.0f} down" if box else ""


def line_row(number: int, line: Line, threshold: Decimal) -> tuple[str, ...]:
    """A line as a row."""
    values = (line.quantity, line.unit, line.unit_price, line.net, line.vat_rate)
    texts = ("" if value is None else written(value) for value in values)
    return str(number), line.description, line.sku, *texts, sure(line.confidence, threshold)


def as_data(trial: Trial, pictures: list[Path], threshold: Decimal) -> dict[str, Any]:
    """All of it for a machine; amounts and dates as texts."""
    from rpa.actions.document.extract import plain_box, plain_line, plain_value

    reading, found = trial.reading, trial.reading.extraction
    fields = {
        one.name: {
            "value": plain_value(one),
            "text": one.text,
            "confidence": one.confidence,
            "is_sure": one.confidence >= threshold,
            "box": plain_box(one.box) if one.box else None,
            "rule": one.rule,
            "others": list(one.others),
        }
        for one in (*found.fields, *reading.more)
    }
    return {
        "file": trial.document.name,
        "einvoice": trial.einvoice or None,
        "kind": found.kind,
        "language": found.language,
        "template": reading.template.file if reading.template else None,
        "fitting": [one.file for one in reading.choice.fitting],
        "unfit": list(trial.unfit),
        "remarks": [*trial.remarks, *(reading.template.remarks if reading.template else ())],
        "fields": fields,
        "lines": [plain_line(one) for one in found.lines],
        "problems": list(found.problems),
        "cautions": list(found.cautions),
        "unmet": {name: list(told) for name, told in reading.unmet.items()},
        "missing": {name: reading.why_missing(name) for name in found.missing},
        "pictures": [str(path) for path in pictures],
    }
