"""What a document says is paid already: the amounts, and what they leave of a total."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from rpa.formats.documents.arithmetic import Facts
from rpa.formats.documents.layout import Row
from rpa.formats.documents.sums import Sum

EARLY = re.compile(
    r"skonto|betalings?korting|korting (?:voor )?contant|kontantkorting|kredietbeperking|escompte|kontantrabatt"
    r"|(?:early|prompt) payment|(?:settlement|cash) discount|bei zahlung|bij betaling (?:binnen|voor)|if paid"
    r"|ved betaling|pour paiement (?:sous|avant|anticipe)"
)
"""Words of a discount for paying early: it is the payer's choice, and leaves what is to be paid as it is."""
DEPOSIT = re.compile(
    r"aanbetaling|voorschot|deelbetaling|anzahlung|abschlag|vorauszahl|teilzahl|akonto|forskudd|depositum|delbetal"
    r"|deposit|advance|prepayment|part payment|acompte|avance|arrhes"
)
"""Words of a payment in advance: it may be asked for as well as paid."""
IS_PAID = re.compile(
    r"betaald|voldaan|ontvangen|gezahlt|bezahlt|geleistet|erhalten|abzgl|abzug|betalt|mottatt|fratru?kk|\btrukket"
    r"|\bpaid\b|received|\bless\b|\bminus\b|\bvers(?:e|ee|es|ees)\b|\bpaye|\bregle|\brecu|\bmoins\b|deduit|deduction"
    r"|(?:^| )af "
)
IS_ASKED = re.compile(
    r"required|requested|\bdue\b|te (?:voldoen|betalen)|zu zahlen|fallig|\ba (?:payer|verser|betale)\b|\bbij\b|\bbei\b"
    r"|\bon (?:order|signing)|a la (?:commande|signature)|\bved\b"
)
SMALLEST = Decimal(1)  # of the currency: a rounding is less


def payments(facts: Facts) -> list[Sum]:
    """The amounts that are named as paid; discounts for early payment are none."""
    return [one for one in facts.named("paid") if one.value and not EARLY.search(words_of(one.label.row))]


def deductions(paid: list[Sum]) -> set[Decimal]:
    """What may be taken off for payments: all of them, each different one once, or one that is the sum of the others.

    Payments with and without a minus beside each other are no sum that is known: nothing is said then.
    """
    if not paid or len({one.value < 0 for one in paid}) > 1:
        return set()
    values = [abs(one.value) for one in paid]
    found = {sum(values, Decimal(0)), sum(set(values), Decimal(0))}
    most = max(values)
    return found | ({most} if sum(values, Decimal(0)) == 2 * most and len(values) > 2 else set())


def roundings(facts: Facts) -> set[Decimal]:
    """What rounding may change: nothing, or an amount that is named so; its sign is often left out."""
    named = {one.value for one in facts.named("rounding") if abs(one.value) < SMALLEST}
    return {Decimal(0), *named, *(-one for one in named)}


def remainders(total: Decimal, facts: Facts) -> Iterator[Decimal]:
    """What may be left of a total: without what is paid, and rounded."""
    for off in (Decimal(0), *deductions(payments(facts))):
        for change in roundings(facts):
            yield total - (-off if total < 0 else off) + change


def why_not_paid(one: Sum, *, is_rest: bool) -> str:
    """Why an amount that is named as paid may only be asked for; empty when nothing speaks for that.

    Args:
        one: The amount.
        is_rest: Whether what is to be paid is called what remains.
    """
    row = words_of(one.label.row)
    if not DEPOSIT.search(row) or IS_PAID.search(row) or one.value < 0:
        return ""
    if IS_ASKED.search(row) or not is_rest:
        return f"'{one.label.text}' may be asked for, and not be paid"
    return ""


def words_of(row: Row) -> str:
    """A row's words as they are compared, with single spaces."""
    return " ".join(token.key for token in row.tokens if token.key)
