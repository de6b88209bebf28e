"""Work items from web forms and webhooks that `rpa intake` took in.

The values of an item: `receipt` (what the sender was told), `received_at` (aware), `files` (each `field`, `name`,
`path`, `size` in bytes, `sha256`, `content_type`), those of `headers`, and those of `columns`; without `columns`,
`data`: what was sent, field by field.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from rpa.drivers.spool import folder_of, set_aside, waiting
from rpa.formats.submission import Damaged, Submission, read_submission
from rpa.formats.webhook_signature import SignatureRule
from rpa.model.item import Document, Place, RawItem
from rpa.model.secret import Secret
from rpa.sources.columns import FIELD, OPTIONAL, Columns, Layout, lay_out
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.entries import LINES_AT, as_sent, from_entry, json_text

NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
HEADER = re.compile(r"[A-Za-z0-9-]{1,60}")
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::[0-9]{1,5})?")
OURS = frozenset(("receipt", "received_at", "files", "data"))
GITHUB = "X-Hub-Signature-256"
DELIVERY = ("Idempotency-Key", "X-GitHub-Delivery", "X-Shopify-Webhook-Id", "Webhook-Id")
USUAL_EACH = 60
Kind = Literal["form", "json"]
Text = str | Secret

EXAMPLES = (
    """\
form.intake:
  name: contact
  columns: {company: Company, email: E-mail, question: Question}
  honeypot: website
""",
    """\
form.intake:
  name: shop
  accepts: json
  signature: {secret: "{{ secrets.shop.webhook }}", header: X-Shop-Signature, prefix: sha256=}
  columns:
    number: order.number
    email: order.customer.email
    lines: {sku: sku, quantity: quantity}
  lines_at: order.rows
""",
    """\
form.intake:
  name: payments
  accepts: json
  signature: {secret: "{{ secrets.payments.webhook }}", header: Stripe-Signature, style: pairs}
  delivery_field: id
