"""Work items from a web service that answers JSON: page by page, from where the last run left off; only asked by GET.

Only what is new: `since` sends the furthest time or number that was seen; without it, and without pages, the service is
asked whether anything has changed at all (ETag, Last-Modified).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterator
from decimal import Decimal
from ipaddress import ip_address
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from rpa.model.item import Document
from rpa.model.secret import Secret
from rpa.sources.columns import OPTIONAL, Columns, Layout, lay_out
from rpa.sources.contract import SourceContext, SourceParams, source
from rpa.sources.entries import LINES_AT
from rpa.sources.http.paging import Paging, with_query
from rpa.sources.http.reading import Reading
from rpa.sources.http.sign_in import NAME, SignIn, plain

Plain = str | bool | int | Decimal | dt.date | Secret

EXAMPLES = (
    """\
http.items:
  url: "{{ settings.shop.api }}/orders"
  auth: {bearer: "{{ secrets.shop.token }}"}
  query: {status: paid}
  at: data.orders
  paging: {cursor: after, at: meta.next_cursor, size: {limit: 100}}
  since: {query: updated_after, field: updated_at, start: 2026-01-01, overlap: 60}
  columns:
    number: number
    email: customer.email
    lines: {sku: sku, quantity: quantity}
  lines_at: order.rows
""",
    """\
http.items:
  url: https://tickets.example.org/api/v1/tickets
  auth:
    oauth:
      token_url: https://login.example.org/oauth2/token
      client_id: "{{ secrets.tickets.id }}"
      client_secret: "{{ secrets.tickets.secret }}"
      scope: tickets.read
  paging: link
""",
)


class Since(BaseModel):
    """From where a run reads on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    query: str = Field(description="The query's name for it: updated_after.")
    field: str = Field(description="Where an entry says its own, with dots: updated_at, or a number that grows.")
    start: dt.datetime | dt.date | int | str | None = Field(
        None, description="Where the first run begins; another start reads again from there. Without it: everything."
    )
    overlap: int = Field(
        1,
        ge=0,
        le=31 * 86400,
        description="Seconds (or numbers) before the last one that are asked for again: services differ in whether "
        "`after` takes the moment itself, and some save late.",
    )


class Params(SourceParams):
    """What to ask, and what in the answer is an item. Without `columns`, an item has the fields of its entry."""

    url: str | Secret = Field(description="Address: https://shop.example.org/api/orders.")
    query: dict[str, Plain | None] = Field(default_factory=dict, description="What stands behind the question mark.")
    headers: dict[str, str | Secret] = Field(default_factory=dict, description="Further headers.")
    auth: SignIn | None = Field(None, description="How the service knows the robot.")
    at: str = Field("", description="Where in the answer the list of entries is, with dots; by default the whole.")
    paging: Literal["link"] | Paging | None = Field(None, description="How it gives its pages; none: in one.")
    since: Since | None = Field(None, description="Only entries from where the last run left off.")
    columns: Columns = Field(
        default_factory=dict,
        description="Field of the item to the name in the entry, with dots: customer.email. A mapping is the lines.",
    )
    lines_at: str = Field("", description=LINES_AT)
    optional: list[str] = Field(default_factory=list, description=OPTIONAL)
    timeout: int = Field(60, ge=1, le=600, description="Seconds that an answer may keep us waiting.")
    plain_http: bool = Field(False, description="Allow an address without TLS that is not on this machine.")

    @model_validator(mode="after")
    def consistent(self) -> Self:
        """Refuse what contradicts itself, and addresses at which everybody could read along."""
        self.layout()
        for name, value in self.headers.items():
            if not NAME.fullmatch(name) or not re.fullmatch(r"[ -~]*", plain(value)):
                raise ValueError(f"the header {name!r} holds what a header cannot")
        refuse_address(plain(self.url), plain_http=self.plain_http)
        if self.auth and self.auth.oauth:
            refuse_address(self.auth.oauth.token_url, plain_http=self.plain_http)
        return self

    def layout(self) -> Layout | None:
        """The fields as the reader wants them; None: as they are in the entry."""
        return lay_out(self.columns, optional=self.optional) if self.columns else None

    def pages(self) -> Paging | None:
        """How the pages are given."""
        return Paging(link=True) if self.paging == "link" else self.paging

    def address(self) -> str:
        """The address of the first page, secrets revealed; without what `since` adds."""
        paging = self.pages()
        values = {name: sent(value) for name, value in self.query.items() if value is not None}
        return with_query(plain(self.url), {**values, **(paging.query() if paging else {})})

    def place(self) -> str:
        """The address for messages: without its query; of a secret one, only the site."""
        url = plain(self.url)
        return "://".join(urlsplit(url)[:2]) if isinstance(self.url, Secret) else url.partition("?")[0]

    def mark_name(self) -> str:
        """What the mark is kept under: the address and its query, without secrets."""
        shown = sorted((name, str(value)) for name, value in self.query.items())
        start = self.since.start if self.since else ""
        digest = hashlib.sha256(repr((str(self.url), shown, self.at)).encode()).hexdigest()[:12]
        return f"{self.place()} {digest} from {start}"


def refuse_address(url: str, *, plain_http: bool) -> None:
    """Refuse what is no address, holds a password, or is not secret on its way.

    Raises:
        ValueError: The message says why, without the address's query.
    """
    shown = url.partition("?")[0][:100]
    if "{{" in url:
        return  # an expression, which is worked out later
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise ValueError(f"{shown!r} is no address") from None
    if parts.scheme not in ("http", "https") or not host or not re.fullmatch(r"[!-~]+", url) or parts.fragment:
        raise ValueError(f"{shown!r} is no address such as https://shop.example.org/api/orders")
    if parts.username or parts.password:
        raise ValueError("a password does not belong into an address: auth: {user: ..., password: ...}")
    if parts.scheme == "http" and not plain_http and not is_loopback(host):
        raise ValueError(f"{shown} is read along by everybody on the way: https://, or say plain_http: true")


def is_loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def sent(value: Plain) -> str:
    """A value of a query as it is sent."""
    match value:
        case Secret():
            return value.reveal()
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case dt.date():
            return value.isoformat()
    return str(value)


@source
def read(params: Params, ctx: SourceContext) -> Iterator[Document]:
    """Ask the service; all its pages are one document.

    Raises:
        EnvironmentNotReady: It cannot be reached, does not let us in, or is broken.
        UsageError: It does not understand the request, or its answer is none that can be read.
    """
    reading = Reading(params, ctx)
    yield Document(None, params.place(), reading.items(), mark=reading.mark())
