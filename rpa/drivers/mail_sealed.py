"""Mails that are signed or encrypted: what can be read of them, and what is said of the rest."""

from __future__ import annotations

from email.message import Message

SIGNATURES = frozenset(("application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature"))
ENVELOPES = frozenset(("application/pkcs7-mime", "application/x-pkcs7-mime"))


def is_signature(part: Message) -> bool:
    """Whether a part of a signed mail is its signature, which mail programs do not show as a file."""
    return part.get_content_type() in SIGNATURES


def is_envelope(part: Message) -> bool:
    """Whether a part is a mail in S/MIME's wrapping: signed in one piece, or encrypted."""
    return part.get_content_type() in ENVELOPES


def why_closed(part: Message) -> str:
    """Why what a part holds cannot be read; empty when it can."""
    kind = part.get_content_type()
    if kind == "application/pgp-encrypted":
        return "it is encrypted (PGP): its text and files cannot be read; ask for it unencrypted"
    if kind not in ENVELOPES:
        return ""
    try:
        stated = str(part.get_param("smime-type", "") or "").lower()
    except (ValueError, LookupError, TypeError, IndexError, AttributeError):
        stated = ""
    if stated == "signed-data":
        return "its text and files are sealed in a signature (S/MIME, opaque) that cannot be opened"
    if stated == "certs-only":
        return ""
    return "it is encrypted (S/MIME): its text and files cannot be read; ask for it unencrypted"
