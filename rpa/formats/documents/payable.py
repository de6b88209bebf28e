"""What is to be paid: what is stated, and the total less what is paid makes; the total, when nothing else is said.

Sure is only what arithmetic proves. What a discount for early payment leaves is never what is to be paid. A guarantee
that is held back, an earlier balance, an amount that is collected or that nothing explains: a person's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from rpa.formats.documents.arithmetic import Facts
from rpa.formats.documents.confidence import confidence
from rpa.formats.documents.debits import debit_in
from rpa.formats.documents.figures import currency_of, figures_of_row
from rpa.formats.documents.findings import Finding
from rpa.formats.documents.layout import Row
from rpa.formats.documents.payments import EARLY, deductions, payments, roundings, why_not_paid, words_of
from rpa.formats.documents.places import Reader
from rpa.formats.documents.sums import Sum, is_money
from rpa.model.extraction import SURE, Box

NAME = "payable"
KINDS = ("invoice", "credit_note", "receipt")
REST = "payable"  # the category of words that say that something remains
ALIGNED = 2.5  # points between the edges of amounts that stand below each other
WHOLE_LETTERS = 3
PAID = re.compile(
    r"\b(?:betaald|voldaan|afgerekend|verrekend|aanbetaald|bezahlt|gezahlt|beglichen|verrechnet|betalt|innbetalt"
    r"|forskuddsbetalt|forhandsbetalt|avregnet|paid|prepaid|settled|paye|payee|regle|reglee|acquittee?|encaissee?)\b"
    r"|vooruitbeta|aanbetaling|voorschot|deelbetaling|anzahlung|abschlag|vorauszahl|teilzahl|akonto|\bforskudd"
    r"|\bdeposit|prepayment|payment received|received with thanks|\bacomptes?\b|\barrhes\b|deja verse"
)
UNLESS = re.compile(
    r"\b(?:niet|tot|totdat|zolang|indien|als|wanneer|nicht|bis|wenn|falls|sobald|ikke|inntil|hvis|dersom|for|not|until"
    r"|unless|if|when|unpaid|shall|must|tant|jusqu|si|sauf|non|pas)\b"
)
"""Words beside which `paid` is a condition, and no statement: `until paid in full`."""
HELD_BACK = re.compile(
    r"cis (?:tax )?deduct|less cis|cis tax|"  # of the construction industry: its rate is the customer's to know
    r"inhouding|ingehouden|waarborg|g ?rekening|einbehalt|gewahrleistung|retention|retained|withheld|innestaende"
    r"|tilbakehold|\bretenue"
)
EARLIER = re.compile(
    r"vorige? (?:saldo|nota|factuur|periode|rekening)|openstaande? (?:saldo|post|van)|previous (?:balance|invoice|bill)"
    r"|previous statement|balance (?:from|brought)|account balance|saldovortrag|\bvortrag|offene posten"
    r"|\baltere?r? saldo|offener saldo|kontosaldo|letzte rechnung|solde (?:anterieur|precedent)|report de solde"
    r"|facture precedente|last (?:bill|invoice|statement)|statement (?:total|balance)"
    r"|(?:outstanding|balance) on (?:your )?account|(?:forrige|tidligere) (?:faktura|saldo)|utestaende saldo"
)
IN_FAVOUR = re.compile(
    r"\btegoed\b|te veel betaald|guthaben|uberzahl|credit balance|overpa(?:id|yment)|trop percu|til gode"
)
PLAIN_BESIDE = re.compile(
    r"eur|euro|nok|kr|gbp|usd|chf|sek|dkk|incl|inkl|inc|btw|mwst|ust|mva|ttc|tva|vat|voor|uiterlijk|bis|zum|before"
    r"|within|avant|innen|nu|now|jetzt|bedrag|amount|betrag|belop|montant|totaal|total|gesamt|sum"
    r"|jan\w*|feb\w*|fev\w*|ma[ae]?r\w*|m[ae]i|may|mars|apr\w*|avr\w*|jun\w*|juin|jul\w*|juil\w*|aug\w*|aout|sep\w*"
    r"|o[ck]t\w*|nov\w*|de[csz]\w*|janvier|februari"
)


@dataclass(frozen=True)
class Ground:
    """What is asked of the document.

    Attributes:
        total: The total as it was found.
        facts: Named amounts.
        reader: Rows and labels.
        mark: Decimal mark.
        kind: Of the document.
    """

    total: Finding
    facts: Facts
    reader: Reader
    mark: str
    kind: str

    @property
    def amount(self) -> Decimal:
        """The total."""
        return self.total.value if isinstance(self.total.value, Decimal) else Decimal(0)

    @property
    def is_sure(self) -> bool:
        """Whether the total is sure."""
        return confidence("total", self.total.grade) >= SURE

    def is_total(self, value: Decimal) -> bool:
        """Whether an amount is the total; of a credit note, with or without its minus."""
        return value == self.amount or (self.kind == "credit_note" and abs(value) == abs(self.amount))


def find_payable(total: Finding | None, facts: Facts, reader: Reader, mark: str, kind: str) -> Finding | None:
    """What is to be paid; of a credit note, what is paid back.

    Args:
        total: The total, as it stands on the page; None when none was found.
        facts: Named amounts.
        reader: Rows and labels.
        mark: Decimal mark.
        kind: Of the document: an order, a quote, a reminder asks for no payment of its own.
    """
    if kind not in KINDS:
        return None
    asked = [one for one in facts.asked if not EARLY.search(words_of(one.label.row))]
    if total is None:
        return stated(asked[0], "no total is known", "weak.stated") if asked and kind != "receipt" else None
    ground = Ground(total, facts, reader, mark, kind)
    paid = payments(facts)
    if kind == "receipt":
        return all_paid(ground, paid)
    others = list({one.value: one for one in asked if not ground.is_total(one.value)}.values())
    if not others:
        return of_total(ground, [one for one in asked if ground.is_total(one.value)], paid)
    if len(others) > 1:
        named = tuple(str(one.value) for one in others[1:])
        told = f"but '{others[1].label.text}' says {others[1].value}, and nothing decides"
        return replace(stated(others[0], told, "undecided"), others=named)
    return of_rest(ground, others[0], paid)


def stated(one: Sum, why: str, grade: str) -> Finding:
    """An amount that is named as the one to be paid."""
    return Finding(NAME, one.value, one.figure.text, one.figure.box, f"beside '{one.label.text}'; {why}", grade)


def all_paid(ground: Ground, paid: Sequence[Sum]) -> Finding | None:
    """Nothing, when a receipt says that the whole total is paid; what else is left of one is not known."""
    if abs(ground.amount) not in deductions(list(paid)):
        return None
    first = paid[0]
    rule = f"beside '{first.label.text}'; the whole total of {ground.amount} is paid"
    grade = "two.receipt" if ground.is_sure else "weak.paid"
    return Finding(NAME, Decimal(0), first.figure.text, first.figure.box, rule, grade)


def of_total(ground: Ground, asked: Sequence[Sum], paid: Sequence[Sum]) -> Finding:
    """The total, when nothing else is to be paid; what payments leave of it is proven only when it is stated."""
    total = ground.total
    if paid:
        off = sum((abs(one.value) for one in paid), Decimal(0))
        left = ground.amount - (-off if ground.amount < 0 else off)
        named = ", ".join(f"'{one.label.text}' {one.value}" for one in paid[:4])
        if asked:
            rule = f"beside '{asked[0].label.text}'; but {named} stands there as well, and nothing decides"
            return Finding(NAME, total.value, total.text, total.box, rule, "undecided", (str(left),))
        figure = paid[0].figure
        rule = f"worked out: the total less {named}; but it is not stated"
        return Finding(NAME, left, figure.text, figure.box, rule, "derived.paid")
    if asked:
        rule, grade = f"beside '{asked[0].label.text}'; it is the total", total.grade
        found = Finding(NAME, total.value, asked[0].figure.text, asked[0].figure.box, rule, grade)
    else:
        grade = "two.silent" if ground.is_sure else total.grade
        rule = "it is the total, and nothing else is said to be paid"
        found = Finding(NAME, total.value, total.text, total.box, rule, grade)
    return doubted(found, [*doubts(ground, found.box, set()), *said(ground, PAID, "may say that it is paid", UNLESS)])


def of_rest(ground: Ground, rest: Sum, paid: Sequence[Sum]) -> Finding:
    """An amount other than the total: proven when payments and rounding make it of the total."""
    early = [row for row in ground.reader.layout.rows if EARLY.search(words_of(row))]
    off = {abs(one.value) for row in early for one in figures_of_row(row, ground.mark)}
    if ground.amount - rest.value in off:
        rule = f"it is the total; but '{rest.label.text}' {rest.value} is less by a discount for early payment"
        return Finding(
            NAME, ground.amount, ground.total.text, ground.total.box, rule, "weak.early", (rest.figure.text,)
        )
    turn = -1 if ground.amount < 0 else 1
    left = {turn * ground.amount - one + change for one in deductions(list(paid)) for change in roundings(ground.facts)}
    rounded = {turn * ground.amount + change for change in roundings(ground.facts)}
    value = turn * rest.value
    if not paid and value in rounded:
        why = f"it is the total of {ground.amount}, rounded"
    elif value in left:
        named = ", ".join(f"'{one.label.text}' {one.value}" for one in paid[:4])
        why = f"the total of {ground.amount} less {named} makes it"
    else:
        return stated(rest, f"but nothing explains what it is of the total of {ground.amount}", "weak.stated")
    grade = "proven.paid" if ground.is_sure else "two.paid" if ground.total.grade == "weak.alone" else "weak.total"
    known = {abs(one.value) for one in paid} | {rest.value}
    told = [*doubts(ground, rest.figure.box, known), *unlike(ground, rest, paid)]
    told += [doubt for one in paid if (doubt := why_not_paid(one, is_rest=REST in rest.label.categories))]
    return doubted(stated(rest, why, grade), told)


def doubted(finding: Finding, why: Sequence[str]) -> Finding:
    """A finding, less sure when something speaks against it."""
    is_sure = confidence(NAME, finding.grade) >= SURE
    return finding.doubted("; ".join(why[:3]), "weak.said") if why and is_sure else finding


def doubts(ground: Ground, box: Box | None, known: set[Decimal]) -> Iterator[str]:
    """What else the document says that may change what is to be paid."""
    yield from said(ground, HELD_BACK, "may hold a part of it back")
    yield from said(ground, EARLIER, "speaks of an earlier balance")
    if ground.kind != "credit_note":
        yield from said(ground, IN_FAVOUR, "speaks of a balance in favour")
    word = next((word for row in ground.reader.layout.rows if (word := debit_in(row))), "")
    if word:
        yield f"'{word}' speaks of taking it from the customer's account"
    if box is not None:
        yield from unexplained(ground, box, known)


def said(ground: Ground, words: re.Pattern[str], what: str, unless: re.Pattern[str] | None = None) -> Iterator[str]:
    """The first row with certain words, unless others beside them make a condition of it."""
    for row in ground.reader.layout.rows:
        text = words_of(row)
        if row.number in ground.reader.skipped or not words.search(text) or is_of_nothing(row, ground.mark):
            continue
        if not (unless and unless.search(text)):
            shown = " ".join(token.text for token in row.tokens)
            yield f"'{shown if len(shown) <= 60 else shown[:60] + '…'}' {what}"
            return


def is_of_nothing(row: Row, mark: str) -> bool:
    """Whether all that a row says is an amount of zero: `Amount paid 0.00`."""
    money = [figure for figure in figures_of_row(row, mark) if is_money(figure)]
    return bool(money) and not any(figure.value for figure in money)


def unexplained(ground: Ground, box: Box, known: set[Decimal]) -> Iterator[str]:
    """An amount that stands below in the same column, and that is nothing that is known: an entry behind the total."""
    facts = ground.facts
    every = {abs(one) for one in known} | {Decimal(0), abs(ground.amount)}
    every |= {abs(one.value) for one in facts.named("net", "net_weak", "vat", "line_sum", "carried")}
    for rate in facts.rates:
        every |= {abs(one) for one in (rate.net or Decimal(0), rate.vat, (rate.net or Decimal(0)) + rate.vat)}
    for row in ground.reader.layout.on_page(box.page):
        if row.number in ground.reader.skipped or row.box.top < box.top + 1 or EARLY.search(words_of(row)):
            continue
        for figure in figures_of_row(row, ground.mark):
            edges = abs(figure.box.right - box.right), abs(figure.box.left - box.left)
            if is_money(figure) and min(edges) < ALIGNED and abs(figure.value) not in every:
                yield f"'{row.text}' stands below it, and nothing explains it"
                return


def unlike(ground: Ground, rest: Sum, paid: Sequence[Sum]) -> Iterator[str]:
    """Why the amounts may be of different things: other currencies, or words that make the rest another one's."""
    totals = [one for one in ground.facts.sums if one.value == ground.amount]
    currencies = {one.figure.currency for one in (rest, *paid, *totals) if one.figure.currency}
    if len(currencies) > 1:
        yield f"the amounts are in {' and '.join(sorted(currencies))}"
    if words := beside(rest.label.row, rest):
        yield f"'{words}' beside it says more than that it is to be paid"


