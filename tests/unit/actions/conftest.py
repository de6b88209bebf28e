"""Actions on a real ledger, in a workspace of their own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.one_step import OneStep


@pytest.fixture
def step(tmp_path: Path) -> Iterator[OneStep]:
    one = OneStep(tmp_path)
    yield one
    one.ledger.close()
