"""Make a document as PDF/A from a template, with a long table over several pages if there is one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.drivers.html_pdf import DocumentError
from rpa.effects.file import file_to_write, write_document
from rpa.errors import StepFailed
from rpa.model.company import own_company
from rpa.model.effect import Effect

EXAMPLES = (
    """
    - id: letter
      document.create:
        template: letters/reminder.html.j2
        values: {customer: "{{ item.customer }}"}
        to: "letters/{{ item.number }}.pdf"
    """,
)


class Params(ActionParams):
    """Parameters of `document.create`."""

    template: str = Field(description="HTML template, relative to a template folder.")
    values: dict[str, Any] = Field(
        default_factory=dict, description="What the template may use; company and locale are there too."
    )
    rows: list[dict[str, Any]] | None = Field(None, description="Rows of the long table, if it has one.")
    sums: list[str] = Field(default_factory=list, description="Columns carried forward from page to page.")
    locale: str | None = Field(
        None, description="Language and country of numbers and dates; the recipe's when left out."
    )
    to: Path = Field(description="Where the PDF goes, relative to the workspace.")
    replace: bool = Field(False, description="Write over a file of that name, whoever made it.")


class Outputs(ActionOutputs):
    """What later steps can use."""

    pdf: Path = Field(description="The document, absolute path.")


@action(Effect.WRITE)
def run(params: Params, ctx: Context) -> Outputs:
    """Fill the template and write the PDF."""
    path = file_to_write(ctx.workspace, params.to)
    locale = params.locale or ctx.locale
    company = own_company(ctx.workspace.settings)

    def make() -> bytes:
        try:
            logo = ctx.templates.picture(ctx.templates.logo) if ctx.templates.logo else ""
            known = {"company": company, "locale": locale, "language": locale[:2], "logo": logo}
            values = {**known, **params.values}
            if params.rows is None:
                return ctx.templates.render_pdf(params.template, values)
            return ctx.templates.render_table(params.template, values, rows=params.rows, sums=params.sums)
        except DocumentError as error:
            raise StepFailed(str(error)) from None

    outputs = Outputs(pdf=path)
    fields = [("Template", params.template), ("File", str(params.to))]
    if params.rows is not None:
        fields.append(("Rows", str(len(params.rows))))
    write_document(
        ctx.gate, path, make, summary=f"Make {path.name}", fields=fields, known=dict(outputs), replace=params.replace
    )
    return outputs
