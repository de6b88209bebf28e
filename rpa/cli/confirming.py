"""A person's word about readings: confirmed as they are, or put right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rpa.cli.confirming_documents import (
    contradictions,
    given_lines,
    given_more,
    is_document,
    mended,
    refuse_wrong_account,
)
from rpa.errors import UsageError
from rpa.model.item import Decision
from rpa.recipe.answers import typed_outputs
from rpa.reports.item_text import printable
from rpa.reports.matters import Matter

CONFIRMING = {
    Decision.CONFIRM: "what was read is confirmed",
    Decision.HAPPENED: "is taken care of",
    Decision.REPEAT: "is to be read once more",
    Decision.REJECT: "ends here",
}


def confirmed(matter: Matter, given: Mapping[str, str], *, is_confirmed: bool, is_sure: bool = False) -> dict[str, Any]:
    """The outputs of the step that asks, as a person confirms them: what is given, and the rest as it was read.

    Args:
        matter: What waits.
        given: Name to text, as typed.
        is_confirmed: Whether the word is that the readings are right; otherwise nothing may be given.
        is_sure: Whether values that contradict each other are meant.

    Raises:
        UsageError: Nothing was asked, a value cannot be taken, or one that was not found is still missing.
    """
    if matter.asked is None:
        raise UsageError(
            f"item {matter.item.id} ({printable(matter.item.key)}): no reading of it waits to be confirmed",
            hint=f"What may be said about it: rpa review show {matter.item.id}",
        )
    if not is_confirmed:
        if given:
            raise UsageError("outputs go with --confirm here", place="--output")
        return {}
    if given and matter.step is None:
        why = matter.trouble or "the recipe does not have this step any more"
        raise UsageError(f"values cannot be taken: {why}", place="--output")
    question = matter.asked.question
    is_paper = is_document(question)
    lists, given = given_lines(given) if is_paper else ({}, given)
    more, given = given_more(question, given) if is_paper else ({}, given)
    blank = {name for name, text in given.items() if not text}
    typed = typed_outputs(matter.step, {n: t for n, t in given.items() if t}) if matter.step and given else {}
    outputs = {**question.outputs, **{name: typed[name] for name in given if name in typed}}
    outputs |= lists
    if is_paper:
        outputs["more"] = {**outputs.get("more", {}), **more}
        outputs = mended(outputs, question)
        refuse_wrong_account(outputs, given)
    if unknown := sorted(blank - outputs.keys()):
        raise UsageError(f"there is no output {', '.join(unknown)}", place="--output")
    known = {**outputs.get("more", {}), **outputs} if is_paper else outputs
    blank |= {name for name, value in more.items() if value is None}
    missing = [one for one in question.readings if known.get(one.name) is None and one.name not in blank]
    if missing:
        wanted = " ".join(f"-o {one.name}=..." for one in missing)
        told = ", ".join(one.caption for one in missing)
        raise UsageError(
            f"not found, and not given: {told}",
            hint=f"Give what it says (nothing behind the = when it says nothing): {wanted}",
        )
    wrong = contradictions(outputs, question) if is_paper and not is_sure else []
    if wrong:
        hint = "Put right with -o what is wrong; if it is meant so, add: --yes"
        raise UsageError("; ".join(wrong), place="--output" if given else "", hint=hint)
    return outputs