def beside(row: Row, one: Sum) -> str:
    """The words between a label and its amount that are no day and no currency."""
    right, used = one.label.box.right - 1, {id(token) for token in one.figure.tokens}
    found = [
        token.text
        for token in row.tokens
        if token.box.left >= right
        and id(token) not in used
        and sum(char.isalpha() for char in token.key) >= WHOLE_LETTERS
        and not PLAIN_BESIDE.fullmatch(token.key)
        and not currency_of(token.text)
    ]
    return " ".join(found[:5])


def told_payable(total: Finding | None, payable: Finding | None) -> str:
    """What whoever pays the total must know: that less, or more, is to be paid; empty when it is the total."""
    if total is None or payable is None or payable.name != NAME:
        return ""
    whole, left = total.value, payable.value
    if not isinstance(whole, Decimal) or not isinstance(left, Decimal):
        return ""
    if payable.grade in ("proven.paid", "two.paid"):
        off = whole - left
        return f"{off} of the total of {whole} is paid: {left} is to be paid" if abs(off) >= 1 else ""
    if left == whole and payable.grade != "undecided":
        return ""
    others = f" or {' or '.join(payable.others)}" if payable.others else ""
    return f"what is to be paid of the total of {whole} is not sure: {left}{others} ({payable.rule})"
