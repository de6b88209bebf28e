"""The ledger's SQL: named queries from the files beside this module.

A query is a line `-- name: claim_item`, a line or more that say what it is for, and one statement.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

FILES = ("runs", "items", "steps", "questions", "events", "pruning", "auditing")


@dataclass(frozen=True)
class Statement:
    """One named query.

    Attributes:
        name: Unique over all files.
        purpose: What it is for, in a sentence.
        sql: The statement, with named parameters (`:item`).
    """

    name: str
    purpose: str
    sql: str


def sql_folder() -> Traversable:
    """The folder of the SQL files."""
    return resources.files("rpa.ledger") / "sql"


def read_statements(text: str) -> list[Statement]:
    """Read the named queries of one file.

    Args:
        text: The file's content.

    Raises:
        ValueError: A query has no purpose or no statement.
    """
    found = []
    for name, body in re.findall(r"^-- name: (\w+)\n(.*?)(?=^-- name: |\Z)", text, re.DOTALL | re.MULTILINE):
        lines = body.strip().splitlines()
        purpose = " ".join(line.removeprefix("--").strip() for line in lines if line.startswith("--"))
        sql = "\n".join(line for line in lines if not line.startswith("--")).strip()
        if not purpose or not sql:
            message = f"query {name} needs a purpose and a statement"
            raise ValueError(message)
        found.append(Statement(name, purpose, sql))
    return found


@cache
def statements() -> Mapping[str, str]:
    """The SQL of every named query, by name."""
    texts = [(sql_folder() / f"{file}.sql").read_text("utf-8") for file in FILES]
    return {statement.name: statement.sql for text in texts for statement in read_statements(text)}
