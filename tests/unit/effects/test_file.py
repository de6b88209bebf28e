"""Writing files through the gate."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from rpa.actions.excel.create import run as create_workbook
from rpa.effects.file import file_to_read, file_to_write, write_document
from rpa.effects.gate import Gate, Mode, Planned
from rpa.errors import BusinessException
from rpa.model.workspace import Workspace
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


BOTH_WAYS = pytest.mark.parametrize("way", [file_to_read, file_to_write])
Way = Callable[[Workspace, str], Path]


@BOTH_WAYS
@pytest.mark.parametrize(
    "path",
    [
        "../x.pdf",
        "letters/../../x.pdf",
        "letters/../../../etc/cron.d/x",
        "/etc/passwd",
        "/srv/b.pdf",
        "a\0b",
        "a\ud800",
    ],
)
def test_no_strangers_name_leads_out_of_the_workspace(step: OneStep, path: str, way: Way) -> None:
    with pytest.raises(BusinessException, match=r"leads out of the workspace|is no path"):
        way(step.workspace, path)


@BOTH_WAYS
def test_nor_does_a_link(step: OneStep, tmp_path: Path, way: Way) -> None:
    (tmp_path / "out").symlink_to("/etc")
    with pytest.raises(BusinessException, match="leads out"):
        way(step.workspace, "out/hosts")


@BOTH_WAYS
@pytest.mark.parametrize(
    "path",
    [".rpa/secrets.age", ".rpa/ledger.sqlite", "a/../.rpa/x", ".env", "a/.git/config", "rpa.toml", "RPA.toml"],
)
def test_nor_to_settings_secrets_and_the_ledger(step: OneStep, tmp_path: Path, path: str, way: Way) -> None:
    with pytest.raises(BusinessException, match="closed to steps"):
        way(step.workspace, path)
    with pytest.raises(BusinessException, match="closed to steps"):
        way(step.workspace, str(tmp_path / path))


@BOTH_WAYS
def test_nor_to_where_the_settings_say_that_secrets_are(tmp_path: Path, way: Way) -> None:
    secrets = {"folder": "keys", "key_file": "office/key.txt"}
    workspace = Workspace(tmp_path, tmp_path, {"secrets": secrets, "files": {"outside": "/srv"}})
    for path in ("keys/mail.password", str(tmp_path / "keys" / "x"), "office/key.txt"):
        with pytest.raises(BusinessException, match="closed to steps"):
            way(workspace, path)
    assert way(workspace, "office/letter.pdf") == tmp_path.resolve() / "office" / "letter.pdf"


def test_recipes_and_templates_are_read_and_never_made(step: OneStep, tmp_path: Path) -> None:
    for path in ("templates/terms.pdf", "recipes/pay.yaml"):
        assert file_to_read(step.workspace, path) == tmp_path.resolve() / path
        with pytest.raises(BusinessException, match="closed to steps"):
            file_to_write(step.workspace, path)


def test_a_kept_attachment_is_read_and_never_replaced(step: OneStep, tmp_path: Path) -> None:
    scratch = tmp_path / "elsewhere"
    kept = [tmp_path / ".rpa/artifacts/inputs/ab12/bill.pdf", tmp_path / ".rpa/artifacts/inputs/ab12/.bill.pdf"]
    for path in kept:
        assert file_to_read(step.workspace, path) == path.resolve()
        with pytest.raises(BusinessException, match="closed to steps"):
            file_to_write(step.workspace, path)
    plan = replace(step.workspace, root=tmp_path / "office", scratch=scratch)
    assert file_to_read(plan, scratch / "inputs/ab12/bill.pdf") == scratch / "inputs/ab12/bill.pdf"


@BOTH_WAYS
def test_a_folder_elsewhere_that_the_admin_names(tmp_path: Path, way: Way) -> None:
    workspace = Workspace(tmp_path, tmp_path, {"files": {"outside": ["/srv/archive", "../scans"]}})
    assert way(workspace, "a/../b.pdf") == tmp_path.resolve() / "b.pdf"
    assert way(workspace, "/srv/archive/2026/b.pdf") == Path("/srv/archive/2026/b.pdf")
    assert way(workspace, "../scans/b.pdf") == tmp_path.resolve().parent / "scans" / "b.pdf"
    for path in ("/srv/archives/b.pdf", "/srv/archive/../b.pdf", "/srv"):
        with pytest.raises(BusinessException, match=r"outside = "):
            way(workspace, path)


def test_nobody_elses_file_is_written_over(step: OneStep, tmp_path: Path) -> None:
    """Two people called Jan Smit: the second one's plan does not replace the first one's."""
    sheet = {"name": "Plan", "columns": {"Name": "name"}, "rows": [{"name": "Jan"}]}
    other = {**sheet, "rows": [{"name": "Another Jan"}]}
    to = "plans/jan-smit.xlsx"
    step.do(create_workbook, key="A-1", to=to, sheets=[sheet])
    before = (tmp_path / to).read_bytes()
    with pytest.raises(BusinessException, match="an earlier run or a person made it"):
        step.do(create_workbook, key="A-2", to=to, sheets=[other])
    assert (tmp_path / to).read_bytes() == before
    step.do(create_workbook, key="A-3", to=to, sheets=[other], replace=True)
    assert (tmp_path / to).read_bytes() != before
