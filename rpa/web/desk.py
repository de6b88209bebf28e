"""Judging requests to an intake: who sends, how much, signed or not, readable or not; and taking in what is fit."""

from __future__ import annotations

import hashlib
import logging
import re
import secrets
import time
from base64 import b32encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from flask import Request
from werkzeug.exceptions import RequestEntityTooLarge

from rpa.errors import RpaError
from rpa.formats.json_text import NoValue, read_json, value_at
from rpa.formats.submission import SentFile, Submission
from rpa.formats.webhook_signature import why_refused
from rpa.sources.form.intake import Params
from rpa.web.rates import Rates, sender_of
from rpa.web.reading import Unreadable, kind_of, read_body, read_form
from rpa.web.store import NoRoom, OtherContent, Store

_log = logging.getLogger(__name__)
DELIVERY = re.compile(r"[!-~](?:[ -~]{0,198}[!-~])?")
CONTENT = {
    "form": "application/x-www-form-urlencoded or multipart/form-data",
    "json": "application/json",
}


class Refused(Exception):
    """A request that is not taken.

    Args:
        status: Of the answer.
        message: For the sender.
        seconds: After which it may try again; 0: no word of it.
        note: For the access log, not for the sender.
    """

    def __init__(self, status: int, message: str, seconds: float = 0, note: str = "") -> None:
        super().__init__(message)
        self.status, self.message, self.seconds, self.note = status, message, seconds, note


@dataclass(frozen=True)
class Opening:
    """One intake as it is served.

    Attributes:
        recipe: Whose it is.
        params: What the recipe says of it.
        secrets: Of its signature, revealed.
    """

    recipe: str
    params: Params
    secrets: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Taken:
    """What became of a request that was taken.

    Attributes:
        params: Of its intake.
        receipt: What its sender is told.
        note: For the access log.
    """

    params: Params
    receipt: str
    note: str = ""


class Desk:
    """Judges and takes requests in.

    Args:
        openings: By name.
        store: Where submissions are kept.
        clock: Seconds since 1970.
    """

    def __init__(self, openings: Mapping[str, Opening], store: Store, clock: Callable[[], float] = time.time) -> None:
        self.openings, self.store, self.clock = openings, store, clock
        self.senders, self.all = Rates(), Rates()

    def take(self, name: str, asked: Request) -> Taken:
        """Take one request; when this returns, it is durable.

        Raises:
            Refused: It is not taken.
        """
        opening = self.openings[name]
        params = opening.params
        self._within_rate(self.senders, f"{name} {sender_of(asked.remote_addr or '')}", params.each())
        kind = kind_of(asked.headers.get("Content-Type", ""))
        if kind not in params.kinds():
            raise Refused(415, f"expected {' or '.join(CONTENT[one] for one in params.kinds())}")
        body = self._body(asked, params)
        given = self._header_delivery(asked, params)
        self._signed(opening, asked, body, given)
        sent = self._read(asked, body, kind, params)
        if params.honeypot and any(one == params.honeypot and value for one, value in sent.form or ()):
            return Taken(params, new_receipt(), "honeypot, thrown away")
        delivery = _field_delivery(sent, params.delivery_field) if params.delivery_field else given
        self._within_rate(self.all, name, params.per_minute)
        receipt = receipt_of(name, delivery) if delivery else new_receipt()
        self._keep(name, replace(sent, receipt=receipt, delivery=delivery))
        return Taken(params, receipt)

    def _read(self, asked: Request, body: bytes, kind: str, params: Params) -> Submission:
        """What was sent, without a receipt yet."""
        form: tuple[tuple[str, str], ...] | None = None
        text, files = "", tuple[SentFile, ...]()
        try:
            if kind == "json":
                text = read_body(body)
            else:
                form, files = read_form(asked, body, params.most_files)
        except Unreadable as error:
            raise Refused(400, str(error)) from None
        wanted = {field: asked.headers.get(header) for field, header in params.headers.items()}
        headers = {field: _shown(value) for field, value in wanted.items() if value is not None}
        return Submission("", datetime.fromtimestamp(self.clock(), UTC), "", headers, form, text, files)

    def _within_rate(self, rates: Rates, name: str, per_minute: int) -> None:
        if seconds := rates.wait(name, per_minute, time.monotonic()):
            raise Refused(429, "too many requests", seconds)

    @staticmethod
    def _body(asked: Request, params: Params) -> bytes:
        largest = params.largest << 20
        asked.max_content_length = largest
        try:
            if (asked.content_length or 0) > largest:
                raise Refused(413, f"more than {params.largest} MB")
            return asked.get_data(cache=True)
        except RequestEntityTooLarge:
            raise Refused(413, f"more than {params.largest} MB") from None

    @staticmethod
    def _header_delivery(asked: Request, params: Params) -> str:
        given = next((asked.headers[one] for one in params.deliveries() if one in asked.headers), "")
        if given and not DELIVERY.fullmatch(given):
            raise Refused(400, "the name of the delivery is longer than 200 letters, or not plain text")
        return given

    def _signed(self, opening: Opening, asked: Request, body: bytes, delivery: str) -> None:
        if opening.params.signature is None:
            return
        headers = {name.lower(): value for name, value in asked.headers.items()}
        rule = opening.params.signature.rule()
        if reason := why_refused(rule, opening.secrets, headers, body, delivery, self.clock()):
            raise Refused(401, "not signed as agreed", note=reason)

    def _keep(self, name: str, submission: Submission) -> None:
        try:
            self.store.keep(name, submission)
        except OtherContent:
            raise Refused(422, "this delivery was taken before, with other content") from None
        except NoRoom as error:
            _log.error("a submission to %s was refused: %s", name, error)
            raise Refused(507, "no room to keep it; nothing was taken", 300) from None
        except (RpaError, OSError) as error:
            _log.error("a submission to %s was refused: %s", name, error)
            raise Refused(503, "it cannot be kept now; nothing was taken", 60) from None


def new_receipt() -> str:
    """A receipt that nobody can guess."""
    return _letters(secrets.token_bytes(16))


def receipt_of(name: str, delivery: str) -> str:
    """The receipt of a delivery: the same again for the same."""
    return _letters(hashlib.sha256(f"{name}\0{delivery}".encode()).digest()[:16])


def _letters(value: bytes) -> str:
    return b32encode(value).decode().rstrip("=").lower()


def _field_delivery(sent: Submission, path: str) -> str:
    """The delivery's name out of the content."""
    data = sent.data() if sent.form is not None else read_json(sent.body.encode())
    try:
        value = data.get(path) if sent.form is not None else value_at(data, path)
    except NoValue:
        value = None
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not DELIVERY.fullmatch(text):
        raise Refused(400, f"the field {path} is missing, or no short text or number")
    return text


def _shown(value: str) -> str:
    return re.sub(r"[^ -~\xa0-\xff]", "?", value)[:1000]
