"""Keep a file that the application offers behind a link: a receipt, a report, a statement."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.effects.browser_download import fetch_link
from rpa.effects.file import file_to_write, write_document
from rpa.model.effect import Effect, Intent

EXAMPLES = (
    """browser.download:
  open: "/vat/returns/{{ steps.filing.receipt }}"
  link: Download receipt (PDF)
  to: "receipts/{{ item.period }}.pdf" """,
)


class Params(ActionParams):
    """Which file, and where it goes."""

    open: str = Field("", description="Address of the page with the link; empty: the page as it is.")
    link: str | dict[str, Any] = Field(description="The link as a person sees it.")
    to: Path = Field(description="Where the file goes, relative to the workspace.")
    replace: bool = Field(False, description="Write over a file of that name, whoever made it.")


class Outputs(ActionOutputs):
    """Where the file is."""

    path: Path = Field(description="The file, absolute.")


def _describe(values: Mapping[str, Any], ctx: Context) -> Intent:
    return Intent("file", "", f"Keep {values.get('link')}", (("File", str(values.get("to"))),))


@action(Effect.WRITE, uses_browser=True, describe=_describe)
def run(params: Params, ctx: Context) -> Outputs:
    """Fetch the file and keep it."""
    session = ctx.browser()
    if params.open:
        session.open(params.open)
    path = file_to_write(ctx.workspace, params.to)
    outputs = Outputs(path=path)
    write_document(
        ctx.gate,
        path,
        lambda: fetch_link(session, params.link),
        summary=f"Keep {path.name}",
        fields=[("File", str(params.to))],
        known=dict(outputs),
        replace=params.replace,
    )
    return outputs
