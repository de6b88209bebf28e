"""Amounts of the totals where a template points at them: they take part in the arithmetic like all others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from rpa.formats.documents.arithmetic import Facts
from rpa.formats.documents.findings import Finding
from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import Cell, Row, Token
from rpa.formats.documents.sums import Sum
from rpa.formats.documents.templates.rules import Outcome
from rpa.formats.documents.templates.values import Read
from rpa.model.extraction import Box

REPLACED = {
    "net": ("net", "net_weak"),
    "vat": ("vat",),
    "total": ("total", "total_weak", "payable"),
}
PAYABLE = "payable"
NOWHERE = Box(1, 0, 0, 0, 0)


def with_amounts(facts: Facts, outcomes: Sequence[Outcome]) -> Facts:
    """The facts of the arithmetic with the amounts that a template points at in the place of those that labels name.

    Args:
        facts: What the arithmetic starts from without the template.
        outcomes: Of the template's rules for net, VAT, total and what is to be paid.
    """
    pointed = {one.rule.name: one for one in outcomes if one.found}
    asked = facts.asked
    if PAYABLE in pointed:  # what it may be as a total stays: the template says nothing of that
        rule = pointed.pop(PAYABLE)
        asked = [sum_of(PAYABLE, rule, read) for read in rule.found]
    replaced = {category for name in pointed for category in REPLACED[name]}
    sums = [one for one in facts.sums if one.category not in replaced]
    sums += [sum_of(name, outcome, read) for name, outcome in pointed.items() for read in outcome.found]
    rates = facts.rates
    if "vat" in pointed:
        values = {read.value for read in pointed["vat"].found}
        rates = [row for row in rates if row.net is not None or row.vat in values]
    return replace(facts, sums=sums, rates=rates, asked=asked)


def sum_of(name: str, outcome: Outcome, read: Read) -> Sum:
    """An amount that a template points at, as if its label had named it."""
    assert read.figure is not None  # noqa: S101 - amounts are read as figures
    token = Token(outcome.rule.labels[0] if outcome.rule.labels else outcome.where, read.box or NOWHERE, 10.0)
    cell = Cell((token,))
    label = Label(Row(-1, (cell,)), cell, 0, 1, frozenset({name}), frozenset())
    return Sum(name, read.figure, label, None)


def told(name: str, outcome: Outcome, finding: Finding | None) -> Finding:
    """The finding of the arithmetic with the template's word; an amount that stands alone rests on its rule."""
    first, *others = outcome.found
    rule = f"by the template: {outcome.where}"
    if finding is None or (not others and finding.value != first.value):
        alone = outcome.grade if name != PAYABLE else "weak.template"  # only arithmetic proves what is to be paid
        grade = "undecided" if others or finding is not None else alone
        more = (finding.text or str(finding.value),) if finding is not None else tuple(one.text for one in others)
        doubt = "; but the arithmetic asks for another" if finding is not None else ""
        return Finding(name, first.value, first.text, first.box, f"{rule}{doubt}", grade, more)
    grade = finding.grade
    if grade == "weak.alone" and not others:
        grade = "only.template" if outcome.grade == "labelled.template" else "weak.template"
    return replace(finding, rule=f"{rule}; {finding.rule}", grade=grade)
