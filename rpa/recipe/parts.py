"""What expressions may ask of single values by name: `today.year`, `item.limit.amount`."""

from __future__ import annotations

PATH_PARTS = frozenset(("name", "stem", "suffix", "parent", "parts"))
MONEY_PARTS = frozenset(("amount", "currency", "plain", "rounded"))
DAY_PARTS = frozenset(
    ("year", "month", "day", "hour", "minute", "weekday", "isoweekday", "isoformat", "strftime", "replace", "date")
)
TEXT_METHODS = """
    capitalize count endswith find index isalnum isalpha isdigit islower isspace isupper join lower lstrip partition
    removeprefix removesuffix replace rfind rpartition rsplit rstrip split splitlines startswith strip title upper zfill
"""
TEXT_PARTS = frozenset(TEXT_METHODS.split())
