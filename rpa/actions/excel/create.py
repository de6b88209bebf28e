"""Make a workbook: one sheet for each table, with headings, number formats, totals and a chart if wanted."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.drivers.workbook_writing import Chart, Sheet, write_workbook
from rpa.effects.file import file_to_write, write_document
from rpa.errors import StepFailed
from rpa.model.effect import Effect

EXAMPLES = (
    """
    - id: workbook
      excel.create:
        to: "reports/sales.xlsx"
        sheets:
          - name: Sales
            columns: {Month: month, Turnover: turnover}
            rows: "{{ steps.sales.rows }}"
            totals: [Turnover]
            chart: {title: Turnover by month, across: Month, values: [Turnover]}
    """,
)


class ChartParams(BaseModel):
    """A chart beside a table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(description="Heading of the chart.")
    across: str = Field(description="Heading of the column along the axis.")
    values: list[str] = Field(description="Headings of the columns drawn.", min_length=1)
    kind: Literal["column", "stacked", "line", "pie"] = Field("column", description="How it is drawn.")


class SheetParams(BaseModel):
    """One sheet."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    name: str = Field(description="Name of the sheet, at most 31 characters.", max_length=31)
    columns: dict[str, str] = Field(description="Heading to field of a row, in order.", min_length=1)
    rows: list[dict[str, Any]] = Field(description="One mapping a row.")
    totals: list[str] = Field(default_factory=list, description="Headings of columns summed below the table.")
    chart: ChartParams | None = Field(None, description="A chart of the table.")


class Params(ActionParams):
    """Parameters of `excel.create`."""

    to: Path = Field(description="Where the workbook goes, relative to the workspace.")
    sheets: list[SheetParams] = Field(description="The sheets, in order.", min_length=1)
    title: str = Field("", description="Title in the file's properties.")
    replace: bool = Field(False, description="Write over a file of that name, whoever made it.")


class Outputs(ActionOutputs):
    """What later steps can use."""

    workbook: Path = Field(description="The workbook, absolute path.")


def _sheet(found: SheetParams) -> Sheet:
    chart = found.chart
    return Sheet(
        found.name,
        tuple(found.columns),
        tuple(tuple(row.get(field) for field in found.columns.values()) for row in found.rows),
        tuple(found.totals),
        Chart(chart.title, chart.across, tuple(chart.values), chart.kind) if chart else None,
    )


@action(Effect.WRITE)
def run(params: Params, ctx: Context) -> Outputs:
    """Write the workbook."""
    path = file_to_write(ctx.workspace, params.to)
    outputs = Outputs(workbook=path)
    fields = [("File", str(params.to)), *((f"Rows of {sheet.name}", str(len(sheet.rows))) for sheet in params.sheets)]

    def make() -> bytes:
        try:
            return write_workbook([_sheet(sheet) for sheet in params.sheets], title=params.title)
        except ValueError as error:
            raise StepFailed(str(error), place=str(params.to)) from None

    write_document(
        ctx.gate,
        path,
        make,
        summary=f"Make {path.name}",
        fields=fields,
        known=dict(outputs),
        replace=params.replace,
    )
    return outputs
