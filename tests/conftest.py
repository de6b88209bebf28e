"""What tests of all folders may ask for."""

from __future__ import annotations

import os
import signal
import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from rpa.ledger.postgres_connection import Server

# The same examples each time: a failure then tells of the change it came with. RPA_FUZZ=1 looks for new ones.
settings.register_profile("steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
if not os.environ.get("RPA_FUZZ"):
    settings.load_profile("steady")

# What is started in the background of a shell ignores Ctrl-C, and so would every robot that a test starts.
if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server of the tests' own, shared by all workers of pytest; started when first asked for."""
    from tests.postgres import shared_server

    base = tmp_path_factory.getbasetemp()
    with shared_server(base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) as url:
        yield url


@pytest.fixture
def postgres(postgres_url: str) -> Server:
    """A fresh schema on it, for one test."""
    from rpa.ledger.postgres_connection import Server

    return Server(postgres_url, f"t_{uuid.uuid4().hex[:16]}", accept_no_fsync=True)
