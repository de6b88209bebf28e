"""A real service on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fakes.web_service import WebService


@pytest.fixture
def service() -> Iterator[WebService]:
    with WebService() as running:
        yield running
