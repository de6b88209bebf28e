"""Put values into the words another system uses, by a list in the recipe.

A value that is not in the list is kept as it is, unless `strict` says that every value has to be there.
"""

from __future__ import annotations

from pydantic import Field

from rpa.actions.contract import ActionOutputs, ActionParams, Context, action
from rpa.errors import BusinessException
from rpa.model.effect import Effect

EXAMPLES = (
    """
    - id: words
      text.translate:
        values: {country: "{{ item.country }}"}
        words: {NL: Netherlands, DE: Germany, NO: Norway}
        strict: true
    """,
)


class Params(ActionParams):
    """Parameters of `text.translate`."""

    values: dict[str, str] = Field(description="Name of each output, and the value to translate.")
    words: dict[str, str] = Field(description="Word to word.", min_length=1)
    strict: bool = Field(False, description="Whether a value that is not in the list rejects the item.")


class Outputs(ActionOutputs):
    """What later steps can use."""

    values: dict[str, str] = Field(description="Name to translated value.")


@action(Effect.PURE)
def run(params: Params, ctx: Context) -> Outputs:
    """Translate each value."""
    if params.strict and (unknown := [value for value in params.values.values() if value not in params.words]):
        raise BusinessException(f"{', '.join(unknown)} is not in the list of words: {', '.join(params.words)}")
    return Outputs(values={name: params.words.get(value, value) for name, value in params.values.items()})
