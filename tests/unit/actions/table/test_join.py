"""Rows beside their partners."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from rpa.actions.table.join import Params, run
from rpa.errors import BusinessException

PRODUCTS = [{"sku": "A", "price": Decimal("2.50")}, {"sku": "B", "price": 3, "unit": "pcs"}]


def join(rows: list[dict[str, Any]], other: list[dict[str, Any]]) -> Any:
    return run.run(Params(**{"rows": rows, "with": other, "on": "sku"}), None).rows  # type: ignore[arg-type,attr-defined]


def test_each_row_gets_its_partners_fields_and_keeps_its_own() -> None:
    rows = [{"sku": "B", "n": 1}, {"sku": "A", "n": 2, "price": 9}, {"sku": "B", "n": 3}]
    assert join(rows, PRODUCTS) == [
        {"sku": "B", "price": 3, "unit": "pcs", "n": 1},
        {"sku": "A", "price": 9, "n": 2},
        {"sku": "B", "price": 3, "unit": "pcs", "n": 3},
    ]
    assert join([], PRODUCTS) == []


def test_the_same_partner_twice_is_one() -> None:
    assert join([{"sku": "A"}], [*PRODUCTS, dict(PRODUCTS[0])]) == [PRODUCTS[0]]


@pytest.mark.parametrize(
    ("rows", "other", "message"),
    [
        ([{"sku": "C"}, {"sku": "D"}], PRODUCTS, "nothing was found for sku C, D"),
        ([{"sku": "A"}], [*PRODUCTS, {"sku": "A", "price": 1}], "sku A was found twice with different values"),
        ([{"sku": "A"}, {"n": 1}], PRODUCTS, "row 2 has no sku to look up: None"),
        ([{"sku": None}], [{"sku": None, "price": 1}], "row 1 has no sku"),
        ([{"sku": ["A"]}], PRODUCTS, "row 1 has no sku to look up"),
        ([{"n": 1}], [{"price": 1}], "row 1 has no sku"),
    ],
)
def test_what_cannot_be_joined(rows: list[dict[str, Any]], other: list[dict[str, Any]], message: str) -> None:
    with pytest.raises(BusinessException, match=message):
        join(rows, other)


def test_partners_without_the_field_stand_for_nothing() -> None:
    assert join([{"sku": "A"}], [*PRODUCTS, {"sku": None}, {"price": 1}, {"sku": ["x"]}]) == [PRODUCTS[0]]
