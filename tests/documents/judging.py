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
        return ("absent" if None in truths(truth) else "missed"), False, f"expected {truth!r}"
    seen = f"{field.value!s} instead of {truth!r} ({field.confidence}: {field.rule})"
    return outcome_of(field.confidence, is_true := has_truth(field, truth)), is_true, seen


def outcome_of(confidence: Decimal, is_true: bool) -> str:
    """What became of a value that was found."""
    return "review" if confidence < SURE else "right" if is_true else "wrong"


def truths(truth: Any) -> list[Any]:
    """What is true: one thing, or a list of texts that are as good as each other; rates of VAT are one thing."""
    return truth if isinstance(truth, list) and truth and not isinstance(truth[0], dict) else [truth]


def has_truth(field: Field, truth: Any) -> bool:
    """Whether a value is the true one, or one of several."""
    return any(one is not None and same(field, one) for one in truths(truth))


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
    for one in line_verdicts(document.truth.get("lines") or [], found):
        yield Verdict(document.name, document.language, document.layout, "lines", *one)


def line_verdicts(truth: Sequence[dict[str, str]], found: Extraction) -> Iterator[tuple[str, bool, str]]:
    """Outcome, whether it is true, and what was seen, of each line."""
    for place in range(max(len(truth), len(found.lines))):
        wanted = truth[place] if place < len(truth) else None
        line = found.lines[place] if place < len(found.lines) else None
        if line is None:
            yield "missed", False, f"expected {wanted}"
            continue
        is_true = wanted is not None and (
            line.description == wanted["description"]
            and line.quantity == Decimal(wanted["quantity"])
            and line.unit_price == Decimal(wanted["unit_price"])
            and line.net == Decimal(wanted["net"])
        )
        seen = f"{line.description!r} {line.quantity} {line.unit_price} {line.net} instead of {wanted}"
        yield outcome_of(line.confidence, is_true), is_true, seen


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
