"""VAT returns, against a slow second opinion in whole cents."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpa.actions.vat.compute import Params, run
from rpa.errors import BusinessException

CTX: Any = SimpleNamespace(locale="nl-NL")
KINDS = [("domestic", 21, "1a"), ("domestic", 9, "1b"), ("domestic", 0, "1e"), ("export", 0, "3a"), ("eu", 0, "3b")]


def compute(sales: list[dict[str, Any]], purchases: list[dict[str, Any]] | None = None, **more: Any) -> Any:
    return run.run(Params(sales=sales, purchases=purchases or [], **more), CTX)


def sale(kind: tuple[str, int, str], net: int, vat: int, month: int = 1, number: int = 1) -> dict[str, Any]:
    """A sale in cents."""
    day = date(2026, month, number % 28 + 1)
    return {"on": day, "number": f"F{number}", "treatment": kind[0], "vat_rate": kind[1], "net": net, "vat": vat}


CENTS = st.integers(-5_000_000, 5_000_000)
SALES = st.lists(
    st.builds(sale, st.sampled_from(KINDS), CENTS, CENTS, st.integers(1, 3), st.integers(1, 99)), max_size=12
)


@given(SALES, st.lists(CENTS, max_size=6))
def test_against_a_second_opinion(sales: list[dict[str, Any]], purchases: list[int]) -> None:
    found = compute(sales, [{"vat": vat} for vat in purchases], amounts="cents")

    def cents(box: str, name: str) -> int:
        wanted = next((treatment, rate) for treatment, rate, code in KINDS if code == box)
        return sum(row[name] for row in sales if (row["treatment"], row["vat_rate"]) == wanted)

    # // rounds towards minus infinity; of a negative number that is away from zero, and -(-x // y) rounds up.
    assert found.high_turnover == cents("1a", "net") // 100
    assert found.high_vat == cents("1a", "vat") // 100
    assert found.low_turnover == cents("1b", "net") // 100
    assert found.low_vat == cents("1b", "vat") // 100
    assert found.zero_turnover == cents("1e", "net") // 100
    assert found.export_turnover == cents("3a", "net") // 100
    assert found.eu_turnover == cents("3b", "net") // 100
    assert found.input_tax == -(-sum(purchases) // 100)
    assert found.total == found.high_vat + found.low_vat - found.input_tax
    boxes = {box["code"]: box for box in found.boxes}
    assert (boxes["1a"]["turnover"], boxes["1a"]["vat"]) == (found.high_turnover, found.high_vat)
    assert (boxes["5b"]["turnover"], boxes["5b"]["vat"], boxes["3a"]["vat"]) == (None, found.input_tax, None)
    by_month: dict[str, dict[str, Decimal]] = {}
    for row in sales:
        month = by_month.setdefault(f"{row['on']:%Y-%m}", {})
        name = f"rate_{row['vat_rate']}"
        month[name] = month.get(name, Decimal(0)) + Decimal(row["net"]) / 100
    assert found.by_month == [{"month": month, **by_month[month]} for month in sorted(by_month)]


@given(SALES)
def test_rounding_is_never_to_the_entrepreneurs_harm(sales: list[dict[str, Any]]) -> None:
    found = compute(sales, [{"vat": row["vat"]} for row in sales], amounts="cents")
    due = sum(row["vat"] for row in sales if row["vat_rate"])
    paid = sum(row["vat"] for row in sales)
    assert found.total * 100 <= due - paid
    assert (due - paid) - found.total * 100 < 300


def test_the_same_sum_in_euros_and_in_cents() -> None:
    cents = [sale(KINDS[0], 10_050, 2_111), sale(KINDS[1], -1, -1)]
    euros = [{**row, "net": Decimal(row["net"]) / 100, "vat": Decimal(row["vat"]) / 100} for row in cents]
    assert compute(cents, amounts="cents") == compute(euros)
    assert (compute(euros).high_turnover, compute(euros).low_turnover) == (100, -1)


def test_a_rate_written_in_two_ways_is_one_column() -> None:
    rows = [sale(KINDS[0], 100, 21), {**sale(KINDS[0], 100, 21, month=2), "vat_rate": Decimal("21.00")}]
    assert [list(month) for month in compute(rows).by_month] == [["month", "rate_21"], ["month", "rate_21"]]


def test_nothing_sold() -> None:
    assert (compute([]).total, compute([]).rows, compute([]).months) == (0, [], [])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"treatment": "eu"}, "invoice F1: no box for eu at 21 %. Known: domestic at 21, 9 or 0 %"),
        ({"vat_rate": 6}, "no box for domestic at 6 %"),
        ({"net": "12,50"}, "invoice F1: net is '12,50', no number"),
        ({"vat": None}, "invoice F1: vat is None, no number"),
        ({"vat": True}, "vat is True, no number"),
        ({"net": Decimal("NaN")}, "no number"),
        ({"on": "31-02-2026"}, "invoice F1: '31-02-2026'"),
        ({"on": None}, "invoice F1: ''"),
    ],
)
def test_rows_that_fit_no_return(change: dict[str, Any], message: str) -> None:
    with pytest.raises(BusinessException) as caught:
        compute([{**sale(KINDS[0], 100, 21), **change}])
    assert message in str(caught.value)


def test_a_purchase_without_vat_is_said() -> None:
    with pytest.raises(BusinessException, match="vat is None"):
        compute([], [{"net": 3}])
