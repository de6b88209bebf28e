"""The outbox: a mail lies in it once, also when somebody collects it."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from rpa.drivers.outbox import drop

NOW = datetime.now(UTC)


def mail(reference: str = "<1@example.org>") -> EmailMessage:
    message = EmailMessage()
    message["Message-ID"], message["To"], message["Subject"] = reference, "kari@firma.no", "Faktura – æøå"
    message.set_content("Hei")
    return message


def test_the_outbox_holds_a_message_once(tmp_path: Path) -> None:
    first = drop(tmp_path / "outbox", mail())
    assert first.parent == tmp_path / "outbox" / "new"
    assert first.stat().st_mode & 0o777 == 0o600
    assert drop(tmp_path / "outbox", mail()) == first
    read = first.rename(tmp_path / "outbox" / "cur" / f"{first.name}:2,S")
    assert drop(tmp_path / "outbox", mail()) == read
    assert drop(tmp_path / "outbox", mail("<2@x>")) != read
    assert len(list((tmp_path / "outbox").rglob("*.rpa*"))) == 2
    found = message_from_bytes(read.read_bytes(), policy=policy.default)
    assert found["Subject"] == "Faktura – æøå"


@pytest.mark.parametrize("place", [".Sent/cur", ".Sent/new", ".Sent", "elsewhere"])
def test_a_collected_mail_is_found_by_its_name(tmp_path: Path, place: str) -> None:
    outbox, folder = tmp_path / "outbox", tmp_path / "outbox" / place
    folder.mkdir(parents=True)
    first = drop(outbox, mail())
    collected = first.rename(folder / f"{first.name}:2,S")
    roots = (outbox / ".Sent", outbox / "elsewhere")
    assert drop(outbox, mail(), roots) == collected
    assert list((outbox / "new").iterdir()) == []


def test_one_with_a_new_name_is_found_by_its_message_id_after_an_earlier_attempt(tmp_path: Path) -> None:
    outbox, archive = tmp_path / "outbox", tmp_path / "archive"
    archive.mkdir()
    collected = drop(outbox, mail()).rename(archive / "1764.M1P1.host:2,S")
    for number in range(3):
        (archive / f"other-{number}").write_bytes(mail(f"<other-{number}@x>").as_bytes())
    (archive / "folder").mkdir()
    (archive / "picture").write_bytes(os.urandom(2000))
    begun = NOW - timedelta(seconds=1)
    assert drop(outbox, mail(), (archive,), begun) == collected
    assert list((outbox / "new").iterdir()) == []


def test_mails_from_before_the_first_attempt_are_not_opened(tmp_path: Path) -> None:
    """An archive of years is not read again and again."""
    outbox, archive = tmp_path / "outbox", tmp_path / "archive"
    archive.mkdir()
    old = drop(outbox, mail()).rename(archive / "old")
    os.utime(old, (NOW.timestamp() - 3600,) * 2)
    assert drop(outbox, mail(), (archive,), NOW - timedelta(minutes=1)).parent == outbox / "new"


def test_a_collector_that_deletes_is_the_weakness_that_remains(tmp_path: Path) -> None:
    first = drop(tmp_path, mail())
    first.unlink()
    assert drop(tmp_path, mail(), (), NOW) == first
