"""All about one item as plain text, for a terminal or a mail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from rpa.ledger.protocol import ItemRow, QuestionRow, StepRow
from rpa.reports.journal import EFFECTS, story_of
from rpa.reports.standing import advice
from rpa.reports.wording import STATES, as_came, count, duration, moment, outcome, pruned, written

DIGESTS = ("row", "intent", "found", "proof", "proofs")
"""In the data of events, for `rpa audit`: nothing that a person reads."""

LONGEST = 160
"""Characters of one value that a step gave or a person decided; `--json` and `rpa audit` have all of it."""

DOUBT_WORDS = {
    "happened": "it has happened",
    "repeat": "it has not happened and is written again",
    "reject": "nothing more is done; whether it has happened stays unknown",
}
READING_WORDS = {
    "confirm": "what was read is confirmed",
    "happened": "it is taken care of by hand",
    "repeat": "it is to be read once more",
    "reject": "nothing more is to be done",
}
HELD_WORDS = {
    "happened": "it is taken care of by hand",
    "repeat": "it is to be done as well",
    "reject": "the new content is wrong",
}
"""Decisions by their words in the ledger."""


def tell(
    item: ItemRow,
    steps: Sequence[StepRow],
    events: Sequence[Mapping[str, Any]],
    zone: ZoneInfo,
    questions: Sequence[QuestionRow] = (),
) -> str:
    """Everything the ledger knows about an item.

    Args:
        item: The item.
        steps: All rows of its steps, in order.
        events: Its events, in order.
        zone: The company's time zone.
        questions: What its steps have asked: the values that a person changed are told from the others.

    Returns:
        Lines of text, without a line end behind the last.
    """
    parts = (_head(item, steps, zone), _decisions(events, zone, questions), _contents(item, zone), _steps(steps, zone))
    return "\n".join((*chain.from_iterable(parts), *_events(events, zone)))


def _head(item: ItemRow, steps: Sequence[StepRow], zone: ZoneInfo) -> Iterator[str]:
    yield f"{printable(item.key)}: {STATES[outcome(item)]}"
    yield from pairs((("Item", f"{item.id} of {item.recipe}"), ("From", item.place), ("Run", str(item.run))))
    yield from pairs((("Attempts", str(item.attempts)), ("Changed", moment(item.changed_at, zone))))
    yield from pairs((("Reason", item.reason), ("To do", advice(item, steps)), ("Removed", pruned(item, zone))))


def _decisions(events: Sequence[Mapping[str, Any]], zone: ZoneInfo, questions: Sequence[QuestionRow]) -> Iterator[str]:
    told = [line for event in events if (line := decision_of(event, zone, questions))]
    if told:
        yield from ("", "Decided by a person")
        yield from (f"  {printable(line)}" for line in told)


def decision_of(event: Mapping[str, Any], zone: ZoneInfo, questions: Sequence[QuestionRow] = ()) -> str:
    """What an event tells of a person's decision: `anna, Mon 23 Nov 2026, 07:15: it has happened (order)`; or empty."""
    data = event["data"]
    at = moment(event["at"], zone)
    if event["kind"] == "item.reopened":
        return f"{data['who']}, {at}: once more from an earlier step on: {', '.join(data['steps'])}"
    if event["kind"] == "item.amended":
        right = {name: value for name, value in data["outputs"].items() if value != data["before"].get(name)}
        why = f". {data['note']}" if data["note"] else ""
        return f"{data['who']}, {at}: put right ({data['step']}): {written(right, zone)}{why}"
    if event["kind"] != "item.resolved":
        return ""
    held = data["before"] == "in_review"
    readings = data.get("readings", [])
    said = (READING_WORDS if readings else HELD_WORDS if held else DOUBT_WORDS)[data["decision"]]
    about = f" ({', '.join([*data['steps'], *readings])})" if data["steps"] or readings else ""
    given = {name: value for name, value in data.get("outputs", {}).items() if value is not None}
    if readings:
        asked = [one for one in questions if one.step in readings]
        told = confirmed(given, asked[-1].question.outputs if asked else {}, zone, is_known=bool(asked))
    else:
        told = shortened(written(given, zone))
    outputs = f"; {told}" if given else ""
    note = f". {data['note']}" if data["note"] else ""
    return f"{data['who']}, {at}: {said}{about}{outputs}{note}"


