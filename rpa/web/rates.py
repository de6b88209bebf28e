"""How many requests a sender may make in a minute: a bucket for each, in bounded memory."""

from __future__ import annotations

import ipaddress
import threading
from collections import OrderedDict

MINUTE = 60.0
MOST_SENDERS = 10_000
"""Senders that are remembered; beyond that the one that has been silent longest is forgotten."""


class Rates:
    """Buckets that fill evenly, each up to what its rate allows in a minute.

    Args:
        most: Names that are remembered.
    """

    def __init__(self, most: int = MOST_SENDERS) -> None:
        self._most = most
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = threading.Lock()

    def wait(self, name: str, per_minute: int, now: float) -> float:
        """Count one request.

        Args:
            name: Whose.
            per_minute: How many it may make.
            now: Seconds of a clock that never goes back.

        Returns:
            0 when it may be made; else the seconds after which one may be.
        """
        rate = per_minute / MINUTE
        with self._lock:
            left, since = self._buckets.pop(name, (float(per_minute), now))
            left = min(float(per_minute), left + (now - since) * rate)
            is_allowed = left >= 1
            self._buckets[name] = (left - 1 if is_allowed else left, now)
            if len(self._buckets) > self._most:
                self._buckets.popitem(last=False)
        return 0.0 if is_allowed else (1 - left) / rate


def sender_of(address: str) -> str:
    """Whom an address stands for: with IPv6 a whole network is one customer of its provider."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address[:45] or "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped is not None:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
