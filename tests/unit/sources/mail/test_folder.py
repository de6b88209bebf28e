from __future__ import annotations

import datetime as dt
import mailbox
import os
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from rpa.errors import BusinessException, EnvironmentNotReady
from rpa.model.values import to_json
from rpa.sources.contract import SourceContext
from rpa.sources.mail import folder
from tests.fakes.outlook import attached, compound, message
from tests.fakes.read_documents import ReadDocument, read_all


def mail(number: int, *, day: int = 5, text: str = "Waar blijft de bestelling?") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Piet <piet@jansen.example>", "info@fp.example"
    message["Subject"], message["Message-ID"] = f"Vraag {number}", f"<{number}@jansen.example>"
    message["Date"] = dt.datetime(2026, 10, day, 9, tzinfo=dt.UTC)
    message.set_content(text)
    return message


def read(ctx: SourceContext, **changes: Any) -> list[ReadDocument]:
    return read_all(folder.read, folder.Params(**{"path": "inbox", "settle": 0, **changes}), ctx)


def write(ctx: SourceContext, name: str, content: bytes) -> Path:
    path = ctx.workspace.root / "inbox" / name
    path.write_bytes(content)
    return path


def test_mails_oldest_first_with_their_values(ctx: SourceContext) -> None:
    message = mail(1, day=4, text="Waar blijft de bestelling?\n\n> oud\n-- \nPiet")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="../bon.pdf")
    write(ctx, "b.eml", message.as_bytes())
    write(ctx, "a.EML", mail(2).as_bytes())
    first, second = read(ctx)
    assert (first.name, second.name) == ("inbox/b.eml", "inbox/a.EML")
    (item,) = first.items
    assert item.problems == ()
    (attachment,) = item.values["attachments"]
    assert attachment["path"].read_bytes() == b"%PDF"
    assert attachment["path"].name == attachment["name"] == "bon.pdf"
    assert attachment["size"] == 4
    assert item.values["message_id"] == "<1@jansen.example>"
    assert item.values["from_address"] == "piet@jansen.example"
    assert item.values["to"] == ["info@fp.example"]
    assert item.values["reply"] == "Waar blijft de bestelling?"
    assert item.values["date"] == dt.datetime(2026, 10, 4, 9, tzinfo=dt.UTC)
    assert item.values["language"] == "nl"
    assert item.original[0]["Subject"] == "Vraag 1"
    to_json(dict(item.values))


def test_maildir_beside_files(ctx: SourceContext) -> None:
    box = mailbox.Maildir(ctx.workspace.root / "inbox" / "support")
    box.add(mail(1))
    kept = mailbox.MaildirMessage(mail(2))
    kept.set_subdir("cur")
    box.add(kept)
    deleted = mailbox.MaildirMessage(mail(3))
    deleted.set_subdir("cur")
    deleted.set_flags("T")
    box.add(deleted)
    (ctx.workspace.root / "inbox" / "support" / "tmp" / "half").write_bytes(b"From")
    write(ctx, "a.eml", mail(4).as_bytes())
    found = {item.values["message_id"] for document in read(ctx) for item in document.items}
    assert found == {f"<{number}@jansen.example>" for number in (1, 2, 4)}
    assert len(read(ctx, path="inbox/support")) == 2


def test_mail_without_sender_or_identity_is_an_item_all_the_same(ctx: SourceContext) -> None:
    write(ctx, "a.eml", b"Subject: x\n\nhallo")
    write(ctx, "b.eml", b"Received: from scanner\nSubject: x\n\nhallo")
    write(ctx, "c.eml", b"Subject: x\n\nhallo!")
    first, again, other = (document.items[0] for document in read(ctx))
    assert first.problems == ()
    assert {"the sender cannot be read", "it has no Message-ID"} <= set(first.values["defects"])
    assert first.values["message_id"].endswith("@no-message-id.invalid>")
    assert first.values["message_id"] == again.values["message_id"] != other.values["message_id"]


def test_broken_mail_goes_on_with_its_defects(ctx: SourceContext) -> None:
    write(
        ctx,
        "a.eml",
        b"From: a@x.example\nMessage-ID: <1@x>\nContent-Type: multipart/mixed; boundary=q\n\n--z\n\nhallo",
    )
    (document,) = read(ctx)
    assert document.items[0].problems == ()
    assert document.items[0].values["defects"]


