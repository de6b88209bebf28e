"""Signatures of webhooks: whether a body was sent by who knows the secret, and not long ago."""

from __future__ import annotations

import base64
import binascii
import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

PLACE = re.compile(r"\{(body|timestamp|delivery)\}")
SECONDS = re.compile(r"[0-9]{1,12}")
MOST_CANDIDATES = 8
"""Signatures in one header that are looked at: more than any sender gives while it changes its secret."""


@dataclass(frozen=True)
class SignatureRule:
    """How a sender signs.

    Attributes:
        header: Header that holds the signature.
        algorithm: Of the HMAC.
        encoding: How the signature is written.
        prefix: What stands before it, such as `sha256=`; in pairs the name, such as `v1`.
        is_pairs: The header holds pairs: `t=1700000000,v1=5257a8...`.
        timestamp: Header with the sender's time, seconds since 1970; in pairs the name; empty: no time is signed.
        signed: What is signed, made of `{body}`, `{timestamp}`, `{delivery}`.
        tolerance: Seconds that the sender's time may lie away from ours.
    """

    header: str
    algorithm: Literal["sha256", "sha384", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    is_pairs: bool = False
    timestamp: str = ""
    signed: str = "{body}"
    tolerance: int = 300


def why_refused(
    rule: SignatureRule,
    secrets: Sequence[bytes],
    headers: Mapping[str, str],
    body: bytes,
    delivery: str,
    now: float,
) -> str:
    """Why a request is not believed; empty when it is.

    Args:
        rule: How its sender signs.
        secrets: Any of them is right (two while a secret is changed).
        headers: By name in small letters.
        body: As it came.
        delivery: The sender's name for it.
        now: Seconds since 1970.
    """
    given = headers.get(rule.header.lower(), "")
    if not given:
        return f"there is no header {rule.header}"
    pairs = _pairs(given) if rule.is_pairs else []
    stated = ""
    if rule.timestamp:
        times = [value for name, value in pairs if name == rule.timestamp]
        stated = (times[0] if times else "") if rule.is_pairs else headers.get(rule.timestamp.lower(), "")
        if not SECONDS.fullmatch(stated):
            return "the time of sending is missing or no number of seconds"
        if abs(now - int(stated)) > rule.tolerance:
            return f"it was sent more than {rule.tolerance} seconds ago, or the clocks differ"
    if rule.is_pairs:
        candidates = [value for name, value in pairs if name == rule.prefix]
    else:
        candidates = [one.removeprefix(rule.prefix) for one in given.split() if one.startswith(rule.prefix)]
    content = _signed(rule.signed, {"body": body, "timestamp": stated.encode(), "delivery": delivery.encode()})
    wanted = [hmac.digest(secret, content, rule.algorithm) for secret in secrets]
    found = [_decoded(one, rule.encoding) for one in candidates[:MOST_CANDIDATES]]
    # Every pair is compared, each in constant time: how long it takes tells nothing about which one was near.
    fits = [hmac.compare_digest(one, right) for one in found for right in wanted]
    return "" if any(fits) else "the signature does not fit the body and the secret"


def _pairs(text: str) -> list[tuple[str, str]]:
    parts = (part.partition("=") for part in text.split(",")[: 4 * MOST_CANDIDATES])
    return [(name.strip(), value.strip()) for name, _, value in parts]


def _signed(template: str, values: Mapping[str, bytes]) -> bytes:
    content, last = b"", 0
    for place in PLACE.finditer(template):
        content += template[last : place.start()].encode() + values[place[1]]
        last = place.end()
    return content + template[last:].encode()


def _decoded(text: str, encoding: str) -> bytes:
    """The bytes of a signature; none when it is not written as it should be."""
    try:
        if encoding == "hex":
            return bytes.fromhex(text) if text.isascii() and text.isalnum() else b""
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""
