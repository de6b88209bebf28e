"""A document read with a template: what it says about where fields stand, under the same arithmetic as without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from rpa.formats.documents.arithmetic import Facts
from rpa.formats.documents.confidence import confidence
from rpa.formats.documents.evidence import Evidence
from rpa.formats.documents.extraction import NO_WORDS, NOBODY, Guide, Own, extract, field_of, in_picture
from rpa.formats.documents.findings import Finding
from rpa.formats.documents.items import Items
from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import Layout, lay_out
from rpa.formats.documents.misses import near_misses
from rpa.formats.documents.places import Reader
from rpa.formats.documents.sums import RateRow
from rpa.formats.documents.templates.amounts import told, with_amounts
from rpa.formats.documents.templates.fitting import Choice, Seen, choose, has_identity
from rpa.formats.documents.templates.laid_text import change
from rpa.formats.documents.templates.line_rules import as_items, by_block, by_headings, rates_by_block
from rpa.formats.documents.templates.patterns import PatternTooSlow, PatternWrong
from rpa.formats.documents.templates.rules import Ground, Outcome, look_for, standing
from rpa.formats.documents.templates.values import Read
from rpa.model.extraction import FIELDS, SURE, Extraction, Field, Line
from rpa.model.field_template import FieldRule, FieldTemplate
from rpa.model.page_text import PagedText

AMOUNTS = ("net", "vat", "total", "payable")
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

    def why_missing(self, name: str) -> list[str]:
        """Why a field was not found, sentences: what was nearly found goes before that no label for it was."""
        why, near = self.extraction.missing.get(name, "nothing on the pages fits"), list(self.misses.get(name, ()))
        return near if near and why == NO_WORDS else [why, *near]


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
    guide = TemplateGuide(template)
    extraction = extract(document, kind, own, guide)
    unmet = guide.unmet()
    near = near_misses(document, extraction)
    all_misses = {
        name: [*unmet.get(name, []), *near.get(name, [])]
        for name in {*unmet, *near}
        if extraction.field(name) is None and name not in guide.more
    }
    pictures = {page.number for page in document.pages if page.is_scanned}
    more = tuple(field_of(in_picture(one, pictures)) for one in guide.more.values())
    return TemplateReading(extraction, template, more, all_misses, unmet)


class TemplateGuide(Guide):
    """What a template adds to a look at a document.

    Args:
        template: The template.

    Attributes:
        more: Fields of the template's own that were found.
    """

    def __init__(self, template: FieldTemplate) -> None:
        self.template = template
        self.more: dict[str, Finding] = {}
        self._misses: dict[str, list[str]] = {}
        self._outcomes: list[Outcome] = []
        self._rates: list[RateRow] = []
        self._seen: Seen | None = None
        self._has_lines = False

    def unmet(self) -> dict[str, list[str]]:
        """Field to why the template's rule for it found nothing."""
        met = {one.rule.name for one in self._outcomes if one.found}
        return {name: told for name, told in self._misses.items() if name not in met}

    def kind(self) -> str:
        """What the template says that its documents are."""
        return self.template.kind

    def evidence(self, found: Evidence) -> Evidence:
        """What the template says of its documents, in the place of what this one proves."""
        return said(self.template, found)

    def items(self, layout: Layout, labels: Sequence[Label], evidence: Evidence, found: Items) -> Items:
        """The lines where the template says they stand; those found without it when it finds none."""
        self._seen = Seen(layout)
        text = self._seen.laid
        try:
            text = change(text, self.template.changes)
        except (PatternTooSlow, PatternWrong) as error:
            self._misses["text"] = [str(error)]
        ground = Ground(Reader(layout, labels, found.rows), text, evidence.mark, evidence.order)
        found = template_lines(self.template, ground, list(labels), found, self._misses)
        self._rates = template_rates(self.template, ground, self._misses)
        self._outcomes = [look_for(rule, ground) for rule in self.template.fields if not rule.value]
        self._misses |= {one.rule.name: one.misses for one in self._outcomes if one.misses}
        self._has_lines = bool(found.lines)
        return found

    def facts(self, reader: Reader, evidence: Evidence, found: Facts) -> Facts:  # noqa: ARG002
        """The amounts and rates that the template points at take part in the arithmetic."""
        found = replace(found, rates=self._rates) if self._rates else found
        return with_amounts(found, self._amounts())

    def _amounts(self) -> list[Outcome]:
        return [one for one in self._outcomes if one.rule.name in AMOUNTS]

    def fields(self, layout: Layout, found: dict[str, Finding], problems: list[str]) -> dict[str, Finding]:
        """The fields that the template points at, beside what is found without it."""
        found |= {
            one.rule.name: told(one.rule.name, one, found.get(one.rule.name)) for one in self._amounts() if one.found
        }
        proven = self._seen is not None and has_identity(self.template, self._seen)
        given = [given_outcome(rule, layout, proven=proven) for rule in fixed(self.template)]
        for outcome in [*self._outcomes, *given]:
            name = outcome.rule.name
            if name in AMOUNTS or not outcome.found:
                continue
            if name in FIELDS:
                found[name] = joined(finding_of(outcome), found.get(name), is_fixed=bool(outcome.rule.value))
            else:
                self.more[name] = finding_of(outcome)
        problems += [f"{name}: {one}" for name, ones in self._misses.items() for one in ones if "check digits" in one]
        lacking = [name for name in self.template.needed if not self._has(name, found)]
        if lacking:
            problems.append(f"the template {self.template.file} needs {', '.join(lacking)}, and it was not found")
        problems[:] = dict.fromkeys(problems)
        return found

    def _has(self, name: str, found: Mapping[str, Finding]) -> bool:
        return self._has_lines if name == "lines" else name in found or name in self.more


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
    why: list[str] = []
    if template.lines is not None:
        by_name, why = by_headings(template.lines, ground.layout, labels, ground.mark)
        items = by_name if by_name.lines else items
    lines: list[Line] = []
    for rule in template.blocks:
        try:
            found = by_block(rule, ground.text, ground.mark)
        except (PatternTooSlow, PatternWrong) as error:
            why.append(str(error))
            continue
        lines += found
        if not found:
            why.append(f"no line between {rule.start!r} and {rule.end!r} fits")
    if lines:
        items = as_items(lines, items)
    if why:
        misses["lines"] = why
    return items


def template_rates(template: FieldTemplate, ground: Ground, misses: dict[str, list[str]]) -> list[RateRow]:
    """The VAT rates where the template says they stand, each row with the rate and the tax."""
    found: list[RateRow] = []
    why: list[str] = []
    for rule in template.rates:
        try:
            rows = rates_by_block(rule, ground.text, ground.mark)
        except (PatternTooSlow, PatternWrong) as error:
            why.append(str(error))
            continue
        found += rows
        if not rows:
            why.append(f"no row with a rate and its tax between {rule.start!r} and {rule.end!r} fits")
    if why:
        misses["vat_rates"] = why
    return found


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
        rival = f"without the template it is '{without.text or without.value}' ({without.rule})"
        return replace(finding.doubted(rival, "undecided"), others=(*finding.others, without.text))
    return finding


def same(one: Finding, two: Finding) -> bool:
    """Whether two findings have the same value."""
    if one.grade == "undecided":
        return False
    if isinstance(one.value, str) and isinstance(two.value, str):
        return one.value.casefold() == two.value.casefold()
    return one.value == two.value
