"""Whether the amounts of an electronic invoice add up: the rules of EN 16931 on calculation, in plain words.

A tolerance is the one that the official rules have: none where amounts are added, one unit of the currency where VAT
is worked out, and for the sums of a VAT category one unit in some cases of each syntax (see `allowed`); in the profile
EXTENDED of Factur-X, a cent for each part that is added (see `slack`). Unlike them, a
VAT with the wrong sign is told. A rule whose amounts are missing is not judged here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import ROUND_HALF_UP, Context, Decimal, InvalidOperation

from rpa.model.einvoice import Breach, EInvoice
from rpa.model.einvoice_terms import Adjustment, Line, Span, VatShare

CENT, HALF, HUNDRED, ZERO = Decimal("0.01"), Decimal("0.5"), Decimal(100), Decimal(0)
TOLERANCE = Decimal(1)  # of the official rules; UBL asks for less than it, CII takes it too
LINE_TOLERANCE = Decimal("0.02")  # PEPPOL-EN16931-R120
EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
SUM_RULES = {"S": "BR-S-08", "Z": "BR-Z-08", "E": "BR-E-08", "AE": "BR-AE-08", "K": "BR-IC-08", "G": "BR-G-08"}
SUM_RULES |= {"O": "BR-O-08", "L": "BR-AF-08", "M": "BR-AG-08"}
BY_RATE = frozenset("SLM")  # categories whose sums are kept by rate; of the others the rate is always 0
NO_VAT_LAW = ("ZUGFeRD 1.0", "Order-X")  # older than EN 16931, or no invoice

Rule = Callable[[EInvoice], Iterator[Breach]]


def check_arithmetic(document: EInvoice) -> tuple[Breach, ...]:
    """Work out what an invoice states, and say where it differs.

    Args:
        document: An invoice or credit note. Of an order, which is no invoice, only the sum of the lines is checked.

    Returns:
        The rules it breaks, in the order of the standard.
    """
    rules: tuple[Rule, ...] = (line_sum, allowance_sum, charge_sum, net)
    if document.kind in ("invoice", "credit_note"):
        rules += (vat_sum, total, payable, vat_of_share, share_sums, when_and_who, periods)
    return tuple(breach for rule in (*rules, line_amounts) for breach in rule(document))


def plain(number: Decimal) -> str:
    """A number as people read it; amounts with two digits."""
    if not number:
        return "0.00"
    exponent = number.as_tuple().exponent
    digits = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return f"{rounded(number):f}" if digits <= 2 else f"{number.normalize(EXACT):f}"


def rounded(number: Decimal) -> Decimal:
    """Rounded to cents, halves away from zero."""
    return number.quantize(CENT, context=EXACT)


def slack(document: EInvoice, parts: int) -> Decimal:
    """How far a sum may be off: a cent for each part in Factur-X EXTENDED (BR-FXEXT-CO-10), else nothing."""
    is_extended = document.syntax == "CII" and (document.customization or "").lower().endswith(":extended")
    return CENT * parts if is_extended else ZERO


def differs(
    document: EInvoice, rule: str, words: str, stated: Decimal | None, worked_out: Decimal, parts: int = 0
) -> Iterator[Breach]:
    """A breach where the stated amount is another one."""
    if stated is not None and abs(stated - worked_out) > slack(document, parts):
        yield Breach(
            rule, f"{words}: that makes {plain(worked_out)}, the document states {plain(stated)}", document.totals.place
        )


def total_of(parts: list[Decimal]) -> Decimal:
    """Their sum, exactly."""
    total = ZERO
    for part in parts:
        total = EXACT.add(total, part)
    return total


def minus(amount: Decimal | None) -> Decimal:
    """Its negative, exactly; zero for none."""
    return (amount or ZERO).copy_negate()


def line_sum(document: EInvoice) -> Iterator[Breach]:
    """BR-CO-10."""
    nets = [line.net for line in document.lines]
    known = [one for one in nets if one is not None]
    if known and len(known) == len(nets):
        words = "the lines add up to their total (BT-106)"
        yield from differs(document, "BR-CO-10", words, document.totals.lines, rounded(total_of(known)), len(known))


def allowance_sum(document: EInvoice) -> Iterator[Breach]:
    """BR-CO-11."""
    stated = document.totals.allowances
    yield from adjustment_sum(document, "BR-CO-11", "allowances (BT-107)", stated, is_charge=False)


def charge_sum(document: EInvoice) -> Iterator[Breach]:
    """BR-CO-12."""
    stated = document.totals.charges
    yield from adjustment_sum(document, "BR-CO-12", "charges (BT-108)", stated, is_charge=True)


def adjustment_sum(
    document: EInvoice, rule: str, what: str, stated: Decimal | None, *, is_charge: bool
) -> Iterator[Breach]:
    """The document's allowances, or its charges, and their total."""
    parts = [one.amount for one in document.adjustments if one.is_charge == is_charge]
    known = [part for part in parts if part is not None]
    if len(known) != len(parts) or (not parts and states_totals_only(document)):
        return
    if document.syntax == "ZUGFeRD 1.0":  # some of its writers put a minus before allowances, some do not
        known = [abs(part) for part in known]
    if stated is None and total_of(known):
        yield Breach(
            rule, f"there are {what} of {plain(total_of(known))}, and their total is missing", document.totals.place
        )
    else:
        words = f"they add up to the total of {what}"
        yield from differs(document, rule, words, stated, rounded(total_of(known)), len(known))


