"""All that a person needs for a decision, as plain text for a terminal."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from rpa.ledger.protocol import QuestionRow, StepRow, StepState
from rpa.model.effect import Effect
from rpa.reports.choices import choices
from rpa.reports.clerk import in_words
from rpa.reports.item_text import printable
from rpa.reports.matters import Matter
from rpa.reports.wording import STATES, clock_time, moment, outcome, written

CAPTION = 20
"""Columns of the captions."""
WIDE = 100
"""Columns from which on readings are told as a table."""
LEAST = 30
"""Columns in which a text is still pleasant to read."""


def tell_matter(matter: Matter, zone: ZoneInfo, width: int, shown: Callable[[Path], str] = str) -> str:
    """All about one matter.

    Args:
        matter: What waits.
        zone: The company's time zone.
        width: Columns of the screen.
        shown: How a path is printed.

    Returns:
        Lines of text, without a line end behind the last.
    """
    return "\n".join(_lines(matter, zone, width, shown))


def _lines(matter: Matter, zone: ZoneInfo, width: int, shown: Callable[[Path], str]) -> Iterator[str]:
    item = matter.item
    yield from wrapped(f"{printable(item.key)}: {printable(matter.question)}", width)
    yield ""
    yield from row("Item", f"{item.id} of {item.recipe}, from {item.place}", width)
    yield from row("Since", f"{moment(item.changed_at, zone)}, run {item.run}", width)
    yield from row("What is wrong", in_words(matter.unfit), width)
    if matter.asked is not None:
        yield from _reading(matter, matter.asked, width, shown)
    elif matter.is_held:
        yield from _held(matter, zone, width)
    else:
        yield from row("Why", in_words(item.reason), width)
        yield from _doubt(matter, zone, width, shown)
    if matter.trouble:
        yield from ("", *wrapped(printable(matter.trouble), width))
    yield from _choices(matter, width)


def readings_of(asked: QuestionRow) -> list[tuple[str, str, str, str]]:
    """What is to be looked at: what people call it and its name, as read, as it stands in the document, why."""
    return [
        (
            f"{one.caption} ({one.name})" if one.caption != one.name else one.name,
            "not found" if one.value is None else written(one.value),
            one.seen,
            one.why,
        )
        for one in asked.question.readings
    ]


def _reading(matter: Matter, asked: QuestionRow, width: int, shown: Callable[[Path], str]) -> Iterator[str]:
    yield from row("Why", in_words(matter.item.reason), width)
    yield from ("", "Is this read right?")
    if width < WIDE:
        yield from _readings(asked, width)
    else:
        yield from grid(("Field", "Read", "It says", "Why it is not sure"), readings_of(asked), width)
    others = others_of(asked)
    if others:
        yield from ("", "What else was read")
        for name, value in others:
            yield from row(name, value, width)
    if matter.evidence:
        yield from ("", "Pictures")
    for one in matter.evidence:
        yield f"  {one.caption}:"
        yield f"    {shown(one.path)}"


def _readings(asked: QuestionRow, width: int) -> Iterator[str]:
    """What is to be looked at, one below the other: a narrow screen has no room for a table of it."""
    for caption, value, seen, why in readings_of(asked):
        yield f"  {printable(caption)}"
        yield from row("  Read", value, width)
        yield from row("  It says", "" if seen == value else seen, width)
        yield from row("  Why not sure", why.removeprefix("not found: "), width)


def others_of(asked: QuestionRow) -> list[tuple[str, str]]:
    """What else was read: name and value; what is not sure is said to be so, since it is confirmed with the rest."""
    outputs, looked_at = asked.question.outputs, {one.name for one in asked.question.readings}
    unsure = outputs.get("unsure") or ()
    return [
        (name, f"{written(value)} (not sure)" if name in unsure else written(value))
        for name, value in outputs.items()
        if name not in looked_at and value is not None and not isinstance(value, list | dict)
    ]


def _doubt(matter: Matter, zone: ZoneInfo, width: int, shown: Callable[[Path], str]) -> Iterator[str]:
    write = matter.write
    if write is None:
        return
    yield from ("", "What was about to be written")
    yield from row("Step", f"{matter.name} ({write.step})", width)
    if write.intent:
        yield from row("Where", write.intent.target, width)
        for name, value in write.intent.fields:
            yield from row(name, value, width)
    yield from row("Sent", told_sending(write, matter, zone), width)
    if matter.late and matter.late.receipt:
        yield from row("Reported late", f"{matter.late.receipt.reference}, by the worker itself", width)
    yield from ("", "What was seen")
    for one in matter.evidence:
        # A path is copied or clicked: it stands on a line of its own, whole.
        yield f"  {one.caption}, {clock_time(one.at, zone)}:"
        yield f"    {shown(one.path)}"
    if not matter.evidence:
        yield from wrapped("No pictures were kept. Look in the application itself.", width, "  ")


def told_sending(write: StepRow, matter: Matter, zone: ZoneInfo) -> str:
    """When a write was sent, by which run and worker."""
    worker = f", worker {matter.worker}" if matter.worker else ""
    at = write.sent_at or write.started_at
    return f"{moment(at, zone)}:{at.astimezone(zone):%S}, by run {matter.item.run}{worker}"


def _held(matter: Matter, zone: ZoneInfo, width: int) -> Iterator[str]:
    if matter.first is None:
        yield from row("Why", in_words(matter.item.reason), width)
        return
    first = matter.first
    yield from ("", "What is different")
    cells = [(one.path, one.before or "–", one.now or "–") for one in matter.changes]
    yield from grid(("Field", f"First (item {first.id})", f"Now (item {matter.item.id})"), cells, width)
    if not cells:
        yield from wrapped("Nothing that can be shown.", width, "  ")
    yield from ("", "What became of the first")
    yield from row("Item", f"{first.id}, from {first.place}", width)
    yield from row("State", f"{STATES[outcome(first)]}, {moment(first.changed_at, zone)}", width)
    yield from row("Reason", in_words(first.reason), width)
    for step in written_steps(matter.first_steps):
        yield from row("Written", f"{step.intent.summary if step.intent else step.step} {proof(step)}".strip(), width)


def written_steps(rows: tuple[StepRow, ...]) -> list[StepRow]:
    """The writes of an item that are done."""
    return [row for row in rows if row.effect is Effect.WRITE and row.state is StepState.DONE]


def proof(step: StepRow) -> str:
    """What the target called a write, in brackets."""
    reference = step.receipt.reference if step.receipt else ""
    return f"({reference})" if reference and "<" not in reference and not reference.startswith("sha256") else ""


def _choices(matter: Matter, width: int) -> Iterator[str]:
    yield from ("", "Your answer")
    for number, choice in enumerate(choices(matter)):
        if number:
            yield ""
        yield f"  {choice.answer}:"
        # Typed again as it stands: never wrapped.
        yield f"    {choice.command}"
        yield from wrapped(choice.effect, width, "      ")
        if choice.warning:
            yield from wrapped(printable(f"Mind: {choice.warning}"), width, "      ")


def wrapped(text: str, width: int, indent: str = "") -> list[str]:
    """Lines of a text, broken between words."""
    return textwrap.wrap(
        text,
        max(width, LEAST),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def row(name: str, value: str, width: int) -> Iterator[str]:
    """Caption and value; further lines of the value stand below its first. Nothing for an empty one."""
    if not value:
        return
    label = f"  {printable(name)}:"
    if len(label) > CAPTION + 2:
        yield label
        label = ""
    lines = [part for line in printable(value).splitlines() for part in wrapped(line, width - CAPTION - 3) or [""]]
    for number, line in enumerate(lines):
        yield f"{'' if number else label:<{CAPTION + 3}}{line}".rstrip()


def grid(captions: tuple[str, ...], rows: Sequence[tuple[str, ...]], width: int) -> Iterator[str]:
    """A small table whose columns share the width; long cells go on below."""
    widest = [max(len(line[at]) for line in (captions, *rows)) for at in range(len(captions))]
    room = max(width - 2 - 2 * (len(captions) - 1), LEAST)
    while sum(widest) > room and max(widest) > 10:
        widest[widest.index(max(widest))] -= 1
    for cells in (captions, *rows):
        parts = [
            wrapped(printable(cell), at) if at > LEAST else _chopped(printable(cell), at)
            for cell, at in zip(cells, widest, strict=True)
        ]
        for line in range(max(map(len, parts))):
            texts = [part[line] if line < len(part) else "" for part in parts]
            yield "  " + "  ".join(f"{text:<{at}}" for text, at in zip(texts, widest, strict=True)).rstrip()


def _chopped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, max(width, 5)) or [""]
