"""Put what was looked up beside the rows it was looked up for.

Each row gets the fields of the one row of the other table that has the same value in the field they share. Fields
that both have keep the first table's value.
"""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.errors import BusinessException
from rpa.model.effect import Effect

EXAMPLES = (
    """
    - id: lines
      table.join:
        rows: "{{ item.lines }}"
        with: "{{ steps.products }}"
        on: sku
    """,
)


class Params(ActionParams):
    """Parameters of `table.join`."""

    rows: list[dict[str, Any]] = Field(description="The rows to complete.")
    other: list[dict[str, Any]] = Field(alias="with", description="Where the further fields come from.")
    on: str = Field(description="The field both have.")


class Outputs(ActionOutputs):
    """What later steps can use."""

    rows: list[dict[str, Any]] = Field(description="The rows, each with the fields of the one that fits it.")


@action(Effect.PURE)
def run(params: Params, ctx: Context) -> Outputs:
    """Join the two tables; a row without a partner, or with two different ones, is an error."""
    partners: dict[Any, dict[str, Any]] = {}
    for number, row in enumerate(params.rows, 1):
        if row.get(params.on) is None or not isinstance(row[params.on], Hashable):
            raise BusinessException(f"row {number} has no {params.on} to look up: {row.get(params.on)!r}")
    for row in params.other:
        key = row.get(params.on)
        if key is None or not isinstance(key, Hashable):
            continue  # stands for nothing, so nothing can be its partner
        if partners.setdefault(key, row) != row:
            raise BusinessException(f"{params.on} {key} was found twice with different values")
    missing = [str(row.get(params.on)) for row in params.rows if row.get(params.on) not in partners]
    if missing:
        raise BusinessException(f"nothing was found for {params.on} {', '.join(missing)}")
    return Outputs(rows=[{**partners[row[params.on]], **row} for row in params.rows])
