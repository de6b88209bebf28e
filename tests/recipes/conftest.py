"""The sample company with its inbox, for each recipe anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fakes.company_office import CompanyOffice, company_office


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CompanyOffice]:
    with company_office(tmp_path / "office", monkeypatch.setenv) as running:
        yield running
