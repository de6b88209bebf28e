"""What a ledger can do: the verbs behind which its data are kept, whatever the database.

Every verb that changes something is one durable transaction: when it returns, it has survived a kill and a power cut.
Verbs that carry a `Claim` are fenced: if another worker has the item now, they raise `Fenced` and change nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from rpa.model.effect import Effect, Intent, Receipt
from rpa.model.item import USUAL, Arrival, Decision, ItemState, Policy, Verdict
from rpa.model.question import Question
from rpa.model.run import NO_LIMITS, Limits, Run, Totals

IN_A_ROW = "application exceptions in a row"
"""What the breaker says in a run's stop reason."""


class StepState(StrEnum):
    """How far a step came."""

    STARTED = "started"
    """A write's intent is durable; nothing has left yet."""
    SENT = "sent"
    """The write may have left."""
    DONE = "done"
    VOID = "void"
    """Provably not happened, or repeatable: to be done again."""
    REFUSED = "refused"
    """The target answered and refused: provably not happened."""
    LATE = "late"
    """Done by a worker that had been taken over meanwhile: evidence only."""


@dataclass(frozen=True)
class StepRow:
    """One step of one item as the ledger knows it.

    Attributes:
        step: The step's id; with `[n]` behind it inside a `for_each`, from 0.
        epoch: The claim under which it ran.
        state: How far it came.
        effect: Pure, read or write.
        intent: What a write was about to do; None for pure and read steps.
        outputs: Typed outputs of a done step.
        receipt: Proof of a done write.
        reason: Why it is void or refused.
        started_at: Aware, UTC; likewise `sent_at` and `ended_at`.
    """

    step: str
    epoch: int
    state: StepState
    effect: Effect
    started_at: datetime
    intent: Intent | None = None
    outputs: Mapping[str, Any] = field(default_factory=dict)
    receipt: Receipt | None = None
    reason: str = ""
    sent_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True)
class Finished:
    """A pure or read step that ended well, kept until the next durable commit.

    Attributes:
        step: The step's id.
        effect: Pure or read.
        outputs: Typed outputs.
        started_at: Aware, UTC; likewise `ended_at`.
    """

    step: str
    effect: Effect
    outputs: Mapping[str, Any]
    started_at: datetime
    ended_at: datetime


@dataclass(frozen=True)
class Claim:
    """The right to work on one item, until somebody else claims it.

    Attributes:
        item: Number of the item.
        run: Number of the run whose recipe the item runs on.
        epoch: Raised by every claim: the fence.
        key: The business key.
        attempts: How often it was claimed since it was recorded or taken up, this time included; claims that ended with
            the death of their owner do not count.
        values: The item's typed values.
        state: The engine's own memory of the item: `{"page": address of the last checkpoint}`.
        steps: Rows of this item that are started, sent or done, in order of their start.
        place: Where the item stands, for people.
        recipe_file: The recipe as its run read it, for messages; likewise `recipe_text`.
        params: The run's parameters, typed.
        deaths: Workers that died on it since one of its writes was done.
        suspect: An owner that it was taken from without proof of its death: it may wake up, and what it had sent may
            still leave. Empty when every earlier owner is known to be dead.
        suspect_epoch: The epoch of the suspect's claim; 0 without one.
        variant: Empty for the first item of its key; a hash of its content for one beside it.
        again: Writes that were done and are to be done once more by a person's word: step to how often. What the
            target would take for the same once more (a Message-ID, an idempotency key) must differ.
        answers: Readings that a person has confirmed: pass of a step to its outputs.
    """

    item: int
    run: int
    epoch: int
    key: str
    attempts: int
    values: Mapping[str, Any]
    state: Mapping[str, Any]
    steps: tuple[StepRow, ...]
    place: str
    recipe_file: str
    recipe_text: str
    params: Mapping[str, Any]
    deaths: int = 0
    suspect: str = ""
    suspect_epoch: int = 0
    variant: str = ""

    @property
    def work(self) -> str:
        """What no other item of the recipe is called: marks what is written for it (a Message-ID, a marker row)."""
        return f"{self.key} #{self.variant}" if self.variant else self.key

    again: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class QuestionRow:
    """What a step has asked about its readings.

    Attributes:
        step: The pass of the step.
        question: What was asked.
        asked_at: Aware, UTC.
        answer: Outputs of the step as a person has confirmed them; None: nobody has answered.
        said: Whose word, with a note; empty without an answer.
    """

    step: str
    question: Question
    asked_at: datetime
    answer: Mapping[str, Any] | None = None
    said: str = ""


