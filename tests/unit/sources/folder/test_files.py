from __future__ import annotations

import hashlib
import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import EnvironmentNotReady
from rpa.sources.contract import SourceContext
from rpa.sources.document import files as documents
from rpa.sources.folder import files
from tests.fakes.read_documents import ReadDocument, read_all


def put(ctx: SourceContext, name: str, content: bytes = b"x") -> Path:
    path = ctx.workspace.root / "inbox" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def read(ctx: SourceContext, path: str | list[str] = "inbox/**/*.pdf", **given: Any) -> list[ReadDocument]:
    return read_all(files.read, files.Params(path=path, **{"settle": 0, **given}), ctx)


def test_each_file_is_an_item_with_its_content_kept(ctx: SourceContext) -> None:
    put(ctx, "a.pdf", b"one")
    inner = put(ctx, "2026/10/b.PDF", b"two")
    os.utime(inner, (1, 1))
    second, first = (document.items[0].values for document in read(ctx))
    assert {name: value for name, value in first.items() if name != "path"} == {
        "name": "a.pdf",
        "folder": "",
        "size": 3,
        "sha256": hashlib.sha256(b"one").hexdigest(),
    }
    assert (second["name"], second["folder"]) == ("b.PDF", "2026/10")
    inner.unlink()
    assert second["path"].read_bytes() == b"two"


def test_what_is_no_input_is_left_alone(ctx: SourceContext, tmp_path: Path) -> None:
    for name in ("a.pdf.part", ".a.pdf", "~$a.pdf", "a.tmp", "b.txt", ".hidden/a.pdf"):
        put(ctx, name)
    (ctx.workspace.root / "inbox" / "folder.pdf").mkdir()
    assert read(ctx) == []
    with pytest.raises(EnvironmentNotReady, match="no folder"):
        read(ctx, "nowhere/*.pdf")


def test_a_link_that_leads_out_is_refused(ctx: SourceContext) -> None:
    (ctx.workspace.root / "secret.pdf").write_bytes(b"secret")
    (ctx.workspace.root / "inbox" / "a.pdf").symlink_to(ctx.workspace.root / "secret.pdf")
    assert "outside of the folder" in read(ctx)[0].problem


@pytest.mark.parametrize("pattern", ["inbox/**/*.pdf", "inbox/*/*.pdf", "inbox/*/**/*.pdf", "inbox/**/below/**"])
def test_what_a_link_to_a_folder_shows_is_neither_read_nor_filed_away(
    ctx: SourceContext, tmp_path: Path, pattern: str
) -> None:
    elsewhere = tmp_path / "elsewhere" / "below"
    elsewhere.mkdir(parents=True)
    (elsewhere / "secret.pdf").write_bytes(b"secret")
    (elsewhere.parent / "secret.pdf").write_bytes(b"secret")
    put(ctx, "below/good.pdf")
    (ctx.workspace.root / "inbox" / "link").symlink_to(elsewhere.parent)
    found = {one.name: (one.document.path, one.problem) for one in read(ctx, pattern)}
    assert found.pop("inbox/below/good.pdf") == (ctx.workspace.root / "inbox/below/good.pdf", "")
    for path, problem in found.values():
        assert path is None
        assert "neither read nor moved" in problem or "nothing in it is read or moved" in problem
    assert found


def test_links_that_go_round_in_circles_are_not_gone_through(
    ctx: SourceContext, caplog: pytest.LogCaptureFixture
) -> None:
    put(ctx, "below/a.pdf")
    for name in ("one", "two", "below/three"):
        (ctx.workspace.root / "inbox" / name).symlink_to(ctx.workspace.root / "inbox")
    before = time.monotonic()
    assert [one.name for one in read(ctx)] == ["inbox/below/a.pdf"]
    assert time.monotonic() - before < 30
    assert "is a link to a folder" in caplog.text


def test_the_inbox_itself_may_be_a_link(ctx: SourceContext, tmp_path: Path) -> None:
    put(ctx, "2026/a.pdf")
    (ctx.workspace.root / "share").symlink_to(ctx.workspace.root / "inbox")
    assert [one.problem for one in read(ctx, "share/**/*.pdf")] == [""]
    assert [one.name for one in read(ctx, str(ctx.workspace.root / "share" / "**" / "*.pdf"))] == ["share/2026/a.pdf"]


def test_a_file_that_is_too_large_is_rejected_without_being_read(ctx: SourceContext) -> None:
    path = put(ctx, "a.pdf")
    os.truncate(path, 3 << 30)  # sparse
    before = time.monotonic()
    assert "it has 3072.0 MB; 1 MB are taken" in read(ctx, largest=1)[0].problem
    assert time.monotonic() - before < 20


def test_a_file_that_keeps_its_old_date_while_it_grows_is_left_for_the_next_run(ctx: SourceContext) -> None:
    path = put(ctx, "a.pdf", b"first half")
    over = threading.Event()

    def grow() -> None:  # as a copy over the network does: the date of the original from the start
        while not over.wait(0.1):
            with path.open("ab") as stream:
                stream.write(b".")
            os.utime(path, (1_000_000_000, 1_000_000_000))

    os.utime(path, (1_000_000_000, 1_000_000_000))
    writer = threading.Thread(target=grow)
    writer.start()
    try:
        assert read(ctx, settle=1) == []
    finally:
        over.set()
        writer.join()
    (document,) = read(ctx, settle=1)
    assert document.items[0].values["size"] == path.stat().st_size


def test_the_folder_of_a_file_is_told_also_where_the_inbox_is_a_link(ctx: SourceContext) -> None:
    share = ctx.workspace.root / "share"
    (share / "2026").mkdir(parents=True)
    (share / "2026" / "a.pdf").write_bytes(b"x")
    (ctx.workspace.root / "linked").symlink_to(share)
    (document,) = read(ctx, "linked/**/*.pdf")
    assert document.items[0].values["folder"] == "2026"


@pytest.mark.parametrize("change", ["written anew", "moved"])
def test_what_changes_while_others_are_read_is_left_for_the_next_run(ctx: SourceContext, change: str) -> None:
    first, second = put(ctx, "a.pdf", b"one"), put(ctx, "b.pdf", b"two")
    os.utime(first, (1, 1))
    os.utime(second, (2, 2))
    documents = files.read.read(files.Params(path="inbox/*.pdf", settle=0), ctx)
    assert next(documents).name == "inbox/a.pdf"
    if change == "moved":
        second.rename(second.with_name("c.pdf"))
    else:
        second.write_bytes(b"half of")
    assert list(documents) == []


def test_what_cannot_be_got_at_is_said_and_stays_where_it_is(
    ctx: SourceContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(ctx, "a.pdf")

    def locked(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", locked)
    for one in (files, documents):
        (document,) = read_all(one.read, one.Params(path="inbox/*.pdf", settle=0), ctx)
        assert document.problem == "inbox/a.pdf: it cannot be read: Permission denied. It stays where it is"
        assert document.document.path is None
