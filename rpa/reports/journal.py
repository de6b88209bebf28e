"""What the robot did for one item, told step by step, failed attempts included."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rpa.ledger.protocol import StepRow, StepState
from rpa.model.effect import Effect
from rpa.reports.evidence import BEFORE, evidence_of
from rpa.reports.pictures import Album, Picture
from rpa.reports.places import link
from rpa.reports.wording import clock_time, duration, moment, written

EFFECTS = {Effect.PURE: "computed", Effect.READ: "looked up", Effect.WRITE: "written"}
HAPPENED, TO_BE_DONE, AGAIN = "it has happened, says ", "it is to be done, says ", "again, says "
"""How a person's word begins in the ledger."""
_LONGEST = 400  # characters of one value that was read or computed
_ASKED = "found at the target by "
_NOT_THERE = "not there when asked afterwards"


@dataclass(frozen=True)
class Document:
    """A file that a step made.

    Attributes:
        name: Path inside the workspace, for people.
        link: Address relative to the report; empty when the file is not there.
    """

    name: str
    link: str


@dataclass(frozen=True)
class StepStory:
    """One row of a step, for people.

    Attributes:
        step: The step's id.
        title: What it is about.
        effect: See `EFFECTS`.
        tone: `done`, `past` (an attempt that did not count), `in_doubt` or `open`.
        story: What became of it, when that is not plain success.
        started: When, in the company's time zone; with the day when the run began on another one.
        took: How long; empty when it has no end.
        earlier: True when an earlier run did it.
        fields: What was written: caption and value.
        proof: Where a write went, what the target called it, and further facts of its receipt.
        found: What a look found or a computation gave.
        documents: Files it made.
        pictures: Taken before the write left.
    """

    step: str
    title: str
    effect: str
    tone: str
    story: str
    started: str
    took: str
    earlier: bool
    fields: tuple[tuple[str, str], ...]
    proof: tuple[tuple[str, str], ...]
    found: tuple[tuple[str, str], ...]
    documents: tuple[Document, ...]
    pictures: tuple[Picture, ...]