@dataclass(frozen=True)
class Sighting:
    """What became of one arrival.

    Attributes:
        item: Number of the item it was recorded as.
        key: Its business key.
        verdict: See `Verdict`.
        reason: For rejected, held and left ones: why (for held ones with the differences, field by field).
    """

    item: int
    key: str
    verdict: Verdict
    reason: str = ""


@dataclass(frozen=True)
class ItemRow:
    """One item for people: commands and reports.

    Attributes:
        id: Number of the item.
        recipe: Name of its recipe.
        key: Business key.
        state: See `ItemState`.
        reason: Why it is rejected, failed, in doubt or in review.
        place: Where it came from.
        original: The rows as they came, caption to value (see `RawItem`).
        values: Typed values.
        attempts: Claims since it was recorded or taken up.
        run: The last run that touched it.
        changed_at: Aware, UTC.
        verdict: What the run asked about made of it; None when no run was asked about.
        priority: The higher, the earlier.
        deadline: When it should be done, aware, UTC; None: no matter.
        deaths: Workers that died on it since one of its writes was done.
        owner: Who works on it; empty when nobody does.
        variant: Empty for the first item of its key; a hash of its content for one beside it.
        pruned_at: When its details were removed because they were old, aware, UTC; None: they are all there.
        own_run: The run whose recipe it runs on.
        epoch: Raised by every claim and every decision: with it a decision is about what its person has seen.
    """

    id: int
    recipe: str
    key: str
    state: ItemState
    reason: str
    place: str
    original: tuple[Mapping[str, Any], ...]
    values: Mapping[str, Any]
    attempts: int
    run: int
    changed_at: datetime
    verdict: Verdict | None = None
    priority: int = 0
    deadline: datetime | None = None
    deaths: int = 0
    owner: str = ""
    variant: str = ""
    pruned_at: datetime | None = None
    own_run: int = 0
    epoch: int = 0


@dataclass(frozen=True)
class Onward:
    """Which item a worker wants next.

    Attributes:
        recipe: Name of the recipe.
        owner: The worker.
        run: The run it works on.
        limits: How much at once, and how often.
        breaker: Application exceptions in a row after which no further item is begun; 0: never.
    """

    recipe: str
    owner: str
    run: int
    limits: Limits = NO_LIMITS
    breaker: int = 0


