"""Files that are there whole or not at all, and archives that lose nothing."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rpa.drivers import files
from rpa.drivers.files import file_away, make_folder, same_content, write_file
from rpa.errors import ApplicationException, EnvironmentNotReady


def tree(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Path]:
    """A folder in another file system."""
    shm = Path("/dev/shm")
    if not shm.is_dir() or shm.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is only one file system")
    folder = Path(tempfile.mkdtemp(dir=shm))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def as_nobody() -> Iterator[Path]:
    """A folder that this process may not write to."""
    folder = Path(tempfile.mkdtemp())
    is_root = os.geteuid() == 0
    folder.chmod(0o755 if is_root else 0o500)
    if is_root:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "c.txt"
    assert write_file(path, b"hello") == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert path.stat().st_mode & 0o777 == 0o640
    write_file(path, b"", mode=0o600)
    assert tree(tmp_path) == {"a/b/c.txt": b""}
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("call", ["fsync", "replace", "chmod"])
def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    path = tmp_path / "invoice.pdf"
    write_file(path, b"old")

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, full)
    with pytest.raises(EnvironmentNotReady, match=r"invoice.pdf: the disk is full. Make room and run again"):
        write_file(path, b"new")
    monkeypatch.undo()
    assert tree(tmp_path) == {"invoice.pdf": b"old"}


def test_a_file_that_grows_beyond_its_limit_is_not_there(tmp_path: Path) -> None:
    """A real refusal by the kernel, in the middle of writing."""
    program = (
        "import resource, sys; from pathlib import Path; from rpa.drivers.files import write_file\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: write_file(Path(sys.argv[1]), b'x' * 100_000)\n"
        "except Exception as error: print(type(error).__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "big")], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout == "ApplicationException\n"
    assert tree(tmp_path) == {}


def test_what_may_not_be_written_says_so(as_nobody: Path) -> None:
    with pytest.raises(EnvironmentNotReady, match="may not be written"):
        write_file(as_nobody / "a.txt", b"x")
    with pytest.raises(EnvironmentNotReady, match="may not be written"):
        make_folder(as_nobody / "sub" / "folder")


def test_a_file_in_place_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("")
    with pytest.raises(ApplicationException, match="could not be written"):
        write_file(tmp_path / "a" / "b.txt", b"x")


def test_a_killed_writer_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    write_file(path, b"old")
    program = (
        "import os, sys; from pathlib import Path; from rpa.drivers import files\n"
        "os.replace = lambda *_: os.kill(os.getpid(), 9)\n"
        "files.write_file(Path(sys.argv[1]), b'new')"
    )
    assert subprocess.run([sys.executable, "-c", program, str(path)], timeout=60, check=False).returncode == -9
    assert path.read_bytes() == b"old"


def test_filed_away_under_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "order.xlsx").write_bytes(b"1")
    assert file_away(tmp_path / "order.xlsx", tmp_path / "archive") == tmp_path / "archive" / "order.xlsx"
    assert tree(tmp_path) == {"archive/order.xlsx": b"1"}


def test_another_content_gets_a_number_and_the_same_content_is_superfluous(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    for content, expected in [
        (b"1", "order.xlsx"),
        (b"2", "order-2.xlsx"),
        (b"3", "order-3.xlsx"),
        (b"2", "order-2.xlsx"),
    ]:
        (tmp_path / "order.xlsx").write_bytes(content)
        assert file_away(tmp_path / "order.xlsx", archive).name == expected
        assert not (tmp_path / "order.xlsx").exists()
    assert tree(archive) == {"order.xlsx": b"1", "order-2.xlsx": b"2", "order-3.xlsx": b"3"}


def test_a_mail_loses_its_flags(tmp_path: Path) -> None:
    (tmp_path / "1700.host:2,S").write_bytes(b"x")
    assert file_away(tmp_path / "1700.host:2,S", tmp_path / "archive").name == "1700.host.eml"


def test_an_archive_that_is_the_inbox_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "order.xlsx"
    path.write_bytes(b"1")
    assert file_away(path, tmp_path) == path
    assert file_away(path, tmp_path / "x" / "..") == tmp_path / "x" / ".." / "order.xlsx"
    (tmp_path / "link").symlink_to(tmp_path)
    file_away(path, tmp_path / "link")
    assert path.read_bytes() == b"1"


def test_folders_and_dead_links_in_the_way_are_not_replaced(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    (archive / "order.xlsx").mkdir(parents=True)
    (archive / "order-2.xlsx").symlink_to("nowhere")
    (tmp_path / "order.xlsx").write_bytes(b"1")
    assert file_away(tmp_path / "order.xlsx", archive).name == "order-3.xlsx"
    assert (archive / "order-2.xlsx").is_symlink()


def test_a_name_taken_in_the_last_moment_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive, link = tmp_path / "archive", os.link
    archive.mkdir()
    (tmp_path / "order.xlsx").write_bytes(b"mine")

    def slow(*arguments: Any, **more: Any) -> None:
        if not (archive / "order.xlsx").exists():
            (archive / "order.xlsx").write_bytes(b"theirs")
        link(*arguments, **more)

    monkeypatch.setattr(os, "link", slow)
    assert file_away(tmp_path / "order.xlsx", archive).name == "order-2.xlsx"
    assert tree(archive) == {"order.xlsx": b"theirs", "order-2.xlsx": b"mine"}


def test_where_there_are_no_second_names_it_is_renamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    (tmp_path / "a.csv").write_bytes(b"1")
    file_away(tmp_path / "a.csv", tmp_path / "archive")
    assert tree(tmp_path) == {"archive/a.csv": b"1"}


def test_across_file_systems(tmp_path: Path, elsewhere: Path) -> None:
    for content in (b"1" * 100_000, b"2", b"2"):
        (tmp_path / "a.csv").write_bytes(content)
        os.utime(tmp_path / "a.csv", (1_700_000_000, 1_700_000_000))
        file_away(tmp_path / "a.csv", elsewhere)
    assert tree(tmp_path) == {}
    assert tree(elsewhere) == {"a.csv": b"1" * 100_000, "a-2.csv": b"2"}
    assert (elsewhere / "a.csv").stat().st_mtime == 1_700_000_000


def test_a_full_disk_over_there_leaves_the_original(
    tmp_path: Path, elsewhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    (tmp_path / "a.csv").write_bytes(b"1")
    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(EnvironmentNotReady, match="the disk is full"):
        file_away(tmp_path / "a.csv", elsewhere)
    assert tree(tmp_path) == {"a.csv": b"1"}
    assert tree(elsewhere) == {}


def test_an_archive_that_may_not_be_written_leaves_the_original(tmp_path: Path, as_nobody: Path) -> None:
    source = Path(tempfile.mkdtemp())
    try:
        (source / "a.csv").write_bytes(b"1")
        with pytest.raises(EnvironmentNotReady, match="may not be written"):
            file_away(source / "a.csv", as_nobody)
        assert tree(source) == {"a.csv": b"1"}
    finally:
        shutil.rmtree(source)


@pytest.mark.parametrize("dies_in", ["link", "unlink", "_sync_folder"])
def test_killed_while_filing_away_and_done_again(tmp_path: Path, dies_in: str) -> None:
    (tmp_path / "a.csv").write_bytes(b"1")
    program = (
        "import os, sys; from pathlib import Path; from rpa.drivers import files\n"
        "def die(*_, **__): os.kill(os.getpid(), 9)\n"
        f"setattr({{'link': os, 'unlink': Path}}.get({dies_in!r}, files), {dies_in!r}, die)\n"
        "files.file_away(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    command = [sys.executable, "-c", program, str(tmp_path / "a.csv"), str(tmp_path / "archive")]
    assert subprocess.run(command, timeout=60, check=False).returncode == -9
    if (tmp_path / "a.csv").exists():
        file_away(tmp_path / "a.csv", tmp_path / "archive")
    assert tree(tmp_path) == {"archive/a.csv": b"1"}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["a.csv", "a-2.csv", "b", "a.tar.gz"]), st.binary(max_size=2)), max_size=12))
def test_whatever_comes_no_content_is_lost(tmp_path: Path, arrivals: list[tuple[str, bytes]]) -> None:
    with tempfile.TemporaryDirectory(dir=tmp_path) as name:
        folder = Path(name)
        for file, content in arrivals:
            (folder / file).write_bytes(content)
            file_away(folder / file, folder / "archive")
        kept = tree(folder)
        assert all(name.startswith("archive/") for name in kept)
        assert set(kept.values()) == {content for _, content in arrivals}


def test_a_name_of_full_length_that_is_taken_gets_a_number_all_the_same(tmp_path: Path) -> None:
    name = "é" * 125 + "x.csv"
    assert len(name.encode()) == 255
    for number in "123":
        (tmp_path / name).write_text(number)
        file_away(tmp_path / name, tmp_path / "archive")
    kept = sorted(path.name for path in (tmp_path / "archive").iterdir())
    assert [path.read_text() for path in (tmp_path / "archive").iterdir() if path.name == name] == ["1"]
    assert sorted(name[-7:] for name in kept) == ["x-2.csv", "x-3.csv", "ééx.csv"]


def test_same_content(tmp_path: Path) -> None:
    one, other, third = (tmp_path / name for name in "abc")
    one.write_bytes(b"12")
    other.write_bytes(b"12")
    third.write_bytes(b"13")
    assert same_content(one, other)
    assert not same_content(one, third)
    assert files.same_content(one, one)


def test_new_folders_are_durable_up_to_the_one_that_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[Path] = []
    monkeypatch.setattr("rpa.drivers.files._sync_folder", synced.append)
    write_file(tmp_path / "a" / "b" / "c.txt", b"x")
    assert synced == [tmp_path, tmp_path / "a", tmp_path / "a" / "b"]