@dataclass(frozen=True)
class Teller:
    """Tells the steps of the items of one report.

    Attributes:
        root: Folder of the workspace.
        folder: Folder of the report.
        zone: The company's time zone.
        album: Takes the pictures in.
    """

    root: Path
    folder: Path
    zone: ZoneInfo
    album: Album

    def tell(self, item: int, rows: Sequence[StepRow], since: Any) -> tuple[StepStory, ...]:
        """All rows of an item's steps, in order.

        Args:
            item: Number of the item.
            rows: As the ledger has them.
            since: When the run began: what started before was done by an earlier run.
        """
        return tuple(
            self._tell(item, row, rows[number + 1 :], earlier=row.started_at < since) for number, row in enumerate(rows)
        )

    def _tell(self, item: int, row: StepRow, later: Sequence[StepRow], *, earlier: bool) -> StepStory:
        tone, story = story_of(row, later)
        intent = row.intent
        return StepStory(
            step=row.step,
            title=(intent.summary if intent else "") or row.step,
            effect=EFFECTS[row.effect],
            tone=tone,
            story=story,
            started=moment(row.started_at, self.zone) if earlier else clock_time(row.started_at, self.zone),
            took=duration(row.ended_at - row.started_at) if row.ended_at else "",
            earlier=earlier,
            fields=intent.fields if intent else (),
            proof=tuple(_proof(row)),
            found=() if row.effect is Effect.WRITE else tuple(self._found(row.outputs)),
            documents=tuple(self._documents(row)),
            pictures=tuple(self._pictures(item, row)),
        )

    def _found(self, outputs: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        for name, value in outputs.items():
            text = written(value, self.zone)
            yield name, text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"

    def _documents(self, row: StepRow) -> Iterator[Document]:
        """Files that a write made: its target, and every path among its outputs and receipt."""
        if row.effect is not Effect.WRITE or row.state not in (StepState.DONE, StepState.LATE):
            return
        paths = [Path(row.intent.target)] if row.intent and row.intent.kind == "file" and row.intent.target else []
        paths += [Path(row.receipt.details["path"])] if row.receipt and row.receipt.details.get("path") else []
        paths += list(_paths(row.outputs))
        for path in dict.fromkeys(self.root / path for path in paths):
            name = str(path.relative_to(self.root)) if path.is_relative_to(self.root) else str(path)
            yield Document(name, link(path, self.folder) if path.exists() else "")

    def _pictures(self, item: int, row: StepRow) -> Iterator[Picture]:
        if row.receipt is not None and row.receipt.pictures:
            yield from (self.album.show(name) for name in row.receipt.pictures)
        elif row.effect is Effect.WRITE and row.state in (StepState.STARTED, StepState.SENT, StepState.DONE):
            # No receipt names the picture of a write that is unfinished, or was found or decided afterwards.
            for one in evidence_of(self.album.artifacts, item, row.step, row.started_at):
                if one.caption == BEFORE or row.state is not StepState.DONE:
                    yield self.album.show(str(one.path.relative_to(self.album.artifacts)))


def story_of(row: StepRow, later: Sequence[StepRow]) -> tuple[str, str]:
    """What became of a row of a step.

    Args:
        row: The row.
        later: Those after it.

    Returns:
        Its tone (see `StepStory`), and a sentence; empty for plain success.
    """
    done_again = any(other.step == row.step and other.state is StepState.DONE for other in later)
    reason = row.reason.rstrip(".")
    match row.state:
        case StepState.DONE if row.receipt and row.receipt.reference.startswith(_ASKED):
            asked = row.receipt.reference.removeprefix(_ASKED)
            return "done", f"Sent, and no answer came. Asked the target afterwards ({asked}): it is there."
        case StepState.DONE if row.receipt and (decision := decided(row)):
            return "done", f"Sent, and no answer came. A person looked: {decision}."
        case StepState.DONE:
            return "done", ""
        case StepState.VOID | StepState.REFUSED if not reason:
            return "past", "It has not happened; why was removed with its details." + " It was done again." * done_again
        case StepState.VOID:
            return "past", _undone(row, done_again=done_again)
        case StepState.REFUSED:
            return "past", f"The target answered and refused it, so nothing was written: {reason}."
        case StepState.LATE:
            story = "Done by a worker whose item had been taken over meanwhile. Look whether it happened twice."
            return "in_doubt", story
        case StepState.SENT:
            return "in_doubt", "Sent, and no answer came: nobody knows whether it happened."
    return "open", "Begun; nothing has left yet."


def _undone(row: StepRow, *, done_again: bool) -> str:
    again = "It was done again." if done_again else "It is to be done again."
    reason = row.reason.rstrip(".")
    if row.effect is not Effect.WRITE:
        return f"To be looked up again: {reason}."
    if reason.startswith(AGAIN):
        return f"Done, and wanted once more: {reason}. {again}"
    if reason.startswith(TO_BE_DONE):
        return f"Sent, and no answer came. A person looked: {reason}. {again}"
    if reason.startswith(_NOT_THERE):
        why = reason.removeprefix(_NOT_THERE).strip(" ()")
        return f"Sent, then asked the target: not there ({why}). {again}"
    return f"Begun, and it has provably not happened: {reason}. {again}"


def decided(row: StepRow) -> str:
    """What a person said about a write that is done: `it has happened, says anna`; empty without a decision."""
    if row.receipt is None:
        return ""
    said = row.receipt.details.get("decision", "")
    return said or (row.receipt.reference if row.receipt.reference.startswith(HAPPENED) else "")


def _proof(row: StepRow) -> Iterator[tuple[str, str]]:
    if row.intent and row.intent.target and row.intent.kind != "file":
        yield "Where", row.intent.target
    if row.receipt:
        if not row.receipt.reference.startswith(_ASKED):
            yield "Receipt", row.receipt.reference
        # A path is shown as a link among the documents.
        yield from ((name, value) for name, value in row.receipt.details.items() if name != "path")


def _paths(value: Any) -> Iterator[Path]:
    if isinstance(value, Path):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _paths(part)
    elif isinstance(value, list):
        for part in value:
            yield from _paths(part)


def time_spent(events: Sequence[Mapping[str, Any]]) -> timedelta | None:
    """How long a run held an item: from each claim to its end; None when it never ended one.

    Args:
        events: The item's events of this run, in order.
    """
    total, since = timedelta(0), None
    ended = False
    for event in events:
        if event["kind"] == "item.claimed":
            since = event["at"]
        elif event["kind"].startswith("item.") and since is not None:
            # Not less than nothing: the clock may have been set back meanwhile.
            total, since, ended = total + max(event["at"] - since, timedelta(0)), None, True
    return total if ended else None
