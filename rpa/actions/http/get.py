"""Ask a web service: one GET, with values from its JSON answer.

`absent` says how the target tells that there is nothing: a status such as 404, or the path of a list that is then
empty. Only that makes `found` false; any other answer that is no success is a failure. In `verify:` it means that the
write has not happened.
"""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import ConfigDict, Field, field_validator

from rpa.actions.contract import ActionOutputs, Context, action
from rpa.actions.http.call import Call, json_of, timeout_of
from rpa.drivers.http_message import HttpAnswer, HttpRequest
from rpa.drivers.http_reading import fetch
from rpa.effects.http import open_way, words_of
from rpa.errors import ApplicationException, EnvironmentNotReady, RpaError, StepFailed
from rpa.formats.json_text import NoValue, is_path, value_at
from rpa.model.effect import Effect

EXAMPLES = (
    """
    - id: rate
      http.get:
        url: https://rates.example.org/v1/latest
        query: {base: EUR}
        read: {nok: rates.NOK}
    """,
    """
    - id: customer
      http.get:
        url: "{{ settings.erp.api }}/customers"
        path: ["{{ item.customer_no }}"]
        auth: {user: "{{ secrets.erp.user }}", password: "{{ secrets.erp.password }}"}
        read: {name: name, email: "contacts[0].email"}
        absent: 404
      message: "There is no customer {{ item.customer_no }}"
    """,
)


class Params(Call):
    """Parameters of `http.get`."""

    absent: int | str | None = Field(
        None, description="How the target says that there is nothing: a status (404), or the path of an empty list."
    )

    @field_validator("absent")
    @classmethod
    def _path(cls, absent: int | str | None) -> int | str | None:
        if isinstance(absent, str) and not is_path(absent):
            raise ValueError(f"{absent!r} is neither a status nor a path such as orders or result.rows")
        return absent


class Outputs(ActionOutputs):
    """What later steps can use."""

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)
    open_ended: ClassVar[str | None] = "read"

    found: bool = Field(description="False when the answer says that there is nothing, as `absent` describes it.")
    status: int = Field(description="Status of the answer.")
    data: Any = Field(description="A JSON answer as a whole; none for other answers.")
    text: str | None = Field(description="Any other answer as text; none for JSON.")


def _is_nothing(params: Params, answer: HttpAnswer) -> bool:
    if params.absent is None or isinstance(params.absent, int):
        return answer.status == params.absent
    if not answer.is_json or not 200 <= answer.status < 300:
        return False
    try:
        value = value_at(json_of(answer, params.place()), params.absent)
    except NoValue as error:
        raise StepFailed(f"answer {answer.status}: {error}", place=params.place(), hint="Correct absent:.") from None
    return value in (None, [], {}, "")


def _failure(answer: HttpAnswer, place: str) -> RpaError:
    said = f"answer {answer.status}{words_of(answer)}"
    if answer.status in (401, 407):
        return EnvironmentNotReady(f"not let in: {said}", place=place, hint="See auth: of the step.")
    if answer.status >= 500 or answer.status in (403, 408, 425, 429):
        return ApplicationException(said, place=place)
    return StepFailed(said, place=place, hint="If it means that there is nothing, say so: absent: 404.")


@action(Effect.READ)
def run(params: Params, ctx: Context) -> Outputs:
    """Ask, and read the answer."""
    place = params.place()
    request = HttpRequest("GET", params.address(), place, params.all_headers())
    answer = fetch(request, open_way(ctx.workspace, timeout_of(ctx)))
    if _is_nothing(params, answer):
        nothing = dict.fromkeys(params.read)
        return Outputs(found=False, status=answer.status, data=None, text=None, **nothing)
    if not 200 <= answer.status < 300:
        raise _failure(answer, place)
    values = params.values(answer)
    data = json_of(answer, place) if answer.is_json else None
    text = None if answer.is_json else answer.content.decode(errors="replace")
    return Outputs(found=True, status=answer.status, data=data, text=text, **values)
