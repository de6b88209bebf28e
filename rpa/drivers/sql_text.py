"""What one SQL statement is, as far as can be told without a database: its first word, its tables, that it is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rpa.errors import StepFailed

WRITING = ("INSERT", "UPDATE", "DELETE", "MERGE", "REPLACE", "WITH", "SELECT")
QUOTED = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | `[^`]*` | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ | --[^\n]* | /\*.*?\*/""",
    re.VERBOSE | re.DOTALL,
)
NAME = re.compile(r"[A-Za-z_][\w$]*")


@dataclass(frozen=True)
class Statement:
    """One statement.

    Attributes:
        sql: With `:names`.
        values: For the names; bound, never pasted.
        expect_rows: How many rows it has to change; None: any number.
    """

    sql: str
    values: Mapping[str, Any] = field(default_factory=dict)
    expect_rows: int | None = None


def bare(sql: str) -> str:
    """The statement without comments and texts; quoted names are kept, without their quotes."""
    return QUOTED.sub(lambda found: f" {found[0][1:-1]} " if found[0][0] in '"`' else " ", sql).strip()


def check_statement(sql: str) -> None:
    """See that it is one statement that a transaction can take back.

    Raises:
        StepFailed: It is several, or one that commits by itself or changes the database's structure.
    """
    # Backslashes inside texts mean different things to different databases: what is a text then cannot be told here.
    if "\\" in sql:
        raise StepFailed("a statement has no backslash in it", hint="Pass values by params:, as :names.")
    text = bare(sql)
    if ";" in text.rstrip(";"):
        raise StepFailed("this is more than one statement", hint="Give each its own entry under statements:.")
    word = (NAME.search(text) or [""])[0].upper()
    if word not in WRITING:
        known = ", ".join(WRITING)
        raise StepFailed(
            f"{word or 'an empty text'} is no statement that can be taken back; expected one of {known}",
            hint="Changes to the structure of a database are an administrator's work.",
        )


def names_in(sql: str) -> frozenset[str]:
    """Every name in a statement, in small letters: its tables are among them."""
    return frozenset(name.lower() for name in NAME.findall(bare(sql)))
