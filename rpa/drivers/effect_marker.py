"""The row by which a write is known in the database it was made in: there exactly when the write is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from rpa.errors import EnvironmentNotReady, InDoubt, StepFailed
from rpa.model.values import from_json, to_json

TABLE = "rpa_effect"
DDL = (
    f"CREATE TABLE {TABLE} (id VARCHAR(64) NOT NULL PRIMARY KEY, what VARCHAR(250) NOT NULL, "
    "done_at VARCHAR(40) NOT NULL, outputs TEXT NOT NULL)"
)
LARGEST = 60_000  # bytes of outputs; MariaDB's TEXT holds no more


@dataclass(frozen=True)
class Marker:
    """What a write is known by in the database.

    Attributes:
        id: Made of recipe, item and step, at most 64 letters: the same again after a crash.
        what: Recipe and step, for the administrator who looks at the table.
        content: Tells the item's values from others: the same key may come again, corrected. Empty: not told apart.
    """

    id: str
    what: str
    content: str = ""


@dataclass(frozen=True)
class Done:
    """What came of it.

    Attributes:
        counts: Rows changed by each statement.
        row: First row of the last statement that gave any (`RETURNING`); empty without one.
        was_done: True when the marker was there already: nothing was done now.
    """

    counts: tuple[int, ...]
    row: Mapping[str, Any]
    was_done: bool = False


def make_table(connection: Any, name: str) -> None:
    """See that the table is there.

    Raises:
        EnvironmentNotReady: It is not, and may not be made; what an administrator has to execute is said.
    """
    import sqlalchemy
    from sqlalchemy import exc

    if sqlalchemy.inspect(connection).has_table(TABLE):
        connection.rollback()
        return
    connection.rollback()
    ddl = DDL + (" ENGINE=InnoDB" if connection.dialect.name in ("mysql", "mariadb") else "")
    try:
        connection.execute(sqlalchemy.text(ddl))
        connection.commit()
    except exc.DBAPIError as error:
        connection.rollback()
        if "locked" in said(error):
            raise
        there = sqlalchemy.inspect(connection).has_table(TABLE)  # somebody else may have made it just now
        connection.rollback()
        if not there:
            raise EnvironmentNotReady(
                f"the table {TABLE} is missing and cannot be made here: {said(error)}",
                place=name,
                hint=f"Ask the administrator to execute: {ddl}; or say marker: false and give the step a verify:.",
            ) from error


def earlier(connection: Any, marker: Marker, name: str) -> Done | None:
    """What an earlier attempt did; None: nothing.

    Raises:
        InDoubt: It did so with other values of the item.
    """
    import sqlalchemy

    query = sqlalchemy.text(f"SELECT outputs FROM {TABLE} WHERE id = :id")  # noqa: S608 - a constant of ours
    found = connection.execute(query, {"id": marker.id}).scalar()
    connection.rollback()
    if found is None:
        return None
    try:
        parts = from_json(found)
        before = parts.get("content") or marker.content
        done = Done(tuple(parts["counts"]), parts["row"], was_done=True)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise StepFailed(f"the row {marker.id} of {TABLE} cannot be read", place=name, hint="Look at it.") from None
    if marker.content and before != marker.content:
        raise InDoubt(
            "an earlier attempt has written this item with other values; nothing was written now.",
            place=f"{name}, {TABLE} {marker.id}",
            hint="Correct by hand what stands in the database, then reject the item: rpa review",
        )
    return done


def insert(connection: Any, marker: Marker, name: str) -> Done | None:
    """Begin a write with its row: another attempt at the same time waits here until this one has ended.

    Returns:
        What another attempt has done meanwhile; None: the row is ours.
    """
    import sqlalchemy
    from sqlalchemy import exc

    sql = f"INSERT INTO {TABLE} (id, what, done_at, outputs) VALUES (:id, :what, :at, '')"  # noqa: S608
    words = {"id": marker.id, "what": marker.what[:250], "at": datetime.now(UTC).isoformat(timespec="seconds")}
    try:
        connection.execute(sqlalchemy.text(sql), words)
    except exc.IntegrityError:
        connection.rollback()
        if done := earlier(connection, marker, name):
            return done
        raise
    return None


def complete(connection: Any, marker: Marker, done: Done, name: str) -> None:
    """Keep with the row what the write gave.

    Raises:
        StepFailed: It is too much to be kept.
    """
    import sqlalchemy

    outputs = to_json({"counts": list(done.counts), "row": done.row, "content": marker.content})
    if len(outputs.encode()) > LARGEST:
        raise StepFailed("the statement gives more than can be kept", place=name, hint="Return fewer columns.")
    sql = f"UPDATE {TABLE} SET outputs = :outputs WHERE id = :id"  # noqa: S608
    connection.execute(sqlalchemy.text(sql), {"outputs": outputs, "id": marker.id})


def said(error: Exception) -> str:
    """The first line of what a database says about an error."""
    cause = getattr(error, "orig", None) or error
    text = str(cause.args[1] if len(cause.args) == 2 else cause)  # MariaDB's driver gives a number and a text
    return text.splitlines()[0] if text else type(error).__name__
