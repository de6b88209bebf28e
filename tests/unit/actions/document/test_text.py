from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from rpa.actions.document.text import Outputs, Params, run
from rpa.errors import BusinessException, StepFailed
from rpa.model.workspace import Workspace
from tests.fakes.pdf_documents import by_weasyprint

TABLE = (
    "<style>table{border-collapse:collapse}td,th{border:1px solid}</style><p>Before</p>"
    "<table><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>"
)


@pytest.fixture
def ctx(tmp_path: Path) -> Any:
    return cast("Any", SimpleNamespace(workspace=Workspace(tmp_path, tmp_path)))


def test_text_and_tables_are_outputs(ctx: Any, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(by_weasyprint(TABLE))
    found = cast("Outputs", run.run(Params(path=Path("a.pdf")), ctx))
    assert (found.text, found.pages, found.page_texts) == ("Before\nA B\n1 2", 1, ["Before\nA B\n1 2"])
    assert found.tables == [[["A", "B"], ["1", "2"]]]
    assert (found.fields, found.scanned_pages, found.remarks) == ({}, [], [])


def test_a_damaged_pdf_rejects_the_item_and_a_missing_one_fails(ctx: Any, tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(by_weasyprint(TABLE)[:-500])
    with pytest.raises(BusinessException, match="not sent whole"):
        run.run(Params(path=Path("a.pdf")), ctx)
    with pytest.raises(StepFailed, match="No such file"):
        run.run(Params(path=Path("b.pdf")), ctx)
    with pytest.raises(BusinessException, match="out of the workspace"):
        run.run(Params(path=Path("../b.pdf")), ctx)
