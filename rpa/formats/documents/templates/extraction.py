"""A document read with a template: what it says about where fields stand, under the same arithmetic as without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rpa.formats.documents.columns import find_headings
from rpa.formats.documents.confidence import confidence
from rpa.formats.documents.evidence import Evidence, weigh
from rpa.formats.documents.extraction import NOBODY, SIDES, Own, extract, field_of, header, lines_of, missing, sum_of
from rpa.formats.documents.findings import Finding
from rpa.formats.documents.items import Items, find_items
from rpa.formats.documents.kinds import Kind, find_kind
from rpa.formats.documents.labels import Label, find_labels
from rpa.formats.documents.layout import Layout, lay_out
from rpa.formats.documents.misses import near_misses
from rpa.formats.documents.places import Reader
from rpa.formats.documents.templates.amounts import settle_amounts
from rpa.formats.documents.templates.fitting import Choice, Seen, choose, has_identity
from rpa.formats.documents.templates.laid_text import change
from rpa.formats.documents.templates.line_rules import as_items, by_block, by_headings
from rpa.formats.documents.templates.patterns import PatternTooSlow, PatternWrong
from rpa.formats.documents.templates.rules import Ground, Outcome, look_for, standing
from rpa.formats.documents.templates.values import Read
from rpa.formats.documents.totals import find_currency, gather
from rpa.model.extraction import FIELDS, SURE, Extraction, Field
from rpa.model.field_template import FieldRule, FieldTemplate
from rpa.model.page_text import PagedText

AMOUNTS = ("net", "vat", "total")
BY_TEMPLATE = "by the template"
NO_CHOICE = Choice(None)


@dataclass(frozen=True)
class TemplateReading:
    """A document as a template reads it.

    Attributes:
        extraction: What was found, by the template or without it.
        template: The template that was taken; None: none was.
        more: Fields of the template's own.
        misses: Field that was not found to what was nearly found, sentences.
        unmet: Field to why the template's own rule found nothing, sentences.
        choice: How the template was chosen.
    """

    extraction: Extraction
    template: FieldTemplate | None = None
    more: tuple[Field, ...] = ()
    misses: Mapping[str, Sequence[str]] = field(default_factory=dict)
    unmet: Mapping[str, Sequence[str]] = field(default_factory=dict)
    choice: Choice = NO_CHOICE


def read_document(
    document: PagedText, templates: Sequence[FieldTemplate], kind: str = "", own: Own = NOBODY
) -> TemplateReading:
    """Find the fields of a document, with the one template that fits it, if there is one.

    Args:
        document: Its words with their places.
        templates: All that may fit.
        kind: What it is, when that is known; empty to find out.
        own: The company that reads.
    """
    choice = choose(templates, lay_out(document)) if templates else Choice(None)
    if choice.template is None:
        found = extract(document, kind, own)
        if choice.problem:
            found = replace(found, problems=(*found.problems, choice.problem))
        return TemplateReading(found, misses=near_misses(document, found), choice=choice)
    return replace(read_with(document, choice.template, kind, own), choice=choice)


def read_with(document: PagedText, template: FieldTemplate, kind: str = "", own: Own = NOBODY) -> TemplateReading:
    """Find the fields of a document with one template, whether or not its keywords are there."""
    layout = lay_out(document)
    labels = find_labels(layout)
    evidence = said(template, weigh(layout, labels))
    said_kind = kind or template.kind
    what = Kind(said_kind, is_plain=True) if said_kind else find_kind(layout, labels)
    items = find_items(layout, find_headings(labels, evidence.mark), labels, evidence.mark)
    misses: dict[str, list[str]] = {}
    seen = Seen(layout)
    try:
        text = change(seen.laid, template.changes)
    except (PatternTooSlow, PatternWrong) as error:
        text = seen.laid
        misses["text"] = [str(error)]
    ground = Ground(Reader(layout, labels, items.rows), text, evidence.mark, evidence.order)
    items = template_lines(template, ground, list(labels), items, misses)
    reader = Reader(layout, labels, items.rows)
    found, problems = header(reader, evidence, what.name, own)
    if not what.is_plain:
        found = {name: one.doubted(what.problem, "weak.kind") if name in SIDES else one for name, one in found.items()}
    problems += [what.problem] if what.problem else []
    outcomes = [look_for(rule, ground) for rule in template.fields if not rule.value]
    misses |= {one.rule.name: one.misses for one in outcomes if one.misses}
    facts = gather(reader, evidence, items.rows, sum_of(items))
    facts, totals, wrong = settle_amounts(facts, [one for one in outcomes if one.rule.name in AMOUNTS])
    currency = find_currency(layout, facts, evidence)
    found |= totals | ({"currency": currency} if currency is not None else {})
    proven = has_identity(template, seen)
    given = [given_outcome(rule, layout, proven=proven) for rule in fixed(template)]
    more: dict[str, Finding] = {}
    for outcome in [*outcomes, *given]:
        name = outcome.rule.name
        if name in AMOUNTS or not outcome.found:
            continue
        finding = finding_of(outcome)
        if name in FIELDS:
            found[name] = joined(finding, found.get(name), is_fixed=bool(outcome.rule.value))
        else:
            more[name] = finding
    problems += [f"{name}: {told}" for name, ones in misses.items() for told in ones if "check digits" in told]
    lacking = [name for name in template.needed if name not in found and name not in more and name != "lines"]
    lacking += ["lines"] if "lines" in template.needed and not items.lines else []
    if lacking:
        problems.append(f"the template {template.file} needs {', '.join(lacking)}, and it was not found")
    extraction = Extraction(
        what.name,
        template.language or evidence.language,
        tuple(field_of(found[name]) for name in FIELDS if name in found),
        lines_of(items, facts, found),
        tuple(dict.fromkeys([*problems, *wrong])),
        missing(found, layout),
    )
    near = {name: told for name, told in near_misses(document, extraction).items() if name not in found}
    unmet = {
        name: told for name, told in misses.items() if not any(one.rule.name == name and one.found for one in outcomes)
    }
    all_misses = {name: [*unmet.get(name, []), *near.get(name, [])] for name in {*unmet, *near} if name not in found}
    own_fields = tuple(field_of(one) for one in more.values())
    return TemplateReading(extraction, template, own_fields, all_misses, unmet)


def said(template: FieldTemplate, evidence: Evidence) -> Evidence:
    """What the template says of its documents, in the place of what a document proves."""
    if template.decimal:
        evidence = replace(evidence, mark=template.decimal)
    if template.language:
        evidence = replace(evidence, language=template.language)
    if template.order in ("dmy", "mdy"):
        evidence = replace(evidence, order=template.order, order_reason="the template says it")
    return evidence


def template_lines(
    template: FieldTemplate, ground: Ground, labels: list[Label], items: Items, misses: dict[str, list[str]]
) -> Items:
    """The lines where the template says they stand; those found without it when it finds none."""
    told: list[str] = []
    if template.lines is not None:
        by_name, told = by_headings(template.lines, ground.layout, labels, ground.mark)
        items = by_name if by_name.lines else items
    for rule in template.blocks:
        try:
            lines = by_block(rule, ground.text, ground.mark)
        except (PatternTooSlow, PatternWrong) as error:
            told.append(str(error))
            continue
        if lines:
            items = as_items(lines, items)
        else:
            told.append(f"no line between {rule.start!r} and {rule.end!r} fits")
    if told:
        misses["lines"] = told
    return items


def fixed(template: FieldTemplate) -> list[FieldRule]:
    """The values that are the same for every document of the sender."""
    rules = [rule for rule in template.fields if rule.value]
    named = {rule.name for rule in template.fields}
    if template.sender and "supplier" not in named and template.kind != "purchase_order":
        rules.append(FieldRule("supplier", value=template.sender))
    if template.currency and "currency" not in named:
        rules.append(FieldRule("currency", kind="currency", value=template.currency))
    return rules


def given_outcome(rule: FieldRule, layout: Layout, *, proven: bool) -> Outcome:
    """A fixed value: sure when it stands in the document too, or a number of the sender proves whose it is."""
    there = standing(layout, rule.value) if rule.kind != "currency" else None
    read = there or Read(rule.value, "", None)
    grade = "labelled.template" if there else "only.template" if proven else "weak.template"
    where = "it is fixed, and stands in the document" if there else "it is fixed"
    return Outcome(rule, [read], where, grade)


def finding_of(outcome: Outcome) -> Finding:
    """What a rule found as a field's value; several values are an open question."""
    first, *others = outcome.found
    grade = "checked" if first.is_checked and not outcome.grade.startswith("weak") else outcome.grade
    rule = f"{BY_TEMPLATE}: {outcome.where}"
    if others:
        named = ", ".join(f"'{one.text}'" for one in others[:5])
        rule += f"; but {named} is found in the same way, and nothing decides (which: first, or last)"
        texts = tuple(one.text for one in others)
        return Finding(outcome.rule.name, first.value, first.text, first.box, rule, "undecided", texts)
    return Finding(outcome.rule.name, first.value, first.text, first.box, rule, grade)


def joined(finding: Finding, without: Finding | None, *, is_fixed: bool) -> Finding:
    """A template's finding beside what is found without it: the same makes it surer, another is named."""
    if without is None:
        return finding
    if same(finding, without):
        better = max((finding, without), key=lambda one: confidence(one.name, one.grade))
        return replace(
            better,
            rule=f"{finding.rule}; without the template as well: {without.rule}",
            box=finding.box or without.box,
            text=finding.text or without.text,
            others=(),
        )
    is_rival = confidence(without.name, without.grade) >= SURE
    if is_rival and (is_fixed or confidence(finding.name, finding.grade) < SURE):
        told = f"without the template it is '{without.text or without.value}' ({without.rule})"
        return replace(finding.doubted(told, "undecided"), others=(*finding.others, without.text))
    return finding


def same(one: Finding, two: Finding) -> bool:
    """Whether two findings have the same value."""
    if one.grade == "undecided":
        return False
    if isinstance(one.value, str) and isinstance(two.value, str):
        return one.value.casefold() == two.value.casefold()
    return one.value == two.value