def states_totals_only(document: EInvoice) -> bool:
    """Whether parts may be left out: orders in their short form, and the profiles without lines."""
    return not document.lines or document.kind not in ("invoice", "credit_note")


def net(document: EInvoice) -> Iterator[Breach]:
    """BR-CO-13."""
    sums = document.totals
    if sums.lines is not None:
        worked_out = rounded(total_of([sums.lines, minus(sums.allowances), sums.charges or ZERO]))
        words = "lines, less allowances, with charges, make the total without VAT (BT-109)"
        yield from differs(document, "BR-CO-13", words, sums.net, worked_out, 2 * parts_of(document))


def parts_of(document: EInvoice) -> int:
    """How many lines, allowances and charges there are."""
    return len(document.lines) + len(document.adjustments)


def vat_sum(document: EInvoice) -> Iterator[Breach]:
    """BR-CO-14."""
    parts = [share.vat for share in document.vat_shares if share.vat is not None]
    if parts and len(parts) == len(document.vat_shares):
        words = "the VAT of all rates adds up to the total of VAT (BT-110)"
        yield from differs(document, "BR-CO-14", words, document.totals.vat, rounded(total_of(parts)))


def total(document: EInvoice) -> Iterator[Breach]:
    """BR-CO-15."""
    sums = document.totals
    if sums.net is not None:
        words = "the total without VAT and the VAT make the total (BT-112)"
        worked_out = rounded(total_of([sums.net, sums.vat or ZERO]))
        yield from differs(document, "BR-CO-15", words, sums.total, worked_out, parts_of(document))


def payable(document: EInvoice) -> Iterator[Breach]:
    """BR-CO-16."""
    sums = document.totals
    if sums.total is not None:
        worked_out = rounded(total_of([sums.total, minus(sums.prepaid), sums.rounding or ZERO]))
        words = "the total, less what is paid, with rounding, makes what is to be paid (BT-115)"
        yield from differs(document, "BR-CO-16", words, sums.payable, worked_out)


def vat_of_share(document: EInvoice) -> Iterator[Breach]:
    """BR-CO-17: VAT is net times rate, with less than one unit of tolerance."""
    for share in document.vat_shares:
        if share.net is None or share.vat is None:
            continue
        worked_out = rounded(EXACT.multiply(share.net, share.rate or ZERO) / HUNDRED)
        if not near(share.vat - worked_out, document, share):
            rate = f"{(share.rate or ZERO).normalize(EXACT):f}"
            words = f"the VAT of {plain(share.net)} at {rate} % is {plain(worked_out)}"
            yield Breach("BR-CO-17", f"{words}, the document states {plain(share.vat)}", share.place)


def near(difference: Decimal, document: EInvoice, share: VatShare) -> bool:
    """Whether VAT differs from net times rate by no more than the official rules allow; without VAT, by some cents."""
    if (share.rate or ZERO).to_integral_value(ROUND_HALF_UP) == 0:
        return abs(difference) < HALF
    return abs(difference) < TOLERANCE or (abs(difference) == TOLERANCE and document.syntax != "UBL")


def share_sums(document: EInvoice) -> Iterator[Breach]:
    """BR-S-08 and its like: each net amount is what the lines, allowances and charges of its rate come to."""
    if not document.lines or document.syntax in NO_VAT_LAW:
        return
    for share in document.vat_shares:
        rule = SUM_RULES.get(share.category or "")
        if rule is None or share.net is None:
            continue
        worked_out = sum_of_share(document, share)
        if worked_out is not None and not allowed(share.net - worked_out, document, share):
            rate = f" at {share.rate.normalize(EXACT):f} %" if share.rate is not None else ""
            words = f"lines, allowances and charges of category {share.category}{rate} come to {plain(worked_out)}"
            yield Breach(rule, f"{words}, its VAT is taken of {plain(share.net)}", share.place)


