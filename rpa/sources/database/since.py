"""Reading on from where the last run left off: the query with its boundary, and the mark that is kept behind it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from rpa.errors import UsageError
from rpa.model.item import Mark
from rpa.model.secret import Secret
from rpa.sources.contract import SourceContext
from rpa.sources.watermark import Watermark, believed, moved_back

if TYPE_CHECKING:
    from rpa.sources.database.rows import Params

SINCE, SINCE_ID = "rpa_since", "rpa_since_id"


@dataclass
class Progress:
    """How far one reading has come.

    Attributes:
        params: What the recipe asks.
        ctx: Gives the time.
        name: Of the mark.
        before: What the mark said when the reading began.
        last: The furthest row that may be believed: value of the column, and of the id.
        positions: Where in a row a column stands.
    """

    params: Params
    ctx: SourceContext
    name: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)
    last: tuple[Watermark, Any] | None = None
    positions: dict[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, params: Params, ctx: SourceContext) -> Progress:
        """The state before anything is read."""
        if params.since is None:
            return cls(params, ctx)
        # The recipe's own start is part of the name: whoever changes it wants to read again from there. So is the
        # query: of what only the new one finds, the mark of the old one says nothing.
        query = hashlib.sha256(" ".join(params.sql.split()).encode()).hexdigest()[:12]
        name = f"{_safe(params.url)} {query} since {params.since.column} from {params.since.start}"
        return cls(params, ctx, name, ctx.mark(name))

    def query(self) -> tuple[str, dict[str, Any]]:
        """The query as it is asked, and its values.

        Rows without a value in the column are always among the answer: nobody could tell when they came.
        """
        since, values = self.params.since, dict(self.params.params)
        if since is None:
            return self.params.sql, values
        if SINCE in values or SINCE_ID in values:
            raise UsageError(f"{SINCE} is a name of the program's own", hint="Choose another name in params.")
        column, order = since.column, since.column
        where = ""
        start: Any = self.before.get("since", since.start)
        is_pair = bool(since.id) and not since.overlap and self.before.get("id") is not None
        if start is not None:
            values[SINCE] = moved_back(start, since.overlap if self.before else 0)
            condition = f"{column} >= :{SINCE}"
            if is_pair:
                values[SINCE_ID] = self.before["id"]
                condition = f"{column} > :{SINCE} OR ({column} = :{SINCE} AND {since.id} > :{SINCE_ID})"
            where = f"\nWHERE {column} IS NULL OR {condition}"
        tie = since.id or self.params.group_by
        order = f"{column}, {tie}" if tie else column
        inner = self.params.sql.strip().rstrip(";")
        return f"SELECT * FROM (\n{inner}\n) rpa_rows{where}\nORDER BY {order}", values  # noqa: S608 - checked names

    def note(self, columns: Sequence[str], row: Sequence[Any]) -> None:
        """Note a row as the database gave it; they come in the order of the column."""
        since = self.params.since
        if since is None:
            return
        value = believed(self._value(since.column, columns, row), self.ctx.clock.now().astimezone(self.ctx.clock.zone))
        if value is not None:
            self.last = (value, self._value(since.id, columns, row) if since.id else None)

    def mark(self) -> Mark | None:
        """What is kept once all rows are recorded; None where nothing is read since anything."""
        return Mark(self.name, self._told) if self.params.since else None

    def _told(self) -> Mapping[str, Any]:
        if self.last is None:
            return dict(self.before)
        value, number = self.last
        return {"since": value} if number is None else {"since": value, "id": number}

    def _value(self, name: str, columns: Sequence[str], row: Sequence[Any]) -> Any:
        for column, value in zip(columns, row, strict=True):
            if column.lower() == name.lower():
                # Every digit counts here: a mark that is rounded up would pass over what lies between.
                return Decimal(repr(value)) if isinstance(value, float) else value
        raise UsageError(
            f"the query gives no column {name!r}, which since names", hint=f"It gives {', '.join(columns)}"
        )


def _safe(url: str | Secret) -> str:
    """The address as the name of a mark: without password; of one that is a secret, only the secret's name."""
    if isinstance(url, Secret):
        return f"secret {url.name}"
    scheme, mark, rest = url.partition("://")
    return f"{scheme}{mark}{rest.partition('?')[0].rpartition('@')[2]}"
