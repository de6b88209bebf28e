"""The company's own count of what robots did to it: every write stored, every request received.

A write is counted in the transaction that stores it, so the count cannot be off by one in either direction.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from flask import request, session

from rpa.demo.company.store import Store

KINDS = ("order", "ticket", "customer", "customer_update", "invoice", "vat_return")
STORED_LIST = "company.stored"
SIGN_IN = "sign-in"


def record(db: sqlite3.Connection, kind: str, reference: str) -> None:
    """Count one write, inside the transaction that stores it.

    Args:
        db: The connection of that transaction.
        kind: One of ``KINDS``.
        reference: The business reference: what tells two pieces of work from one that happened twice.
    """
    request_id = request.headers.get("X-Request-Id") or uuid.uuid4().hex
    db.execute(
        "INSERT INTO stored_writes (kind, reference, who, at, path, request_id) VALUES (?, ?, ?, ?, ?, ?)",
        (kind, reference, session.get("user", ""), datetime.now(UTC).isoformat(), request.path, request_id),
    )
    request.environ.get(STORED_LIST, []).append(kind)


def count_request(store: Store, method: str) -> None:
    """Count one request that reached the server, whatever became of it.

    Args:
        store: The company's database.
        method: The HTTP method, or ``SIGN_IN``.
    """
    with store.writing() as db:
        db.execute(
            "INSERT INTO received_requests (method, n) VALUES (?, 1) ON CONFLICT (method) DO UPDATE SET n = n + 1",
            (method,),
        )


def read_counts(store: Store) -> dict[str, Any]:
    """Read the whole count.

    Args:
        store: The company's database.

    Returns:
        ``writes`` and ``distinct`` by kind, ``repeated`` (by kind and reference: how often, where more than
        once), ``requests`` by method, ``sign_ins``, and ``log``, oldest first.
    """
    with store.reading() as db:
        log = [dict(row) for row in db.execute("SELECT * FROM stored_writes ORDER BY n")]
        received = {row["method"]: row["n"] for row in db.execute("SELECT method, n FROM received_requests")}
    times: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for entry in log:
        times[entry["kind"]][entry["reference"]] += 1
    sign_ins = received.pop(SIGN_IN, 0)
    repeated = {kind: {ref: n for ref, n in seen.items() if n > 1} for kind, seen in times.items()}
    return {
        "writes": {kind: seen.total() for kind, seen in times.items()},
        "distinct": {kind: len(seen) for kind, seen in times.items()},
        "repeated": {kind: seen for kind, seen in repeated.items() if seen},
        "requests": received,
        "sign_ins": sign_ins,
        "log": log,
    }