def allowed(difference: Decimal, document: EInvoice, share: VatShare) -> bool:
    """Whether the official rules of the document's syntax pass over a difference.

    UBL allows it in the categories that are kept by rate, CII in the others; CII never for what is outside of VAT (O).
    """
    if document.syntax == "UBL":
        return abs(difference) < TOLERANCE if share.category in BY_RATE else difference == 0
    if share.category in BY_RATE or share.category == "O":
        return abs(rounded(difference)) <= slack(document, len(parts_of_share(document, share)))
    return -TOLERANCE < difference <= TOLERANCE


def sum_of_share(document: EInvoice, share: VatShare) -> Decimal | None:
    """What belongs to a category and rate; None when an amount is missing."""
    parts = parts_of_share(document, share)
    known = [part for part in parts if part is not None]
    return total_of(known) if len(known) == len(parts) else None


def parts_of_share(document: EInvoice, share: VatShare) -> list[Decimal | None]:
    """The amounts that belong to a category and rate, those of allowances negative."""

    def belongs(part: Line | Adjustment) -> bool:
        if part.vat_category != share.category:
            return False
        return share.category not in BY_RATE or (part.vat_rate or ZERO) == (share.rate or ZERO)

    parts: list[Decimal | None] = [line.net for line in document.lines if belongs(line)]
    return parts + [
        one.amount if one.is_charge or one.amount is None else minus(one.amount)
        for one in filter(belongs, document.adjustments)
    ]


def when_and_who(document: EInvoice) -> Iterator[Breach]:
    """BR-CO-03, BR-CO-25, BR-CO-26: what must be said beside the amounts."""
    if document.syntax in NO_VAT_LAW:
        return
    if document.tax_point_on and document.tax_point_code:
        yield Breach("BR-CO-03", "the day that counts for VAT (BT-7) and a code for it (BT-8) exclude each other")
    to_pay = document.totals.payable
    is_due = to_pay is not None and to_pay > 0 and document.kind == "invoice" and not is_summary(document)
    if is_due and not (document.due_on or document.payment_terms or several_dates(document)):
        yield Breach("BR-CO-25", "an amount is to be paid, and neither a due date (BT-9) nor terms (BT-20) are stated")
    seller = document.supplier
    if seller and not (seller.identifiers or seller.registration or seller.vat_number):
        yield Breach("BR-CO-26", "the seller has no number: no identifier, no registration, no VAT number")


def is_summary(document: EInvoice) -> bool:
    """Whether it is in a profile that states totals only."""
    return document.syntax == "CII" and not document.lines


def several_dates(document: EInvoice) -> bool:
    """Whether due dates are stated, though none of them is the one."""
    return any("several due dates" in warning for warning in document.warnings)


def periods(document: EInvoice) -> Iterator[Breach]:
    """BR-29, BR-30: no period ends before it begins."""

    def backwards(span: Span | None) -> bool:
        return bool(span and span.start and span.end and span.end < span.start)

    if backwards(document.period):
        yield Breach("BR-29", "the period of the invoice ends before it begins")
    for line in document.lines:
        if backwards(line.period):
            yield Breach("BR-30", f"the period of line {line.number} ends before it begins", line.place)


def line_amounts(document: EInvoice) -> Iterator[Breach]:
    """PEPPOL-EN16931-R120: quantity times price makes the line. EN 16931 itself does not ask it: it only warns."""
    for line in document.lines:
        worked_out = amount_of(line)
        if worked_out is not None and line.net is not None and abs(line.net - worked_out) > LINE_TOLERANCE:
            words = f"line {line.number}: quantity times price, with its charges, less its allowances,"
            stated = f"is {plain(worked_out)}, the document states {plain(line.net)}"
            yield Breach("PEPPOL-EN16931-R120", f"{words} {stated}", line.place, is_fatal=False)


def amount_of(line: Line) -> Decimal | None:
    """What a line comes to; None when it cannot be worked out."""
    if line.quantity is None or line.unit_price is None or line.base_quantity == ZERO:
        return None
    try:
        amount = EXACT.multiply(line.quantity, EXACT.divide(line.unit_price, line.base_quantity or Decimal(1)))
    except InvalidOperation:
        return None
    for one in line.adjustments:
        if one.amount is None:
            return None
        amount = EXACT.add(amount, one.amount if one.is_charge else minus(one.amount))
    return rounded(amount)
