"""The pictures that were kept of one step: the form before it was sent, what the target showed afterwards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from rpa.ledger.protocol import QuestionRow
from rpa.reports.pictures import SUFFIXES

BEFORE = "Before it was sent"
AFTERWARDS = "When it went wrong"
ASKED = "When the target was asked"
CLOCKS_DIFFER = timedelta(seconds=1)
"""Times of files are coarser than those of the ledger."""


@dataclass(frozen=True)
class Evidence:
    """One picture.

    Attributes:
        caption: What it shows.
        path: The file, absolute.
        at: When it was taken, aware, UTC.
    """

    caption: str
    path: Path
    at: datetime


def step_folder(artifacts: Path, item: int, key: str) -> Path:
    """Where the pictures of one pass of a step lie."""
    return artifacts / f"item-{item}" / _safe(key)


def evidence_of(artifacts: Path, item: int, key: str, since: datetime) -> tuple[Evidence, ...]:
    """The pictures of one pass of a step and of the questions about it, in order of their time.

    Args:
        artifacts: Folder of pictures.
        item: Number of the item.
        key: The pass of the step.
        since: When it was begun: older pictures are of an earlier attempt.
    """
    folder = step_folder(artifacts, item, key)
    asked = re.compile(rf"{re.escape(folder.name)}\.verify-\d+")
    folders = sorted(folder.parent.iterdir()) if folder.parent.is_dir() else []
    found = [*_pictures(folder)]
    for other in folders:
        if asked.fullmatch(other.name):
            found += [Evidence(ASKED, one.path, one.at) for one in _pictures(other)]
    # The form's picture is taken before the step is begun, and each attempt replaces it.
    recent = [one for one in found if one.caption == BEFORE or one.at >= since - CLOCKS_DIFFER]
    return tuple(sorted(recent, key=lambda one: (one.at, one.path)))


def evidence_in(artifacts: Path, asked: QuestionRow) -> tuple[Evidence, ...]:
    """The pictures of what a step is not sure to have read: the page first, then each place.

    Args:
        artifacts: Folder of pictures.
        asked: The question.
    """
    question = asked.question
    named = [("The page", question.picture), *((one.caption, one.picture) for one in question.readings)]
    return tuple(Evidence(caption, artifacts / picture, asked.asked_at) for caption, picture in named if picture)


def _pictures(folder: Path) -> Iterator[Evidence]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.suffix.lower() in SUFFIXES and path.is_file():
            caption = BEFORE if path.stem == "before-submit" else AFTERWARDS
            yield Evidence(caption, path, datetime.fromtimestamp(path.stat().st_mtime, UTC))


def _safe(key: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "-", key)
