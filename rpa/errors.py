"""The error tree, sorted by what the runner does next.

Every class owns the exit code of the command that ends with it. A message says what was seen and what was
expected; `place` says where; `hint` says what the person who reads it should do next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake in a file, at the place where a person can mend it.

    Attributes:
        file: Path as the user named it.
        line: Line, from 1 (0: the file as a whole).
        column: Column, from 1 (0: the line as a whole).
        message: What was seen and what was expected.
        hint: The nearest right name, or the next thing to do; may be empty.
        excerpt: The line itself, without its line end; may be empty.
    """

    file: str
    line: int
    column: int
    message: str
    hint: str = ""
    excerpt: str = ""

    def __str__(self) -> str:
        """`file:line:col: message`, the line with a caret below it, and the hint."""
        where = self.file if not self.line else f"{self.file}:{self.line}:{self.column}"
        text = f"{where}: {self.message}"
        if self.excerpt:
            text += f"\n    {self.excerpt}"
            if self.column:
                text += f"\n    {' ' * (self.column - 1)}^"
        if self.hint:
            text += f"\n    {self.hint}"
        return text


_ENDS = ".!?:…"


class RpaError(Exception):
    """Something a person has to know about.

    Args:
        message: What was seen and what was expected.
        place: Where: `file:line:col`, `sheet!cell`, a page, an address.
        hint: What to do next.

    Attributes:
        run: Number of the run that ended with it; None when none had begun.
    """

    exit_code = 1

    def __init__(self, message: str, *, place: str = "", hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.place = place
        self.hint = hint
        self.run: int | None = None

    def __str__(self) -> str:
        text = f"{self.place}: {self.message}" if self.place else self.message
        if self.hint and text and text[-1] not in _ENDS:
            text += "."
        return f"{text} {self.hint}".strip()


class UsageError(RpaError):
    """The command was asked for something that cannot be: nothing ran."""

    exit_code = 2


class MistakesFound(UsageError):
    """A file that people write has mistakes: all of them are listed, nothing ran."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        count = len(self.problems)
        super().__init__(f"{count} mistake{'s' if count != 1 else ''} found; nothing ran.")


class RecipeError(MistakesFound):
    """A recipe has mistakes."""


class SettingsError(MistakesFound):
    """`rpa.toml` has mistakes."""


class AlreadyRunning(RpaError):
    """Another process runs this recipe."""

    exit_code = 5


class EnvironmentNotReady(RpaError):
    """Something the run needs is missing: a browser, a setting, a secret, a sign-in."""

    exit_code = 6


class BusinessException(RpaError):
    """The data or the business says no: the item is rejected with this reason and never retried by itself."""

    exit_code = 4


class TargetRefusal(BusinessException):
    """The target answered and refused the write: it has provably not happened."""


class ApplicationException(RpaError):
    """A system failed (time-out, 5xx, a moved page): retried with a fresh session, then failed."""

    exit_code = 3


class TargetBusy(ApplicationException):
    """The target answered that it has not taken the write and may take it later: provably not happened."""


class TargetLocked(EnvironmentNotReady):
    """The target answered that it does not let us in: provably not happened; no other item would fare better."""


class SessionLost(ApplicationException):
    """The target no longer knows us: sign in again and repeat."""


class ReviewNeeded(RpaError):
    """What was read has to be confirmed by a person before the item goes on with it.

    Args:
        message: What is not sure, in a sentence.
        question: A `rpa.model.question.Question`.

    Attributes:
        step: The pass of a step that asks; the engine fills it in.
    """

    exit_code = 4

    def __init__(self, message: str, question: object, *, place: str = "", hint: str = "") -> None:
        super().__init__(message, place=place, hint=hint)
        self.question = question
        self.step = ""


class StepFailed(RpaError):
    """The step cannot work as it is written (a control that is not there, two that fit): failed, not retried."""

    exit_code = 3


class WriteRefused(StepFailed):
    """A step that is no write tried to write; the boundary held it back and nothing left."""


class NotThere(RpaError):
    """A `verify` step's clear answer: the target does not have it."""


class InDoubt(RpaError):
    """A write may have happened; only the target or a person can tell."""

    exit_code = 4


class Parked(RpaError):
    """The run is to stop: the item in hand is put down before its next step and goes on with the next run."""


class Fenced(RpaError):
    """Another worker took this item over: stop at once and do not touch the world."""


class LedgerError(RpaError):
    """The ledger cannot be read or written."""


class LedgerNotWhole(LedgerError):
    """The ledger is not as the robots left it: missing, cut off, older than what was seen of it."""

    exit_code = 7


class LedgerNotReady(LedgerError):
    """The disk under the ledger is full, may not be written, or fails: what is recorded stands."""

    exit_code = 6
