"""What was found in a made document, beside its truth: right, wrong, not found, sent to review."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from rpa.drivers.pdf import read_pdf
from rpa.formats.documents.extraction import extract
from rpa.model.extraction import FIELDS, SURE, Extraction, Field
from tests.documents.collection import Made


@dataclass(frozen=True)
class Verdict:
    """What became of one field of one document.

    Attributes:
        document: Its name.
        language: Its language.
        layout: Its layout.
        field: The field.
        outcome: `right` (true and sure), `wrong` (false and sure), `review` (found, not sure), `missed` (on the page, not
            found), `absent` (neither on the page nor found).
        is_true: Whether the value that was found is the true one.
        seen: Value and reason, for messages.
    """

    document: str
    language: str
    layout: str
    field: str
    outcome: str
    is_true: bool
    seen: str


def extraction_of(path: Path, kind: str = "") -> Extraction:
    """What is found in a PDF."""
    return extract(read_pdf(path.read_bytes(), path.name), kind)


def judge(document: Made, found: Extraction) -> Iterator[Verdict]:
    """Each field of a document."""
    for name in FIELDS:
        field, truth = found.field(name), document.truth.get(name)
        yield Verdict(document.name, document.language, document.layout, name, *verdict(field, truth))
    yield from judge_lines(document, found)


def verdict(field: Field | None, truth: Any) -> tuple[str, bool, str]:
    """Outcome, whether it is true, and what was seen."""
    if field is None:
        return ("absent" if truth is None else "missed"), False, f"expected {truth!r}"
    is_true = truth is not None and same(field, truth)
    seen = f"{field.value!s} instead of {truth!r} ({field.confidence}: {field.rule})"
    if field.confidence < SURE:
        return "review", is_true, seen
    return ("right" if is_true else "wrong"), is_true, seen


def same(field: Field, truth: Any) -> bool:
    """Whether a value is the true one."""
    if isinstance(field.value, tuple):
        found = {(one.rate, one.net, one.vat) for one in field.value}
        return found == {(Decimal(one["rate"]), Decimal(one["net"]), Decimal(one["vat"])) for one in truth}
    if isinstance(field.value, Decimal):
        return field.value == Decimal(truth)
    return str(field.value) == str(truth)


def judge_lines(document: Made, found: Extraction) -> Iterator[Verdict]:
    """The lines, one verdict for each line of the document, and one for each that is not there."""
    truth = document.truth.get("lines") or []
    for place in range(max(len(truth), len(found.lines))):
        wanted = truth[place] if place < len(truth) else None
        line = found.lines[place] if place < len(found.lines) else None
        if line is None:
            yield Verdict(
                document.name, document.language, document.layout, "lines", "missed", False, f"expected {wanted}"
            )
            continue
        is_true = wanted is not None and (
            line.description == wanted["description"]
            and line.quantity == Decimal(wanted["quantity"])
            and line.unit_price == Decimal(wanted["unit_price"])
            and line.net == Decimal(wanted["net"])
        )
        outcome = "review" if line.confidence < SURE else "right" if is_true else "wrong"
        seen = f"{line.description!r} {line.quantity} {line.unit_price} {line.net} instead of {wanted}"
        yield Verdict(document.name, document.language, document.layout, "lines", outcome, is_true, seen)


def counted(verdicts: Sequence[Verdict], by: str) -> dict[str, Counter[str]]:
    """Outcomes by language, layout or field."""
    found: dict[str, Counter[str]] = {}
    for one in verdicts:
        found.setdefault(getattr(one, by), Counter())[one.outcome] += 1
    return found


def as_markdown(verdicts: Sequence[Verdict], by: str) -> str:
    """The outcomes as a table."""
    lines = [
        f"| {by} | on the page | right | wrong | not found | to review (of these true) |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    total: Counter[str] = Counter()
    true: Counter[str] = Counter()
    table = counted(verdicts, by)
    for one in verdicts:
        if one.outcome == "review" and one.is_true:
            true[getattr(one, by)] += 1
            true["all"] += 1
    for name, count in [*table.items(), ("all", total)]:
        if name != "all":
            total.update(count)
        there = sum(count[outcome] for outcome in ("right", "wrong", "missed", "review"))
        lines.append(
            f"| {name} | {there} | {count['right']} | {count['wrong']} | {count['missed']} | {count['review']} ({true[name]}) |"
        )
    return "\n".join(lines)