class Ledger(Protocol):
    """Durable memory."""

    def start_run(self, recipe: str, file: str, text: str, params: Mapping[str, Any], owner: str = "") -> int:
        """Record a run, conducted by `owner`; returns its number."""

    def finish_run(self, run: int, totals: Totals, error: str = "") -> None:
        """Record how a run ended."""

    def stop_run(self, run: int, reason: str) -> bool:
        """Ask all workers of a run to begin nothing more of it; False when it has ended or was asked before."""

    def stop_reason(self, run: int, breaker: int = 0) -> str:
        """Why nothing more of a run is to be begun (one that has ended, too); empty: it goes on.

        Args:
            run: Number of the run.
            breaker: Application exceptions in a row, of all its workers, that stop it; 0: any number may happen.
        """

    def record(self, run: int, recipe: str, arrivals: Sequence[Arrival], policy: Policy = USUAL) -> list[Sighting]:
        """Record arrivals in one transaction, in order; same key and recipe is the same item (see `Verdict`).

        - unknown: inserted as new, or as rejected when it carries a reason.
        - done, same content: skipped. New or claimed, same content: again.
        - failed or rejected before: taken up again as new (attempts 0) in this run, with the new content; but if it
          carries a reason it is (again) rejected, and if a write of it was sent or done and the content differs, held.
        - done, claimed, in doubt or with a write begun, other content: held. The held one is an item of its own
          beside the first (state in_review, reason naming each differing field with both values); the same held content
          again is not held twice.
        - in doubt or in review, same content: verdict `held` with the state's own reason; nothing changes.

        That is the usual policy. By another, other content of a key that is done or begun is

        - skip: as if the known content had come again (what failed goes on with the content it has);
        - new: an item of its own beside the first, each content once; unlike a held one it is taken up again when it
          failed or a step rejected it, but not when a person did;
        - reject: an item of its own beside the first, rejected with each differing field.

        And what failed or was rejected by a step is left as it is (verdict `left`), whatever its content, unless
        one of its writes was begun and the content differs: then what is said of changed content holds.
        - rejected by a person who left a write unknown, or beside the first, same content: verdict `set_aside`;
          nothing changes.
        """

    def mark(self, recipe: str, name: str) -> Mapping[str, Any]:
        """How far a source of a recipe was read, in its own words; empty when it never was."""

    def keep_mark(self, run: int, recipe: str, name: str, told: Mapping[str, Any]) -> None:
        """Keep how far a source was read, once all that it gave up to there is recorded."""

    def claim(self, recipe: str, owner: str, run: int, limits: Limits = NO_LIMITS) -> Claim | None:
        """Claim the first new item of a recipe whose time has come: by priority, then by deadline, then by age.

        An item recorded by an earlier run is noted as resumed by `run`; it keeps its own run's recipe.

        Returns:
            None when there is none, or when the limits allow none now.
        """

    def reap(
        self, recipe: str, is_alive: Callable[[str], bool], is_proven: Callable[[str], bool] = lambda _owner: True
    ) -> int:
        """Give items of dead owners back as new; returns how many.

        Args:
            recipe: Whose items.
            is_alive: Whether an owner lives.
            is_proven: Whether the death of one that does not live is certain. Otherwise it may only be paused or cut
                off, and the item remembers it (`Claim.suspect`).
        """

    def begin(self, claim: Claim, step: str, intent: Intent, finished: Sequence[Finished], page: str = "") -> None:
        """Make a write's intent durable, together with the pure and read steps before it.

        Raises:
            InDoubt: If this step has a started or sent row already.
            Fenced: If the item was taken over.
        """

    def sent(self, claim: Claim, step: str) -> None:
        """Make durable that the write may leave now."""

    def finish(self, claim: Claim, step: str, outputs: Mapping[str, Any], receipt: Receipt, page: str = "") -> None:
        """Record a write's receipt and outputs.

        Raises:
            Fenced: If the item was taken over; the row is kept as late evidence.
        """

    def void(self, claim: Claim, step: str, reason: str, *, refused: bool = False) -> None:
        """Record that a begun write has provably not happened (or is repeatable), so that it may be done again."""

    def settle(
        self,
        claim: Claim,
        state: ItemState,
        reason: str = "",
        finished: Sequence[Finished] = (),
        not_before: datetime | None = None,
    ) -> None:
        """End a claim: done, rejected, failed, in_doubt, in_review; or new, to be claimed again (from `not_before`).

        New without a reason and a time: given back untried, which is no attempt of the item's.
        """

    def ask(self, claim: Claim, step: str, question: Question, reason: str, finished: Sequence[Finished] = ()) -> None:
        """End a claim as in review: a person has to confirm what a step has read.

        Args:
            claim: The item.
            step: The pass of the step.
            question: What is asked.
            reason: The same in a sentence.
            finished: Pure and read steps before it.
        """

    def settle_and_claim(
        self, claim: Claim, state: ItemState, reason: str, finished: Sequence[Finished], onward: Onward
    ) -> Claim | None:
        """End a claim and claim the next item, in one transaction where `settle` and `claim` are two.

        A process that dies in it leaves nothing of both, or both: what it may leave between two transactions as well.

        Returns:
            None when there is no next one, the limits allow none now, or the run is to stop.
        """

    def take_up(self, items: Sequence[int], run: int | None = None) -> int:
        """Make failed or rejected items new again (attempts 0), in the given run if any; returns how many."""

    def accept(self, claim: Claim, step: str) -> Mapping[str, Any] | None:
        """Take a write that was sent for done, if its own worker has reported it late; returns its outputs, or None."""

    def resolve(
        self,
        item: int,
        decision: Decision,
        who: str,
        note: str = "",
        outputs: Mapping[str, Any] | None = None,
        epoch: int | None = None,
    ) -> ItemState:
        """Carry out a person's word about an item in doubt or in review; whoever may still hold it is fenced out.

        In doubt: `happened` makes the write done, with `outputs`, and `repeat` makes it void; the item is new then.
        What its own worker reported late stays the proof, and gives the outputs when none are given. `reject` ends the
        item and leaves the write unknown. In review: `happened` ends the item as done without doing anything, `repeat`
        makes it new, `reject` ends it as rejected. In review because of a reading: `confirm` makes it new with
        `outputs` as those of the step that has asked, `repeat` makes it new to be read again.

        Args:
            item: Number of the item.
            decision: The word.
            who: Whose word.
            note: Why, in the person's words.
            outputs: Of the step that has happened, or that has asked: all of them.
            epoch: The item's as the person saw it; one that has moved on since is refused.

        Returns:
            The item's state afterwards.

        Raises:
            UsageError: The item waits for no decision (says who has decided), cannot be run as it is, or has no step
                that can have happened or that the outputs can belong to.
        """

    def amend(self, item: int, step: str, outputs: Mapping[str, Any], who: str, note: str = "") -> None:
        """Replace the outputs that a person gave for a write, by a person's word; the ones before stay in the events.

        Raises:
            UsageError: The item is under way or done, or the write was not taken for done by a person's word.
        """

    def reopen(self, item: int, steps: Sequence[str], who: str, run: int | None = None) -> bool:
        """Make an ended item new again and count these steps (ids) as not done, by a person's word.

        Returns:
            False when the item is under way, waits for a decision, or was rejected on arrival: nothing changes.
        """

    def number(self, claim: Claim, sequence: str) -> int:
        """The item's number of a gapless sequence, from 1: the same item gets the same number, always."""

    def peek_number(self, sequence: str) -> int:
        """The number the next item would get."""

    def next_due(self, recipe: str, limits: Limits = NO_LIMITS) -> datetime | None:
        """When it is worth while to claim again; None when no new item of the recipe waits."""

    def count(self, recipe: str, state: ItemState, most: int | None = None) -> int:
        """How many items of a recipe are new or claimed (no other state has an index to count by).

        Args:
            recipe: Whose items.
            state: New or claimed.
            most: Count no further: with a million items, whether there is one is known at once.
        """

    def copy(self) -> Ledger:
        """A copy in memory: a plan works on it and leaves this one alone."""

    def close(self) -> None:
        """Close the file."""

    # reading, for commands and reports

    def runs(self, recipe: str | None = None, limit: int = 50) -> list[Run]:
        """Runs, newest first."""

    def run(self, run: int) -> Run | None:
        """One run."""

    def unfinished_runs(self, recipe: str | None = None) -> list[Run]:
        """Runs that have no end, oldest first; of all recipes when none is named."""

    def items(
        self,
        recipe: str | None = None,
        states: Sequence[ItemState] = (),
        run: int | None = None,
        limit: int | None = None,
    ) -> list[ItemRow]:
        """Items in order of their number; with `run`, those that run looked at, with its verdict."""

    def item(self, item: int) -> ItemRow | None:
        """One item."""

    def steps(self, item: int) -> list[StepRow]:
        """All rows of an item's steps, void ones too, in order of their start."""

    def questions(self, item: int) -> list[QuestionRow]:
        """What the steps of an item have asked a person, and the answers, in order."""

    def events(self, item: int | None = None, run: int | None = None) -> list[Mapping[str, Any]]:
        """Events in order: `at` (datetime), `kind`, `item`, `run`, `data` (mapping), `hash` (hex)."""

    def totals(self, run: int) -> Totals:
        """How the items a run looked at stand now."""

    def verify_chain(self) -> int | None:
        """The number of the first event whose hash does not follow from the one before; None: the chain is whole."""
