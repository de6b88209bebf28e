"""Work items that the calendar brings: one for each period that has ended."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Literal, Self

from pydantic import Field, model_validator

from rpa.formats.periods import Period, period_of, vat_due_date
from rpa.model.item import Document, Place, RawItem
from rpa.sources.contract import SourceContext, SourceParams, source

LENGTHS = {"month": 1, "term": 2, "quarter": 3, "year": 12}

EXAMPLES = (
    """\
calendar.periods: {every: quarter, due: nl-vat}
""",
    """\
calendar.periods: {every: month, due_days: 15, last: 2}
""",
)


class Params(SourceParams):
    """Which periods.

    The values of an item: `period` (`2026-Q3`, `2026-09`, `2026-T5`, `2026`), `start`, `end` and `due` (dates; `due` is
    none when neither `due` nor `due_days` is given).
    """

    every: Literal["month", "term", "quarter", "year"] = Field(
        description="Length of a period; a term is two months, as in Norway."
    )
    due: Literal["nl-vat", "de-vat", "no-vat"] | None = Field(
        None, description="The law that sets the day on which it is due: the VAT return of a country."
    )
    due_days: int | None = Field(None, ge=0, le=400, description="Days after its end on which it is due.")
    last: int = Field(1, ge=1, le=24, description="How many of the periods that have ended; earlier ones come first.")

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse two rules, and a rule that has no such period."""
        if self.due is not None and self.due_days is not None:
            raise ValueError("give due or due_days, not both")
        if self.due:
            vat_due_date(period_of(dt.date(2026, 1, 1), LENGTHS[self.every]), self.due[:2].upper())
        return self


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """One document with the last complete periods, as seen on the day of the run."""
    period = period_of(ctx.clock.today(), LENGTHS[params.every])
    periods: list[Period] = []
    for _ in range(params.last):
        period = period.previous
        periods.insert(0, period)
    yield Document(None, "calendar", tuple(item(found, params) for found in periods))


def item(period: Period, params: Params) -> RawItem:
    """One period as an item."""
    due: dt.date | None = None
    if params.due:
        due = vat_due_date(period, params.due[:2].upper())
    elif params.due_days is not None:
        due = period.end + dt.timedelta(days=params.due_days)
    values = {"period": period.label, "start": period.start, "end": period.end, "due": due}
    return RawItem(values, Place("calendar", period.label))
