"""Which of the named amounts are net, VAT and total: those that add up.

A reading of the totals is a triple with net + VAT = total. Labels say what may be what; the rates, the lines and the
triple itself say which reading holds. Two readings that hold equally well are an open question.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rpa.formats.documents.figures import Figure
from rpa.formats.documents.sums import CENT, RateRow, Sum
from rpa.model.extraction import VatRate

RANKS = {"net": 3, "net_weak": 2, "total": 3, "total_weak": 2, "payable": 1, "line_sum": 1}
MOST = 12  # amounts of one kind that are tried


@dataclass(frozen=True)
class Part:
    """An amount that may be net, VAT or total.

    Attributes:
        value: The amount.
        rank: How plainly it is named, from 0 (worked out, not printed) to 3.
        figure: Where it stands; None when it is worked out.
        name: How the document or the reckoning calls it.
        is_credited: Whether its sign was turned to fit the others.
    """

    value: Decimal
    rank: int
    figure: Figure | None
    name: str


@dataclass(frozen=True)
class Reading:
    """Net, VAT and total that add up.

    Attributes:
        net: The amount without VAT.
        vat: The VAT.
        total: The amount with VAT.
        rates: What is taxed at which rate, as far as it is known.
        is_rated: Whether the rates are stated and hold.
        fits_lines: Whether the lines add up to net or total.
    """

    net: Part
    vat: Part
    total: Part
    rates: tuple[VatRate, ...]
    is_rated: bool
    fits_lines: bool

    @property
    def values(self) -> tuple[Decimal, Decimal, Decimal]:
        """The three amounts."""
        return self.net.value, self.vat.value, self.total.value

    @property
    def score(self) -> int:
        """How well it is supported."""
        return self.net.rank + self.vat.rank + self.total.rank + 2 * self.is_rated + 3 * self.fits_lines


@dataclass(frozen=True)
class Facts:
    """What the arithmetic starts from.

    Attributes:
        sums: Named amounts.
        rates: Rows that state a rate.
        lines: Sum of the lines; None when there are none, or one has no amount.
        is_untaxed: Whether the document says that no VAT is charged.
        asked: Those of the named amounts that are called what is to be paid.
    """

    sums: Sequence[Sum]
    rates: Sequence[RateRow]
    lines: Decimal | None
    is_untaxed: bool
    asked: Sequence[Sum] = ()

    def named(self, *categories: str) -> list[Sum]:
        """The amounts of some categories."""
        return [one for one in self.sums if one.category in categories]


def parts(facts: Facts, *categories: str) -> list[Part]:
    """The different amounts of some categories, the most plainly named first."""
    found: dict[Decimal, Part] = {}
    for one in facts.named(*categories):
        part = Part(one.value, RANKS.get(one.category, 3), one.figure, one.label.text)
        if one.value not in found or found[one.value].rank < part.rank:
            found[one.value] = part
    return sorted(found.values(), key=lambda part: -part.rank)[:MOST]


def rate_sets(facts: Facts) -> Iterator[tuple[RateRow, ...]]:
    """The rows of rates that may make up the VAT: one for each rate; where a rate has two, each of them."""
    by_rate: dict[Decimal, list[RateRow]] = {}
    for row in facts.rates:
        by_rate.setdefault(row.rate, []).append(row)
    chosen: list[tuple[RateRow, ...]] = [()]
    for rows in list(by_rate.values())[:6]:
        chosen = [(*held, row) for held in chosen for row in rows[:4]][:64]
    yield from (held for held in chosen if held)


def vat_parts(facts: Facts) -> Iterator[tuple[Part, tuple[RateRow, ...]]]:
    """What the VAT may be, each with the rows it is made of."""
    for rows in rate_sets(facts):
        total = sum((row.vat for row in rows), Decimal(0))
        printed = next((one for one in facts.named("vat") if one.value == total), None)
        figure = printed.figure if printed else None
        name = printed.label.text if printed else "VAT of the rates"
        yield Part(total, 3, figure, name), rows
    known = {row.vat for row in facts.rates}
    for one in facts.named("vat"):
        if one.value not in known or one.rate is None:
            yield Part(one.value, 2, one.figure, one.label.text), ()
    if facts.is_untaxed:
        zero = next((one for one in facts.named("vat") if one.value == 0), None)
        yield Part(Decimal(0), 2, zero.figure if zero else None, "no VAT is charged"), ()


def readings(facts: Facts) -> list[Reading]:
    """Every reading of the totals that adds up, the best supported first."""
    nets = parts(facts, "net", "net_weak", "line_sum")
    nets += [
        Part(part.value + change, 1, None, f"'{part.name}' with freight and discount")
        for part in parts(facts, "net_weak", "line_sum")
        for change in changes(facts)
        if change
    ][:MOST]
    totals = parts(facts, "total", "total_weak", "payable")
    totals += [
        Part(total.value + abs(paid.value), 1, None, f"'{total.name}' and what was paid")
        for total in parts(facts, "total", "total_weak", "payable")
        for paid in facts.named("paid")
    ][:MOST]
    rounding = {Decimal(0), *(one.value for one in facts.named("rounding"))}
    found = []
    for vat, rows in vat_parts(facts):
        for total in totals:
            worked_out = [part for part in [derived_net(total, vat, rows)] if part]
            bases = [row.net for row in rows if row.net is not None]
            if rows and len(bases) == len(rows):
                worked_out.append(Part(sum(bases, Decimal(0)), 1, None, "what is taxed at the rates, added up"))
            found += [
                reading_of(net, vat, total, rows, facts)
                for net in [*nets, *worked_out]
                if any(net.value + vat.value + one == total.value for one in rounding)
            ]
    if facts.is_untaxed and not found:
        for total in totals:
            zero = Part(Decimal(0), 1, None, "no VAT is charged")
            found.append(reading_of(Part(total.value, 1, total.figure, total.name), zero, total, (), facts))
    kept = unrounded([one for one in found if not contradicts_rates(one)])
    return sorted(kept, key=lambda one: -one.score)


def unrounded(found: Sequence[Reading]) -> list[Reading]:
    """The readings without those whose total is rounded, where the total before rounding is printed as well."""
    exact = {
        (one.net.value, one.vat.value)
        for one in found
        if one.total.figure is not None and one.net.value + one.vat.value == one.total.value
    }
    return [
        one
        for one in found
        if one.net.value + one.vat.value == one.total.value or (one.net.value, one.vat.value) not in exact
    ]


def derived_net(total: Part, vat: Part, rows: Sequence[RateRow]) -> Part | None:
    """The net amount that a total with VAT in it leaves, when the one rate confirms it."""
    if len(rows) != 1 or rows[0].rate == 0:
        return None
    net = total.value - vat.value
    fits = abs(net * rows[0].rate / 100 - vat.value) <= CENT
    return Part(net, 1, None, "total less VAT") if fits else None


def reading_of(net: Part, vat: Part, total: Part, rows: Sequence[RateRow], facts: Facts) -> Reading:
    """A reading with what supports it."""
    rates = tuple(VatRate(row.rate, row.net if row.net is not None else only_net(rows, net), row.vat) for row in rows)
    bases = [rate.net for rate in rates if rate.net is not None]
    is_rated = (
        bool(rates)
        and len(bases) == len(rates)
        and sum(bases, Decimal(0)) == net.value
        and all(abs(rate.net * rate.rate / 100 - rate.vat) <= CENT for rate in rates if rate.net is not None)
    )
    return Reading(net, vat, total, rates, is_rated, fits_lines(net.value, total.value, facts))


def only_net(rows: Sequence[RateRow], net: Part) -> Decimal | None:
    """With one rate only, the whole net amount is taxed at it."""
    return net.value if len(rows) == 1 else None


def contradicts_rates(reading: Reading) -> bool:
    """Whether a stated rate is not what the VAT is of the net amount: then it is no reading of these rates."""
    known = [rate for rate in reading.rates if rate.net is not None]
    return any(abs(rate.net * rate.rate / 100 - rate.vat) > CENT for rate in known if rate.net is not None)


def fits_lines(net: Decimal, total: Decimal, facts: Facts) -> bool:
    """Whether the lines, with discount and freight, add up to the net amount or to the total."""
    if facts.lines is None:
        return False
    lines = facts.lines
    return any(abs(lines + changed) in (abs(net), abs(total)) for changed in changes(facts))


def changes(facts: Facts) -> set[Decimal]:
    """What discount and freight may add to the sum of the lines: none, any one of them, or all."""
    discounts = {-abs(one.value) for one in facts.named("discount")}
    charges = {one.value for one in facts.named("charge")}
    every = sum(discounts, Decimal(0)) + sum(charges, Decimal(0))
    return {Decimal(0), every, *discounts, *charges, sum(charges, Decimal(0)), sum(discounts, Decimal(0))}


def best_readings(facts: Facts) -> list[Reading]:
    """The readings that are supported best: one for each different triple among them."""
    found = readings(facts)
    if not found:
        return []
    top = [one for one in found if one.score == found[0].score]
    different: dict[tuple[Decimal, Decimal, Decimal], Reading] = {}
    for one in top:
        different.setdefault(one.values, one)
    return list(different.values())


def contradictions(facts: Facts) -> list[str]:
    """Sentences on what does not add up, when there is no reading."""
    nets = list(parts(facts, "net") or parts(facts, "net_weak"))
    totals = list(parts(facts, "total") or parts(facts, "total_weak"))
    said = []
    vats = [vat for vat, _ in vat_parts(facts)]
    if len({part.value for part in nets}) == 1 and len({part.value for part in totals}) == 1 and vats:
        net, vat, total = nets[0], vats[0], totals[0]
        if net.value + vat.value != total.value:
            said.append(
                f"the totals do not add up: net {net.value} and VAT {vat.value} make {net.value + vat.value}, "
                f"but '{total.name}' says {total.value}"
            )
    said += wrong_rates(facts)
    return said


def wrong_rates(facts: Facts) -> list[str]:
    """Sentences on VAT that is not its rate of the only net amount."""
    nets = {part.value for part in parts(facts, "net") or parts(facts, "net_weak")}
    rates = {row.rate for row in facts.rates}
    if len(nets) != 1 or len(rates) != 1 or len(facts.rates) != 1 or facts.rates[0].net is not None:
        return []
    (net,), row = nets, facts.rates[0]
    due = (net * row.rate / 100).quantize(CENT)
    if abs(due - row.vat) <= CENT:
        return []
    return [f"the VAT is wrong: {row.rate:f} % of {net} is {due}, but it says {row.vat}"]
