"""The ledger's SQL, written for SQLite and PostgreSQL alike, as psycopg takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from rpa.ledger.statements import statements

_PARAMETER = re.compile(r"(?<![\w:]):([a-z_]\w*)")
_JSON_LIST = re.compile(r"\bjson_each\((:\w+)\)")


def for_postgres(sql: str) -> str:
    """A statement with `:name` parameters as psycopg takes it.

    The two databases have no word in common for the parts of a JSON list; all else is the same SQL.
    """
    text = _JSON_LIST.sub(r"json_array_elements_text(cast(cast(\1 as text) as json))", sql)
    return _PARAMETER.sub(r"%(\1)s", text.replace("%", "%%"))


@cache
def postgres_statements() -> Mapping[str, str]:
    """The SQL of every named query for psycopg, by name."""
    return {name: for_postgres(sql) for name, sql in statements().items()}
