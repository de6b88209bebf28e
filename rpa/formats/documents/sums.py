"""The amounts that the totals of a document name: net, VAT, total, discount, freight, what was paid."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rpa.formats.documents.figures import Figure, Percentage, figures_in, figures_of_row, percentages_in
from rpa.formats.documents.labels import Label
from rpa.formats.documents.layout import Row, Token
from rpa.formats.documents.places import FARTHEST_BELOW, Reader, is_under
from rpa.model.extraction import Box

CATEGORIES = (
    "net", "net_weak", "vat", "total", "total_weak", "payable", "paid", "rounding", "discount", "charge", "line_sum",
    "carried",
)  # fmt: skip
BASES = ("net", "net_weak", "line_sum")
CENT = Decimal("0.01")
HIGHEST_RATE = 30  # percent
ASKED = frozenset(("asked", "payable"))
"""Categories of words that call an amount the one to be paid."""


@dataclass(frozen=True, eq=False)
class Sum:
    """An amount with its name.

    Attributes:
        category: One of `CATEGORIES`.
        figure: The amount.
        label: The name.
        rate: The percentage beside it, if there is one.
    """

    category: str
    figure: Figure
    label: Label
    rate: Decimal | None

    @property
    def value(self) -> Decimal:
        """The amount."""
        return self.figure.value


@dataclass(frozen=True)
class RateRow:
    """What a row says of one VAT rate.

    Attributes:
        rate: In percent.
        net: What is taxed; None when the row does not say it.
        vat: The tax.
        text: The row.
        box: Where it stands.
    """

    rate: Decimal
    net: Decimal | None
    vat: Decimal
    text: str
    box: Box


def is_money(figure: Figure) -> bool:
    """Whether a number has the form of an amount of money."""
    return figure.has_cents or bool(figure.currency)


def find_sums(reader: Reader, mark: str, tables: frozenset[int]) -> list[Sum]:
    """Every named amount outside of the table of lines."""
    found: list[Sum] = []
    rows: dict[int, list[Label]] = {}
    for label in reader.labels:
        in_sentence = label.start > 2 and not label.is_first and not label.has_colon
        if label.row.number not in tables and not label.categories.isdisjoint(CATEGORIES) and not in_sentence:
            rows.setdefault(label.row.number, []).append(label)
    for labels in rows.values():
        found += sums_of_row(reader, labels, mark)
    with_cents = any(one.figure.has_cents for one in found)
    return [one for one in found if is_money(one.figure) or not with_cents]  # `Terms: net 30` is no amount


def sums_of_row(reader: Reader, labels: Sequence[Label], mark: str) -> Iterator[Sum]:
    """The amounts that the labels of one row name: those right of each, up to the next; else the one below it."""
    row = labels[0].row
    edges = [label.box.left for label in labels[1:]] + [float("inf")]
    has_own = False
    waiting: Label | None = None
    for label, edge in zip(labels, edges, strict=True):
        first = waiting if waiting is not None and waiting.cell is label.cell else label
        tokens = [token for token in row.tokens if label.box.right - 1 <= token.box.left < edge]
        if label.above and not money_of(tokens, mark):  # broken into two lines: the amount may stand beside the first
            upper = reader.layout.rows[row.number - 1]
            tokens = [token for token in upper.tokens if token.box.left >= label.box.right - 1]
        figures = money_of(tokens, mark)
        if not figures:
            waiting = first
            continue
        has_own, waiting = True, None
        rate = rate_of(row, first, edge)
        yield Sum(category_of(first), figures[-1], first, rate)
    if not has_own:
        for label in labels:
            figure = figure_below(reader, label, mark)
            if figure is not None and (label.is_first or label.has_colon or is_behind_a_rate(label)):
                percent = percentages_in(label.cell.tokens)
                yield Sum(category_of(label), figure, label, percent[0].value if percent else None)


def is_behind_a_rate(label: Label) -> bool:
    """Whether nothing but a percentage stands before a label in its cell: `19 % MwSt.`."""
    before = label.cell.tokens[: label.start]
    return any(one.tokens == before for one in percentages_in(before))


def money_of(tokens: Sequence[Token], mark: str) -> list[Figure]:
    """The amounts among some words; a whole number counts when it is the only one."""
    figures = figures_in(tokens, mark)
    money = [figure for figure in figures if is_money(figure)]
    return money or (figures if len(figures) == 1 and figures[0].tokens[-1] is tokens[-1] else [])


def rate_of(row: Row, label: Label, edge: float) -> Decimal | None:
    """The percentage in a label's part of the row; that of a rate may stand before the label."""
    found: list[Percentage] = [
        one for one in percentages_in(row.tokens) if one.box.left < edge and one.box.right > label.cell.box.left - 1
    ]
    return found[0].value if found and found[0].value <= HIGHEST_RATE else None


