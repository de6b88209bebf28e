from __future__ import annotations

import pytest

from rpa.ledger.dialect import for_postgres, postgres_statements
from rpa.ledger.statements import statements


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select :item, :item_2;", "select %(item)s, %(item_2)s;"),
        ("select a::text, 'x % y'", "select a::text, 'x %% y'"),
        ("-- `finally:` is\nselect 1", "-- `finally:` is\nselect 1"),
        (
            "select value from json_each(:keys)",
            "select value from json_array_elements_text(cast(cast(%(keys)s as text) as json))",
        ),
    ],
)
def test_parameters_and_lists_are_written_as_psycopg_takes_them(sql: str, expected: str) -> None:
    assert for_postgres(sql) == expected


def test_every_statement_is_there() -> None:
    assert postgres_statements().keys() == statements().keys()
    assert not [name for name, sql in postgres_statements().items() if "json_each" in sql]
