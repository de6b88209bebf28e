"""Check an electronic invoice by the official rules of EN 16931, and by rule packs of your own.

The document's structure is checked first, then its arithmetic, then the rules of its syntax and profile. The official
ones need the extra part `einvoice` of the installation. Rules for Peppol, XRechnung or NLCIUS are put into a folder: a
rule pack. A broken rule rejects the item, unless `broken: tell`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar, Literal

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.drivers.einvoice_file import open_einvoice
from rpa.drivers.einvoice_rules import MEANING, OFFICIAL, check
from rpa.effects.file import file_to_read
from rpa.errors import BusinessException
from rpa.model.effect import Effect
from rpa.model.einvoice import Breach

EXAMPLES = (
    """
    - einvoice.validate: "{{ item.attachment }}"
    """,
    """
    - id: check
      einvoice.validate: {file: outbox/invoice.xml, rules: rules/peppol, broken: tell}
    """,
)


class Params(ActionParams):
    """Parameters of `einvoice.validate`."""

    shorthand: ClassVar[str | None] = "file"

    file: Path = Field(description="The file, relative to the workspace: XML, or a PDF with XML inside.")
    rules: str = Field(OFFICIAL, description=MEANING)
    broken: Literal["reject", "tell"] = Field(
        "reject", description="Reject a document that breaks a rule, or only tell."
    )


class Outputs(ActionOutputs):
    """What later steps can use."""

    valid: bool = Field(description="Whether it breaks no rule.")
    applied: list[str] = Field(description="The rules that were applied, in words.")
    broken: list[dict[str, Any]] = Field(description="Each rule that is broken: rule, words, place.")
    warnings: list[dict[str, Any]] = Field(description="Each rule that only warns: rule, words, place.")


@action(Effect.READ)
def run(params: Params, ctx: Context) -> Outputs:
    """Read the file and check it."""
    path = file_to_read(ctx.workspace, params.file)
    try:
        file = open_einvoice(path, path.name)
    except OSError as error:
        raise BusinessException(f"the file cannot be read: {error.strerror}", place=str(params.file)) from None
    verdict = check(file, params.rules, ctx.workspace.root)
    unread = tuple(Breach("unreadable", problem) for problem in file.document.problems)
    broken = unread + verdict.broken
    if broken and params.broken == "reject":
        raise BusinessException("; ".join(map(str, broken)), place=path.name, hint="Ask the sender for a correct one.")
    return Outputs(
        valid=not broken,
        applied=list(verdict.applied),
        broken=[told(one) for one in broken],
        warnings=[told(one) for one in verdict.warnings],
    )


def told(breach: Breach) -> dict[str, Any]:
    """A broken rule as plain values."""
    return {"rule": breach.rule, "words": breach.words, "place": breach.place}
