"""Amounts and dates beside price-parser, Babel and dateparser, on the peers' own examples and on docs/reading.md.

    python -m tests.bench.bench_formats [ROUNDS] [--show]

For each: right, wrong (another value), refused (none), and microseconds for one text (median of the rounds, all in
turn). An example that stands for no amount is right when it is refused. With `--show`, each wrong one is listed.
"""

from __future__ import annotations

import datetime as dt
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from babel.numbers import NumberFormatError, parse_decimal

from rpa.formats.amounts import read_decimal, read_money
from rpa.formats.dates import read_date
from rpa.formats.reading import Ambiguous, Unreadable
from rpa.model.money import CURRENCIES
from tests.bench.examples import AmountExample, DateExample, amount_examples, asked, date_examples
from tests.docs.pages import page

BASE = dt.date(2012, 11, 13)
"""The day that dateparser's examples are counted from."""


@dataclass
class Score:
    """How one reader did on one list."""

    right: int = 0
    wrong: int = 0
    refused: int = 0
    named: int = 0
    """Refused as ambiguous, the right reading among those named."""
    us: float = 0.0
    mistakes: list[str] = field(default_factory=list)

    def add(self, text: object, expected: object, found: object) -> None:
        """Count one example."""
        if found == expected:
            self.right += 1
        elif found is None or isinstance(found, Unreadable):
            self.refused += expected is not None
            self.right += expected is None
            self.named += isinstance(found, Ambiguous) and plain(expected) in found.readings
        else:
            self.wrong += 1
            self.mistakes.append(f"{text!r}: {found}, expected {expected}")


def plain(expected: object) -> str:
    """A value as readings in a refusal are written."""
    return f"{expected.normalize():f}" if isinstance(expected, Decimal) else str(expected)


def ours(example: AmountExample) -> Decimal | Unreadable | None:
    """The amount, its currency stated, hinted or left out; a dollar is one of the United States."""
    hint = example.hint.strip().upper() if example.hint else ""
    mark = example.mark if example.mark in (",", ".") else None
    text = example.text or ""
    try:
        return read_money(text, "en-US", hint if hint in CURRENCIES else None, mark).amount
    except Unreadable as error:
        if "states no currency" not in error.hint:
            return error
    return read_decimal(text, "en-US", decimal=mark)


def our_day(example: DateExample) -> dt.date | Unreadable:
    """The day; nothing is declared but the century of years in two digits."""
    try:
        return read_date(example.text, "en", today=BASE)
    except Unreadable as error:
        return error


def babels(strict: bool) -> Callable[[AmountExample], Decimal | None]:
    """Babel on the digits alone: it knows no currencies; a person would cut them off."""

    def read(example: AmountExample) -> Decimal | None:
        digits = re.sub(r"[^\d.,'\- \u00a0]", "", example.text or "").strip()
        try:
            return parse_decimal(digits, locale="en_US", strict=strict)
        except NumberFormatError:
            return None

    return read


def scored(read: Callable[[Any], object], examples: Sequence[Any], expected: Sequence[object], rounds: int) -> Score:
    """Read all examples, some rounds after one that is not counted."""
    score, seconds = Score(), []
    for round_ in range(rounds + 1):
        started = time.perf_counter()
        results = [read(one) for one in examples]
        if round_:
            seconds.append(time.perf_counter() - started)
    score.us = statistics.median(seconds) / len(examples) * 1e6
    for one, meant, found in zip(examples, expected, results, strict=True):
        score.add(one.text, meant, found)
    return score


def of_peer(
    answer: dict[str, Any], examples: Sequence[Any], expected: Sequence[object], typed: Callable[[str], Any]
) -> Score:
    """The score of a peer that ran in its own environment."""
    score = Score(us=answer["us"])
    for one, meant, found in zip(examples, expected, answer["results"], strict=True):
        score.add(one.text, meant, None if found is None else typed(found))
    return score


def own_amounts() -> tuple[list[AmountExample], list[Decimal | None]]:
    """The table of docs/reading.md; what it calls refused is right when it is refused."""
    rows = [row for row in page("docs/reading.md").table("Numbers") if "currency" not in row["Because"]]
    found = [AmountExample(row["Text"], None, None, None) for row in rows]
    return found, [None if row["Read as"] == "refused" else Decimal(row["Read as"]) for row in rows]


def own_dates() -> tuple[list[DateExample], list[dt.date | None]]:
    """Likewise of its dates, those that need no locale."""
    rows = [row for row in page("docs/reading.md").table("Dates") if "locale" not in row["Because"]]
    days = [None if row["Read as"] == "refused" else dt.date.fromisoformat(row["Read as"]) for row in rows]
    return [DateExample(row["Text"], BASE) for row in rows], days


def table(title: str, scores: dict[str, Score], show: bool) -> None:
    """Print one table."""
    sys.stdout.write(f"\n{title}\n{'':24} {'right':>6} {'wrong':>6} {'refused':>8} {'both named':>11} {'us':>8}\n")
    for name, one in scores.items():
        sys.stdout.write(f"{name:24} {one.right:6} {one.wrong:6} {one.refused:8} {one.named:11} {one.us:8.1f}\n")
        if show and name.startswith("rpa"):
            sys.stdout.writelines(f"    {mistake}\n" for mistake in one.mistakes)


def main(rounds: int, show: bool) -> None:
    """Read all lists with all readers."""
    for title, amounts, meant, dates, days in lists():
        answers = asked(amounts, dates, rounds)
        table(
            f"{len(amounts)} amounts: {title}",
            {
                "rpa": scored(ours, amounts, meant, rounds),
                "price-parser": of_peer(answers["price-parser"], amounts, meant, Decimal),
                "Babel strict, en": scored(babels(True), amounts, meant, rounds),
                "Babel loose, en": scored(babels(False), amounts, meant, rounds),
            },
            show,
        )
        table(
            f"{len(dates)} dates: {title}",
            {
                "rpa": scored(our_day, dates, days, rounds),
                "dateparser": of_peer(answers["dateparser"], dates, days, dt.date.fromisoformat),
            },
            show,
        )


def lists() -> list[tuple[str, list[AmountExample], list[Decimal | None], list[DateExample], list[dt.date | None]]]:
    """Each list of examples with what they mean."""
    amounts, dates = amount_examples(), date_examples()
    theirs = ([one.amount for one in amounts], [one.day for one in dates])
    return [
        ("the peers' own examples", amounts, theirs[0], dates, list(theirs[1])),
        ("docs/reading.md", *own_amounts(), *own_dates()),
    ]


if __name__ == "__main__":
    given = [word for word in sys.argv[1:] if word.isdigit()]
    try:
        main(int(given[0]) if given else 3, "--show" in sys.argv)
    except (OSError, subprocess.SubprocessError) as error:
        said = getattr(error, "stderr", None) or str(error)
        sys.stdout.write(f"not measured, the peers could not be fetched or run: {str(said).strip()[-200:]}\n")
