from __future__ import annotations

import os
import socket
import subprocess
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from rpa.drivers.sftp import SftpSession, fingerprint
from rpa.drivers.sftp_files import RemoteFile
from rpa.errors import ApplicationException, EnvironmentNotReady
from rpa.model.secret import Secret
from rpa.sources.contract import SourceContext
from rpa.sources.sftp import files
from tests.fakes.read_documents import ReadDocument, read
from tests.fakes.ssh_server import SshServer, ssh_server, sshd

WRONG = "SHA256:" + "A" * 43
needs_sshd = pytest.mark.skipif(sshd() is None, reason="there is no sshd (OpenSSH) on this machine")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with ssh_server(tmp_path_factory.mktemp("partner")) as running:
        yield running


@pytest.fixture
def outgoing(server: SshServer, tmp_path: Path) -> Path:
    folder = tmp_path / "outgoing"
    folder.mkdir()
    return folder


def params(server: SshServer, folder: Path, **more: Any) -> files.Params:
    given: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": server.port,
        "user": server.user,
        "key": Secret("bank.key", server.key),
        "host_key": server.fingerprint,
        "folder": str(folder),
        "settle": 0,
    }
    return files.Params(**{**given, **more})


def found(given: files.Params, ctx: SourceContext, archive: str | None = None) -> list[ReadDocument]:
    """Read as the engine does: each document is filed away before the next one is asked for."""
    documents = []
    for document in files.read.read(given, ctx):
        documents += read([document])
        if archive is not None and document.file_away is not None:
            document.file_away(archive)
    return documents


@needs_sshd
def test_files_are_downloaded_kept_and_moved_on_the_server(
    ctx: SourceContext, server: SshServer, outgoing: Path
) -> None:
    for number, name in enumerate(("a.xml", "b.XML", "c.txt", "d.xml.part", ".e.xml")):
        (outgoing / name).write_bytes(b"<x/>" * number)
        os.utime(outgoing / name, (number, number))
    given = params(server, outgoing, match="*.xml")
    documents = found(given, ctx, "done")
    values = [document.items[0].values for document in documents]
    assert [(one["name"], one["size"]) for one in values] == [("a.xml", 0), ("b.XML", 4)]
    assert values[1]["path"].read_bytes() == b"<x/>"
    assert sorted(path.name for path in outgoing.iterdir()) == [".e.xml", "c.txt", "d.xml.part", "done"]
    assert sorted(path.name for path in (outgoing / "done").iterdir()) == ["a.xml", "b.XML"]
    assert found(given, ctx, "done") == []
    (outgoing / "a.xml").write_bytes(b"another of the same name")
    found(given, ctx, "done")
    assert (outgoing / "done" / "a-2.xml").read_bytes() == b"another of the same name"
    assert (outgoing / "done" / "a.xml").read_bytes() == b""


@needs_sshd
def test_subfolders_and_files_that_stay(ctx: SourceContext, server: SshServer, outgoing: Path) -> None:
    (outgoing / "2026" / "10").mkdir(parents=True)
    (outgoing / "2026" / "10" / "a.xml").write_bytes(b"x")
    (outgoing / "link.xml").symlink_to("/etc/passwd")
    for _ in range(2):
        (document,) = found(params(server, outgoing, subfolders=True), ctx, "")
        assert document.items[0].values["folder"] == "2026/10"
    for _ in range(2):  # an archive among the folders that are read: nothing is moved round and round
        found(params(server, outgoing, subfolders=True), ctx, "done")
    assert [path.name for path in (outgoing / "done").iterdir()] == ["a.xml"]


@needs_sshd
def test_a_file_that_grows_is_left_for_the_next_run(ctx: SourceContext, server: SshServer, outgoing: Path) -> None:
    path, over = outgoing / "a.xml", threading.Event()
    path.write_bytes(b"x")

    def grow() -> None:
        while not over.wait(0.1):
            with path.open("ab") as stream:
                stream.write(b"x")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        assert found(params(server, outgoing, settle=1), ctx) == []
    finally:
        over.set()
        writer.join()
    assert len(found(params(server, outgoing, settle=1), ctx)) == 1


@needs_sshd
def test_a_server_with_another_key_is_told_nothing(ctx: SourceContext, server: SshServer, outgoing: Path) -> None:
    with pytest.raises(EnvironmentNotReady, match="another key") as caught:
        found(params(server, outgoing, host_key=WRONG), ctx)
    assert server.fingerprint in str(caught.value)
    assert len(found(params(server, outgoing, host_key=[WRONG, server.fingerprint]), ctx)) == 0


