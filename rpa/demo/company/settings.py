"""What can be set about the sample company's back office."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

COMPANY_NAME = "Fjord & Polder Trading B.V."


@dataclass(frozen=True)
class CompanySettings:
    """Settings of one back office.

    Attributes:
        database: SQLite file; created, and seeded when empty.
        host: Address to listen on; the loopback unless there is a reason.
        port: TCP port; 0 takes a free one.
        user: The one user who can sign in.
        password: The password of that user. The data are invented and the server listens on the loopback.
        token: What ``POST /mischief`` wants in the header ``X-Company-Token``.
        business_date: The day on which the company thinks it is.
        idle_minutes: A session ends after this many minutes without a request.
        interstitial_every: Every Nth page view shows the maintenance notice first; 0 shows it never.
        threads: Worker threads of the server.
        seed: Whether an empty database is filled with the sample data.
    """

    database: Path
    host: str = "127.0.0.1"
    port: int = 0
    user: str = "robot"
    password: str = "polder-2026"  # noqa: S105 - a demo's default, changed by option or environment
    token: str = "mischief"  # noqa: S105 - guards a switch of a demo on the loopback
    business_date: date = date(2026, 10, 5)
    idle_minutes: float = 20
    interstitial_every: int = 25
    threads: int = 8
    seed: bool = True
