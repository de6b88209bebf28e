"""Net, VAT, rates, total and currency as fields: the reading that adds up, with what supports it in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from rpa.formats.documents.arithmetic import (
    Facts,
    Part,
    Reading,
    best_readings,
    contradictions,
    parts,
    rate_sets,
    vat_parts,
)
from rpa.formats.documents.evidence import Evidence
from rpa.formats.documents.figures import UNSURE_SIGNS, currency_of, figures_of_row
from rpa.formats.documents.findings import Finding
from rpa.formats.documents.layout import Layout
from rpa.formats.documents.payments import remainders
from rpa.formats.documents.places import Reader
from rpa.formats.documents.sums import ASKED, RateRow, find_rate_rows, find_sums, is_money, with_bases

COUNTRY_OF_SIGN = {
    "kr": {"NO": "NOK", "SE": "SEK", "DK": "DKK"},
    "$": {"US": "USD", "CA": "CAD", "AU": "AUD", "NZ": "NZD", "SG": "SGD", "HK": "HKD"},
}
UNTAXED = "reverse_charge"


def gather(reader: Reader, evidence: Evidence, tables: frozenset[int], lines: Decimal | None) -> Facts:
    """Everything that the arithmetic starts from."""
    rates = find_rate_rows(reader, evidence.mark, tables)
    sums = find_sums(reader, evidence.mark, tables)
    stated = {row.rate for row in rates}
    rates += [
        RateRow(one.rate, None, one.value, f"{one.label.cell.text} {one.figure.text}", one.figure.box)
        for one in sums
        if one.category == "vat" and one.rate is not None and one.rate not in stated
    ]
    rates = with_bases(rates, sums)
    said = any(UNTAXED in label.categories for label in reader.labels)
    taxed = any(row.rate and row.vat for row in rates)
    asked = [one for one in sums if not ASKED.isdisjoint(one.label.categories)]
    return Facts(sums, rates, lines, said and not taxed, asked)


def find_totals(facts: Facts) -> tuple[dict[str, Finding], list[str]]:
    """The amounts of a document.

    Returns:
        Field to finding, and what does not add up.
    """
    best = best_readings(facts)
    if not best:
        return unproven(facts), contradictions(facts)
    if len(best) > 1:
        return undecided(best), []
    return proven(best[0], facts)


def proven(reading: Reading, facts: Facts) -> tuple[dict[str, Finding], list[str]]:
    """The fields of the one reading that adds up, less sure where another amount is called the same."""
    support = ["net and VAT make the total"]
    if reading.is_rated:
        support.append("the rates hold")
    if reading.fits_lines:
        support.append("the lines add up to it")
    printed = sum(part.figure is not None for part in (reading.net, reading.vat, reading.total))
    grade = grade_of(reading, printed)
    why = ", ".join(support)
    found = {
        name: finding_of(name, part, why, grade)
        for name, part in (("net", reading.net), ("vat", reading.vat), ("total", reading.total))
    }
    if reading.rates and all(rate.net is not None for rate in reading.rates):
        text = "; ".join(row.text for row in facts.rates)
        box = facts.rates[0].box
        found["vat_rates"] = Finding("vat_rates", reading.rates, text, box, why, grade if reading.is_rated else "weak")
    problems: list[str] = []
    rivals = unexplained(reading, facts)
    if rivals:
        named = ", ".join(f"'{one.name}' {one.value}" for one in rivals)
        found = {name: one.doubted(f"the document also says {named}", "weak.rival") for name, one in found.items()}
        problems.append(f"there is more than one total: {reading.total.value} adds up, but it also says {named}")
    return found, problems


def grade_of(reading: Reading, printed: int) -> str:
    """The kind of evidence that supports a reading."""
    if reading.is_rated and reading.fits_lines:
        return "proven"
    if printed == 3 and (reading.is_rated or reading.fits_lines):
        return "proven.partly"
    if reading.fits_lines or (reading.is_rated and (printed >= 2 or len(reading.rates) > 1)):
        return "two"
    if printed == 3 and min(reading.net.rank, reading.total.rank) >= 2 and reading.vat.value:
        return "two.labels"
    return "weak"


def finding_of(name: str, part: Part, why: str, grade: str) -> Finding:
    """An amount as a field."""
    text = part.figure.text if part.figure else ""
    box = part.figure.box if part.figure else None
    called = f"beside '{part.name}'" if part.figure else f"worked out: {part.name}"
    return Finding(name, part.value, text, box, f"{called}; {why}", grade)


def unexplained(reading: Reading, facts: Facts) -> list[Part]:
    """Other amounts that the document calls its total, and that are nothing else that is known."""
    known = {*reading.values, *(one.value for one in facts.named("line_sum", "carried", "net", "paid", "charge"))}
    known |= {row.net for row in facts.rates if row.net is not None}
    known |= {row.vat for row in facts.rates}
    known |= {row.net + row.vat for row in facts.rates if row.net is not None}
    known |= {-one for one in known}
    for one in facts.named("paid", "rounding"):
        known |= {reading.total.value - abs(one.value), reading.total.value + one.value}
    known |= set(remainders(reading.total.value, facts))
    if facts.lines is not None:
        known.add(facts.lines)
    return [part for part in parts(facts, "total", "total_weak") if part.value not in known]


def undecided(best: Sequence[Reading]) -> dict[str, Finding]:
    """The amounts of the first of several readings that hold equally well, the others named."""
    found = {}
    for name in ("net", "vat", "total"):
        values: dict[Decimal, Part] = {}
        for reading in best:
            part: Part = getattr(reading, name)
            values.setdefault(part.value, part)
        first, *others = values.values()
        if not others:
            found[name] = finding_of(name, first, "every reading that adds up has it", "weak")
            continue
        named = tuple(str(part.value) for part in others)
        finding = finding_of(name, first, f"but {' or '.join(named)} adds up as well, and nothing decides", "undecided")
        found[name] = Finding(name, finding.value, finding.text, finding.box, finding.rule, "undecided", named)
    return found


def unproven(facts: Facts) -> dict[str, Finding]:
    """The amounts by their labels alone, when nothing adds up."""
    found: dict[str, Finding] = {}
    nets = parts(facts, "net") or parts(facts, "net_weak")
    whole = {one.value for one in parts(facts, "total", "total_weak")}
    left = {rest for one in whole for rest in remainders(one, facts) if rest != one}
    named_total = (parts(facts, name) for name in ("total", "total_weak", "payable"))
    totals = next((kept for ones in named_total if (kept := [one for one in ones if one.value not in left])), [])
    vats = [vat for vat, _ in vat_parts(facts) if vat.figure or facts.rates]
    contradicted = bool(contradictions(facts))
    for name, ones in (("net", nets), ("vat", vats), ("total", totals)):
        values = {part.value: part for part in ones}
        if not values:
            continue
        first, *others = values.values()
        grade = "contradicted" if contradicted else "undecided" if others else alone(name, first, facts)
        finding = finding_of(
            name, first, "nothing proves it" if not contradicted else "the totals do not add up", grade
        )
        named = tuple(str(part.value) for part in others)
        found[name] = Finding(name, finding.value, finding.text, finding.box, finding.rule, grade, named)
    return found


def alone(name: str, part: Part, facts: Facts) -> str:
    """The kind of evidence of an amount that stands alone: the lines may confirm it, the rates speak against it."""
    if name == "total" and is_against_rates(part.value, facts):
        return "weak"
    fits = facts.lines is not None and name == "total" and abs(facts.lines) == abs(part.value)
    return "two.lines" if fits and part.rank == 3 else "weak.alone"


def is_against_rates(total: Decimal, facts: Facts) -> bool:
    """Whether rates are stated with all that is taxed, and do not make this total."""
    made = {
        sum((row.net + row.vat for row in rows if row.net is not None), Decimal(0))
        for rows in rate_sets(facts)
        if all(row.net is not None for row in rows)
    }
    return bool(made) and abs(total) not in {abs(one) for one in made}


def find_currency(layout: Layout, facts: Facts, evidence: Evidence) -> Finding | None:
    """The currency: that of the totals, else the only one beside amounts, else the only one named."""
    rows = {
        id(one.label.row): one.label.row
        for one in facts.named("total", "total_weak", "net", "vat", "payable")
        if one.figure.currency
    }
    totals = {
        figure.currency for row in rows.values() for figure in figures_of_row(row, evidence.mark) if figure.currency
    } | {
        one.figure.currency
        for one in facts.named("total", "total_weak", "net", "vat", "payable")
        if one.figure.currency
    }
    figures = [figure for row in layout.rows for figure in figures_of_row(row, evidence.mark) if figure.currency]
    beside = Counter(figure.currency for figure in figures if is_money(figure))
    codes = Counter(
        code for row in layout.rows for token in row.tokens if (code := currency_of(token.text)) and len(code) == 3
    )
    spoken = {settled(sign, evidence) for sign in totals or set(beside) or set(codes)}
    if not spoken:
        return None
    named = {settled(sign, evidence) for sign in {*beside, *codes}}
    first = sorted(spoken)[0]
    figure = next((one for one in figures if settled(one.currency, evidence) == first), None)
    text, box = (figure.text, figure.box) if figure else (first, None)
    if first in UNSURE_SIGNS:
        return None  # the sign of several countries, and none of them is the document's
    if len(spoken) > 1:
        others = tuple(sorted(spoken))[1:]
        return Finding("currency", first, text, box, "amounts in more than one currency", "undecided", others)
    where = "beside the totals" if totals else "beside the amounts" if beside else "named in the document"
    is_alone = named <= {first}
    grade = (
        "labelled"
        if is_alone and (totals or beside)
        else "labelled.totals"
        if totals
        else "only"
        if is_alone
        else "weak"
    )
    return Finding("currency", first, text, box, f"it stands {where}", grade)


def settled(sign: str, evidence: Evidence) -> str:
    """The code that a sign means in the one country of the document that has it; the sign itself when several do."""
    meant = COUNTRY_OF_SIGN.get(sign)
    if meant is None:
        return sign
    found = {meant[country] for country in evidence.countries if country in meant}
    return found.pop() if len(found) == 1 else sign
