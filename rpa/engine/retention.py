"""What a workspace holds that is older than its company wants to keep: counted, and removed when asked to."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rpa.drivers.old_files import remove, remove_empty
from rpa.engine.old_files import OldFiles
from rpa.errors import UsageError
from rpa.ledger.deciding import Deciding
from rpa.ledger.pruning import Pruning
from rpa.model.clock import Clock
from rpa.model.retention import Kind, Period, Retention
from rpa.model.workspace import Workspace

_log = logging.getLogger(__name__)
OF_LEDGER = (Kind.DETAILS, Kind.EVENTS)
STRANGE = timedelta(days=366)
"""Silence of the ledger behind which a clock that is set wrong is more likely than a company that slept."""


@dataclass(frozen=True)
class Old:
    """What of one kind may go.

    Attributes:
        kind: Which.
        period: How long it is kept; None: for ever, and nothing is counted.
        before: What is older than this may go, aware; None likewise.
        number: Items, events or files.
        size: Bytes; of details and events about.
    """

    kind: Kind
    period: Period | None = None
    before: datetime | None = None
    number: int = 0
    size: int = 0


class Keeping:
    """Applies a company's retention to its workspace.

    Args:
        workspace: Where.
        ledger: Its ledger; None when nothing has run.
        retention: How long what is kept.
        clock: The time.
    """

    def __init__(self, workspace: Workspace, ledger: Deciding | None, retention: Retention, clock: Clock) -> None:
        self.files = OldFiles(workspace, ledger)
        self.pruning = Pruning(ledger) if ledger is not None else None
        self.ledger, self.retention, self.clock = ledger, retention, clock

    def old(self) -> Iterator[Old]:
        """Every kind with what of it may go, in the order in which it would."""
        for kind in Kind:
            before = self._before(kind)
            if before is None:
                yield Old(kind)
            else:
                yield Old(kind, self.retention.periods[kind], before, *self._amount(kind, before))

    def remove(self, on_progress: Callable[[Kind, int], None] = lambda _kind, _number: None) -> dict[Kind, int]:
        """Remove what is old, bit by bit; may be killed at any instant and begun again.

        Args:
            on_progress: Told of each bit.

        Returns:
            How many of each kind went.
        """
        gone: dict[Kind, int] = {}
        for kind in Kind:
            before = self._before(kind)
            if before is None:
                continue
            for number in self._remove(kind, before):
                gone[kind] = gone.get(kind, 0) + number
                on_progress(kind, number)
            _log.info("removed what is older than %s: %s %s", before.date(), gone.get(kind, 0), kind)
        return gone

    def doubt_clock(self) -> None:
        """Refuse to judge ages by a clock that is far ahead of everything the ledger has seen.

        Raises:
            UsageError: It is more than a year ahead.
        """
        if self.ledger is None:
            return
        row = self.ledger.database.row("select_event", event=self.ledger.journal.head()[0])
        if row is None:
            return
        last, now = datetime.fromisoformat(row["at"]), self.clock.now()
        if now - last > STRANGE:
            raise UsageError(
                f"the clock says {now:%Y-%m-%d}, and the last thing the ledger saw was on {last:%Y-%m-%d}.",
                hint="If the clock is right, say --clock-is-right: what is old by it will be removed for good.",
            )

    def _before(self, kind: Kind) -> datetime | None:
        return self.retention.older_than(kind, self.clock.today(), ZoneInfo(str(self.clock.zone)))

    def _amount(self, kind: Kind, before: datetime) -> tuple[int, int]:
        if kind in OF_LEDGER:
            if self.pruning is None:
                return 0, 0
            count = self.pruning.old_details if kind is Kind.DETAILS else self.pruning.old_events
            amount = count(before)
            return amount.number, amount.size
        found = list(self.files.find(kind, before))
        return sum(one.files for one in found), sum(one.size for one in found)

    def _remove(self, kind: Kind, before: datetime) -> Iterator[int]:
        if kind is Kind.DETAILS:
            yield from self.pruning.prune_details(before) if self.pruning else ()
        elif kind is Kind.EVENTS:
            yield from self.pruning.prune_events(before) if self.pruning else ()
        else:
            for one in list(self.files.find(kind, before)):
                remove(one)
                if kind is Kind.REPORTS:
                    remove_empty(one.path.parent)
                yield one.files