@needs_sshd
def test_who_is_not_let_in_is_told_so(ctx: SourceContext, server: SshServer, outgoing: Path, tmp_path: Path) -> None:
    subprocess.run(["ssh-keygen", "-q", "-t", "rsa", "-N", "pass word", "-f", str(tmp_path / "other")], check=True)
    other = Secret("k", (tmp_path / "other").read_text())
    with pytest.raises(EnvironmentNotReady, match="does not let us in"):
        found(params(server, outgoing, key=other, passphrase="pass word"), ctx)
    with pytest.raises(EnvironmentNotReady, match="does not let us in"):
        found(params(server, outgoing, key=None, password=Secret("p", "wrong")), ctx)
    for wrong in ({"key": other}, {"key": other, "passphrase": "no"}, {"key": Secret("k", "no key")}):
        with pytest.raises(EnvironmentNotReady, match="private key cannot be read"):
            found(params(server, outgoing, **wrong), ctx)


@needs_sshd
def test_what_is_not_there_or_too_large_is_said(ctx: SourceContext, server: SshServer, outgoing: Path) -> None:
    with pytest.raises(EnvironmentNotReady, match="no such file or folder"):
        found(params(server, outgoing / "none"), ctx)
    with (outgoing / "a.xml").open("wb") as stream:
        stream.truncate(2 << 20)
    (document,) = found(params(server, outgoing, largest=1), ctx)
    assert "it has 2.0 MB; 1 MB are taken" in document.problem


@needs_sshd
def test_a_move_that_fails_is_left_to_the_next_run(server: SshServer, outgoing: Path, ctx: SourceContext) -> None:
    (outgoing / "a.xml").write_bytes(b"x")
    given = params(server, outgoing)
    session = SftpSession(given.target())
    (file,) = session.files(str(outgoing), given.wants, deep=False)
    session.close()
    with pytest.raises(ApplicationException, match="does not answer"):
        session.move(file, str(outgoing / "done"))
    assert (outgoing / "a.xml").exists()


@needs_sshd
def test_what_came_under_its_name_after_it_was_read_is_not_moved_away(server: SshServer, outgoing: Path) -> None:
    (outgoing / "a.xml").write_text("first")
    session = SftpSession(params(server, outgoing).target())
    (file,) = session.files(str(outgoing), lambda _: True, deep=False)
    (outgoing / "a.xml").write_text("the second order")
    with pytest.raises(ApplicationException, match="it has changed since it was read"):
        session.move(file, str(outgoing / "done"))
    session.close()
    assert (outgoing / "a.xml").read_text() == "the second order"


@needs_sshd
def test_a_file_larger_than_it_was_listed_is_not_read_to_its_end(server: SshServer, outgoing: Path) -> None:
    (outgoing / "a.xml").write_bytes(bytes(9 << 20))
    session = SftpSession(params(server, outgoing).target())
    listed = RemoteFile(str(outgoing / "a.xml"), "", "a.xml", 3, int((outgoing / "a.xml").stat().st_mtime))
    tracemalloc.start()
    assert session.read(listed, 1 << 20) is None
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    session.close()
    assert peak < 6 << 20


@needs_sshd
def test_a_name_in_other_letters_than_utf8_holds_up_no_other_file(
    ctx: SourceContext, server: SshServer, outgoing: Path
) -> None:
    names = [b"a.xml", b"b-\xe9.xml", b"c\n\x1b[31m.xml"]
    for name in names:
        Path(os.fsdecode(os.path.join(os.fsencode(outgoing), name))).write_bytes(name)  # noqa: PTH118
    documents = found(params(server, outgoing), ctx, "done")
    assert sorted(os.fsencode(one.items[0].values["name"]) for one in documents) == names
    assert sorted(os.fsencode(path.name) for path in (outgoing / "done").iterdir()) == names
    assert all(one.name.isprintable() for one in documents)


def answer_wrongly(server: socket.socket) -> None:
    line, _ = server.accept()
    with line:
        line.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def test_what_is_no_ssh_server_is_said(ctx: SourceContext) -> None:
    given: dict[str, Any] = {"host": "127.0.0.1", "user": "me", "password": "x", "host_key": WRONG}
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        threading.Thread(target=answer_wrongly, args=(silent,)).start()
        before = time.monotonic()
        with pytest.raises(EnvironmentNotReady, match="does not answer as it should"):
            list(files.read.read(files.Params(**given, port=port), ctx))
        assert time.monotonic() - before < 40
    with pytest.raises(EnvironmentNotReady, match="refused"):
        list(files.read.read(files.Params(**given, port=port), ctx))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"host_key": "MD5:aa"}, "no fingerprint"),
        ({"host_key": []}, "must be known"),
        ({"password": "x", "key": "y"}, "give password or key"),
        ({"password": None}, "give password or key"),
        ({"passphrase": "z"}, "for a key"),
    ],
)
def test_contradictions_are_refused(given: dict[str, Any], said: str) -> None:
    usual = {"host": "h", "user": "u", "password": "x", "host_key": WRONG}
    with pytest.raises(ValidationError, match=said):
        files.Params(**{**usual, **given})


def test_a_fingerprint_is_written_as_openssh_does() -> None:
    assert fingerprint(b"") == "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU"
