"""Items as a report shows them: where each stands, what a person has to do about it, and what it contained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rpa.ledger.protocol import ItemRow, StepRow, StepState
from rpa.reports.clerk import in_words
from rpa.reports.journal import StepStory
from rpa.reports.matters import FIRST
from rpa.reports.wording import MEANINGS, STATES, as_came, duration, moment, outcome, pruned, written

NEEDS_A_PERSON = ("in_doubt", "failed", "in_review", "rejected")
"""Outcomes that a person has to look at, the most urgent first."""


@dataclass(frozen=True)
class Values:
    """One value of an item: a text, or a table for a list of rows.

    Attributes:
        name: Name of the field.
        text: The value.
        columns: Headings of the table; empty without one.
        rows: Its cells.
    """

    name: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class ItemStory:
    """One item of a report.

    Attributes:
        id: Its number.
        key: Business key.
        outcome: See `rpa.reports.wording.STATES`; `word` and `meaning` say it.
        place: Where it came from.
        reason: Why it is not done.
        advice: What a person does about it.
        took: Time this run spent on it; empty when not known.
        ended: When it was changed last.
        attempts: Claims since it was recorded or taken up.
        later: Number of a later run that took it further; 0 otherwise.
        values: What it contained.
        original: Its rows as they came, a table for each layout.
        steps: What was done.
        is_told: True when `steps` tells all of them.
        spent: As `took`, for charts.
        pruned: That its details were removed, and when; empty when they are there.
    """

    id: int
    key: str
    outcome: str
    word: str
    meaning: str
    place: str
    reason: str
    advice: str
    took: str
    ended: str
    attempts: int
    later: int
    values: tuple[Values, ...] = ()
    original: tuple[Values, ...] = ()
    steps: tuple[StepStory, ...] = ()
    is_told: bool = False
    spent: timedelta | None = None
    pruned: str = ""

    @property
    def plain_values(self) -> tuple[tuple[str, str], ...]:
        """Name and text of the values that are no tables."""
        return tuple((value.name, value.text) for value in self.values if not value.columns)

    @property
    def written(self) -> str:
        """What was written, in a few words; empty when nothing was."""
        done = [step.title for step in self.steps if step.effect == "written" and step.tone == "done"]
        return " · ".join(done)


def advice(item: ItemRow, steps: Sequence[StepRow]) -> str:
    """What a person does about an item; empty when there is nothing to do."""
    match outcome(item):
        case "rejected":
            place = f" in {item.place}" if item.place else ""
            return f"Correct it{place} and hand it in again; the next run takes it up. Nothing is entered twice."
        case "failed":
            return (
                f"Nothing to correct in the data. Once the cause is gone: rpa retry {item.recipe} --item {item.id}. "
                "What was written already is not written again."
            )
        case "in_review" if not FIRST.match(item.reason):
            return (
                "It was not sure what stands there. Look at it, and say whether it was read right: "
                f"rpa review show {item.id}"
            )
        case "in_review":
            return (
                "The same key came before with other content. Find out which of the two is right, then decide: "
                f"rpa review show {item.id}"
            )
        case "in_doubt":
            open_write = next((row for row in reversed(steps) if row.state is StepState.SENT and row.intent), None)
            where = f" in {open_write.intent.target}" if open_write and open_write.intent else " at the target"
            return (
                f"Look{where} whether it is there, then say so: rpa review show {item.id}. "
                "Until then it is never done again."
            )
    return ""


def tell_item(
    item: ItemRow,
    run: int,
    zone: ZoneInfo,
    *,
    rows: Sequence[StepRow] = (),
    steps: tuple[StepStory, ...] | None = None,
    spent: timedelta | None = None,
) -> ItemStory:
    """An item with its words.

    Args:
        item: As the ledger has it.
        run: Number of the run that the report is about.
        zone: The company's time zone.
        rows: Rows of its steps.
        steps: Their stories; None when they are not told.
        spent: Time this run spent on it.
    """
    name = outcome(item)
    is_told = steps is not None
    return ItemStory(
        id=item.id,
        key=item.key,
        outcome=name,
        word=STATES[name],
        meaning=MEANINGS[name],
        place=item.place,
        reason=in_words(item.reason),
        advice=advice(item, rows),
        took=duration(spent) if spent is not None else "",
        ended=moment(item.changed_at, zone),
        attempts=item.attempts,
        later=item.run if item.run > run else 0,
        values=tuple(values_of(item.values, zone)) if is_told else (),
        original=tuple(_originals(item.original, zone)) if is_told else (),
        steps=steps or (),
        is_told=is_told,
        spent=spent,
        pruned=pruned(item, zone),
    )


def values_of(values: Mapping[str, Any], zone: ZoneInfo) -> list[Values]:
    """An item's values for a page: texts, and lists of rows as tables."""
    found = []
    for name, value in values.items():
        if isinstance(value, list) and value and all(isinstance(part, Mapping) for part in value):
            columns = tuple(dict.fromkeys(column for row in value for column in row))
            rows = tuple(tuple(written(row.get(column), zone) for column in columns) for row in value)
            found.append(Values(name, columns=columns, rows=rows))
        else:
            found.append(Values(name, written(value, zone)))
    return found


def _originals(original: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> list[Values]:
    layouts: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for row in original:
        layouts.setdefault(tuple(row), []).append(tuple(as_came(value, zone) for value in row.values()))
    return [Values("", columns=columns, rows=tuple(rows)) for columns, rows in layouts.items()]
