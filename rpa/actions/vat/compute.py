"""Work out a VAT return from invoices and purchases, box by box, in whole euros.

Boxes and rounding are those of the Dutch return (Belastingdienst, "Aangifte omzetbelasting"): 1a and 1b supplies at the
high and the low rate, 1e supplies at 0 %, 3a exports, 3b supplies to EU countries, 5b input tax. Amounts are rounded to
whole euros in the entrepreneur's favour, as the form allows: turnover and VAT due down, input tax up.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any, Literal

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.errors import BusinessException
from rpa.formats.dates import read_date
from rpa.formats.reading import Unreadable
from rpa.model.effect import Effect

EXAMPLES = (
    """
    - id: vat
      vat.compute:
        sales: "{{ steps.sales.rows }}"
        purchases: "{{ steps.purchases.rows }}"
    """,
)
BOXES = ("1a", "1b", "1e", "3a", "3b", "5b")
CAPTIONS = {
    "en": (
        "Supplies at the high rate",
        "Supplies at the low rate",
        "Supplies at 0 % or not taxed by you",
        "Supplies to countries outside the EU",
        "Supplies to countries in the EU",
        "Input tax",
    ),
    "nl": (
        "Leveringen en diensten belast met hoog tarief",
        "Leveringen en diensten belast met laag tarief",
        "Leveringen en diensten belast met 0 % of niet bij u belast",
        "Leveringen naar landen buiten de EU (uitvoer)",
        "Leveringen naar of diensten in landen binnen de EU",
        "Voorbelasting",
    ),
}


class Params(ActionParams):
    """Parameters of `vat.compute`."""

    sales: list[dict[str, Any]] = Field(
        description="One row per invoice and rate: on (date), number, customer, country, "
        "treatment (domestic, eu, export), vat_rate (percent), net, vat.",
    )
    purchases: list[dict[str, Any]] = Field(description="One row per purchase: vat (deductible).")
    amounts: Literal["units", "cents"] = Field("units", description="Whether net and vat are in euros or whole cents.")
    high: Decimal = Field(Decimal(21), description="The high rate in percent.")
    low: Decimal = Field(Decimal(9), description="The low rate in percent.")


class Outputs(ActionOutputs):
    """What later steps can use; `boxes`, `months` and `rows` fit the template `vat/report.html.j2`."""

    high_turnover: int = Field(description="1a: turnover at the high rate, whole euros; likewise the other boxes.")
    high_vat: int = Field(description="1a: VAT at the high rate.")
    low_turnover: int = Field(description="1b: turnover at the low rate.")
    low_vat: int = Field(description="1b: VAT at the low rate.")
    zero_turnover: int = Field(description="1e: turnover at 0 % or not taxed by you.")
    export_turnover: int = Field(description="3a: turnover outside the EU.")
    eu_turnover: int = Field(description="3b: turnover in other EU countries.")
    input_tax: int = Field(description="5b: VAT on purchases.")
    total: int = Field(description="5g: total to pay; below zero: to get back.")
    boxes: list[dict[str, Any]] = Field(description="All boxes of the return: `code`, `caption`, `turnover`, `vat`.")
    months: list[dict[str, Any]] = Field(description="Turnover by month and rate, for the template's chart.")
    rows: list[dict[str, Any]] = Field(description="The invoices behind it, each with its box.")
    by_month: list[dict[str, Any]] = Field(description="Turnover by month and rate, one row a month, for a workbook.")


def _decimal(row: dict[str, Any], name: str) -> Decimal:
    value = row.get(name)
    if isinstance(value, bool) or not isinstance(value, int | Decimal) or not Decimal(value).is_finite():
        raise BusinessException(f"invoice {row.get('number', '?')}: {name} is {value!r}, no number")
    return Decimal(value)


def _amount(row: dict[str, Any], name: str, params: Params) -> Decimal:
    value = _decimal(row, name)
    return value / 100 if params.amounts == "cents" else value


def _box(row: dict[str, Any], params: Params) -> str:
    treatment, rate = row.get("treatment"), _decimal(row, "vat_rate")
    if treatment == "export" and rate == 0:
        return "3a"
    if treatment == "eu" and rate == 0:
        return "3b"
    boxes = {params.high: "1a", params.low: "1b", Decimal(0): "1e"}
    if treatment == "domestic" and rate in boxes:
        return boxes[rate]
    raise BusinessException(
        f"invoice {row.get('number', '?')}: no box for {treatment} at {rate} %",
        hint=f"Known: domestic at {params.high}, {params.low} or 0 %, eu and export at 0 %.",
    )


def _read(row: dict[str, Any], params: Params, locale: str) -> dict[str, Any]:
    try:
        day = read_date(row.get("on") or "", locale)
    except Unreadable as error:
        raise BusinessException(f"invoice {row.get('number', '?')}: {error}") from None
    net, vat = _amount(row, "net", params), _amount(row, "vat", params)
    texts = {name: str(row.get(name) or "") for name in ("number", "customer", "country")}
    rate = _decimal(row, "vat_rate")
    return {**texts, "on": day, "box": _box(row, params), "rate": rate, "net": net, "vat": vat, "total": net + vat}


def _down(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_FLOOR))


def _months(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    sums: dict[str, dict[Decimal, Decimal]] = {}
    for row in sorted(rows, key=lambda row: row["on"]):
        rates = sums.setdefault(f"{row['on']:%Y-%m}", {})
        rates[row["rate"]] = rates.get(row["rate"], Decimal(0)) + row["net"]
    return [
        {"name": name, "rates": [{"rate": rate, "net": net} for rate, net in sorted(rates.items(), reverse=True)]}
        for name, rates in sums.items()
    ]


@action(Effect.PURE)
def run(params: Params, ctx: Context) -> Outputs:
    """Add the rows up, box by box."""
    rows = [_read(row, params, ctx.locale) for row in params.sales]
    turnover = {box: _down(sum((row["net"] for row in rows if row["box"] == box), Decimal(0))) for box in BOXES}
    vat = {box: _down(sum((row["vat"] for row in rows if row["box"] == box), Decimal(0))) for box in ("1a", "1b")}
    paid = sum((_amount(row, "vat", params) for row in params.purchases), Decimal(0))
    input_tax = int(paid.to_integral_value(ROUND_CEILING))
    total = vat["1a"] + vat["1b"] - input_tax
    boxes = [
        {
            "code": box,
            "caption": caption,
            "turnover": None if box == "5b" else Decimal(turnover[box]),
            "vat": Decimal(input_tax) if box == "5b" else Decimal(vat[box]) if box in vat else None,
        }
        for box, caption in zip(BOXES, CAPTIONS.get(ctx.locale[:2], CAPTIONS["en"]), strict=True)
    ]
    months = _months(rows)
    by_month = [
        {"month": month["name"], **{f"rate_{part['rate'].normalize():f}": part["net"] for part in month["rates"]}}
        for month in months
    ]
    return Outputs(
        high_turnover=turnover["1a"],
        high_vat=vat["1a"],
        low_turnover=turnover["1b"],
        low_vat=vat["1b"],
        zero_turnover=turnover["1e"],
        export_turnover=turnover["3a"],
        eu_turnover=turnover["3b"],
        input_tax=input_tax,
        total=total,
        boxes=boxes,
        months=months,
        rows=sorted(rows, key=lambda row: (row["on"], row["number"])),
        by_month=by_month,
    )
