"""Write to a web service: one POST, PUT, PATCH or DELETE, sent once; also uploads.

The request waits, connected, until the ledger knows that it may leave. A clear refusal (400, 404, 409, 422 ...)
rejects the item, 401 stops the run, 403 and 429 are tried again. Anything unclear after it has left (no answer, any
5xx, 408) is in doubt: give the step a `verify:`, or `idempotency_key: true` where the target promises that the same key
is done once; then it is simply sent again.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Literal
from urllib.parse import urlencode

from pydantic import ConfigDict, Field, model_validator

from rpa.actions.contract import ActionOutputs, Context, action
from rpa.actions.http.call import Call, Plain, revealed, timeout_of, unveiled
from rpa.drivers.http_message import HttpRequest, Upload
from rpa.effects.file import file_to_read
from rpa.effects.gate import Mode
from rpa.effects.http import Rules, idempotency_key, may_repeat, open_way, send_request
from rpa.errors import BusinessException, StepFailed
from rpa.formats.json_text import write_json
from rpa.model.answer import Answer
from rpa.model.effect import Effect, Intent

EXAMPLES = (
    """
    - id: order
      http.request:
        url: "{{ settings.erp.api }}/orders"
        auth: {bearer: "{{ secrets.erp.token }}"}
        json: {number: "{{ item.order_no }}", total: "{{ item.total }}"}
        read: {number: order.number}
      verify:
        - http.get:
            url: "{{ settings.erp.api }}/orders"
            query: {reference: "{{ item.order_no }}"}
            auth: {bearer: "{{ secrets.erp.token }}"}
            read: {number: "orders[0].number"}
            absent: orders
    """,
    """
    - http.request:
        url: https://payments.example.org/v1/transfers
        auth: {header: {X-API-Key: "{{ secrets.payments.key }}"}}
        json: {amount: "{{ item.amount }}", reference: "{{ item.key }}"}
        idempotency_key: true
    """,
    """
    - name: Upload the invoice
      http.request:
        method: PUT
        url: https://archive.example.org/api/documents
        path: ["{{ item.number }}"]
        files: {document: "documents/{{ item.number }}.pdf"}
        form: {kind: invoice}
    """,
)
LARGEST = 100 << 20  # bytes of all files
LONGEST_SHOWN = 2000
SUCCESS = frozenset(range(200, 300))


class Params(Call):
    """Parameters of `http.request`."""

    method: Literal["POST", "PUT", "PATCH", "DELETE"] = Field("POST", description="What to do there.")
    json_: Any = Field(None, alias="json", description="Content sent as JSON; numbers keep every digit.")
    form: dict[str, Plain] = Field(default_factory=dict, description="Content sent as a form.")
    body: str | None = Field(None, description="Content sent as it is; say its Content-Type under headers.")
    files: dict[str, Path] = Field(default_factory=dict, description="Files sent as multipart: {document: a.pdf}.")
    expect: list[int] = Field(default_factory=list, description="Statuses that mean success; any 2xx when left out.")
    not_taken: list[int] = Field(
        default_factory=list,
        description="Statuses by which this target promises that it has not taken it, such as 503.",
    )
    idempotency_key: bool = Field(
        False, description="Whether the target does requests with the same key once; the key is of the item and step."
    )
    idempotency_header: str = Field("Idempotency-Key", description="Name of the key's header.")
    idempotency_hours: int = Field(24, gt=0, description="How long the target remembers a key.")

    @model_validator(mode="after")
    def _one_content(self) -> Params:
        if sum((self.json_ is not None, self.body is not None, bool(self.form or self.files))) > 1:
            raise ValueError("give one of json, body, form (with files)")
        return self


class Outputs(ActionOutputs):
    """What later steps can use."""

    model_config = ConfigDict(extra="allow", frozen=True, arbitrary_types_allowed=True)
    open_ended: ClassVar[str | None] = "read"

    status: int | None = Field(description="Status of the answer; none when it was found out only afterwards.")
    location: str | None = Field(description="Address of what was made, if the target says.")


def _uploads(params: Params, ctx: Context) -> tuple[Upload, ...]:
    found = []
    for name, path in params.files.items():
        file = file_to_read(ctx.workspace, path)
        if not file.is_file() and ctx.gate.mode is not Mode.PLAN:
            raise StepFailed("the file to upload is not there", place=str(file))
        content = file.read_bytes() if file.is_file() else b""  # a plan did not make the file
        kind, packed = mimetypes.guess_type(file.name)
        found.append(Upload(name, file.name, content, kind if kind and not packed else "application/octet-stream"))
    size = sum(len(one.content) for one in found)
    if size > LARGEST:
        raise BusinessException(f"the files have {size >> 20} MB, more than {LARGEST >> 20} MB")
    return tuple(found)


def _body(params: Params) -> tuple[bytes | None, str]:
    """The content and its type."""
    if params.json_ is not None:
        try:
            return write_json(unveiled(params.json_)), "application/json"
        except TypeError as error:
            raise StepFailed(str(error), hint="See json: of the step.") from None
    if params.form and not params.files:
        pairs = [(name, revealed(value)) for name, value in params.form.items()]
        return urlencode(pairs).encode(), "application/x-www-form-urlencoded"
    if params.body is not None:
        return params.body.encode(), "text/plain; charset=utf-8"
    return None, ""


def _request(params: Params, key: str, ctx: Context) -> HttpRequest:
    headers = params.all_headers()
    if params.files:  # the kind of a multipart content says where its parts end
        headers = {name: value for name, value in headers.items() if name.lower() != "content-type"}
    body, kind = _body(params)
    if kind and "content-type" not in {name.lower() for name in headers}:
        headers["Content-Type"] = kind
    if params.idempotency_key:
        headers[params.idempotency_header] = key
    form = {name: revealed(value) for name, value in params.form.items()} if params.files else {}
    uploads = _uploads(params, ctx)
    return HttpRequest(params.method, params.address(), params.place(), headers, body, form, uploads, f"rpa-{key}")


def _flat(value: Any, path: str) -> Iterator[tuple[str, str]]:
    match value:
        case Mapping():
            for name, part in value.items():
                yield from _flat(part, f"{path}.{name}" if path else str(name))
        case list() | tuple():
            for count, part in enumerate(value):
                yield from _flat(part, f"{path}[{count}]")
        case _:
            yield path or "Content", "" if value is None else str(value)[:LONGEST_SHOWN]


def _intent(params: Params, request: HttpRequest) -> Intent:
    """What is written, for people; secrets show as dots."""
    content = params.json_ if params.json_ is not None else params.body if params.body is not None else params.form
    fields = [*_flat(dict(params.query), ""), *_flat(content, "")]
    fields += [("File", f"{one.name} ({len(one.content)} bytes) as {one.part}") for one in request.uploads]
    return Intent("http", request.place, f"{params.method} {request.place}", tuple(fields) or (("Content", "none"),))


def _describe(values: Mapping[str, Any], ctx: Context) -> Intent:
    """The intent when not all values are known yet."""
    method, url = values.get("method") or "POST", str(values.get("url")).partition("?")[0]  # a secret shows as dots
    content = {name: values[name] for name in ("path", "query", "json", "form", "body", "files") if values.get(name)}
    return Intent("http", url, f"{method} {url}", tuple(_flat(content, "")))


def _verify(params: Params, ctx: Context) -> Answer | None:
    """With a key that the target honours it is sent again, as long as the target remembers the key."""
    if not params.idempotency_key:
        return None
    return may_repeat(ctx.gate, ctx.clock.now(), timedelta(hours=params.idempotency_hours))


@action(Effect.WRITE, describe=_describe, verify=_verify)
def run(params: Params, ctx: Context) -> Outputs:
    """Send the request through the gate."""
    key = idempotency_key(ctx.mark)
    request = _request(params, key, ctx)
    rules = Rules(
        frozenset(params.expect) or SUCCESS, frozenset(params.not_taken), key if params.idempotency_key else ""
    )
    way = open_way(ctx.workspace, timeout_of(ctx))

    def read(answer: Any) -> Outputs:
        location = answer.headers.get("location")
        return Outputs(status=answer.status, location=location, **params.values(answer))

    found: Outputs = send_request(ctx.gate, _intent(params, request), request, way, rules, read)
    return found