def confirmed(given: Mapping[str, Any], read: Mapping[str, Any], zone: ZoneInfo, *, is_known: bool) -> str:
    """The values that a person changed, and how many there are besides: `total: 121.00; 14 values as they were read`.

    Args:
        given: The step's outputs as the person has confirmed them.
        read: The outputs as they were read.
        zone: The company's time zone.
        is_known: Whether it is known what was read.
    """
    given, read = plain_fields(given), plain_fields(read)
    changed = {name: value for name, value in given.items() if is_known and value != read.get(name)}
    same = len(given) - len(changed)
    told = [f"{name}: {shortened(value_of(value, zone))}" for name, value in changed.items()]
    told += [f"{count(same, 'value')}{' as read' * is_known}"] if same else []
    return "; ".join(told)


def plain_fields(outputs: Mapping[str, Any]) -> dict[str, Any]:
    """The values among a step's outputs, a template's own too; not what is told about them: places, rules, texts."""
    found = {
        name: value for name, value in outputs.items() if not isinstance(value, Mapping) and value not in (None, [])
    }
    more = outputs.get("more")
    return found | ({n: v for n, v in more.items() if v is not None} if isinstance(more, Mapping) else {})


def value_of(value: Any, zone: ZoneInfo) -> str:
    """A value in one line; of a list of rows, how many they are."""
    is_rows = isinstance(value, list) and any(isinstance(part, Mapping) for part in value)
    return count(len(value), "row") if is_rows else written(value, zone)


def shortened(text: str) -> str:
    """A text that does not fill the screen."""
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _contents(item: ItemRow, zone: ZoneInfo) -> Iterator[str]:
    if not item.values and not item.original:
        return
    yield from ("", "Values" if item.values else "As it came")
    for name, value in item.values.items():
        if isinstance(value, list) and any(isinstance(part, Mapping) for part in value):
            for number, part in enumerate(value, 1):
                yield from pairs(((f"{name} {number}", written(part, zone)),))
        else:
            yield from pairs(((name, written(value, zone)),))
    if not item.values:
        for row in item.original:
            yield from pairs((name, as_came(value, zone)) for name, value in row.items())


def _steps(steps: Sequence[StepRow], zone: ZoneInfo) -> Iterator[str]:
    if steps:
        yield from ("", "Steps")
    for number, row in enumerate(steps):
        took = f", {duration(row.ended_at - row.started_at)}" if row.ended_at else ""
        title = f"{row.step}: {row.intent.summary}" if row.intent and row.intent.summary else row.step
        done = EFFECTS[row.effect] if row.state.value == "done" else row.state.value
        yield f"  {row.started_at.astimezone(zone):%Y-%m-%d %H:%M:%S}  {printable(title)} ({done}{took})"
        if story := story_of(row, steps[number + 1 :])[1]:
            yield from pairs((("!", story),), "    ")
        yield from pairs(row.intent.fields if row.intent else (), "      ")
        if row.receipt:
            yield from pairs((("Receipt", row.receipt.reference), *row.receipt.details.items()), "    ")
            yield from pairs((("Picture", name) for name in row.receipt.pictures), "    ")
        elif row.outputs:
            yield from pairs(((name, shortened(written(value, zone))) for name, value in row.outputs.items()), "      ")


def _events(events: Sequence[Mapping[str, Any]], zone: ZoneInfo) -> Iterator[str]:
    if events:
        yield from ("", "Events")
    for event in events:
        data = {name: value for name, value in event["data"].items() if name not in DIGESTS}
        if data.get("readings"):  # told above, under the decision
            data = {name: value for name, value in data.items() if name not in ("outputs", "answered")}
        told = written({name: value for name, value in data.items() if value not in ("", [], None)}, zone)
        run = f" run {event['run']}" if event["run"] else ""
        yield f"  {event['at'].astimezone(zone):%Y-%m-%d %H:%M:%S}{run}  {event['kind']}  {printable(told)}".rstrip()


def pairs(rows: Any, indent: str = "  ") -> Iterator[str]:
    """Caption and value on a line each; further lines of a value stand below its first. Empty ones are left out."""
    for name, value in rows:
        if not value:
            continue
        label = f"{indent}{name}:"
        first, *rest = printable(value).splitlines() or [""]
        yield f"{label:<{len(indent) + 14}} {first}"
        yield from (f"{'':<{len(indent) + 14}} {line}".rstrip() for line in rest)


def printable(text: str) -> str:
    """A text without control characters: a value must not move the cursor or change a terminal's colours."""
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "�" for sign in text)