def test_empty_mail_and_links(ctx: SourceContext, tmp_path: Path) -> None:
    write(ctx, "a.eml", b"")
    (tmp_path / "secret").write_bytes(mail(1).as_bytes())
    (ctx.workspace.root / "inbox" / "b.eml").symlink_to(tmp_path / "secret")
    os.mkfifo(ctx.workspace.root / "inbox" / "c.eml")
    problems = {document.name: document.problem for document in read(ctx)}
    assert problems.keys() == {"inbox/a.eml", "inbox/b.eml"}
    assert "empty" in problems["inbox/a.eml"]
    assert "link" in problems["inbox/b.eml"]


def test_a_maildir_that_lies_elsewhere_is_not_read(
    ctx: SourceContext, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = mailbox.Maildir(tmp_path / "elsewhere")
    secret.add(mail(1))
    ours = mailbox.Maildir(ctx.workspace.root / "inbox" / "ours")
    ours.add(mail(2))
    (ctx.workspace.root / "inbox" / "link").symlink_to(tmp_path / "elsewhere")
    (ctx.workspace.root / "inbox" / "parts").mkdir()
    for part in ("cur", "new"):
        (ctx.workspace.root / "inbox" / "parts" / part).symlink_to(tmp_path / "elsewhere" / part)
    assert [one.items[0].values["subject"] for one in read(ctx)] == ["Vraag 2"]
    assert caplog.text.count("leads out of inbox") == 2


def test_missing_folder(ctx: SourceContext) -> None:
    with pytest.raises(EnvironmentNotReady):
        read(ctx, path="nowhere")


def test_files_may_be_named_instead_of_their_folder(ctx: SourceContext) -> None:
    write(ctx, "archief.mbox", b"From piet@jansen.example Mon Oct  5 09:00:00 2026\n" + mail(1).as_bytes())
    write(ctx, "b.eml", mail(2).as_bytes())
    write(ctx, "c.eml", mail(3).as_bytes())
    assert [one.name for one in read(ctx, path="inbox/archief.mbox")] == ["inbox/archief.mbox"]
    both = read(ctx, path=["inbox/b.eml", "inbox/archief.mbox"])
    assert sorted(one.name for one in both) == ["inbox/archief.mbox", "inbox/b.eml"]
    assert [one.name for one in read(ctx, path="inbox/*.eml")] == ["inbox/b.eml", "inbox/c.eml"]
    assert read(ctx, path="inbox/not-yet.mbox") == []


@pytest.mark.parametrize("path", ["inbox/Inbox", "inbox/*", "inbox/*.txt"])
def test_what_is_neither_a_folder_nor_such_files_is_refused(ctx: SourceContext, path: str) -> None:
    write(ctx, "Inbox", b"From x\n" + mail(1).as_bytes())
    with pytest.raises(EnvironmentNotReady, match=r"(?s)not the name of a folder.*\.eml, \.msg or \.mbox"):
        read(ctx, path=path)


def test_an_mbox_is_one_document_of_many_items(ctx: SourceContext) -> None:
    first, second = mail(1), mail(2, text="Hallo\n\nFrom here on: text")
    line = b"From piet@jansen.example Mon Oct  5 09:00:00 2026\n"
    empty = line + b"\n\n"
    content = b"".join((line, first.as_bytes(), b"\n", empty, line, second.as_bytes()))
    write(ctx, "archief.mbox", content)
    (document,) = read(ctx)
    assert document.document.path == ctx.workspace.root / "inbox/archief.mbox"
    one, none, two = document.items
    assert (one.values["message_id"], str(one.place)) == ("<1@jansen.example>", "inbox/archief.mbox mail 1")
    assert none.problems == ("inbox/archief.mbox mail 2: the mail is empty",)
    assert two.values["text"] == "Hallo\n\nFrom here on: text"
    write(ctx, "archief.mbox", b"Subject: x\n\nno mbox")
    with pytest.raises(BusinessException, match="no mbox file"):
        read(ctx)


def test_a_mail_saved_by_outlook(ctx: SourceContext) -> None:
    values = {(0x0037, 0x1F): "Vraag", (0x5D01, 0x1F): "piet@jansen.example", (0x1000, 0x1F): "Hallo"}
    write(ctx, "Vraag.msg", compound(message(values, files=(attached("a.pdf", b"%PDF"),))))
    (document,) = read(ctx)
    (item,) = document.items
    assert (item.values["subject"], item.values["text"]) == ("Vraag", "Hallo")
    assert item.values["message_id"].endswith("@no-message-id.invalid>")
    (file,) = item.values["files"]
    assert file["path"] == item.values["attachments"][0]["path"]
    assert file["path"].read_bytes() == b"%PDF"
    write(ctx, "Vraag.msg", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 nonsense")
    assert "damaged" in read(ctx)[0].problem