def category_of(label: Label) -> str:
    """The one category of a sum that a label names: the first in the order of `CATEGORIES` that fits."""
    return next(category for category in CATEGORIES if category in label.categories)


def figure_below(reader: Reader, label: Label, mark: str) -> Figure | None:
    """The amount under a label that heads a column of one row."""
    box = label.cell.box if label.start == 0 and len(label.rest) <= 3 else label.box
    height = max(box.bottom - box.top, label.cell.size)
    for row in reader.layout.rows[label.row.number + 1 : label.row.number + 4]:
        if row.page != label.row.page or row.box.top - box.bottom > FARTHEST_BELOW * height:
            return None
        figures = [figure for figure in figures_of_row(row, mark) if is_money(figure)]
        under = [figure for figure in figures if is_under(figure.box, box)]
        if under:
            return under[0]
    return None


def find_rate_rows(reader: Reader, mark: str, tables: frozenset[int]) -> list[RateRow]:
    """Rows that state a rate with what it is of: a percentage of one amount is another amount of the row.

    A row `21 % of 100.00 is 21.00` proves itself. Where only the tax stands beside a rate, the label must say so. A
    row `Zero rated 341.60 0.00` says its rate in words.
    """
    found: list[RateRow] = []
    by_row: dict[int, list[Label]] = {}
    untaxed = {label.row.number: label for label in reader.of("zero_rated")}
    for label in reader.labels:
        if not label.categories.isdisjoint(CATEGORIES):
            by_row.setdefault(label.row.number, []).append(label)
    for row in reader.layout.rows:
        if row.number in tables:
            continue
        percent = [one for one in percentages_in(row.tokens) if one.value <= HIGHEST_RATE]
        figures = [figure for figure in figures_of_row(row, mark) if is_money(figure)]
        if row.number in untaxed and not percent:
            beside = [one.value for one in figures if one.box.left > untaxed[row.number].box.left][:2]
            if len(beside) == 2 and beside[0] and not beside[1]:
                found.append(RateRow(Decimal(0), beside[0], beside[1], row.text, row.box))
        if len(percent) != 1:
            continue
        pair = taxed_pair(percent[0].value, figures)
        if pair is not None:
            found.append(RateRow(percent[0].value, pair[0], pair[1], row.text, row.box))
        elif len(figures) == 1 and names_vat(by_row.get(row.number, [])):
            found.append(RateRow(percent[0].value, None, figures[0].value, row.text, figures[0].box))
    return distinct(found)


def with_bases(rates: Sequence[RateRow], sums: Sequence[Sum]) -> list[RateRow]:
    """The rates with what is taxed at each, where rows of their own say it: `Goods at 23% 171.00`, `Goods at 0% 12.00`.

    What is taxed at no rate is taken from such a row only when another one fits the tax of its rate.
    """
    bases = [one for one in sums if one.category in BASES and one.rate is not None]
    found = [replace(row, net=base_of(row, bases)) if row.net is None else row for row in rates]
    stated = {row.rate for row in rates}
    if found != list(rates) and 0 not in stated:
        free = [one for one in bases if one.rate == 0 and one.value]
        found += [RateRow(Decimal(0), one.value, Decimal(0), one.label.row.text, one.figure.box) for one in free[:1]]
    return found


def base_of(row: RateRow, bases: Sequence[Sum]) -> Decimal | None:
    """The amount of which the tax is the rate; None when there is none."""
    fits = (one.value for one in bases if one.rate == row.rate and abs(one.value * row.rate / 100 - row.vat) <= CENT)
    return next(fits, None)


def names_vat(labels: Sequence[Label]) -> bool:
    """Whether the labels of a row say that it is about VAT, and not about a total with or without it."""
    return bool(labels) and category_of(labels[0]) == "vat"


def taxed_pair(rate: Decimal, figures: Sequence[Figure]) -> tuple[Decimal, Decimal] | None:
    """The two amounts of a row of which one is the percentage of the other, within a cent."""
    for base in figures:
        for tax in figures:
            if (
                base is not tax
                and abs(base.value * rate / 100 - tax.value) <= CENT
                and abs(base.value) >= abs(tax.value)
            ) and (rate or base.value):
                return base.value, tax.value
    return None


def distinct(rows: Sequence[RateRow]) -> list[RateRow]:
    """Each rate once; a row that says what is taxed goes before one that does not."""
    found: dict[tuple[Decimal, Decimal], RateRow] = {}
    for row in sorted(rows, key=lambda one: one.net is None):
        found.setdefault((row.rate, abs(row.vat)), row)
    return list(found.values())
