"""A submission as it is kept: what a web form or a webhook sent, whole in one file, with its receipt."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rpa.formats.json_text import BadJson, bounded, read_json

FORMAT = 1


class Damaged(ValueError):
    """The file is no submission, or not all of it; the message says why."""


@dataclass(frozen=True)
class SentFile:
    """A file that was sent along.

    Attributes:
        part: Name of the form's field.
        name: File name as the sender gave it, without folders; may be empty.
        kind: Media type as the sender gave it.
        content: Its bytes.
    """

    part: str
    name: str
    kind: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Submission:
    """What was sent.

    Attributes:
        receipt: What the sender was told: names this submission for ever.
        received_at: Aware, UTC.
        delivery: The sender's own name for it; empty when it gave none.
        headers: Those that the recipe asks for, by the recipe's names.
        form: Fields in the order in which they came, a name as often as it came; None for JSON.
        body: The JSON text as it came; empty for a form.
        files: Files of the form.
    """

    receipt: str
    received_at: datetime
    delivery: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    form: tuple[tuple[str, str], ...] | None = None
    body: str = field(default="", repr=False)
    files: tuple[SentFile, ...] = ()

    def data(self) -> Any:
        """The content as values: of a form field name to text, or to a list of texts where a name came several times.

        Raises:
            Damaged: The JSON cannot be read.
        """
        if self.form is None:
            try:
                return bounded(read_json(self.body.encode(errors="surrogatepass")))
            except BadJson as error:
                raise Damaged(f"its JSON cannot be read: {error}") from None
        found: dict[str, list[str]] = {}
        for name, value in self.form:
            found.setdefault(name, []).append(value)
        return {name: values[0] if len(values) == 1 else values for name, values in found.items()}

    def digest(self) -> str:
        """SHA-256 (hex) of what was sent, whenever and however often it came."""
        files = [[one.part, one.name, one.kind, hashlib.sha256(one.content).hexdigest()] for one in self.files]
        whole = json.dumps([self.form, self.body, files])
        return hashlib.sha256(whole.encode()).hexdigest()


def write_submission(submission: Submission) -> bytes:
    """A submission as a file: JSON, files in Base64."""
    content = {
        "format": FORMAT,
        "receipt": submission.receipt,
        "received_at": submission.received_at.isoformat(),
        "delivery": submission.delivery,
        "digest": submission.digest(),
        "headers": dict(submission.headers),
        "form": submission.form,
        "body": submission.body,
        "files": [
            {
                "part": one.part,
                "name": one.name,
                "kind": one.kind,
                "content": base64.b64encode(one.content).decode(),
            }
            for one in submission.files
        ],
    }
    return json.dumps(content, indent=1).encode()


def read_submission(content: bytes) -> Submission:
    """Read what `write_submission` wrote.

    Raises:
        Damaged: It is not that, or was changed.
    """
    try:
        found = json.loads(content)
        if found["format"] != FORMAT:
            raise Damaged(f"it is of format {found['format']!r:.20}; this program knows {FORMAT}")
        form = found["form"]
        files = tuple(
            SentFile(one["part"], one["name"], one["kind"], base64.b64decode(one["content"], validate=True))
            for one in found["files"]
        )
        submission = Submission(
            str(found["receipt"]),
            datetime.fromisoformat(found["received_at"]),
            str(found["delivery"]),
            dict(found["headers"]),
            None if form is None else tuple((str(name), str(value)) for name, value in form),
            str(found["body"]),
            files,
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, binascii.Error) as error:
        if isinstance(error, Damaged):
            raise
        raise Damaged(f"it is no submission as this program writes them ({type(error).__name__})") from None
    if submission.digest() != found.get("digest"):
        raise Damaged("it was changed since it was received")
    return submission
