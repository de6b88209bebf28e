"""Misbehaviour on demand: a slow, failing, forgetful server whose connections break.

Draws are made from the seed and the running number of the request, so one robot meets the same
trouble each time.
"""

from __future__ import annotations

import json
import random
import threading
from collections import Counter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from rpa.demo.company.store import Store

Rate = Annotated[float, Field(ge=0, le=1)]
Fate = Literal["ok", "error_before_store", "drop_before_store", "error_after_store", "drop_after_store", "lose_session"]


class Mischief(BaseModel):
    """What the server does wrong; everything left out is in order.

    Rates from ``error_rate`` to ``drop_after_store_rate`` are about requests that could write: every method
    but GET, the sign-in excepted. An after-store rate counts only where something was stored.

    Attributes:
        slow_ms: Shortest and longest pause before an answer, in milliseconds.
        error_rate: Answer 500 before anything is stored.
        drop_before_store_rate: Close the connection without an answer before anything is stored.
        error_after_store_rate: Answer 500 after the write was stored.
        drop_after_store_rate: Close the connection without an answer after the write was stored.
        lose_session_rate: Forget the session, for any page or write.
        page_error_rate: Answer 500 to a page view.
        session_requests: A session ends after this many requests; 0 never.
        rename_field: Captions of form fields that now read differently.
        close_connections: Close the connection after each answer. Chromium repeats a request, even a POST, by
            itself when a connection that it has used before breaks without an answer: on kept connections a
            dropped answer can therefore write twice without anybody asking for it.
        next: Fates of the coming write requests, in order, before the rates come into play.
        seed: The seed of all draws.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    slow_ms: tuple[Annotated[int, Field(ge=0, le=60_000)], Annotated[int, Field(ge=0, le=60_000)]] = (0, 0)
    error_rate: Rate = 0
    drop_before_store_rate: Rate = 0
    error_after_store_rate: Rate = 0
    drop_after_store_rate: Rate = 0
    lose_session_rate: Rate = 0
    page_error_rate: Rate = 0
    session_requests: Annotated[int, Field(ge=0)] = 0
    rename_field: dict[str, str] = {}
    close_connections: bool = False
    next: tuple[Fate, ...] = ()
    seed: int = 1


class MischiefMaker:
    """Keeps the mischief in force, in the database, and draws what happens to each request.

    Args:
        store: The company's database; its tables exist.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._drawn: Counter[str] = Counter()
        with store.reading() as db:
            row = db.execute("SELECT value FROM house_settings WHERE name = 'mischief'").fetchone()
        self._current = Mischief.model_validate_json(row["value"]) if row else Mischief()

    @property
    def current(self) -> Mischief:
        """The mischief in force."""
        return self._current

    def replace(self, mischief: Mischief) -> None:
        """Put other mischief in force, and start the draws anew.

        Args:
            mischief: What the server does wrong from now on.
        """
        with self._lock:
            self._keep(mischief)
            self._drawn.clear()

    def draw_pause(self) -> float:
        """Draw how long the next answer waits.

        Returns:
            Seconds.
        """
        shortest, longest = sorted(self._current.slow_ms)
        return (shortest + (longest - shortest) * self._draw("pause")) / 1000 if longest else 0.0

    def draw_page_fate(self) -> Fate:
        """Draw what happens to a page view.

        Returns:
            ``ok``, ``error_before_store`` or ``lose_session``.
        """
        if self._happens("page error", self._current.page_error_rate):
            return "error_before_store"
        return "lose_session" if self._happens("page session", self._current.lose_session_rate) else "ok"

    def draw_write_fate(self) -> Fate:
        """Draw what happens to a request that could write.

        Returns:
            The fate; an after-store fate means nothing when the request stores nothing.
        """
        with self._lock:
            if self._current.next:
                fate, *rest = self._current.next
                self._keep(self._current.model_copy(update={"next": tuple(rest)}))
                return fate
        rates: tuple[tuple[Fate, float], ...] = (
            ("lose_session", self._current.lose_session_rate),
            ("error_before_store", self._current.error_rate),
            ("drop_before_store", self._current.drop_before_store_rate),
            ("error_after_store", self._current.error_after_store_rate),
            ("drop_after_store", self._current.drop_after_store_rate),
        )
        happened = [fate for fate, rate in rates if self._happens(fate, rate)]
        return happened[0] if happened else "ok"

    def _happens(self, what: str, rate: float) -> bool:
        return rate > 0 and self._draw(what) < rate

    def _draw(self, what: str) -> float:
        with self._lock:
            self._drawn[what] += 1
            return random.Random(f"{self._current.seed}/{what}/{self._drawn[what]}").random()  # noqa: S311 - repeatable

    def _keep(self, mischief: Mischief) -> None:
        with self._store.writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO house_settings (name, value) VALUES ('mischief', ?)",
                (json.dumps(mischief.model_dump(mode="json")),),
            )
        self._current = mischief
