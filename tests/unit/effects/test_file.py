"""Writing files through the gate."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from rpa.actions.excel.create import run as create_workbook
from rpa.effects.file import target_path, write_document
from rpa.effects.gate import Gate, Mode, Planned
from rpa.errors import BusinessException
from tests.fakes.one_step import OneStep


@pytest.fixture
def step(tmp_path: Path) -> Iterator[OneStep]:
    one = OneStep(tmp_path)
    yield one
    one.ledger.close()


def test_a_file_with_its_hash_as_receipt(step: OneStep, tmp_path: Path) -> None:
    claim = step.claim("A-1")
    gate = Gate(step.ledger, claim, "it", Mode.RUN)
    receipt = write_document(gate, tmp_path / "a.txt", lambda: b"hello", summary="Make a.txt", fields=[("Who", "me")])
    assert receipt.reference == f"sha256:{hashlib.sha256(b'hello').hexdigest()}"
    assert (tmp_path / "a.txt").read_bytes() == b"hello"
    intent = step.step(claim).intent
    assert intent is not None
    assert (intent.repeatable, intent.target, intent.fields) == (True, str(tmp_path / "a.txt"), (("Who", "me"),))


def test_a_plan_makes_nothing(step: OneStep, tmp_path: Path) -> None:
    gate = Gate(step.ledger, step.claim("A-1"), "it", Mode.PLAN)

    def make() -> bytes:
        raise AssertionError("a plan made the content")

    with pytest.raises(Planned):
        write_document(gate, tmp_path / "a.txt", make, summary="Make a.txt")
    assert not (tmp_path / "a.txt").exists()


@pytest.mark.parametrize("path", ["../x.pdf", "letters/../../x.pdf", "letters/../../../etc/cron.d/x", "a\0b"])
def test_no_strangers_name_leads_out_of_the_workspace(step: OneStep, path: str) -> None:
    with pytest.raises(BusinessException, match=r"leads out of the workspace|is no path"):
        target_path(step.workspace, path)


def test_nor_does_a_link(step: OneStep, tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to("/etc")
    with pytest.raises(BusinessException, match="leads out"):
        target_path(step.workspace, "out/hosts")


def test_what_stays_inside_and_what_the_admin_wrote(step: OneStep, tmp_path: Path) -> None:
    assert target_path(step.workspace, "a/../b.pdf") == tmp_path.resolve() / "b.pdf"
    assert target_path(step.workspace, "/srv/b.pdf") == Path("/srv/b.pdf")


def test_nobody_elses_file_is_written_over(step: OneStep, tmp_path: Path) -> None:
    """Two people called Jan Smit: the second one's plan does not replace the first one's."""
    sheet = {"name": "Plan", "columns": {"Name": "name"}, "rows": [{"name": "Jan"}]}
    other = {**sheet, "rows": [{"name": "Another Jan"}]}
    to = "plans/jan-smit.xlsx"
    step.do(create_workbook, key="A-1", to=to, sheets=[sheet])
    before = (tmp_path / to).read_bytes()
    with pytest.raises(BusinessException, match="another item or a person made it"):
        step.do(create_workbook, key="A-2", to=to, sheets=[other])
    assert (tmp_path / to).read_bytes() == before
    step.do(create_workbook, key="A-3", to=to, sheets=[other], replace=True)
    assert (tmp_path / to).read_bytes() != before
