from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpa.drivers import mbox_file
from rpa.errors import BusinessException

FIRST = b"From piet@x.example Mon Oct  5 09:00:00 2026\n"


def read(folder: Path, content: bytes) -> list[bytes | None]:
    path = folder / "a.mbox"
    path.write_bytes(content)
    return list(mbox_file.mails(path))


def test_what_python_writes_is_read_again(tmp_path: Path) -> None:
    box = mailbox.mbox(tmp_path / "a.mbox")
    for number in range(3):
        message = EmailMessage()
        message["From"], message["Message-ID"] = "a@x.example", f"<{number}@x>"
        message.set_content(f"Hallo {number}\n\nFrom here on it is text\n")
        box.add(message)
    box.close()
    found = list(mbox_file.mails(tmp_path / "a.mbox"))
    assert [one.count(b"\nFrom here on") for one in found if one] == [1, 1, 1]
    assert [b"<%d@x>" % number in (found[number] or b"") for number in range(3)] == [True] * 3


@pytest.mark.parametrize(
    ("content", "mails"),
    [
        (b"", []),
        (b"\n\n", []),
        (FIRST + b"A: b\n\nx\n", [b"A: b\n\nx\n"]),
        (FIRST + b"A: b\n\nx\n\n" + FIRST + b"C: d\n\ny\n", [b"A: b\n\nx\n", b"C: d\n\ny\n"]),
        (
            FIRST + b"A: b\r\n\r\nx\r\n\r\nFrom - Mon Oct  5 09:00:00 2026\r\nC: d\r\n",
            [b"A: b\r\n\r\nx\r\n", b"C: d\r\n"],
        ),
        (FIRST + b"A: b\n\n>From me\n>>From you\n> From\n", [b"A: b\n\nFrom me\n>From you\n> From\n"]),
        (FIRST + b"A: b\n\nx\nFrom z@x.example now\n", [b"A: b\n\nx\nFrom z@x.example now\n"]),
        (FIRST + b"A: b\n\nx\n\nFrom here on it is text\n", [b"A: b\n\nx\n\nFrom here on it is text\n"]),
        (b"From MAILER-DAEMON Mon Oct  5 09:00:00 2026\nA: b\n\nx\n", [b"A: b\n\nx\n"]),
    ],
)
def test_where_a_mail_begins(tmp_path: Path, content: bytes, mails: list[bytes]) -> None:
    assert read(tmp_path, content) == mails


def test_what_is_no_mbox_file(tmp_path: Path) -> None:
    with pytest.raises(BusinessException, match="no mbox file"):
        read(tmp_path, b"Subject: x\n\ny\n")


def test_a_mail_that_is_too_large_does_not_hide_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mbox_file, "LARGEST_MAIL", 100)
    content = FIRST + b"A: b\n\n" + b"x" * 60 + b"\n" + b"y" * 60 + b"\n\n" + FIRST + b"C: d\n\nz\n"
    assert read(tmp_path, content) == [None, b"C: d\n\nz\n"]


PIECES = st.sampled_from(
    [FIRST, b"From ", b">From ", b"\n", b"\r\n", b"A: b\n", b"\0", b"From x@y\n", b"\n\nFrom - \n"]
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(PIECES, st.binary(max_size=5)), max_size=30).map(b"".join))
def test_nothing_makes_it_fall(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    for one in read(tmp_path_factory.mktemp("m"), FIRST + content):
        assert one is not None
