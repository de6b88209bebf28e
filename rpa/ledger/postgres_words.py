"""Errors of PostgreSQL in words for the person who must act."""

from __future__ import annotations

import re

import psycopg

from rpa.errors import LedgerError, LedgerNotReady

UNREACHABLE = "the ledger's database cannot be reached"
UNDONE = "Nothing of this step was recorded."
WORDS: dict[str, tuple[str, str]] = {
    "08": (
        f"{UNREACHABLE}.",
        "Look whether the server runs and the network lets this machine through; run again then.",
    ),
    "28": (
        "the database server does not let this program in.",
        "Correct the user and the database in rpa.toml, or the password: rpa secret set ledger.password",
    ),
    "3D000": (
        "the database does not exist.",
        "Make it: createdb --encoding=UTF8 NAME; or correct the URL in rpa.toml.",
    ),
    "42501": (
        "the database user lacks a right.",
        "As the database's owner: grant create on database NAME to USER; or create schema rpa authorization USER.",
    ),
    "25006": ("the server takes no writes.", "It may be a standby, or set to read-only: name the primary in rpa.toml."),
    "25P03": (
        f"this process stood still inside a transaction for too long and was cut off. {UNDONE}",
        "The machine may be overloaded, or was suspended; run the recipe again.",
    ),
    "40": (f"the database broke a transaction off. {UNDONE}", "Run the recipe again."),
    "53100": (
        f"the disk of the database server is full. {UNDONE}",
        "Make room on the server and run the recipe again.",
    ),
    "53300": ("the database server has no connection left.", "Raise max_connections, or run fewer workers."),
    "55P03": (
        "another process has held the ledger for too long.",
        "See who does: select * from pg_locks where locktype = 'advisory'; then run the recipe again.",
    ),
    "57014": ("the database took too long for a statement.", "Look at the server's load; then run the recipe again."),
    "57P": (f"{UNREACHABLE}: it was shut down or restarted.", "Run the recipe again when the server is up."),
    "58": ("the server failed while it read or wrote its files.", "Look at the server's log and its disk."),
    "XX": ("the ledger's tables are damaged.", "Stop all runs, look at the server's log, put a backup back."),
}


NOT_READY = ("08", "28", "57P", "3D000", "42501")
"""Codes that say that the server is not there for this program; nothing is wrong with the work."""


def in_words(error: psycopg.Error, name: str) -> LedgerError:
    """Put an error of psycopg into words; it never holds a password.

    Args:
        error: As it came.
        name: The ledger, for messages.
    """
    code = error.sqlstate or _code_of_silence(error)
    found = next((WORDS[code[:length]] for length in (5, 3, 2) if code[:length] in WORDS), None)
    said = " ".join(str(error).split())
    if found is None:
        return LedgerError(
            f"the ledger refused: {said}.", place=name, hint="This is a mistake in the program: report it."
        )
    message, hint = found
    kind = LedgerNotReady if any(code.startswith(one) for one in NOT_READY) else LedgerError
    return kind(f"{message.removesuffix('.')} ({said}).", place=name, hint=hint)


def _code_of_silence(error: psycopg.Error) -> str:
    """Errors without a code come from this side: the connection could not be made, or broke."""
    if not isinstance(error, psycopg.OperationalError):
        return ""
    said = str(error)
    if re.search(r'FATAL: .*database ".*" does not exist', said):
        return "3D000"
    return "28" if "FATAL: " in said or "no password supplied" in said else "08"