""",
)


class Signature(BaseModel):
    """How the sender signs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    secret: Text | list[Text] = Field(description="The secret shared with the sender; two while it is changed.")
    header: str = Field(GITHUB, description="Header that holds the signature.")
    algorithm: Literal["sha256", "sha384", "sha512"] = Field("sha256", description="Hash of the HMAC.")
    encoding: Literal["hex", "base64"] = Field("hex", description="How the signature is written.")
    prefix: str | None = Field(None, description="What stands before it: sha256=; in pairs its name, v1.")
    style: Literal["plain", "pairs"] = Field("plain", description="pairs: the header is t=1700000000,v1=5257a8...")
    timestamp: str = Field("", description="Header with the sender's time in seconds; in pairs its name, t.")
    signed: str = Field("", description="What is signed: {body}, {timestamp}.{body}, v0:{timestamp}:{body} ...")
    tolerance: int = Field(300, ge=1, le=86400, description="Seconds that the sender's time may lie away from ours.")

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse a signature that proves nothing."""
        if not HEADER.fullmatch(self.header) or (self.timestamp and not HEADER.fullmatch(self.timestamp)):
            raise ValueError("header and timestamp are names of headers, such as X-Hub-Signature-256")
        if self.signed and "{body}" not in self.signed:
            raise ValueError("signed must hold {body}: else anything could be sent under one signature")
        if self.timestamp and self.signed and "{timestamp}" not in self.signed:
            raise ValueError("a timestamp that is not signed proves nothing: put {timestamp} into signed")
        if "{timestamp}" in self.signed and not (self.timestamp or self.style == "pairs"):
            raise ValueError("signed holds {timestamp}: say in which header it is, timestamp: X-Timestamp")
        return self

    def rule(self) -> SignatureRule:
        """The rule it states."""
        is_pairs = self.style == "pairs"
        timestamp = self.timestamp or ("t" if is_pairs else "")
        usual = "v1" if is_pairs else "sha256=" if self.header == GITHUB else ""
        return SignatureRule(
            self.header,
            self.algorithm,
            self.encoding,
            usual if self.prefix is None else self.prefix,
            is_pairs,
            timestamp,
            self.signed or ("{timestamp}.{body}" if timestamp else "{body}"),
            self.tolerance,
        )

    def secrets(self) -> tuple[bytes, ...]:
        """The secrets, revealed."""
        given = self.secret if isinstance(self.secret, list) else [self.secret]
        return tuple((one.reveal() if isinstance(one, Secret) else one).encode() for one in given)


class Params(SourceParams):
    """What is taken in at /intake/NAME, from whom, and how much of it."""

    shorthand: ClassVar[str | None] = "name"

    name: str = Field(description="The end of its address, /intake/NAME: small letters, digits and hyphens.")
    columns: Columns = Field(
        default_factory=dict,
        description="Field of the item to the name of the form's field, or of the JSON's with dots: order.number. "
        "A mapping is the list of lines. Case, spaces and punctuation make no difference.",
    )
    optional: list[str] = Field(default_factory=list, description=OPTIONAL)
    lines_at: str = Field("", description=LINES_AT)
    headers: dict[str, str] = Field(
        default_factory=dict, description="Fields of the item that come from headers: {event: X-GitHub-Event}."
    )
    accepts: Kind | list[Kind] = Field(
        default_factory=lambda: list[Kind](("form", "json")), description="What may be sent: form, json, or both."
    )
    signature: Signature | None = Field(None, description="How the sender signs; without it, anybody may send.")
    delivery: str | list[str] = Field(
        default_factory=lambda: list(DELIVERY),
        description="Headers of which one holds the sender's own name for a delivery; the same name is taken once.",
    )
    delivery_field: str = Field(
        "", description="A field of the form or JSON that holds it instead, with dots; it must then be there."
    )
    largest: int = Field(10, ge=1, le=100, description="Megabytes of one submission, files included.")
    most_files: int = Field(10, ge=0, le=100, description="Files in one submission.")
    per_minute: int = Field(300, ge=1, description="Submissions taken in a minute, of all senders together.")
    per_minute_each: int | None = Field(
        None, ge=1, description="Requests of one sender in a minute, good or bad; 60, signed as many as per_minute."
    )
    honeypot: str = Field(
        "", description="A field that people cannot see: what comes with it filled in is answered and thrown away."
    )
    origins: list[str] = Field(
        default_factory=list,
        description="Sites whose pages may send from a browser by script: https://www.example.org.",
    )
    thanks: str = Field(
        "", description="The page that a browser is sent to afterwards: https://www.example.org/thanks."
    )

    @field_validator("name")
    @classmethod
    def _name(cls, name: str) -> str:
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is no name: small letters, digits and hyphens")
        return name

    @field_validator("origins")
    @classmethod
    def _origins(cls, origins: list[str]) -> list[str]:
        if bad := [one for one in origins if not ORIGIN.fullmatch(one)]:
            raise ValueError(f"{bad[0]!r} is no site: https://www.example.org, without a path or a * in it")
        return origins

    @field_validator("thanks")
    @classmethod
    def _thanks(cls, thanks: str) -> str:
        if thanks and not re.fullmatch(r"https?://[!-~]+", thanks):
            raise ValueError(f"{thanks!r} is no address: https://www.example.org/thanks")
        return thanks

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse names that mean something else here."""
        self.layout()
        for name in self.headers:
            if not FIELD.fullmatch(name):
                raise ValueError(f"{name!r} is no field name; use small letters, digits and _")
        taken = [name for name in (*self.columns, *self.headers) if name in OURS]
        taken += [name for name in self.headers if name in self.columns]
        if taken:
            raise ValueError(f"{taken[0]!r} is a field already; choose another name")
        if bad := [one for one in (*self.headers.values(), *self.deliveries()) if not HEADER.fullmatch(one)]:
            raise ValueError(f"{bad[0]!r} is no name of a header")
        return self

    def layout(self) -> Layout | None:
        """The fields as the reader wants them; None: they are taken as they were sent."""
        return lay_out(self.columns, optional=self.optional) if self.columns else None

    def each(self) -> int:
        """Requests of one sender in a minute."""
        return self.per_minute_each or (max(self.per_minute, USUAL_EACH) if self.signature else USUAL_EACH)

    def kinds(self) -> tuple[str, ...]:
        """What may be sent."""
        return (self.accepts,) if isinstance(self.accepts, str) else tuple(self.accepts)

    def deliveries(self) -> tuple[str, ...]:
        """Headers that may hold the delivery's name."""
        return (self.delivery,) if isinstance(self.delivery, str) else tuple(self.delivery)


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Read what waits in the spool, oldest first."""
    layout = params.layout()
    for path in waiting(folder_of(ctx.workspace, params.name)):
        yield document(path, params, layout, ctx)


def document(path: Path, params: Params, layout: Layout | None, ctx: SourceContext) -> Document:
    """One submission."""
    name, digest = f"{params.name} {path.stem}", ""

    def file_away(folder: str) -> None:
        set_aside(path, ctx.workspace.inside(folder) if folder else None, digest)

    try:
        submission = read_submission(path.read_bytes())
        items = (item(submission, params, layout, ctx),)
        digest = submission.digest() if submission.delivery else ""
    except Damaged as error:
        return Document(None, name, (), f"{name}: {error}", file_away=file_away)
    except OSError as error:
        # It may be readable again: it stays where it is.
        return Document(None, name, (), f"{name}: it cannot be read: {error.strerror}", file_away=partial(_leave, path))
    return Document(None, name, items, file_away=file_away)


def _leave(_path: Path, _folder: str) -> None:
    """Leave a submission in its spool."""


def item(submission: Submission, params: Params, layout: Layout | None, ctx: SourceContext) -> RawItem:
    """A submission as an item.

    Raises:
        Damaged: Its content cannot be read.
    """
    data, place = submission.data(), Place(params.name, submission.receipt)
    meta = {
        "receipt": submission.receipt,
        "received_at": submission.received_at,
        "files": [kept(one, ctx) for one in submission.files],
        **{field: submission.headers.get(field) for field in params.headers},
    }
    if layout is None:
        return RawItem({**meta, "data": data}, place, original=(original(data),))
    if not isinstance(data, Mapping):
        problem = f"{place}: an object with fields was expected, not {data!r:.60}"
        return RawItem(meta, place, problems=(problem,), original=(original(data),))
    found = from_entry(data, layout, place, params.lines_at)
    return RawItem({**found.values, **meta}, place, found.places, found.problems, found.original)


def kept(sent: Any, ctx: SourceContext) -> dict[str, Any]:
    """A file that was sent along, kept where it outlives the submission."""
    digest = hashlib.sha256(sent.content).hexdigest()
    return {
        "field": sent.part,
        "name": sent.name,
        "path": ctx.keep(digest, sent.name, sent.content),
        "size": len(sent.content),
        "sha256": digest,
        "content_type": sent.kind,
    }


def original(data: Any) -> dict[str, Any]:
    """What was sent, for the hand-back."""
    return as_sent(data) if isinstance(data, Mapping) else {"sent": json_text(data)}
